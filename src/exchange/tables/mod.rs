//! Record versions as the CSV members of a package, and back.
//!
//! The form's own table has one row a record; a repeat's table has its rows in the order of the records, so a reader goes through all
//! tables side by side and never holds more than one record.

mod names;
mod read;
mod write;

pub use names::member_names;
pub use read::read_tables;
pub use write::{TablesWriter, WrittenTables};

use crate::dataset::Record;
use crate::output::Layout;

/// The word in STATUS of a record with content.
const FINISHED: &str = "finished";
/// The word in STATUS of a withdrawn one.
const TOMBSTONE: &str = "tombstone";

/// One record version as it travels.
#[derive(Debug, Clone, PartialEq)]
pub struct PackagedRecord {
    /// The record's pseudonym, as [`key`](super::key::key) makes it.
    pub key: String,
    /// 1, 2, 3, …
    pub revision: u32,
    /// Its released content; `None` for a tombstone.
    pub content: Option<Record>,
    /// ISO week of finishing, `2026-W47`; empty for a tombstone.
    pub week: String,
    /// What leaves in sealed packages only.
    pub staff: Staff,
}

/// Side attributes that leave in sealed packages only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Staff {
    /// The campaign's code of the surveyor, never a name.
    pub surveyor: Option<String>,
    /// Length of the interview.
    pub minutes: Option<u32>,
}

/// How the tables look; in a sealed package they say a little more.
fn layout(is_sealed: bool) -> Layout {
    if is_sealed { Layout::PHIEU_SEALED } else { Layout::PHIEU }
}

/// Whether a text is an ISO week, `2026-W47`.
pub fn is_week(text: &str) -> bool {
    let [year @ .., b'-', b'W', tens @ b'0'..=b'5', ones @ b'0'..=b'9'] = text.as_bytes() else {
        return false;
    };
    let week = (tens - b'0') * 10 + (ones - b'0');
    year.len() == 4 && year.iter().all(u8::is_ascii_digit) && (1..=53).contains(&week)
}

#[cfg(test)]
mod tests;
