//! Which texts are answers to which questions, and how an answer is stored.

use std::borrow::Cow;

use jiff::civil;
use unicode_normalization::UnicodeNormalization as _;

use crate::form::{DataType, Question};

/// The text as it is stored, or what the question holds instead.
///
/// Stored text is NFC and has no control characters, except line breaks in free text. Choices are checked where the list is known.
pub(super) fn stored<'t>(question: &Question, text: &'t str) -> Result<Cow<'t, str>, &'static str> {
    if question.data == DataType::Integer && is_plain_integer(text) {
        return Ok(Cow::Borrowed(text));
    }
    let keeps_lines = question.data == DataType::Text;
    let clean = clean(text, keeps_lines);
    let trimmed = clean.trim();
    if trimmed.is_empty() {
        return Ok(Cow::Borrowed(""));
    }
    if matches!(question.data, DataType::Text | DataType::Barcode) {
        return Ok(clean);
    }
    of_type(question, trimmed).map(Cow::Owned)
}

fn of_type(question: &Question, trimmed: &str) -> Result<String, &'static str> {
    match question.data {
        // The name of one choice may have spaces in it: people's names are chosen from.
        DataType::Text | DataType::Barcode | DataType::SelectOne => Ok(trimmed.to_owned()),
        DataType::Integer => integer(trimmed).ok_or("whole number"),
        DataType::Decimal => decimal(trimmed).ok_or("number"),
        DataType::Range => range(question, trimmed).ok_or("number of the range"),
        DataType::Date => local_date(trimmed).ok_or("date"),
        DataType::Time => time(trimmed).ok_or("time"),
        DataType::DateTime => date_time(trimmed).ok_or("date and time"),
        DataType::SelectMultiple | DataType::Rank => Ok(trimmed.split_whitespace().collect::<Vec<_>>().join(" ")),
        DataType::Acknowledge => (trimmed == "OK").then(|| trimmed.to_owned()).ok_or("`OK`"),
        DataType::Geopoint => point(trimmed).ok_or("place"),
        DataType::Geotrace => points(trimmed, 2).ok_or("line of places"),
        DataType::Geoshape => points(trimmed, 3).ok_or("outline of places"),
        DataType::Image | DataType::Audio | DataType::Video | DataType::File => file_name(trimmed).ok_or("file name"),
        DataType::Note | DataType::Metadata => Err("answer"),
    }
}

/// What a formula or a default gives, as the type stores it: a whole number loses its fraction, a moment its time where a day is wanted,
/// and what is no value of the type is none at all.
pub fn cast(data: DataType, text: &str) -> Cow<'_, str> {
    let number = || text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    let cast = match data {
        _ if text.is_empty() => return Cow::Borrowed(text),
        DataType::Integer => number().map(|number| format!("{:.0}", number.trunc() + 0.0)),
        DataType::Decimal | DataType::Range => number().map(|number| without_exponent(text.trim(), number)),
        DataType::Date => date(text.trim()),
        DataType::Time => time(text.trim()),
        DataType::DateTime => date_time(text.trim()),
        DataType::Geopoint => point(text.trim()),
        DataType::Geotrace | DataType::Geoshape => points(text.trim(), 1),
        _ => return Cow::Borrowed(text),
    };
    Cow::Owned(cast.unwrap_or_default())
}

/// NFC, without control characters; line breaks survive as `\n` where they may.
pub(super) fn clean(text: &str, keeps_lines: bool) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    Cow::Owned(text.nfc().filter(|&c| !c.is_control() || keeps_lines && c == '\n').collect())
}

