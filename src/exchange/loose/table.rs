//! A loose table: its letters, its separator, its columns, and its rows one after the other.

use std::borrow::Cow;

use csv::ByteRecord;

use super::cell::CellReader;
use super::columns::{Released, Role};
use super::report::{Fault, Notes};
use super::text::{Encoding, decode};
use crate::dataset::ColumnIx;
use crate::store::Error;

/// The header is within these bytes.
const HEADER_BYTES: usize = 256 << 10;

/// What may stand between cells, the likeliest first.
pub(super) const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// A file whose columns are known.
pub(super) struct LooseTable<'a> {
    text: Cow<'a, [u8]>,
    start: usize,
    /// It may have lost letters that the code page of some program lacks: nothing in it is beyond ASCII, or it is such a code page's.
    may_lack_letters: bool,
    /// Index of the table in the schema.
    index: usize,
    pub(super) encoding: Encoding,
    pub(super) separator: u8,
    pub(super) heads: Vec<String>,
    pub(super) roles: Vec<Role>,
    /// For each question, its place in the file.
    pub(super) question: Vec<Option<usize>>,
    pub(super) cells: Vec<CellReader<'a>>,
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
    let (_, text) = decode(bytes.get(..bytes.len().min(HEADER_BYTES)).unwrap_or(bytes));
    let tables = (0..released.tables.len()).rev();
    let found = tables.filter_map(|index| {
        let (separator, start) = separator(&text, released, index)?;
        let roles = released.tables.get(index)?.roles(&header(text.get(start..)?, separator));
        let questions = roles.iter().filter(|role| matches!(role, Role::Question(_))).count();
        Some((index, questions))
    });
    found.max_by_key(|(_, questions)| *questions)
}

impl<'a> LooseTable<'a> {
    /// Opens a file as a table of the schema; `None` where it has no such columns.
    pub(super) fn open(name: &str, bytes: &'a [u8], released: &'a Released, index: usize) -> Option<Self> {
        let (encoding, text) = decode(bytes);
        let (separator, start) = separator(&text, released, index)?;
        let own = released.tables.get(index)?;
        let columns = released.schema.tables.get(index)?.columns.as_slice();
        let heads = header(text.get(start..).unwrap_or_default(), separator);
        let roles = own.roles(&heads);
        let cells = columns.iter().zip(&own.is_required).zip(&own.labels);
        let mut table = Self {
            question: (0..columns.len())
                .map(|index| roles.iter().position(|role| *role == Role::Question(index)))
                .collect(),
            cells: cells
                .map(|((column, required), labels)| CellReader::new(column, *required, labels))
                .collect(),
            may_lack_letters: text.contains(&b'?') && (encoding == Encoding::Windows1258 || text.is_ascii()),
            text,
            start,
            index,
            encoding,
            separator,
            heads,
            roles,
            counts: Counts::default(),
            notes: Notes::of(name),
        };
        table.learn_dates();
        Some(table)
    }

    /// Where the column of a role is.
    pub(super) fn place(&self, wanted: Role) -> Option<usize> {
        self.roles.iter().position(|role| *role == wanted)
    }

    /// The columns of the schema that the file does not have.
    pub(super) fn absent(&self) -> impl Iterator<Item = ColumnIx> + '_ {
        let places = self.question.iter().enumerate().filter(|(_, place)| place.is_none());
        places.map(|(column, _)| ColumnIx { table: self.index, column })
    }

    /// The heads that are not the form's.
    pub(super) fn ignored(&self) -> impl Iterator<Item = &String> {
        let heads = self.heads.iter().zip(&self.roles);
        heads.filter(|(_, role)| **role == Role::Ignored).map(|(head, _)| head)
    }

    /// Which of day and month comes first, for each column of dates.
    fn learn_dates(&mut self) {
        let dates: Vec<(usize, usize)> = (self.cells.iter().enumerate().zip(&self.question))
            .filter_map(|((index, cells), place)| Some((index, (*place)?)).filter(|_| cells.is_date()))
            .collect();
        if dates.is_empty() {
            return;
        }
        let mut reader = csv_reader(self.text.get(self.start..).unwrap_or_default(), self.separator);
        let mut row = ByteRecord::new();
        while reader.read_byte_record(&mut row).unwrap_or(false) {
            for (index, place) in &dates {
                let cell = row.get(*place).and_then(|cell| std::str::from_utf8(cell).ok()).unwrap_or_default();
                if let Some(cells) = self.cells.get_mut(*index) {
                    cells.order.learn(cell.trim());
                }
            }
        }
    }

    /// Hands over every whole row with its number; the header is row 1. A row that is not whole, or that `take` finds fault with, is set
    /// aside, and `aside` is told.
    pub(super) fn rows(
        &mut self,
        mut take: impl FnMut(&mut Row<'_, 'a>) -> Result<(), RowStop>,
        mut aside: impl FnMut(&ByteRecord, &Fault),
    ) -> Result<(), Error> {
        let text = std::mem::take(&mut self.text);
        let table = text.get(self.start..).unwrap_or_default();
        let (is_whole, has_nul) = (table.ends_with(b"\n"), table.contains(&0));
        let mut reader = csv_reader(table, self.separator);
        let mut row = ByteRecord::new();
        let mut number = 0;
        // Reading from memory cannot fail, and whatever the bytes, there are rows.
        while reader.read_byte_record(&mut row).unwrap_or(false) {
            number += 1;
            if number == 1 {
                continue;
            }
            if row.iter().eq(self.heads.iter().map(String::as_bytes)) {
                self.counts.repeated_headers += 1;
                continue;
            }
            self.counts.rows += 1;
            let from = row.position().map_or(0, |position| position.byte() as usize);
            let to = reader.position().byte() as usize;
            let is_ended = is_whole || to < table.len();
            let taken = if !is_ended {
                Err(whole_row(Fault::CutShort))
            } else if !is_quoted_well(table.get(from..to).unwrap_or_default(), self.separator) {
                Err(whole_row(Fault::Quotes))
            } else if row.len() != self.heads.len() {
                Err(whole_row(Fault::Cells {
                    expected: self.heads.len(),
                    found: row.len(),
                }))
            } else if let Some(place) = row.iter().position(|cell| has_nul && cell.contains(&0)) {
                Err(RowStop::Fault((Some(place), Fault::LostByte)))
            } else {
                take(&mut Row {
                    cells: &row,
                    number,
                    table: self,
                })
            };
            match taken {
                Ok(()) => self.counts.taken += 1,
                Err(RowStop::Fault((place, fault))) => {
                    aside(&row, &fault);
                    let head = place.and_then(|place| self.heads.get(place)).map_or("", String::as_str);
                    let value = place.and_then(|place| row.get(place)).unwrap_or_default();
                    self.notes.set_aside(number, head, value, fault);
                }
                Err(RowStop::Store(error)) => return Err(error),
            }
        }
        Ok(())
    }
}

