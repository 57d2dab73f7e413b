//! Numbers as text, both ways, as XPath 1.0 writes them: no plus sign, no thousands, and an exponent only where a number would be a row
//! of zeros, as the field's other clients write it.

use std::borrow::Cow;

/// A double holds every whole number of so many digits.
const SURELY_EXACT: usize = 15;

/// The number that a text spells, white space around it apart; NaN when it spells none.
pub fn from_text(text: &str) -> f64 {
    // Nearly all numbers in a form are small and whole.
    if (1..=SURELY_EXACT).contains(&text.len())
        && let Some(number) = from_digits(text)
    {
        return number as f64;
    }
    let text = text.trim_matches([' ', '\t', '\n', '\r']);
    if let Some(number) = with_exponent(text) {
        return number;
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = !(whole.is_empty() && fraction.is_empty()) && (whole.bytes().chain(fraction.bytes())).all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().unwrap_or(f64::NAN) } else { f64::NAN }
}

/// The number that so few digits spell that they cannot overflow.
fn from_digits(text: &str) -> Option<u64> {
    let mut number = 0_u64;
    for byte in text.bytes() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
    }
    Some(number)
}

/// Below this, and from [`HUGE`] on, a number is written with an exponent.
const TINY: f64 = 1e-6;
const HUGE: f64 = 1e21;

/// A number that [`to_text`] wrote with an exponent: its sign is always there, `1.5e-7`. What people write, `1e3`, is none.
fn with_exponent(text: &str) -> Option<f64> {
    let (digits, exponent) = text.split_once('e')?;
    let power = exponent.strip_prefix(['-', '+'])?;
    let is_power = !power.is_empty() && power.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = digits.strip_prefix('-').unwrap_or(digits).split_once('.').unwrap_or((digits, "0"));
    let is_number = is_plain(whole.strip_prefix('-').unwrap_or(whole)) && is_plain(fraction);
    (is_power && is_number).then(|| text.parse().unwrap_or(f64::NAN))
}

/// A number as XPath writes it: `12`, `0.5`, `NaN`, `-Infinity`; minus zero is `0`.
pub fn to_text(number: f64) -> Cow<'static, str> {
    if let Some(whole) = whole(number) {
        return whole_to_text(whole);
    }
    if number.is_infinite() {
        return Cow::Borrowed(if number > 0.0 { "Infinity" } else { "-Infinity" });
    }
    if number.abs() >= HUGE {
        return Cow::Owned(format!("{number:e}").replacen('e', "e+", 1));
    }
    if number != 0.0 && number.abs() < TINY {
        return Cow::Owned(format!("{number:e}"));
    }
    Cow::Owned(number.to_string())
}

/// The same as a whole number, where it is one that a double holds exactly.
#[expect(clippy::float_cmp, reason = "whole numbers are told by staying the same")]
fn whole(number: f64) -> Option<i64> {
    let whole = number as i64;
    (number.abs() < 1e15 && whole as f64 == number).then_some(whole)
}

/// Counts and truths are digits, and need no memory.
fn whole_to_text(number: i64) -> Cow<'static, str> {
    const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let digit = usize::try_from(number).ok().and_then(|number| DIGITS.get(number));
    digit.map_or_else(|| Cow::Owned(number.to_string()), |digit| Cow::Borrowed(*digit))
}

#[cfg(test)]
mod tests {
    use super::{from_text, to_text};

    #[test]
    fn reads_what_xpath_calls_a_number() {
        for (text, number) in [("1", 1.0), (" -1.5\n", -1.5), (".5", 0.5), ("5.", 5.0), ("-0", -0.0)] {
            assert_eq!(from_text(text).to_bits(), f64::to_bits(number), "{text}");
        }
        for text in [
            "", " ", ".", "-", "1e3", "+1", "- 1", "1,5", "0x1", "Infinity", "NaN", "1 2", "1.2.3", "1.e-3", "e-3", "1e-", "1.1e6",
        ] {
            assert!(from_text(text).is_nan(), "{text}");
        }
    }

    #[test]
    fn writes_an_exponent_only_instead_of_zeros_and_reads_it_again() {
        for (number, text) in [
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (-2.5e22, "-2.5e+22"),
            (1e-6, "0.000001"),
            (1.5e-7, "1.5e-7"),
            (-1e-12, "-1e-12"),
        ] {
            assert_eq!(to_text(number), text);
            assert_eq!(from_text(text).to_bits(), number.to_bits(), "{text}");
        }
        assert_eq!(to_text(-0.0), "0");
        assert_eq!(to_text(f64::NAN), "NaN");
        assert_eq!(to_text(f64::NEG_INFINITY), "-Infinity");
        assert_eq!(to_text(0.1 + 0.2), "0.30000000000000004");
    }
}
