//! A table of text in columns: words to the left, numbers to the right.

use std::fmt;

/// Rows of text under a head.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    head: Vec<(String, Side)>,
    rows: Vec<Vec<String>>,
}

/// Which side of its column a text keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

impl Table {
    /// A table with these columns.
    pub(super) fn new(head: impl IntoIterator<Item = (String, Side)>) -> Self {
        Self {
            head: head.into_iter().collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<usize> = self.head.iter().map(|(title, _)| width(title)).collect();
        for row in &self.rows {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = (*widest).max(width(cell));
            }
        }
        widths
    }

    fn line<'a>(&self, cells: impl Iterator<Item = &'a str>, widths: &[usize], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = String::new();
        for ((cell, widest), (_, side)) in cells.zip(widths).zip(&self.head) {
            let space = " ".repeat(widest.saturating_sub(width(cell)));
            let parts = match side {
                Side::Left => [cell, &space],
                Side::Right => [&space, cell],
            };
            line.extend(parts);
            line.push_str("  ");
        }
        writeln!(f, "{}", line.trim_end())
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        self.line(self.head.iter().map(|(title, _)| title.as_str()), &widths, f)?;
        self.rows
            .iter()
            .try_for_each(|row| self.line(row.iter().map(String::as_str), &widths, f))
    }
}

/// Vietnamese text is stored composed, one character a column.
fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_under_each_other_whatever_the_accents() {
        let mut table = Table::new([("Phường".to_owned(), Side::Left), ("n".to_owned(), Side::Right)]);
        table.row(["Ba Đình".to_owned(), "7".to_owned()]);
        table.row(["Hà Đông Tây".to_owned(), "1.234".to_owned()]);
        assert_eq!(table.to_string(), "Phường           n\nBa Đình          7\nHà Đông Tây  1.234\n");
    }
}
