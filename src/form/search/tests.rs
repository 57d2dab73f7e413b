//! Looking up a commune in a table of the whole city.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::{FindingKind, Form, NoAttachments, read};
use crate::interview::{Ambient, Answer, Interview, Step};

const COMMUNES: &str = "code,ten,name_en,district\n\
    1,Đông Hội,Dong Hoi,da\n\
    2,Mai Lâm,Mai Lam,da\n\
    2,Mai Lâm,Mai Lam,da\n\
    3,Phúc Lợi,Phuc Loi,lb\n";

fn form(appearance: &str, choices: &str) -> Form {
    let markdown = format!(
        "| survey |\n| | type | name | label::vi | label::en | appearance |\n\
         | | text | district | Huyện | District | |\n| | text | word | Từ | Word | |\n\
         | | select_one c | commune | Xã | Commune | {appearance} |\n\
         | choices |\n| | list_name | name | label::vi | label::en |\n{choices}"
    );
    let files = BTreeMap::from([("communes.csv".to_owned(), COMMUNES.as_bytes().to_vec())]);
    let (form, findings) = read("a.md", markdown.as_bytes(), &files);
    form.unwrap_or_else(|| panic!("{findings:?}"))
}

const COLUMNS: &str = "| | c | code | ten | name_en, district |\n";

fn ambient() -> Ambient {
    Ambient {
        now: "2026-11-22T08:00:00+07:00[+07:00]".parse().unwrap(),
        seed: 1,
        device: BTreeMap::new(),
    }
}

fn offered(interview: &Interview) -> Vec<String> {
    let choices = interview.choices(interview.find("/data/commune").unwrap()).unwrap();
    choices.iter().map(|choice| format!("{} {}", choice.name, choice.label)).collect()
}

fn interview(form: Form, answers: &[(&str, &str)]) -> Interview {
    let mut interview = Interview::new(Arc::new(form), &ambient());
    for (at, text) in answers {
        let step = Step::Answer {
            at: format!("/data/{at}"),
            answer: Answer::Text((*text).to_owned()),
        };
        interview.apply(&step, &ambient()).unwrap();
    }
    interview
}

#[test]
fn a_list_of_whole_numbers_alone_is_offered_as_it_stands() {
    let form = form("search('communes')", "| | c | 0 | Không | None |\n| | c | 1 | Một | One |\n");
    assert_eq!(offered(&interview(form, &[])), ["0 Không", "1 Một"]);
}

#[test]
fn a_table_is_offered_each_value_once() {
    let mut interview = interview(form("minimal search('communes')", COLUMNS), &[]);
    assert_eq!(offered(&interview), ["1 Đông Hội", "2 Mai Lâm", "3 Phúc Lợi"]);
    let english = Step::Language { name: "en".to_owned() };
    interview.apply(&english, &ambient()).unwrap();
    assert_eq!(
        offered(&interview),
        ["1 Dong Hoi (district: da)", "2 Mai Lam (district: da)", "3 Phuc Loi (district: lb)"]
    );
}

#[test]
fn what_was_answered_narrows_the_look_up() {
    #[track_caller]
    fn case(appearance: &str, word: &str, expected: &[&str]) {
        let interview = interview(form(appearance, COLUMNS), &[("district", "da"), ("word", word)]);
        assert_eq!(offered(&interview), expected, "{appearance}");
    }
    let within = |way: &str| format!("search('communes', '{way}', 'ten, name_en', ${{word}}, 'district', ${{district}})");
    case(
        "search('communes', 'matches', 'district', ${district})",
        "",
        &["1 Đông Hội", "2 Mai Lâm"],
    );
    case(&within("contains"), "LÂM", &["2 Mai Lâm"]);
    case(&within("startswith"), "đông", &["1 Đông Hội"]);
    case(&within("endswith"), "hoi", &["1 Đông Hội"]);
    case(&within("contains"), "phúc", &[]);
    case(&within("Contains"), "", &["1 Đông Hội", "2 Mai Lâm"]);
}

#[test]
fn a_choice_with_a_number_is_always_offered() {
    let choices = format!("{COLUMNS}| | c | 99 | Nơi khác | Elsewhere |\n");
    let form = form("search('communes', 'contains', 'ten', ${word})", &choices);
    let mut interview = interview(form, &[("word", "mai"), ("commune", "99")]);
    assert_eq!(offered(&interview), ["2 Mai Lâm", "99 Nơi khác"]);
    let step = Step::Answer {
        at: "/data/commune".to_owned(),
        answer: Answer::Text("3".to_owned()),
    };
    assert!(interview.apply(&step, &ambient()).is_err());
}

#[test]
fn an_xform_looks_up_the_same() {
    let workbook = form("search('communes', 'contains', 'ten', ${word})", COLUMNS);
    let xml = workbook.to_xform();
    let files = BTreeMap::from([("communes.csv".to_owned(), COMMUNES.as_bytes().to_vec())]);
    let (again, findings) = read("a.xml", xml.as_bytes(), &files);
    let again = again.unwrap_or_else(|| panic!("{findings:?}\n{xml}"));
    assert_eq!(offered(&interview(again, &[("word", "mai")])), ["2 Mai Lâm"]);
    let json = serde_json::to_string(&workbook).unwrap();
    let unpacked: Form = serde_json::from_str(&json).unwrap();
    assert_eq!(offered(&interview(unpacked, &[("word", "mai")])), ["2 Mai Lâm"]);
}

#[test]
fn what_cannot_be_looked_up_is_refused() {
    #[track_caller]
    fn case(appearance: &str, expected: &FindingKind) {
        let markdown = format!(
            "| survey |\n| | type | name | label | appearance |\n| | select_one c | q | Q | {appearance} |\n| | select_one d | r | R | |\n\
             | choices |\n| | list_name | name | label |\n| | c | code | ten |\n| | d | y | Yes |\n"
        );
        let (form, findings) = read("a.md", markdown.as_bytes(), &NoAttachments);
        assert!(
            form.is_none() && findings.iter().any(|finding| finding.kind == *expected),
            "{findings:?}"
        );
    }
    for call in [
        "search()",
        "search(concat('a', 'b'))",
        "search('a', 'resembles', 'ten', 'x')",
        "search('a', 'contains', 'ten')",
        "search('a', 'contains', 'no name', 'x')",
    ] {
        case(call, &FindingKind::BadSearch { found: call.to_owned() });
    }
}