/// Digits that are stored as they are.
fn is_plain_integer(text: &str) -> bool {
    const SURELY_FITS: usize = 18;
    (1..=SURELY_FITS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'))
}

fn integer(text: &str) -> Option<String> {
    text.parse::<i64>().ok().map(|number| number.to_string())
}

fn decimal(text: &str) -> Option<String> {
    let is_plain = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'));
    let number: f64 = text.parse().ok()?;
    (is_plain && number.is_finite()).then(|| without_exponent(text.strip_prefix('+').unwrap_or(text), number))
}

/// A number in plain digits: expressions read no others.
fn without_exponent(text: &str, number: f64) -> String {
    if text.contains(['e', 'E']) {
        number.to_string()
    } else {
        text.to_owned()
    }
}

fn range(question: &Question, text: &str) -> Option<String> {
    let text = decimal(text)?;
    let number: f64 = text.parse().ok()?;
    let parameter = |name: &str| question.parameters.get(name).and_then(|value| value.parse::<f64>().ok());
    let (start, end) = (parameter("start"), parameter("end"));
    let (low, high) = match (start, end) {
        (Some(start), Some(end)) => (Some(start.min(end)), Some(start.max(end))),
        other => other,
    };
    let is_inside = low.is_none_or(|low| number >= low) && high.is_none_or(|high| number <= high);
    is_inside.then_some(text)
}

/// `2026-11-22`; a moment gives its day.
fn date(text: &str) -> Option<String> {
    day(text.split_once('T').map_or(text, |(day, _)| day))
}

/// Likewise, but no moment of another time zone: whose day it names is anybody's guess.
fn local_date(text: &str) -> Option<String> {
    let is_local = text
        .split_once('T')
        .is_none_or(|(_, clock)| !clock.contains(['Z', '+', '-']) && time(clock).is_some());
    date(text).filter(|_| is_local)
}

fn day(day: &str) -> Option<String> {
    let parsed: civil::Date = day.parse().ok()?;
    (day.len() == 10).then(|| parsed.to_string())
}

/// Line Islands, Kiribati.
const MOST_HOURS_FROM_GREENWICH: u8 = 14;

/// `14:05`, `14:05:00.000+07:00`.
fn time(text: &str) -> Option<String> {
    let (clock, zone) = match text.find(['Z', '+', '-']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    clock.parse::<civil::Time>().ok()?;
    let is_near = zone
        .get(1..3)
        .is_none_or(|hours| hours.parse::<u8>().is_ok_and(|hours| hours <= MOST_HOURS_FROM_GREENWICH));
    let is_zone = zone.is_empty() || is_near && format!("2026-01-01T{clock}{zone}").parse::<jiff::Timestamp>().is_ok();
    (is_zone && clock.len() >= 5).then(|| text.to_owned())
}

fn date_time(text: &str) -> Option<String> {
    let (day, clock) = text.split_once('T').unwrap_or((text, ""));
    date(day)?;
    (clock.is_empty() || time(clock).is_some()).then(|| text.to_owned())
}

/// `latitude longitude`, then altitude and accuracy if known.
fn point(text: &str) -> Option<String> {
    let numbers: Vec<f64> = text.split_whitespace().map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let is_place = match numbers.as_slice() {
        [latitude, longitude, rest @ ..] => rest.len() <= 2 && latitude.abs() <= 90.0 && longitude.abs() <= 180.0,
        _ => false,
    };
    let parts = text.split_whitespace().zip(numbers);
    is_place.then(|| {
        parts
            .map(|(part, number)| with_fraction(part, number))
            .collect::<Vec<_>>()
            .join(" ")
    })
}

/// `21` as `21.0`: ODK writes every number of a place with its fraction.
fn with_fraction(text: &str, number: f64) -> String {
    let plain = without_exponent(text, number);
    let is_whole = plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if is_whole { format!("{plain}.0") } else { plain }
}

fn points(text: &str, least: usize) -> Option<String> {
    let all: Vec<String> = text
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(point)
        .collect::<Option<_>>()?;
    (all.len() >= least).then(|| all.join(";"))
}

/// Never a path: the file lies beside the record.
fn file_name(text: &str) -> Option<String> {
    (!text.contains(['/', '\\']) && text != "." && text != "..").then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{cast, clean, date, date_time, decimal, integer, local_date, point, points, time};
    use crate::form::DataType;

    #[test]
    fn text_is_composed_and_free_of_what_an_input_method_leaves_behind() {
        assert_eq!(clean("Ba Đi\u{300}nh\t\u{7}", false), "Ba Đình");
        assert_eq!(clean("một\r\nhai", true), "một\nhai");
        assert_eq!(clean("một\nhai", false), "mộthai");
    }

    #[test]
    fn numbers_are_told_from_what_only_looks_like_one() {
        assert_eq!(integer("007").as_deref(), Some("7"));
        assert_eq!(integer("1.5"), None);
        assert_eq!(decimal("1.50").as_deref(), Some("1.50"));
        assert_eq!(decimal("1,5"), None);
        assert_eq!(decimal("inf"), None);
        assert_eq!(decimal("NaN"), None);
    }

    #[test]
    fn days_and_times_must_exist() {
        assert_eq!(date("2026-02-28").as_deref(), Some("2026-02-28"));
        assert_eq!(date("2026-02-29"), None);
        assert_eq!(date("28/02/2026"), None);
        assert_eq!(local_date("2026-02-28T14:30:00").as_deref(), Some("2026-02-28"));
        assert_eq!(local_date("2026-02-28T14:30:00Z"), None);
        assert_eq!(local_date("2026-02-28T14:30:00-08:00"), None);
        assert_eq!(time("14:05:00+25:00"), None);
        assert_eq!(time("14:05").as_deref(), Some("14:05"));
        assert_eq!(time("14:05:00.000+07:00").as_deref(), Some("14:05:00.000+07:00"));
        assert_eq!(time("25:00"), None);
        assert_eq!(
            date_time("2026-11-22T08:00:00.000+07:00").as_deref(),
            Some("2026-11-22T08:00:00.000+07:00")
        );
        assert_eq!(date_time("2026-11-22 08:00"), None);
    }

    #[test]
    fn what_a_formula_gives_is_stored_as_its_type() {
        assert_eq!(cast(DataType::Integer, "3.5"), "3");
        assert_eq!(cast(DataType::Integer, "-0.5"), "0");
        assert_eq!(cast(DataType::Integer, "three"), "");
        assert_eq!(cast(DataType::Decimal, "Infinity"), "");
        assert_eq!(cast(DataType::Date, "2026-11-22T08:00:00.000+07:00"), "2026-11-22");
        assert_eq!(cast(DataType::Date, "2026-02-30"), "");
        assert_eq!(cast(DataType::Text, " as it is "), " as it is ");
    }

    #[test]
    fn places_are_on_this_planet() {
        assert_eq!(point("21.03 105.85").as_deref(), Some("21.03 105.85"));
        assert_eq!(point("121.03 105.85"), None);
        assert_eq!(points("21 105; 21 106;", 2).as_deref(), Some("21.0 105.0;21.0 106.0"));
        assert_eq!(points("21 105", 2), None);
    }
}
