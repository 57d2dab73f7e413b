//! A round as a coordinator runs it at a prompt: from the workbook to the index, and the folder to practise with.

use phieu::app::index::{IndexRequest, index_of_master};
use phieu::app::practice::{self, PASSPHRASE, Size};
use phieu::app::workspace;
use phieu::instrument::Instrument;
use phieu::store::Passphrase;
use phieu::words::Silent;

use crate::run::Test;

#[test]
fn a_round_on_the_command_line_from_the_workbook_to_the_index() {
    let test = Test::new();
    test.run(["instrument", "sipas-citizen", "-o", "sipas.xlsx"]).success();
    test.run(["check", "sipas.xlsx"]).stdout("").success();
    test.run(["new", "laptop.phieu", "--form", "sipas.xlsx", "--training"]).success();
    test.run(["simulate", "laptop.phieu", "--count", "12", "--seed", "4"])
        .stderr("12 interviews\n")
        .success();
    test.run(["export", "laptop.phieu", "-o", "laptop.zip"]).success();
    let planned = test
        .run(["merge", "city.phieu", "laptop.zip", "--dry-run", "--json"])
        .success()
        .json();
    assert_eq!(planned["plan"]["packages"][0]["verdict"]["accepted"]["counts"]["new"], 12);
    assert!(!test.path("city.phieu").exists(), "a dry run makes nothing");
    test.run(["merge", "city.phieu", "laptop.zip"]).success();
    let again = test.run(["merge", "city.phieu", "laptop.zip", "--json"]).success().json();
    assert_eq!(again["report"]["forms"][0]["records"], 12);
    let index = test.run(["index", "city.phieu", "--json"]).success().json();
    let root = &index["nodes"][0];
    assert_eq!((root["node"].as_str(), root["unit"].is_null()), (Some("sipas"), true));
    assert!(root["n"].as_u64().unwrap() <= 12 && root["value"].as_f64().unwrap() > 0.0, "{root}");
    let table = test.run(["index", "city.phieu"]).success();
    assert!(table.stdout.contains("Satisfaction index"), "{}", table.stdout);
    assert!(table.stdout.contains("ward"), "units bear their names: {}", table.stdout);
}

#[test]
fn published_totals_come_out_of_published_parts() {
    #[track_caller]
    fn case(leaves: &str, expected: &str) {
        let test = Test::new();
        let run = test
            .file("leaves.csv", leaves)
            .run(["index", "sipas-citizen", "--leaves", "leaves.csv", "--json"]);
        let value = run.success().json()["nodes"][0]["value"].as_f64().unwrap();
        assert_eq!(format!("{value:.2}"), expected);
    }
    case("node,value\npolicy,83.84\nservice,84.09\n", "83.94");
    case("node,value\npolicy,86.51\nservice,86.49\n", "86.50");
    case("node,value\npolicy,83.46\nservice,83.72\n", "83.57");
}

#[test]
fn the_practice_folder_opens_with_its_passphrase_and_has_an_index() {
    let test = Test::new();
    let instrument = Instrument::built_in("sipas-citizen").unwrap();
    let size = Size {
        merged: 2,
        waiting: 1,
        interviews: 5,
    };
    let practice = practice::make(&test.path("practice"), &instrument, size, &Silent).unwrap();
    let passphrase = Passphrase::new(PASSPHRASE);
    let master = workspace::open(&practice.master, &passphrase).unwrap();
    let index = index_of_master(&master, None, &IndexRequest::default(), &Silent).unwrap();
    assert!(index.nodes.first().unwrap().n.unwrap() > 0);
    let laptop = workspace::open(&practice.laptop, &passphrase).unwrap();
    assert!(!laptop.records().unwrap().is_empty());
    assert_eq!(practice.to_merge.read_dir().unwrap().count(), 1);
}

#[test]
fn a_wrong_passphrase_is_said_in_one_line() {
    let test = Test::new();
    test.run(["new", "laptop.phieu", "--form", "sipas-citizen", "--training"]).success();
    let said = test
        .run(["export", "laptop.phieu", "--preview"])
        .env("PHIEU_PASSPHRASE", "not this one")
        .failure();
    assert!(said.stderr.starts_with("error: wrong passphrase"), "{}", said.stderr);
    assert_eq!(said.stderr.lines().count(), 1, "{}", said.stderr);
}
