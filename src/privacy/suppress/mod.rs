//! Which cells to blank so that a table meets a requirement with the least loss.
//!
//! [`suppress`] is for a release: what it leaves meets the requirement in both readings of a blank cell. [`suppress_wildcard`] gives
//! k-anonymity in the wildcard reading alone, as sdcMicro's `localSuppression` does, for comparison and for who publishes by that rule.
//! Both say what they blank; nothing changes until [`Suppression::apply`].
//!
//! What is k-anonymous in the strict reading is so in the wildcard reading, for a class of the one lies within what matches it in the
//! other; so there is no third suppression for both. For entropy, closeness and risk that does not follow: there the result is checked in the
//! wildcard reading and, where it fails, done again for a stricter requirement.
//!
//! ```
//! use phieu::privacy::microdata::{CodedColumn, Microdata};
//! use phieu::privacy::risk::{Classes, Frequencies, Reading, Requirement};
//! use phieu::privacy::suppress::suppress;
//!
//! let mut table = Microdata::new(vec![
//!     CodedColumn::from_texts("ward", ["a", "a", "a", "b"]),
//!     CodedColumn::from_texts("sex", ["f", "f", "m", "m"]),
//! ])?;
//! let suppression = suppress(&table, &[0, 1], &Requirement::k(2), &[1, 1])?;
//! assert_eq!(suppression.by_column(), [2, 0], "the two men lose their ward");
//! suppression.apply(&mut table);
//! assert_eq!(Classes::of(&table, &[0, 1])?.least(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod lines;
pub(crate) mod stats;
mod strict;
#[cfg(test)]
mod tests;
pub(crate) mod units;
mod wildcard;

use std::collections::BTreeMap;

use self::stats::Stats;
use self::units::Units;
use super::microdata::Microdata;
use super::risk::key::Key;
use super::risk::wildcard::matching_sums;
use super::risk::{Diversity, Requirement, RiskError};

/// The cells that a table loses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    columns: Vec<usize>,
    /// For each record the columns that it loses, as a set of positions in `columns`.
    blanked: Vec<u64>,
}

/// Why cells cannot be blanked to meet a requirement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SuppressError {
    /// The table cannot be looked at.
    #[error(transparent)]
    Risk(#[from] RiskError),
    /// One number for each quasi-identifier, each above 0, is needed.
    #[error("importance of {found} quasi-identifiers is given where there are {expected}, or one is 0")]
    Importance {
        /// How many were given.
        found: usize,
        /// How many are needed.
        expected: usize,
    },
    /// Even all records together are not enough.
    #[error("all records together do not meet the requirement: ask for a smaller k or l, or a larger t or risk")]
    Unreachable,
}

/// So often a suppression that fails the wildcard reading is done again for a stricter requirement.
const MOST_ROUNDS: usize = 8;

/// Blanks cells of the quasi-identifiers at `columns` so that every class meets the requirement in both readings.
///
/// `importance` says for each quasi-identifier how much the loss of one of its cells weighs: the cheapest columns lose cells first.
/// The number and kind of blanks do not depend on the order of the records; which of several records that are alike loses them does.
pub fn suppress(
    microdata: &Microdata,
    columns: &[usize],
    requirement: &Requirement,
    importance: &[u32],
) -> Result<Suppression, SuppressError> {
    check(columns, importance)?;
    let records = Units::of(microdata, columns, requirement)?;
    let (units, unit_of) = records.merged();
    let lost = solve(&units, requirement, importance).ok_or(SuppressError::Unreachable)?;
    Ok(Suppression::of(columns, &unit_of, &lost))
}

/// Blanks cells of the quasi-identifiers at `columns` so that every record matches at least k in the wildcard reading.
pub fn suppress_wildcard(microdata: &Microdata, columns: &[usize], k: u32, importance: &[u32]) -> Result<Suppression, SuppressError> {
    check(columns, importance)?;
    let (units, unit_of) = Units::of(microdata, columns, &Requirement::k(k))?.merged();
    let targets = wildcard::solve(&units, k, importance).ok_or(SuppressError::Unreachable)?;
    Ok(Suppression::of(columns, &unit_of, &lost_by_unit(&units, &targets)))
}

pub(super) fn check(columns: &[usize], importance: &[u32]) -> Result<(), SuppressError> {
    if columns.len() > 63 {
        return Err(RiskError::TooManyColumns {
            columns: columns.len(),
            most: 63,
        }
        .into());
    }
    if importance.len() != columns.len() || importance.contains(&0) {
        return Err(SuppressError::Importance {
            found: importance.len(),
            expected: columns.len(),
        });
    }
    Ok(())
}

