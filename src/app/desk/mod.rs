//! The coordinator's desk: what the packages brought, what contradicts itself, what was decided.

pub mod conflicts;
pub mod duplicates;
pub mod files;
pub mod frame;
pub mod grid;
pub mod ledger;
pub mod planned;
pub mod quality;
pub mod tally;
pub mod versions;
pub mod work;
