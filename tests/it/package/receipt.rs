//! The way back: home learns what has arrived.

use std::fs;

use phieu::app::receipt;

use super::{Kind, Laptop, Master, three_interviews};

#[test]
fn home_shows_what_has_arrived() {
    let mut laptop = Laptop::new(1);
    let mut other = Laptop::new(2);
    other.ask(1, &[("ward", "00004")]);
    three_interviews(&mut laptop);
    let mut master = Master::new();
    master.merge(&[laptop.export("gói.zip"), other.export("gói.zip")]);
    laptop.ask(4, &[("ward", "00004")]);
    laptop.correct(1, &[("age", "42")]);

    let path = master.folder.path().join("biên nhận.json");
    assert_eq!(receipt::write(&mut master.workspace, &path).unwrap(), 2);
    let arrived = receipt::read(&mut laptop.workspace, &path).unwrap();
    assert_eq!((arrived.listed, arrived.new), (3, 3));
    let has_arrived = |laptop: &Laptop, record| laptop.workspace.record(laptop.id(record)).unwrap().has_arrived;
    assert!(has_arrived(&laptop, 2) && has_arrived(&laptop, 3));
    assert!(!has_arrived(&laptop, 4), "made after the package");
    assert!(!has_arrived(&laptop, 1), "corrected after the package");

    assert_eq!(
        receipt::read(&mut laptop.workspace, &path).unwrap().new,
        0,
        "reading it twice tells nothing new"
    );
}

#[test]
fn a_receipt_that_is_not_the_masters_is_refused() {
    let mut laptop = Laptop::new(1);
    three_interviews(&mut laptop);
    let package = laptop.export("gói.zip");
    let mut master = Master::new();
    master.merge(std::slice::from_ref(&package));
    let path = master.folder.path().join("biên nhận.json");
    receipt::write(&mut master.workspace, &path).unwrap();
    receipt::read(&mut laptop.workspace, &path).unwrap();

    let mut impostor = Master::with(Kind::of(201));
    impostor.merge(&[package]);
    let forged = impostor.folder.path().join("biên nhận.json");
    receipt::write(&mut impostor.workspace, &forged).unwrap();
    assert!(matches!(
        receipt::read(&mut laptop.workspace, &forged),
        Err(receipt::Error::OtherMaster)
    ));

    let changed = fs::read_to_string(&path).unwrap().replace(": 1,", ": 2,");
    fs::write(&path, changed).unwrap();
    assert!(matches!(
        receipt::read(&mut laptop.workspace, &path),
        Err(receipt::Error::Refused { .. })
    ));

    let mut elsewhere = Laptop::with(
        Kind {
            campaign: "Quý I",
            ..Kind::of(1)
        },
        super::household(),
    );
    let fresh = master.folder.path().join("2.json");
    receipt::write(&mut master.workspace, &fresh).unwrap();
    assert!(matches!(
        receipt::read(&mut elsewhere.workspace, &fresh),
        Err(receipt::Error::OtherCampaign { .. })
    ));
}
