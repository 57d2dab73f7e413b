//! Records as flat tables: a schema made from a form, rows of values, and their packing into one blob.
//!
//! A [`Schema`] has one table for the form and one for each repeat. A [`Record`] is a finished interview laid out in them; its packed
//! form ([`Record::pack`]) is what a workspace keeps, what is hashed and what is merged. Why a value is missing is part of the value.

pub mod codebook;
mod glimpse;
pub(crate) mod packed;
mod record;
mod schema;
mod submission;
pub mod units;
mod value;
pub(crate) mod varint;

pub use codebook::Codebook;
pub use glimpse::{CellRef, Glimpse, Interest, Names};
pub use packed::Damaged;
pub use record::{Record, Rows};
pub use schema::{Column, ColumnIx, ColumnType, Schema, TableSchema};
pub use submission::Identity;
pub use value::Value;

pub use crate::interview::Missing;
