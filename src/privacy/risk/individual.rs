//! How likely one record is to be found again in the population: the model of Benedetti and Franconi, with weights.
//!
//! A record's quasi-identifiers are shared by f records of the sample, which stand for F persons. With p = f/F and q = 1−p the risk is
//! the expected value of 1/(number of such persons), that number given f being negative binomial:
//!
//! | f | risk |
//! |---|---|
//! | 1 | (p/q) ln(1/p) |
//! | 2 | p/q − (p/q)² ln(1/p) |
//! | 3 and more | p/(f−q), the usual approximation |
//! | any, F ≤ f | 1/f: the sample is the population |
//!
//! R. Benedetti, L. Franconi (1998), Statistical and technological solutions for controlled data dissemination; L. Franconi, S. Polettini
//! (2004), Individual risk estimation in µ-Argus: a review.

use super::Frequencies;
use crate::privacy::microdata::Weight;

/// Risks of all classes in one reading, as probabilities.
#[derive(Debug, Clone, PartialEq)]
pub struct IndividualRisks {
    risks: Vec<f64>,
    sizes: Vec<u32>,
}

/// What an attacker who looks for everybody can expect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GlobalRisk {
    /// Records that are expected to be found again: the sum of the individual risks.
    pub expected: f64,
    /// The same as a share of all records, 0 to 1.
    pub share: f64,
    /// The highest individual risk.
    pub highest: f64,
}

/// The risk of one record.
///
/// ```
/// use phieu::privacy::microdata::Weight;
/// use phieu::privacy::risk::individual_risk;
///
/// let risk = individual_risk(1, Weight::of(215.0).unwrap());
/// assert_eq!(format!("{risk:.6}"), "0.025096");
/// assert_eq!(individual_risk(4, Weight::of(4.0).unwrap()), 0.25);
/// ```
pub fn individual_risk(sample: u64, population: Weight) -> f64 {
    let sampled = sample.saturating_mul(Weight::ONE.0);
    if sample == 0 {
        return 0.0;
    }
    let f = sample as f64;
    if population.0 <= sampled {
        return 1.0 / f;
    }
    let p = sampled as f64 / population.0 as f64;
    let q = (population.0 - sampled) as f64 / population.0 as f64;
    let odds = sampled as f64 / (population.0 - sampled) as f64;
    // Each form where the other would cancel.
    let log = if p < 0.5 { -p.ln() } else { -(-q).ln_1p() };
    match sample {
        1 => odds * log,
        2 => odds - odds * odds * log,
        _ => p / (f - q),
    }
}

impl IndividualRisks {
    /// The risk of each class.
    pub fn of(frequencies: &Frequencies) -> Self {
        let (sizes, risks) = frequencies
            .classes()
            .map(|(size, f, population)| (size, individual_risk(f, population)))
            .unzip();
        Self { risks, sizes }
    }

    /// The risk of a class's records.
    pub fn risk(&self, class: usize) -> f64 {
        self.risks.get(class).copied().unwrap_or(0.0)
    }

    /// All records together.
    pub fn global(&self) -> GlobalRisk {
        let records: u64 = self.sizes.iter().map(|size| u64::from(*size)).sum();
        let expected: f64 = self.risks.iter().zip(&self.sizes).map(|(risk, size)| risk * f64::from(*size)).sum();
        GlobalRisk {
            expected,
            share: if records == 0 { 0.0 } else { expected / records as f64 },
            highest: self.risks.iter().copied().fold(0.0, f64::max),
        }
    }

    /// How many records have a risk above a ceiling.
    pub fn above(&self, ceiling: f64) -> u64 {
        let classes = self.risks.iter().zip(&self.sizes).filter(|(risk, _)| **risk > ceiling);
        classes.map(|(_, size)| u64::from(*size)).sum()
    }
}

/// The risk that at least one member of a household (or any cluster) is found: 1 − Π(1 − risk) over its members, for each record.
///
/// `household_of` gives a number for each record; records with the same number belong together.
///
/// ```
/// use phieu::privacy::risk::household_risks;
/// assert_eq!(household_risks(&[0.5, 0.5, 0.5], &[7, 7, 9]), [0.75, 0.75, 0.5]);
/// ```
pub fn household_risks(risks: &[f64], household_of: &[u32]) -> Vec<f64> {
    let mut safe: std::collections::BTreeMap<u32, f64> = std::collections::BTreeMap::new();
    for (risk, household) in risks.iter().zip(household_of) {
        *safe.entry(*household).or_insert(1.0) *= 1.0 - risk;
    }
    household_of
        .iter()
        .map(|household| 1.0 - safe.get(household).copied().unwrap_or(1.0))
        .collect()
}
