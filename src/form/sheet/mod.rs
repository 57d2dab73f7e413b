//! A workbook as plain cells with places, whichever file format it came in.
//!
//! The format is told by the content, never by the file's name. Every text is trimmed, in Unicode's composed form (NFC) and free of
//! control characters, so that `Hà Nội` typed on a Mac equals `Hà Nội` typed on Windows.

mod allowance;
mod biff;
mod csv;
mod damage;
mod excel;
mod markdown;
mod write;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use allowance::Allowance;
pub use damage::Damage;
pub use write::to_xlsx;

/// A place in a form's source, for messages.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
pub struct Place {
    /// The sheet, or empty for the whole file. Every cell and condition has a place: a short name is kept without an allocation.
    pub sheet: SmolStr,
    /// 1-based row; 0 for the whole sheet. In Markdown, CSV and XML it is the line of the file.
    pub row: u32,
    /// 1-based column; 0 for the whole row.
    pub column: u32,
}

impl Place {
    /// The cell as a spreadsheet names it: `B7`, `7` for a whole row, empty for a whole sheet.
    pub fn cell_name(&self) -> String {
        let mut letters = Vec::new();
        let mut column = self.column;
        while column > 0 {
            letters.push(char::from(b'A' + ((column - 1) % 26) as u8));
            column = (column - 1) / 26;
        }
        let mut name: String = letters.iter().rev().collect();
        if self.row > 0 {
            name.push_str(&self.row.to_string());
        }
        name
    }
}

/// Rows as they were read: their numbers and their cells.
type RawRows = Vec<(u32, Vec<Cell>)>;

/// One cell: text as Excel shows it, numbers without a trailing `.0`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Cell {
    /// Trimmed of surrounding white space.
    pub text: String,
    /// 1-based column.
    pub column: u32,
}

/// A sheet: a header row and the rows under it that are not blank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Sheet {
    /// As written.
    pub name: String,
    /// Column names as written; the index is the position in `rows`' cells.
    pub header: Vec<Cell>,
    /// 1-based row number and the texts by header position (empty text where there is none).
    pub rows: Vec<(u32, Vec<String>)>,
}

impl Sheet {
    /// A sheet from its non-empty cells, row by row: the first row with a text is the header, cells under no header are dropped.
    ///
    /// Rows are as wide as the header, so that a wide header over many rows is counted in full.
    fn from_cells(name: &str, rows: impl IntoIterator<Item = (u32, Vec<Cell>)>) -> Result<Self, Unreadable> {
        let mut allowance = Allowance::default();
        let is_blank = |cells: &[Cell]| cells.iter().all(|cell| cell.text.is_empty());
        let mut rows = rows.into_iter().filter(|(_, cells)| !is_blank(cells));
        let mut sheet = Self {
            name: name.to_owned(),
            ..Self::default()
        };
        let Some((_, header)) = rows.next() else {
            return Ok(sheet);
        };
        sheet.header = header;
        sheet.header.retain(|cell| !cell.text.is_empty());
        sheet.header.sort_by_key(|cell| cell.column);
        for (number, cells) in rows {
            allowance.take_cells(sheet.header.len())?;
            let mut texts = vec![String::new(); sheet.header.len()];
            let mut has_text = false;
            // Cells come in the order of their columns, as the heads do.
            let mut next = 0;
            for cell in cells.into_iter().filter(|cell| !cell.text.is_empty()) {
                let is_next = sheet.header.get(next).is_some_and(|head| head.column == cell.column);
                let position = if is_next {
                    Ok(next)
                } else {
                    sheet.header.binary_search_by_key(&cell.column, |head| head.column)
                };
                let Ok(position) = position else { continue };
                next = position + 1;
                if let Some(text) = texts.get_mut(position) {
                    *text = cell.text;
                    has_text = true;
                }
            }
            if has_text {
                sheet.rows.push((number, texts));
            }
        }
        Ok(sheet)
    }

    /// The place of a cell by its row number and header position.
    pub fn place(&self, row: u32, position: usize) -> Place {
        Place {
            sheet: self.name.as_str().into(),
            row,
            column: self.header.get(position).map_or(0, |head| head.column),
        }
    }

    /// The place of the sheet as a whole.
    pub fn whole(&self) -> Place {
        Place {
            sheet: self.name.as_str().into(),
            ..Place::default()
        }
    }
}

/// All sheets of a file, unknown ones too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Workbook {
    /// In file order.
    pub sheets: Vec<Sheet>,
}

impl Workbook {
    /// The sheet of this name, written in any case.
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name.eq_ignore_ascii_case(name))
    }
}

/// What kind of file a form came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// xlsx or xlsm.
    Xlsx,
    /// The binary workbook of Excel 97.
    Xls,
    /// An XForm.
    Xml,
    /// Tables in Markdown.
    Markdown,
    /// Comma-separated values.
    Csv,
}

