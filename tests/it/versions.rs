//! A wave with two versions of one form: between them a choice was renamed, wards were merged and one split, and a question was added.

use serde_json::Value;

use crate::run::Test;

const NEW_WARDS: &str = "| | ward | 00004 | Ba Đình | |\n| | ward | 00097 | Hồng Hà | |\n| | ward | 00025 | Giảng Võ | |\n";
const OLD_WARDS: &str = "| | ward | 00001 | Phúc Xá | |\n| | ward | 00004 | Trúc Bạch | |\n| | ward | 00007 | Cống Vị | |\n";

/// A version of the form: `worst` is what the lowest choice is called, `more` further questions.
fn form(version: &str, wards: &str, worst: &str, more: &[&str]) -> String {
    let asked = more.iter().fold(String::new(), |asked, name| {
        asked + &format!("| | select_one scale | {name} | Câu {name} |\n")
    });
    let items = ["q1"].iter().chain(more).copied().collect::<Vec<_>>().join(" ");
    format!(
        "| survey | | | |
| | type | name | label |
| | select_one ward | ward | Phường |
| | select_one scale | q1 | Câu 1 |
{asked}
| choices | | | | |
| | list_name | name | label | score |
{wards}| | scale | {worst} | Kém | 1 |
| | scale | fair | Thường | 2 |
| | scale | good | Tốt | 4 |

| index | | | | | |
| | node | parent | items | score | unit |
| | wave | | {items} | mean | ward |

| settings | | | |
| | form_id | form_title | version |
| | wave | Đợt khảo sát | {version} |
"
    )
}

fn table(head: &str, from: u32, rows: &[&str]) -> String {
    let rows = rows.iter().zip(from..);
    let rows = rows.map(|(answers, number)| format!("{number:032x},1,finished,2026-W40,{answers}\n"));
    std::iter::once(format!("KEY,REVISION,STATUS,WEEK,{head}\n")).chain(rows).collect()
}

/// Four interviews with the old version and three with the new one, in one master.
fn wave() -> Test {
    let test = Test::new();
    test.file("old.md", form("2024.9", OLD_WARDS, "poor", &[]))
        .file("new.md", form("2024.10", NEW_WARDS, "bad", &["q2"]))
        .file(
            "old.csv",
            table("ward,q1", 1, &["00001,poor", "00004,good", "00007,good", "00007,poor"]),
        )
        .file(
            "new.csv",
            table("ward,q1,q2", 11, &["00004,bad,good", "00097,good,good", "00025,fair,bad"]),
        );
    // The newer version is known before the older one: what is newest goes by the versions.
    test.run(["new", "city.phieu", "--form", "new.md", "--training"]).success();
    test.run(["merge", "city.phieu", "new.csv", "--loose"]).success();
    test.run(["new", "old.phieu", "--form", "old.md", "--training"]).success();
    test.run(["simulate", "old.phieu", "--count", "1", "--seed", "3"]).success();
    test.run(["export", "old.phieu", "-o", "old.zip"]).success();
    test.run(["merge", "city.phieu", "old.zip", "--accept-form"]).success();
    test.run(["ledger", "city.phieu", "--undo", "--who", "Hoa"]).success();
    test.run(["merge", "city.phieu", "old.csv", "--loose"]).success();
    test
}

fn score<'a>(report: &'a Value, unit: Option<&str>, node: &str) -> &'a Value {
    let nodes = report["nodes"].as_array().unwrap();
    let found = nodes.iter().find(|score| score["node"] == node && score["unit"].as_str() == unit);
    found.unwrap_or_else(|| panic!("no {node} of {unit:?} in {report}"))
}

/// The value rounded, and how many answers.
fn figure(report: &Value, unit: Option<&str>, node: &str) -> (Option<f64>, u64) {
    let score = score(report, unit, node);
    (
        score["value"].as_f64().map(|value| (value * 100.0).round() / 100.0),
        score["n"].as_u64().unwrap(),
    )
}

/// Fills in what the table of versions leaves open: the renamed choice, and where the split ward is counted.
fn settle(test: &Test) {
    let open = test.run(["versions", "city.phieu"]).success().stdout;
    let filled = open.lines().map(|line| {
        let mut cells: Vec<&str> = line.split(',').collect();
        match cells[4] {
            "poor" => cells[6] = "bad",
            "00007" => cells[6] = "00025",
            _ => {}
        }
        cells.join("\t") + "\n"
    });
    test.file("filled.csv", filled.collect::<String>());
    test.run(["versions", "city.phieu", "--fill", "filled.csv", "--who", "Hoa"])
        .success();
}

