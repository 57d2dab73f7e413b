//! A master: the union of what many laptops sent, whatever the order.

mod whole;

use std::collections::BTreeSet;

use phieu::store::{Applied, Disposition, Error, InstrumentSource, MasterCounts, Outcome, PackageHeader, StagedVersion, Workspace};
use phieu::words::Silent;
use proptest::prelude::*;
use tempfile::TempDir;

use super::{PASSPHRASE, SIPAS, add_sipas, new_workspace, now};

/// A row of a package in a story: key, revision, content (`-` for a withdrawal).
type Row = (&'static str, u32, &'static str);

struct City {
    workspace: Workspace,
    _folder: TempDir,
}

impl City {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(&folder.path().join("city.phieu"), &PASSPHRASE.into(), &new_workspace(200)).unwrap();
        add_sipas(&workspace);
        Self {
            workspace,
            _folder: folder,
        }
    }

    fn stage(&mut self, name: &str, rows: &[Row]) {
        self.stage_from(&header(name), rows, &[]);
    }

    fn stage_from(&mut self, header: &PackageHeader, rows: &[Row], notes: &[Disposition]) {
        stage_into(&mut self.workspace, header, rows, notes);
    }

    fn apply(&mut self) -> Applied {
        self.workspace.apply_staged(now(5000), &Silent).unwrap().unwrap()
    }

    fn merge(&mut self, name: &str, rows: &[Row]) {
        self.stage(name, rows);
        self.apply();
    }

    fn current(&self) -> Vec<String> {
        current_of(&self.workspace)
    }

    fn counts(&self) -> (u32, u32, u32) {
        counts_of(&self.workspace)
    }

    fn outcomes(&self) -> Vec<(String, Outcome)> {
        let mut rows = Vec::new();
        self.workspace
            .for_each_planned(|row| {
                rows.push((format!("{} {}", row.key, row.revision), row.outcome));
                Ok(())
            })
            .unwrap();
        rows
    }
}

fn stage_into<Text: AsRef<str>>(workspace: &mut Workspace, header: &PackageHeader, rows: &[(Text, u32, Text)], notes: &[Disposition]) {
    workspace
        .stage(header, |stage| {
            for (key, revision, content) in rows {
                let content = content.as_ref();
                stage.version(&StagedVersion {
                    key: key.as_ref(),
                    revision: *revision,
                    body: (content != "-").then_some(content.as_bytes()),
                    week: "2026-W47",
                    surveyor: Some("07"),
                    minutes: Some(header.number + 10),
                })?;
            }
            for note in notes {
                stage.disposition(note);
            }
            Ok(())
        })
        .map(|_| ())
        .map_err(|error: Error| panic!("{error}"))
        .unwrap();
}

fn current_of(workspace: &Workspace) -> Vec<String> {
    let mut rows = Vec::new();
    workspace
        .for_each_current(SIPAS, |row| {
            rows.push(format!("{} {} {}", row.key, row.revision, String::from_utf8_lossy(row.body)));
            Ok::<_, Error>(())
        })
        .unwrap();
    rows
}

fn counts_of(workspace: &Workspace) -> (u32, u32, u32) {
    let MasterCounts {
        records,
        withdrawn,
        conflicts,
        ..
    } = workspace.master_counts(SIPAS).unwrap();
    (records, withdrawn, conflicts)
}

/// Everything that must not depend on the order.
fn state_of(workspace: &Workspace) -> (String, Vec<String>, (u32, u32, u32)) {
    (workspace.content_hash().unwrap(), current_of(workspace), counts_of(workspace))
}

fn header(name: &str) -> PackageHeader {
    PackageHeader {
        hash: format!("{name:0>64}"),
        instrument: SIPAS.to_owned(),
        signer: Some(format!("{:a>64}", &name[..1])),
        signer_name: "Lan".to_owned(),
        workspace: format!("laptop {}", &name[..1]),
        campaign: "Quý IV".to_owned(),
        number: name[1..].parse().unwrap(),
        created: now(900),
        is_training: true,
        file_name: format!("{name}.zip"),
    }
}

const PACKAGES: &[(&str, &[Row])] = &[
    ("a1", &[("k1", 1, "one"), ("k2", 1, "two")]),
    ("a2", &[("k1", 2, "one, corrected"), ("k2", 1, "two"), ("k3", 1, "three")]),
    ("a3", &[("k1", 2, "one, corrected"), ("k2", 2, "-"), ("k3", 1, "three")]),
    ("b1", &[("k4", 1, "four"), ("k5", 1, "five")]),
    ("c1", &[("k4", 1, "four, otherwise"), ("k6", 1, "six")]),
];

