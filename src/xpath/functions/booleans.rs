//! Truths: constants, conversions, choices between values, checklists.

use super::{ANY, Arguments, Function, Outcome, function};
use crate::xpath::document::Document;
use crate::xpath::value::Value;

pub(super) const ALL: &[Function] = &[
    function("true", 0, 0, |_| Ok(Value::Boolean(true))),
    function("false", 0, 0, |_| Ok(Value::Boolean(false))),
    function("boolean", 1, 1, |arguments| Ok(Value::Boolean(arguments.boolean(0)?))),
    function("not", 1, 1, |arguments| Ok(Value::Boolean(!arguments.boolean(0)?))),
    function("boolean-from-string", 1, 1, boolean_from_string),
    function("if", 3, 3, |arguments| {
        if arguments.boolean(0)? {
            arguments.value(1)
        } else {
            arguments.value(2)
        }
    }),
    function("coalesce", 1, ANY, coalesce),
    function("once", 1, 1, once),
    function("depend", 1, ANY, |arguments| arguments.value(0)),
    function("checklist", 2, ANY, checklist),
    function("weighted-checklist", 2, ANY, weighted_checklist),
    function("lang", 1, 1, lang),
];

fn boolean_from_string<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let text = arguments.text(0)?;
    Ok(Value::Boolean(text == "1" || text == "true"))
}

/// The first argument that is neither empty nor no number; the last whatever it is.
fn coalesce<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let last = arguments.len() - 1;
    for ix in 0..last {
        let value = arguments.value(ix)?;
        if !is_empty(&value, arguments) {
            return Ok(value);
        }
    }
    arguments.value(last)
}

fn is_empty<'a>(value: &Value<'a>, arguments: &Arguments<'a>) -> bool {
    match value {
        Value::Number(number) => number.is_nan(),
        other => other.to_text(arguments.host()).is_empty(),
    }
}

/// What the node holds already, relevant or not, else the argument; no number is nothing.
fn once<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let node = arguments.focus.node;
    let own = arguments.host().document(node.doc).text(node.ix);
    if !own.is_empty() {
        return Ok(Value::Text(own));
    }
    let value = arguments.value(0)?;
    if is_empty(&value, arguments) {
        Ok(Value::from(""))
    } else {
        Ok(value)
    }
}

/// Whether between `min` and `max` of the rest hold; a bound of -1 is none.
fn checklist<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let truths = arguments.each_from(2)?;
    let count = truths.iter().filter(|value| value.to_boolean()).count();
    within(arguments, count as f64)
}

/// Like `checklist`, summing the weight that follows each truth; two sets are taken pair by pair.
fn weighted_checklist<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    if !arguments.len().is_multiple_of(2) {
        return Err(arguments.refuse("weighted-checklist needs a weight for each value"));
    }
    let mut sum = 0.0;
    for ix in (2..arguments.len()).step_by(2) {
        let (truths, weights) = (arguments.each(ix)?, arguments.each(ix + 1)?);
        if truths.len() != weights.len() {
            return Err(arguments.refuse("weighted-checklist needs as many weights as values"));
        }
        let held = truths.iter().zip(&weights).filter(|(truth, _)| truth.to_boolean());
        sum += held.map(|(_, weight)| weight.to_number(arguments.host())).sum::<f64>();
    }
    within(arguments, sum)
}

fn within<'a>(arguments: &Arguments<'a>, amount: f64) -> Outcome<'a> {
    let (min, max) = (arguments.number(0)?, arguments.number(1)?);
    Ok(Value::Boolean((is_open(min) || amount >= min) && (is_open(max) || amount <= max)))
}

#[expect(clippy::float_cmp, reason = "-1 is a mark, not a measure")]
fn is_open(bound: f64) -> bool {
    bound == -1.0
}

/// Whether the context node is in a language, by the nearest `xml:lang`.
fn lang<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let wanted = arguments.text(0)?.to_lowercase();
    let node = arguments.focus.node;
    let document: &Document = arguments.host().document(node.doc);
    let mut around = std::iter::once(node.ix).chain(document.ancestors(node.ix));
    let Some(language) = around.find_map(|at| document.attribute(at, "xml:lang")) else {
        return Ok(Value::Boolean(false));
    };
    let language = language.to_lowercase();
    let is_within = language
        .strip_prefix(&wanted)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    Ok(Value::Boolean(is_within))
}
