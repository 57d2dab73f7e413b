//! The laws that suppression obeys.

use proptest::prelude::*;

use super::*;
use crate::privacy::microdata::{BLANK, CodedColumn, Weight};
use crate::privacy::risk::{Answers, Classes, Distance, Frequencies, IndividualRisks, ItemRequirement, Reading};

const KEYS: [usize; 3] = [0, 1, 2];
const ITEM: usize = 3;

fn table(columns: &[(&str, &[&str])]) -> Microdata {
    let columns = columns
        .iter()
        .map(|(name, texts)| CodedColumn::from_texts(*name, texts.iter().copied()));
    Microdata::new(columns.collect()).unwrap()
}

fn after(microdata: &Microdata, suppression: &Suppression) -> Microdata {
    let mut released = microdata.clone();
    suppression.apply(&mut released);
    released
}

/// The rows of a table, sorted: what a release holds, whatever the order of its records.
fn rows(microdata: &Microdata) -> Vec<Vec<u32>> {
    let row = |record: usize| microdata.columns().iter().map(|column| column.codes()[record]).collect();
    let mut rows: Vec<Vec<u32>> = (0..microdata.rows()).map(row).collect();
    rows.sort_unstable();
    rows
}

#[test]
fn a_table_that_meets_the_requirement_loses_nothing() {
    let table = table(&[("ward", &["a", "a", "b", "b"]), ("sex", &["f", "f", "", ""])]);
    assert_eq!(suppress(&table, &[0, 1], &Requirement::k(2), &[1, 1]).unwrap().cells(), 0);
    assert_eq!(suppress_wildcard(&table, &[0, 1], 2, &[1, 1]).unwrap().cells(), 0);
}

#[test]
fn cells_that_are_blank_already_are_used_and_not_counted_again() {
    let table = table(&[("ward", &["a", "a", "a"]), ("sex", &["", "", "f"])]);
    let suppression = suppress(&table, &[0, 1], &Requirement::k(2), &[1, 1]).unwrap();
    assert_eq!((suppression.cells(), suppression.is_blanked(2, 1)), (1, true));
}

#[test]
fn the_column_that_matters_least_loses_its_cells() {
    #[track_caller]
    fn case(importance: [u32; 2], expected: [u64; 2]) {
        let table = table(&[("ward", &["a", "a", "b", "b"]), ("age", &["1", "2", "1", "2"])]);
        let suppression = suppress(&table, &[0, 1], &Requirement::k(2), &importance).unwrap();
        assert_eq!(suppression.by_column(), expected);
    }
    case([1, 3], [4, 0]);
    case([3, 1], [0, 4]);
}

#[test]
fn a_record_in_need_is_joined_by_one_that_others_can_spare() {
    let table = table(&[("ward", &["a", "a", "a", "a", "b"]), ("sex", &["f", "f", "f", "f", "f"])]);
    let suppression = suppress(&table, &[0, 1], &Requirement::k(2), &[1, 1]).unwrap();
    assert_eq!((suppression.cells(), suppression.records()), (2, 2));
}

#[test]
fn a_class_of_one_opinion_is_joined_by_another_opinion() {
    let table = table(&[
        ("ward", &["a", "a", "b", "b", "b"]),
        ("sex", &["f", "f", "f", "f", "f"]),
        ("satisfied", &["1", "1", "1", "4", "5"]),
    ]);
    let item = ItemRequirement {
        column: 2,
        diversity: Some(Diversity::Distinct(2)),
        closeness: None,
    };
    let requirement = Requirement {
        items: vec![item],
        ..Requirement::k(2)
    };
    let suppression = suppress(&table, &[0, 1], &requirement, &[1, 1]).unwrap();
    assert_eq!(
        suppression.by_column(),
        [3, 0],
        "both of ward a and one of ward b who answered otherwise"
    );
    let released = after(&table, &suppression);
    assert_eq!(
        Answers::of(&Classes::of(&released, &[0, 1]).unwrap(), table.column(2).unwrap(), Reading::Strict).least_distinct(),
        2
    );
}

