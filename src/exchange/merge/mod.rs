//! Merging packages into a master: find them, read each once into the staging table, show a plan, apply it in one transaction.

pub mod plan;
pub mod stage;
pub mod walk;

pub use plan::{Accepted, Counts, MergePlan, PlannedPackage, SignerStanding, Verdict};
pub use stage::{Reading, StageError, Stop, add_instrument, compile, stage};
