//! A register of households that is kept on a server: what a record says of it.

use std::sync::Arc;

use phieu::form::{EntityProblem, FindingKind, Form, NoAttachments, When, read};
use phieu::interview::{Ambient, Answer, Interview, Step};

const REGISTER: &str = "| survey |\n\
    | | type | name | label | save_to |\n\
    | | text | village | Village | |\n\
    | | begin_repeat | house | House | |\n\
    | | text | owner | Owner | owner |\n\
    | | integer | people | People | size |\n\
    | | end_repeat | | | |\n\
    | entities |\n\
    | | list_name | label | create_if |\n\
    | | houses | concat(${owner}, ', ', ${village}) | ${people} > 0 |\n";

fn form(markdown: &str) -> Form {
    let (form, findings) = read("register.md", markdown.as_bytes(), &NoAttachments);
    form.unwrap_or_else(|| panic!("{findings:?}"))
}

fn at_eight() -> Ambient {
    Ambient {
        now: "2026-11-22T08:00:00+07:00[+07:00]".parse().unwrap(),
        seed: 7,
        device: std::collections::BTreeMap::new(),
    }
}

fn answer(interview: &mut Interview, at: &str, text: &str) {
    let step = Step::Answer {
        at: at.to_owned(),
        answer: Answer::Text(text.to_owned()),
    };
    interview.apply(&step, &at_eight()).unwrap();
}

fn filled_in(form: Form) -> Interview {
    let mut interview = Interview::new(Arc::new(form), &at_eight());
    answer(&mut interview, "/data/village", "Đông Anh");
    answer(&mut interview, "/data/house[1]/owner", "Lan");
    answer(&mut interview, "/data/house[1]/people", "4");
    let add = Step::Add {
        repeat: "/data/house".to_owned(),
    };
    let a_minute_later = Ambient { seed: 8, ..at_eight() };
    interview.apply(&add, &a_minute_later).unwrap();
    answer(&mut interview, "/data/house[2]/owner", "Bình");
    interview
}

#[test]
fn each_house_becomes_an_entity_of_its_own() {
    let interview = filled_in(form(REGISTER));
    let value = |reference: &str| interview.value(interview.find(reference).unwrap()).to_owned();
    let entity = |house: usize, attribute: &str| value(&format!("/data/house[{house}]/meta/entity/@{attribute}"));
    assert_eq!(value("/data/house[1]/meta/entity/label"), "Lan, Đông Anh");
    assert_eq!(
        (entity(1, "dataset"), entity(1, "create")),
        ("houses".to_owned(), "true".to_owned())
    );
    assert_eq!(entity(2, "create"), "false", "nobody lives there");
    let (first, second) = (entity(1, "id"), entity(2, "id"));
    assert!(first.len() == 36 && second.len() == 36 && first != second, "{first} {second}");
    let xml = interview.xml();
    let written = format!(r#"<meta><entity dataset="houses" create="true" id="{first}"><label>Lan, Đông Anh</label></entity></meta>"#);
    assert!(xml.contains(&written), "{xml}");
}

#[test]
fn a_draft_that_is_opened_again_speaks_of_the_same_houses() {
    let interview = filled_in(form(REGISTER));
    let again = Interview::restore(Arc::clone(interview.plan()), &interview.xml(), &at_eight()).unwrap();
    assert_eq!(again.xml(), interview.xml());
}

#[test]
fn an_xform_declares_what_the_workbook_does() {
    let workbook = form(REGISTER);
    let xml = workbook.to_xform();
    assert!(xml.contains(r#"entities:entities-version="2025.1.0""#), "{xml}");
    assert!(xml.contains(r#"entities:saveto="owner""#), "{xml}");
    let xform = form(&xml);
    for form in [&workbook, &xform] {
        let entities = form.entities();
        let [entity] = entities.as_slice() else { panic!("{entities:?}") };
        assert_eq!(entity.list, "houses");
        assert!(matches!(entity.create, Some(When::If(_))) && entity.update.is_none());
        let properties: Vec<(&str, &str)> = entity
            .properties
            .iter()
            .map(|(id, property)| (form.node(*id).name.as_str(), *property))
            .collect();
        assert_eq!(properties, [("owner", "owner"), ("people", "size")]);
    }
    assert_eq!(filled_in(xform).xml(), filled_in(workbook).xml());
}

#[test]
fn a_visit_updates_the_house_that_was_chosen() {
    let markdown = "| survey |\n\
        | | type | name | label | save_to |\n\
        | | select_one_from_file houses.csv | house | House | |\n\
        | | integer | people | People | size |\n\
        | entities |\n\
        | | list_name | entity_id |\n\
        | | houses | ${house} |\n";
    let files = std::collections::BTreeMap::from([("houses.csv".to_owned(), b"name,label,__version\nh1,Lan,3\n".to_vec())]);
    let form = read("visit.md", markdown.as_bytes(), &files).0.unwrap();
    let mut interview = Interview::new(Arc::new(form), &at_eight());
    answer(&mut interview, "/data/house", "h1");
    let entity = r#"<entity dataset="houses" update="1" baseVersion="3" trunkVersion="" branchId="" id="h1"/>"#;
    assert!(interview.xml().contains(entity), "{}", interview.xml());
}

#[test]
fn what_is_wrong_with_a_declaration_is_said_where_it_is() {
    #[track_caller]
    fn case(survey: &str, entities: &str, row: u32, problem: &EntityProblem) {
        let markdown = format!("| survey |\n| | type | name | label | save_to |\n{survey}| entities |\n{entities}");
        let (form, findings) = read("a.md", markdown.as_bytes(), &NoAttachments);
        assert!(form.is_none());
        let expected = FindingKind::Entity(Box::new(problem.clone()));
        let found = findings.iter().find(|finding| finding.kind == expected);
        assert_eq!(found.map(|found| found.place.row), Some(row), "{findings:?}");
    }
    let (e, list) = ("| | list_name | label |\n| | e | ${a} |\n", "e".to_owned());
    let asked = "| | text | a | A | p |\n";
    case(
        "| | text | a | A | name |\n",
        e,
        3,
        &EntityProblem::ReservedProperty {
            property: "name".to_owned(),
        },
    );
    case(
        "| | text | a | A | f#p |\n",
        e,
        3,
        &EntityProblem::UnknownList {
            list: "f".to_owned(),
            suggestion: None,
        },
    );
    case(
        "| | text | a | A | p |\n| | text | b | B | p |\n",
        e,
        4,
        &EntityProblem::DuplicateProperty {
            property: "p".to_owned(),
            row: 3,
        },
    );
    case(
        asked,
        "| | list_name |\n| | e |\n",
        6,
        &EntityProblem::MissingLabel { list: list.clone() },
    );
    case(
        asked,
        "| | list_name | label | update_if |\n| | e | ${a} | true() |\n",
        6,
        &EntityProblem::MissingId { list: list.clone() },
    );
    case(asked, "| | label |\n| | ${a} |\n", 6, &EntityProblem::MissingList);
    case(
        "| | text | a | A | e#p |\n",
        "| | list_name | label |\n| | e | ${a} |\n| | e | ${a} |\n",
        7,
        &EntityProblem::DuplicateList { list },
    );
}
