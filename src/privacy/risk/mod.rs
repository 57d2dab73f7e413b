//! How likely a released record is to be recognised, and what it then gives away.
//!
//! Everything starts from [`Classes`]: the records of a table grouped by their quasi-identifiers. [`Frequencies`] counts who shares a
//! record's values, in both readings of a blank cell; from these come k-anonymity, sample uniques and [`IndividualRisks`]. [`Answers`]
//! says what a class gives away about a sensitive item (l-diversity, t-closeness), [`Suda`] which records are special.
//! [`RiskReport`] is all of it at once, held against a [`Requirement`]. Nothing here depends on the order of the records.
//!
//! ```
//! use phieu::privacy::microdata::{CodedColumn, Microdata, Weight};
//! use phieu::privacy::risk::{Answers, Classes, Distance, Frequencies, IndividualRisks, Reading};
//!
//! let table = Microdata::new(vec![
//!     CodedColumn::from_texts("ward", ["a", "a", "a", "b", "b", ""]),
//!     CodedColumn::from_texts("sex", ["f", "f", "m", "m", "m", "m"]),
//!     CodedColumn::from_texts("satisfied", ["1", "2", "5", "4", "4", "3"]),
//! ])?
//! .with_weights([30.0, 30.0, 25.0, 40.0, 35.0, 20.0].into_iter().filter_map(Weight::of).collect())?;
//!
//! let classes = Classes::of(&table, &[0, 1])?;
//! let strict = Frequencies::of(&classes, Reading::Strict);
//! assert_eq!(strict.uniques(), 2, "the man of ward a, and the one whose ward is blank");
//! let wildcard = Frequencies::of(&classes, Reading::Wildcard);
//! assert_eq!(wildcard.least(), 2, "the blank ward may be a or b");
//!
//! let risks = IndividualRisks::of(&wildcard);
//! assert!(risks.global().expected < IndividualRisks::of(&strict).global().expected);
//!
//! let answers = Answers::of(&classes, table.column(2).unwrap(), Reading::Strict);
//! assert_eq!(answers.least_distinct(), 1, "both men of ward b answered 4");
//! assert!(answers.greatest_distance(Distance::Ordered) > 0.4);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answers;
mod classes;
mod frequencies;
mod individual;
pub(crate) mod key;
mod report;
mod requirement;
mod suda;
#[cfg(test)]
mod tests;
pub(crate) mod wildcard;

pub use answers::{Answers, Distance};
pub(crate) use answers::{Overall, dense};
pub use classes::Classes;
pub use frequencies::{Frequencies, Reading};
pub use individual::{GlobalRisk, IndividualRisks, household_risks, individual_risk};
pub use report::{ItemRisk, ReadingRisk, RiskReport, SpecialRisk};
use requirement::PATIENCE;
pub(crate) use requirement::risk_shortfall;
pub use requirement::{Diversity, ItemRequirement, Requirement};
pub use suda::{Suda, SudaOptions};

/// Why risk cannot be measured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RiskError {
    /// The table has no such column.
    #[error("the table has no column at position {position}")]
    NoSuchColumn {
        /// The position that was asked for.
        position: usize,
    },
    /// The quasi-identifiers have too many values together.
    #[error("the quasi-identifiers need {bits} bits together, at most 128 are possible: choose fewer, or coarsen them first")]
    TooWide {
        /// What they need.
        bits: u32,
    },
    /// Special uniques are sought in every set of columns, and there are too many sets.
    #[error("special uniques of {columns} quasi-identifiers cannot be listed, at most {most} are possible: choose fewer")]
    TooManyColumns {
        /// How many were given.
        columns: usize,
        /// How many are possible.
        most: usize,
    },
}
