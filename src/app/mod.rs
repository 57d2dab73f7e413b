//! Use cases: what both front ends call. The clock, chance, ids and cancellation enter here.

pub mod export;
pub mod keys;
pub mod merge;
