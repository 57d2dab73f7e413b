//! The `index` sheet compiled, answers tallied, and the tree scored.
//!
//! An [`IndexTree`] says how answers become scores and how scores combine. A [`Tally`] counts answers by unit and group in integers, so
//! that tallies merge in any order to the same figures; [`score`] makes [`NodeScore`]s of it. What the sheet can say is documented, with
//! five instruments as examples, in `assets/docs/index-sheet.md`.

mod binding;
mod check;
mod compile;
mod condition;
mod elsewhere;
mod expand;
mod leaves;
mod scale;
mod score;
mod spread;
mod tally;
#[cfg(test)]
mod tests;
mod tree;
mod value;
mod words;

pub use binding::{BindError, Binding};
pub use elsewhere::{Elsewhere, FormerChoice};
pub use leaves::{GivenValues, LeavesError};
pub use score::{NodeScore, rank, score, score_given};
pub use spread::Spread;
pub use tally::Tally;
pub use tree::{IndexNode, IndexTree};
pub use words::{Combine, ItemRule};
