//! A coordinator publishes the merged data: anonymous in both readings, honest about what was lost, certified by another program.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::json;

use super::{hand_over, people};
use crate::attackers::Attacker;
use crate::run::Test;

const PUBLISH: [&str; 4] = ["publish", "city.phieu", "-o", "open"];

/// The rows of a released table by head.
fn rows(test: &Test, name: &str) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(test.path(name)).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().collect::<Result<_, _>>().unwrap()
}

fn least_group(rows: &[BTreeMap<String, String>], quasi: &[&str]) -> usize {
    let mut groups: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    for row in rows {
        let key = quasi.iter().map(|name| row.get(*name).map_or("", String::as_str)).collect();
        *groups.entry(key).or_insert(0) += 1;
    }
    groups.into_values().min().unwrap()
}

#[test]
fn the_open_data_set_is_anonymous_and_says_what_it_lost() {
    let test = Test::new();
    hand_over(&test, "laptop", &people(3, 400));
    let told = test.run(PUBLISH.iter().chain(&["--json"])).success().json();
    let rows = rows(&test, "open/data.csv");
    assert_eq!(rows.len(), 400);
    assert!(least_group(&rows, &["ward", "age", "sex"]) >= 5);
    for reading in ["wildcard", "strict"] {
        assert!(told["before"][reading]["k"].as_u64().unwrap() < 5);
        assert!(told["after"][reading]["k"].as_u64().unwrap() >= 5);
        assert_eq!(told["after"][reading]["below"], 0);
        for item in told["after"][reading]["items"].as_array().unwrap() {
            assert!(item["l"].as_u64().unwrap() >= 2, "{item}");
        }
    }
    let blank = rows
        .iter()
        .flat_map(|row| ["ward", "age", "sex"].map(|name| row.get(name)))
        .filter(|cell| cell.is_some_and(String::is_empty));
    assert_eq!(told["suppressed_cells"].as_u64().unwrap() as usize, blank.count());
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&fs::read(test.path("open/risk.json")).unwrap()).unwrap(),
        told
    );
    for (page, title) in [("vi", "Báo cáo rủi ro"), ("en", "Risk report")] {
        assert!(
            fs::read_to_string(test.path(&format!("open/risk.{page}.html")))
                .unwrap()
                .contains(title)
        );
    }
    assert!(
        !rows[0].contains_key("note") && !rows[0].contains_key("name"),
        "free text and identifiers stay"
    );
    assert!(fs::read_to_string(test.path("open/codebook.csv")).unwrap().contains("age"));
}

#[test]
fn keys_are_fresh_and_the_order_tells_nothing() {
    let test = Test::new();
    hand_over(&test, "laptop", &people(3, 400));
    test.run(PUBLISH).success();
    test.run(["publish", "city.phieu", "-o", "again"]).success();
    let keys = |folder: &str| -> Vec<String> {
        rows(&test, &format!("{folder}/data.csv"))
            .iter()
            .map(|row| row["KEY"].clone())
            .collect()
    };
    let (first, second) = (keys("open"), keys("again"));
    assert!(first.is_sorted() && second.is_sorted());
    let all: BTreeSet<&String> = first.iter().chain(&second).collect();
    assert_eq!(all.len(), 800, "no key comes twice");
    let packages = fs::read(test.path("laptop.zip")).unwrap();
    let members = phieu::exchange::archive::read(&packages, &phieu::exchange::archive::Bounds::DEFAULT).unwrap();
    let table = String::from_utf8_lossy(members.get("y-kien.csv").unwrap()).into_owned();
    assert!(!first.iter().any(|key| table.contains(key.as_str())));
}

#[test]
fn another_recoding_of_the_same_persons_is_refused() {
    let test = Test::new();
    hand_over(&test, "laptop", &people(3, 400));
    test.run(PUBLISH.iter().chain(&["--quasi", "ward", "sex", "-l", "1"])).success();
    let said = test
        .run([
            "publish",
            "city.phieu",
            "-o",
            "second",
            "--quasi",
            "age",
            "sex",
            "ward",
            "-l",
            "1",
            "-k",
            "40",
        ])
        .failure();
    assert!(said.stderr.contains("refused: whoever also has `open`"), "{}", said.stderr);
    assert!(!test.path("second").exists());
}