/// All orders of a few things.
fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let put = |order: Vec<usize>| {
        (0..=order.len()).map(move |place| {
            let mut order = order.clone();
            order.insert(place, count - 1);
            order
        })
    };
    orders(count - 1).into_iter().flat_map(put).collect()
}

#[test]
fn the_plan_says_what_each_row_would_do_before_anything_is_changed() {
    let mut city = City::new();
    city.merge("a1", &[("k1", 1, "one"), ("k2", 2, "two")]);
    let before = city.workspace.content_hash().unwrap();
    city.stage("b1", &[("k1", 1, "one"), ("k2", 1, "old"), ("k3", 1, "three")]);
    city.stage("c1", &[("k1", 1, "other"), ("k2", 3, "-"), ("k3", 1, "three")]);
    let expected = [
        ("k1 1", Outcome::Same),
        ("k1 1", Outcome::Conflict),
        ("k2 1", Outcome::Older),
        ("k2 3", Outcome::Newer),
        ("k3 1", Outcome::New),
        ("k3 1", Outcome::Same),
    ];
    assert_eq!(city.outcomes(), expected.map(|(row, outcome)| (row.to_owned(), outcome)));
    let plans = city.workspace.plan().unwrap();
    let counts: Vec<_> = plans
        .iter()
        .map(|p| (p.header.number, p.new, p.same, p.newer, p.older, p.conflicts, p.withdrawn))
        .collect();
    assert_eq!(counts, [(1, 1, 1, 0, 1, 0, 0), (1, 0, 1, 1, 0, 1, 1)]);
    assert_eq!(city.workspace.content_hash().unwrap(), before);
    city.workspace.clear_staging();
    assert_eq!(city.workspace.plan().unwrap(), []);
    assert_eq!(
        city.workspace.signers("laptop b").unwrap(),
        [],
        "who was never merged is not remembered"
    );
}

#[test]
fn order_grouping_and_repetition_do_not_matter() {
    let state = |city: &City| (city.workspace.content_hash().unwrap(), city.current(), city.counts());
    let expected = {
        let mut city = City::new();
        for (name, rows) in PACKAGES {
            city.stage(name, rows);
        }
        city.apply();
        state(&city)
    };
    assert_eq!(expected.1, ["k1 2 one, corrected", "k3 1 three", "k5 1 five", "k6 1 six"]);
    assert_eq!(expected.2, (4, 1, 1));
    for (number, order) in orders(PACKAGES.len()).into_iter().enumerate().filter(|(number, _)| number % 7 == 0) {
        let mut city = City::new();
        for (place, package) in order.iter().chain(&order).enumerate() {
            let (name, rows) = PACKAGES[*package];
            city.stage(name, rows);
            if (place + number) % 2 == 0 {
                city.apply();
            }
        }
        city.apply();
        assert_eq!(state(&city), expected, "{order:?}");
    }
}

/// A handful of laptops' packages: few keys, revisions and contents, so that everything meets everything.
fn any_packages() -> impl Strategy<Value = Vec<Vec<Row>>> {
    let key = prop::sample::select(&["k1", "k2", "k3"][..]);
    let content = prop::sample::select(&["red", "blue", "-"][..]);
    let row = (key, 1..4_u32, content);
    let package = prop::collection::vec(row, 0..5).prop_map(|rows| {
        // one laptop has one version of a record
        let by_key: std::collections::BTreeMap<_, _> = rows.into_iter().map(|row| (row.0, row)).collect();
        by_key.into_values().collect()
    });
    prop::collection::vec(package, 1..6)
}

