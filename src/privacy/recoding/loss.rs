//! What a release loses against the file that it is made from.
//!
//! A cell tells −log₂ of the share of records with its value. Made coarser it tells less, blanked nothing; the difference, summed over a
//! column and taken as a share of all that the column told, is the column's loss: 0 when it leaves as answered, 1 when it is withheld.
//! Recoding and blanking are so measured with one measure.
//!
//! A. Gionis, T. Tassa (2009), k-anonymization with minimal loss of information; R. Bayardo, R. Agrawal (2005), Data privacy through
//! optimal k-anonymization (discernibility).

use super::Hierarchy;
use crate::privacy::microdata::CodedColumn;

/// What a release loses.
#[derive(Debug, Clone, PartialEq)]
pub struct Loss {
    /// By quasi-identifier.
    pub columns: Vec<ColumnLoss>,
    /// The columns' losses, averaged by their importance: 0 nothing, 1 everything.
    pub total: f64,
    /// Cells that were blanked.
    pub cells: u64,
    /// Records that lost a cell.
    pub records: u64,
    /// Σ size² over the classes of the release: how many records each record can no longer be told from. A record without any cell left
    /// is charged with all records.
    pub discernibility: u64,
    /// Records by class, on average.
    pub average_class: f64,
}

/// What one quasi-identifier loses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnLoss {
    /// Its level, 0 as answered.
    pub level: usize,
    /// Cells that were blanked.
    pub blanked: u64,
    /// What it no longer tells, as a share of what it told.
    pub share: f64,
}

/// Bits that the values of a column tell at each level.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Information {
    /// Bits of all records together.
    total: f64,
    /// By level and code as answered: what one record loses by being recoded.
    lost: Vec<Vec<f64>>,
    /// By code as answered: what one record tells.
    told: Vec<f64>,
    /// By code as answered: records.
    counts: Vec<u64>,
}

impl Information {
    pub(super) fn of(column: &CodedColumn, hierarchy: &Hierarchy) -> Self {
        let mut counts = vec![0_u64; column.labels().len()];
        for code in column.codes() {
            if let Some(count) = counts.get_mut(*code as usize) {
                *count += 1;
            }
        }
        let all: u64 = counts.iter().sum();
        let bits = |of: u64, among: u64| if of == 0 { 0.0 } else { (among as f64 / of as f64).log2() };
        let told: Vec<f64> = counts.iter().map(|count| bits(*count, all)).collect();
        let at = |level: usize| {
            let mut sums = vec![0_u64; hierarchy.labels(level).len()];
            for (code, count) in (0..).zip(&counts) {
                if let Some(sum) = sums.get_mut(hierarchy.code(level, code) as usize) {
                    *sum += count;
                }
            }
            let lost = |(code, count): (u32, &u64)| {
                let among = sums.get(hierarchy.code(level, code) as usize).copied().unwrap_or(all);
                bits(*count, among)
            };
            (0..).zip(&counts).map(lost).collect::<Vec<f64>>()
        };
        let total = told.iter().zip(&counts).map(|(bits, count)| bits * *count as f64).sum();
        Self {
            total,
            lost: (0..hierarchy.len()).map(at).collect(),
            told,
            counts,
        }
    }

    /// The share that recoding alone loses.
    pub(super) fn recoded(&self, level: usize) -> f64 {
        let lost = self.lost.get(level).map_or(&[][..], Vec::as_slice);
        self.share(lost.iter().zip(&self.counts).map(|(bits, count)| bits * *count as f64).sum())
    }

    /// The share that goes with one cell of this answer when it is blanked at a level.
    pub(super) fn blanked(&self, level: usize, answered: u32) -> f64 {
        let told = self.told.get(answered as usize).copied().unwrap_or(0.0);
        let lost = self
            .lost
            .get(level)
            .and_then(|lost| lost.get(answered as usize))
            .copied()
            .unwrap_or(0.0);
        self.share(told - lost)
    }

    /// The average of [`Information::blanked`] over the records.
    pub(super) fn blanked_on_average(&self, level: usize) -> f64 {
        let records: u64 = self.counts.iter().sum();
        (1.0 - self.recoded(level)).max(0.0) / records.max(1) as f64 * f64::from(u8::from(self.total > 0.0))
    }

    fn share(&self, bits: f64) -> f64 {
        if self.total > 0.0 { bits / self.total } else { 0.0 }
    }
}
