//! The coordinator's desk: what the packages brought, what contradicts itself, what was decided.

pub mod conflicts;
pub mod duplicates;
pub mod ledger;
pub mod planned;
