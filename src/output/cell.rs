//! One cell: a value as text and back again, exactly.
//!
//! Three kinds of text could be mistaken for something else: a code of a missing value, a formula, and the guard against formulas. Each
//! escape is one character in front, put on in that order and taken off in the opposite one.

use std::borrow::Cow;

use super::layout::{Guard, Layout, MissingCoding};
use crate::dataset::{ColumnType, Missing, Value};

/// Why a cell is no value of its column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CellError {
    /// A point in front of something that is no code.
    #[error("`{0}` is no code of a missing value")]
    Code(String),
    /// The text is no value of the column's type.
    #[error("`{0}` is no value of the column's type")]
    Type(String),
}

/// The text of a value, before CSV quoting. An empty text cannot be told from a question not asked: records hold none.
pub fn write_cell<'a>(value: &'a Value, layout: &Layout) -> Cow<'a, str> {
    match value {
        Value::Missing(missing) => Cow::Borrowed(code(*missing, layout.missing)),
        Value::Integer(number) => Cow::Owned(number.to_string()),
        Value::Decimal(text) => Cow::Borrowed(text),
        Value::Text(text) | Value::One(text) => escape(Cow::Borrowed(text), layout),
        Value::Many(names) => escape(Cow::Owned(names.join(" ")), layout),
    }
}

/// A text that is no answer (a label, a note) as a cell: escaped as answers are.
pub fn write_text<'a>(text: &'a str, layout: &Layout) -> Cow<'a, str> {
    escape(Cow::Borrowed(text), layout)
}

/// The value that [`write_cell`] wrote into a column of this type.
pub fn read_cell(text: &str, kind: ColumnType, layout: &Layout) -> Result<Value, CellError> {
    if layout.missing == MissingCoding::Dotted
        && let Some(missing) = missing(text)
    {
        return Ok(Value::Missing(missing));
    }
    if text.is_empty() {
        return Ok(Value::Missing(Missing::NotAsked));
    }
    let wrong = || CellError::Type(text.to_owned());
    match kind {
        ColumnType::Integer => {
            let number: i64 = text.parse().map_err(|_not_a_number| wrong())?;
            let is_canonical = number.to_string() == text;
            is_canonical.then_some(Value::Integer(number)).ok_or_else(wrong)
        }
        ColumnType::Decimal => {
            let is_number = text.parse::<f64>().is_ok_and(f64::is_finite) && !text.starts_with(['+', '.']);
            is_number.then(|| Value::Decimal(text.to_owned())).ok_or_else(wrong)
        }
        ColumnType::Text => Ok(Value::Text(unescape(text, layout)?)),
        ColumnType::One => Ok(Value::One(unescape(text, layout)?)),
        ColumnType::Many | ColumnType::Rank => Ok(Value::Many(unescape(text, layout)?.split(' ').map(str::to_owned).collect())),
        ColumnType::Date | ColumnType::Time | ColumnType::DateTime => {
            let written = unescape(text, layout)?;
            is_moment(&written, kind).then_some(Value::Text(written)).ok_or_else(wrong)
        }
    }
}

/// Whether a text is a date, a time or a moment as ODK stores them: ISO 8601, with or without an offset.
fn is_moment(text: &str, kind: ColumnType) -> bool {
    match kind {
        ColumnType::Date => text.parse::<jiff::civil::Date>().is_ok_and(|date| date.to_string() == text),
        ColumnType::Time => {
            let bare = text.trim_end_matches('Z');
            let bare = bare.find(['+', '-']).map_or(bare, |at| bare.get(..at).unwrap_or(bare));
            bare.parse::<jiff::civil::Time>().is_ok()
        }
        _ => text.parse::<jiff::Timestamp>().is_ok() || text.parse::<jiff::civil::DateTime>().is_ok(),
    }
}

fn code(missing: Missing, coding: MissingCoding) -> &'static str {
    match (coding, missing) {
        (MissingCoding::Blank, _) | (_, Missing::NotAsked) => "",
        (MissingCoding::Dotted, Missing::Empty) => ".",
        (MissingCoding::Dotted, Missing::DontKnow) => ".d",
        (MissingCoding::Dotted, Missing::Refused) => ".r",
        (MissingCoding::Dotted, Missing::Later) => ".l",
    }
}

