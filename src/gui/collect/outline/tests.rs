//! Stories about how forms fall into pages.

use super::*;
use crate::form::Kind;
use crate::interview::Step;
use crate::interview::tests::{Scene, ambient};

/// Sections with their pages, each by its name and how it is drawn.
fn described(scene: &Scene) -> Vec<String> {
    let interview = &scene.interview;
    let outline = Outline::of(interview);
    let form = interview.form();
    let name = |at: At| {
        let reference = interview.reference(at);
        reference.rsplit('/').next().unwrap_or_default().to_owned()
    };
    let part = |part: &Part| match part {
        Part::Heading(at) => format!("#{}", name(*at)),
        Part::Instance(at) => format!("@{}", name(*at)),
        Part::Question(at) => name(*at),
        Part::Rows { head, rows } => {
            let head = head.map(name).unwrap_or_default();
            format!("{head}={}", rows.iter().map(|at| name(*at)).collect::<Vec<_>>().join("|"))
        }
        Part::More { repeat, .. } => format!("+{}", form.node(*repeat).name),
    };
    let mut lines = Vec::new();
    for section in &outline.sections {
        lines.push(match section.named {
            Named::Node(at) => format!("[{}]", name(at)),
            Named::Repeat { repeat, .. } => format!("[{} …]", form.node(repeat).name),
        });
        for (index, page) in outline.pages.iter().enumerate().take(section.pages.end).skip(section.pages.start) {
            let inside: Vec<String> = outline.stretches_around(index).map(|stretch| name(stretch.at)).collect();
            let parts = page.parts.iter().map(part).collect::<Vec<_>>().join(" ");
            let kind = match page.kind {
                PageKind::Question => parts,
                PageKind::More(repeat) => format!("{}?", form.node(repeat).name),
                kind => format!("{kind:?}({parts})"),
            };
            let path: Vec<String> = inside.into_iter().chain([kind]).collect();
            lines.push(path.join(" › "));
        }
    }
    lines
}

#[track_caller]
fn case(form: &str, expected: &[&str]) -> Scene {
    let scene = Scene::of(form);
    assert_eq!(described(&scene), expected);
    scene
}

fn take(scene: &mut Scene, step: &Step) {
    scene.interview.apply(step, &ambient()).unwrap();
}

const HOUSEHOLD: &str = "
| survey | | | | |
| | type | name | label | relevant |
| | text | village | Thôn | |
| | begin_repeat | child | Con | |
| | text | called | Tên | |
| | begin_repeat | school | Trường | ${called} != '' |
| | text | town | Ở đâu | |
| | end_repeat | | | |
| | end_repeat | | | |
| | text | other | Ý khác | |
";

#[test]
fn each_instance_is_a_stretch_of_pages_and_its_repeat_is_summed_up_behind_it() {
    let mut scene = case(
        HOUSEHOLD,
        &["[data]", "village", "[child …]", "child[1] › called", "child?", "[data]", "other"],
    );
    scene.answer("/data/child[1]/called", "Hà");
    take(
        &mut scene,
        &Step::Add {
            repeat: "/data/child".to_owned(),
        },
    );
    assert_eq!(
        described(&scene),
        [
            "[data]",
            "village",
            "[child …]",
            "child[1] › called",
            "child[1] › school[1] › town",
            "child[1] › school?",
            "child[2] › called",
            "child?",
            "[data]",
            "other",
        ]
    );
    for at in ["/data/child[2]", "/data/child[1]"] {
        take(&mut scene, &Step::Remove { at: at.to_owned() });
    }
    assert_eq!(
        described(&scene),
        ["[data]", "village", "[child …]", "child?", "[data]", "other"],
        "a repeat without instances still offers one, at its own place"
    );
}

#[test]
fn a_reference_leads_to_its_page_and_back() {
    let mut scene = Scene::of(HOUSEHOLD);
    scene.answer("/data/child[1]/called", "Hà");
    let interview = &scene.interview;
    let outline = Outline::of(interview);
    for page in 0..outline.pages.len() {
        let reference = outline.reference(interview, page).unwrap();
        assert_eq!(outline.page_at(interview, &reference), Some(page), "{reference}");
    }
    let leads = |reference: &str| {
        outline
            .page_at(interview, reference)
            .and_then(|page| outline.reference(interview, page))
    };
    assert_eq!(leads("/data/child[1]").as_deref(), Some("/data/child[1]/called"));
    assert_eq!(leads("/data/child[1]/school+").as_deref(), Some("/data/child[1]/school+"));
    assert_eq!(leads("/data/child[4]"), None);
    assert_eq!(leads("/data/village+"), None);
}

