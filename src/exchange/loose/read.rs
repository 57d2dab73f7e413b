//! Reading a loose file row by row.

use std::path::Path;

use csv::ByteRecord;

use super::cell::CellReader;
use super::columns::{Released, Role};
use super::report::{Fault, LooseReport, Notes};
use super::text::{Encoding, decode};
use crate::dataset::packed;
use crate::exchange::merge::Stop;
use crate::exchange::tables::is_week;
use crate::exchange::{ContentProblem, Refusal};
use crate::store::{Error, Stage, StagedVersion};

/// The header is within these bytes.
const HEADER_BYTES: usize = 256 << 10;

/// What may stand between cells, the likeliest first.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// Reads a file into a stage and tells what was found.
///
/// # Errors
///
/// A file that is no table of these columns is refused whole. A row that cannot be taken is none: it is in the report.
pub fn read(bytes: &[u8], path: &Path, released: &Released, stage: &mut Stage) -> Result<LooseReport, Stop> {
    let refuse = |problem| {
        Stop::Refused(Refusal::Content {
            member: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            row: 1,
            column: String::new(),
            problem,
        })
    };
    if released.has_repeats() {
        return Err(refuse(ContentProblem::Repeats));
    }
    let (encoding, text) = decode(bytes);
    let (separator, start) = separator(&text, released).ok_or_else(|| refuse(ContentProblem::Header))?;
    let table = text.get(start..).unwrap_or_default();
    let heads = header(table, separator);
    let roles = released.roles(&heads);
    let columns = released.schema.tables.first().map_or(&[][..], |table| table.columns.as_slice());
    let cells = columns.iter().zip(&released.is_required).zip(&released.labels);
    let mut reader = Reader {
        heads: &heads,
        place: places(&roles),
        question: (0..columns.len())
            .map(|index| roles.iter().position(|role| *role == Role::Question(index)))
            .collect(),
        cells: cells
            .map(|((column, required), labels)| CellReader::new(column, *required, labels))
            .collect(),
        key_form: None,
        is_old_code_page: encoding == Encoding::Windows1258,
        is_whole: table.ends_with(b"\n"),
        has_nul: text.contains(&0),
        notes: Notes::default(),
        body: Vec::new(),
    };
    reader.learn_dates(table, separator);
    let mut counts = Counts::default();
    reader.rows(table, separator, stage, &mut counts)?;
    let head = |index: usize| heads.get(index).cloned().unwrap_or_default();
    let missing = columns
        .iter()
        .enumerate()
        .filter(|(index, _)| !roles.contains(&Role::Question(*index)));
    let ignored = heads.iter().zip(&roles).filter(|(_, role)| **role == Role::Ignored);
    Ok(LooseReport {
        encoding,
        separator: char::from(separator),
        rows: counts.rows,
        taken: counts.taken,
        repeated_headers: counts.repeated_headers,
        ignored: ignored.map(|(head, _)| head.clone()).collect(),
        missing: missing.map(|(_, column)| column.path.clone()).collect(),
        set_aside: std::mem::take(&mut reader.notes.set_aside),
        set_aside_count: reader.notes.set_aside_count,
        repaired: reader.notes.into_repaired(head),
    })
}

/// How many of an instrument's questions a file has; `None` if it has no key.
pub fn questions(bytes: &[u8], released: &Released) -> Option<usize> {
    let (_, text) = decode(bytes.get(..bytes.len().min(HEADER_BYTES)).unwrap_or(bytes));
    let (separator, start) = separator(&text, released)?;
    let roles = released.roles(&header(text.get(start..)?, separator));
    Some(roles.iter().filter(|role| matches!(role, Role::Question(_))).count())
}

