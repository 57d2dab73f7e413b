//! Free text row by row: read in the window or in a file, and what was decided. What was not let out expressly stays.

mod file;
mod hidden;
mod reading;

use std::collections::BTreeMap;

use super::Error;
use crate::privacy::ledger::Version;

pub use file::write_review;
pub use hidden::{hide, words};
pub use reading::{ReadText, Reading, Verdict, decide, read_texts};

/// Texts that somebody has read and let out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Review {
    let_out: BTreeMap<(Version, String), LetOut>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct LetOut {
    /// As it was read.
    text: String,
    /// As it leaves.
    leaves: String,
}

impl Review {
    /// What leaves of a record's text; nothing unless this very text was let out.
    pub(super) fn lets_out(&self, version: Version, question: &str, text: &str) -> Option<&str> {
        let decided = self.let_out.get(&(version, question.to_owned()))?;
        (decided.text == text).then_some(decided.leaves.as_str())
    }
}