/// What the union says, worked out on paper: the highest revision, unless it is withdrawn, disputed or was erased.
fn on_paper(packages: &[&Vec<Row>]) -> Vec<String> {
    let rows: BTreeSet<Row> = packages.iter().copied().flatten().copied().collect();
    let keys: BTreeSet<&str> = rows.iter().map(|row| row.0).collect();
    let current = |key: &str| {
        let of_key = || rows.iter().filter(|row| row.0 == key);
        let highest = of_key().map(|row| row.1).max()?;
        let top: Vec<_> = of_key().filter(|row| row.1 == highest).collect();
        match top.as_slice() {
            [(_, revision, content)] if *content != "-" => Some(format!("{key} {revision} {content}")),
            _ => None,
        }
    };
    keys.into_iter().filter_map(current).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_merged_in_whatever_order_the_union_is_the_one_on_paper(
        packages in any_packages(),
        shuffle in prop::collection::vec(any::<prop::sample::Index>(), 6),
        undone in any::<prop::sample::Index>(),
    ) {
        let mut order: Vec<usize> = (0..packages.len()).collect();
        for (place, other) in shuffle.iter().enumerate().take(packages.len()) {
            order.swap(place, other.index(packages.len()));
        }
        let name = |number: usize| format!("a{}", number + 1);
        let (mut straight, mut shuffled) = (City::new(), City::new());
        for (number, rows) in packages.iter().enumerate() {
            straight.merge(&name(number), rows);
        }
        for number in order {
            shuffled.stage(&name(number), &packages[number]);
        }
        shuffled.apply();
        let all: Vec<&Vec<Row>> = packages.iter().collect();
        prop_assert_eq!(straight.current(), on_paper(&all));
        prop_assert_eq!(shuffled.current(), on_paper(&all));
        prop_assert_eq!(straight.workspace.content_hash().unwrap(), shuffled.workspace.content_hash().unwrap());
        prop_assert_eq!(straight.counts(), shuffled.counts());

        // undoing one leaves what the others make, content withdrawn by it excepted
        let undone = undone.index(packages.len());
        let mut without = City::new();
        for (number, rows) in packages.iter().enumerate().filter(|(number, _)| *number != undone) {
            without.merge(&name(number), rows);
        }
        straight.workspace.undo_packages(&[header(&name(undone)).hash.as_str()]).unwrap();
        prop_assert_eq!(straight.workspace.content_hash().unwrap(), without.workspace.content_hash().unwrap());
        if packages[undone].iter().all(|row| row.2 != "-") {
            prop_assert_eq!(straight.current(), without.current());
        }
    }
}

#[test]
fn a_package_is_merged_once() {
    let mut city = City::new();
    city.merge("a1", &[("k1", 1, "one")]);
    let again = city.workspace.stage(&header("a1"), |_| Ok::<_, Error>(())).unwrap();
    assert_eq!(again, None);
    let again = city.apply();
    assert_eq!((again.packages, again.versions, again.sightings), (0, 0, 0));
    assert_eq!(city.workspace.packages().unwrap().len(), 1);
}

#[test]
fn a_refused_package_leaves_nothing_and_the_others_go_on() {
    let mut city = City::new();
    let refused: Result<_, Error> = city.workspace.stage(&header("a1"), |stage| {
        stage.version(&StagedVersion {
            key: "k1",
            revision: 1,
            body: Some(b"x"),
            week: "2026-W47",
            surveyor: None,
            minutes: None,
        })?;
        Err(Error::Unreadable("the sums do not fit".to_owned()))
    });
    assert!(refused.is_err());
    city.merge("b1", &[("k2", 1, "two")]);
    assert_eq!(city.current(), ["k2 1 two"]);
    assert_eq!(city.workspace.packages().unwrap().len(), 1);
}

#[test]
fn leaving_one_staged_package_out_keeps_the_rest() {
    let mut city = City::new();
    city.stage("a1", &[("k1", 1, "one")]);
    city.stage("b1", &[("k2", 1, "two")]);
    let [first, _] = city.workspace.plan().unwrap().try_into().unwrap();
    city.workspace.unstage(first.package);
    city.apply();
    assert_eq!(city.current(), ["k2 1 two"]);
    assert_eq!(city.workspace.signers("laptop a").unwrap(), []);
}

#[test]
fn every_record_knows_its_packages_and_undoing_one_drops_what_it_alone_had() {
    let mut city = City::new();
    city.merge("a1", &[("k1", 1, "one"), ("k2", 1, "two")]);
    let before = city.workspace.content_hash().unwrap();
    city.merge("a2", &[("k1", 1, "one"), ("k2", 2, "two, corrected"), ("k3", 1, "three")]);
    let from = |city: &City, key: &str| -> Vec<String> {
        city.workspace
            .provenance(key)
            .unwrap()
            .into_iter()
            .map(|row| row.header.file_name)
            .collect()
    };
    assert_eq!(from(&city, "k1"), ["a1.zip", "a2.zip"]);
    assert_eq!(from(&city, "k3"), ["a2.zip"]);
    assert_eq!(city.current(), ["k1 1 one", "k2 2 two, corrected", "k3 1 three"]);

    city.workspace.undo_packages(&[header("a2").hash.as_str()]).unwrap();
    assert_eq!(city.current(), ["k1 1 one", "k2 1 two"]);
    assert_eq!(city.workspace.content_hash().unwrap(), before);
    assert_eq!(from(&city, "k1"), ["a1.zip"]);
    assert!(matches!(
        city.workspace.undo_packages(&[header("a2").hash.as_str()]),
        Err(Error::NoSuchPackage(_))
    ));
    // and it can be merged again
    city.merge("a2", &[("k1", 1, "one"), ("k2", 2, "two, corrected"), ("k3", 1, "three")]);
    assert_eq!(city.current().len(), 3);
}

