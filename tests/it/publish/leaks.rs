//! Ways out that somebody who looks for persons would try, one a test.

use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;

use base64::Engine as _;
use rust_xlsxwriter::{DocProperties, Workbook};

use super::{hand_over, laptop, people};
use crate::run::Test;

/// All bytes of a file, of the files in it, and of the form's file in a package's manifest.
fn everything(path: &Path) -> Vec<u8> {
    if path.is_dir() {
        let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
        return entries.flat_map(|path| everything(&path)).collect();
    }
    opened(fs::read(path).unwrap())
}

fn opened(bytes: Vec<u8>) -> Vec<u8> {
    let mut all = bytes.clone();
    if bytes.starts_with(b"PK") {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        for at in 0..archive.len() {
            let mut member = Vec::new();
            archive.by_index(at).unwrap().read_to_end(&mut member).unwrap();
            all.extend(opened(member));
        }
    } else if let Ok(manifest) = serde_json::from_slice::<serde_json::Value>(&bytes)
        && let Some(packed) = manifest["instrument"]["source"]["zstd_base64"].as_str()
    {
        let packed = base64::prelude::BASE64_STANDARD.decode(packed).unwrap();
        all.extend(opened(zstd::bulk::decompress(&packed, 1 << 24).unwrap()));
    }
    all
}

fn holds(bytes: &[u8], needle: &str) -> bool {
    memchr::memmem::find(bytes, needle.as_bytes()).is_some()
}

#[test]
fn a_sheet_of_respondents_and_the_authors_name_stay_behind_the_form() {
    let test = Test::new();
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_author("Trần Thị Lan").set_company("Tổ 17"));
    let mut sheet = |name: &str, rows: &[&[&str]]| {
        let page = book.add_worksheet();
        page.set_name(name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(*cells) {
                page.write_string(row, column, *cell).unwrap();
            }
        }
    };
    sheet(
        "survey",
        &[
            &["type", "name", "label"],
            &["select_one yn", "seen", "Đã gặp tổng đài 0243 825 3536?"],
        ],
    );
    sheet(
        "choices",
        &[&["list_name", "name", "label"], &["yn", "y", "Có"], &["yn", "n", "Không"]],
    );
    sheet("settings", &[&["form_id", "version"], &["behind", "1"]]);
    sheet("hộ gia đình", &[&["tên", "máy"], &["Nguyễn Quỳnh Hạnh", "0987654321"]]);
    book.save(test.path("behind.xlsx")).unwrap();
    test.run(["new", "laptop.phieu", "--form", "behind.xlsx", "--training"]).success();
    test.run(["simulate", "laptop.phieu", "--count", "12", "--seed", "4"]).success();
    test.run(["export", "laptop.phieu", "-o", "laptop.zip"]).success();
    test.run(["merge", "city.phieu", "laptop.zip"]).success();
    test.run(["convert", "city.phieu", "--odk", "of the master"]).success();
    test.run(["convert", "laptop.phieu", "--odk", "of the laptop"]).success();
    let secrets = ["Trần Thị Lan", "Tổ 17", "Nguyễn Quỳnh Hạnh", "0987654321", "hộ gia đình"];
    assert!(
        holds(&everything(&test.path("behind.xlsx")), secrets[0]),
        "the search would not find it"
    );
    for file in ["laptop.zip", "of the master", "of the laptop"] {
        let bytes = everything(&test.path(file));
        assert!(holds(&bytes, "Đã gặp tổng đài"), "{file}: the form is there");
        for secret in secrets {
            assert!(!holds(&bytes, secret), "`{secret}` is in {file}");
        }
    }
}

#[test]
fn a_list_of_persons_beside_the_form_stops_the_package() {
    #[track_caller]
    fn case(list: &str, is_stopped: bool) {
        let test = Test::new();
        let form = "| survey |\n| | type | name | label | calculation |\n| | select_one yn | seen | Đã gặp? | |\n\
                    | | calculate | whom | | pulldata('list', 'name', 'id', ${seen}) |\n\
                    | choices |\n| | list_name | name | label |\n| | yn | y | Có |\n| | yn | n | Không |\n\
                    | settings |\n| | form_id | version |\n| | visits | 1 |\n";
        fs::create_dir(test.path("visits-media")).unwrap();
        let test = test.file("visits.md", form).file("visits-media/list.csv", list);
        test.run(["new", "laptop.phieu", "--form", "visits.md", "--training"]).success();
        test.run(["simulate", "laptop.phieu", "--count", "2", "--seed", "4"]).success();
        let run = test.run(["export", "laptop.phieu", "-o", "laptop.zip"]);
        if is_stopped {
            let said = run.failure();
            assert!(said.stderr.contains("list.csv `number`: an identity number"), "{}", said.stderr);
            assert!(!test.path("laptop.zip").exists());
        } else {
            run.success();
        }
    }
    case("id,name,number\ny,Đặng Thùy Trâm,001099012345\n", true);
    case("id,name,number\ny,Điểm phục vụ Ba Đình,0243 825 3536\n", false);
}

#[test]
fn a_laptops_answers_are_written_as_given_only_when_somebody_says_so() {
    let test = Test::new();
    let test = test.file("y-kien.md", super::FORM);
    test.run(["new", "laptop.phieu", "--form", "y-kien.md"]).success();
    for file in ["out.csv", "out.xlsx", "out.sqlite"] {
        let said = test.run(["convert", "laptop.phieu", "-o", file]).failure();
        assert!(said.stderr.contains("kept from leaving: name, phone"), "{}", said.stderr);
        assert!(!test.path(file).exists());
        let said = test.run(["convert", "laptop.phieu", "-o", file, "--identifying"]).success();
        assert!(said.stderr.contains("this is not anonymised"), "{}", said.stderr);
    }
    test.run(["convert", "laptop.phieu", "--odk", "submissions"]).success();
}

#[test]
fn a_converted_file_is_called_after_nobody() {
    let test = Test::new();
    hand_over(&test, "laptop", &people(3, 30));
    let said = test.run(["convert", "city.phieu", "-o", "001099012345.csv"]).failure();
    assert!(said.stderr.contains("an identity number"), "{}", said.stderr);
}

#[test]
fn what_was_withdrawn_is_in_no_byte_of_a_converted_database() {
    let test = Test::new();
    let mut known = people(5, 250);
    for (number, person) in known.iter_mut().enumerate() {
        person.name = format!("name of person {number:05}");
        person.note = format!("note of person {number:05}");
        person.phone = format!("0912{number:06}");
        person.minutes = format!("77{number:06}");
    }
    laptop(&test, "laptop", &known);
    test.run(["convert", "laptop.phieu", "-o", "before.sqlite"]).success();
    let mut workspace = phieu::app::workspace::open(&test.path("laptop.phieu"), &crate::run::PASSPHRASE.into()).unwrap();
    for row in workspace.records().unwrap() {
        phieu::app::collect::withdraw(&mut workspace, row.id).unwrap();
    }
    drop(workspace);
    test.run(["convert", "laptop.phieu", "-o", "after.sqlite"]).success();
    let (before, after) = (everything(&test.path("before.sqlite")), everything(&test.path("after.sqlite")));
    for person in &known {
        for planted in [&person.name, &person.note, &person.phone] {
            assert!(holds(&before, planted), "the search would not find `{planted}`");
            assert!(!holds(&after, planted), "`{planted}` is left");
        }
    }
    for file in ["after.sqlite-journal", "after.sqlite-wal", "after.sqlite-shm"] {
        assert!(!test.path(file).exists(), "{file}");
    }
}