/// A whole row of a table.
pub(super) struct Row<'r, 'a> {
    pub(super) cells: &'r ByteRecord,
    pub(super) number: u64,
    pub(super) table: &'r mut LooseTable<'a>,
}

impl Row<'_, '_> {
    /// The text of a cell, without what stands around it.
    pub(super) fn text(&self, place: Option<usize>) -> &str {
        let cell = place.and_then(|place| self.cells.get(place)).unwrap_or_default();
        std::str::from_utf8(cell).unwrap_or_default().trim()
    }

    /// Appends the answers, packed.
    pub(super) fn pack(&mut self, out: &mut Vec<u8>) -> Result<(), RowStop> {
        let may_lack_letters = self.table.may_lack_letters;
        let LooseTable {
            cells: readers,
            question,
            notes,
            ..
        } = &mut *self.table;
        for (reader, place) in readers.iter().zip(question.iter()) {
            let cell = place.and_then(|place| self.cells.get(place)).unwrap_or_default();
            let outcome = if may_lack_letters && has_lost_letters(cell) {
                Err(Fault::LostByte)
            } else {
                reader.read(cell, out)
            };
            match (outcome, place) {
                (Ok(None), _) | (Ok(Some(_)), None) => {}
                (Ok(Some(repair)), Some(place)) => notes.repaired(*place, repair, self.number, &String::from_utf8_lossy(cell)),
                (Err(fault), place) => return Err(RowStop::Fault((*place, fault))),
            }
        }
        Ok(())
    }
}

/// The separator under which the first line has a key and most questions, and where the table begins.
fn separator(text: &[u8], released: &Released, index: usize) -> Option<(u8, usize)> {
    // Excel's own hint in front of the header.
    if let Some(rest) = text.strip_prefix(b"sep=")
        && let Some((&separator, rest)) = rest.split_first()
    {
        let line_end = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        return Some((separator, text.len() - rest.len() + line_end)).filter(|_| line_end > 0);
    }
    let known = |separator: u8| {
        let roles = released.tables.get(index)?.roles(&header(text, separator));
        let questions = roles.iter().filter(|role| matches!(role, Role::Question(_))).count();
        let hangs = if index == 0 { Role::Key } else { Role::ParentKey };
        (roles.contains(&hangs) && questions > 0).then_some(questions)
    };
    let found = SEPARATORS
        .into_iter()
        .rev()
        .filter_map(|separator| Some((known(separator)?, separator)));
    found.max_by_key(|(questions, _)| *questions).map(|(_, separator)| (separator, 0))
}

fn csv_reader(table: &[u8], separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(table)
}

fn header(table: &[u8], separator: u8) -> Vec<String> {
    let mut record = ByteRecord::new();
    let has_row = csv_reader(table, separator).read_byte_record(&mut record).unwrap_or(false);
    let heads = record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned());
    if has_row { heads.collect() } else { Vec::new() }
}

/// Whether quotes stand around whole cells alone: what reads CSV forgives the rest, and takes one row into another.
fn is_quoted_well(row: &[u8], separator: u8) -> bool {
    if !row.contains(&b'"') {
        return true;
    }
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
fn has_lost_letters(cell: &[u8]) -> bool {
    let text = String::from_utf8_lossy(cell);
    let letters: Vec<char> = text.chars().collect();
    letters.windows(2).any(|pair| matches!(pair, ['?', after] if after.is_alphabetic()))
}
