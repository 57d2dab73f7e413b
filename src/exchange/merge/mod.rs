//! Merging packages into a master: find them, read each once into the staging table, show a plan, apply it in one transaction.

pub mod plan;

pub use plan::{Accepted, Counts, MergePlan, PlannedPackage, SignerStanding, Verdict};
