//! Nothing that points at a person leaves: strings are planted in the answers and looked for in everything that was written.

use std::path::Path;

use phieu::app::export::{Seal, preview};
use phieu::exchange::members::Members;
use phieu::exchange::package::Package;
use phieu::exchange::{Opener, archive::Bounds};
use phieu::privacy::Fate;

use super::{Laptop, unzip};

/// The letters of a name never come in another case, order or normal form by chance: long strings are looked for as they are.
const NAME: &str = "Đặng Thùy Trâm Kỷ";
const PHONE: &str = "987654321";
const OPINION: &str = "hàng xóm nhà số mười bảy";
const CLERK: &str = "ông Phạm Xuân Ẩn";
const SURVEYOR: &str = "Trần Thị Lan";
const ALLOWED: &str = "đường làng sạch hơn trước";

fn planted() -> Laptop {
    let mut laptop = Laptop::new(1);
    laptop.ask(
        1,
        &[
            ("full_name", NAME),
            ("phone", PHONE),
            ("ward", "00004"),
            ("age", "41"),
            ("remark", ALLOWED),
            ("opinion", OPINION),
            ("visit[1]/service", "land"),
            ("visit[1]/clerk", CLERK),
        ],
    );
    laptop.workspace.set_title(laptop.id(1), NAME).unwrap();
    super::collect::note_disposition(&laptop.workspace, &laptop.instrument.identity.0, NAME, PHONE, OPINION).unwrap();
    laptop
}

/// Whether a string is in the bytes of a member or in a name, in any of the shapes that it could have been given.
fn is_found(members: &Members, needle: &str) -> bool {
    let folded = phieu::words::fold(needle);
    members.iter().any(|(name, bytes)| {
        let text = String::from_utf8_lossy(bytes);
        [name, text.as_ref()]
            .iter()
            .any(|hay| hay.contains(needle) || phieu::words::fold(hay).contains(&folded))
    })
}

#[test]
fn an_allowed_text_is_found_and_no_planted_one_is() {
    let mut laptop = planted();
    let half = (PHONE.parse::<f64>().unwrap() / 2.0).to_string();
    let path = laptop.export("gói.zip");
    let members = unzip(&path);
    assert!(is_found(&members, ALLOWED), "the search would not find anything at all");
    for secret in [NAME, PHONE, &half, OPINION, CLERK, SURVEYOR, "DT07"] {
        assert!(!is_found(&members, secret), "`{secret}` left the laptop");
    }
    let id = laptop.id(1).to_string();
    assert!(!is_found(&members, &id), "the record's own id left the laptop");
    assert!(
        !is_found(&members, &laptop.workspace.id().to_string()),
        "the workspace's own id left the laptop"
    );
}

#[test]
fn under_seal_the_code_leaves_and_the_name_does_not() {
    let mut laptop = planted();
    let master = Opener::generate();
    let report = laptop.export_with("gói.zip.age", &Seal::To(master.recipient().to_string()));
    let path = &report.packages.first().unwrap().path;
    let bytes = std::fs::read(path).unwrap();
    let sealed: Members = [("sealed".to_owned(), bytes.clone())].into_iter().collect();
    assert!(!is_found(&sealed, ALLOWED), "a sealed file is not readable");
    let opened = phieu::exchange::seal::open(&bytes, &master, 1 << 30).unwrap();
    let members = phieu::exchange::archive::read(&opened, &Bounds::DEFAULT).unwrap();
    assert!(is_found(&members, ALLOWED) && is_found(&members, "DT07"));
    for secret in [NAME, PHONE, OPINION, CLERK, SURVEYOR] {
        assert!(!is_found(&members, secret), "`{secret}` left the laptop");
    }
    assert!(Package::read(Path::new(path), Some(&master), &Bounds::DEFAULT).is_ok());
}

#[test]
fn the_preview_says_of_each_column_what_becomes_of_it() {
    let laptop = planted();
    let preview = preview(&laptop.workspace).unwrap();
    let package = preview.packages.first().unwrap();
    assert_eq!((package.finished, package.new, package.drafts, package.dispositions), (1, 1, 0, 1));
    let fate = |path: &str| &package.columns.iter().find(|column| column.path == path).unwrap().fate;
    for stays in ["full_name", "phone", "phone_text", "phone_half", "opinion", "clerk"] {
        assert!(matches!(fate(stays), Fate::Stays(_)), "{stays}");
    }
    for leaves in ["ward", "channels", "wait", "remark", "is_central", "service"] {
        assert!(matches!(fate(leaves), Fate::Leaves(_)), "{leaves}");
    }
    assert!(matches!(fate("age"), Fate::Coarsened(..)));
    let age = package.columns.iter().find(|column| column.path == "age").unwrap();
    assert_eq!(age.label, "Tuổi");
    for column in &package.columns {
        for lang in [phieu::words::Lang::Vi, phieu::words::Lang::En] {
            let why = column.why(phieu::words::Words::new(lang));
            assert!(!why.starts_with("privacy-"), "no words for `{why}`");
        }
    }
}

#[test]
fn what_was_handed_over_is_new_no_more() {
    let mut laptop = planted();
    laptop.export("1.zip");
    let again = preview(&laptop.workspace).unwrap();
    assert_eq!(again.packages.first().unwrap().new, 0);
    laptop.ask(2, &[("ward", "00070")]);
    let more = preview(&laptop.workspace).unwrap();
    assert_eq!(
        (more.packages.first().unwrap().new, more.packages.first().unwrap().finished),
        (1, 2)
    );
}