#[test]
fn where_sightings_differ_beside_the_content_the_greatest_wins() {
    let minutes = |city: &City| {
        let mut found = None;
        city.workspace
            .for_each_current(SIPAS, |row| {
                found = row.minutes;
                Ok::<_, Error>(())
            })
            .unwrap();
        found
    };
    for order in [["a1", "a3", "a2"], ["a3", "a2", "a1"]] {
        let mut city = City::new();
        for name in order {
            city.merge(name, &[("k1", 1, "one")]);
        }
        assert_eq!(minutes(&city), Some(13), "{order:?}");
        city.workspace.undo_packages(&[header("a3").hash.as_str()]).unwrap();
        assert_eq!(minutes(&city), Some(12), "{order:?}");
    }
}

#[test]
fn a_withdrawal_erases_the_content_whichever_comes_first() {
    for order in [["a1", "a3"], ["a3", "a1"]] {
        let mut city = City::new();
        for name in order {
            let (_, rows) = PACKAGES.iter().find(|(package, _)| *package == name).unwrap();
            city.merge(name, rows);
        }
        assert_eq!(city.current(), ["k1 2 one, corrected", "k3 1 three"], "{order:?}");
        assert_eq!(city.counts(), (2, 1, 0));
        city.workspace.undo_packages(&[header("a3").hash.as_str()]).unwrap();
        assert_eq!(city.current(), ["k1 1 one"], "{order:?}: the answers of k2 are gone for good");
    }
}

#[test]
fn a_conflict_waits_until_somebody_chooses() {
    let mut city = City::new();
    city.merge("a1", &[("k1", 1, "red"), ("k2", 1, "two")]);
    city.merge("b1", &[("k1", 1, "blue")]);
    assert_eq!(city.current(), ["k2 1 two"]);
    let [conflict] = city.workspace.conflicts(SIPAS).unwrap().try_into().unwrap();
    assert_eq!((conflict.key.as_str(), conflict.revision, conflict.contenders.len()), ("k1", 1, 2));
    let blue = conflict.contenders.iter().find(|contender| contender.body == b"blue").unwrap();
    assert_eq!(blue.packages, [header("b1").hash]);

    city.stage("c1", &[("k3", 1, "three")]);
    assert!(city.workspace.settle("k2", b"blue", SIPAS, now(6000)).is_err());
    assert_eq!(city.workspace.settle("k1", &blue.body, SIPAS, now(6000)).unwrap(), 2);
    assert_eq!(city.workspace.plan().unwrap().len(), 1, "what was read meanwhile still waits");
    city.workspace.clear_staging();
    assert_eq!(city.current(), ["k1 2 blue", "k2 1 two"]);
    assert_eq!(city.workspace.conflicts(SIPAS).unwrap(), []);
    assert!(
        city.workspace.settle("k1", b"blue", SIPAS, now(6001)).is_err(),
        "there is nothing left to settle"
    );
}

#[test]
fn a_signer_is_remembered_at_first_use() {
    let mut city = City::new();
    city.merge("a1", &[("k1", 1, "one")]);
    let other = PackageHeader {
        signer: Some("f".repeat(64)),
        ..header("a2")
    };
    let known = city.workspace.signers("laptop a").unwrap();
    assert_eq!(known.len(), 1);
    assert_ne!(Some(&known[0].public_key), other.signer.as_ref());
    city.stage_from(&other, &[("k1", 1, "one")], &[]);
    city.apply();
    assert_eq!(city.workspace.signers("laptop a").unwrap().len(), 2);
    assert_eq!(city.workspace.packages().unwrap()[1].header.signer, other.signer);
}

#[test]
fn the_newest_package_of_a_laptop_speaks_for_its_refusals() {
    let note = |unit: &str| Disposition {
        unit: unit.to_owned(),
        group: String::new(),
        week: "2026-W47".to_owned(),
        reason: "refused".to_owned(),
    };
    let mut city = City::new();
    for (name, units) in [("a2", &["1", "2"][..]), ("a1", &["1"]), ("b1", &["3"])] {
        let notes: Vec<Disposition> = units.iter().map(|unit| note(unit)).collect();
        city.stage_from(&header(name), &[], &notes);
        city.apply();
    }
    assert_eq!(
        city.workspace.merged_dispositions(SIPAS).unwrap(),
        [note("1"), note("2"), note("3")]
    );
    city.workspace.undo_packages(&[header("a2").hash.as_str()]).unwrap();
    assert_eq!(city.workspace.merged_dispositions(SIPAS).unwrap(), [note("1"), note("3")]);
}

