//! A workbook as plain cells with places, whichever file format it came in.

use serde::{Deserialize, Serialize};

/// A place in a form's source, for messages.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
pub struct Place {
    /// The sheet, or empty for the whole file.
    pub sheet: String,
    /// 1-based row; 0 for the whole sheet. In Markdown, CSV and XML it is the line of the file.
    pub row: u32,
    /// 1-based column; 0 for the whole row.
    pub column: u32,
}

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

/// All sheets of a file, unknown ones too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Workbook {
    /// In file order.
    pub sheets: Vec<Sheet>,
}
