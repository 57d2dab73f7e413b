//! Texts: parts, tests, joins, patterns. Positions count characters.

use std::borrow::Cow;

use super::{ANY, Arguments, Function, Outcome, function};
use crate::xpath::error::Error;
use crate::xpath::pattern::Pattern;
use crate::xpath::value::Value;

pub(super) const ALL: &[Function] = &[
    function("string", 0, 1, |arguments| Ok(Value::Text(arguments.text_or_own(0)?))),
    function("concat", 0, ANY, |arguments| join_from(arguments, 0, "")),
    function("join", 1, ANY, |arguments| join_from(arguments, 1, &arguments.text(0)?)),
    function("contains", 2, 2, |arguments| test(arguments, |text, part| text.contains(part))),
    function("starts-with", 2, 2, |arguments| {
        test(arguments, |text, part| text.starts_with(part))
    }),
    function("ends-with", 2, 2, |arguments| test(arguments, |text, part| text.ends_with(part))),
    function("substring", 2, 3, substring),
    function("substr", 2, 3, substr),
    function("substring-before", 2, 2, |arguments| {
        part(arguments, |text, mark| text.split_once(mark).map_or("", |(before, _)| before))
    }),
    function("substring-after", 2, 2, |arguments| {
        part(arguments, |text, mark| text.split_once(mark).map_or("", |(_, after)| after))
    }),
    function("string-length", 0, 1, |arguments| {
        Ok(Value::Number(arguments.text_or_own(0)?.chars().count() as f64))
    }),
    function("normalize-space", 0, 1, normalize_space),
    function("translate", 3, 3, translate),
    function("regex", 2, 2, regex),
];

/// The longest text that is put together, in bytes: calculations may double one another's.
const LONGEST: usize = 4 << 20;

fn join_from<'a>(arguments: &Arguments<'a>, start: usize, between: &str) -> Outcome<'a> {
    let values = arguments.each_from(start)?;
    let texts: Vec<Cow<'_, str>> = values.into_iter().map(|value| value.into_text(arguments.host())).collect();
    let length = texts.iter().map(|text| text.len() + between.len()).sum::<usize>();
    if length > LONGEST {
        return Err(arguments.refuse("the text is too long"));
    }
    Ok(Value::from(texts.join(between)))
}

fn test<'a>(arguments: &Arguments<'a>, holds: fn(&str, &str) -> bool) -> Outcome<'a> {
    Ok(Value::Boolean(holds(&arguments.text(0)?, &arguments.text(1)?)))
}

fn part<'a>(arguments: &Arguments<'a>, cut: for<'t> fn(&'t str, &str) -> &'t str) -> Outcome<'a> {
    let (text, mark) = (arguments.text(0)?, arguments.text(1)?);
    Ok(Value::from(cut(&text, &mark).to_owned()))
}

/// From the first position, counted from 1, for a length; both are rounded, as XPath 1.0 has it.
fn substring<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let text = arguments.text(0)?;
    let start = round_half_up(arguments.number(1)?);
    let end = if arguments.has(2) {
        start + round_half_up(arguments.number(2)?)
    } else {
        f64::INFINITY
    };
    let kept = text.chars().zip(1_u32..).filter(|(_, position)| {
        let position = f64::from(*position);
        position >= start && position < end
    });
    Ok(Value::from(kept.map(|(character, _)| character).collect::<String>()))
}

fn round_half_up(number: f64) -> f64 {
    (number + 0.5).floor()
}

/// From a start up to an end, counted from 0; negative ones count from the end of the text.
fn substr<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let text = arguments.text(0)?;
    let length = text.chars().count();
    let start = offset(arguments, 1, length)?;
    let end = if arguments.has(2) { offset(arguments, 2, length)? } else { length };
    let kept: String = text.chars().skip(start).take(end.saturating_sub(start)).collect();
    Ok(Value::from(kept))
}

fn offset(arguments: &Arguments<'_>, ix: usize, length: usize) -> Result<usize, Error> {
    let given = arguments.number(ix)?.trunc();
    let from_start = if given < 0.0 { given + length as f64 } else { given };
    Ok((from_start.max(0.0) as usize).min(length))
}

fn normalize_space<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let text = arguments.text_or_own(0)?;
    let words: Vec<&str> = text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty()).collect();
    Ok(Value::from(words.join(" ")))
}

fn translate<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let (text, from, to) = (arguments.text(0)?, arguments.text(1)?, arguments.text(2)?);
    let replaced = text
        .chars()
        .filter_map(|character| match from.chars().position(|candidate| candidate == character) {
            Some(at) => to.chars().nth(at),
            None => Some(character),
        });
    Ok(Value::from(replaced.collect::<String>()))
}

fn regex<'a>(arguments: &Arguments<'a>) -> Outcome<'a> {
    let text = arguments.text(0)?;
    let matches = match &arguments.call.pattern {
        Some(pattern) => pattern.matches(&text),
        None => Pattern::compile(&arguments.text(1)?).and_then(|pattern| pattern.matches(&text)),
    };
    Ok(Value::Boolean(matches.map_err(|kind| arguments.error(kind))?))
}