/// The separator under which the first line has a key and most questions, and where the table begins.
fn separator(text: &[u8], released: &Released) -> Option<(u8, usize)> {
    // Excel's own hint in front of the header.
    if let Some(rest) = text.strip_prefix(b"sep=")
        && let Some((&separator, rest)) = rest.split_first()
    {
        let line_end = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        return Some((separator, text.len() - rest.len() + line_end)).filter(|_| line_end > 0);
    }
    let known = |separator: u8| {
        let roles = released.roles(&header(text, separator));
        let questions = roles.iter().filter(|role| matches!(role, Role::Question(_))).count();
        (roles.contains(&Role::Key) && questions > 0).then_some(questions)
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

#[derive(Debug, Default)]
struct Counts {
    rows: u64,
    taken: u64,
    repeated_headers: u64,
}

/// Where the columns beside the questions are.
struct Places {
    key: Option<usize>,
    revision: Option<usize>,
    status: Option<usize>,
    week: Option<usize>,
    surveyor: Option<usize>,
    minutes: Option<usize>,
}

fn places(roles: &[Role]) -> Places {
    let place = |wanted: Role| roles.iter().position(|role| *role == wanted);
    Places {
        key: place(Role::Key),
        revision: place(Role::Revision),
        status: place(Role::Status),
        week: place(Role::Week),
        surveyor: place(Role::Surveyor),
        minutes: place(Role::Minutes),
    }
}

struct Reader<'a> {
    heads: &'a [String],
    place: Places,
    /// For each question, its place in the file.
    question: Vec<Option<usize>>,
    cells: Vec<CellReader<'a>>,
    /// What the keys of the file look like.
    key_form: Option<KeyForm>,
    is_old_code_page: bool,
    /// Whether the last line is ended.
    is_whole: bool,
    /// Whether there is a NUL anywhere.
    has_nul: bool,
    notes: Notes,
    body: Vec<u8>,
}

/// Length and kind of a key: a spreadsheet program that takes one for a number changes both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeyForm {
    /// Ours.
    Base32,
    /// 32 hexadecimal digits.
    Hex,
    /// With hyphens, perhaps behind `uuid:`.
    Uuid(usize),
}

impl KeyForm {
    fn of(key: &str) -> Option<Self> {
        if crate::exchange::key::is_key(key) {
            return Some(Self::Base32);
        }
        if key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Some(Self::Hex);
        }
        let bare = key.strip_prefix("uuid:").unwrap_or(key);
        (bare.len() == 36 && uuid::Uuid::try_parse(bare).is_ok()).then_some(Self::Uuid(key.len()))
    }
}

/// A row's fault: the place of its cell in the file, and why.
type RowFault = (Option<usize>, Fault);

