//! Records as flat tables: a schema made from a form, rows of values, and their packing into one blob.

use serde::{Deserialize, Serialize};

pub use crate::interview::Missing;

/// A cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// No value, and why.
    Missing(Missing),
    /// Text, and every type that has no shape of its own.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A decimal number as written: its text is canonical, so that nothing is lost.
    Decimal(String),
    /// One choice by name.
    One(String),
    /// Chosen names in the order of the list.
    Many(Vec<String>),
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Any text.
    Text,
    /// [`Value::Integer`].
    Integer,
    /// [`Value::Decimal`].
    Decimal,
    /// ISO 8601 text.
    Date,
    /// ISO 8601 text.
    Time,
    /// ISO 8601 text.
    DateTime,
    /// [`Value::One`].
    One,
    /// [`Value::Many`].
    Many,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The question by path without the root, groups joined by `/` (`b/q9/q9_1`).
    pub path: String,
    /// The question's own name.
    pub name: String,
    /// What it holds.
    pub kind: ColumnType,
    /// The names of its choices in the order of the list, where the list is in the workbook.
    pub choices: Option<std::sync::Arc<[String]>>,
}

/// A table: the form's own, or one for each repeat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableSchema {
    /// The repeat's path without the root, joined by `-`; empty for the form's own table.
    pub name: String,
    /// Index of the table that its rows hang under; `None` for the form's own.
    pub parent: Option<usize>,
    /// In form order.
    pub columns: Vec<Column>,
}

/// All tables of a form; the first is the form's own, parents come before children.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// At least one.
    pub tables: Vec<TableSchema>,
}

/// Rows of one table of one record.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Rows {
    /// For each row, the index of its parent row in the parent table (0 for the form's own table).
    pub parents: Vec<u32>,
    /// For each row, one value for each column.
    pub cells: Vec<Vec<Value>>,
}

/// One filled-in form as rows, one entry for each table of its [`Schema`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Record {
    /// By table; the first has exactly one row.
    pub tables: Vec<Rows>,
}
