//! The laws that risk measures obey, and small tables with known answers.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::privacy::microdata::{BLANK, CodedColumn, Microdata, Weight};

fn table(columns: &[(&str, &[&str])], weights: &[f64]) -> Microdata {
    let columns = columns
        .iter()
        .map(|(name, texts)| CodedColumn::from_texts(*name, texts.iter().copied()));
    let microdata = Microdata::new(columns.collect()).unwrap();
    microdata
        .with_weights(weights.iter().map(|weight| Weight::of(*weight).unwrap()).collect())
        .unwrap()
}

/// f and F of each record.
fn frequencies(microdata: &Microdata, keys: &[usize], reading: Reading) -> (Vec<u64>, Vec<Weight>) {
    let classes = Classes::of(microdata, keys).unwrap();
    let frequencies = Frequencies::of(&classes, reading);
    let of = |record| {
        let class = classes.class_of(record).unwrap();
        (frequencies.sample(class), frequencies.population(class))
    };
    (0..microdata.rows()).map(of).unzip()
}

fn persons(weights: &[Weight]) -> Vec<f64> {
    weights.iter().map(|weight| weight.persons()).collect()
}

fn risks(microdata: &Microdata, keys: &[usize]) -> Vec<f64> {
    let classes = Classes::of(microdata, keys).unwrap();
    let risks = IndividualRisks::of(&Frequencies::of(&classes, Reading::Wildcard));
    (0..microdata.rows())
        .map(|record| risks.risk(classes.class_of(record).unwrap()))
        .collect()
}

/// The ten records of the international household survey network's practice guide.
fn ten_records() -> Microdata {
    table(
        &[
            ("residence", &["u", "u", "u", "u", "r", "u", "u", "u", "u", "u"]),
            ("sex", &["f", "f", "f", "m", "f", "m", "f", "m", "f", "f"]),
            ("schooling", &["si", "si", "pi", "sc", "sc", "sc", "pc", "ps", "si", "si"]),
            ("labour", &["e", "e", "n", "e", "u", "e", "n", "u", "n", "n"]),
        ],
        &[180.0, 180.0, 215.0, 76.0, 186.0, 76.0, 180.0, 215.0, 186.0, 76.0],
    )
}

#[test]
fn ten_records_have_the_frequencies_and_risks_of_the_guide() {
    let (f, population) = frequencies(&ten_records(), &[0, 1, 2, 3], Reading::Wildcard);
    assert_eq!(f, [2, 2, 1, 2, 1, 2, 1, 1, 2, 2]);
    assert_eq!(
        persons(&population),
        [360.0, 360.0, 215.0, 152.0, 186.0, 152.0, 180.0, 215.0, 262.0, 262.0]
    );
    let risks = risks(&ten_records(), &[0, 1, 2, 3]);
    let printed: Vec<String> = risks.iter().map(|risk| format!("{risk:.6}")).collect();
    let expected = ".005425 .005425 .025096 .012563 .028247 .012563 .029011 .025096 .007404 .007404";
    assert_eq!(printed, expected.split(' ').map(|risk| format!("0{risk}")).collect::<Vec<_>>());
    assert_eq!(format!("{:.6}", risks.iter().sum::<f64>()), "0.158235");
}

#[test]
fn ten_records_have_the_scores_of_the_guide() {
    let classes = Classes::of(&ten_records(), &[0, 1, 2, 3]).unwrap();
    let suda = Suda::of(&classes, SudaOptions::default()).unwrap();
    let scores: Vec<u64> = (0..10).map(|record| suda.score(record)).collect();
    assert_eq!(scores, [0, 0, 6, 0, 12, 0, 6, 10, 0, 0]);
    assert_eq!((suda.count(4, 1), suda.count(4, 2), suda.count(4, 3)), (1, 3, 0));
    assert_eq!(suda.special(), 4);
}

#[test]
fn special_uniques_of_the_textbook() {
    let table = table(
        &[
            ("age", &["20s", "20s", "20s", "20s", "20s", "20s", "20s", "60s"]),
            ("sex", &["m", "m", "m", "m", "f", "f", "f", "m"]),
            ("income", &["50+", "50+", "50-", "50-", "50-", "50-", "50-", "50-"]),
            ("schooling", &["h", "h", "h", "h", "u", "h", "m", "u"]),
        ],
        &[1.0; 8],
    );
    let suda = Suda::of(&Classes::of(&table, &[0, 1, 2, 3]).unwrap(), SudaOptions::default()).unwrap();
    assert_eq!((4..8).map(|record| suda.score(record)).collect::<Vec<_>>(), [4, 2, 6, 8]);
}

#[test]
fn contributions_say_which_column_makes_records_special() {
    let table = table(
        &[("a", &["2", "1", "1"]), ("b", &["0", "3", "0"]), ("c", &["0", "6", "0"])],
        &[1.0; 3],
    );
    let suda = Suda::of(&Classes::of(&table, &[0, 1, 2]).unwrap(), SudaOptions::default()).unwrap();
    let percent: Vec<f64> = suda.contributions().iter().map(|share| share * 100.0).collect();
    assert_eq!(percent, [50.0, 37.5, 37.5]);
}

