//! The rows of a text in CSV, one after the other, as borrowed cells.
//!
//! A row whose quotes, if it has any, stand around whole cells is cut here, eight bytes at a time; any other is left to the machine of the
//! `csv` crate, which knows all the ways of quotes. Both end a row at a line feed or a carriage return and skip rows with nothing in them.

use std::sync::{Mutex, PoisonError};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::marks::{WORD, look};

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What may stand between cells, the likeliest first.
pub(super) const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// Goes through the rows of a text.
pub(super) struct Lines<'t> {
    text: &'t str,
    at: usize,
    separator: u8,
    /// Reads rows with odd quotes; made when the first is met.
    machine: Option<Machine>,
    line: Line<'t>,
}

/// A row.
#[derive(Debug, Default)]
pub(super) struct Line<'t> {
    /// The text from the row on.
    rest: &'t str,
    /// Of these, the row's own bytes, with what ends it.
    length: usize,
    /// Where it ends in the text.
    pub(super) end: usize,
    /// Whether it was read by the machine: it has quotes elsewhere than around whole cells.
    pub(super) has_odd_quotes: bool,
    /// Where its cells lie, in `rest`; behind its end, in `bare`.
    bounds: Vec<(usize, usize)>,
    /// Cells that are not written as they are read.
    bare: String,
}

impl<'t> Lines<'t> {
    /// The rows of a text whose cells stand between separators, which are ASCII.
    pub(super) fn new(text: &'t str, separator: u8) -> Self {
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
        let blank = rest.bytes().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let line = &mut self.line;
        line.rest = rest.get(blank..).filter(|rest| !rest.is_empty())?;
        let cut = if matches!(self.separator, b'\n' | b'\r' | b'"') {
            None
        } else {
            line.cut(self.separator)
        };
        line.has_odd_quotes = cut.is_none();
        line.length = cut.unwrap_or_else(|| line.read(&mut self.machine.get_or_insert_with(|| Machine::get(self.separator)).reader));
        self.at += blank + line.length;
        line.end = self.at;
        Some(line)
    }
}

