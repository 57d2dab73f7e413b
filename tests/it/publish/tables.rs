//! A coordinator lets tables out, one after the other, and the ledger remembers.

use std::fs;

use super::{hand_over, people};
use crate::run::Test;

const TABLE: [&str; 5] = ["publish", "city.phieu", "--table", "ward", "satisfied"];

fn publish(test: &Test, more: &[&str]) -> crate::run::Run {
    test.run(TABLE.iter().chain(more))
}

#[test]
fn a_table_hides_its_small_counts_and_says_so() {
    let test = Test::new();
    hand_over(&test, "laptop", &people(3, 220));
    let written = publish(&test, &["-o", "wards.csv", "--json"]).success().json();
    let text = fs::read_to_string(test.path("wards.csv")).unwrap();
    let rows: Vec<Vec<&str>> = text
        .trim_start_matches('\u{feff}')
        .lines()
        .map(|line| line.split(',').collect())
        .collect();
    assert_eq!(rows[0][..3], ["Ward", "Very dissatisfied", "Dissatisfied"]);
    assert_eq!((rows.len(), rows[5][0], rows[5][6]), (6, "Total", "220"));
    let hidden = rows.iter().flatten().filter(|cell| **cell == "x").count();
    assert_eq!(written["hidden"].as_u64().unwrap() as usize, hidden);
    let primary = written["primary"].as_u64().unwrap() as usize;
    assert!(primary > 0 && primary <= hidden);
    for row in &rows[1..] {
        for (count, share) in row[1..6].iter().zip(&row[7..]) {
            assert!(*count == "x" || count.parse::<u64>().unwrap() == 0 || count.parse::<u64>().unwrap() >= 10);
            assert!(*count != "x" || share.is_empty(), "a share gives a hidden count back: {text}");
        }
    }
    let shown = publish(&test, &[]).success();
    assert!(shown.stdout.contains("Hang Bac"), "{}", shown.stdout);
}

#[test]
fn a_lower_threshold_takes_a_reason_which_is_kept() {
    let test = Test::new();
    hand_over(&test, "laptop", &people(3, 220));
    let said = publish(&test, &["-o", "wards.csv", "--threshold", "5"]).failure();
    assert!(said.stderr.contains("a threshold below 10 needs a reason"), "{}", said.stderr);
    let said = publish(&test, &["-o", "wards.csv", "--threshold", "4", "--reason", "x"]).failure();
    assert!(said.stderr.contains("below 5 is not possible"), "{}", said.stderr);
    publish(
        &test,
        &["-o", "wards.csv", "--threshold", "5", "--reason", "asked for by the council"],
    )
    .success();
    let ledger = test.run(["publish", "city.phieu", "--ledger", "--json"]).success().json();
    assert_eq!(
        (&ledger[0]["name"], &ledger[0]["remark"]),
        (&"wards.csv".into(), &"asked for by the council".into())
    );
    let shown = test.run(["publish", "city.phieu", "--ledger"]).success();
    assert!(shown.stdout.contains("wards.csv"), "{}", shown.stdout);
}

#[test]
fn a_few_late_forms_are_not_told_by_the_next_table() {
    let test = Test::new();
    hand_over(&test, "first", &people(3, 900));
    publish(&test, &["-o", "week 1.csv"]).success();
    hand_over(&test, "late", &people(4, 3));
    let said = publish(&test, &["-o", "week 2.csv"]).failure();
    assert!(
        said.stderr.starts_with("error: refused: together with `week 1.csv`"),
        "{}",
        said.stderr
    );
    assert!(!test.path("week 2.csv").exists());
    let ledger = test.run(["publish", "city.phieu", "--ledger", "--json"]).success().json();
    assert_eq!(ledger.as_array().unwrap().len(), 1, "what was refused is not published");
    hand_over(&test, "many", &people(5, 900));
    publish(&test, &["-o", "week 3.xlsx"]).success();
}

#[test]
fn weights_stand_beside_the_counts_and_go_with_them() {
    let test = Test::new();
    hand_over(&test, "laptop", &people(3, 220));
    let written = publish(&test, &["-o", "wards.csv", "--weight", "minutes"]).success();
    assert!(written.stderr.contains("small counts hidden"), "{}", written.stderr);
    let text = fs::read_to_string(test.path("wards.csv")).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows[0][12..14], ["Very dissatisfied % (weighted)", "Dissatisfied % (weighted)"]);
    let mut shown = 0;
    for row in &rows[1..] {
        assert_eq!(row.len(), 17);
        for ((count, share), weighted) in row[1..6].iter().zip(&row[7..12]).zip(&row[12..]) {
            assert_eq!(share.is_empty(), weighted.is_empty(), "{row:?}");
            assert!(
                *count != "x" || weighted.is_empty(),
                "a weighted share gives a hidden count back: {text}"
            );
            shown += usize::from(share != weighted);
        }
    }
    assert!(shown > 5, "weights are not the records: {text}");
    let said = publish(&test, &["-o", "other.csv", "--weight", "sex"]).failure();
    assert!(said.stderr.contains("`sex` is not a weight in every record"), "{}", said.stderr);
}

#[test]
fn only_tables_of_two_questions_leave() {
    let test = Test::new();
    hand_over(&test, "laptop", &people(3, 50));
    test.run([
        "publish",
        "city.phieu",
        "--table",
        "ward",
        "satisfied",
        "trouble",
        "-o",
        "three.csv",
    ])
    .wrong_usage();
    assert!(!test.path("three.csv").exists());
}

#[test]
fn what_cannot_be_a_table_is_refused_with_what_to_do() {
    let test = Test::new();
    hand_over(&test, "laptop", &people(3, 50));
    for (arguments, expected) in [
        (["--table", "ward", "nobody"], "error: no question `nobody` left the laptops"),
        (["--table", "ward", "name"], "error: no question `name` left the laptops"),
    ] {
        let said = test.run(["publish", "city.phieu"].iter().chain(&arguments)).failure();
        assert!(said.stderr.starts_with(expected), "{}", said.stderr);
    }
    let said = publish(&test, &["-o", "wards.pdf"]).failure();
    assert!(
        said.stderr.contains("error: files that end in `.pdf` are not written"),
        "{}",
        said.stderr
    );
}
