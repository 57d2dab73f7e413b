//! The one CSV writer, in the layout asked for.

use std::borrow::Cow;
use std::io::Write;

use csv::{QuoteStyle, Terminator};

use super::cell::{write_cell, write_text};
use super::entry::Entry;
use super::layout::{Layout, LineEnd, Quoting};
use crate::dataset::Value;

/// The byte order mark, as UTF-8.
pub const BOM: &[u8] = "\u{feff}".as_bytes();

/// Writes one table, into memory unless told otherwise.
#[derive(Debug)]
pub struct CsvWriter<W: Write = Vec<u8>> {
    inner: csv::Writer<W>,
    layout: Layout,
    rows: u64,
}

impl CsvWriter {
    /// A table with this header.
    pub fn new<S: AsRef<str>>(layout: Layout, header: impl IntoIterator<Item = S>) -> csv::Result<Self> {
        Self::into_writer(Vec::new(), layout, header)
    }

    /// The bytes.
    pub fn finish(self) -> std::io::Result<Vec<u8>> {
        self.into_inner()
    }
}

impl<W: Write> CsvWriter<W> {
    /// A table with this header, written as it comes.
    pub fn into_writer<S: AsRef<str>>(mut target: W, layout: Layout, header: impl IntoIterator<Item = S>) -> csv::Result<Self> {
        let terminator = match layout.line_end {
            LineEnd::CrLf => Terminator::CRLF,
            LineEnd::Lf => Terminator::Any(b'\n'),
        };
        let quote_style = match layout.quoting {
            Quoting::Rfc4180 => QuoteStyle::Necessary,
            // Put on by hand: the library quotes a lone carriage return too.
            Quoting::LineFeed => QuoteStyle::Never,
        };
        if layout.has_bom {
            target.write_all(BOM)?;
        }
        let inner = csv::WriterBuilder::new()
            .terminator(terminator)
            .quote_style(quote_style)
            .from_writer(target);
        let mut writer = Self { inner, layout, rows: 0 };
        for head in header {
            writer.put(head.as_ref())?;
        }
        writer.inner.write_record(None::<&[u8]>)?;
        Ok(writer)
    }

    /// A row: first cells that are written as they are (keys, codes, numbers), then values.
    pub fn row<'a>(&mut self, fixed: impl IntoIterator<Item = &'a str>, values: impl IntoIterator<Item = &'a Value>) -> csv::Result<()> {
        let layout = self.layout;
        for cell in fixed {
            self.put(cell)?;
        }
        for value in values {
            self.put(write_cell(value, &layout).as_ref())?;
        }
        self.end_row()
    }

    /// A row of texts: labels, notes. Each is kept from being run as a formula.
    pub fn texts<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> csv::Result<()> {
        let layout = self.layout;
        for cell in cells {
            self.put(write_text(cell, &layout).as_ref())?;
        }
        self.end_row()
    }

    /// A row of texts and of cells that are written as they are: each says whether it is a text.
    pub(super) fn mixed(&mut self, cells: impl IntoIterator<Item = (String, bool)>) -> csv::Result<()> {
        let layout = self.layout;
        for (cell, is_text) in cells {
            let cell = if is_text {
                write_text(&cell, &layout)
            } else {
                Cow::Borrowed(cell.as_str())
            };
            self.put(cell.as_ref())?;
        }
        self.end_row()
    }

    /// A row as the tables of a form lay it out.
    pub fn entries(&mut self, entries: &[Entry<'_>]) -> csv::Result<()> {
        for entry in entries {
            match entry {
                Entry::Blank => self.inner.write_field("")?,
                // Written past the quoting: it *is* a pair of quotes.
                Entry::QuotedBlank => self.inner.write_field("\"\"")?,
                Entry::Text(cell) | Entry::Number(cell) => self.put(cell)?,
            }
        }
        self.end_row()
    }

    fn put(&mut self, cell: &str) -> csv::Result<()> {
        if self.layout.quoting == Quoting::LineFeed && cell.contains([',', '"', '\n']) {
            return self.inner.write_field(format!("\"{}\"", cell.replace('"', "\"\"")));
        }
        self.inner.write_field(cell)
    }

    fn end_row(&mut self) -> csv::Result<()> {
        self.inner.write_record(None::<&[u8]>)?;
        self.rows += 1;
        Ok(())
    }

    /// Rows so far, the header not counted.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// What was written to, with everything in it.
    pub fn into_inner(self) -> std::io::Result<W> {
        self.inner.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// A reader of what [`CsvWriter`] wrote: the mark taken off, every row as long as the header.
pub fn reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
    csv::ReaderBuilder::new().has_headers(true).flexible(false).from_reader(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dataset::{ColumnType, Missing};
    use crate::output::read_cell;

    #[test]
    fn the_bytes_are_what_excel_opens() {
        let mut writer = CsvWriter::new(Layout::PHIEU, ["KEY", "a/q1", "a/q2"]).unwrap();
        writer
            .row(
                ["k1"],
                &[Value::Text("cao, \"rất\" cao".to_owned()), Value::Missing(Missing::Refused)],
            )
            .unwrap();
        writer.row(["k2"], &[Value::Text("=1+1".to_owned()), Value::Integer(-3)]).unwrap();
        assert_eq!(
            String::from_utf8(writer.finish().unwrap()).unwrap(),
            "\u{feff}KEY,a/q1,a/q2\r\nk1,\"cao, \"\"rất\"\" cao\",.r\r\nk2,'=1+1,-3\r\n"
        );
    }

    #[test]
    fn another_layout_writes_another_file() {
        let plain = Layout {
            has_bom: false,
            line_end: LineEnd::Lf,
            missing: crate::output::layout::MissingCoding::Blank,
            guard: crate::output::layout::Guard::None,
            ..Layout::PHIEU
        };
        let mut writer = CsvWriter::new(plain, ["KEY", "q"]).unwrap();
        writer.row(["k"], &[Value::Text("=1".to_owned())]).unwrap();
        writer.row(["l"], &[Value::Missing(Missing::DontKnow)]).unwrap();
        assert_eq!(writer.finish().unwrap(), b"KEY,q\nk,=1\nl,\n");
    }

    proptest! {
        #[test]
        fn every_row_of_texts_comes_back(texts in prop::collection::vec("[=+@.'\\-\t\r\n\",a-zđ ]{1,9}|\\PC{1,9}", 1..6)) {
            let header: Vec<String> = (0..texts.len()).map(|n| format!("q{n}")).collect();
            let values: Vec<Value> = texts.into_iter().map(Value::Text).collect();
            let mut writer = CsvWriter::new(Layout::PHIEU, &header).unwrap();
            writer.row([], &values).unwrap();
            writer.row([], &values).unwrap();
            let bytes = writer.finish().unwrap();
            let mut rows = 0;
            for record in reader(&bytes).records() {
                let read: Vec<Value> = record.unwrap().iter().map(|cell| read_cell(cell, ColumnType::Text, &Layout::PHIEU).unwrap()).collect();
                prop_assert_eq!(&read, &values);
                rows += 1;
            }
            prop_assert_eq!(rows, 2);
        }
    }
}
