//! What every class of a release must satisfy, and how far a class is from it.

use super::answers::{Overall, distance, distinct, entropy, recursive};
use super::{Distance, individual_risk};
use crate::privacy::microdata::Weight;

/// Conditions on each class; a release must meet them in both readings of a blank cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Requirement {
    /// Records that share a record's quasi-identifiers, itself among them. 1 asks nothing.
    pub k: u32,
    /// Sensitive items and what each must satisfy.
    pub items: Vec<ItemRequirement>,
    /// The highest individual risk, as a probability.
    pub ceiling: Option<f64>,
}

/// Conditions on the answers of one sensitive item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemRequirement {
    /// The item's position among the columns of the table.
    pub column: usize,
    /// How many different answers a class must have.
    pub diversity: Option<Diversity>,
    /// How far a class's answers may be from all answers, 0 to 1.
    pub closeness: Option<(Distance, f64)>,
}

/// How different answers are counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Diversity {
    /// At least so many.
    Distinct(usize),
    /// exp(entropy) at least so much.
    Entropy(f64),
    /// Recursive (c, l)-diversity.
    Recursive {
        /// The most frequent answer is rarer than c times …
        c: f64,
        /// … the l-th and all rarer ones together.
        l: usize,
    },
}

/// Sums of floating-point shares are compared with so much patience.
pub(super) const PATIENCE: f64 = 1e-9;

impl Requirement {
    /// k-anonymity alone.
    pub fn k(k: u32) -> Self {
        Self {
            k,
            items: Vec::new(),
            ceiling: None,
        }
    }

    /// Whether it asks for nothing but k-anonymity.
    pub fn is_k_only(&self) -> bool {
        self.items.is_empty() && self.ceiling.is_none()
    }
}

impl Requirement {
    /// Whether a class that meets it still does when any records join it, so that the strict reading implies the wildcard reading.
    pub(crate) fn is_monotone(&self) -> bool {
        let is_count = |diversity: Option<Diversity>| diversity.is_none_or(|diversity| matches!(diversity, Diversity::Distinct(_)));
        self.ceiling.is_none() && self.items.iter().all(|item| item.closeness.is_none() && is_count(item.diversity))
    }
}

impl ItemRequirement {
    /// How far answers with these counts are from the condition; 0 when it holds.
    pub(crate) fn shortfall(&self, counts: &[u64], overall: &Overall) -> f64 {
        let diversity = self.diversity.map_or(0.0, |diversity| diversity.shortfall(counts));
        let closeness = self.closeness.map_or(0.0, |(kind, most)| {
            let excess = distance(counts, &overall.counts, kind, overall.has_missing) - most;
            if excess > PATIENCE { excess } else { 0.0 }
        });
        diversity + closeness
    }
}

impl Diversity {
    fn shortfall(self, counts: &[u64]) -> f64 {
        let (least, found) = match self {
            Self::Distinct(least) => (least as f64, distinct(counts) as f64),
            Self::Entropy(least) => (least, entropy(counts) + PATIENCE),
            Self::Recursive { c, l } => (l as f64, recursive(counts, c) as f64),
        };
        if found < least { (least - found) / least } else { 0.0 }
    }
}

/// How far a class of this size and weight is from a ceiling on individual risk.
pub(crate) fn risk_shortfall(ceiling: f64, size: u64, weight: Weight) -> f64 {
    let excess = individual_risk(size, weight) - ceiling;
    if excess > PATIENCE { excess } else { 0.0 }
}