/// For each unit the columns that its records lose, as sets of their numbers, with a number of records each; for a requirement in both
/// readings. `None` when even all records together do not meet it.
pub(crate) fn solve(units: &Units, requirement: &Requirement, importance: &[u32]) -> Option<Vec<Lost>> {
    let mut asked = requirement.clone();
    asked.k = asked.k.max(1);
    for _ in 0..MOST_ROUNDS {
        let Some(targets) = strict::solve(units, &asked, importance) else {
            break;
        };
        if requirement.is_monotone() || meets_as_wildcards(units, requirement, &targets) {
            return Some(lost_by_unit(units, &targets));
        }
        for item in &mut asked.items {
            item.closeness = item.closeness.map(|(kind, most)| (kind, most * 0.85));
            item.diversity = item.diversity.map(|diversity| match diversity {
                Diversity::Entropy(least) => Diversity::Entropy(least * 1.1),
                Diversity::Recursive { c, l } => Diversity::Recursive { c: c * 0.85, l },
                Diversity::Distinct(least) => Diversity::Distinct(least),
            });
        }
    }
    let nothing_left: Vec<Vec<(Key, u32)>> = units.sizes.iter().map(|size| vec![(0, *size)]).collect();
    meets_as_wildcards(units, requirement, &nothing_left).then(|| lost_by_unit(units, &nothing_left))
}

/// Sets of columns that records of a unit lose, with a number of records each.
pub(crate) type Lost = Vec<(u64, u32)>;

fn lost_by_unit(units: &Units, targets: &[Vec<(Key, u32)>]) -> Vec<Lost> {
    let fields = units.layout.len();
    let set = |lost: Key| {
        (0..fields)
            .filter(|field| lost & units.layout.mask(*field) != 0)
            .fold(0, |set, field| set | 1 << field)
    };
    let of = |(targets, key): (&Vec<(Key, u32)>, &Key)| targets.iter().map(|(target, records)| (set(key & !target), *records)).collect();
    targets.iter().zip(&units.keys).map(of).collect()
}

/// Whether all that records match meets a requirement, when blanks match anything.
fn meets_as_wildcards(units: &Units, requirement: &Requirement, targets: &[Vec<(Key, u32)>]) -> bool {
    let mut classes: BTreeMap<Key, Stats> = BTreeMap::new();
    for (unit, targets) in targets.iter().enumerate() {
        for (key, records) in targets {
            classes
                .entry(*key)
                .or_insert_with(|| Stats::empty(units))
                .add(units, unit, *records);
        }
    }
    let keys: Vec<Key> = classes.keys().copied().collect();
    let values: Vec<u64> = classes.values().flat_map(Stats::flat).collect();
    let stride = values.len().checked_div(keys.len()).unwrap_or(1);
    let sums = matching_sums(&units.layout, &keys, &keys, &values, stride);
    sums.chunks_exact(stride.max(1))
        .all(|sums| Stats::from_flat(sums).meets(requirement, units))
}

impl Suppression {
    /// Hands what units lose out to their records, in the order of the records.
    pub(crate) fn of(columns: &[usize], unit_of: &[u32], lost: &[Lost]) -> Self {
        let mut shares: Vec<_> = lost.iter().map(|lost| lost.iter().copied()).collect();
        let mut current: Vec<(u64, u32)> = vec![(0, 0); lost.len()];
        let blanked = unit_of.iter().map(|unit| {
            let (Some(now), Some(shares)) = (current.get_mut(*unit as usize), shares.get_mut(*unit as usize)) else {
                return 0;
            };
            if now.1 == 0 {
                *now = shares.next().unwrap_or_default();
            }
            now.1 = now.1.saturating_sub(1);
            now.0
        });
        Self {
            columns: columns.to_vec(),
            blanked: blanked.collect(),
        }
    }

    /// Positions of the quasi-identifiers in the table.
    pub fn columns(&self) -> &[usize] {
        &self.columns
    }

    /// Whether a record loses its cell in the column at this position of the table.
    pub fn is_blanked(&self, record: usize, column: usize) -> bool {
        let field = self.columns.iter().position(|position| *position == column);
        field.is_some_and(|field| self.blanked.get(record).is_some_and(|set| set >> field & 1 == 1))
    }

    /// How many cells are lost.
    pub fn cells(&self) -> u64 {
        self.blanked.iter().map(|set| u64::from(set.count_ones())).sum()
    }

    /// How many cells each quasi-identifier loses.
    pub fn by_column(&self) -> Vec<u64> {
        let lost = |field: usize| self.blanked.iter().filter(|set| *set >> field & 1 == 1).count() as u64;
        (0..self.columns.len()).map(lost).collect()
    }

    /// How many records lose a cell.
    pub fn records(&self) -> u64 {
        self.blanked.iter().filter(|set| **set != 0).count() as u64
    }

    /// Blanks the cells in the table that the suppression was made for.
    pub fn apply(&self, microdata: &mut Microdata) {
        for (field, column) in self.columns.iter().enumerate() {
            let Some(column) = microdata.column_mut(*column) else { continue };
            for (record, _) in self.blanked.iter().enumerate().filter(|(_, set)| *set >> field & 1 == 1) {
                column.blank(record);
            }
        }
    }
}