#[test]
fn what_nobody_has_settled_is_counted_where_it_may_and_told() {
    let test = wave();
    let report = test.run(["index", "city.phieu", "--json"]).success().json();
    assert_eq!(
        report["versions"][0]["version"], "2024.10",
        "the greater version is the newer one: {report}"
    );
    assert_eq!(
        (&report["versions"][0]["records"], &report["versions"][1]["records"]),
        (&3.into(), &4.into())
    );
    assert_eq!(report["versions"][1]["lacks"], serde_json::json!(["q2"]));
    let unsettled = report["unsettled"].as_array().unwrap();
    let told: Vec<(&str, &str, &str, u64)> = unsettled
        .iter()
        .map(|choice| {
            let text = |key: &str| choice[key].as_str().unwrap();
            (
                text("question"),
                text("choice"),
                text("read_as"),
                choice["answers"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(told, [("ward", "00007", "unit", 2), ("q1", "poor", "item", 2)]);
    assert_eq!(figure(&report, None, "q1"), (Some(75.0), 5), "25, 50 and three times 100");
    assert_eq!(figure(&report, Some("00004"), "q1"), (Some(62.5), 2), "Trúc Bạch is in Ba Đình now");
    assert_eq!(
        figure(&report, Some("00097"), "q1"),
        (Some(100.0), 1),
        "the answer of Phúc Xá is not settled"
    );
    assert_eq!(
        score(&report, Some("00097"), "q1")["of"],
        3,
        "a ward that is split takes no place among the new ones"
    );
    let said = test.run(["index", "city.phieu"]).success();
    for line in [
        "3 records of version 2024.10\n",
        "4 records of version 2024.9; 1 question of the newest version not asked: q2\n",
        "q1: 2 answers `poor` (Kém) of version 2024.9 are not counted",
        "2 records of `00007` (Cống Vị), version 2024.9, count in the whole alone",
    ] {
        assert!(said.stderr.contains(line), "{line} in {}", said.stderr);
    }
}

#[test]
fn two_versions_that_are_settled_give_the_index_of_one_version_with_the_same_answers() {
    let test = wave();
    settle(&test);
    test.file(
        "all.csv",
        table("ward,q1,q2", 1, &["00097,bad,.", "00004,good,.", "00025,good,.", "00025,bad,."]),
    );
    test.run(["new", "plain.phieu", "--form", "new.md", "--training"]).success();
    test.run(["merge", "plain.phieu", "all.csv", "new.csv", "--loose"]).success();
    let index = |master: &str, more: &[&str]| {
        let arguments = ["index", master, "--json"].into_iter().chain(more.iter().copied());
        test.run(arguments).success().json()
    };
    let report = index("city.phieu", &[]);
    assert_eq!(figure(&report, None, "q1"), (Some(60.71), 7));
    assert_eq!(
        figure(&report, Some("00025"), "q1"),
        (Some(58.33), 3),
        "Giảng Võ with what was Cống Vị"
    );
    assert_eq!(figure(&report, None, "q2"), (Some(75.0), 3), "asked in the newest version alone");
    assert!(report["unsettled"].is_null(), "{report}");
    assert_eq!(
        report["nodes"],
        index("plain.phieu", &[])["nodes"],
        "errors, intervals and ranks too"
    );
    let by = |master: &str| index(master, &["--by", "q1"])["nodes"].clone();
    assert_eq!(by("city.phieu"), by("plain.phieu"));
    let old = report["versions"][1]["instrument"].as_str().unwrap();
    let alone = index("city.phieu", &["--form", old]);
    assert_eq!(
        figure(&alone, None, "wave"),
        (Some(62.5), 4),
        "the older version by itself, as it was asked"
    );
    let work = test.run(["work", "city.phieu"]).success();
    assert!(!work.stdout.contains("2024:"), "{}", work.stdout);
    assert!(work.stderr.contains("4 records of version 2024.9; 1 question"), "{}", work.stderr);
}

#[test]
fn units_in_a_repeat_are_carried_over_too() {
    let form = |version: &str, low: &str| {
        format!(
            "| survey | | | |
| | type | name | label |
| | begin_repeat | rated | Cơ quan |
| | text | office | Cơ quan nào |
| | select_one scale | how | Thế nào |
| | end_repeat | | |

| choices | | | | |
| | list_name | name | label | score |
| | scale | {low} | Kém | 1 |
| | scale | high | Tốt | 2 |

| index | | | | | |
| | node | parent | items | score | unit |
| | par | | how | mean | office |

| privacy | | |
| | name | role |
| | office | public |

| settings | | | |
| | form_id | form_title | version |
| | par | Cán bộ chấm | {version} |
"
        )
    };
    let test = Test::new();
    test.file("old.md", form("1", "weak")).file("new.md", form("2", "low"));
    for (name, version) in [("old", "old.md"), ("new", "new.md")] {
        let laptop = format!("{name}.phieu");
        test.run(["new", &laptop, "--form", version, "--training"]).success();
        test.run(["simulate", &laptop, "--count", "6", "--seed", "5"]).success();
        test.run(["export", &laptop, "-o", &format!("{name}.zip")]).success();
    }
    test.run(["merge", "city.phieu", "old.zip"]).success();
    test.run(["merge", "city.phieu", "new.zip", "--accept-form"]).success();
    let before = test.run(["index", "city.phieu", "--json"]).success().json();
    assert_eq!(before["unsettled"][0]["choice"], "weak", "{before}");
    let open = test.run(["versions", "city.phieu"]).success().stdout;
    let filled = open.replace(",weak,Kém,,low,", ",weak,Kém,low,low,");
    assert_ne!(open, filled);
    test.file("filled.csv", filled);
    test.run(["versions", "city.phieu", "--fill", "filled.csv", "--who", "Hoa"])
        .success();
    let after = test.run(["index", "city.phieu", "--json"]).success().json();
    // The same walk through either version: the same answers under two names.
    test.run(["merge", "one.phieu", "new.zip"]).success();
    let one = test.run(["index", "one.phieu", "--json"]).success().json();
    assert_eq!(figure(&after, None, "par").0, figure(&one, None, "par").0);
    assert_eq!(figure(&after, None, "par").1, 2 * figure(&one, None, "par").1);
}
