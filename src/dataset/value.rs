//! What a cell holds, and how the text of an interview becomes it.

use serde::{Deserialize, Serialize};

use super::{Column, ColumnType, Missing};

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// No value, and why.
    Missing(Missing),
    /// Text, and every type that has no shape of its own.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A decimal number as written: its text is canonical, so that nothing is lost.
    Decimal(String),
    /// One choice by name; a name that the list does not have is kept as it is.
    One(String),
    /// Chosen names: in the order of the list, for a ranking in the order given.
    Many(Vec<String>),
}

impl Value {
    /// Reads a text as stored by an interview. Total: what has not the column's shape stays a [`Value::Text`], so nothing is lost
    /// (`0912` in a column of integers keeps its zero). An empty text is [`Missing::Empty`].
    pub fn parse(text: &str, column: &Column) -> Self {
        if text.is_empty() {
            return Self::Missing(Missing::Empty);
        }
        match column.kind {
            ColumnType::Integer => match text.parse::<i64>() {
                Ok(number) if number.to_string() == text => Self::Integer(number),
                _ => Self::Text(text.to_owned()),
            },
            ColumnType::Decimal => decimal(text).map_or_else(|| Self::Text(text.to_owned()), Self::Decimal),
            ColumnType::One => Self::One(text.to_owned()),
            ColumnType::Many => many(text, column, true),
            ColumnType::Rank => many(text, column, false),
            ColumnType::Text | ColumnType::Date | ColumnType::Time | ColumnType::DateTime => Self::Text(text.to_owned()),
        }
    }

    /// The text that an interview would store; empty for what is missing.
    pub fn text(&self) -> String {
        match self {
            Self::Missing(_) => String::new(),
            Self::Text(text) | Self::Decimal(text) | Self::One(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Many(names) => names.join(" "),
        }
    }

    /// Why there is no value, when there is none.
    pub fn missing(&self) -> Option<Missing> {
        match self {
            Self::Missing(kind) => Some(*kind),
            _ => None,
        }
    }
}

/// `.5` → `0.5`, `+2` → `2`; `None` for what is no number.
fn decimal(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let is_number =
        digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') && digits.parse::<f64>().is_ok_and(f64::is_finite);
    is_number.then(|| {
        if digits.starts_with('.') {
            format!("{sign}0{digits}")
        } else {
            format!("{sign}{digits}")
        }
    })
}

fn many(text: &str, column: &Column, in_list_order: bool) -> Value {
    let mut names: Vec<String> = text.split_ascii_whitespace().map(str::to_owned).collect();
    if names.is_empty() {
        return Value::Missing(Missing::Empty);
    }
    if in_list_order && let Some(choices) = &column.choices {
        // Names that the list does not have go last, as given: the sort is stable.
        names.sort_by_key(|name| choices.iter().position(|choice| choice == name).unwrap_or(usize::MAX));
    }
    Value::Many(names)
}
