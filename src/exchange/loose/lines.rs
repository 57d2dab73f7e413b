//! The rows of a text in CSV, one after the other, as borrowed cells.
//!
//! A row without a quote is cut here in one pass; one with quotes is left to the machine of the `csv` crate, which knows all their ways.
//! Both end a row at a line feed or a carriage return and skip rows with nothing in them.

use std::sync::{Mutex, PoisonError};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What may stand between cells, the likeliest first.
pub(super) const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// Goes through the rows of a text.
pub(super) struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    separator: u8,
    /// Reads rows with quotes; made when the first is met.
    machine: Option<Machine>,
    line: Line<'t>,
}

/// A row.
#[derive(Debug, Default)]
pub(super) struct Line<'t> {
    /// As it stands, with what ends it.
    pub(super) raw: &'t [u8],
    /// Where it ends in the text.
    pub(super) end: usize,
    /// Whether it was read by the machine: it has quotes.
    pub(super) has_quotes: bool,
    /// Where its cells lie, in `raw` or, without their quotes, in `bare`.
    bounds: Vec<(usize, usize)>,
    bare: Vec<u8>,
    /// Where the machine says that cells end.
    ends: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t [u8], separator: u8) -> Self {
        Self {
            text,
            at: if text.starts_with(BYTE_ORDER_MARK) {
                BYTE_ORDER_MARK.len()
            } else {
                0
            },
            separator,
            machine: None,
            line: Line::default(),
        }
    }

    /// The next row; `None` behind the last one.
    pub(super) fn next_line(&mut self) -> Option<&Line<'t>> {
        let rest = self.text.get(self.at..)?;
        let blank = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let rest = rest.get(blank..).filter(|rest| !rest.is_empty())?;
        let line = &mut self.line;
        let cut = if matches!(self.separator, b'\n' | b'\r' | b'"') {
            None
        } else {
            line.cut(rest, self.separator)
        };
        line.has_quotes = cut.is_none();
        let length = cut.unwrap_or_else(|| line.read(rest, &mut self.machine.get_or_insert_with(|| Machine::get(self.separator)).reader));
        self.at += blank + length;
        line.raw = rest.get(..length).unwrap_or_default();
        line.end = self.at;
        Some(line)
    }
}

