//! Columns and settings, and what they make of a form.

use super::{find, findings, form};
use crate::form::{MissingReason, NoAttachments, read};

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
