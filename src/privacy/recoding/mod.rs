//! Making quasi-identifiers coarser, and the search for the release that loses least.
//!
//! A [`Hierarchy`] says how one column can be made coarser. [`search`] goes through the combinations of levels, blanks cells where these
//! are not enough, and gives a [`ReleasePlan`]: what to do, the risk before and after in both readings, and what is lost. Nothing
//! changes until [`ReleasePlan::apply`].
//!
//! ```
//! use phieu::privacy::microdata::{CodedColumn, Microdata};
//! use phieu::privacy::recoding::{Hierarchy, QuasiIdentifier, ReleaseRequest, SearchBounds, search};
//! use phieu::privacy::risk::Requirement;
//! use phieu::words::Silent;
//!
//! let table = Microdata::new(vec![
//!     CodedColumn::from_texts("ward", ["a1", "a2", "b1", "b2", "a1", "a2", "b1", "b2"]),
//!     CodedColumn::from_texts("sex", ["f", "f", "f", "f", "m", "m", "m", "m"]),
//!     CodedColumn::from_texts("satisfied", ["1", "2", "3", "4", "5", "4", "3", "2"]),
//! ])?;
//! let [ward, sex] = [0, 1].map(|at| table.column(at).unwrap());
//! let request = ReleaseRequest {
//!     quasi: vec![
//!         QuasiIdentifier {
//!             column: 0,
//!             hierarchy: Hierarchy::new(ward).level("district", |ward| Some(ward[..1].to_owned()))?.withheld(),
//!             importance: 1,
//!         },
//!         QuasiIdentifier {
//!             column: 1,
//!             hierarchy: Hierarchy::new(sex).withheld(),
//!             importance: 1,
//!         },
//!     ],
//!     requirement: Requirement::k(2),
//!     most_blanked: 0.1,
//!     bounds: SearchBounds::default(),
//! };
//! let plan = search(&table, &request, &Silent)?;
//! assert_eq!(plan.levels(), [1, 0], "districts instead of wards, and nobody loses more");
//! assert!((plan.loss.total - 0.25).abs() < 1e-12, "half of what the ward told, averaged over two columns");
//! assert!(!plan.before.is_met() && plan.after.is_met());
//! assert_eq!(plan.apply(&table).column(0).unwrap().label(3), Some("b"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod hierarchy;
mod loss;
mod plan;
mod search;
#[cfg(test)]
mod tests;

pub use hierarchy::{Hierarchy, HierarchyError};
pub use loss::{ColumnLoss, Loss};
pub use plan::{QuasiIdentifier, ReleasePlan, ReleaseRequest, SearchBounds, SearchError};
pub use search::search;
