//! A compiled regular expression of `regex()`: the whole text must match.

use std::sync::Arc;

use fancy_regex::{Regex, RegexBuilder};

use super::error::ErrorKind;

/// A pattern ready to run; equal when its source is equal.
#[derive(Debug, Clone)]
pub struct Pattern {
    source: Arc<str>,
    regex: Arc<Regex>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Pattern {
    /// Compiles a pattern. Patterns that could run for ever stop at a bound of backtracking.
    pub fn compile(source: &str) -> Result<Self, ErrorKind> {
        let regex = RegexBuilder::new(&format!("^(?:{source})$"))
            .backtrack_limit(1_000_000)
            .build()
            .map_err(|error| ErrorKind::BadPattern(error.to_string()))?;
        Ok(Self {
            source: Arc::from(source),
            regex: Arc::new(regex),
        })
    }

    /// Whether the whole of a text matches.
    pub fn matches(&self, text: &str) -> Result<bool, ErrorKind> {
        self.regex.is_match(text).map_err(|error| ErrorKind::BadPattern(error.to_string()))
    }
}
