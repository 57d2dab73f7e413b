//! A finished interview as rows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ColumnIx, Missing, Schema, Value};
use crate::form::{Kind, NodeId};
use crate::interview::{At, Interview};

/// Rows of one table of one record.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rows {
    /// For each row, the index of its parent row in the parent table (0 for the form's own table).
    pub parents: Vec<u32>,
    /// For each row, one value for each column.
    pub cells: Vec<Vec<Value>>,
}

/// One filled-in form as rows, one entry for each table of its [`Schema`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Record {
    /// By table; the first has exactly one row.
    pub tables: Vec<Rows>,
}

impl Record {
    /// Lays an interview out. An instance of a repeat that is not asked gives no row.
    pub fn of(schema: &Schema, interview: &Interview) -> Self {
        let mut layout = Layout {
            schema,
            interview,
            columns: schema.columns().map(|(at, column)| (column.node, at)).collect(),
            tables: schema.tables.iter().enumerate().map(|(index, table)| (table.node, index)).collect(),
            record: Self::blank(schema),
        };
        layout.walk(interview.root(), 0);
        layout.record
    }

    /// A record with one row in the form's own table, nothing asked.
    pub fn blank(schema: &Schema) -> Self {
        let mut record = Self {
            tables: vec![Rows::default(); schema.tables.len()],
        };
        record.add_row(schema, 0, 0);
        record
    }

    /// The value of a cell, if there is such a row and column.
    pub fn get(&self, at: ColumnIx, row: usize) -> Option<&Value> {
        self.tables.get(at.table)?.cells.get(row)?.get(at.column)
    }

    /// Sets a cell; a row or column that is not there is left alone.
    pub fn set(&mut self, at: ColumnIx, row: usize, value: Value) {
        let cell = self
            .tables
            .get_mut(at.table)
            .and_then(|rows| rows.cells.get_mut(row))
            .and_then(|cells| cells.get_mut(at.column));
        if let Some(cell) = cell {
            *cell = value;
        }
    }

    /// Appends a row in which nothing was asked; its index.
    pub fn add_row(&mut self, schema: &Schema, table: usize, parent: u32) -> usize {
        let width = schema.tables.get(table).map_or(0, |table| table.columns.len());
        let Some(rows) = self.tables.get_mut(table) else { return 0 };
        rows.parents.push(parent);
        rows.cells.push(vec![Value::Missing(Missing::NotAsked); width]);
        rows.cells.len() - 1
    }
}

struct Layout<'a> {
    schema: &'a Schema,
    interview: &'a Interview,
    columns: BTreeMap<NodeId, ColumnIx>,
    tables: BTreeMap<NodeId, usize>,
    record: Record,
}

impl Layout<'_> {
    fn walk(&mut self, above: At, row: usize) {
        for at in self.interview.children(above) {
            let node = self.interview.node(at);
            match &self.interview.form().node(node).kind {
                Kind::Root | Kind::Group => self.walk(at, row),
                Kind::Repeat { .. } if !self.interview.is_relevant(at) => {}
                Kind::Repeat { .. } => {
                    let Some(&inner) = self.tables.get(&node) else { continue };
                    let added = self.record.add_row(self.schema, inner, u32::try_from(row).unwrap_or(u32::MAX));
                    self.walk(at, added);
                }
                Kind::Question(_) => {
                    if let Some(&column) = self.columns.get(&node) {
                        let value = self.value(at, column);
                        self.record.set(column, row, value);
                    }
                }
            }
        }
    }

    fn value(&self, at: At, column: ColumnIx) -> Value {
        if !self.interview.is_relevant(at) {
            return Value::Missing(Missing::NotAsked);
        }
        if let Some(kind) = self.interview.missing(at) {
            return Value::Missing(kind);
        }
        let Some(column) = self.schema.get(column) else {
            return Value::Missing(Missing::Empty);
        };
        Value::parse(self.interview.value(at), column)
    }
}
