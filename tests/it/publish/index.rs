//! The index leaves as a table: what stands on a handful of persons is withheld, however somebody asks for it.

use std::collections::BTreeMap;
use std::fs;

use super::{hand_over, people};
use crate::run::Test;

type Row = BTreeMap<String, String>;

fn read(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().collect::<Result<_, _>>().unwrap()
}

fn count(row: &Row) -> Option<u64> {
    row["n"].parse().ok()
}

/// The rows of a node: its units and, without one, all of them.
fn of<'a>(rows: &'a [Row], node: &str) -> (Vec<&'a Row>, &'a Row) {
    let (all, units): (Vec<&Row>, Vec<&Row>) = rows
        .iter()
        .filter(|row| row["node"] == node)
        .partition(|row| row["unit"].is_empty());
    (units, all[0])
}

#[test]
fn small_units_are_withheld_and_the_others_do_not_give_them_back() {
    let test = Test::new();
    hand_over(&test, "laptop", &people(3, 90));
    let whole = test.run(["index", "city.phieu", "--json"]).success();
    assert!(whole.stderr.contains("for the coordinator's eyes"), "{}", whole.stderr);
    let whole = whole.json();
    let is_small = |node: &serde_json::Value| node["n"].as_u64().is_some_and(|n| n > 0 && n < 10);
    assert!(whole["nodes"].as_array().unwrap().iter().any(is_small), "nothing to hide");

    let said = test.run(["index", "city.phieu", "-o", "index.csv"]).success();
    assert!(said.stderr.contains("withheld: "), "{}", said.stderr);
    let rows = read(&fs::read_to_string(test.path("index.csv")).unwrap());
    for node in ["opinion", "general", "ease"] {
        let (units, all) = of(&rows, node);
        let hidden: Vec<&&Row> = units.iter().filter(|row| count(row).is_none()).collect();
        assert!(hidden.len() > 1, "{node}: the others and the whole give a lone one back");
        assert!(
            hidden
                .iter()
                .all(|row| row["withheld"] == "base" && row["value"].is_empty() && row["rank"].is_empty())
        );
        assert!(count(all).is_some(), "the whole can be shown");
    }
    for row in &rows {
        assert!(count(row).is_none_or(|n| n == 0 || n >= 10), "{row:?}");
        assert!(
            row["value"].is_empty() || count(row).is_some_and(|n| n >= 30),
            "a percentage needs a base: {row:?}"
        );
        assert!(row["low"].is_empty() == row["value"].is_empty() && row["se"].is_empty() == row["value"].is_empty());
    }
    // Ranks are those among what is shown: a gap would tell where the hidden ones are.
    let (units, _) = of(&rows, "opinion");
    let mut ranks: Vec<u64> = units.iter().filter_map(|row| row["rank"].parse().ok()).collect();
    ranks.sort_unstable();
    assert!(ranks.iter().zip(1..).all(|(rank, place)| *rank <= place), "{ranks:?}");
}

#[test]
fn a_share_that_counts_a_few_persons_is_withheld() {
    let test = Test::new();
    let mut people = people(3, 300);
    // All of one ward but four were treated well.
    for (number, person) in people.iter_mut().filter(|person| person.ward == "hb").enumerate() {
        person.trouble = if number < 4 { "y" } else { "n" };
    }
    hand_over(&test, "laptop", &people);
    test.run(["index", "city.phieu", "-o", "index.csv"]).success();
    let rows = read(&fs::read_to_string(test.path("index.csv")).unwrap());
    let (units, _) = of(&rows, "ease");
    let ward = units.iter().find(|row| row["unit"] == "hb").unwrap();
    assert_eq!((ward["value"].as_str(), ward["withheld"].as_str()), ("", "figure"));
    assert!(count(ward).is_some(), "the base is no secret");
    assert!(
        units.iter().filter(|row| row["value"].is_empty()).count() > 1,
        "nor do the other wards give it back"
    );
    let shown = |node: &str| {
        of(&rows, node)
            .0
            .into_iter()
            .find(|row| row["unit"] == "hb")
            .is_some_and(|row| !row["value"].is_empty())
    };
    assert!(!(shown("opinion") && shown("general")), "nor what stands above and beside it");
}

#[test]
fn every_way_out_goes_through_the_ledger() {
    let test = Test::new();
    hand_over(&test, "first", &people(3, 900));
    let printed = test.run(["index", "city.phieu", "--csv"]).success();
    assert!(
        printed
            .stdout
            .starts_with("node,parent,unit,n,value,se,low,high,rank,of,withheld\n"),
        "{}",
        printed.stdout
    );
    test.run(["index", "city.phieu", "--csv"]).success();
    test.run(["index", "city.phieu", "-o", "index.xlsx"]).success();
    test.run(["index", "city.phieu", "--by", "sex", "-o", "by sex.json"]).success();
    let ledger = test.run(["publish", "city.phieu", "--ledger", "--json"]).success().json();
    let names: Vec<&str> = ledger
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["index --csv", "index.xlsx", "by sex.json"],
        "the same printed again is one release"
    );

    hand_over(&test, "late", &people(4, 3));
    for way in [vec!["--csv"], vec!["-o", "late.csv"], vec!["--by", "sex", "-o", "late.json"]] {
        let said = test.run(["index", "city.phieu"].iter().chain(&way)).failure();
        assert!(said.stderr.starts_with("error: refused: together with `index"), "{}", said.stderr);
        assert!(said.stdout.is_empty());
    }
    hand_over(&test, "many", &people(5, 900));
    test.run(["index", "city.phieu", "-o", "many.csv"]).success();
}

#[test]
fn a_table_and_an_index_are_held_against_each_other() {
    let test = Test::new();
    hand_over(&test, "first", &people(3, 900));
    test.run(["publish", "city.phieu", "--table", "ward", "satisfied", "-o", "wards.csv"])
        .success();
    test.run(["index", "city.phieu", "-o", "same.csv"]).success();
    hand_over(&test, "late", &people(4, 2));
    let said = test.run(["index", "city.phieu", "-o", "late.csv"]).failure();
    assert!(said.stderr.contains("`wards.csv`"), "{}", said.stderr);
    let said = test
        .run(["publish", "city.phieu", "--table", "ward", "trouble", "-o", "late.csv"])
        .failure();
    assert!(said.stderr.starts_with("error: refused"), "{}", said.stderr);
}

#[test]
fn a_lower_threshold_takes_a_reason_which_is_kept() {
    let test = Test::new();
    hand_over(&test, "laptop", &people(3, 90));
    let said = test.run(["index", "city.phieu", "--csv", "--threshold", "5"]).failure();
    assert!(said.stderr.contains("needs a reason"), "{}", said.stderr);
    let asked = [
        "index",
        "city.phieu",
        "-o",
        "index.csv",
        "--threshold",
        "5",
        "--reason",
        "asked for by the council",
    ];
    test.run(asked).success();
    let ledger = test.run(["publish", "city.phieu", "--ledger", "--json"]).success().json();
    assert_eq!(ledger[0]["remark"], "asked for by the council");
    let rows = read(&fs::read_to_string(test.path("index.csv")).unwrap());
    assert!(rows.iter().filter_map(count).all(|n| n == 0 || n >= 5));
}
