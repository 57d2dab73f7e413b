//! `phieu convert` at a prompt: what it writes, what it warns of, what it refuses.

use std::fs;

use crate::run::Test;

fn laptop() -> Test {
    let test = Test::new();
    test.run(["new", "laptop.phieu", "--form", "sipas-citizen", "--training"]).success();
    test.run(["simulate", "laptop.phieu", "--count", "3", "--seed", "4"]).success();
    test
}

const IDENTIFYING: &str = "warning: this is not anonymised: names, numbers and every answer are in it as they were given; to hand data over, use `phieu export`\n";

#[test]
fn a_surveyor_hands_a_table_to_somebody_who_reads_central() {
    let test = laptop();
    test.run(["convert", "laptop.phieu", "-o", "sipas.csv", "--layout", "central", "--split"])
        .stdout("")
        .stderr(&format!("sipas.csv: 3 rows\n{IDENTIFYING}"))
        .success();
    let table = fs::read_to_string(test.path("sipas.csv")).unwrap();
    assert!(table.starts_with("SubmissionDate,"), "{table}");
    assert!(table.lines().next().unwrap().contains(",main-b-q2,main-b-q2/"), "{table}");
    let told = test.run(["convert", "laptop.phieu", "-o", "sipas.csv", "--json"]).success().json();
    assert_eq!((&told["files"][0]["rows"], &told["is_identifying"]), (&3.into(), &true.into()));
}

#[test]
fn a_coordinator_sends_what_was_merged_to_a_server() {
    let test = laptop();
    test.run(["export", "laptop.phieu", "-o", "laptop.zip"]).success();
    test.run(["merge", "city.phieu", "laptop.zip"]).success();
    let said = test.run(["convert", "city.phieu", "--odk", "submissions"]).success();
    assert!(
        said.stderr.starts_with("submissions: 3 submissions of 3 records\n"),
        "{}",
        said.stderr
    );
    assert!(!said.stderr.contains("not anonymised"), "{}", said.stderr);
    let folders = fs::read_dir(test.path("submissions")).unwrap();
    let is_one = |folder: fs::DirEntry| {
        let xml = fs::read_to_string(folder.path().join("submission.xml")).unwrap();
        xml.contains("<data id=\"sipas-citizen\"") && xml.contains("instanceID>uuid:")
    };
    assert_eq!(
        folders
            .filter_map(Result::ok)
            .filter(|entry| entry.path().is_dir())
            .map(is_one)
            .filter(|is_one| *is_one)
            .count(),
        3
    );
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let test = laptop();
    test.file("photos/a.jpg", "x");
    test.run(["convert", "laptop.phieu", "--odk", "photos"])
        .stderr("error: the folder holds something already: choose a new one: photos\n")
        .failure();
    assert_eq!(fs::read_dir(test.path("photos")).unwrap().count(), 1);
}

#[test]
fn an_ending_that_nobody_writes_is_refused_with_those_that_are() {
    let test = laptop();
    test.run(["convert", "laptop.phieu", "-o", "sipas.pdf"])
        .stderr("error: files that end in `.pdf` are not written; these are: .csv, .xlsx, .sqlite: sipas.pdf\n")
        .failure();
    test.run(["convert", "laptop.phieu", "-o", "sipas.csv", "--form", "other"])
        .stderr("error: there is no form `other` inside\n")
        .failure();
    assert!(!test.path("sipas.csv").exists());
}

#[test]
fn wrong_usage_is_told_apart() {
    let test = laptop();
    test.run(["convert", "laptop.phieu"]).wrong_usage();
    test.run(["convert", "laptop.phieu", "-o", "a.csv", "--odk", "b"]).wrong_usage();
    test.run(["convert", "laptop.phieu", "-o", "a.csv", "--layout", "excel"])
        .wrong_usage();
    test.run(["convert", "laptop.phieu", "-o", "a.csv", "--layout", "phieu", "--split"])
        .stderr("error: --split and --no-groups go with --layout central or --layout briefcase\n")
        .failure();
}

#[test]
fn two_forms_become_two_sets_of_files() {
    let test = Test::new();
    let form =
        |id: &str| format!("| settings | |\n| | form_id |\n| | {id} |\n| survey | | |\n| | type | name | label |\n| | text | q | Q |\n");
    test.file("a.md", form("first")).file("b.md", form("second"));
    test.run(["new", "laptop.phieu", "--form", "a.md", "b.md", "--training"]).success();
    test.run(["convert", "laptop.phieu", "-o", "out.csv"]).success();
    let mut names: Vec<String> = fs::read_dir(test.path("."))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(
        names[0].starts_with("out-first-") && names[1].starts_with("out-second-"),
        "{names:?}"
    );
    test.run(["convert", "laptop.phieu", "-o", "one.csv", "--form", "second"]).success();
    assert!(test.path("one.csv").exists());
}

#[test]
fn a_form_goes_to_a_server_as_an_xform() {
    let test = Test::new();
    test.file(
        "poll.md",
        "| survey |\n| | type | name | label |\n| | integer | age | How old? |\n| settings |\n| | form_id |\n| | poll |\n",
    );
    let told = test.run(["convert", "poll.md", "-o", "poll.xml", "--json"]).success().json();
    assert_eq!(told["form"], "poll");
    let xml = fs::read_to_string(test.path("poll.xml")).unwrap();
    assert!(xml.contains("<input ref=\"/data/age\">"), "{xml}");
    test.run(["check", "poll.xml"]).success();
    // The file that is read is never lost, and what is no form says so.
    test.run(["convert", "poll.xml", "-o", "poll.xml"])
        .stderr("error: the file that is read would be lost: give the XForm another name: poll.xml\n")
        .failure();
    assert_eq!(fs::read_to_string(test.path("poll.xml")).unwrap(), xml);
    let refused = test.run(["convert", "poll.xml", "-o", "poll.csv"]).failure();
    assert!(refused.stderr.contains("a text file"), "{}", refused.stderr);
}