fn missing(text: &str) -> Option<Missing> {
    match text {
        "" => Some(Missing::NotAsked),
        "." => Some(Missing::Empty),
        ".d" => Some(Missing::DontKnow),
        ".r" => Some(Missing::Refused),
        ".l" => Some(Missing::Later),
        _ => None,
    }
}

fn is_guarded(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\''])
}

fn escape<'a>(text: Cow<'a, str>, layout: &Layout) -> Cow<'a, str> {
    if layout.missing == MissingCoding::Dotted && text.starts_with('.') {
        return Cow::Owned(format!(".{text}"));
    }
    if layout.guard == Guard::Apostrophe && is_guarded(&text) {
        return Cow::Owned(format!("'{text}"));
    }
    text
}

fn unescape(text: &str, layout: &Layout) -> Result<String, CellError> {
    if layout.guard == Guard::Apostrophe
        && let Some(rest) = text.strip_prefix('\'')
    {
        return Ok(rest.to_owned());
    }
    if layout.missing == MissingCoding::Dotted
        && let Some(rest) = text.strip_prefix('.')
    {
        return rest
            .starts_with('.')
            .then(|| rest.to_owned())
            .ok_or_else(|| CellError::Code(text.to_owned()));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OURS: Layout = Layout::PHIEU;

    #[test]
    fn a_cell_says_why_there_is_no_value() {
        #[track_caller]
        fn case(missing: Missing, expected: &str) {
            let value = Value::Missing(missing);
            let cell = write_cell(&value, &OURS);
            assert_eq!(cell, expected);
            for kind in [ColumnType::Text, ColumnType::Integer, ColumnType::Many, ColumnType::Date] {
                assert_eq!(read_cell(&cell, kind, &OURS), Ok(value.clone()));
            }
        }
        case(Missing::NotAsked, "");
        case(Missing::Empty, ".");
        case(Missing::DontKnow, ".d");
        case(Missing::Refused, ".r");
        case(Missing::Later, ".l");
    }

    #[test]
    fn a_text_never_becomes_a_formula_or_a_code() {
        #[track_caller]
        fn case(text: &str, expected: &str) {
            let value = Value::Text(text.to_owned());
            assert_eq!(write_cell(&value, &OURS), expected);
            assert_eq!(read_cell(expected, ColumnType::Text, &OURS), Ok(value));
        }
        case("=1+1", "'=1+1");
        case("-5", "'-5");
        case("@SUM(A1)", "'@SUM(A1)");
        case("\tx", "'\tx");
        case("'quoted'", "''quoted'");
        case(".d", "..d");
        case(".", "..");
        case("...", "....");
        case("Ba Đình", "Ba Đình");
    }

    #[test]
    fn a_number_is_never_guarded() {
        assert_eq!(write_cell(&Value::Integer(-5), &OURS), "-5");
        assert_eq!(write_cell(&Value::Decimal("-0.50".to_owned()), &OURS), "-0.50");
        assert_eq!(read_cell("-5", ColumnType::Integer, &OURS), Ok(Value::Integer(-5)));
    }

    #[test]
    fn what_is_no_value_is_refused() {
        #[track_caller]
        fn case(text: &str, kind: ColumnType) {
            assert!(read_cell(text, kind, &OURS).is_err(), "{text:?} as {kind:?}");
        }
        case("five", ColumnType::Integer);
        case("05", ColumnType::Integer);
        case("+5", ColumnType::Integer);
        case("'5", ColumnType::Integer);
        case("NaN", ColumnType::Decimal);
        case("inf", ColumnType::Decimal);
        case("2026-02-30", ColumnType::Date);
        case("25:00", ColumnType::Time);
        case(".x", ColumnType::Text);
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof!["[=+@.'\\-\t\r\n\",a-z0-9 ]{1,12}", "\\PC{1,20}", Just("'".to_owned())]
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in text()) {
            let value = Value::Text(text);
            let cell = write_cell(&value, &OURS).into_owned();
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
            prop_assert_eq!(read_cell(&cell, ColumnType::Text, &OURS), Ok(value));
        }

        #[test]
        fn every_number_comes_back(number in any::<i64>()) {
            let value = Value::Integer(number);
            let cell = write_cell(&value, &OURS).into_owned();
            prop_assert_eq!(read_cell(&cell, ColumnType::Integer, &OURS), Ok(value));
        }
    }
}
