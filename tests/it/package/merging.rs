//! Merging is a union of sets: order, grouping and repetition do not matter, and a mistake can be taken back.

use std::path::PathBuf;

use phieu::app::merge::{self, Counts, MergeError, MergeOptions, Refusal, SignerStanding, Verdict};
use phieu::form::NoAttachments;
use phieu::instrument::Instrument;
use phieu::words::{Progress, Silent};
use proptest::prelude::*;

use super::{HOUSEHOLD, Kind, Laptop, Master, PASSPHRASE, three_interviews};

#[test]
fn the_plan_says_what_each_package_brings() {
    let mut laptop = Laptop::new(1);
    three_interviews(&mut laptop);
    let first = laptop.export("1.zip");
    laptop.correct(1, &[("age", "42")]);
    laptop.withdraw(2);
    laptop.ask(4, &[("ward", "00004")]);
    let second = laptop.export("2.zip");

    let mut master = Master::new();
    let counts = |plan: &merge::MergePlan| plan.accepted().map(|(_, accepted)| accepted.counts).collect::<Vec<_>>();
    let plan = master.merge(std::slice::from_ref(&first));
    assert_eq!(
        counts(&plan),
        [Counts {
            new: 3,
            ..Counts::default()
        }]
    );
    let plan = master.merge(std::slice::from_ref(&second));
    let expected = Counts {
        new: 1,
        same: 1,
        newer: 2,
        withdrawn: 1,
        ..Counts::default()
    };
    assert_eq!(counts(&plan), [expected]);
    assert_eq!(master.records(), 3, "one is withdrawn");

    let again = master.merge(&[first, second]);
    assert!(
        again
            .packages
            .iter()
            .all(|package| matches!(package.verdict, Verdict::AlreadyMerged { .. }))
    );
}

#[test]
fn a_withdrawal_beats_every_older_package_whichever_comes_first() {
    let mut laptop = Laptop::new(1);
    laptop.ask(1, &[("ward", "00004"), ("remark", "tôi đổi ý")]);
    let before = laptop.export("1.zip");
    laptop.withdraw(1);
    let after = laptop.export("2.zip");
    let (mut forwards, mut backwards) = (Master::new(), Master::new());
    forwards.merge(std::slice::from_ref(&before));
    forwards.merge(std::slice::from_ref(&after));
    backwards.merge(&[after]);
    backwards.merge(&[before]);
    assert_eq!(forwards.content(), backwards.content());
    assert_eq!((forwards.records(), backwards.records()), (0, 0));
}

#[test]
fn like_is_merged_with_like_only() {
    let mut master = Master::new();
    let mut real = Laptop::with(
        Kind {
            is_training: false,
            ..Kind::of(1)
        },
        super::household(),
    );
    assert_eq!(master.refusal(&real.export("gói.zip")), Refusal::NotTraining);
    let mut old = Laptop::with(
        Kind {
            campaign: "Quý I",
            ..Kind::of(2)
        },
        super::household(),
    );
    assert_eq!(
        master.refusal(&old.export("gói.zip")),
        Refusal::OtherCampaign {
            ours: "Quý IV".to_owned(),
            theirs: "Quý I".to_owned()
        }
    );
    let mut real_master = Master::with(Kind {
        is_training: false,
        ..Kind::of(201)
    });
    assert_eq!(real_master.refusal(&Laptop::new(3).export("gói.zip")), Refusal::Training);
}

#[test]
fn a_form_that_the_master_does_not_know_needs_a_word() {
    let newer = HOUSEHOLD.replace("2026.1", "2026.2").replace("Họ và tên", "Họ, tên");
    let (instrument, _) = Instrument::read("ho-gia-dinh.md", newer.as_bytes(), &NoAttachments);
    let mut laptop = Laptop::with(Kind::of(1), instrument.unwrap());
    laptop.ask(1, &[("ward", "00004")]);
    let package = laptop.export("gói.zip");
    let mut master = Master::new();
    let refusal = master.refusal(&package);
    assert!(
        matches!(&refusal, Refusal::UnknownInstrument { version, .. } if version == "2026.2"),
        "{refusal:?}"
    );
    assert_eq!(master.workspace.instruments().unwrap().len(), 1, "looking changes nothing");

    let accept = MergeOptions {
        accept_form: true,
        ..MergeOptions::default()
    };
    let plan = merge::plan(&mut master.workspace, std::slice::from_ref(&package), accept, &Silent).unwrap();
    assert!(plan.accepted().all(|(_, accepted)| accepted.brings_form));
    merge::discard(&mut master.workspace, &plan).unwrap();
    assert_eq!(
        master.workspace.instruments().unwrap().len(),
        1,
        "a plan that is dropped leaves no form behind"
    );

    merge::plan(&mut master.workspace, &[package], accept, &Silent).unwrap();
    merge::apply(&mut master.workspace, &Silent).unwrap();
    assert_eq!(master.records(), 1);
}

#[test]
fn a_signer_is_remembered_and_a_change_is_pointed_out() {
    let mut laptop = Laptop::new(1);
    laptop.ask(1, &[("ward", "00004")]);
    let mut master = Master::new();
    let standing = |plan: &merge::MergePlan| plan.accepted().map(|(_, accepted)| accepted.standing.clone()).collect::<Vec<_>>();
    assert_eq!(standing(&master.merge(&[laptop.export("1.zip")])), [SignerStanding::FirstUse]);
    laptop.ask(2, &[("ward", "00004")]);
    assert_eq!(standing(&master.merge(&[laptop.export("2.zip")])), [SignerStanding::Known]);
    laptop.workspace.destroy_secret("signing").unwrap();
    laptop.ask(3, &[("ward", "00004")]);
    let changed = standing(&master.merge(&[laptop.export("3.zip")]));
    assert!(matches!(changed.as_slice(), [SignerStanding::Changed { .. }]), "{changed:?}");
}

