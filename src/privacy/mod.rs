//! What may leave: the `privacy` sheet compiled, and the rules for what it does not mention.
//!
//! The sheet has the columns `name`, `role`, `recode` and `note`, one row a question. A question without a row leaves only when it is a
//! select question whose choices are in the workbook, or a calculation of which everything that it reads leaves as answered.
//! [`ExportPlan`] says for each column what becomes of it and why; [`ExportPlan::release`] does it to a record.
//!
//! A release to strangers needs more: [`microdata`] is the merged file as coded columns, [`risk`] measures it, [`suppress`] blanks
//! cells until a requirement is met, and [`recoding`] searches for the release that loses least. [`microaggregation`] is for numbers.
//! Tables of counts have a protection of their own: [`tables`]; [`ledger`] holds each new release against the earlier ones, and
//! [`canary`] is the last look at what is about to be written.

pub mod canary;
mod doubts;
mod flow;
pub mod ledger;
pub mod microaggregation;
pub mod microdata;
mod plan;
mod recode;
pub mod recoding;
mod release;
pub mod risk;
mod role;
mod sheet;
pub mod suppress;
pub mod tables;
#[cfg(test)]
mod tests;

pub use doubts::doubts;
pub use plan::{ColumnPlan, ExportPlan, Fate, Note, Reason};
pub use recode::{Recode, RecodeStep};
pub use role::Role;
pub use sheet::{Privacy, Rule};
