//! One row of a sheet as cells under understood columns.

use std::borrow::Cow;
use std::sync::Arc;

use smol_str::SmolStr;

use super::super::{Place, Sheet};
use super::header::Column;

/// A cell that is not empty.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// What it stands under.
    pub(super) column: Arc<Column>,
    /// Its text.
    pub(super) text: SmolStr,
    /// Where it is.
    pub(super) place: Place,
}

/// The cells of one row that are not empty.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// In column order.
    entries: Vec<Entry>,
    /// A mark for each standard column that it has a cell under: most are asked for in vain.
    marks: u64,
    /// The row as a whole.
    pub(super) place: Place,
    /// Its number when blank rows are not counted and the header is row 1: names made from it are the same in every file format.
    pub(super) ordinal: u32,
}

impl Row {
    /// All rows of a sheet.
    pub(super) fn all(sheet: &Sheet, columns: &[Column]) -> impl Iterator<Item = Self> {
        let columns: Vec<Arc<Column>> = columns.iter().cloned().map(Arc::new).collect();
        (2..).zip(&sheet.rows).map(move |(ordinal, (number, texts))| {
            let mut row = Self {
                entries: Vec::with_capacity(texts.iter().filter(|text| !text.is_empty()).count()),
                marks: 0,
                place: Place {
                    row: *number,
                    ..sheet.whole()
                },
                ordinal,
            };
            for (text, (column, head)) in texts.iter().zip(columns.iter().zip(&sheet.header)) {
                if !text.is_empty() {
                    row.push(Entry {
                        column: Arc::clone(column),
                        text: text.into(),
                        place: Place {
                            column: head.column,
                            ..row.place.clone()
                        },
                    });
                }
            }
            row
        })
    }

    /// A row that no file has, made for a node that the standard adds.
    pub(super) fn made(place: &Place, cells: &[(&str, &str)]) -> Self {
        let entries = cells.iter().map(|(key, text)| Entry {
            column: Arc::new(Column {
                key: (*key).to_owned(),
                language: None,
                is_known: true,
            }),
            text: (*text).into(),
            place: place.clone(),
        });
        let mut row = Self {
            place: place.clone(),
            ..Self::default()
        };
        row.extend(entries);
        row
    }

    fn push(&mut self, entry: Entry) {
        if entry.column.is_known {
            self.marks |= mark(&entry.column.key);
        }
        self.entries.push(entry);
    }

    /// Puts cells behind those that it has.
    pub(super) fn extend(&mut self, entries: impl IntoIterator<Item = Entry>) {
        entries.into_iter().for_each(|entry| self.push(entry));
    }

    /// Its cells.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Its cells, for their texts to be changed.
    pub(super) fn entries_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        self.entries.iter_mut()
    }

    /// Puts its cells in another order; equals stay as they are.
    pub(super) fn sort_by_key<K: Ord>(&mut self, key: impl FnMut(&Entry) -> K) {
        self.entries.sort_by_key(key);
    }

    /// The cell under a column, with plain quotes and spaces: for names, types and expressions.
    pub(super) fn get(&self, key: &str) -> Option<(String, &Place)> {
        let entry = self.entry(key)?;
        Some((plain(&entry.text), &entry.place))
    }

    /// The same, copied only where something in it is not plain.
    pub(super) fn cell(&self, key: &str) -> Option<(Cow<'_, str>, &Place)> {
        let entry = self.entry(key)?;
        Some((plain_or_same(&entry.text), &entry.place))
    }

    fn entry(&self, key: &str) -> Option<&Entry> {
        if self.marks & mark(key) == 0 {
            return None;
        }
        self.entries.iter().find(|entry| entry.column.is_known && entry.column.key == key)
    }

    /// Whether there is something under a column, in whatever language.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// The text of [`Row::get`], or an empty one.
    pub(super) fn text(&self, key: &str) -> String {
        self.entry(key).map(|entry| plain(&entry.text)).unwrap_or_default()
    }

    /// Whether a cell says yes, in one of the ways in which that is said.
    pub(super) fn is_on(&self, key: &str) -> bool {
        let says_yes = |text: &str| ["yes", "true", "true()"].iter().any(|yes| text.eq_ignore_ascii_case(yes));
        self.entry(key).is_some_and(|entry| says_yes(&entry.text))
    }

    /// The name that it gives.
    pub(super) fn name(&self) -> SmolStr {
        self.cell("name").map(|(name, _)| name.into()).unwrap_or_default()
    }

    /// The place of a cell, or of the row when the cell is empty.
    pub(super) fn place_of(&self, key: &str) -> Place {
        self.entry(key).map_or_else(|| self.place.clone(), |entry| entry.place.clone())
    }

    /// The cells under a column in each language.
    pub(super) fn texts<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.column.is_known && entry.column.key == key)
    }

    /// The cells under columns that the standard does not know.
    pub(super) fn extra(&self) -> impl Iterator<Item = (String, String)> + '_ {
        let unknown = self.entries.iter().filter(|entry| !entry.column.is_known);
        unknown.map(|entry| (entry.column.key.clone(), entry.text.to_string()))
    }

    /// Moves the cells under a column into another row.
    pub(super) fn move_cells(&mut self, key: &str, target: &mut Self) {
        let (moved, kept): (Vec<_>, Vec<_>) = self
            .entries
            .drain(..)
            .partition(|entry| entry.column.is_known && entry.column.key == key);
        self.entries = kept;
        target.extend(moved);
    }

    /// Makes one space of several, as other XLSForm readers do unless a setting says otherwise.
    pub(super) fn collapse_spaces(&mut self) {
        for entry in self.entries.iter_mut().filter(|entry| has_double_space(&entry.text)) {
            let words = entry.text.split(' ').filter(|word| !word.is_empty());
            entry.text = words.collect::<Vec<_>>().join(" ").into();
        }
    }

    /// Puts a text under a column, in place of what is there.
    pub(super) fn set(&mut self, key: &str, text: &str) {
        let place = self.place_of(key);
        self.entries.retain(|entry| !(entry.column.is_known && entry.column.key == key));
        self.extend(Self::made(&place, &[(key, text)]).entries);
    }
}

/// One of 64 marks; columns may share one.
fn mark(key: &str) -> u64 {
    let bytes = key.as_bytes();
    let sign = |byte: Option<&u8>| u32::from(byte.copied().unwrap_or_default());
    1 << ((bytes.len() as u32 + 7 * sign(bytes.first()) + 3 * sign(bytes.last())) % 64)
}

fn has_double_space(text: &str) -> bool {
    // Shorter and quicker than a search made for long texts.
    text.as_bytes().windows(2).any(|pair| pair == b"  ")
}

/// Typographic quotes and hard spaces, which word processors put in, as the signs that expressions are written with.
pub(in crate::form) fn plain(text: &str) -> String {
    plain_or_same(text).into_owned()
}

fn plain_or_same(text: &str) -> Cow<'_, str> {
    let plain = |c| match c {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201C}' | '\u{201D}' => '"',
        '\u{a0}' => ' ',
        other => other,
    };
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(plain).collect())
}
