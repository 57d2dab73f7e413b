//! What stands in one cell of a form's table, once the layout has spoken.

use std::borrow::Cow;

/// One cell, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry<'a> {
    /// Nothing.
    Blank,
    /// Nothing, and CSV says so with a pair of quotes.
    QuotedBlank,
    /// A text.
    Text(Cow<'a, str>),
    /// A number as written: a workbook may hold it as one.
    Number(Cow<'a, str>),
}

impl<'a> Entry<'a> {
    /// A text; nothing for an empty one.
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Blank } else { Self::Text(text) }
    }

    /// A count.
    pub(super) fn count(number: u32) -> Self {
        Self::Number(Cow::Owned(number.to_string()))
    }

    /// The cell's text; empty for nothing.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Blank | Self::QuotedBlank => "",
            Self::Text(text) | Self::Number(text) => text,
        }
    }

    /// Whether a spreadsheet program may take the cell for a formula.
    pub fn looks_like_a_formula(&self) -> bool {
        matches!(self, Self::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']))
    }
}
