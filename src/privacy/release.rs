//! Takes a record through its plan: what stays is gone, what leaves coarser is coarser.

use super::ExportPlan;
use super::plan::ReleasedColumn;
use crate::dataset::{Column, ColumnType, Missing, Record, Rows, Value};

impl ExportPlan {
    /// The record as it leaves, laid out in [`ExportPlan::released`].
    ///
    /// Every value fits its column: a choice that the list does not have, and a number that is none, leave as left empty, so nothing
    /// that was not foreseen gets out. Come back later leaves as left empty too.
    pub fn release(&self, record: &Record) -> Record {
        let tables = self.released.tables.iter().zip(&self.tables).zip(&self.sources);
        let release_table = |((table, index), ways): ((&crate::dataset::TableSchema, &usize), &Vec<ReleasedColumn>)| {
            let Some(rows) = record.tables.get(*index) else {
                return Rows::default();
            };
            let cells = (0..rows.cells.len()).map(|row| {
                let cell =
                    |(column, way): (&Column, &ReleasedColumn)| record.get(way.from, row).map_or(EMPTY, |value| leave(value, column, way));
                table.columns.iter().zip(ways).map(cell).collect()
            });
            Rows {
                parents: rows.parents.clone(),
                cells: cells.collect(),
            }
        };
        Record {
            tables: tables.map(release_table).collect(),
        }
    }
}

const EMPTY: Value = Value::Missing(Missing::Empty);

fn leave(value: &Value, column: &Column, way: &ReleasedColumn) -> Value {
    let coarse = way
        .recode
        .as_ref()
        .map_or_else(|| value.clone(), |recode| recode.apply(value, way.list.as_ref()));
    let is_known = |name: &String| column.choices.as_ref().is_none_or(|choices| choices.contains(name));
    match (coarse, column.kind) {
        (Value::Missing(Missing::Later), _) => EMPTY,
        (value @ Value::Missing(_), _) => value,
        (Value::Text(text), ColumnType::Integer) => text.parse().map_or(EMPTY, Value::Integer),
        (Value::Integer(number), ColumnType::Integer) => Value::Integer(number),
        (Value::Decimal(text), ColumnType::Decimal) => Value::Decimal(text),
        (Value::One(name), ColumnType::One) if is_known(&name) => Value::One(name),
        (Value::Many(names), ColumnType::Many | ColumnType::Rank) => {
            let known: Vec<String> = names.into_iter().filter(is_known).collect();
            if known.is_empty() { EMPTY } else { Value::Many(known) }
        }
        (Value::Text(text), ColumnType::Text | ColumnType::Date | ColumnType::Time | ColumnType::DateTime) => Value::Text(text),
        _ => EMPTY,
    }
}
