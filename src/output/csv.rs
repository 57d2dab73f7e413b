//! The one CSV writer: RFC 4180, in the layout asked for.

use std::borrow::Cow;

use csv::Terminator;

use super::cell::write_cell;
use super::layout::{Layout, LineEnd};
use crate::dataset::Value;

/// The byte order mark, as UTF-8.
pub const BOM: &[u8] = "\u{feff}".as_bytes();

/// Writes one table.
#[derive(Debug)]
pub struct CsvWriter {
    inner: csv::Writer<Vec<u8>>,
    layout: Layout,
    rows: u64,
}

impl CsvWriter {
    /// A table with this header.
    pub fn new<S: AsRef<str>>(layout: Layout, header: impl IntoIterator<Item = S>) -> csv::Result<Self> {
        let terminator = match layout.line_end {
            LineEnd::CrLf => Terminator::CRLF,
            LineEnd::Lf => Terminator::Any(b'\n'),
        };
        let start = if layout.has_bom { BOM.to_vec() } else { Vec::new() };
        let mut inner = csv::WriterBuilder::new().terminator(terminator).from_writer(start);
        for head in header {
            inner.write_field(head.as_ref())?;
        }
        inner.write_record(None::<&[u8]>)?;
        Ok(Self { inner, layout, rows: 0 })
    }

    /// A row: first cells that are written as they are (keys, codes, numbers), then values.
    pub fn row<'a>(&mut self, fixed: impl IntoIterator<Item = &'a str>, values: impl IntoIterator<Item = &'a Value>) -> csv::Result<()> {
        for cell in fixed {
            self.inner.write_field(cell)?;
        }
        for value in values {
            self.inner.write_field(write_cell(value, &self.layout).as_ref())?;
        }
        self.inner.write_record(None::<&[u8]>)?;
        self.rows += 1;
        Ok(())
    }

    /// A row of texts: labels, notes. Each is kept from being run as a formula.
    pub fn texts<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> csv::Result<()> {
        let layout = self.layout;
        for cell in cells {
            let cell: Cow<'_, str> = super::cell::write_text(cell, &layout);
            self.inner.write_field(cell.as_ref())?;
        }
        self.inner.write_record(None::<&[u8]>)?;
        self.rows += 1;
        Ok(())
    }

    /// A row of texts and of cells that are written as they are: each says whether it is a text.
    pub(super) fn mixed(&mut self, cells: impl IntoIterator<Item = (String, bool)>) -> csv::Result<()> {
        let layout = self.layout;
        for (cell, is_text) in cells {
            let cell = if is_text {
                super::cell::write_text(&cell, &layout)
            } else {
                Cow::Borrowed(cell.as_str())
            };
            self.inner.write_field(cell.as_ref())?;
        }
        self.inner.write_record(None::<&[u8]>)?;
        self.rows += 1;
        Ok(())
    }

    /// Rows so far, the header not counted.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The bytes.
    pub fn finish(self) -> std::io::Result<Vec<u8>> {
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
