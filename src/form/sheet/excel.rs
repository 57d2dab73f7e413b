//! Excel workbooks, new and old.
//!
//! A workbook is a zip that anybody may have made: one of 1.4 kB with a far cell makes a dense range of 17 billion cells, one of 700 kB
//! unpacks to 400 MB. So cells are streamed, and cells, texts and unpacked bytes are bounded. What calamine makes of a damaged file may be a
//! panic: that is damage too.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::catch_unwind;

use calamine::{Data, DataRef, ExcelDateTime, Reader as _, Xls, Xlsx, XlsxError};
use jiff::{Unit, civil};

use super::{Allowance, Cell, Damage, Sheet, Unreadable, Workbook, biff, clean};

/// Unpacked size of the parts of a workbook.
const MAX_UNPACKED_BYTES: u64 = 128 << 20;

/// Reads an xlsx or xlsm.
pub(super) fn read_xlsx(bytes: &[u8]) -> Result<Workbook, Unreadable> {
    guarded(|| xlsx(bytes))
}

/// Reads the binary workbook of Excel 97.
pub(super) fn read_xls(bytes: &[u8]) -> Result<Workbook, Unreadable> {
    guarded(|| xls(&biff::measured(bytes)?))
}

fn guarded(read: impl FnOnce() -> Result<Workbook, Unreadable> + std::panic::UnwindSafe) -> Result<Workbook, Unreadable> {
    catch_unwind(read).unwrap_or_else(|_| Err(Damage::Contradiction.into()))
}

fn xlsx(bytes: &[u8]) -> Result<Workbook, Unreadable> {
    refuse_bombs(bytes, MAX_UNPACKED_BYTES)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(Unreadable::opening)?;
    let mut allowance = Allowance::default();
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let damaged = || Damage::Sheet(name.trim().to_owned());
        let mut cells = match book.worksheet_cells_reader(&name) {
            Ok(cells) => cells,
            // A chart sheet has no cells; it is no reason to refuse the rest.
            Err(XlsxError::NotAWorksheet(_) | XlsxError::XmlEof(_)) => continue,
            Err(_) => return Err(damaged().into()),
        };
        let mut rows: BTreeMap<u32, Vec<Cell>> = BTreeMap::new();
        while let Some(cell) = cells.next_cell().map_err(|_broken| damaged())? {
            let text = match cell.get_value() {
                DataRef::String(text) => clean(text),
                DataRef::SharedString(text) => clean(text),
                DataRef::Empty => continue,
                value => clean(&shown(value.clone().into())),
            };
            if !text.is_empty() {
                let (row, column) = cell.get_position();
                allowance.take(&text)?;
                rows.entry(row + 1).or_default().push(Cell { text, column: column + 1 });
            }
        }
        sheets.push(Sheet::from_cells(name.trim(), rows)?);
    }
    Ok(Workbook { sheets })
}

fn xls(bytes: &[u8]) -> Result<Workbook, Unreadable> {
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(Unreadable::opening_old)?;
    let mut allowance = Allowance::default();
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let Ok(range) = book.worksheet_range(&name) else {
            continue;
        };
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut rows: BTreeMap<u32, Vec<Cell>> = BTreeMap::new();
        for (row, column, value) in range.used_cells() {
            let text = clean(&shown(value.clone()));
            allowance.take(&text)?;
            let cell = Cell {
                text,
                column: first_column + column as u32 + 1,
            };
            rows.entry(first_row + row as u32 + 1).or_default().push(cell);
        }
        sheets.push(Sheet::from_cells(name.trim(), rows)?);
    }
    Ok(Workbook { sheets })
}

/// Refuses a zip without a workbook, and one whose parts say that they unpack to more than any form needs. One that says less than it does is refused by the zip reader.
fn refuse_bombs(bytes: &[u8], limit: u64) -> Result<(), Unreadable> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_broken_off| Unreadable::Incomplete)?;
    if !archive
        .file_names()
        .flatten()
        .any(|name| name.to_ascii_lowercase().ends_with("workbook.xml"))
    {
        return Err(Unreadable::NoWorkbook);
    }
    let mut unpacked = 0_u64;
    for part in 0..archive.len() {
        unpacked = unpacked.saturating_add(archive.by_index_raw(part).map_err(|_broken| Damage::Packing)?.size());
    }
    if unpacked > limit {
        return Err(Unreadable::TooLarge);
    }
    Ok(())
}

