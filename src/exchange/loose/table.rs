//! A loose table: its letters, its separator, its columns, and its rows one after the other.

use std::borrow::Cow;
use std::sync::Arc;

use super::cell::CellReader;
use super::columns::{Released, Role};
use super::headline::{Headline, plain_line};
use super::lines::{Line, Lines};
use super::moment::DateOrder;
use super::report::{Fault, Notes};
use super::text::{Encoding, decode};
use crate::dataset::ColumnIx;
use crate::store::Error;

/// The header is within these bytes.
const HEADER_BYTES: usize = 256 << 10;

/// A file whose columns are known.
pub(super) struct LooseTable<'a> {
    text: Cow<'a, str>,
    pub(super) head: Arc<Headline>,
    /// It may have lost letters that the code page of some program lacks: nothing in it is beyond ASCII, or it is such a code page's.
    may_lack_letters: bool,
    /// Index of the table in the schema.
    index: usize,
    pub(super) encoding: Encoding,
    cells: &'a [CellReader],
    /// For each question, how its dates are written.
    orders: Vec<DateOrder>,
    pub(super) counts: Counts,
    pub(super) notes: Notes,
}

/// Rows below the header.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Counts {
    pub(super) rows: u64,
    pub(super) taken: u64,
    pub(super) repeated_headers: u64,
}

/// Why a row is not taken: the place of its cell in the file, and the fault.
pub(super) type RowFault = (Option<usize>, Fault);

pub(super) enum RowStop {
    Fault(RowFault),
    Store(Error),
}

pub(super) fn whole_row(fault: Fault) -> RowStop {
    RowStop::Fault((None, fault))
}

/// Which table of an instrument a file is of, and how many of its questions it has; `None` where it is of none.
pub fn table_of(bytes: &[u8], released: &Released) -> Option<(usize, usize)> {
    let (_, text) = decode(beginning(bytes));
    let tables = (0..released.tables.len()).rev();
    let found = tables.filter_map(|index| Some((index, Headline::read(&text, released, index)?.questions())));
    found.max_by_key(|(_, questions)| *questions)
}

/// As much of a file as tells its header.
fn beginning(bytes: &[u8]) -> &[u8] {
    let some = bytes.get(..HEADER_BYTES).unwrap_or(bytes);
    let is_same_everywhere = |line: &&[u8]| line.is_ascii() && !line.contains(&0);
    plain_line(some).filter(is_same_everywhere).unwrap_or(some)
}

impl<'a> LooseTable<'a> {
    /// Opens a file as a table of the schema; `None` where it has no such columns.
    pub(super) fn open(name: &str, bytes: &'a [u8], released: &'a Released, index: usize) -> Option<Self> {
        let (encoding, text) = decode(bytes);
        let head = Headline::read(&text, released, index)?;
        let cells = released.tables.get(index)?.cells.as_slice();
        let has_question_mark = memchr::memchr(b'?', text.as_bytes()).is_some();
        let mut table = Self {
            may_lack_letters: has_question_mark && (encoding == Encoding::Windows1258 || text.is_ascii()),
            text,
            head,
            index,
            encoding,
            cells,
            orders: vec![DateOrder::default(); cells.len()],
            counts: Counts::default(),
            notes: Notes::of(name),
        };
        table.learn_dates();
        Some(table)
    }

    /// Where the column of a role is.
    pub(super) fn place(&self, wanted: Role) -> Option<usize> {
        self.head.roles.iter().position(|role| *role == wanted)
    }