#[test]
fn what_cannot_be_met_is_refused_with_what_to_do() {
    let table = table(&[("ward", &["a", "b"])]);
    let refused = suppress(&table, &[0], &Requirement::k(3), &[1]).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "all records together do not meet the requirement: ask for a smaller k or l, or a larger t or risk"
    );
    assert_eq!(suppress_wildcard(&table, &[0], 3, &[1]).unwrap_err(), refused);
    let refused = suppress(&table, &[0], &Requirement::k(1), &[1, 1]).unwrap_err();
    assert_eq!(refused, SuppressError::Importance { found: 2, expected: 1 });
}

#[test]
fn a_table_without_records_loses_nothing() {
    let table = table(&[("ward", &[])]);
    assert_eq!(suppress(&table, &[0], &Requirement::k(5), &[1]).unwrap().cells(), 0);
    assert_eq!(suppress_wildcard(&table, &[0], 5, &[1]).unwrap().cells(), 0);
}

/// Three quasi-identifiers, some cells blank, and an item; with weights.
fn tables() -> impl Strategy<Value = Microdata> {
    let cell = prop_oneof![6 => 0..3_u32, 1 => Just(BLANK)];
    let record = (proptest::collection::vec(cell, 3), 0..4_u32, 1..50_000_000_u64);
    proptest::collection::vec(record, 1..60).prop_map(|records| {
        let labels: Vec<String> = (0..4).map(|label| label.to_string()).collect();
        let mut columns: Vec<CodedColumn> = KEYS
            .iter()
            .map(|at| {
                CodedColumn::new(
                    format!("q{at}"),
                    labels.clone(),
                    records.iter().map(|record| record.0[*at]).collect(),
                )
                .unwrap()
            })
            .collect();
        columns.push(CodedColumn::new("item", labels, records.iter().map(|record| record.1).collect()).unwrap());
        let weights = records.iter().map(|record| Weight(record.2)).collect();
        Microdata::new(columns).unwrap().with_weights(weights).unwrap()
    })
}

fn requirements() -> impl Strategy<Value = Requirement> {
    let diversity = prop_oneof![
        Just(None),
        Just(Some(Diversity::Distinct(2))),
        Just(Some(Diversity::Entropy(1.6))),
        Just(Some(Diversity::Recursive { c: 3.0, l: 2 })),
    ];
    let closeness = proptest::option::of((prop_oneof![Just(Distance::Ordered), Just(Distance::Equal)], 0.2..0.6));
    let ceiling = proptest::option::of(0.05..0.5);
    (1..6_u32, diversity, closeness, ceiling).prop_map(|(k, diversity, closeness, ceiling)| Requirement {
        k,
        items: vec![ItemRequirement {
            column: ITEM,
            diversity,
            closeness,
        }],
        ceiling,
    })
}

/// By the public measures, not by the sums that suppression itself goes by.
fn meets(microdata: &Microdata, requirement: &Requirement, reading: Reading) -> bool {
    let classes = Classes::of(microdata, &KEYS).unwrap();
    let frequencies = Frequencies::of(&classes, reading);
    let highest = IndividualRisks::of(&frequencies).global().highest;
    let item = requirement.items[0];
    let answers = Answers::of(&classes, microdata.column(ITEM).unwrap(), reading);
    let is_diverse = item.diversity.is_none_or(|diversity| match diversity {
        Diversity::Distinct(least) => answers.least_distinct() >= least,
        Diversity::Entropy(least) => answers.least_entropy() >= least - 1e-6,
        Diversity::Recursive { c, l } => answers.least_recursive(c) >= l,
    });
    let is_close = item
        .closeness
        .is_none_or(|(kind, most)| answers.greatest_distance(kind) <= most + 1e-6);
    let is_safe = requirement.ceiling.is_none_or(|ceiling| highest <= ceiling + 1e-6);
    frequencies.least() >= u64::from(requirement.k) && is_diverse && is_close && is_safe
}

