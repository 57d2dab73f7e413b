//! Tables as an Excel workbook: one sheet each, heads frozen, numbers as numbers.

use std::collections::BTreeSet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::entry::Entry;
use super::table::{Cell, Table};

/// Excel refuses longer names of sheets.
const LONGEST_NAME: usize = 31;

/// More digits than these a number of a spreadsheet does not keep.
const MOST_DIGITS: usize = 15;

/// Writes a workbook with one sheet for each table. A text is never a formula, whatever it begins with.
pub fn to_xlsx(tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut writer = WorkbookWriter::default();
    for table in tables {
        writer.add(table)?;
    }
    writer.finish()
}

/// A workbook being written, sheet by sheet. What Excel cannot hold (rows, columns, long texts) is an error.
#[derive(Default)]
pub struct WorkbookWriter {
    workbook: Workbook,
    taken: BTreeSet<String>,
    /// By sheet: rows so far, the heads not counted.
    rows: Vec<u32>,
}

impl WorkbookWriter {
    /// Adds a sheet with its heads; its index.
    pub fn sheet(&mut self, title: &str, heads: &[String]) -> Result<usize, XlsxError> {
        let bold = Format::new().set_bold();
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(sheet_name(title, &mut self.taken))?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, head) in (0_u32..).zip(heads) {
            sheet.write_string_with_format(0, narrow(column), head, &bold)?;
        }
        self.rows.push(0);
        Ok(self.rows.len() - 1)
    }

    /// Adds a row to a sheet.
    pub fn row(&mut self, sheet: usize, entries: &[Entry<'_>]) -> Result<(), XlsxError> {
        let Some(rows) = self.rows.get_mut(sheet) else { return Ok(()) };
        *rows += 1;
        let row = *rows;
        let sheet = self.workbook.worksheet_from_index(sheet)?;
        for (column, entry) in (0_u32..).zip(entries) {
            write_entry(sheet, (row, narrow(column)), entry)?;
        }
        Ok(())
    }

    /// Adds a sheet with all that a table holds.
    pub fn add(&mut self, table: &Table) -> Result<(), XlsxError> {
        let index = self.sheet(&table.title, &table.heads)?;
        let sheet = self.workbook.worksheet_from_index(index)?;
        for (row, cells) in (1_u32..).zip(&table.rows) {
            for (column, cell) in (0_u32..).zip(cells) {
                write_cell(sheet, (row, narrow(column)), cell)?;
            }
        }
        Ok(())
    }

    /// The workbook's bytes.
    pub fn finish(mut self) -> Result<Vec<u8>, XlsxError> {
        for sheet in self.workbook.worksheets_mut() {
            sheet.autofit();
        }
        // When and by whom a file was made says something about a person; and the same tables give the same bytes.
        let nobody = DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(1980, 1, 1)?);
        self.workbook.set_properties(&nobody);
        self.workbook.save_to_buffer()
    }
}

/// A column beyond the last is the last number there is, which Excel refuses.
fn narrow(column: u32) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

fn write_entry(sheet: &mut Worksheet, (row, column): (u32, u16), entry: &Entry<'_>) -> Result<(), XlsxError> {
    match entry {
        Entry::Blank | Entry::QuotedBlank => return Ok(()),
        Entry::Number(text) => match number(text) {
            Some(number) => sheet.write_number(row, column, number)?,
            None => sheet.write_string(row, column, text.as_ref())?,
        },
        Entry::Text(text) => sheet.write_string(row, column, text.as_ref())?,
    };
    Ok(())
}

/// The number that a text is, if a spreadsheet keeps all of it.
fn number(text: &str) -> Option<f64> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let number: f64 = text.parse().ok()?;
    (digits <= MOST_DIGITS && number.is_finite()).then_some(number)
}

fn write_cell(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Blank => return Ok(()),
        Cell::Text(text) => sheet.write_string(row, column, text)?,
        Cell::Integer(number) => sheet.write_number(row, column, *number as f64)?,
        Cell::Decimal { value, digits } => sheet.write_number_with_format(row, column, *value, &digits_format(*digits))?,
    };
    Ok(())
}

fn digits_format(digits: u8) -> Format {
    let point = if digits == 0 { "" } else { "." };
    Format::new().set_num_format(format!("0{point}{}", "0".repeat(usize::from(digits))))
}

/// Without the signs that Excel forbids, short enough, and unlike every name before.
fn sheet_name(title: &str, taken: &mut BTreeSet<String>) -> String {
    let is_forbidden = |c: char| c.is_control() || matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
    let plain: String = title.chars().map(|c| if is_forbidden(c) { ' ' } else { c }).collect();
    let plain = if plain.trim().is_empty() { "Phiếu" } else { plain.trim() };
    let mut number = 1;
    loop {
        let suffix = if number == 1 { String::new() } else { format!(" {number}") };
        let stem: String = plain.chars().take(LONGEST_NAME - suffix.len()).collect();
        let name = format!("{}{suffix}", stem.trim_end());
        if taken.insert(name.to_lowercase()) {
            return name;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx};

    use super::*;

    #[test]
    fn a_number_that_a_spreadsheet_would_round_stays_a_text() {
        let mut writer = WorkbookWriter::default();
        let sheet = writer.sheet("house", &["KEY".to_owned(), "n".to_owned()]).unwrap();
        let row = |text: &str| [Entry::text("k".to_owned()), Entry::Number(text.to_owned().into())];
        writer.row(sheet, &row("-2.50")).unwrap();
        writer.row(sheet, &row("1234567890123456789")).unwrap();
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(writer.finish().unwrap())).unwrap();
        let range = workbook.worksheet_range("house").unwrap();
        assert_eq!(range.get_value((1, 1)), Some(&Data::Float(-2.5)));
        assert_eq!(range.get_value((2, 1)), Some(&Data::String("1234567890123456789".to_owned())));
    }

    #[test]
    fn excel_reads_numbers_as_numbers_and_texts_as_texts() {
        let table = |title: &str| Table {
            title: title.to_owned(),
            heads: vec!["đơn vị".to_owned(), "n".to_owned(), "%".to_owned()],
            rows: vec![vec![
                Cell::Text("=1+1".to_owned()),
                Cell::Integer(36_525),
                Cell::Decimal {
                    value: 83.942_6,
                    digits: 2,
                },
            ]],
        };
        let bytes = to_xlsx(&[table("Chỉ số: [2026]"), table("Chỉ số: [2026]"), table("")]).unwrap();
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        assert_eq!(workbook.sheet_names(), ["Chỉ số   2026", "Chỉ số   2026 2", "Phiếu"]);
        let range = workbook.worksheet_range("Phiếu").unwrap();
        assert_eq!(range.get_value((0, 0)), Some(&Data::String("đơn vị".to_owned())));
        assert_eq!(range.get_value((1, 0)), Some(&Data::String("=1+1".to_owned())));
        assert_eq!(range.get_value((1, 1)), Some(&Data::Float(36_525.0)));
        assert_eq!(range.get_value((1, 2)), Some(&Data::Float(83.942_6)));
    }
}
