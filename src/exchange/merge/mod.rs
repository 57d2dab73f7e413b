//! Merging packages into a master: find them, read each once, show a plan, apply it in one transaction.

mod doubts;
mod known;
mod loose_files;
pub mod plan;
mod side_by_side;
pub mod stage;
mod task;
pub mod walk;

pub use doubts::{Doubt, Doubts};
pub use plan::{Accepted, Counts, MergePlan, PlannedPackage, SignerStanding, Verdict};
pub use stage::{Reading, StageError, Stop, add_instrument, compile, stage};