impl Line<'_> {
    /// How many cells there are.
    pub(super) fn len(&self) -> usize {
        self.bounds.len()
    }

    /// A cell.
    pub(super) fn get(&self, place: usize) -> Option<&[u8]> {
        self.bounds.get(place).map(|bounds| self.cell(*bounds))
    }

    /// The cells.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.bounds.iter().map(|bounds| self.cell(*bounds))
    }

    fn cell(&self, (from, to): (usize, usize)) -> &[u8] {
        let text = if self.has_quotes { &self.bare } else { self.raw };
        text.get(from..to).unwrap_or_default()
    }

    /// Cuts a row without quotes off the text and tells its length with what ends it; `None` where there is a quote.
    fn cut(&mut self, text: &[u8], separator: u8) -> Option<usize> {
        // Digits and letters are beyond everything that must be looked at, so one comparison is enough for most bytes.
        let last = separator.max(b'"');
        self.bounds.clear();
        let mut from = 0;
        for (at, &byte) in text.iter().enumerate() {
            if byte > last {
                continue;
            }
            if byte == separator {
                self.bounds.push((from, at));
                from = at + 1;
            } else if matches!(byte, b'\n' | b'\r') {
                self.bounds.push((from, at));
                return Some(at + 1);
            } else if byte == b'"' {
                return None;
            }
        }
        self.bounds.push((from, text.len()));
        Some(text.len())
    }

    /// Reads a row with the machine; tells its length with what ends it.
    fn read(&mut self, text: &[u8], machine: &mut Reader) -> usize {
        let (mut read, mut written, mut cells) = (0, 0, 0);
        loop {
            // Nothing left to read tells the machine that this is the end.
            let input = text.get(read..).unwrap_or_default();
            let output = self.bare.get_mut(written..).unwrap_or_default();
            let ends = self.ends.get_mut(cells..).unwrap_or_default();
            let (result, more_read, more_written, more_cells) = machine.read_record(input, output, ends);
            read += more_read;
            written += more_written;
            cells += more_cells;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.bare.resize((self.bare.len() * 2).max(1024), 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize((self.ends.len() * 2).max(64), 0),
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        self.bounds.clear();
        let mut from = 0;
        for &to in self.ends.iter().take(cells) {
            self.bounds.push((from, to));
            from = to;
        }
        read
    }
}

/// A machine of the `csv` crate for one separator. Building one costs more than reading many rows, so it goes back when it is not needed.
struct Machine {
    separator: u8,
    reader: Box<Reader>,
}

/// Machines that nobody needs.
static IDLE: Mutex<Vec<Machine>> = Mutex::new(Vec::new());

/// More are not kept.
const MOST_IDLE: usize = 64;

impl Machine {
    fn get(separator: u8) -> Self {
        let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
        let place = idle.iter().position(|machine| machine.separator == separator);
        let found = place.map(|place| idle.swap_remove(place));
        drop(idle);
        let mut machine = found.unwrap_or_else(|| Self {
            separator,
            reader: Box::new(ReaderBuilder::new().delimiter(separator).build()),
        });
        machine.reader.reset();
        // Past the place where it would take a byte order mark off: a row in the middle of a file has none.
        machine.reader.read_record(b"\n", &mut [0], &mut [0]);
        machine
    }

    fn put_back(self) {
        let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MOST_IDLE {
            idle.push(self);
        }
    }
}

impl Drop for Lines<'_> {
    fn drop(&mut self) {
        if let Some(machine) = self.machine.take() {
            machine.put_back();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &[u8], separator: u8) -> Vec<Vec<Vec<u8>>> {
        let mut lines = Lines::new(text, separator);
        let mut rows = Vec::new();
        while let Some(line) = lines.next_line() {
            rows.push(line.iter().map(<[u8]>::to_vec).collect());
        }
        rows
    }

    fn read_by_csv(text: &[u8], separator: u8) -> Vec<Vec<Vec<u8>>> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text);
        let rows = reader.byte_records();
        rows.map(|row| row.unwrap().iter().map(<[u8]>::to_vec).collect()).collect()
    }

    #[test]
    fn rows_are_those_that_csv_reads() {
        #[track_caller]
        fn case(text: &str) {
            assert_eq!(read(text.as_bytes(), b','), read_by_csv(text.as_bytes(), b','), "{text:?}");
        }
        case("");
        case("\r\n\r\n");
        case("a,b\r\nc,d\r\n");
        case("a,b\rc,\r\"d\",e\r\n\nf");
        case("\u{feff}a,\"b\"\"c\"\r\n,,\n\"x\ny\",z");
        case("\u{feff}\"a\",b\n\u{feff}\"c\",d\n");
        case("a\"b,c\n\"never closed,\nd");
        case("a,");
    }

    #[test]
    fn a_row_tells_where_it_ends_and_whether_it_has_quotes() {
        let text = b"a,b\r\n\"c\nd\",e\nf";
        let mut lines = Lines::new(text, b',');
        let mut told = Vec::new();
        while let Some(line) = lines.next_line() {
            told.push((line.raw, line.end, line.has_quotes));
        }
        let expected: [(&[u8], usize, bool); 3] = [(b"a,b\r", 4, false), (b"\"c\nd\",e\n", 13, true), (b"f", 14, false)];
        assert_eq!(told, expected);
    }

    proptest! {
        #[test]
        fn whatever_the_bytes_rows_are_those_that_csv_reads(
            text in proptest::collection::vec(prop_oneof![Just(b'a'), Just(b','), Just(b';'), Just(b'"'), Just(b'\n'), Just(b'\r'), any::<u8>()], 0..60),
            separator in prop_oneof![Just(b','), Just(b';'), Just(b'\t'), Just(b'"'), Just(b'|')],
        ) {
            prop_assert_eq!(read(&text, separator), read_by_csv(&text, separator));
        }
    }
}
