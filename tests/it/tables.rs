//! Tables that leave: nothing that they hide can be worked out.

use std::path::PathBuf;

use phieu::privacy::tables::{CountTable, ProtectedTable, TableRule, protect, recovered};
use serde_json::json;

use super::attackers::Attacker;

/// The synthetic table of 126 units by five answers, from the folder that `PHIEU_ORACLES` names.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn units_by_answers() -> Option<CountTable> {
    let Some(folder) = std::env::var_os("PHIEU_ORACLES") else {
        println!("gs_in.csv: skipped, PHIEU_ORACLES is not set");
        return None;
    };
    let mut reader = csv::Reader::from_path(PathBuf::from(folder).join("gs_in.csv")).unwrap();
    let rows: Vec<(String, String, u64)> = reader.deserialize().collect::<Result<_, _>>().unwrap();
    let mut units: Vec<String> = rows.iter().map(|row| row.0.clone()).collect();
    units.dedup();
    let answers: Vec<String> = rows.iter().take(5).map(|row| row.1.clone()).collect();
    Some(CountTable::new(units, answers, rows.iter().map(|row| row.2).collect()).unwrap())
}

/// The rule of the published figures: counts from 1 to 4 are small.
const BELOW_FIVE: TableRule = TableRule {
    threshold: 5,
    least_base: 30,
};

/// What a reader of the table sees.
fn seen(safe: &ProtectedTable) -> String {
    let (rows, columns) = (safe.whole().rows().len(), safe.whole().columns().len());
    let row = |row: usize| (0..=columns).map(|column| safe.count(row, column)).collect::<Vec<_>>();
    json!({ "cells": (0..=rows).map(row).collect::<Vec<_>>() }).to_string()
}

#[test]
fn few_counts_are_hidden_besides_the_small_ones_and_none_comes_back() {
    let Some(table) = units_by_answers() else { return };
    let safe = protect(&table, &BELOW_FIVE);
    assert_eq!(safe.primary(), 185);
    assert!(safe.hidden() <= 235, "{} hidden", safe.hidden());
    assert!(recovered(&table, safe.mask()).is_empty());
    let primary: Vec<bool> = table.cells().iter().map(|count| (1..5).contains(count)).collect();
    assert!(
        recovered(&table, &primary).len() >= 46,
        "the audit sees what the small counts alone give away"
    );
}

#[test]
fn an_attacker_with_a_linear_programme_recovers_nothing() {
    let (Some(table), Some(attacker)) = (units_by_answers(), Attacker::find("tables.py", "scipy")) else {
        return;
    };
    for rule in [BELOW_FIVE, TableRule::default()] {
        assert_eq!(attacker.ask(&seen(&protect(&table, &rule))), "0 0\n");
    }
    // The attacker is no straw man: of the small counts alone it recovers as many as others found.
    let mut cells = serde_json::from_str::<serde_json::Value>(&seen(&protect(
        &table,
        &TableRule {
            threshold: 0,
            ..BELOW_FIVE
        },
    )))
    .unwrap();
    for cell in cells["cells"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .flat_map(|row| row.as_array_mut().unwrap())
    {
        if cell.as_u64().is_some_and(|count| (1..5).contains(&count)) {
            *cell = serde_json::Value::Null;
        }
    }
    let recovered = attacker.ask(&cells.to_string());
    assert!(recovered.starts_with("46 "), "{recovered}");
}
