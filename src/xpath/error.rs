//! Why an expression was refused, and where.

use super::ast::Span;

/// Why an expression was refused or could not be evaluated; `span` counts bytes of the source.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{kind}")]
pub struct Error {
    /// What is wrong.
    pub kind: ErrorKind,
    /// Where, in the expression's source.
    pub span: Span,
}

/// What can be wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A character that begins no token.
    #[error("unexpected character `{0}`")]
    UnexpectedCharacter(char),
    /// A text without its closing quote.
    #[error("a text is not closed")]
    UnclosedText,
    /// A token that cannot stand here; holds what was found.
    #[error("unexpected `{0}`")]
    UnexpectedToken(String),
    /// The expression ends too early.
    #[error("the expression ends too early")]
    UnexpectedEnd,
    /// Parentheses, predicates or operators nested deeper than any form needs.
    #[error("the expression is nested too deeply")]
    TooDeep,
    /// No axis of this name.
    #[error("no axis `{0}`")]
    UnknownAxis(String),
    /// No function of this name.
    #[error("no function `{0}`")]
    UnknownFunction(String),
    /// A function called with too few or too many arguments.
    #[error("`{function}` cannot take {given} arguments")]
    WrongArgumentCount {
        /// The function's name.
        function: String,
        /// How many it was given.
        given: usize,
    },
    /// A pattern that the engine cannot run.
    #[error("the pattern cannot be run: {0}")]
    BadPattern(String),
    /// A text written out where a place is needed, and which is none.
    #[error("`{0}` is no place")]
    NoPlace(String),
    /// A value of the wrong type, such as a number where nodes are needed.
    #[error("`{0}` needs nodes")]
    WrongType(String),
    /// Anything a function refuses at run time, in English.
    #[error("{0}")]
    Refused(String),
}

impl Error {
    /// The line of the source that is concerned, and under it carets at the place.
    ///
    /// ```
    /// let error = phieu::xpath::Expression::parse("1 + ?").unwrap_err();
    /// assert_eq!(error.caret("1 + ?"), "1 + ?\n    ^");
    /// ```
    pub fn caret(&self, source: &str) -> String {
        self.span.caret(source)
    }
}

impl Span {
    /// The line of a text where the span begins, and under it carets along the span.
    pub fn caret(self, source: &str) -> String {
        let start = floor(source, self.start);
        let end = floor(source, self.end).max(start);
        let line_start = source.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let line = source.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or("");
        let line_end = line_start + line.len();
        let width = |from: usize, to: usize| source.get(from..to).map_or(0, |text| text.chars().filter(|c| !is_mark(*c)).count());
        let indent = width(line_start, start);
        let carets = width(start, end.min(line_end)).max(1);
        format!("{line}\n{}{}", " ".repeat(indent), "^".repeat(carets))
    }
}

/// A combining mark takes no column of its own.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// The nearest start of a character at or before a byte.
fn floor(source: &str, byte: u32) -> usize {
    let mut at = (byte as usize).min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}