#[test]
fn special_uniques_are_as_probable_on_average_as_all_uniques_together() {
    let classes = Classes::of(&ten_records(), &[0, 1, 2, 3]).unwrap();
    let suda = Suda::of(
        &classes,
        SudaOptions {
            sampling_fraction: 0.1,
            ..SudaOptions::default()
        },
    )
    .unwrap();
    let against: f64 = [2, 4, 6, 7]
        .into_iter()
        .map(|record| 1.0 / suda.probability(record) - 1.0)
        .sum::<f64>()
        / 4.0;
    let theta = 4.0 * 0.1 / (4.0 * 0.1 + 6.0 * 0.9);
    assert!((against - (1.0 / theta - 1.0)).abs() < 1e-9);
}

#[test]
fn a_missing_cell_matches_any_value_in_one_reading_and_none_in_the_other() {
    let table = table(
        &[
            ("A", &["2", "3", "2", "2", "3", "3", "1", "2"]),
            ("B", &["3", "3", "3", "3", "3", "3", "4", "3"]),
            ("C", &["1", "3", "", "2", "1", "1", "", "1"]),
        ],
        &[18.0, 45.5, 39.0, 17.0, 92.0, 8.0, 123.5, 51.0],
    );
    let (f, population) = frequencies(&table, &[0, 1, 2], Reading::Wildcard);
    assert_eq!(f, [3, 1, 4, 2, 2, 2, 1, 3]);
    assert_eq!(persons(&population), [108.0, 45.5, 125.0, 56.0, 100.0, 100.0, 123.5, 108.0]);
    let (f, population) = frequencies(&table, &[0, 1, 2], Reading::Strict);
    assert_eq!(f, [2, 1, 1, 1, 2, 2, 1, 2]);
    assert_eq!(persons(&population), [69.0, 45.5, 39.0, 17.0, 100.0, 100.0, 123.5, 69.0]);
}

#[test]
fn without_weights_the_sample_is_the_population() {
    let microdata = Microdata::new(ten_records().columns().to_vec()).unwrap();
    assert_eq!(risks(&microdata, &[0, 1, 2, 3]), [0.5, 0.5, 1.0, 0.5, 1.0, 0.5, 1.0, 1.0, 0.5, 0.5]);
}

#[test]
fn risk_falls_smoothly_to_the_certainty_of_a_full_count() {
    for f in 1..5 {
        let near = individual_risk(f, Weight(f * 1_000_000 + 1));
        assert!((near - 1.0 / f as f64).abs() < 1e-5, "{f}: {near}");
    }
    assert!(individual_risk(0, Weight::ONE) < f64::EPSILON);
    let claimed = individual_risk(3, Weight(1));
    assert!(
        (claimed - 1.0 / 3.0).abs() < 1e-12,
        "weights that are too small claim no more than certainty"
    );
}

#[test]
fn a_table_without_records_has_no_risk() {
    let microdata = Microdata::new(vec![CodedColumn::from_texts("a", [])]).unwrap();
    let classes = Classes::of(&microdata, &[0]).unwrap();
    let risks = IndividualRisks::of(&Frequencies::of(&classes, Reading::Wildcard)).global();
    assert_eq!((risks.expected, risks.share, risks.highest), (0.0, 0.0, 0.0));
    assert_eq!(Suda::of(&classes, SudaOptions::default()).unwrap().special(), 0);
}

#[test]
fn quasi_identifiers_with_too_many_values_are_refused_with_what_to_do() {
    let labels: Vec<String> = (0..1000).map(|label| label.to_string()).collect();
    let column = CodedColumn::new("id", labels, vec![0]).unwrap();
    let microdata = Microdata::new(vec![column; 13]).unwrap();
    let error = Classes::of(&microdata, &(0..13).collect::<Vec<_>>()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the quasi-identifiers need 130 bits together, at most 128 are possible: choose fewer, or coarsen them first"
    );
    assert_eq!(
        Classes::of(&microdata, &[13]).unwrap_err(),
        RiskError::NoSuchColumn { position: 13 }
    );
}

/// Records of few values, many of them blank.
fn records() -> impl Strategy<Value = (Vec<Vec<u32>>, Vec<u64>)> {
    let cell = prop_oneof![3 => 0..3_u32, 1 => Just(BLANK)];
    let record = (proptest::collection::vec(cell, 4), 1..90_000_000_u64);
    proptest::collection::vec(record, 1..40).prop_map(|records| records.into_iter().unzip())
}