/// A value as Excel shows it in a cell without a number format.
fn shown(value: Data) -> String {
    match value {
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text,
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::DateTime(moment) => shown_moment(moment),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// A date or time as XForms write it.
fn shown_moment(moment: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, millisecond) = moment.to_ymd_hms_milli();
    // Excel keeps fractions of a day: the second is the nearest.
    let exact = civil::DateTime::new(
        year as i16,
        month as i8,
        day as i8,
        hour as i8,
        minute as i8,
        second as i8,
        i32::from(millisecond) * 1_000_000,
    );
    let Ok(nearest) = exact.and_then(|exact| exact.round(Unit::Second)) else {
        return moment.as_f64().to_string();
    };
    if moment.is_duration() || moment.as_f64() < 1.0 {
        nearest.time().to_string()
    } else if moment.as_f64().fract() == 0.0 {
        nearest.date().to_string()
    } else {
        nearest.to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use calamine::{ExcelDateTime, ExcelDateTimeType};

    use super::{Damage, Data, Unreadable, read_xlsx, refuse_bombs, shown};

    #[test]
    fn numbers_read_as_they_are_shown() {
        #[track_caller]
        fn case(value: Data, expected: &str) {
            assert_eq!(shown(value), expected);
        }
        case(Data::Float(5.0), "5");
        case(Data::Float(0.1), "0.1");
        case(Data::Float(1e15), "1000000000000000");
        case(Data::Bool(true), "TRUE");
        let moment = |days| Data::DateTime(ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false));
        case(moment(45_048.443_842_232_23), "2023-05-02T10:39:08");
        case(moment(45_048.0), "2023-05-02");
        case(moment(0.5), "12:00:00");
        case(calamine::DataRef::SharedString("x").into(), "x");
    }

    #[test]
    fn a_far_cell_costs_no_more_than_a_near_one() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_string(0, 0, "near").unwrap();
        sheet.write_string(1_048_575, 16_383, "far").unwrap();
        let workbook = read_xlsx(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(workbook.sheets[0].header[0].text, "near");
    }

    /// A workbook of one sheet with another part in place of one of its own, or without it.
    fn with_part(changed: &str, content: Option<&str>) -> Vec<u8> {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().write_string(0, 0, "x").unwrap();
        let mut parts = zip::ZipArchive::new(Cursor::new(book.save_to_buffer().unwrap())).unwrap();
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for number in 0..parts.len() {
            let part = parts.by_index_raw(number).unwrap();
            let name = part.name().unwrap().into_owned();
            match content {
                _ if name != changed => archive.raw_copy_file(part).unwrap(),
                Some(content) => {
                    archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
                    archive.write_all(content.as_bytes()).unwrap();
                }
                None => {}
            }
        }
        archive.finish().unwrap().into_inner()
    }

    const SHEET: &str = "xl/worksheets/sheet1.xml";

    /// A workbook with these rows, as XML.
    fn with_rows(rows: &str) -> Vec<u8> {
        let sheet = format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
        );
        with_part(SHEET, Some(&sheet))
    }

    const CELL: &str = "<row r=\"1000001\"><c r=\"A1000001\" t=\"inlineStr\"><is><t>type</t></is></c></row>";

    #[test]
    fn a_million_blank_rows_are_passed_over() {
        let blank = "<row spans=\"1:3\"/>".repeat(1_000_000);
        let workbook = read_xlsx(&with_rows(&format!("{blank}{CELL}"))).unwrap();
        assert_eq!(workbook.sheets[0].header[0].text, "type");
    }

    #[test]
    fn fuzzing_found_a_cell_in_a_row_beyond_all_numbers() {
        let far = CELL.replace("A1000001", "A99999999999999999999");
        assert_eq!(read_xlsx(&with_rows(&far)), Err(Damage::Contradiction.into()));
    }

    #[test]
    fn what_is_damaged_is_told_by_its_place() {
        #[track_caller]
        fn case(bytes: &[u8], expected: Damage) {
            assert_eq!(read_xlsx(bytes), Err(expected.into()));
        }
        let sheet = || Damage::Sheet("Sheet1".to_owned());
        case(&with_rows("<row r=\"1\"><c r=\"A1\""), sheet());
        case(&with_part(SHEET, Some("<worksheet><sheetData><row>")), sheet());
        case(&with_part(SHEET, None), sheet());
        case(&with_part("xl/sharedStrings.xml", Some("<sst><si><t>x")), Damage::Frame);
        let relations = "xl/_rels/workbook.xml.rels";
        case(&with_part(relations, None), Damage::MissingPart(relations.to_owned()));
    }

    #[test]
    fn a_workbook_that_unpacks_to_too_much_is_refused() {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive
            .start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(&vec![b' '; 1 << 20]).unwrap();
        let bytes = archive.finish().unwrap().into_inner();
        assert!(bytes.len() < 1 << 12);
        assert_eq!(refuse_bombs(&bytes, 1 << 19), Err(Unreadable::TooLarge));
        assert_eq!(refuse_bombs(&bytes, 1 << 20), Ok(()));
    }

    #[test]
    fn a_workbook_that_lies_about_its_size_is_damaged() {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().write_string(0, 0, "x".repeat(10_000)).unwrap();
        let mut bytes = book.save_to_buffer().unwrap();
        let said: Vec<u8> = {
            let mut parts = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
            let size = parts.by_name("xl/sharedStrings.xml").unwrap().size();
            (size as u32).to_le_bytes().into()
        };
        // The size is written before and behind the part.
        for at in 0..bytes.len() - 4 {
            if bytes[at..at + 4] == said {
                bytes[at..at + 4].copy_from_slice(&300_u32.to_le_bytes());
            }
        }
        assert_eq!(read_xlsx(&bytes), Err(Damage::Frame.into()));
    }

    #[test]
    fn what_is_no_workbook_is_told_from_one_that_broke_off() {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().write_string(0, 0, "x").unwrap();
        let whole = book.save_to_buffer().unwrap();
        assert_eq!(read_xlsx(&whole[..whole.len() / 2]), Err(Unreadable::Incomplete));
        let mut letter = zip::ZipWriter::new(Cursor::new(Vec::new()));
        letter
            .start_file("word/document.xml", zip::write::SimpleFileOptions::default())
            .unwrap();
        assert_eq!(read_xlsx(&letter.finish().unwrap().into_inner()), Err(Unreadable::NoWorkbook));
    }
}
