//! Answers of select-multiple questions: choice names joined by spaces.

use super::{Arguments, Function, Outcome, function};
use crate::xpath::value::Value;

pub(super) const ALL: &[Function] = &[
    function("selected", 2, 2, selected),
    function("is-selected", 2, 2, selected),
    function("selected-at", 2, 2, selected_at),
    function("count-selected", 1, 1, count_selected),
];

/// Whether a choice is among those selected; an empty choice is among none.
fn selected<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let (list, choice) = (arguments.text(0)?, arguments.text(1)?);
    let choice = choice.trim();
    let mut names = list.split_whitespace();
    Ok(Value::Boolean(if choice.is_empty() {
        names.next().is_none()
    } else {
        names.any(|name| name == choice)
    }))
}

/// The selected choice at a position counted from 0; empty beyond the last.
fn selected_at<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let list = arguments.text(0)?;
    let position = arguments.number(1)?;
    if position.is_nan() || position < 0.0 {
        return Ok(Value::from(""));
    }
    let name = list.split_whitespace().nth(position as usize).unwrap_or("");
    Ok(Value::from(name.to_owned()))
}

fn count_selected<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    Ok(Value::Number(arguments.text(0)?.split_whitespace().count() as f64))
}