#[test]
fn a_repeat_that_the_form_counts_asks_for_no_more() {
    let mut scene = case(
        "
| survey | | | | |
| | type | name | label | repeat_count |
| | integer | n | Mấy | |
| | begin_repeat | v | Lần | ${n} |
| | text | q | Q | |
| | end_repeat | | | |
",
        &["[data]", "n"],
    );
    scene.answer("/data/n", "2");
    assert_eq!(described(&scene), ["[data]", "n", "[v …]", "v[1] › q", "v[2] › q"]);
}

#[test]
fn a_page_holds_groups_tables_and_repeats_of_its_own() {
    case(
        "
| survey | | | | | |
| | type | name | label | appearance | calculation |
| | begin_group | page | Trang | field-list | |
| | text | a | A | | |
| | select_one yn | head | Ông/Bà có | label | |
| | select_one yn | tv | ti vi | list-nolabel | |
| | select_multiple yn | car | xe | list-nolabel | |
| | select_one abc | other | Khác | list-nolabel | |
| | calculate | n | | | 1 |
| | begin_group | inner | Trong | | |
| | text | b | B | | |
| | end_group | | | | |
| | begin_repeat | v | Lần | | |
| | text | q | Q | | |
| | end_repeat | | | | |
| | end_group | | | | |
| choices |
| | list_name | name | label |
| | yn | y | Có |
| | yn | n | Không |
| | abc | a | A |
",
        &["[data]", "FieldList(a head=tv|car other #inner b @v[1] q +v)"],
    );
}

#[test]
fn rows_of_one_scale_are_a_table_while_they_come_and_go() {
    let mut scene = case(
        "
| survey | | | | |
| | type | name | label | appearance | relevant |
| | text | why | Vì sao | | |
| | begin_group | t | Bảng | table-list | |
| | note | n | Chú ý | | |
| | select_one yn | a | A | | ${why} = '' |
| | select_one yn | b | B | | |
| | end_group | | | | |
| choices |
| | list_name | name | label |
| | yn | y | Có |
| | yn | n | Không |
",
        &[
            "[data]",
            "why",
            "Matrix(generated_table_list_label_3 n reserved_name_for_field_list_labels_5=a|b)",
        ],
    );
    scene.answer("/data/why", "x");
    assert_eq!(
        described(&scene),
        [
            "[data]",
            "why",
            "Matrix(generated_table_list_label_3 n reserved_name_for_field_list_labels_5=b)"
        ]
    );
}

#[test]
fn sections_are_groups_at_the_top_and_wrappers_vanish() {
    case(
        "
| survey | | | |
| | type | name | label |
| | begin_group | all | Phiếu |
| | begin_group | one | Phần 1 |
| | text | a | A |
| | end_group | | |
| | begin_group | two | Phần 2 |
| | text | b | B |
| | end_group | | |
| | end_group | | |
",
        &["[one]", "a", "[two]", "b"],
    );
}

#[test]
fn the_stretches_around_a_page_are_found_in_a_long_roster() {
    let mut scene = Scene::of(HOUSEHOLD);
    for _ in 0..30 {
        take(
            &mut scene,
            &Step::Add {
                repeat: "/data/child".to_owned(),
            },
        );
    }
    let interview = &scene.interview;
    let outline = Outline::of(interview);
    for (index, page) in outline.pages.iter().enumerate() {
        let mut around = Vec::new();
        let mut here = Some(page.at);
        while let Some(at) = here {
            if matches!(interview.form().node(interview.node(at)).kind, Kind::Repeat { .. }) {
                around.push(at);
            }
            here = interview.parent(at);
        }
        around.reverse();
        assert_eq!(
            outline.stretches_around(index).map(|stretch| stretch.at).collect::<Vec<_>>(),
            around
        );
    }
}
