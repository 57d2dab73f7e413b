//! Counts answers: the one pass over the records, in integers, so that tallies merge in any order to the same figures.
//!
//! Answers are counted by option, not by what an option scores, so one tally serves every item rule. Weights and numeric answers are
//! fixed-point with six decimals, their products have twelve.

use std::collections::BTreeMap;

use super::binding::{Binding, BoundLeaf, Weighing};
use crate::dataset::{CellRef, ColumnIx, Damaged, Glimpse};

/// One as a weight.
pub(super) const ONE: i64 = 1_000_000;

/// Counts of all leaves by unit, group and what the figures are split by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    pub(super) cells: BTreeMap<CellKey, Vec<LeafTally>>,
    /// For each row of the result, how many records have an answer at or below each node.
    pub(super) respondents: BTreeMap<Domain, Vec<u64>>,
    /// Rows of answers that were left out because their weight is missing or below zero.
    pub unweighted: u64,
    /// By column and choice of the records' own version: answers that count in no figure, or in that of no unit or group, because nobody
    /// has said what the choice is in the tree's version.
    pub unsettled: BTreeMap<(ColumnIx, u32), u64>,
}

/// Whose answers are counted together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct CellKey {
    pub(super) unit: Option<String>,
    pub(super) by: Vec<Option<String>>,
    pub(super) group: Option<String>,
}

/// What a row of the result is about: everything or one unit, all or one combination of what the figures are split by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Domain {
    pub(super) unit: Option<String>,
    pub(super) by: Option<Vec<Option<String>>>,
}

/// The answers of one leaf.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct LeafTally {
    /// Answers that count.
    pub(super) n: u64,
    /// Σw.
    pub(super) w: i128,
    /// Σw², twelve decimals.
    pub(super) w2: i128,
    /// Σwx of a numeric item, twelve decimals.
    pub(super) wx: i128,
    /// Σw by option.
    pub(super) options: Vec<i128>,
}

/// An answer that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scored {
    Option(usize),
    Number(i64),
}

/// A row of answers with what it is counted under.
pub(super) struct TallyRow {
    pub(super) key: CellKey,
    pub(super) weight: i64,
    /// Position of the leaf and its answer.
    pub(super) answers: Vec<(usize, Scored)>,
    /// Choices that are nothing in the tree's version.
    pub(super) unsettled: Vec<(ColumnIx, u32)>,
}

impl Tally {
    /// Counts one packed record.
    pub fn add(&mut self, binding: &Binding, packed: &[u8]) -> Result<(), Damaged> {
        let glimpse = binding.interest.glimpse(packed)?;
        let mut reached: BTreeMap<Domain, Vec<bool>> = BTreeMap::new();
        for table in &binding.tables {
            for row in 0..glimpse.row_count(*table) {
                let Some(row) = binding.row(&glimpse, *table, row) else {
                    self.unweighted += 1;
                    continue;
                };
                for choice in row.unsettled {
                    *self.unsettled.entry(choice).or_default() += 1;
                }
                if row.answers.is_empty() {
                    continue;
                }
                for domain in row.key.domains() {
                    let nodes = reached.entry(domain).or_insert_with(|| vec![false; binding.nodes]);
                    let leaves = row.answers.iter().filter_map(|(leaf, _)| binding.leaves.get(*leaf)?.as_ref());
                    for place in leaves.flat_map(|leaf| &leaf.lineage) {
                        if let Some(node) = nodes.get_mut(*place) {
                            *node = true;
                        }
                    }
                }
                let cell = self
                    .cells
                    .entry(row.key)
                    .or_insert_with(|| vec![LeafTally::default(); binding.leaves.len()]);
                for (leaf, answer) in row.answers {
                    if let Some(leaf) = cell.get_mut(leaf) {
                        leaf.count(answer, row.weight);
                    }
                }
            }
        }
        for (domain, nodes) in reached {
            let counts = self.respondents.entry(domain).or_insert_with(|| vec![0; binding.nodes]);
            for (count, is_reached) in counts.iter_mut().zip(nodes) {
                *count += u64::from(is_reached);
            }
        }
        Ok(())
    }

    /// Adds the counts of another tally with the same tree and the same split: the order does not matter. What is not settled in another
    /// version stays with the tally of that version.
    pub fn merge(&mut self, other: &Self) {
        for (key, leaves) in &other.cells {
            let cell = self
                .cells
                .entry(key.clone())
                .or_insert_with(|| vec![LeafTally::default(); leaves.len()]);
            for (leaf, more) in cell.iter_mut().zip(leaves) {
                leaf.merge(more);
            }
        }
        for (domain, counts) in &other.respondents {
            let own = self.respondents.entry(domain.clone()).or_insert_with(|| vec![0; counts.len()]);
            for (count, more) in own.iter_mut().zip(counts) {
                *count += more;
            }
        }
        self.unweighted += other.unweighted;
    }
}

