//! What stands in the cells of a record's rows.

use std::borrow::Cow;

use super::columns::{Column, Content};
use super::keys::Keys;
use super::{Facts, FormTable, FormTables};
use crate::dataset::{ColumnType, Record, Value};
use crate::output::cell::write_cell;
use crate::output::entry::Entry;
use crate::output::layout::{Blanks, Moments, RowFact, Spaces};
use crate::output::moment;

impl FormTables {
    /// Hands over the rows of one record, each with the index of its table: the record's own first. Without content there is that one
    /// alone, with nothing but what is known of the record.
    pub fn lay_out<E>(
        &self,
        facts: &Facts,
        content: Option<&Record>,
        mut take: impl FnMut(usize, &[Entry<'_>]) -> Result<(), E>,
    ) -> Result<(), E> {
        let about =
            |columns: &'static [crate::output::layout::FactColumn]| columns.iter().map(|(fact, _)| facts.entry(*fact, &self.layout));
        let Some(own) = self.tables.first() else { return Ok(()) };
        let Some(record) = content else {
            let blanks = std::iter::repeat_n(Entry::Blank, own.columns.len());
            let row: Vec<Entry<'_>> = about(self.layout.before).chain(blanks).chain(about(self.layout.after)).collect();
            return take(0, &row);
        };
        let keys = Keys::of(&facts.key, &self.tables, record);
        for (index, (table, rows)) in self.tables.iter().zip(&record.tables).enumerate() {
            for (number, cells) in rows.cells.iter().enumerate() {
                let place = Place {
                    tables: self,
                    keys: &keys,
                    table: index,
                    row: number,
                };
                let answers = table.columns.iter().map(|column| place.entry(column, cells));
                let row: Vec<Entry<'_>> = if index == 0 {
                    about(self.layout.before).chain(answers).chain(about(self.layout.after)).collect()
                } else {
                    let about_row = |facts: &'static [RowFact]| facts.iter().map(|fact| place.fact(*fact, table));
                    about_row(self.layout.row_before)
                        .chain(answers)
                        .chain(about_row(self.layout.row_after))
                        .collect()
                };
                take(index, &row)?;
            }
        }
        Ok(())
    }
}

/// One row of a record.
struct Place<'a> {
    tables: &'a FormTables,
    keys: &'a Keys,
    table: usize,
    row: usize,
}

impl<'a> Place<'a> {
    fn fact(&self, fact: RowFact, table: &FormTable) -> Entry<'a> {
        let parent_key = || self.keys.parent_key(&self.tables.tables, self.table, self.row);
        match fact {
            RowFact::Key => Entry::text(self.keys.key(self.table, self.row)),
            RowFact::ParentKey => Entry::text(parent_key()),
            RowFact::SetOf => Entry::Text(Cow::Owned(format!("{}/{}", parent_key(), table.step))),
        }
    }

    fn entry(&self, column: &Column, cells: &'a [Value]) -> Entry<'a> {
        let entry = match &column.content {
            Content::Answer(at) => self.answer(cells.get(*at)),
            Content::Moment(at, kind) => self.moment(cells.get(*at), *kind),
            Content::Media(at) => self.media(cells.get(*at)),
            Content::Part(at, part) => part_of(cells.get(*at), *part),
            Content::Chosen(at, choice) => chosen(cells.get(*at), choice),
            Content::Set { table, way } => self.set(*table, way),
            Content::Nothing => Entry::Blank,
        };
        if entry == Entry::Blank && self.tables.layout.blanks == Blanks::Quoted && !column.is_bare {
            return Entry::QuotedBlank;
        }
        entry
    }

    fn answer(&self, value: Option<&'a Value>) -> Entry<'a> {
        let Some(value) = value else { return Entry::Blank };
        let cell = self.trimmed(write_cell(value, &self.tables.layout));
        match value {
            Value::Integer(_) | Value::Decimal(_) => Entry::Number(cell),
            Value::Missing(_) | Value::Text(_) | Value::One(_) | Value::Many(_) => Entry::text(cell),
        }
    }

    fn moment(&self, value: Option<&'a Value>, kind: ColumnType) -> Entry<'a> {
        let as_stored = self.answer(value);
        if self.tables.layout.moments == Moments::Iso {
            return as_stored;
        }
        match moment::in_english(as_stored.as_str(), kind) {
            Some(english) => Entry::Text(Cow::Owned(english)),
            None => as_stored,
        }
    }

    fn media(&self, value: Option<&'a Value>) -> Entry<'a> {
        let folder = self.tables.layout.media_folder;
        match self.answer(value) {
            Entry::Text(name) if !folder.is_empty() => Entry::Text(Cow::Owned(format!("{folder}{name}"))),
            as_stored => as_stored,
        }
    }

    fn set(&self, repeat: usize, way: &[super::columns::Pace]) -> Entry<'a> {
        if !self.keys.has_rows(repeat, self.row) {
            return Entry::Blank;
        }
        let tables = &self.tables.tables;
        let name = tables.get(repeat).map_or("", |table| table.step.as_str());
        Entry::Text(Cow::Owned(self.keys.set(tables, (self.table, self.row), way, name)))
    }

    fn trimmed(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        match (self.tables.layout.spaces, text) {
            (Spaces::Kept, text) => text,
            (Spaces::Trimmed, Cow::Borrowed(text)) => Cow::Borrowed(text.trim()),
            (Spaces::Trimmed, Cow::Owned(text)) => Cow::Owned(text.trim().to_owned()),
        }
    }
}

/// One part of a place.
fn part_of(value: Option<&Value>, part: usize) -> Entry<'_> {
    let place = match value {
        Some(Value::Text(text)) => text.as_str(),
        _ => return Entry::Blank,
    };
    place
        .split_whitespace()
        .nth(part)
        .map_or(Entry::Blank, |number| Entry::Number(Cow::Borrowed(number)))
}

/// 1 where a choice was chosen, 0 where it was not, whatever the reason.
fn chosen<'a>(value: Option<&Value>, choice: &str) -> Entry<'a> {
    let is_chosen = match value {
        Some(Value::Many(names)) => names.iter().any(|name| name == choice),
        Some(Value::Text(text) | Value::One(text)) => text.split_whitespace().any(|name| name == choice),
        _ => false,
    };
    Entry::Number(Cow::Borrowed(if is_chosen { "1" } else { "0" }))
}
