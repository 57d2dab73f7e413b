//! A thousand identifiers are planted in every kind of field, and looked for in every byte that leaves; those that a person typed where
//! nobody expected them stop the file.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::{Person, hand_over, laptop, people};
use crate::run::Test;

const FAMILIES: [&str; 8] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Bùi", "Đỗ"];
const MIDDLES: [&str; 5] = ["Thị", "Văn", "Ngọc", "Minh", "Quỳnh"];
const GIVEN: [&str; 10] = ["An", "Bình", "Châu", "Dũng", "Giang", "Hạnh", "Khánh", "Lâm", "Phượng", "Trâm"];

fn name(number: usize) -> String {
    let family = FAMILIES[number % 8];
    let middle = MIDDLES[number / 8 % 5];
    format!("{family} {middle} {} {}", GIVEN[number / 40 % 10], GIVEN[(number / 7 + 3) % 10])
}

/// Persons with a name and a phone number each.
fn known(many: usize) -> Vec<Person> {
    let mut known = people(9, many);
    for (number, person) in known.iter_mut().enumerate() {
        person.name = name(number);
        person.phone = format!("09{:08}", 12_345_678 + number * 7919);
    }
    known
}

/// Everything in a file, and in the files within it.
fn bytes(path: &Path) -> Vec<u8> {
    if path.is_dir() {
        let mut all = Vec::new();
        for entry in fs::read_dir(path).unwrap() {
            let entry = entry.unwrap();
            all.extend(entry.file_name().as_encoded_bytes());
            all.extend(bytes(&entry.path()));
        }
        return all;
    }
    let mut all = fs::read(path).unwrap();
    if all.starts_with(b"PK") {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(all.clone())).unwrap();
        for at in 0..archive.len() {
            let mut member = archive.by_index(at).unwrap();
            all.extend(member.name().unwrap().as_bytes());
            member.read_to_end(&mut all).unwrap();
        }
    }
    all
}

fn holds(hay: &[u8], needle: &str) -> bool {
    memchr::memmem::find(hay, needle.as_bytes()).is_some()
}

#[test]
fn none_of_a_thousand_identifiers_is_in_any_byte_that_leaves() {
    let test = Test::new();
    let known = known(500);
    hand_over(&test, "laptop", &known);
    test.run(["export", "laptop.phieu", "-o", "folder"]).success();
    let key = test.run(["key", "city.phieu"]).success().stdout.trim().to_owned();
    test.run(["export", "laptop.phieu", "-o", "sealed.zip.age", "--seal", &key])
        .success();
    test.run(["convert", "city.phieu", "-o", "city.csv"]).success();
    test.run(["convert", "city.phieu", "-o", "city.xlsx"]).success();
    test.run(["convert", "city.phieu", "-o", "city.sqlite"]).success();
    test.run(["convert", "city.phieu", "--odk", "odk"]).success();
    test.run(["publish", "city.phieu", "--table", "ward", "satisfied", "-o", "table.xlsx"])
        .success();
    let files = [
        "laptop.zip",
        "folder",
        "sealed.zip.age",
        "city.csv",
        "city.xlsx",
        "city.sqlite",
        "odk",
        "table.xlsx",
        "city.phieu",
        "laptop.phieu",
    ];
    for file in files {
        let bytes = bytes(&test.path(file));
        assert!(bytes.len() > 1000, "{file}");
        for person in &known {
            assert!(!holds(&bytes, &person.name), "a name is in {file}");
            assert!(!holds(&bytes, &person.phone[1..]), "a phone number is in {file}");
        }
    }
    // The search would find what is there.
    assert!(holds(&bytes(&test.path("city.csv")), "Hàng Bạc") || holds(&bytes(&test.path("city.csv")), "hb"));
}

#[test]
fn what_somebody_typed_into_an_open_field_stops_the_package_and_is_shown() {
    #[track_caller]
    fn case(note: &str, what: &str) {
        let test = Test::new();
        let mut known = known(3);
        known[1].note = note.to_owned();
        laptop(&test, "laptop", &known);
        let said = test.run(["export", "laptop.phieu", "-o", "laptop.zip"]).failure();
        assert!(
            said.stderr.contains("column `note`") && said.stderr.contains(what),
            "{note}: {}",
            said.stderr
        );
        assert!(!said.stderr.contains(note), "the value itself is not repeated: {}", said.stderr);
        assert!(!test.path("laptop.zip").exists());
    }
    case("số của tôi 0987 654 321", "a phone number");
    case("CCCD: 001099012345", "an identity number");
    case("viết cho tôi: lan@example.vn", "an e-mail address");
    case("hỏi bà NGUYỄN THỊ AN DŨNG nhà bên", "a value of `name`");
    case("máy cháu: +84 912 345 678", "a value of `phone`");
}

#[test]
fn honest_answers_and_numbers_pass() {
    let test = Test::new();
    let mut known = known(60);
    for (number, person) in known.iter_mut().enumerate() {
        person.minutes = (number * 1_234_567).to_string();
        person.note = format!(
            "lần {number}: chờ {} phút, nộp {} đồng, ngày {}/11/2026, phường 00004",
            number * 7,
            number * 15_000,
            1 + number % 28
        );
    }
    laptop(&test, "laptop", &known);
    test.run(["export", "laptop.phieu", "-o", "laptop.zip"]).success();
}

#[test]
fn a_file_name_points_at_nobody() {
    let test = Test::new();
    laptop(&test, "laptop", &known(3));
    let said = test
        .run(["export", "laptop.phieu", "-o", "gói của Nguyễn Thị An Dũng.zip"])
        .failure();
    assert!(said.stderr.contains("a value of `name`"), "{}", said.stderr);
    let mut called = known(2);
    called[0].name = "Lan".to_owned();
    laptop(&test, "other", &called);
    test.run(["export", "other.phieu", "-o", "lan.zip"]).success();
    let said = test.run(["export", "laptop.phieu", "-o", "0987654321.zip"]).failure();
    assert!(said.stderr.contains("a phone number"), "{}", said.stderr);
}

#[test]
fn a_version_that_is_a_moment_points_at_nobody() {
    let test = Test::new();
    let dated = super::FORM.replace("| y-kien | 1 |", "| y-kien-202611160800 | 202611160801 |");
    test.file("form.md", &dated);
    test.run(["new", "laptop.phieu", "--form", "form.md", "--training"]).success();
    test.run(["simulate", "laptop.phieu", "--count", "12", "--seed", "1"]).success();
    test.run(["export", "laptop.phieu", "-o", "laptop.zip"]).success();
    assert!(test.path("laptop.zip").exists());
}

#[test]
fn files_know_neither_who_made_them_nor_when() {
    let test = Test::new();
    hand_over(&test, "laptop", &people(5, 300));
    test.run(["convert", "city.phieu", "-o", "city.xlsx"]).success();
    for file in ["laptop.zip", "city.xlsx"] {
        let mut archive = zip::ZipArchive::new(fs::File::open(test.path(file)).unwrap()).unwrap();
        for at in 0..archive.len() {
            let mut member = archive.by_index(at).unwrap();
            assert_eq!(member.last_modified().map(|time| time.year()), Some(1980), "{file}");
            if member.name().unwrap() == "docProps/core.xml" {
                let mut text = String::new();
                member.read_to_string(&mut text).unwrap();
                assert!(text.contains("<dc:creator></dc:creator>") && !text.contains(">2026-"), "{text}");
            }
        }
    }
}