    /// The columns of the schema that the file does not have.
    pub(super) fn absent(&self) -> impl Iterator<Item = ColumnIx> + '_ {
        let places = self.head.question.iter().enumerate().filter(|(_, place)| place.is_none());
        places.map(|(column, _)| ColumnIx { table: self.index, column })
    }

    /// The heads that are not the form's.
    pub(super) fn ignored(&self) -> impl Iterator<Item = &String> {
        let heads = self.head.heads.iter().zip(&self.head.roles);
        heads.filter(|(_, role)| **role == Role::Ignored).map(|(head, _)| head)
    }

    /// Which of day and month comes first, for each column of dates.
    fn learn_dates(&mut self) {
        let dates: Vec<(usize, usize)> = (self.cells.iter().enumerate().zip(&self.head.question))
            .filter_map(|((index, cells), place)| Some((index, (*place)?)).filter(|_| cells.is_date()))
            .collect();
        if dates.is_empty() {
            return;
        }
        let mut lines = Lines::new(self.text.get(self.head.start..).unwrap_or_default(), self.head.separator);
        while let Some(line) = lines.next_line() {
            for (index, place) in &dates {
                if let Some(order) = self.orders.get_mut(*index) {
                    order.learn(line.get(*place).unwrap_or_default().trim());
                }
            }
        }
    }

    /// Hands over every whole row with its number; the header is row 1. A row that is not whole, or that `take` finds fault with, is set
    /// aside, and `aside` is told.
    pub(super) fn rows(
        &mut self,
        mut take: impl FnMut(&mut Row<'_, 'a>) -> Result<(), RowStop>,
        mut aside: impl FnMut(&Line<'_>, &Fault),
    ) -> Result<(), Error> {
        let text = std::mem::take(&mut self.text);
        let head = Arc::clone(&self.head);
        let table = text.get(head.start..).unwrap_or_default();
        let (is_whole, has_nul) = (table.ends_with('\n'), memchr::memchr(0, table.as_bytes()).is_some());
        let mut lines = Lines::new(table, head.separator);
        let mut number = 0;
        while let Some(row) = lines.next_line() {
            number += 1;
            if number == 1 {
                continue;
            }
            if row.iter().eq(head.heads.iter().map(String::as_str)) {
                self.counts.repeated_headers += 1;
                continue;
            }
            self.counts.rows += 1;
            let is_ended = is_whole || row.end < table.len();
            let lost = || row.iter().position(|cell| cell.contains('\0'));
            let taken = if !is_ended {
                Err(whole_row(Fault::CutShort))
            } else if row.has_odd_quotes && !is_quoted_well(row.raw().as_bytes(), head.separator) {
                Err(whole_row(Fault::Quotes))
            } else if row.len() != head.heads.len() {
                Err(whole_row(Fault::Cells {
                    expected: head.heads.len(),
                    found: row.len(),
                }))
            } else if let Some(place) = has_nul.then(lost).flatten() {
                Err(RowStop::Fault((Some(place), Fault::LostByte)))
            } else {
                take(&mut Row {
                    cells: row,
                    number,
                    table: self,
                })
            };
            match taken {
                Ok(()) => self.counts.taken += 1,
                Err(RowStop::Fault((place, fault))) => {
                    aside(row, &fault);
                    let column = place.and_then(|place| head.heads.get(place)).map_or("", String::as_str);
                    let value = place.and_then(|place| row.get(place)).unwrap_or_default();
                    self.notes.set_aside(number, column, value, fault);
                }
                Err(RowStop::Store(error)) => return Err(error),
            }
        }
        Ok(())
    }
}

/// A whole row of a table.
pub(super) struct Row<'r, 'a> {
    pub(super) cells: &'r Line<'r>,
    pub(super) number: u64,
    pub(super) table: &'r mut LooseTable<'a>,
}

impl<'r> Row<'r, '_> {
    /// The text of a cell, without what stands around it.
    pub(super) fn text(&self, place: Option<usize>) -> &'r str {
        place.and_then(|place| self.cells.get(place)).unwrap_or_default().trim()
    }

    /// Appends the answers, packed.
    pub(super) fn pack(&mut self, out: &mut Vec<u8>) -> Result<(), RowStop> {
        let may_lack_letters = self.table.may_lack_letters;
        let LooseTable {
            cells: readers,
            orders,
            head,
            notes,
            ..
        } = &mut *self.table;
        for ((reader, order), place) in readers.iter().zip(orders.iter()).zip(&head.question) {
            let place = *place;
            if reader.takes_letter(place.map_or(&[], |place| self.cells.bytes(place)), out) {
                continue;
            }
            let cell = place.and_then(|place| self.cells.get(place)).unwrap_or_default();
            let outcome = if may_lack_letters && has_lost_letters(cell) {
                Err(Fault::LostByte)
            } else {
                reader.read(cell, *order, out)
            };
            match (outcome, place) {
                (Ok(None), _) | (Ok(Some(_)), None) => {}
                (Ok(Some(repair)), Some(place)) => notes.repaired(place, repair, self.number, cell),
                (Err(fault), place) => return Err(RowStop::Fault((place, fault))),
            }
        }
        Ok(())
    }
}

/// Whether quotes stand around whole cells alone: what reads CSV forgives the rest, and takes one row into another.
fn is_quoted_well(row: &[u8], separator: u8) -> bool {
    let mut rest = row.trim_ascii_start();
    loop {
        if let Some(inside) = rest.strip_prefix(b"\"") {
            let Some(after) = behind_quotes(inside) else { return false };
            rest = after;
        } else {
            let end = rest
                .iter()
                .position(|byte| matches!(byte, b'"' | b'\r' | b'\n') || *byte == separator);
            rest = rest.get(end.unwrap_or(rest.len())..).unwrap_or_default();
        }
        match rest.split_first() {
            Some((byte, left)) if *byte == separator => rest = left,
            Some((b'\r' | b'\n', _)) | None => return true,
            Some(_) => return false,
        }
    }
}

/// What stands behind the quote that closes a cell; two quotes are one of the cell's own.
fn behind_quotes(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        let end = rest.iter().position(|byte| *byte == b'"')?;
        let after = rest.get(end + 1..)?;
        match after.strip_prefix(b"\"") {
            Some(more) => rest = more,
            None => return Some(after),
        }
    }
}

/// A question mark inside a word: what a program writes for a letter that its code page lacks.
fn has_lost_letters(cell: &str) -> bool {
    cell.contains('?')
        && cell
            .chars()
            .zip(cell.chars().skip(1))
            .any(|(letter, after)| letter == '?' && after.is_alphabetic())
}