impl Format {
    /// Tells the format by the content; `None` for what none of the readers takes.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"PK\x03\x04") {
            return Some(Self::Xlsx);
        }
        if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
            return Some(Self::Xls);
        }
        let text = text_of(bytes)?.trim_start();
        if text.starts_with('<') {
            return Some(Self::Xml);
        }
        let table_lines = text.lines().filter(|line| line.trim_start().starts_with('|')).take(2).count();
        if table_lines == 2 {
            return Some(Self::Markdown);
        }
        text.contains([',', ';', '\t']).then_some(Self::Csv)
    }

    /// Whether places are cells of a sheet; otherwise they are lines of a text.
    pub fn has_cells(self) -> bool {
        matches!(self, Self::Xlsx | Self::Xls)
    }
}

/// Why a file is no workbook.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// None of the formats that are read.
    #[error("not a workbook, Markdown tables, CSV or XML")]
    UnknownFormat,
    /// The file ends too early or has lost its order: a copy that broke off.
    #[error("incomplete")]
    Incomplete,
    /// An archive, or an old Office file, without a workbook in it.
    #[error("no workbook in it")]
    NoWorkbook,
    /// A workbook that opens with a password only.
    #[error("locked with a password")]
    Locked,
    /// The file says that it is a workbook and cannot be taken apart.
    #[error("damaged: {0:?}")]
    Damaged(Damage),
    /// More cells or more text than a questionnaire can have.
    #[error("too large for a form")]
    TooLarge,
}

/// The size of a file that is worth looking at.
pub(super) const MAX_FILE_BYTES: usize = 64 << 20;

/// Reads the sheets of a workbook, a Markdown file or a CSV file.
pub fn read(bytes: &[u8]) -> Result<Workbook, Unreadable> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(Unreadable::TooLarge);
    }
    match Format::of(bytes).ok_or(Unreadable::UnknownFormat)? {
        Format::Xlsx => excel::read_xlsx(bytes),
        Format::Xls => excel::read_xls(bytes),
        Format::Markdown => markdown::read(text_of(bytes).unwrap_or_default()),
        Format::Csv => csv::read(text_of(bytes).unwrap_or_default()),
        Format::Xml => Err(Unreadable::UnknownFormat),
    }
}

/// The bytes as text without a byte order mark.
pub(in crate::form) fn text_of(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)).ok()
}

/// Composed, trimmed, without control characters other than line breaks.
fn clean(text: &str) -> String {
    // Most cells are plain letters and digits. No early end: so the bytes are looked at many at a time.
    let is_plain = |byte| matches!(byte, b' '..=b'~' | b'\n');
    if text.bytes().fold(true, |all, byte| all & is_plain(byte)) {
        return text.trim_ascii().to_owned();
    }
    let is_kept = |c: &char| *c == '\n' || !(c.is_control() || matches!(c, '\u{200B}' | '\u{FEFF}'));
    if text.chars().all(|c| is_kept(&c)) && (text.chars().all(is_composed_latin) || is_nfc(text)) {
        return text.trim().to_owned();
    }
    let text: String = text
        .replace("\r\n", "\n")
        .replace(['\t', '\r'], " ")
        .nfc()
        .filter(is_kept)
        .collect();
    text.trim().to_owned()
}

/// Whether a letter or sign is composed whatever stands beside it: those of Vietnamese are, and those of typographers.
fn is_composed_latin(c: char) -> bool {
    matches!(c, '\0'..='\u{2FF}' | '\u{1E00}'..='\u{1EFF}' | '\u{2010}'..='\u{2027}')
}

#[cfg(test)]
mod tests {
    use super::{Place, Unreadable, clean, is_composed_latin, is_nfc, read};

    #[test]
    fn a_cell_is_named_as_in_a_spreadsheet() {
        #[track_caller]
        fn case(row: u32, column: u32, expected: &str) {
            let place = Place {
                sheet: "survey".into(),
                row,
                column,
            };
            assert_eq!(place.cell_name(), expected);
        }
        case(7, 2, "B7");
        case(1, 26, "Z1");
        case(3, 27, "AA3");
        case(3, 703, "AAA3");
        case(9, 0, "9");
        case(0, 0, "");
    }

    #[test]
    fn a_wide_header_over_many_rows_is_refused() {
        let header = format!("| survey |\n| | {} |\n", "c | ".repeat(3000));
        let rows = |count: usize| format!("{header}{}", "| | x |\n".repeat(count));
        assert!(read(rows(10).as_bytes()).is_ok());
        assert_eq!(read(rows(1000).as_bytes()), Err(Unreadable::TooLarge));
    }

    #[test]
    fn texts_are_composed_and_trimmed() {
        let ours = (0..=0x2FF).chain(0x1E00..=0x1EFF).chain(0x2010..=0x2027).filter_map(char::from_u32);
        assert!(ours.clone().all(is_composed_latin) && is_nfc(&ours.collect::<String>()));
        assert_eq!(clean("\u{a0} Ha\u{300} No\u{323}\u{302}i\r\nx \u{feff}"), "Hà Nội\nx");
    }
}