impl CellKey {
    /// The rows of the result that this cell is part of. Answers without a unit are part of the whole alone.
    pub(super) fn domains(&self) -> impl Iterator<Item = Domain> + use<> {
        let units = std::iter::once(None).chain(self.unit.clone().map(Some));
        let splits: Vec<Option<Vec<Option<String>>>> = if self.by.is_empty() {
            vec![None]
        } else {
            vec![None, Some(self.by.clone())]
        };
        units.flat_map(move |unit| splits.clone().into_iter().map(move |by| Domain { unit: unit.clone(), by }))
    }
}

impl LeafTally {
    fn count(&mut self, answer: Scored, weight: i64) {
        let weight = i128::from(weight);
        self.n += 1;
        self.w += weight;
        self.w2 += weight * weight;
        match answer {
            Scored::Number(x) => self.wx += weight * i128::from(x),
            Scored::Option(option) => {
                if self.options.len() <= option {
                    self.options.resize(option + 1, 0);
                }
                if let Some(count) = self.options.get_mut(option) {
                    *count += weight;
                }
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.w += other.w;
        self.w2 += other.w2;
        self.wx += other.wx;
        if self.options.len() < other.options.len() {
            self.options.resize(other.options.len(), 0);
        }
        for (count, more) in self.options.iter_mut().zip(&other.options) {
            *count += more;
        }
    }
}

impl Binding {
    /// What is counted of one row; `None` when it has no usable weight.
    pub(super) fn row(&self, glimpse: &Glimpse<'_>, table: usize, row: usize) -> Option<TallyRow> {
        let cell = |at: ColumnIx| {
            glimpse
                .row_above(table, row, at.table)
                .map_or(CellRef::Missing(crate::dataset::Missing::NotAsked), |row| glimpse.cell(at, row))
        };
        let text = |at: ColumnIx| self.text(at, cell(at));
        let weight = match self.weighing {
            Weighing::By(at) => fixed(cell(at)).filter(|weight| *weight >= 0)?,
            Weighing::Alike => ONE,
            Weighing::Unknown => return None,
        };
        let mut unsettled = Vec::new();
        let mut holds: Vec<Option<bool>> = vec![None; self.conditions.len()];
        let mut answers = Vec::new();
        for (index, leaf) in self.leaves.iter().enumerate() {
            let Some(leaf) = leaf.as_ref().filter(|leaf| leaf.at.table == table) else {
                continue;
            };
            let given = glimpse.cell(leaf.at, row);
            let Some(answer) = leaf.scored(given) else {
                unsettled.extend(self.unsettled(leaf.at, given));
                continue;
            };
            let is_counted = leaf.conditions.iter().all(|condition| {
                let known = holds.get(*condition).copied().flatten();
                known.unwrap_or_else(|| {
                    let found = self.conditions.get(*condition).is_none_or(|condition| condition.holds(text));
                    if let Some(place) = holds.get_mut(*condition) {
                        *place = Some(found);
                    }
                    found
                })
            });
            if is_counted {
                answers.push((index, answer));
            }
        }
        // A unit or group that is nothing in the tree's version is no place of its own among the others.
        let mut named = |at: Option<ColumnIx>| {
            let at = at?;
            let found = self.unsettled(at, cell(at));
            unsettled.extend(found);
            found.is_none().then(|| text(at)).flatten()
        };
        let key = CellKey {
            unit: named(self.unit),
            group: named(self.group),
            by: self.by.iter().map(|at| at.and_then(text)).collect(),
        };
        Some(TallyRow {
            key,
            weight,
            answers,
            unsettled,
        })
    }
}

impl BoundLeaf {
    /// The answer as far as it counts: non-response and choices without a score do not.
    fn scored(&self, cell: CellRef<'_>) -> Option<Scored> {
        if self.is_number {
            return fixed(cell).map(Scored::Number);
        }
        match cell {
            CellRef::Choice { index, .. } => self.options.get(index as usize).copied().flatten().map(Scored::Option),
            _ => None,
        }
    }
}

/// A number with six decimals, as an integer.
pub(super) fn fixed(cell: CellRef<'_>) -> Option<i64> {
    match cell {
        CellRef::Integer(number) => number.checked_mul(ONE),
        CellRef::Decimal { scale, digits } => match 6_i32 - i32::from(scale) {
            more @ 0.. => digits.checked_mul(10_i64.pow(more as u32)),
            less => {
                let divisor = 10_i64.pow(less.unsigned_abs());
                let half = divisor / 2 * digits.signum();
                Some(digits.checked_add(half)? / divisor)
            }
        },
        // A calculation: text that may be a number.
        CellRef::Text(text) => {
            let number = text.parse::<f64>().ok().filter(|number| number.abs() < 9e12)?;
            Some((number * ONE as f64).round() as i64)
        }
        CellRef::Missing(_) | CellRef::Choice { .. } | CellRef::Many(_) => None,
    }
}
