//! A workbook of cells written as the xlsx that Excel edits. Reading it back gives the same sheets.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, XlsxError};

use super::{Sheet, Workbook};

/// The narrowest and the widest column, in characters.
const WIDTHS: (usize, usize) = (8, 60);

/// The bytes of an xlsx file: headers styled and frozen, columns as wide as their texts, the same bytes for the same cells.
pub fn to_xlsx(workbook: &Workbook) -> Result<Vec<u8>, XlsxError> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let long_ago = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&long_ago));
    for sheet in &workbook.sheets {
        write_sheet(&mut book, sheet)?;
    }
    book.save_to_buffer()
}

fn write_sheet(book: &mut rust_xlsxwriter::Workbook, sheet: &Sheet) -> Result<(), XlsxError> {
    let heading = Format::new().set_bold().set_background_color(Color::RGB(0x00E8_EEF4));
    let body = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let page = book.add_worksheet();
    page.set_name(&sheet.name)?;
    page.set_freeze_panes(1, 0)?;
    for (column, head) in (0_u16..).zip(&sheet.header) {
        page.write_string_with_format(0, column, &head.text, &heading)?;
        let texts = sheet.rows.iter().filter_map(|(_, texts)| texts.get(usize::from(column)));
        let widest = texts.chain([&head.text]).map(|text| text.chars().count()).max().unwrap_or_default();
        page.set_column_width(column, widest.clamp(WIDTHS.0, WIDTHS.1) as f64 + 2.0)?;
    }
    for (row, (_, texts)) in (1_u32..).zip(&sheet.rows) {
        for (column, text) in (0_u16..).zip(texts) {
            if text.is_empty() {
                continue;
            }
            match exact_number(text) {
                Some(number) => page.write_number_with_format(row, column, number, &body)?,
                None => page.write_string_with_format(row, column, text, &body)?,
            };
        }
    }
    Ok(())
}

/// The number whose writing is exactly this text; `00004` and `1.50` stay text.
fn exact_number(text: &str) -> Option<f64> {
    let number: f64 = text.parse().ok()?;
    (number.is_finite() && number.to_string() == text && number.abs() < 1e15).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::super::{Workbook, read};
    use super::to_xlsx;

    #[test]
    fn a_markdown_form_edited_in_excel_reads_the_same() {
        let written = "| survey |\n| | type | name | label::Tiếng Việt (vi) |\n| | select_one w | ward | Phường, xã |\n\
                       | choices |\n| | list_name | name | score |\n| | w | 00004 | 1.5 |\n| | w | 7 | -2 |\n";
        let workbook = read(written.as_bytes()).unwrap();
        let bytes = to_xlsx(&workbook).unwrap();
        assert_eq!(bytes, to_xlsx(&workbook).unwrap());
        let again = read(&bytes).unwrap();
        let texts = |workbook: &Workbook| -> Vec<_> {
            workbook
                .sheets
                .iter()
                .map(|sheet| {
                    let rows: Vec<_> = sheet.rows.iter().map(|(_, texts)| texts.clone()).collect();
                    (sheet.name.clone(), sheet.header.clone(), rows)
                })
                .collect()
        };
        assert_eq!(texts(&again), texts(&workbook));
    }
}
