//! The coordinator's desk from the command line: conflicts, duplicates, the ledger, and taking a merge back.

use crate::run::Test;

const FORM: &str = "
| survey | | | |
| | type | name | label |
| | select_one unit | unit | Phường |
| | select_one scale | q1 | Câu 1 |
| | select_one scale | q2 | Câu 2 |
| | select_one scale | q3 | Câu 3 |
| | select_one scale | q4 | Câu 4 |
| | select_one scale | q5 | Câu 5 |
| | select_one scale | q6 | Câu 6 |
| | select_one scale | q7 | Câu 7 |
| | select_one scale | q8 | Câu 8 |
| | select_one scale | q9 | Câu 9 |
| choices | | | |
| | list_name | name | label |
| | unit | a | A |
| | unit | b | B |
| | scale | 1 | Kém |
| | scale | 2 | Thường |
| | scale | 3 | Tốt |
| settings | | |
| | form_id | form_title | version |
| | desk | Phiếu bàn | 1 |
";

const HEAD: &str = "KEY,REVISION,STATUS,WEEK,unit,q1,q2,q3,q4,q5,q6,q7,q8,q9\n";

fn key(number: u32) -> String {
    format!("{number:032x}")
}

fn row(number: u32, week: u32, answers: &str) -> String {
    format!("{},1,finished,2026-W{week:02},{answers}\n", key(number))
}

/// A master that has merged two files, which contradict each other in record 1.
fn two_files() -> Test {
    let test = Test::new();
    test.file("form.md", FORM);
    let one = [
        HEAD.to_owned(),
        row(1, 40, "a,1,2,3,1,2,3,1,2,3"),
        row(2, 40, "b,1,1,1,1,1,1,1,1,1"),
    ]
    .concat();
    let two = [HEAD.to_owned(), row(1, 41, "a,1,2,1,1,2,3,1,2,"), row(3, 41, "b,3,3,2,2,1,1,2,2,3")].concat();
    test.file("in/one.csv", one).file("in/two.csv", two);
    test.run(["new", "city.phieu", "--form", "form.md", "--training"]).success();
    test.run(["merge", "city.phieu", "in", "--loose"]).success();
    test
}

fn conflicts(test: &Test) -> serde_json::Value {
    test.run(["conflicts", "city.phieu", "--json"]).success().json()
}

/// What record 1 answers, as the exported table has it.
fn record_one(test: &Test) -> String {
    test.run(["convert", "city.phieu", "-o", "out.csv"]).success();
    let table = std::fs::read_to_string(test.path("out.csv")).unwrap();
    let line = table.lines().find(|line| line.starts_with(&key(1))).unwrap_or_default().to_owned();
    std::fs::remove_file(test.path("out.csv")).unwrap();
    line
}

