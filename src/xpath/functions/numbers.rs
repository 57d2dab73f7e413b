//! Numbers: conversion, rounding, sums and extremes, powers, angles.

use super::{ANY, Arguments, Function, Outcome, function};
use crate::xpath::number::from_text;
use crate::xpath::value::{Value, node_text, text_number};

pub(super) const ALL: &[Function] = &[
    function("number", 0, 1, number),
    function("int", 1, 1, |arguments| real(arguments, f64::trunc)),
    function("floor", 1, 1, |arguments| real(arguments, f64::floor)),
    function("ceiling", 1, 1, |arguments| real(arguments, f64::ceil)),
    function("abs", 1, 1, |arguments| real(arguments, f64::abs)),
    function("round", 1, 2, round),
    function("sum", 1, 1, sum),
    function("min", 1, ANY, |arguments| extreme(arguments, f64::min)),
    function("max", 1, ANY, |arguments| extreme(arguments, f64::max)),
    function("pow", 2, 2, |arguments| real_pair(arguments, f64::powf)),
    function("sqrt", 1, 1, |arguments| real(arguments, f64::sqrt)),
    function("exp", 1, 1, |arguments| real(arguments, f64::exp)),
    function("exp10", 1, 1, |arguments| real(arguments, |power| 10_f64.powf(power))),
    function("log", 1, 1, |arguments| real(arguments, f64::ln)),
    function("log10", 1, 1, |arguments| real(arguments, f64::log10)),
    function("sin", 1, 1, |arguments| real(arguments, f64::sin)),
    function("cos", 1, 1, |arguments| real(arguments, f64::cos)),
    function("tan", 1, 1, |arguments| real(arguments, f64::tan)),
    function("asin", 1, 1, |arguments| real(arguments, f64::asin)),
    function("acos", 1, 1, |arguments| real(arguments, f64::acos)),
    function("atan", 1, 1, |arguments| real(arguments, f64::atan)),
    function("atan2", 2, 2, |arguments| real_pair(arguments, f64::atan2)),
    function("pi", 0, 0, |_| Ok(Value::Number(std::f64::consts::PI))),
];

fn real<'a>(arguments: &Arguments<'a>, of: fn(f64) -> f64) -> Outcome<'a> {
    Ok(Value::Number(of(arguments.number(0)?)))
}

fn real_pair<'a>(arguments: &Arguments<'a>, of: fn(f64, f64) -> f64) -> Outcome<'a> {
    Ok(Value::Number(of(arguments.number(0)?, arguments.number(1)?)))
}

fn number<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    if arguments.has(0) {
        return Ok(Value::Number(arguments.number(0)?));
    }
    Ok(Value::Number(text_number(&arguments.text_or_own(0)?, arguments.host())))
}

/// The number in a text with a decimal comma, `4,6`: people write them, and rounding is what they are read for.
fn with_comma(text: &str) -> Option<f64> {
    let (whole, fraction) = text.trim().split_once(',')?;
    let is_number = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| from_text(&format!("{whole}.{fraction}")))
}

/// To a number of decimals, which may be negative; halves go away from zero.
fn round<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let number = match arguments.value(0)? {
        Value::Text(text) => with_comma(&text).unwrap_or_else(|| text_number(&text, arguments.host())),
        value => value.to_number(arguments.host()),
    };
    if !arguments.has(1) {
        return Ok(Value::Number(number.round()));
    }
    let digits = arguments.number(1)?.trunc();
    if digits.is_nan() {
        return Ok(Value::Number(f64::NAN));
    }
    // Powers of ten up to 22 are exact, so scaling down divides by one instead of multiplying with a fraction.
    let scale = 10_f64.powf(digits.abs());
    let rounded = if digits < 0.0 {
        (number / scale).round() * scale
    } else {
        (number * scale).round() / scale
    };
    Ok(Value::Number(if rounded.is_finite() { rounded } else { number }))
}

fn sum<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let host = arguments.host();
    let nodes = arguments.nodes(0)?;
    // From +0, so that a sum of nothing is no minus zero.
    Ok(Value::Number(
        nodes.iter().fold(0.0, |sum, &node| sum + text_number(&node_text(node, host), host)),
    ))
}

/// Of all numbers given, sets taken apart; NaN when there is none or one is no number.
fn extreme<'a>(arguments: &Arguments<'a>, better: fn(f64, f64) -> f64) -> Outcome<'a> {
    let values = arguments.each_from(0)?;
    let numbers = values.iter().map(|value| value.to_number(arguments.host()));
    let extreme = numbers.reduce(|best, number| {
        if best.is_nan() || number.is_nan() {
            f64::NAN
        } else {
            better(best, number)
        }
    });
    Ok(Value::Number(extreme.unwrap_or(f64::NAN)))
}
