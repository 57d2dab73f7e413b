//! Sums over the records of a class: all that a requirement needs to know of it.

use super::units::Units;
use crate::privacy::microdata::Weight;
use crate::privacy::risk::{Requirement, risk_shortfall};

/// Counts of a class.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Stats {
    pub(crate) size: u64,
    pub(crate) weight: u64,
    /// Counts of each answer, item after item.
    counts: Vec<u64>,
}

impl Stats {
    /// Nothing counted yet.
    pub(crate) fn empty(units: &Units) -> Self {
        Self {
            size: 0,
            weight: 0,
            counts: vec![0; units.overall.iter().map(|overall| overall.counts.len()).sum()],
        }
    }

    /// From sums laid out as [`Stats::flat`] writes them.
    pub(crate) fn from_flat(flat: &[u64]) -> Self {
        match flat {
            [size, weight, counts @ ..] => Self {
                size: *size,
                weight: *weight,
                counts: counts.to_vec(),
            },
            _ => Self::default(),
        }
    }

    /// Size, weight and counts in one row of numbers.
    pub(crate) fn flat(&self) -> impl Iterator<Item = u64> {
        [self.size, self.weight].into_iter().chain(self.counts.iter().copied())
    }

    /// Adds records of a unit.
    pub(crate) fn add(&mut self, units: &Units, unit: usize, records: u32) {
        self.shift(units, unit, |sum, by| *sum += by, u64::from(records));
    }

    /// Takes records of a unit out.
    pub(crate) fn take(&mut self, units: &Units, unit: usize, records: u32) {
        self.shift(units, unit, |sum, by| *sum -= by, u64::from(records));
    }

    fn shift(&mut self, units: &Units, unit: usize, by: impl Fn(&mut u64, u64), records: u64) {
        by(&mut self.size, records);
        by(&mut self.weight, records * units.weights.get(unit).map_or(0, |weight| weight.0));
        let mut from = 0;
        for (codes, overall) in units.answers.iter().zip(&units.overall) {
            let at = codes.get(unit).map(|code| from + *code as usize);
            if let Some(count) = at.and_then(|at| self.counts.get_mut(at)) {
                by(count, records);
            }
            from += overall.counts.len();
        }
    }

    /// Adds another class.
    pub(crate) fn join(&mut self, other: &Self) {
        self.size += other.size;
        self.weight += other.weight;
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
    }

    /// How far the class is from a requirement; 0 when it meets it.
    pub(crate) fn shortfall(&self, requirement: &Requirement, units: &Units) -> f64 {
        let k = u64::from(requirement.k);
        let mut sum = if self.size < k { (k - self.size) as f64 } else { 0.0 };
        let mut rest = self.counts.as_slice();
        for (item, overall) in requirement.items.iter().zip(&units.overall) {
            let (counts, after) = rest.split_at_checked(overall.counts.len()).unwrap_or_default();
            sum += item.shortfall(counts, overall);
            rest = after;
        }
        if let Some(ceiling) = requirement.ceiling {
            sum += risk_shortfall(ceiling, self.size, Weight(self.weight));
        }
        sum
    }

    /// Whether the class meets a requirement.
    pub(crate) fn meets(&self, requirement: &Requirement, units: &Units) -> bool {
        self.shortfall(requirement, units) <= 0.0
    }
}