#[test]
fn the_receipt_lists_what_came_from_a_laptop() {
    let mut city = City::new();
    city.merge("a1", &[("k1", 1, "one"), ("k2", 1, "two")]);
    city.merge("a2", &[("k1", 2, "-"), ("k2", 1, "two")]);
    city.merge("b1", &[("k3", 1, "three")]);
    let mut received = Vec::new();
    city.workspace
        .for_each_received(|workspace, key, revision| {
            if workspace == "laptop a" {
                received.push((key.to_owned(), revision));
            }
        })
        .unwrap();
    assert_eq!(received, [("k1".to_owned(), 1), ("k1".to_owned(), 2), ("k2".to_owned(), 1)]);
}

#[test]
fn a_record_belongs_to_its_own_instrument() {
    let mut city = City::new();
    let other = InstrumentSource {
        identity: "0ffc",
        form: "officials",
        version: "2026",
        title: "",
        canonical: "{}",
        source_name: "officials.md",
        source: b"",
    };
    city.workspace.add_instrument(&other, now(0)).unwrap();
    city.merge("a1", &[("k1", 1, "one")]);
    city.stage_from(
        &PackageHeader {
            instrument: "0ffc".to_owned(),
            ..header("b1")
        },
        &[("k9", 1, "nine")],
        &[],
    );
    city.apply();
    assert_eq!(city.current(), ["k1 1 one"]);
    assert_eq!(city.counts(), (1, 0, 0));
}

type SmallPackage = (String, Vec<(String, u32, String)>);

/// What a master may be sent: corrections, withdrawals, the same again, and contents that contradict each other.
fn small_packages() -> Vec<SmallPackage> {
    let row = |package: usize, record: usize| {
        let revision = 1 + (package * 7 + record * 3) % 3;
        let content = match (package + record) % 5 {
            0 if revision > 1 => "-".to_owned(),
            1 | 2 => format!("record {record} as package {package} has it"),
            _ => format!("record {record} revision {revision}"),
        };
        (format!("k{record}"), revision as u32, content)
    };
    let package = |package: usize| {
        let name = format!("{}{}", ["a", "b", "c", "d"][package % 4], package / 4 + 1);
        let rows = (0..9)
            .filter(|record| !(record + package).is_multiple_of(3))
            .map(|record| row(package, record));
        (name, rows.collect())
    };
    (0..8).map(package).collect()
}

#[test]
fn a_thousand_orders_groupings_and_repetitions_give_one_content() {
    struct Undone;
    impl From<Error> for Undone {
        fn from(error: Error) -> Self {
            panic!("{error}")
        }
    }
    let packages = small_packages();
    let mut city = City::new();
    let mut chance: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut draw = |below: usize| {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        (chance % below as u64) as usize
    };
    let mut expected = None;
    let mut seen = BTreeSet::new();
    for number in 0..1000 {
        // Every package once in some order, and now and then one again.
        let mut order: Vec<usize> = (0..packages.len()).collect();
        for place in (1..order.len()).rev() {
            order.swap(place, draw(place + 1));
        }
        for _ in 0..draw(4) {
            let again = order[draw(order.len())];
            order.insert(draw(order.len() + 1), again);
        }
        seen.insert(order.clone());
        let ends: Vec<bool> = order.iter().map(|_| number > 0 && draw(3) == 0).collect();
        let mut state = None;
        // Nothing of it is kept, so that the next order finds an empty master.
        let undone = city.workspace.batch(|workspace| {
            for (package, is_end) in order.iter().zip(&ends) {
                let (name, rows) = &packages[*package];
                stage_into(workspace, &header(name), rows, &[]);
                if *is_end {
                    workspace.apply_staged(now(5000), &Silent)?;
                }
            }
            workspace.apply_staged(now(5000), &Silent)?;
            state = Some(state_of(workspace));
            Err::<(), Undone>(Undone)
        });
        assert!(undone.is_err());
        assert_eq!(
            state,
            *expected.get_or_insert_with(|| state.clone()),
            "order {number}: {order:?}, merged after {ends:?}"
        );
    }
    assert!(seen.len() > 990, "the orders differ");
    let (_, current, (records, withdrawn, conflicts)) = expected.flatten().unwrap();
    assert!(
        current.len() as u32 == records && withdrawn > 0 && conflicts > 0,
        "{current:?} {withdrawn} {conflicts}"
    );
}