#[test]
fn free_text_leaves_only_after_somebody_read_it() {
    let test = Test::new();
    let mut asked = people(3, 200);
    asked[0].note = "đường sạch hơn trước".to_owned();
    asked[1].note = "ông Bình ở số 17 nhận tiền".to_owned();
    asked[2].note = "=1+1 rất tốt".to_owned();
    hand_over(&test, "laptop", &asked);
    test.run(["publish", "city.phieu", "--review", "texts.csv"])
        .stderr("texts.csv: 3 texts to decide on; this file is not for handing on\n")
        .success();
    let text = fs::read_to_string(test.path("texts.csv")).unwrap();
    let decided = text
        .replace("hơn trước,", "hơn trước,yes")
        .replace("rất tốt,", "rất tốt,có")
        .replace("nhận tiền,", "nhận tiền,?");
    test.file("decided.csv", &decided);
    let told = test
        .run(PUBLISH.iter().chain(&["--reviewed", "decided.csv", "--json"]))
        .success()
        .json();
    assert_eq!((&told["texts_let_out"], &told["texts_kept"]), (&2.into(), &1.into()));
    let notes: BTreeSet<String> = rows(&test, "open/data.csv").into_iter().map(|row| row["note"].clone()).collect();
    assert_eq!(notes, ["", "'=1+1 rất tốt", "đường sạch hơn trước"].map(str::to_owned).into());
    let said = test
        .file("other.csv", "a,b\n1,2\n")
        .run(["publish", "city.phieu", "--reviewed", "other.csv"])
        .failure();
    assert!(said.stderr.contains("not a file for review"), "{}", said.stderr);
}

#[test]
fn a_wish_that_cannot_be_met_says_what_to_give_up() {
    let test = Test::new();
    hand_over(&test, "laptop", &people(3, 12));
    let said = test.run(["publish", "city.phieu", "-k", "20"]).failure();
    assert!(said.stderr.contains("no recoding that was tried meets the wish"), "{}", said.stderr);
    let said = test.run(["publish", "city.phieu", "-k", "1"]).failure();
    assert!(said.stderr.contains("k must be at least 2"), "{}", said.stderr);
    let said = test.run(["publish", "city.phieu", "--quasi", "nobody"]).failure();
    assert!(said.stderr.contains("no question `nobody` left the laptops"), "{}", said.stderr);
}

#[test]
fn another_program_finds_the_same_k_l_and_t() {
    let Some(attacker) = Attacker::find("release.py", "pycanon") else {
        return;
    };
    for (seed, arguments) in [
        (3, vec![]),
        (4, vec!["-k", "8", "-l", "3", "--sensitive", "satisfied"]),
        (5, vec!["-k", "4", "-t", "0.35", "-l", "1"]),
    ] {
        let test = Test::new();
        hand_over(&test, "laptop", &people(seed, 500));
        let told = test
            .run(PUBLISH.iter().copied().chain(arguments).chain(["--json"]))
            .success()
            .json();
        let is_there = |column: &&serde_json::Value| column["how"] != "withheld";
        let named = |part: &str| -> Vec<&str> {
            let columns = told["columns"].as_array().unwrap().iter().filter(|column| column["part"] == part);
            columns
                .filter(is_there)
                .map(|column| column["question"].as_str().unwrap())
                .collect()
        };
        let asked = json!({ "file": test.path("open/data.csv"), "quasi": named("quasi"), "sensitive": named("sensitive") });
        let found: serde_json::Value = serde_json::from_str(&attacker.ask(&asked.to_string())).unwrap();
        let strict = &told["after"]["strict"];
        assert_eq!(found["k"], strict["k"]);
        for item in strict["items"].as_array().unwrap() {
            let question = item["question"].as_str().unwrap();
            assert_eq!(found["l"][question], item["l"], "{question}");
            let ours = item[if found["ordered"][question] == true {
                "t_ordered"
            } else {
                "t_equal"
            }]
            .as_f64()
            .unwrap();
            let theirs = found["t"][question].as_f64().unwrap();
            assert!((ours - theirs).abs() < 1e-6, "{question}: {ours} and {theirs}");
        }
    }
}
