//! All risk measures of a table at once, in both readings, and whether it meets a requirement.

use super::answers::Distance;
use super::{Answers, Classes, Frequencies, GlobalRisk, IndividualRisks, Reading, Requirement, RiskError, Suda, SudaOptions};
use crate::privacy::microdata::{Microdata, Weight};

/// What is to be told about the risk of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskReport {
    /// How many records.
    pub records: u64,
    /// How many equivalence classes, a blank taken as a value.
    pub classes: u64,
    /// In each reading, in the order of [`Reading::ALL`].
    pub readings: [ReadingRisk; 2],
    /// Special uniques; `None` when there are too many quasi-identifiers to list them.
    pub special: Option<SpecialRisk>,
}

/// The measures in one reading of a blank cell.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadingRisk {
    /// The reading.
    pub reading: Reading,
    /// The k that the table has.
    pub least: u64,
    /// Records below the k that was asked for.
    pub below: u64,
    /// Records that match no other.
    pub uniques: u64,
    /// Individual risks together.
    pub global: GlobalRisk,
    /// Records above the ceiling that was asked for; 0 without a ceiling.
    pub above: u64,
    /// Sensitive items, in the order of the requirement.
    pub items: Vec<ItemRisk>,
    /// Whether the requirement is met in this reading.
    pub is_met: bool,
}

/// What classes give away about a sensitive item: the worst class by each measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemRisk {
    /// The item's position among the columns.
    pub column: usize,
    /// Distinct l-diversity.
    pub distinct: usize,
    /// Entropy l-diversity, exp(entropy).
    pub entropy: f64,
    /// t-closeness, answers taken in their order.
    pub ordered: f64,
    /// t-closeness, answers taken without an order.
    pub equal: f64,
}

/// Special uniques of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct SpecialRisk {
    /// Records with a score above 0.
    pub records: u64,
    /// The highest score.
    pub highest: u64,
    /// The share of all scores that goes through each quasi-identifier.
    pub contributions: Vec<f64>,
}

impl RiskReport {
    /// Measures a table under the quasi-identifiers at `columns`.
    pub fn of(microdata: &Microdata, columns: &[usize], requirement: &Requirement) -> Result<Self, RiskError> {
        let classes = Classes::of(microdata, columns)?;
        let [first, second] = Reading::ALL.map(|reading| ReadingRisk::of(microdata, &classes, requirement, reading));
        let population: u64 = classes.weights.iter().map(|weight| weight.0).sum();
        let sampled = microdata.rows() as f64 * Weight::ONE.0 as f64;
        let options = SudaOptions {
            sampling_fraction: (sampled / population.max(1) as f64).min(1.0),
            ..SudaOptions::default()
        };
        Ok(Self {
            records: microdata.rows() as u64,
            classes: classes.len() as u64,
            readings: [first?, second?],
            special: Suda::of(&classes, options).ok().map(|suda| SpecialRisk {
                records: suda.special(),
                highest: suda.highest(),
                contributions: suda.contributions(),
            }),
        })
    }

    /// Whether the requirement is met in both readings.
    pub fn is_met(&self) -> bool {
        self.readings.iter().all(|reading| reading.is_met)
    }
}

impl ReadingRisk {
    fn of(microdata: &Microdata, classes: &Classes, requirement: &Requirement, reading: Reading) -> Result<Self, RiskError> {
        let frequencies = Frequencies::of(classes, reading);
        let risks = IndividualRisks::of(&frequencies);
        let mut items = Vec::new();
        let mut is_met = classes.is_empty() || frequencies.least() >= u64::from(requirement.k);
        for item in &requirement.items {
            let column = microdata
                .column(item.column)
                .ok_or(RiskError::NoSuchColumn { position: item.column })?;
            let answers = Answers::of(classes, column, reading);
            is_met &= (0..classes.len()).all(|class| answers.meets(class, item));
            items.push(ItemRisk {
                column: item.column,
                distinct: answers.least_distinct(),
                entropy: answers.least_entropy(),
                ordered: answers.greatest_distance(Distance::Ordered),
                equal: answers.greatest_distance(Distance::Equal),
            });
        }
        let above = requirement.ceiling.map_or(0, |ceiling| risks.above(ceiling + super::PATIENCE));
        Ok(Self {
            reading,
            least: frequencies.least(),
            below: frequencies.below(u64::from(requirement.k)),
            uniques: frequencies.uniques(),
            global: risks.global(),
            above,
            items,
            is_met: is_met && above == 0,
        })
    }
}
