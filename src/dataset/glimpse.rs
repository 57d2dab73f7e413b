//! Reads a few columns of a packed record without unpacking the rest.
//!
//! A tally over a million records needs a fraction of each. [`Interest`] is made once for a schema; [`Interest::glimpse`] then walks a
//! blob up to the last column that is wanted and borrows what it finds.

use super::packed::{Packed, Reader, choice};
use super::{Column, ColumnIx, Damaged, Missing, Schema};

/// The columns that someone wants to see of every record.
#[derive(Debug, Clone)]
pub struct Interest {
    tables: Vec<TableInterest>,
    /// Tables from here on hold nothing of interest.
    end: usize,
}

#[derive(Debug, Clone, Default)]
struct TableInterest {
    parent: Option<usize>,
    columns: Vec<Column>,
    /// By column: where its cells go in a row of the glimpse.
    slots: Vec<Option<usize>>,
    width: usize,
}

/// What was seen of one record.
#[derive(Debug, Clone)]
pub struct Glimpse<'a> {
    interest: &'a Interest,
    tables: Vec<TableGlimpse<'a>>,
}

#[derive(Debug, Clone, Default)]
struct TableGlimpse<'a> {
    parents: Vec<u32>,
    cells: Vec<Packed<'a>>,
}

/// A cell, borrowed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CellRef<'a> {
    /// No value, and why.
    Missing(Missing),
    /// Text, a choice that is not in the list, or a number that is not one.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// `digits` divided by ten to the power of `scale`.
    Decimal {
        /// Digits after the point, at most 18.
        scale: u8,
        /// All digits as one integer.
        digits: i64,
    },
    /// A choice of the column's list.
    Choice {
        /// Its position in the list.
        index: u32,
        /// Its name.
        name: &'a str,
    },
    /// Chosen names.
    Many(Names<'a>),
}

/// The names of a cell with several choices.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    column: &'a Column,
    left: u32,
    bytes: Reader<'a>,
}

impl PartialEq for Names<'_> {
    fn eq(&self, other: &Self) -> bool {
        (*self).eq(*other)
    }
}

#[expect(
    clippy::copy_iterator,
    reason = "a cell is looked at again and again; each look starts at its first name"
)]
impl<'a> Iterator for Names<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        self.left = self.left.checked_sub(1)?;
        self.bytes.name(self.column).ok()
    }
}

impl Interest {
    /// Wants these columns; one that the schema does not have is never seen.
    pub fn new(schema: &Schema, wanted: impl IntoIterator<Item = ColumnIx>) -> Self {
        let table = |table: &super::TableSchema| TableInterest {
            parent: table.parent,
            slots: vec![None; table.columns.len()],
            columns: table.columns.clone(),
            width: 0,
        };
        let mut interest = Self {
            tables: schema.tables.iter().map(table).collect(),
            end: 0,
        };
        for at in wanted {
            let Some(table) = interest.tables.get_mut(at.table) else { continue };
            if let Some(slot @ None) = table.slots.get_mut(at.column) {
                *slot = Some(table.width);
                table.width += 1;
                interest.end = interest.end.max(at.table + 1);
            }
        }
        interest
    }

    /// Looks at one record.
    pub fn glimpse<'a>(&'a self, bytes: &'a [u8]) -> Result<Glimpse<'a>, Damaged> {
        let mut reader = Reader::new(bytes)?;
        let mut glimpse = Glimpse {
            interest: self,
            tables: Vec::with_capacity(self.end),
        };
        for (index, table) in self.tables.iter().enumerate().take(self.end) {
            let mut seen = TableGlimpse::default();
            let above = table
                .parent
                .and_then(|parent| glimpse.tables.get(parent))
                .map_or(1, |parent| parent.parents.len());
            for _ in 0..reader.row_count(index)? {
                seen.parents.push(reader.parent(index, above)?);
                let start = seen.cells.len();
                seen.cells.resize(start + table.width, Packed::Missing(Missing::NotAsked));
                for slot in &table.slots {
                    let cell = reader.cell()?;
                    if let Some(place) = slot.and_then(|slot| seen.cells.get_mut(start + slot)) {
                        *place = cell;
                    }
                }
            }
            glimpse.tables.push(seen);
        }
        Ok(glimpse)
    }
}

impl<'a> Glimpse<'a> {
    /// How many rows a table has; 0 for a table without a wanted column that comes after the last wanted one.
    pub fn row_count(&self, table: usize) -> usize {
        self.tables.get(table).map_or(0, |table| table.parents.len())
    }

    /// The row of `above` that a row of `table` hangs under, which may be the row itself.
    pub fn row_above(&self, table: usize, row: usize, above: usize) -> Option<usize> {
        let (mut table, mut row) = (table, row);
        while table != above {
            row = *self.tables.get(table)?.parents.get(row)? as usize;
            table = self.interest.tables.get(table)?.parent?;
        }
        Some(row)
    }

    /// The cell of a wanted column. A choice that the list does not have reads as left empty: a damaged or foreign blob.
    pub fn cell(&self, at: ColumnIx, row: usize) -> CellRef<'a> {
        self.look(at, row).unwrap_or(CellRef::Missing(Missing::NotAsked))
    }

    fn look(&self, at: ColumnIx, row: usize) -> Option<CellRef<'a>> {
        let interest = self.interest.tables.get(at.table)?;
        let slot = (*interest.slots.get(at.column)?)?;
        let column = interest.columns.get(at.column)?;
        let packed = *self.tables.get(at.table)?.cells.get(row * interest.width + slot)?;
        Some(match packed {
            Packed::Missing(kind) => CellRef::Missing(kind),
            Packed::Text(text) | Packed::DecimalText(text) | Packed::OneText(text) => CellRef::Text(text),
            Packed::Integer(number) => CellRef::Integer(number),
            Packed::Decimal { scale, digits } => CellRef::Decimal { scale, digits },
            Packed::Choice(index) => match choice(column, u64::from(index)) {
                Ok(name) => CellRef::Choice { index, name },
                Err(_foreign) => CellRef::Missing(Missing::Empty),
            },
            Packed::Many { count, bytes } => CellRef::Many(Names {
                column,
                left: count,
                bytes: Reader::names(bytes),
            }),
        })
    }
}

impl CellRef<'_> {
    /// The cell as text; `None` for what is missing.
    pub fn text(&self) -> Option<String> {
        Some(match *self {
            Self::Missing(_) => return None,
            Self::Text(text) | Self::Choice { name: text, .. } => text.to_owned(),
            Self::Integer(number) => number.to_string(),
            Self::Decimal { scale, digits } => super::packed::join_decimal(scale, digits),
            Self::Many(names) => names.collect::<Vec<_>>().join(" "),
        })
    }
}
