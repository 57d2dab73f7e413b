//! What a search for a release is asked, and what it answers.

use super::{Hierarchy, Loss};
use crate::privacy::microdata::Microdata;
use crate::privacy::risk::{Requirement, RiskError, RiskReport};
use crate::privacy::suppress::{SuppressError, Suppression};

/// What a release must be.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleaseRequest {
    /// The quasi-identifiers and how they can be made coarser.
    pub quasi: Vec<QuasiIdentifier>,
    /// What every class must satisfy, in both readings.
    pub requirement: Requirement,
    /// The share of a quasi-identifier's cells that may be blanked, 0 to 1. Many blanks in one column distort its frequencies.
    pub most_blanked: f64,
    /// How long the search may last.
    pub bounds: SearchBounds,
}

/// A quasi-identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuasiIdentifier {
    /// Its position among the columns of the table.
    pub column: usize,
    /// Its levels.
    pub hierarchy: Hierarchy,
    /// How much its loss weighs, above 0.
    pub importance: u32,
}

/// Bounds in steps, not in seconds, so that the same table has the same answer on every laptop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchBounds {
    /// Recodings that are looked at: some milliseconds each for thirty thousand records.
    pub looked: usize,
    /// Recodings for which suppression is worked out: some tenths of a second each.
    pub suppressed: usize,
}

impl Default for SearchBounds {
    fn default() -> Self {
        Self {
            looked: 1000,
            suppressed: 40,
        }
    }
}

/// The release with the least loss that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleasePlan {
    quasi: Vec<QuasiIdentifier>,
    levels: Vec<usize>,
    suppression: Suppression,
    /// What it loses.
    pub loss: Loss,
    /// The risk of the file as it is.
    pub before: RiskReport,
    /// The risk of the release.
    pub after: RiskReport,
    /// Recodings that were looked at.
    pub looked: usize,
    /// Recodings for which suppression was worked out.
    pub suppressed: usize,
    /// Whether the search came to its end: every recoding that loses less by itself was looked at. Otherwise a bound stopped it, and
    /// a longer search may find better.
    pub is_complete: bool,
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The table cannot be looked at.
    #[error(transparent)]
    Risk(#[from] RiskError),
    /// Importances that are no importances.
    #[error(transparent)]
    Suppress(#[from] SuppressError),
    /// No recoding that was tried meets the requirement with so few blanks.
    #[error(
        "no recoding meets the requirement: allow more blanks, give coarser levels, or ask for a smaller k or l, or a larger t or risk"
    )]
    Unreachable,
    /// Nobody wants it any more.
    #[error("cancelled")]
    Cancelled,
}

impl ReleasePlan {
    pub(super) fn new(
        request: &ReleaseRequest,
        levels: Vec<usize>,
        suppression: Suppression,
        loss: Loss,
        before: RiskReport,
        after: RiskReport,
    ) -> Self {
        Self {
            quasi: request.quasi.clone(),
            levels,
            suppression,
            loss,
            before,
            after,
            looked: 0,
            suppressed: 0,
            is_complete: false,
        }
    }

    /// The level of each quasi-identifier, 0 as answered.
    pub fn levels(&self) -> &[usize] {
        &self.levels
    }

    /// The quasi-identifiers, as they were asked for.
    pub fn quasi(&self) -> &[QuasiIdentifier] {
        &self.quasi
    }

    /// The cells that are blanked after recoding.
    pub fn suppression(&self) -> &Suppression {
        &self.suppression
    }

    /// The release: quasi-identifiers recoded and blanked, all other columns and the weights as they are.
    pub fn apply(&self, microdata: &Microdata) -> Microdata {
        let mut released = recoded(microdata, &self.quasi, &self.levels);
        self.suppression.apply(&mut released);
        released
    }
}

/// A table with its quasi-identifiers at these levels.
pub(super) fn recoded(microdata: &Microdata, quasi: &[QuasiIdentifier], levels: &[usize]) -> Microdata {
    let mut recoded = microdata.clone();
    for (quasi, level) in quasi.iter().zip(levels) {
        if let Some(column) = recoded.column_mut(quasi.column) {
            *column = quasi.hierarchy.apply(column, *level);
        }
    }
    recoded
}