impl<'t> Line<'t> {
    /// The row as it stands, with what ends it.
    pub(super) fn raw(&self) -> &'t str {
        self.rest.get(..self.length).unwrap_or_default()
    }

    /// How many cells there are.
    pub(super) fn len(&self) -> usize {
        self.bounds.len()
    }

    /// The bytes of a cell; none where there is no such cell.
    #[inline]
    pub(super) fn bytes(&self, place: usize) -> &[u8] {
        let Some(&(from, to)) = self.bounds.get(place) else {
            return &[];
        };
        let written = self.rest.as_bytes().get(from..to);
        written.unwrap_or_else(|| self.bare_cell((from, to)).as_bytes())
    }

    /// A cell.
    pub(super) fn get(&self, place: usize) -> Option<&str> {
        self.bounds.get(place).map(|bounds| self.cell(*bounds))
    }

    /// The cells.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.bounds.iter().map(|bounds| self.cell(*bounds))
    }

    fn cell(&self, (from, to): (usize, usize)) -> &str {
        self.rest.get(from..to).unwrap_or_else(|| self.bare_cell((from, to)))
    }

    fn bare_cell(&self, (from, to): (usize, usize)) -> &str {
        let before = self.rest.len();
        self.bare
            .get(from.saturating_sub(before)..to.saturating_sub(before))
            .unwrap_or_default()
    }

    /// Cuts the row off the text and tells its length with what ends it; `None` where its quotes are odd.
    fn cut(&mut self, separator: u8) -> Option<usize> {
        let bytes = self.rest.as_bytes();
        self.bounds.clear();
        self.bare.clear();
        // Where the cell begins, and what is looked at.
        let (mut from, mut at) = (0, 0);
        'words: while let Some(some) = bytes.get(at..).filter(|some| !some.is_empty()) {
            let word = look(some, separator);
            if let Some(separators) = word.separators_alone() {
                for mark in separators {
                    self.bounds.push((from, at + mark));
                    from = at + mark + 1;
                }
                at += WORD;
                continue;
            }
            for mark in word.all() {
                let place = at + mark;
                match bytes.get(place) {
                    Some(&byte) if byte == separator => {
                        self.bounds.push((from, place));
                        from = place + 1;
                    }
                    Some(b'\n' | b'\r') => {
                        self.bounds.push((from, place));
                        return Some(place + 1);
                    }
                    Some(b'"') if place == from => {
                        let behind = self.unquote(place + 1)?;
                        match bytes.get(behind) {
                            None => return Some(behind),
                            Some(b'\n' | b'\r') => return Some(behind + 1),
                            Some(&byte) if byte == separator => {
                                from = behind + 1;
                                at = from;
                                continue 'words;
                            }
                            Some(_) => return None,
                        }
                    }
                    Some(b'"') => return None,
                    Some(_) | None => {}
                }
            }
            at += WORD;
        }
        self.bounds.push((from, bytes.len()));
        Some(bytes.len())
    }

    /// Takes a cell up to the quote that closes it, and tells the place behind that; `None` where nothing closes it.
    fn unquote(&mut self, from: usize) -> Option<usize> {
        let close = |from: usize| {
            let rest = self.rest.as_bytes().get(from..)?;
            memchr::memchr(b'"', rest).map(|found| from + found)
        };
        let is_doubled = |quote: usize| self.rest.as_bytes().get(quote + 1) == Some(&b'"');
        let mut quote = close(from)?;
        if !is_doubled(quote) {
            self.bounds.push((from, quote));
            return Some(quote + 1);
        }
        // Two quotes are one of the cell's own.
        let (start, mut part) = (self.bare.len(), from);
        while is_doubled(quote) {
            self.bare.push_str(self.rest.get(part..=quote)?);
            part = quote + 2;
            quote = close(part)?;
        }
        self.bare.push_str(self.rest.get(part..quote)?);
        let before = self.rest.len();
        self.bounds.push((before + start, before + self.bare.len()));
        Some(quote + 1)
    }

    /// Reads the row with the machine; tells its length with what ends it.
    fn read(&mut self, machine: &mut Reader) -> usize {
        let text = self.rest.as_bytes();
        let (mut bare, mut ends) = (vec![0; 1024], vec![0; 64]);
        let (mut read, mut written, mut cells) = (0, 0, 0);
        loop {
            // Nothing left to read tells the machine that this is the end.
            let input = text.get(read..).unwrap_or_default();
            let output = bare.get_mut(written..).unwrap_or_default();
            let places = ends.get_mut(cells..).unwrap_or_default();
            let (result, more_read, more_written, more_cells) = machine.read_record(input, output, places);
            read += more_read;
            written += more_written;
            cells += more_cells;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => bare.resize(bare.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => ends.resize(ends.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        bare.truncate(written);
        // Without some quotes and separators, what was UTF-8 still is.
        self.bare = String::from_utf8(bare).unwrap_or_default();
        self.bounds.clear();
        let mut from = text.len();
        for end in ends.iter().take(cells) {
            let to = text.len() + end;
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

    fn read(text: &str, separator: u8) -> Vec<Vec<String>> {
        let mut lines = Lines::new(text, separator);
        let mut rows = Vec::new();
        while let Some(line) = lines.next_line() {
            let bytes: Vec<&[u8]> = (0..line.len()).map(|place| line.bytes(place)).collect();
            assert_eq!(bytes, line.iter().map(str::as_bytes).collect::<Vec<_>>());
            rows.push(line.iter().map(str::to_owned).collect());
        }
        rows
    }

    fn read_by_csv(text: &str, separator: u8) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        let rows = reader.records();
        rows.map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn rows_are_those_that_csv_reads() {
        #[track_caller]
        fn case(text: &str) {
            assert_eq!(read(text, b','), read_by_csv(text, b','), "{text:?}");
        }
        case("");
        case("\r\n\r\n");
        case("a,b\r\nc,d\r\n");
        case("a,b\rc,\r\"d\",e\r\n\nf");
        case("\u{feff}a,\"b\"\"c\"\r\n,,\n\"x\ny\",z");
        case("\u{feff}\"a\",b\n\u{feff}\"c\",d\n");
        case("a\"b,c\n\"never closed,\nd");
        case("\"\",\"\"\"\",\"a \"\"b\"\", c\"\nd");
        case("one cell that is long,\"and one, quoted, that is longer\",x\nnext");
        case("a,\"b\"c,d\n \"e\",f");
        case("đơn vị,\"Bồ Đề, \"\"cũ\"\"\"\r\nÿ,\u{1f300}");
        case("a,");
    }

    #[test]
    fn a_row_tells_where_it_ends_and_whether_its_quotes_are_odd() {
        let text = "a,b\r\n\"c\nd\",e\nf\"g\n";
        let mut lines = Lines::new(text, b',');
        let mut told = Vec::new();
        while let Some(line) = lines.next_line() {
            told.push((line.raw(), line.end, line.has_odd_quotes));
        }
        let expected = [("a,b\r", 4, false), ("\"c\nd\",e\n", 13, false), ("f\"g\n", 17, true)];
        assert_eq!(told, expected);
    }

    proptest! {
        #[test]
        fn whatever_the_bytes_rows_are_those_that_csv_reads(
            letters in proptest::collection::vec(prop_oneof![Just('a'), Just(','), Just(';'), Just('"'), Just('\n'), Just('\r'), any::<char>()], 0..60),
            separator in prop_oneof![Just(b','), Just(b';'), Just(b'\t'), Just(b'"'), Just(b'|')],
        ) {
            let text: String = letters.into_iter().collect();
            prop_assert_eq!(read(&text, separator), read_by_csv(&text, separator));
        }
    }
}
