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

    /// Puts a line of these cells behind what is in `out`.
    fn line(&self, cells: impl Iterator<Item = impl AsRef<str>>, widths: &[usize], out: &mut String) {
        let start = out.len();
        for ((cell, widest), (_, side)) in cells.zip(widths).zip(&self.head) {
            let cell = cell.as_ref();
            let space = std::iter::repeat_n(' ', widest.saturating_sub(width(cell)));
            match side {
                Side::Left => {
                    out.push_str(cell);
                    out.extend(space);
                }
                Side::Right => {
                    out.extend(space);
                    out.push_str(cell);
                }
            }
            out.push_str("  ");
        }
        let kept = out.get(start..).map_or(0, |line| line.trim_end().len());
        out.truncate(start + kept);
        out.push('\n');
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        let mut line = String::new();
        self.line(self.head.iter().map(|(title, _)| title), &widths, &mut line);
        f.write_str(&line)?;
        self.rows.iter().try_for_each(|row| {
            line.clear();
            self.line(row.iter(), &widths, &mut line);
            f.write_str(&line)
        })
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
