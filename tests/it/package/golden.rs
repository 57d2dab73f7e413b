//! The format itself: a package of three interviews and a withdrawal, compared byte for byte with files that are reviewed.
//!
//! `UPDATE_GOLDEN=1` writes the files anew; a difference is a new format version or a mistake.

use std::fs;

use super::{Laptop, text, three_interviews, unzip};
use crate::run::project;

/// What differs from build to build without being the format: the compressor's bytes and all that is made of them.
fn settled(manifest: &str) -> String {
    let mut value: serde_json::Value = serde_json::from_str(manifest).unwrap();
    value["instrument"]["source"]["zstd_base64"] = "…".into();
    value["signature"] = "…".into();
    value["app"] = "phieu".into();
    let mut text = serde_json::to_string_pretty(&value).unwrap();
    text.push('\n');
    text
}

#[test]
fn a_package_is_what_the_specification_says() {
    let mut laptop = Laptop::new(1);
    three_interviews(&mut laptop);
    laptop.ask(4, &[("ward", "00004")]);
    laptop.withdraw(4);
    let members = unzip(&laptop.export("gói.zip"));
    let folder = project("tests/golden/package");
    let is_update = std::env::var_os("UPDATE_GOLDEN").is_some();
    if is_update {
        fs::remove_dir_all(&folder).ok();
        fs::create_dir_all(&folder).unwrap();
    }
    let mut names = Vec::new();
    for (name, _) in members.iter() {
        let found = if name == "manifest.json" {
            settled(&text(&members, name))
        } else {
            text(&members, name)
        };
        if is_update {
            fs::write(folder.join(name), &found).unwrap();
        }
        let expected = fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(found == expected, "`{name}` is not what the format says:\n{found}");
        names.push(name.to_owned());
    }
    let mut golden: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    golden.sort();
    assert_eq!(names, golden);
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    let mut laptop = Laptop::new(1);
    three_interviews(&mut laptop);
    let first = fs::read(laptop.export("1.zip")).unwrap();
    let second = fs::read(laptop.export("2.zip")).unwrap();
    assert!(first == second, "nothing changed, so nothing may differ");

    let mut twin = Laptop::new(1);
    three_interviews(&mut twin);
    assert!(
        fs::read(twin.export("3.zip")).unwrap() == first,
        "the moment of writing shows nowhere"
    );

    laptop.ask(5, &[("ward", "00004")]);
    let report = laptop.export_with("4.zip", &phieu::app::export::Seal::Open);
    assert_eq!(report.packages.first().unwrap().number, 2);
}

#[test]
fn a_folder_holds_the_same_members_as_the_zip() {
    let mut laptop = Laptop::new(1);
    three_interviews(&mut laptop);
    let members = unzip(&laptop.export("gói.zip"));
    let folder = laptop.export("gói");
    for (name, bytes) in members.iter() {
        assert_eq!(fs::read(folder.join(name)).unwrap(), bytes, "{name}");
    }
}