fn reversed(microdata: &Microdata) -> Microdata {
    let back = |codes: &[u32]| codes.iter().rev().copied().collect::<Vec<u32>>();
    let columns = microdata
        .columns()
        .iter()
        .map(|column| CodedColumn::new(column.name(), column.labels().to_vec(), back(column.codes())).unwrap());
    let weights = microdata.weights().unwrap().iter().rev().copied().collect();
    Microdata::new(columns.collect()).unwrap().with_weights(weights).unwrap()
}

proptest! {
    #[test]
    fn what_is_left_meets_the_requirement_in_both_readings(microdata in tables(), requirement in requirements()) {
        match suppress(&microdata, &KEYS, &requirement, &[1, 2, 1]) {
            Ok(suppression) => {
                let released = after(&microdata, &suppression);
                for reading in Reading::ALL {
                    prop_assert!(meets(&released, &requirement, reading), "{:?} of {:?}", reading, rows(&released));
                }
            }
            Err(error) => {
                prop_assert_eq!(error, SuppressError::Unreachable);
                let mut nothing = microdata.clone();
                for at in KEYS {
                    for record in 0..microdata.rows() {
                        nothing.column_mut(at).unwrap().blank(record);
                    }
                }
                prop_assert!(!meets(&nothing, &requirement, Reading::Strict), "refused though it can be met");
            }
        }
    }

    #[test]
    fn every_record_matches_k_when_blanks_match_anything(microdata in tables(), k in 1..6_u32) {
        prop_assume!(microdata.rows() >= k as usize);
        let before = Frequencies::of(&Classes::of(&microdata, &KEYS).unwrap(), Reading::Wildcard);
        let suppression = suppress_wildcard(&microdata, &KEYS, k, &[1, 1, 1]).unwrap();
        let released = after(&microdata, &suppression);
        let frequencies = Frequencies::of(&Classes::of(&released, &KEYS).unwrap(), Reading::Wildcard);
        prop_assert!(frequencies.least() >= u64::from(k));
        prop_assert!(suppression.records() <= before.below(u64::from(k)), "only records at risk lose cells");
    }

    #[test]
    fn only_values_are_lost_and_each_is_counted(microdata in tables(), requirement in requirements()) {
        let Ok(suppression) = suppress(&microdata, &KEYS, &requirement, &[1, 1, 1]) else { return Ok(()) };
        let released = after(&microdata, &suppression);
        let blanks = |microdata: &Microdata| microdata.columns().iter().map(|column| column.blanks() as u64).sum::<u64>();
        prop_assert_eq!(blanks(&released), blanks(&microdata) + suppression.cells());
        for (one, other) in microdata.columns().iter().zip(released.columns()) {
            prop_assert!(one.codes().iter().zip(other.codes()).all(|(one, other)| one == other || *other == BLANK));
        }
    }

    #[test]
    fn the_order_of_records_does_not_matter(microdata in tables(), k in 1..5_u32) {
        let other = reversed(&microdata);
        let keys = |microdata: &Microdata, suppression: Suppression| {
            let released = after(microdata, &suppression);
            rows(&Microdata::new(released.columns()[..3].to_vec()).unwrap())
        };
        let strict = |microdata: &Microdata| suppress(microdata, &KEYS, &Requirement::k(k), &[1, 2, 3]);
        let wildcard = |microdata: &Microdata| suppress_wildcard(microdata, &KEYS, k, &[1, 2, 3]);
        for (one, two) in [(strict(&microdata), strict(&other)), (wildcard(&microdata), wildcard(&other))] {
            match (one, two) {
                (Ok(one), Ok(two)) => prop_assert_eq!(keys(&microdata, one), keys(&other, two)),
                (one, two) => prop_assert_eq!(one.is_err(), two.is_err()),
            }
        }
    }
}
