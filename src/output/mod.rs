//! Writers: CSV and XLSX; tables and charts described once, drawn by whoever shows them.

pub mod cell;
pub mod csv;
pub mod entry;
pub mod layout;
mod moment;
pub mod table;
pub mod tables;
pub mod workbook;

pub use cell::{CellError, read_cell, write_cell, write_text};
pub use csv::CsvWriter;
pub use entry::Entry;
pub use layout::Layout;
pub use table::{Cell, Table};
pub use tables::{Facts, FormTables, Split};
pub use workbook::{WorkbookWriter, to_xlsx};
