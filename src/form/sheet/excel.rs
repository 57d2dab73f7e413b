//! Excel workbooks, new and old.
//!
//! A workbook is a zip that anybody may have made: one of 1.4 kB with a far cell makes a dense range of 17 billion cells, one of 700 kB
//! unpacks to 400 MB. So cells are streamed, and cells, texts and unpacked bytes are bounded. What a reader makes of a damaged file may be a
//! panic: that is damage too.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::catch_unwind;

use calamine::{Data, ExcelDateTime, Reader as _, Xls, XlsError};
use jiff::{Unit, civil};

use super::{Allowance, Cell, Sheet, Unreadable, Workbook, biff, clean, xlsx};

/// Reads an xlsx or xlsm.
pub(super) fn read_xlsx(bytes: &[u8]) -> Result<Workbook, Unreadable> {
    guarded(|| xlsx::read(bytes))
}

/// Reads the binary workbook of Excel 97.
pub(super) fn read_xls(bytes: &[u8]) -> Result<Workbook, Unreadable> {
    guarded(|| xls(&biff::measured(bytes)?))
}

fn guarded(read: impl FnOnce() -> Result<Workbook, Unreadable> + std::panic::UnwindSafe) -> Result<Workbook, Unreadable> {
    catch_unwind(read).unwrap_or_else(|_| Err(damaged("its parts contradict one another")))
}

fn xls(bytes: &[u8]) -> Result<Workbook, Unreadable> {
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => Unreadable::Locked,
        error => damaged(error),
    })?;
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

pub(super) fn damaged(error: impl std::fmt::Display) -> Unreadable {
    Unreadable::Damaged(error.to_string())
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
pub(super) fn shown_moment(moment: ExcelDateTime) -> String {
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
    use calamine::{ExcelDateTime, ExcelDateTimeType};

    use super::{Data, shown};

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
    }
}
