//! The tables of a form in a layout: the form's own, and one for each repeat.
//!
//! [`FormTables`] is made once for a form; [`FormTables::lay_out`] then says for each record what its rows are, cell by cell. Who takes
//! them writes CSV or a workbook.

mod columns;
mod facts;
mod files;
mod keys;
mod rows;

#[cfg(test)]
mod tests;

use columns::{Column, Plan};

pub use columns::{Split, offered};
pub use facts::Facts;
pub(crate) use files::{is_device, without_accents};

use super::cell::write_text;
use super::layout::{Elements, FactColumn, Layout, RowFact};
use crate::dataset::{Schema, TableSchema};
use crate::form::Form;

/// The tables of one form in one layout; in the order of the schema.
#[derive(Debug, Clone)]
pub struct FormTables {
    layout: Layout,
    tables: Vec<FormTable>,
}

/// One of them.
#[derive(Debug, Clone)]
pub struct FormTable {
    /// The repeat's path without the root, joined by `-`; empty for the form's own table.
    pub path: String,
    /// The repeat's own name; empty for the form's own table.
    pub name: String,
    /// One for each column, those about the record or the row included.
    pub heads: Vec<String>,
    /// Index of the table that its rows hang under.
    parent: Option<usize>,
    /// What the keys of its rows add to the key of the row above.
    step: String,
    columns: Vec<Column>,
}

impl FormTable {
    /// What its rows are called under the row above, before their number.
    pub fn step(&self) -> &str {
        &self.step
    }
}

impl FormTables {
    /// The tables whose columns are those of a schema.
    pub fn of_schema(schema: &Schema, layout: Layout) -> Self {
        Self::assemble(schema, layout, columns::of_schema(schema))
    }

    /// The tables of a form. `schema` says what its records have: a question without a column there is left out, a note is an empty one.
    pub fn of_form(form: &Form, schema: &Schema, layout: Layout, split: &Split) -> Self {
        match layout.elements {
            Elements::Valued => Self::of_schema(schema, layout),
            Elements::All => Self::assemble(schema, layout, columns::of_form(form, schema, &layout, split)),
        }
    }

    fn assemble(schema: &Schema, layout: Layout, plans: Vec<Plan>) -> Self {
        let table = |(index, (table, plan)): (usize, (&TableSchema, Plan))| {
            let about = |record: &[FactColumn], row: &[RowFact]| -> Vec<String> {
                if index == 0 {
                    record.iter().map(|(_, head)| (*head).to_owned()).collect()
                } else {
                    row.iter().map(|fact| row_head(*fact, &plan.name)).collect()
                }
            };
            let answers = plan.columns.iter().map(|column| write_text(&column.head, &layout).into_owned());
            FormTable {
                heads: about(layout.before, layout.row_before)
                    .into_iter()
                    .chain(answers)
                    .chain(about(layout.after, layout.row_after))
                    .collect(),
                path: table.name.clone(),
                parent: table.parent,
                name: plan.name,
                step: plan.step,
                columns: plan.columns,
            }
        };
        Self {
            tables: schema.tables.iter().zip(plans).enumerate().map(table).collect(),
            layout,
        }
    }

    /// The tables, the form's own first.
    pub fn tables(&self) -> &[FormTable] {
        &self.tables
    }

    /// How they look.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }
}

fn row_head(fact: RowFact, name: &str) -> String {
    match fact {
        RowFact::Key => "KEY".to_owned(),
        RowFact::ParentKey => "PARENT_KEY".to_owned(),
        RowFact::SetOf => format!("SET-OF-{name}"),
    }
}
