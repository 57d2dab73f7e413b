//! Laws of protected tables: what a reader can work out, by two ways of looking for it.

use proptest::prelude::*;

use super::{CountTable, Relations, TableRule, protect, recovered};

fn table(rows: usize, columns: usize, counts: Vec<u64>) -> CountTable {
    let names = |many: usize| (0..many).map(|number| number.to_string()).collect();
    CountTable::new(names(rows), names(columns), counts).unwrap()
}

/// The hidden counts that a linear programme gives back to who knows that each is at least 1: the slow way to the same answer.
fn by_programme(table: &CountTable, hidden: &[bool]) -> Vec<usize> {
    let (height, width) = (table.rows().len() + 1, table.columns().len() + 1);
    let mut relations = Relations::new(2 * height * width);
    let at = |row: usize, column: usize| (row * width + column) as u32;
    for (cell, is_hidden) in hidden.iter().enumerate() {
        if *is_hidden {
            relations.at_least(vec![cell as u32], 1);
        } else {
            relations.sum(vec![cell as u32], table.cells()[cell]);
        }
    }
    // A total less its parts is nought; sums have no minus, so each total has a complement to a number that is large enough.
    let large = 1_000_000;
    let complement = |cell: u32| cell + (height * width) as u32;
    for cell in 0..(height * width) as u32 {
        relations.sum(vec![cell, complement(cell)], large);
    }
    for row in 0..height {
        let mut sum: Vec<u32> = (0..width - 1).map(|column| at(row, column)).collect();
        sum.push(complement(at(row, width - 1)));
        relations.sum(sum, large);
    }
    for column in 0..width {
        let mut sum: Vec<u32> = (0..height - 1).map(|row| at(row, column)).collect();
        sum.push(complement(at(height - 1, column)));
        relations.sum(sum, large);
    }
    let wanted: Vec<usize> = (0..hidden.len()).filter(|cell| hidden[*cell]).collect();
    let sums: Vec<Vec<u32>> = wanted.iter().map(|cell| vec![*cell as u32]).collect();
    let told = relations.given_away(&sums).unwrap();
    wanted
        .into_iter()
        .zip(told)
        .filter(|(_, told)| told.is_some())
        .map(|(cell, _)| cell)
        .collect()
}

#[test]
fn two_lone_persons_in_a_row_are_not_hidden_by_each_other() {
    // Noughts are shown, so both hidden counts are at least 1, and together they are 2.
    let table = table(2, 2, vec![1, 1, 40, 50]);
    let rows_only = [true, true, false, false, false, false, false, false, false];
    assert_eq!(recovered(&table, &rows_only), [0, 1]);
    let safe = protect(&table, &TableRule::default());
    assert!(recovered(&table, safe.mask()).is_empty());
}

#[test]
fn a_small_total_is_hidden_with_what_it_sums() {
    let table = table(3, 2, vec![2, 4, 30, 40, 50, 60]);
    let safe = protect(&table, &TableRule::default());
    assert!(safe.is_hidden(0, 2), "six persons in all");
    assert!(recovered(&table, safe.mask()).is_empty());
}

#[test]
fn a_table_of_one_person_tells_nothing() {
    let safe = protect(&table(1, 1, vec![1]), &TableRule::default());
    assert_eq!(safe.hidden(), 4);
}

#[test]
fn a_table_without_small_counts_is_shown_whole() {
    let safe = protect(&table(2, 2, vec![10, 0, 25, 40]), &TableRule::default());
    assert_eq!((safe.primary(), safe.hidden()), (0, 0));
    assert_eq!(safe.count(0, 1), Some(0), "a nought describes nobody");
}

#[test]
fn a_percentage_needs_a_base() {
    let safe = protect(&table(2, 2, vec![14, 15, 20, 20]), &TableRule::default());
    assert_eq!(safe.share(0, 0), None, "29 persons");
    assert_eq!(safe.share(1, 0), Some(0.5));
    assert_eq!(safe.share(2, 0), Some(34.0 / 69.0));
}

#[test]
fn a_small_group_of_one_mind_is_flagged() {
    let safe = protect(&table(3, 2, vec![20, 0, 50, 0, 12, 13]), &TableRule::default());
    let found: Vec<(usize, usize, bool)> = safe
        .group_disclosures()
        .iter()
        .map(|group| (group.row, group.column, group.is_all))
        .collect();
    assert_eq!(found, [(0, 0, true)], "fifty are many enough, and the last group is divided");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn nothing_hidden_can_be_worked_out(rows in 1..7_usize, columns in 1..6_usize, counts in prop::collection::vec(0..40_u64, 42), threshold in 2..12_u64) {
        let table = table(rows, columns, counts[..rows * columns].to_vec());
        let safe = protect(&table, &TableRule { threshold, ..TableRule::default() });
        for (cell, count) in table.cells().iter().enumerate() {
            prop_assert!(safe.mask()[cell] || *count == 0 || *count >= threshold);
        }
        let is_all = safe.hidden() == table.cells().len();
        prop_assert!(is_all || recovered(&table, safe.mask()).is_empty());
    }

    #[test]
    fn the_search_for_circles_finds_what_a_linear_programme_finds(
        rows in 1..5_usize,
        columns in 1..5_usize,
        counts in prop::collection::vec(1..6_u64, 16),
        mask in prop::collection::vec(prop::bool::weighted(0.45), 25),
    ) {
        let table = table(rows, columns, counts[..rows * columns].to_vec());
        let hidden = &mask[..table.cells().len()];
        prop_assert_eq!(recovered(&table, hidden), by_programme(&table, hidden));
    }
}