#[test]
fn a_master_is_made_from_the_first_good_package() {
    let mut laptop = Laptop::new(1);
    three_interviews(&mut laptop);
    std::fs::create_dir_all(laptop.path("stick")).unwrap();
    std::fs::write(laptop.path("stick/a.zip"), "not a zip").unwrap();
    laptop.export("stick/b.zip");
    let path = laptop.path("thành phố.phieu");
    let stick = [laptop.path("stick")];
    let looked = merge::plan_afresh(&stick, MergeOptions::default(), &Silent).unwrap();
    assert_eq!((looked.accepted().count(), looked.refused().count()), (1, 1));
    assert!(!path.exists(), "looking makes no master");
    let mut master = merge::open_or_create(&path, &PASSPHRASE.into(), &stick).unwrap();
    assert!(master.is_training());
    assert_eq!(master.campaign().unwrap(), super::CAMPAIGN);
    let plan = merge::plan(&mut master, &stick, MergeOptions::default(), &Silent).unwrap();
    assert_eq!((plan.accepted().count(), plan.refused().count()), (1, 1));
    let report = merge::apply(&mut master, &Silent).unwrap();
    assert_eq!((report.packages, report.versions), (1, 3));
    drop(master);

    let nothing = merge::open_or_create(&laptop.path("khác.phieu"), &PASSPHRASE.into(), &[laptop.path("stick/a.zip")]);
    assert!(matches!(nothing, Err(MergeError::NothingToStartFrom(Some(_)))));
    assert!(!laptop.path("khác.phieu").exists());
}

#[test]
fn the_last_merge_can_be_taken_back() {
    let mut laptop = Laptop::new(1);
    three_interviews(&mut laptop);
    let first = laptop.export("1.zip");
    laptop.correct(1, &[("age", "42")]);
    let second = laptop.export("2.zip");
    let mut other = Laptop::new(2);
    other.ask(1, &[("ward", "00004")]);
    let mut master = Master::new();
    master.merge(&[first]);
    let before = master.content();
    master.merge(&[second, other.export("gói.zip")]);
    assert_ne!(master.content(), before);
    assert_eq!(merge::ledger(&master.workspace).unwrap().len(), 3);
    assert_eq!(merge::undo(&mut master.workspace).unwrap().len(), 2);
    assert_eq!(master.content(), before);
    assert_eq!(merge::ledger(&master.workspace).unwrap().len(), 1);
    merge::undo(&mut master.workspace).unwrap();
    assert_eq!(master.records(), 0);
    assert!(merge::undo(&mut master.workspace).unwrap().is_empty());
}

struct GivesUp;

impl Progress for GivesUp {
    fn step(&self, _done: u64, _total: u64) {}
    fn is_cancelled(&self) -> bool {
        true
    }
}

#[test]
fn giving_up_leaves_the_master_as_it_was() {
    let mut laptop = Laptop::new(1);
    three_interviews(&mut laptop);
    let package = laptop.export("gói.zip");
    let mut master = Master::new();
    let before = master.content();
    let planned = merge::plan(
        &mut master.workspace,
        std::slice::from_ref(&package),
        MergeOptions::default(),
        &GivesUp,
    );
    assert!(matches!(planned, Err(MergeError::Cancelled)));
    master.plan(&[package]);
    assert!(matches!(merge::apply(&mut master.workspace, &GivesUp), Err(MergeError::Cancelled)));
    assert_eq!(master.content(), before);
    merge::apply(&mut master.workspace, &Silent).unwrap();
    assert_eq!(master.records(), 3);
}

/// Packages of two laptops over three rounds, with corrections and withdrawals between them.
fn six_packages() -> (Vec<PathBuf>, Vec<Laptop>) {
    let mut laptops = vec![Laptop::new(1), Laptop::new(2)];
    let mut packages = Vec::new();
    for laptop in &mut laptops {
        three_interviews(laptop);
        packages.push(laptop.export("1.zip"));
        laptop.correct(1, &[("age", "19")]);
        laptop.withdraw(3);
        packages.push(laptop.export("2.zip"));
        laptop.ask(4, &[("ward", "00070")]);
        laptop.correct(1, &[("age", "30")]);
        packages.push(laptop.export("3.zip"));
    }
    (packages, laptops)
}

#[test]
fn any_order_grouping_and_repetition_gives_one_master() {
    let (packages, _laptops) = six_packages();
    let mut at_once = Master::new();
    at_once.merge(&packages);
    let (content, records) = (at_once.content(), at_once.records());
    assert_eq!(records, 6);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 12,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let piles = prop::collection::vec(prop::collection::vec(0..packages.len(), 0..4), 0..5);
    let order = Just((0..packages.len()).collect::<Vec<usize>>()).prop_shuffle();
    runner
        .run(&(piles, order), |(piles, order)| {
            let mut master = Master::new();
            // Some packages come early, alone or together, some of them twice; in the end each has come.
            for pile in &piles {
                master.merge(&pile.iter().map(|index| packages[*index].clone()).collect::<Vec<_>>());
            }
            for index in order {
                master.merge(&[packages[index].clone()]);
            }
            prop_assert_eq!(master.content(), content.clone());
            prop_assert_eq!(master.records(), records);
            Ok(())
        })
        .unwrap();
}