impl Reader<'_> {
    /// Which of day and month comes first, for each column of dates.
    fn learn_dates(&mut self, table: &[u8], separator: u8) {
        let dates: Vec<(usize, usize)> = (self.cells.iter().enumerate().zip(&self.question))
            .filter_map(|((index, cells), place)| Some((index, (*place)?)).filter(|_| cells.is_date()))
            .collect();
        if dates.is_empty() {
            return;
        }
        let mut reader = csv_reader(table, separator);
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

    fn rows(&mut self, table: &[u8], separator: u8, stage: &mut Stage, counts: &mut Counts) -> Result<(), Error> {
        let mut reader = csv_reader(table, separator);
        let mut row = ByteRecord::new();
        let mut number = 0;
        // Reading from memory cannot fail, and whatever the bytes, there are rows.
        while reader.read_byte_record(&mut row).unwrap_or(false) {
            number += 1;
            if number == 1 {
                continue;
            }
            if row.iter().eq(self.heads.iter().map(String::as_bytes)) {
                counts.repeated_headers += 1;
                continue;
            }
            counts.rows += 1;
            let from = row.position().map_or(0, |position| position.byte() as usize);
            let to = reader.position().byte() as usize;
            let is_ended = self.is_whole || to < table.len();
            let taken = if !is_ended {
                Err(whole_row(Fault::CutShort))
            } else if !is_quoted_well(table.get(from..to).unwrap_or_default(), separator) {
                Err(whole_row(Fault::Quotes))
            } else {
                self.row(&row, number, stage)
            };
            match taken {
                Ok(()) => counts.taken += 1,
                Err(RowStop::Fault((place, fault))) => {
                    let head = place.and_then(|place| self.heads.get(place)).map_or("", String::as_str);
                    let value = place.and_then(|place| row.get(place)).unwrap_or_default();
                    self.notes.set_aside(number, head, value, fault);
                }
                Err(RowStop::Store(error)) => return Err(error),
            }
        }
        Ok(())
    }

    /// Takes a row.
    fn row(&mut self, row: &ByteRecord, number: u64, stage: &mut Stage) -> Result<(), RowStop> {
        if row.len() != self.heads.len() {
            return Err(whole_row(Fault::Cells {
                expected: self.heads.len(),
                found: row.len(),
            }));
        }
        if self.has_nul
            && let Some(place) = row.iter().position(|cell| cell.contains(&0))
        {
            return Err(RowStop::Fault((Some(place), Fault::LostByte)));
        }
        let cell = |place: Option<usize>| (place, place.and_then(|place| row.get(place)).unwrap_or_default());
        let text = |place: Option<usize>| std::str::from_utf8(cell(place).1).unwrap_or_default().trim();
        let key = text(self.place.key);
        let form = KeyForm::of(key).filter(|form| self.key_form.is_none_or(|known| known == *form));
        self.key_form = Some(form.ok_or(RowStop::Fault((self.place.key, Fault::Key)))?);
        let revision = match self.place.revision {
            None => 1,
            Some(_) => whole(text(self.place.revision))
                .filter(|number| *number > 0)
                .ok_or(RowStop::Fault((self.place.revision, Fault::Revision)))?,
        };
        let is_withdrawn = match text(self.place.status) {
            "" | "finished" => false,
            "tombstone" => true,
            _ => return Err(RowStop::Fault((self.place.status, Fault::Status))),
        };
        let week = text(self.place.week);
        if !week.is_empty() && !is_week(week) {
            return Err(RowStop::Fault((self.place.week, Fault::Value)));
        }
        if is_withdrawn {
            let answered = self
                .question
                .iter()
                .flatten()
                .find(|place| row.get(**place).is_some_and(|cell| !cell.is_empty()));
            if let Some(place) = answered {
                return Err(RowStop::Fault((Some(*place), Fault::Answers)));
            }
        } else {
            self.body(row, number)?;
        }
        let minutes = text(self.place.minutes);
        let surveyor = text(self.place.surveyor);
        let staged = StagedVersion {
            key,
            revision,
            body: (!is_withdrawn).then_some(self.body.as_slice()),
            week,
            surveyor: (!surveyor.is_empty()).then_some(surveyor),
            minutes: whole(minutes),
        };
        stage.version(&staged).map_err(RowStop::Store)
    }

    /// Packs the answers of a row.
    fn body(&mut self, row: &ByteRecord, number: u64) -> Result<(), RowStop> {
        self.body.clear();
        packed::begin(&mut self.body);
        for (cells, place) in self.cells.iter().zip(&self.question) {
            let cell = place.and_then(|place| row.get(place)).unwrap_or_default();
            let has_lost_letters = self.is_old_code_page && has_lost_letters(cell);
            let outcome = if has_lost_letters {
                Err(Fault::LostByte)
            } else {
                cells.read(cell, &mut self.body)
            };
            match (outcome, place) {
                (Ok(None), _) | (Ok(Some(_)), None) => {}
                (Ok(Some(repair)), Some(place)) => self.notes.repaired(*place, repair, number, &String::from_utf8_lossy(cell)),
                (Err(fault), place) => return Err(RowStop::Fault((*place, fault))),
            }
        }
        Ok(())
    }
}

enum RowStop {
    Fault(RowFault),
    Store(Error),
}

fn whole_row(fault: Fault) -> RowStop {
    RowStop::Fault((None, fault))
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

/// A whole number, perhaps made a decimal by a spreadsheet program.
fn whole(text: &str) -> Option<u32> {
    text.strip_suffix(".0").unwrap_or(text).parse().ok()
}
