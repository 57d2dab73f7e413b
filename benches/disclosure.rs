//! How long risk takes to measure and a release to be found: 30,000 and a million records of eight quasi-identifiers and a Likert item.
//!
//! Among the thirty thousand nearly every record is at risk: no easier table is met in practice.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run should say so at once")]

use std::hint::black_box;

use criterion::{Criterion, SamplingMode, criterion_group, criterion_main};
use phieu::privacy::microdata::{CodedColumn, Microdata, Weight};
use phieu::privacy::risk::{Diversity, ItemRequirement, Requirement, RiskReport};
use phieu::privacy::suppress::{suppress, suppress_wildcard};

/// Name, number of values, and how much rarer each value is than the one before.
const COLUMNS: [(&str, u32, f64); 9] = [
    ("district", 30, 0.5),
    ("sex", 2, 0.1),
    ("age", 6, 0.3),
    ("schooling", 5, 0.6),
    ("occupation", 8, 0.8),
    ("ethnicity", 4, 3.0),
    ("household", 6, 0.7),
    ("urban", 2, 0.8),
    ("satisfied", 5, 1.0),
];
const QUASI: [usize; 8] = [0, 1, 2, 3, 4, 5, 6, 7];
const ITEM: usize = 8;

/// Numbers from 0 to 1 that are the same on every run (`SplitMix64`).
fn chance(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut bits = *state;
    bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((bits ^ bits >> 31) >> 11) as f64 / (1_u64 << 53) as f64
}

fn table(records: usize) -> Microdata {
    let mut state = 7;
    let column = |(name, values, skew): &(&str, u32, f64)| {
        let shares: Vec<f64> = (1..=*values).map(|rank| f64::from(rank).powf(-skew)).collect();
        let total: f64 = shares.iter().sum();
        let mut code = || {
            let mut left = chance(&mut state) * total;
            let before = shares.iter().take_while(|share| {
                left -= **share;
                left > 0.0
            });
            (before.count() as u32).min(values - 1)
        };
        let codes = (0..records).map(|_| code()).collect();
        CodedColumn::new(*name, (0..*values).map(|value| value.to_string()).collect(), codes).unwrap()
    };
    let columns = COLUMNS.iter().map(column).collect();
    let weights = (0..records)
        .map(|record| Weight::of(50.0 + (record % 40) as f64 * 5.0).unwrap())
        .collect();
    Microdata::new(columns).unwrap().with_weights(weights).unwrap()
}

fn diverse() -> Requirement {
    let item = ItemRequirement {
        column: ITEM,
        diversity: Some(Diversity::Distinct(2)),
        closeness: None,
    };
    Requirement {
        items: vec![item],
        ..Requirement::k(5)
    }
}

fn disclosure(criterion: &mut Criterion) {
    for (name, records) in [("30,000 records", 30_000), ("a million records", 1_000_000)] {
        let mut group = criterion.benchmark_group(format!("disclosure, {name}"));
        group.sample_size(10).sampling_mode(SamplingMode::Flat);
        let table = table(records);
        let mut released = table.clone();
        suppress(&table, &QUASI, &Requirement::k(5), &[1; 8]).unwrap().apply(&mut released);
        group.bench_function("all risk measures", |bench| {
            bench.iter(|| RiskReport::of(black_box(&table), &QUASI, &diverse()).unwrap());
        });
        group.bench_function("all risk measures after suppression", |bench| {
            bench.iter(|| RiskReport::of(black_box(&released), &QUASI, &diverse()).unwrap());
        });
        group.bench_function("suppression, both readings", |bench| {
            bench.iter(|| suppress(black_box(&table), &QUASI, &Requirement::k(5), &[1; 8]).unwrap());
        });
        group.bench_function("suppression, wildcard reading", |bench| {
            bench.iter(|| suppress_wildcard(black_box(&table), &QUASI, 5, &[1; 8]).unwrap());
        });
        group.bench_function("suppression with two-diversity", |bench| {
            bench.iter(|| suppress(black_box(&table), &QUASI, &diverse(), &[1; 8]).unwrap());
        });
        group.finish();
    }
}

criterion_group!(benches, disclosure);
criterion_main!(benches);
