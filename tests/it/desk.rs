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

/// Two versions of a form: an older one of the old units, in which a choice bore another name.
fn two_versions() -> Test {
    let form = |version: &str, units: &str, first: &str| {
        format!(
            "| survey | | | |\n| | type | name | label |\n| | select_one ward | ward | Phường |\n| | select_one scale | q1 | Câu 1 |\n| choices | | | |\n| | list_name | name | label |\n{units}| | scale | {first} | Kém |\n| | scale | 2 | Tốt |\n| settings | | | |\n| | form_id | form_title | version |\n| | two | Hai bản | {version} |\n"
        )
    };
    let old = form(
        "2024",
        "| | ward | 00001 | Phúc Xá |\n| | ward | 00004 | Trúc Bạch |\n| | ward | 00007 | Cống Vị |\n",
        "poor",
    );
    let new = form(
        "2025",
        "| | ward | 00004 | Ba Đình |\n| | ward | 00008 | Ngọc Hà |\n| | ward | 00097 | Hồng Hà |\n| | ward | 00025 | Giảng Võ |\n",
        "1",
    );
    let test = Test::new();
    test.file("old.md", old).file("new.md", new);
    test.run(["new", "city.phieu", "--form", "old.md", "--training"]).success();
    test.run(["new", "other.phieu", "--form", "new.md", "--training"]).success();
    let rows = |rows: &[(u32, &str)]| -> String {
        let rows = rows
            .iter()
            .map(|(number, answers)| format!("{},1,finished,2026-W40,{answers}\n", key(*number)));
        std::iter::once("KEY,REVISION,STATUS,WEEK,ward,q1\n".to_owned())
            .chain(rows)
            .collect()
    };
    test.file("old.csv", rows(&[(1, "00001,poor"), (2, "00004,2"), (3, "00007,poor")]));
    test.run(["merge", "city.phieu", "old.csv", "--loose"]).success();
    // The newer version comes with a package of another workspace.
    test.run(["simulate", "other.phieu", "--count", "4", "--seed", "1"]).success();
    test.run(["export", "other.phieu", "-o", "new.zip"]).success();
    test.run(["merge", "city.phieu", "new.zip", "--accept-form"]).success();
    test
}

#[test]
fn a_late_loose_file_of_an_older_version_is_read_as_that_version() {
    let test = two_versions();
    let file = |name: &str, rows: &[(u32, &str)]| {
        let head = "KEY,REVISION,STATUS,WEEK,ward,q1\n".to_owned();
        let rows = rows
            .iter()
            .map(|(number, answers)| format!("{},1,finished,2026-W40,{answers}\n", key(*number)));
        test.file(name, std::iter::once(head).chain(rows).collect::<String>());
    };
    file("old.csv", &[(11, "00001,poor"), (12, "00007,2"), (13, "00008,poor")]);
    let said = test.run(["merge", "city.phieu", "old.csv", "--loose"]).success();
    assert!(said.stderr.contains("read as version 2024"), "{}", said.stderr);
    assert!(
        said.stderr.contains("row 4, column `ward`, `00008`"),
        "that ward is of today, and the answer beside it is not: {}",
        said.stderr
    );
    assert!(said.stdout.contains("two (2024): 5 records"), "{}", said.stdout);
    file("new.csv", &[(21, "00097,1"), (22, "00004,2")]);
    let said = test.run(["merge", "city.phieu", "new.csv", "--loose"]).success();
    assert!(said.stderr.contains("read as version 2025"), "{}", said.stderr);
    assert!(said.stdout.contains("two (2025): 6 records"), "{}", said.stdout);
}

/// The open choices, as `question former current proposed unit`.
fn open_choices(said: &crate::run::Said) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(said.stdout.as_bytes());
    let rows = reader.records().map(|row| row.unwrap());
    rows.map(|row| [&row[3], &row[4], &row[6], &row[7], &row[8]].join("|")).collect()
}

