//! What the rows of a record are called.
//!
//! A row's key is that of the row above, what the layout adds for the repeat, and its number there: `…/vehicle[2]`.

use std::collections::BTreeSet;

use super::FormTable;
use super::columns::Pace;
use crate::dataset::Record;

/// The keys of a record's rows, table by table.
#[derive(Debug)]
pub(super) struct Keys {
    tables: Vec<Vec<RowKey>>,
    /// By table: the rows above that have at least one row in it.
    peopled: Vec<BTreeSet<u32>>,
}

#[derive(Debug)]
struct RowKey {
    key: String,
    above: usize,
    /// 1, 2, 3, … under the row above.
    number: u32,
}

impl Keys {
    pub(super) fn of(key: &str, tables: &[FormTable], record: &Record) -> Self {
        let own = RowKey {
            key: key.to_owned(),
            above: 0,
            number: 1,
        };
        let mut keys = Self {
            tables: vec![vec![own]],
            peopled: vec![BTreeSet::new()],
        };
        for (table, rows) in tables.iter().zip(&record.tables).skip(1) {
            let parents = table
                .parent
                .and_then(|parent| keys.tables.get(parent))
                .map_or(&[][..], Vec::as_slice);
            let mut seen = vec![0_u32; parents.len()];
            let row = |parent: &u32| {
                let above = *parent as usize;
                let number = seen.get_mut(above).map_or(0, |count| {
                    *count += 1;
                    *count
                });
                let stem = parents.get(above).map_or("", |parent| parent.key.as_str());
                RowKey {
                    key: format!("{stem}/{}[{number}]", table.step),
                    above,
                    number,
                }
            };
            let made = rows.parents.iter().map(row).collect();
            keys.tables.push(made);
            keys.peopled.push(rows.parents.iter().copied().collect());
        }
        keys
    }

    /// The key of a row.
    pub(super) fn key(&self, table: usize, row: usize) -> &str {
        self.row(table, row).map_or("", |row| row.key.as_str())
    }

    /// The key of the row above a row.
    pub(super) fn parent_key(&self, tables: &[FormTable], table: usize, row: usize) -> &str {
        let parent = tables.get(table).and_then(|table| table.parent);
        parent
            .zip(self.row(table, row))
            .map_or("", |(parent, row)| self.key(parent, row.above))
    }

    /// Whether a repeat has rows under a row of the table that it stands in.
    pub(super) fn has_rows(&self, repeat: usize, row: usize) -> bool {
        self.peopled.get(repeat).is_some_and(|above| above.contains(&(row as u32)))
    }

    /// The reference to the rows of a repeat under a row.
    pub(super) fn set(&self, tables: &[FormTable], (table, row): (usize, usize), way: &[Pace], name: &str) -> String {
        let pace = |pace: &Pace| {
            let number = pace.table.map_or(1, |above| self.number_above(tables, (table, row), above));
            format!("/{}[{number}]", pace.name)
        };
        let way: String = way.iter().map(pace).collect();
        format!("{}{way}/{name}", self.key(0, 0))
    }

    fn number_above(&self, tables: &[FormTable], (mut table, mut row): (usize, usize), above: usize) -> u32 {
        while table != above {
            let (Some(parent), Some(key)) = (tables.get(table).and_then(|table| table.parent), self.row(table, row)) else {
                return 0;
            };
            row = key.above;
            table = parent;
        }
        self.row(table, row).map_or(0, |row| row.number)
    }

    fn row(&self, table: usize, row: usize) -> Option<&RowKey> {
        self.tables.get(table)?.get(row)
    }
}
