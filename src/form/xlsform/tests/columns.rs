//! Columns and settings, and what they make of a form.

use super::{find, findings, form};
use crate::form::{FindingKind, MissingReason, NoAttachments, Template, read};
use crate::words::{Lang, Words};

#[test]
fn a_question_says_how_long_it_takes_and_why_it_may_stay_empty() {
    #[track_caller]
    fn case(seconds: &str, reasons: &str, expected: (Option<u32>, Option<&[MissingReason]>)) {
        let form = form(&format!(
            "| survey |\n| | type | name | label | minimum_seconds | missing_reasons |\n| | text | q | Q | {seconds} | {reasons} |\n"
        ));
        let question = form.question(find(&form, "/data/q")).unwrap();
        assert_eq!((question.minimum_seconds, question.missing_reasons.as_deref()), expected);
    }
    case("", "", (None, None));
    case("3", "none", (Some(3), Some(&[])));
    case(
        "0",
        "refused, dont_know",
        (Some(0), Some(&[MissingReason::DontKnow, MissingReason::Refused])),
    );
    let found =
        findings("| survey |\n| | type | name | label | minimum_seconds | missing_reasons |\n| | text | q | Q | soon | bored refused |\n");
    let said: Vec<String> = found.iter().map(|f| format!("{}: {:?}", f.place.cell_name(), f.kind)).collect();
    assert_eq!(
        said,
        [
            "D3: BadCell { column: \"minimum_seconds\", found: \"soon\", expected: \"0, 1, 2, …\" }",
            "E3: BadCell { column: \"missing_reasons\", found: \"bored\", expected: \"dont_know, refused, later, none\" }",
        ]
    );
}

#[test]
fn an_attribute_of_the_authors_own_is_kept_with_paths() {
    let form = form(
        "| survey |\n| | type | name | label | bind::odk:seen | control::near |\n| | text | a | A | | |\n| | text | b | B | ${a} | yes |\n",
    );
    let extra = &form.node(find(&form, "/data/b")).extra;
    assert_eq!((extra["bind::odk:seen"].as_str(), extra["body::near"].as_str()), ("/data/a", "yes"));
}

#[test]
fn several_spaces_are_one_unless_a_setting_says_otherwise() {
    #[track_caller]
    fn case(setting: &str, expected: &str) {
        let form = form(&format!(
            "| survey |\n| | type | name | label | calculation |\n| | calculate | c | | concat('a  b') |\n\
             | settings |\n| | form_title | {setting} |\n| | T  T | no |\n"
        ));
        let question = form.question(find(&form, "/data/c")).unwrap();
        assert_eq!(&*question.calculate.as_ref().unwrap().expression.source, expected);
    }
    case("clean_text_values", "concat('a  b')");
    case("version", "concat('a b')");
}

#[test]
fn the_form_id_goes_before_its_old_name() {
    let form =
        form("| survey |\n| | type | name | label |\n| | text | q | Q |\n| settings |\n| | id_string | form_id |\n| | old | new |\n");
    assert_eq!(form.id, "new");
}

#[test]
fn only_a_plain_camera_can_be_another_program() {
    #[track_caller]
    fn case(appearance: &str, app: &str, is_accepted: bool) {
        let markdown =
            format!("| survey |\n| | type | name | label | appearance | parameters |\n| | image | p | P | {appearance} | app={app} |\n");
        assert_eq!(
            read("form.md", markdown.as_bytes(), &NoAttachments).0.is_some(),
            is_accepted,
            "{appearance} {app}"
        );
    }
    case("", "com.example.camera", true);
    case("annotate", "com.example_1.camera", true);
    case("", "camera", false);
    case("", "com.example.", false);
    case("", "com._example", false);
    case("annotate", "com.1example", false);
    case("signature", "camera", true);
}

#[test]
fn a_question_must_be_asked_in_some_words() {
    #[track_caller]
    fn case(row: &str, is_accepted: bool) {
        let markdown = format!("| survey |\n| | type | name | label | hint | guidance_hint | image | calculation |\n| | {row} |\n");
        assert_eq!(
            read("form.md", markdown.as_bytes(), &NoAttachments).0.is_some(),
            is_accepted,
            "{row}"
        );
    }
    case("text | q | | | | |", false);
    case("text | q | | | Ask slowly | |", false);
    case("text | q | | Your name | | |", true);
    case("text | q | | | | name.png |", true);
    case("text | q | | | | | 1 + 1", true);
    case("start | q | | | | |", true);
    case("note | q | | | | |", false);
}