#[test]
fn choices_and_units_of_an_older_version_are_settled_once_in_a_table() {
    let test = two_versions();
    let said = test.run(["versions", "city.phieu"]).success();
    let open = open_choices(&said);
    assert_eq!(
        open[0], "ward|00001|00097|00097|whole",
        "a code of the old epoch goes by the list: {open:?}"
    );
    assert_eq!(
        open[1], "ward|00004|00004|00004|whole",
        "Trúc Bạch is in Ba Đình, whatever the codes"
    );
    assert!(
        open[2].starts_with("ward|00007||") && open[2].ends_with("|split"),
        "a split unit needs a decision: {}",
        open[2]
    );
    assert_eq!(open[3], "q1|poor||1|", "the label proposes what a renamed choice is");
    assert!(said.stderr.contains("2 choices are not settled"), "{}", said.stderr);
    let work = test.run(["work", "city.phieu"]).success().stdout;
    assert!(work.contains("2024:00007"), "counted apart until somebody decides: {work}");

    let fill = |current: &str| {
        let table = said.stdout.lines().map(|line| {
            let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            match cells[4].as_str() {
                "poor" => cells[6] = "1".to_owned(),
                "00007" => cells[6] = current.to_owned(),
                _ => {}
            }
            cells.join(";") + "\n"
        });
        test.file("filled.csv", table.collect::<String>());
        test.run(["versions", "city.phieu", "--fill", "filled.csv", "--who", "Hoa"])
    };
    let wrong = fill("00097").failure();
    assert!(
        wrong.stderr.contains("no part of unit `00007` went into `00097`"),
        "{}",
        wrong.stderr
    );
    let done = fill("25").success();
    assert!(open_choices(&done)[2].starts_with("ward|00007|00025|"), "{}", done.stdout);
    assert_eq!(open_choices(&done)[3], "q1|poor|1|1|");
    let work = test.run(["work", "city.phieu"]).success().stdout;
    assert!(!work.contains("2024:"), "{work}");
    let ledger = test.run(["ledger", "city.phieu", "--json"]).success().json();
    assert_eq!(ledger["decisions"].as_array().unwrap().len(), 4);
}

#[test]
fn the_map_of_work_sets_what_was_done_beside_what_was_planned() {
    let test = two_files();
    test.run(["conflicts", "city.phieu", "--rule", "newest", "--who", "Hoa"]).success();
    test.file("plan.csv", "\u{feff}unit;group;count\na;;5\nb;;7\n");
    let said = test.run(["work", "city.phieu", "--plan", "plan.csv", "--who", "Hoa"]).success();
    let expected = "Code  Name  Planned  Done  Refused\na     A           5     1        0\nb     B           7     2        0\n";
    assert_eq!(said.stdout, expected);
    test.file("plan.csv", "unit,count\na,five\n");
    let refused = test.run(["work", "city.phieu", "--plan", "plan.csv", "--who", "Hoa"]).failure();
    assert!(refused.stderr.contains("line 2"), "{}", refused.stderr);
}

#[test]
fn a_straight_line_and_empty_forms_are_flagged_with_their_rules() {
    let test = two_files();
    let more = [
        HEAD.to_owned(),
        row(5, 42, "a,.,.,.,.,1,2,3,1,2"),
        row(6, 42, "b,3,3,3,3,3,3,3,3,3"),
    ]
    .concat();
    test.file("more.csv", more);
    test.run(["merge", "city.phieu", "more.csv", "--loose"]).success();
    let said = test.run(["quality", "city.phieu"]).success().stdout;
    assert!(
        said.contains("Straight line: 2\n") && said.contains("at least 95 % of 8 or more answers"),
        "{said}"
    );
    assert!(said.contains("Left empty: 1\n"), "{said}");
}

#[test]
fn a_master_becomes_plain_tables_for_any_sql_tool() {
    let test = two_files();
    test.run(["convert", "city.phieu", "-o", "out.sqlite"]).success();
    let database = rusqlite::Connection::open(test.path("out.sqlite")).unwrap();
    let number = |sql: &str| -> i64 { database.query_row(sql, [], |row| row.get(0)).unwrap() };
    assert_eq!(number("SELECT count(*) FROM desk"), 2, "the record in conflict is left out");
    assert_eq!(number("SELECT count(*) FROM desk WHERE unit = 'b' AND q1 = '3'"), 1);
    assert_eq!(
        number("SELECT count(*) FROM choice WHERE table_name = 'desk' AND question = 'q1'"),
        3
    );
    assert_eq!(number("SELECT count(*) FROM codebook WHERE question = 'q9' AND label = 'Câu 9'"), 1);
    assert_eq!(number("SELECT count(*) FROM unit WHERE epoch = '2025'"), 126);
    assert!(number("SELECT count(*) FROM unit_change WHERE former = '00007'") > 1);
}