fn microdata(records: &[Vec<u32>], weights: &[u64]) -> Microdata {
    let labels: Vec<String> = (0..3).map(|label| label.to_string()).collect();
    let column = |at: usize| {
        let codes = records.iter().map(|record| record[at]).collect();
        CodedColumn::new(format!("q{at}"), labels.clone(), codes).unwrap()
    };
    let microdata = Microdata::new((0..4).map(column).collect()).unwrap();
    microdata
        .with_weights(weights.iter().map(|weight| Weight(*weight)).collect())
        .unwrap()
}

fn matches(a: &[u32], b: &[u32]) -> bool {
    a.iter().zip(b).all(|(a, b)| a == b || *a == BLANK || *b == BLANK)
}

/// Score by definition: every set of cells, counted record by record. The empty set counts as shared, even by one record.
fn score(records: &[Vec<u32>], record: usize) -> u64 {
    let own = &records[record];
    let has = |set: usize| (0..4).all(|at| set >> at & 1 == 0 || own[at] != BLANK);
    let shared = |set: usize| {
        let agrees = |other: &&Vec<u32>| (0..4).all(|at| set >> at & 1 == 0 || other[at] == own[at]);
        set == 0 || records.iter().filter(agrees).count() > 1
    };
    let minimal = |set: &usize| has(*set) && !shared(*set) && (0..4).all(|at| set >> at & 1 == 0 || shared(set & !(1 << at)));
    let points = [0, 6, 2, 1, 1];
    (1..16_usize).filter(minimal).map(|set| points[set.count_ones() as usize]).sum()
}

proptest! {
    #[test]
    fn a_blank_matches_what_the_definition_says((records, weights) in records()) {
        let microdata = microdata(&records, &weights);
        let (f, population) = frequencies(&microdata, &[0, 1, 2, 3], Reading::Wildcard);
        for (at, record) in records.iter().enumerate() {
            let matching: Vec<usize> = (0..records.len()).filter(|other| matches(record, &records[*other])).collect();
            prop_assert_eq!(f[at], matching.len() as u64);
            prop_assert_eq!(population[at], Weight(matching.iter().map(|other| weights[*other]).sum()));
        }
    }

    #[test]
    fn the_strict_reading_never_finds_more_than_the_wildcard_reading((records, weights) in records()) {
        let microdata = microdata(&records, &weights);
        let (wild, wild_population) = frequencies(&microdata, &[0, 1, 2, 3], Reading::Wildcard);
        let (strict, strict_population) = frequencies(&microdata, &[0, 1, 2, 3], Reading::Strict);
        prop_assert!(strict.iter().zip(&wild).all(|(strict, wild)| strict <= wild));
        prop_assert!(strict_population.iter().zip(&wild_population).all(|(strict, wild)| strict <= wild));
    }

    #[test]
    fn scores_are_those_of_the_definition((records, weights) in records()) {
        let classes = Classes::of(&microdata(&records, &weights), &[0, 1, 2, 3]).unwrap();
        let suda = Suda::of(&classes, SudaOptions::default()).unwrap();
        for record in 0..records.len() {
            prop_assert_eq!(suda.score(record), score(&records, record), "record {}", record);
        }
    }

    #[test]
    fn the_order_of_records_does_not_matter((records, weights) in records(), seed in 0..1000_usize) {
        let mut order: Vec<usize> = (0..records.len()).collect();
        order.sort_by_key(|at| (at * 7919 + seed) % 101);
        let shuffled: Vec<Vec<u32>> = order.iter().map(|at| records[*at].clone()).collect();
        let shuffled_weights: Vec<u64> = order.iter().map(|at| weights[*at]).collect();
        let (one, other) = (microdata(&records, &weights), microdata(&shuffled, &shuffled_weights));
        let of = |microdata: &Microdata| {
            let classes = Classes::of(microdata, &[0, 1, 2]).unwrap();
            let answers = Answers::of(&classes, microdata.column(3).unwrap(), Reading::Wildcard);
            let risks = IndividualRisks::of(&Frequencies::of(&classes, Reading::Wildcard)).global();
            (risks.expected, risks.highest, answers.least_entropy(), answers.greatest_distance(Distance::Ordered))
        };
        prop_assert_eq!(of(&one), of(&other));
    }

    #[test]
    fn answers_are_counted_among_all_that_match((records, weights) in records()) {
        let microdata = microdata(&records, &weights);
        let classes = Classes::of(&microdata, &[0, 1, 2]).unwrap();
        for reading in Reading::ALL {
            let answers = Answers::of(&classes, microdata.column(3).unwrap(), reading);
            for (at, record) in records.iter().enumerate() {
                let same = |other: &&Vec<u32>| match reading {
                    Reading::Wildcard => matches(&record[..3], &other[..3]),
                    Reading::Strict => record[..3] == other[..3],
                };
                let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
                for other in records.iter().filter(same) {
                    *counts.entry(other[3]).or_default() += 1;
                }
                prop_assert_eq!(answers.distinct(classes.class_of(at).unwrap()), counts.len());
            }
        }
    }
}
