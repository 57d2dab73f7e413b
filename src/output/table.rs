//! A table described once: whoever shows it draws it, the writers here put it into files.

use super::csv::CsvWriter;
use super::layout::Layout;
use crate::words::Words;

/// A table with its heads.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What it shows; the sheet's name in a workbook.
    pub title: String,
    /// One for each column.
    pub heads: Vec<String>,
    /// Rows of cells, each as long as the heads.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing: a value that there is not.
    Blank,
    /// A text.
    Text(String),
    /// A count.
    Integer(i64),
    /// A figure, and to how many digits it is shown. Files keep all of it.
    Decimal {
        /// The whole figure.
        value: f64,
        /// Digits after the point when it is shown.
        digits: u8,
    },
}

impl Cell {
    /// The cell as a person reads it.
    pub fn say(&self, words: Words) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) => text.clone(),
            Self::Integer(number) => words.integer(*number),
            Self::Decimal { value, digits } => words.decimal(*value, usize::from(*digits)),
        }
    }
}

impl Table {
    /// The table as CSV: numbers with a point and unrounded, whatever the language.
    pub fn to_csv(&self, layout: Layout) -> std::io::Result<Vec<u8>> {
        let mut writer = CsvWriter::new(layout, &self.heads)?;
        for row in &self.rows {
            writer.mixed(row.iter().map(|cell| match cell {
                Cell::Blank => (String::new(), false),
                Cell::Text(text) => (text.clone(), true),
                Cell::Integer(number) => (number.to_string(), false),
                Cell::Decimal { value, .. } => (value.to_string(), false),
            }))?;
        }
        writer.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_keeps_its_figures_whole_and_its_texts_harmless() {
        let table = Table {
            title: "SIPAS".to_owned(),
            heads: vec!["unit".to_owned(), "n".to_owned(), "value".to_owned()],
            rows: vec![
                vec![
                    Cell::Text("=Ba Đình".to_owned()),
                    Cell::Integer(-1),
                    Cell::Decimal {
                        value: 83.942_6,
                        digits: 2,
                    },
                ],
                vec![Cell::Blank, Cell::Integer(0), Cell::Blank],
            ],
        };
        let csv = String::from_utf8(table.to_csv(Layout::PHIEU).unwrap()).unwrap();
        assert_eq!(csv, "\u{feff}unit,n,value\r\n'=Ba Đình,-1,83.9426\r\n,0,\r\n");
    }
}
