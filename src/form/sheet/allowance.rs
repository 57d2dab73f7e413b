//! How much a form's file may hold: anybody may have made it, and a few bytes can ask for a whole machine's memory.

use super::Unreadable;

/// Cells of all sheets together: fifty times the largest questionnaires.
const MAX_CELLS: usize = 2_000_000;
/// Text of all cells together.
const MAX_TEXT_BYTES: usize = 64 << 20;

/// What of the bounds has been used up.
#[derive(Debug, Default)]
pub(super) struct Allowance {
    cells: usize,
    text_bytes: usize,
}

impl Allowance {
    /// Takes in one more cell.
    pub(super) fn take(&mut self, text: &str) -> Result<(), Unreadable> {
        self.take_cells(1)?;
        self.text_bytes += text.len();
        if self.text_bytes > MAX_TEXT_BYTES {
            return Err(Unreadable::TooLarge);
        }
        Ok(())
    }

    /// Takes in cells that may be empty: a row has one for each column of the header.
    pub(super) fn take_cells(&mut self, count: usize) -> Result<(), Unreadable> {
        self.cells = self.cells.saturating_add(count);
        if self.cells > MAX_CELLS {
            return Err(Unreadable::TooLarge);
        }
        Ok(())
    }
}
