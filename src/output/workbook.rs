//! Tables as an Excel workbook: one sheet each, heads frozen, numbers as numbers.

use std::collections::BTreeSet;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::table::{Cell, Table};

/// Excel refuses longer names of sheets.
const LONGEST_NAME: usize = 31;

/// Writes a workbook with one sheet for each table. A text is never a formula, whatever it begins with.
pub fn to_xlsx(tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    let mut taken = BTreeSet::new();
    for table in tables {
        let sheet = workbook.add_worksheet();
        sheet.set_name(sheet_name(&table.title, &mut taken))?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, head) in (0_u16..).zip(&table.heads) {
            sheet.write_string_with_format(0, column, head, &bold)?;
        }
        for (row, cells) in (1_u32..).zip(&table.rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                write_cell(sheet, (row, column), cell)?;
            }
        }
        sheet.autofit();
    }
    workbook.save_to_buffer()
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