#[test]
fn a_conflict_shows_what_differs_and_is_settled_field_by_field() {
    let test = two_files();
    let found = conflicts(&test);
    assert_eq!(found.as_array().unwrap().len(), 1);
    let contents: Vec<&str> = found[0]["contents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|content| content["week"].as_str().unwrap())
        .collect();
    let newer = contents.iter().position(|week| *week == "2026-W41").unwrap();
    let fields: Vec<&str> = found[0]["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["path"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["q3", "q9"]);
    test.run(["conflicts", "city.phieu", "--key", &key(1), "--keep", "1"])
        .stderr("error: say who decides, with --who\n")
        .failure();
    // q3 as the newer file has it, q9 as the older one.
    let (q3, q9) = (format!("q3={}", newer + 1), format!("q9={}", 2 - newer));
    test.run([
        "conflicts",
        "city.phieu",
        "--key",
        &key(1),
        "--field",
        &q3,
        "--field",
        &q9,
        "--who",
        "Hoa",
        "--why",
        "hỏi lại",
    ])
    .stdout("1 settled, 0 left open\n")
    .success();
    assert!(record_one(&test).ends_with(",a,1,2,1,1,2,3,1,2,3"), "{}", record_one(&test));
    let ledger = test.run(["ledger", "city.phieu", "--json"]).success().json();
    let decision = &ledger["decisions"][0];
    assert_eq!(
        (decision["who"].as_str(), decision["why"].as_str(), decision["act"].as_str()),
        (Some("Hoa"), Some("hỏi lại"), Some("settle"))
    );
    assert_eq!(decision["detail"]["fields"]["q3"], "1");
}

#[test]
fn a_settlement_stays_when_the_same_files_come_again_and_two_desks_that_settle_alike_agree() {
    let settle = |test: &Test| {
        test.run(["conflicts", "city.phieu", "--rule", "newest", "--who", "Hoa"]).success();
        record_one(test)
    };
    let (here, there) = (two_files(), two_files());
    assert_eq!(settle(&here), settle(&there));
    assert!(
        record_one(&here).contains(",a,1,2,1,1,2,3,1,2,"),
        "the later week: {}",
        record_one(&here)
    );
    here.run(["merge", "city.phieu", "in", "--loose"]).success();
    assert_eq!(conflicts(&here), serde_json::json!([]));
    let fuller = two_files();
    fuller
        .run(["conflicts", "city.phieu", "--rule", "fullest", "--who", "Hoa"])
        .success();
    assert!(record_one(&fuller).ends_with(",a,1,2,3,1,2,3,1,2,3"));
    let preferred = two_files();
    preferred
        .run(["conflicts", "city.phieu", "--prefer", "three.csv", "--who", "Hoa"])
        .stdout("0 settled, 1 left open\n")
        .failure();
    preferred
        .run(["conflicts", "city.phieu", "--prefer", "one.csv", "--who", "Hoa"])
        .success();
    assert!(record_one(&preferred).ends_with(",a,1,2,3,1,2,3,1,2,3"));
}

#[test]
fn the_last_merge_is_taken_back_and_the_ledger_says_who_did() {
    let test = two_files();
    test.run(["conflicts", "city.phieu", "--rule", "newest", "--who", "Hoa"]).success();
    test.run(["ledger", "city.phieu", "--undo", "--who", "Minh", "--why", "nhầm"])
        .success();
    assert_eq!(conflicts(&test).as_array().unwrap().len(), 1, "settling was the last merge");
    test.run(["ledger", "city.phieu", "--undo", "--who", "Minh"]).success();
    let ledger = test.run(["ledger", "city.phieu", "--json"]).success().json();
    assert_eq!(ledger["packages"], serde_json::json!([]));
    let acts: Vec<&str> = ledger["decisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["act"].as_str().unwrap())
        .collect();
    assert_eq!(acts, ["undo", "undo", "undo", "settle"]);
    test.run(["ledger", "city.phieu", "--undo", "--who", "Minh"]).failure();
}

#[test]
fn the_counts_of_a_plan_open_into_their_rows() {
    let test = two_files();
    let three = [
        HEAD.to_owned(),
        row(1, 40, "a,1,2,3,1,2,3,1,2,3"),
        row(7, 40, "b,1,1,1,1,1,1,1,1,1"),
    ]
    .concat();
    test.file("three.csv", three);
    let said = test
        .run(["merge", "city.phieu", "three.csv", "--loose", "--dry-run", "--rows", "new"])
        .success();
    assert!(
        said.stdout.starts_with(&format!("three.csv  {}  1  new\n", key(7))),
        "{}",
        said.stdout
    );
}

#[test]
fn a_record_keyed_in_twice_under_another_key_is_listed_with_its_similarity() {
    let test = two_files();
    let again = [
        HEAD.to_owned(),
        row(9, 42, "b,3,3,2,2,1,1,2,2,1"),
        row(8, 42, "a,2,2,2,3,3,3,1,1,2"),
    ]
    .concat();
    test.file("again.csv", again);
    test.run(["merge", "city.phieu", "again.csv", "--loose"]).success();
    let found = test.run(["duplicates", "city.phieu", "--json"]).success().json();
    let pairs = found[0]["pairs"].as_array().unwrap();
    assert_eq!(pairs.len(), 1, "{found}");
    assert_eq!(pairs[0]["keys"], serde_json::json!([key(3), key(9)]));
    assert_eq!((pairs[0]["different"].as_u64(), pairs[0]["compared"].as_u64()), (Some(1), Some(10)));
    let none = test.run(["duplicates", "city.phieu", "--at-least", "1"]).success();
    assert_eq!(none.stdout, "no nearly equal records\n");
}