#[test]
fn a_column_has_one_name() {
    #[track_caller]
    fn case(header: &str, expected: Option<FindingKind>) {
        let found = findings(&format!(
            "| survey |\n| | type | name | label | {header} |\n| | text | q | Q | 1 | 1 |\n"
        ));
        let kinds: Vec<FindingKind> = found.into_iter().map(|finding| finding.kind).collect();
        assert_eq!(kinds, Vec::from_iter(expected), "{header}");
    }
    let twin = |column: &str, first: &str| {
        Some(FindingKind::DuplicateColumn {
            column: column.to_owned(),
            first: first.to_owned(),
        })
    };
    case("relevant | relevance", twin("relevance", "relevant"));
    case("caption | hint", twin("caption", "label"));
    case("hint::en | hint::vi", None);
    case(
        "media::film | hint",
        Some(FindingKind::UnknownMedia {
            column: "media::film".to_owned(),
        }),
    );
}

#[test]
fn a_scale_fits_its_step_and_its_labels() {
    #[track_caller]
    fn case(parameters: &str, expected: &[&str]) {
        let found = findings(&format!(
            "| survey |\n| | type | name | label | parameters | appearance |\n| | range | r | R | {parameters} |\n\
             | choices |\n| | list_name | name | label |\n| | ends | 0 | Low |\n| | ends | 10 | High |\n"
        ));
        let said: Vec<String> = found.iter().map(|finding| finding.say(Words::new(Lang::En))).collect();
        assert_eq!(said, expected, "{parameters}");
    }
    case("start=0 end=10 step=2 placeholder=4 tick_labelset=ends |", &[]);
    case("start=10 end=0 step=2.5 tick_interval=5 | vertical", &[]);
    case(
        "start=0 end=1 step=2 |",
        &["`range`: the parameter `step` cannot be `2`; wanted: ≤ |end - start| (1)"],
    );
    case(
        "start=0 end=9 step=3 placeholder=4 tick_labelset=ends |",
        &[
            "`range`: the parameter `placeholder` cannot be `4`; wanted: start + n × step (0 + n × 3)",
            "`range`: the parameter `tick_labelset` cannot be `10`; wanted: start … end (0 … 9)",
        ],
    );
    case(
        "start=0 end=20 tick_labelset=ends | no-ticks",
        &["`range`: the parameter `tick_labelset` cannot be `ends`; wanted: appearance no-ticks: 2 choices, start and end (0, 20)"],
    );
    case(
        "start=0 step=0 end=x tick_interval=1 | rating",
        &[
            "`range`: the parameter `end` cannot be `x`; wanted: 1, 0.5, …",
            "`range`: the parameter `tick_interval, placeholder, tick_labelset` cannot be `rating`; wanted: appearance: vertical, no-ticks, \
             vertical no-ticks",
        ],
    );
}

#[test]
fn a_place_is_shown_beside_places_that_there_are() {
    #[track_caller]
    fn case(geometry: &str, expected: Option<&str>) {
        let markdown = format!(
            "| survey |\n| | type | name | label | parameters |\n| | begin_repeat | r | R | |\n| | geopoint | p | P | |\n\
             | | end_repeat | | | |\n| | csv-external | wards | | |\n| | geoshape | g | G | reference-geometry={geometry} |\n\
             | choices |\n| | list_name | name | label | geometry |\n| | spots | a | A | 21 105 0 0 |\n"
        );
        let form = read("form.md", markdown.as_bytes(), &NoAttachments).0;
        let shown = form.map(|form| {
            let itemset = form.question(find(&form, "/data/g")).unwrap().choices.clone().unwrap();
            match itemset.nodeset {
                Some(nodeset) => nodeset.expression.to_string(),
                None => itemset.list,
            }
        });
        assert_eq!(shown.as_deref(), expected, "{geometry}");
    }
    case("spots", Some("spots"));
    case("wards", Some("wards"));
    case("${r}", Some("/data/r"));
    case("${p}", None);
    case("nowhere", None);
}

#[test]
fn a_loop_asks_its_rows_about_each_choice() {
    let form = form(
        "| survey |\n| | type | name | label::vi | label::en |\n| | begin_loop over animals | own | Nuôi | Own |\n\
         | | integer | n | Bao nhiêu %(label)s? | How many of %(label)s (%(name)s)? |\n| | end_loop | | | |\n\
         | choices |\n| | list_name | name | label::vi | label::en |\n| | animals | cow | bò | cows |\n| | animals | none | không | none |\n\
         | | animals | pig | lợn | pigs |\n",
    );
    let paths: Vec<String> = form.ids().map(|id| form.path(id)).collect();
    assert_eq!(
        paths.get(1..6).unwrap(),
        ["/data/own", "/data/own/cow", "/data/own/cow/n", "/data/own/pig", "/data/own/pig/n"]
    );
    let texts = |path: &str| -> Vec<String> {
        let label = &form.node(find(&form, path)).label;
        label.by_language.iter().flatten().map(Template::literal).collect()
    };
    assert_eq!(texts("/data/own/pig"), ["lợn", "pigs"]);
    assert_eq!(texts("/data/own/cow/n"), ["Bao nhiêu bò?", "How many of cows (cow)?"]);
    let kinds = |markdown: &str| findings(markdown).into_iter().map(|finding| finding.kind).collect::<Vec<_>>();
    let unclosed = kinds("| survey |\n| | type | name |\n| | begin_loop over l | x |\n");
    assert!(matches!(unclosed.as_slice(), [FindingKind::UnclosedGroup { type_name, .. }] if type_name == "loop"));
    let unopened = kinds("| survey |\n| | type | name |\n| | end_loop | |\n");
    assert!(matches!(unopened.as_slice(), [FindingKind::UnbalancedGroup { .. }]));
}

