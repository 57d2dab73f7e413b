//! A two-way table of counts with its totals.

/// Counts of records by two questions. Row and column totals follow from the counts.
///
/// Positions go one further than the labels: the row after the last holds the totals of the columns, the column after the last those of
/// the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountTable {
    rows: Vec<String>,
    columns: Vec<String>,
    /// Row by row, totals among them.
    cells: Vec<u64>,
}

/// Why counts make no table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// Not one count for each row and column.
    #[error("a table of {rows} rows and {columns} columns has {found} counts")]
    Shape {
        /// Rows.
        rows: usize,
        /// Columns.
        columns: usize,
        /// Counts that were given.
        found: usize,
    },
    /// Sums that have no room.
    #[error("the counts are too large to be added up")]
    TooLarge,
}

impl CountTable {
    /// A table of counts given row by row, without totals.
    pub fn new(rows: Vec<String>, columns: Vec<String>, counts: Vec<u64>) -> Result<Self, TableError> {
        let width = columns.len();
        if rows.len().checked_mul(width) != Some(counts.len()) {
            return Err(TableError::Shape {
                rows: rows.len(),
                columns: width,
                found: counts.len(),
            });
        }
        counts
            .iter()
            .try_fold(0_u64, |sum, count| sum.checked_add(*count))
            .ok_or(TableError::TooLarge)?;
        let mut cells = Vec::with_capacity((rows.len() + 1) * (width + 1));
        let mut totals = vec![0; width + 1];
        for row in 0..rows.len() {
            let own = counts.get(row * width..(row + 1) * width).unwrap_or_default();
            let sum = own.iter().sum::<u64>();
            for (total, count) in totals.iter_mut().zip(own.iter().chain([&sum])) {
                *total += count;
            }
            cells.extend_from_slice(own);
            cells.push(sum);
        }
        cells.extend_from_slice(&totals);
        Ok(Self { rows, columns, cells })
    }

    /// Labels of the rows, that of the totals not among them.
    pub fn rows(&self) -> &[String] {
        &self.rows
    }

    /// Labels of the columns, likewise.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// A count or a total; 0 beyond the table.
    pub fn count(&self, row: usize, column: usize) -> u64 {
        if row > self.rows.len() || column > self.columns.len() {
            return 0;
        }
        self.cells.get(row * (self.columns.len() + 1) + column).copied().unwrap_or(0)
    }

    /// Counts and totals row by row: what positions in a mask stand for.
    pub fn cells(&self) -> &[u64] {
        &self.cells
    }

    /// The row and column of a position in [`CountTable::cells`].
    pub fn place(&self, cell: usize) -> (usize, usize) {
        (cell / (self.columns.len() + 1), cell % (self.columns.len() + 1))
    }

    /// Whether a position holds a total.
    pub fn is_total(&self, cell: usize) -> bool {
        let (row, column) = self.place(cell);
        row == self.rows.len() || column == self.columns.len()
    }
}
