//! What the form would not have allowed is found, and found alike whether its rules are compiled or an interview is asked.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Before, Breach, Rules, Wrong, whole};
use crate::dataset::{Missing, Record, Rows, Value};
use crate::form::NoAttachments;
use crate::instrument::Instrument;
use crate::interview::Plan;

const FORM: &str = "
| survey | | | | | | | | |
| | type | name | label | required | relevant | constraint | choice_filter | calculation |
| | select_one yesno | went | Đến cơ quan? | yes | | | | |
| | integer | times | Mấy lần? | yes | ${went} = 'y' | . > 0 and . <= 50 | | |
| | select_one district | district | Quận | | | | | |
| | select_one ward | ward | Phường | | | | district = ${district} | |
| | calculate | twice | | | | | | ${times} * 2 |
| | begin_group | details | Chi tiết | | ${times} > 2 | | | |
| | select_one yesno | tired | Mệt? | ${went} = 'y' | | | | |
| | text | why | Vì sao? | | ${tired} = 'y' | | | |
| | end_group | | | | | | | |
| | integer | secret | Kín | | | | | |
| | integer | after | Sau | | ${secret} > 3 | . < 10 | | |
| choices | | | | |
| | list_name | name | label | district |
| | yesno | y | Có | |
| | yesno | n | Không | |
| | district | a | A | |
| | district | b | B | |
| | ward | a1 | A1 | a |
| | ward | a2 | A2 | a |
| | ward | b1 | B1 | b |
| settings | | |
| | form_id | form_title |
| | rules | Quy tắc |
| privacy | | |
| | name | role |
| | times | public |
| | why | public |
| | after | public |
| | twice | public |
";

fn instrument(text: &str) -> Instrument {
    let (instrument, findings) = Instrument::read("rules.md", text.as_bytes(), &NoAttachments);
    instrument.unwrap_or_else(|| panic!("{findings:?}"))
}

/// The order of the columns that leave.
const COLUMNS: [&str; 8] = ["went", "times", "district", "ward", "twice", "tired", "why", "after"];

fn one(name: &str) -> Value {
    match name {
        "" => Value::Missing(Missing::NotAsked),
        "." => Value::Missing(Missing::Empty),
        ".d" => Value::Missing(Missing::DontKnow),
        name => Value::One(name.to_owned()),
    }
}

fn whole_number(text: &str) -> Value {
    text.parse().map_or_else(|_| one(text), Value::Integer)
}

fn record(cells: [&str; 8]) -> Record {
    let [went, times, district, ward, twice, tired, why, after] = cells;
    let text = |text: &str| match one(text) {
        Value::One(text) => Value::Text(text),
        missing => missing,
    };
    Record {
        tables: vec![Rows {
            parents: vec![0],
            cells: vec![vec![
                one(went),
                whole_number(times),
                one(district),
                one(ward),
                text(twice),
                one(tired),
                text(why),
                whole_number(after),
            ]],
        }],
    }
}

fn judge(rules: &Rules, record: &Record) -> Option<Breach> {
    let body = record.pack(&rules.schema);
    rules.judge(Before::Nothing, BTreeSet::new()).judge(&body).unwrap()
}

#[test]
fn a_record_that_the_form_would_not_have_given_is_found_with_its_column() {
    let rules = Rules::of(&instrument(FORM));
    let names: Vec<&str> = rules.schema.columns().map(|(_, column)| column.name.as_str()).collect();
    assert_eq!(names, COLUMNS);
    let case = |cells: [&str; 8], expected: Option<(&str, Wrong)>| {
        let found = judge(&rules, &record(cells)).map(|breach| (COLUMNS[breach.at.column], breach.wrong));
        assert_eq!(found, expected, "{cells:?}");
    };
    case(["y", "3", "a", "a1", "6", "y", "xa", ""], None);
    case(["n", "", "b", "b1", ".", "", "", ""], None);
    case(
        ["n", "", "b", "b1", "0", "", "", ""],
        Some(("twice", Wrong::Computed(String::new()))),
    );
    case(["n", "3", "", "", "6", "", "", ""], Some(("times", Wrong::NotAsked)));
    case(["y", "0", "", "", "0", "", "", ""], Some(("times", Wrong::Constraint)));
    case(["y", "", "", "", ".", "", "", ""], Some(("times", Wrong::Required)));
    case(["", "", "", "", ".", "", "", ""], Some(("went", Wrong::Required)));
    case(["y", "1", "a", "b1", "2", "", "", ""], Some(("ward", Wrong::NotOffered)));
    case(
        ["y", "1", "a", "a2", "3", "", "", ""],
        Some(("twice", Wrong::Computed("2".to_owned()))),
    );
    case(["y", "1", "a", "a2", "2", "y", "", ""], Some(("tired", Wrong::NotAsked)));
    case(["y", "3", "a", "a2", "6", ".", "", ""], Some(("tired", Wrong::Required)));
    case(["y", "3", "a", "a2", "6", ".d", "", ""], None);
    case(["y", "3", "a", "a2", "6", "n", "xa", ""], Some(("why", Wrong::NotAsked)));
    case(["y", "3", "a", "a2", "6", "n", "", "5"], None);
    case(["y", "3", "a", "a2", "6", "n", "", "50"], Some(("after", Wrong::Constraint)));
}

#[test]
fn what_reads_an_answer_that_stayed_behind_is_not_judged_and_is_named() {
    let rules = Rules::of(&instrument(FORM));
    assert_eq!(rules.unjudged(), ["after"]);
}

#[test]
fn a_form_that_asks_everybody_everything_costs_nothing() {
    let plain = "| survey | | | |\n| | type | name | label |\n| | select_one s | q | Q |\n| choices | | | |\n| | list_name | name | label |\n| | s | 1 | M |\n";
    let rules = Rules::of(&instrument(plain));
    assert!(rules.judge(Before::Nothing, BTreeSet::new()).allows_everything());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn compiled_rules_and_an_interview_judge_alike(
        went in "[yn]?", times in prop::option::of(0..60_i64), district in "[ab]?", ward in "(a1|a2|b1)?", is_right in any::<bool>(),
        tired in "[yn]?", why in "(xa)?",
    ) {
        let instrument = instrument(FORM);
        let rules = Rules::of(&instrument);
        let written = times.map_or_else(String::new, |times| times.to_string());
        let twice = times.map_or_else(|| ".".to_owned(), |times| (times * if is_right { 2 } else { 3 }).to_string());
        let record = record([&went, &written, &district, &ward, &twice, &tired, &why, ""]);
        let asked = whole::judge(&rules, &Plan::of(instrument.form), &BTreeSet::new(), &record.pack(&rules.schema)).unwrap();
        prop_assert_eq!(judge(&rules, &record), asked);
    }
}