#[test]
fn one_name_stands_for_one_file() {
    let found = findings(
        "| survey |\n| | type | name | label | calculation |\n| | calculate | p | | pulldata('fees', 'a', 'b', 'c') |\n\
         | | xml-external | fees | | |\n| | select_one_from_file wards.csv | w | W | |\n| | select_one wards | v | V | |\n\
         | choices |\n| | list_name | name | label |\n| | wards | 1 | One |\n",
    );
    let said: Vec<String> = found
        .iter()
        .filter(|finding| matches!(finding.kind, FindingKind::InstanceConflict { .. }))
        .map(|finding| finding.say(Words::new(Lang::En)))
        .collect();
    assert_eq!(
        said,
        [
            "`fees` stands for both files `jr://file-csv/fees.csv (pulldata)` and `jr://file/fees.xml (external)`",
            "`wards` stands for both files `jr://file-csv/wards.csv (file)` and `choices (choice)`",
        ]
    );
}

#[test]
fn a_dialect_is_refused_by_the_name_of_its_program() {
    let found =
        findings("| survey |\n| | type | name | label |\n| | begin_kobomatrix | m | M |\n| | text | a | A |\n| | end_kobomatrix | | |\n");
    let kinds: Vec<(u32, bool)> = found
        .iter()
        .map(|finding| {
            (
                finding.place.row,
                matches!(finding.kind, FindingKind::ForeignType { of: "KoboToolbox", .. }),
            )
        })
        .collect();
    assert_eq!(kinds, [(3, true), (5, true)], "{found:?}");
}

#[test]
fn the_columns_of_another_collector_are_understood() {
    let form = form(
        "| survey |\n| | type | name | label:en | label:vi | relevance | required message:en | disabled |\n\
         | | text | a | A | Á | 1 = 1 | Needed | |\n| | text | b | B | | | | yes |\n",
    );
    assert_eq!(form.languages.len(), 2);
    let asked = find(&form, "/data/a");
    assert!(form.node(asked).relevant.is_some());
    assert_eq!(
        form.question(asked).unwrap().required_message.by_language[0]
            .as_ref()
            .unwrap()
            .literal(),
        "Needed"
    );
    assert!(form.ids().all(|id| form.node(id).name != "b"));
}

#[test]
fn a_workbook_of_one_sheet_without_a_name_is_its_survey() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, (head, text)) in (0..).zip([("type", "text"), ("name", "ward"), ("label", "Ward")]) {
        sheet.write_string(0, column, head).unwrap();
        sheet.write_string(1, column, text).unwrap();
    }
    let (form, findings) = read("a.xlsx", &book.save_to_buffer().unwrap(), &NoAttachments);
    let form = form.unwrap_or_else(|| panic!("{findings:?}"));
    assert_eq!(form.node(find(&form, "/data/ward")).place.sheet, "Sheet1");
}

#[test]
fn towns_of_one_name_may_lie_in_several_provinces() {
    let form = form(
        "| survey |\n| | type | name | label | choice_filter |\n| | text | state | State | |\n\
         | | select_one_external county | county | County | state = ${state} |\n\
         | external_choices |\n| | list_name | name | label | state |\n\
         | | county | king | King | washington |\n| | county | king | King | texas |\n",
    );
    assert_eq!(form.lists["county"].choices.len(), 2);
}

#[test]
fn a_column_that_has_no_effect_says_what_it_was_meant_for() {
    #[track_caller]
    fn case(form: &str, expected: &[&str]) {
        let said: Vec<String> = findings(form).iter().map(|finding| finding.say(Words::new(Lang::En))).collect();
        assert_eq!(said, expected, "{form}");
    }
    let unknown = |found: &str, meant: &str| {
        format!("the column `{found}` is not in the XLSForm standard and has no effect; did you mean `{meant}`?")
    };
    let survey = "| survey |\n| | type | name | label |\n| | text | a | A |\n";
    case(
        &format!("{survey}| settings |\n| | form_titel | verison |\n| | T | 1 |\n"),
        &[&unknown("form_titel", "form_title"), &unknown("verison", "version")],
    );
    case(&format!("{survey}| settings |\n| | my_own |\n| | x |\n"), &[]);
    case(
        "| survey |\n| | type | name | label::English (en) | label:French (fr) |\n| | text | a | A | B |\n",
        &[&unknown("label:French (fr)", "label::French (fr)")],
    );
    case(
        "| survey |\n| | type | name | label | bind::a b |\n| | text | a | A | x |\n",
        &["`bind::a b`: `a b` cannot be a name; a name begins with a letter or _, then letters, digits, _ - ."],
    );
}
