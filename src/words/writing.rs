//! Numbers and dates on screen and paper. Files that programs read never pass through here.

use super::Lang;

/// What stands before the decimals.
pub(super) fn decimal_mark(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => ",",
        Lang::En => ".",
    }
}

fn group_mark(lang: Lang) -> char {
    match lang {
        Lang::Vi => '.',
        Lang::En => ',',
    }
}

/// A whole number with its thousands set apart: `2.000` in Vietnamese, `2,000` in English.
pub fn integer(lang: Lang, value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut written = String::with_capacity(digits.len() * 4 / 3 + 1);
    if value < 0 {
        written.push('-');
    }
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            written.push(group_mark(lang));
        }
        written.push(digit);
    }
    written
}

/// A number with exactly `digits` decimals, halves away from zero: `86,50` in Vietnamese.
///
/// A value that cannot be written (an empty mean) is an en dash; a negative number that rounds to zero has no sign.
///
/// ```
/// use phieu::words::{Lang, decimal};
/// assert_eq!(decimal(Lang::Vi, 86.5018, 2), "86,50");
/// ```
pub fn decimal(lang: Lang, value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let plain = format!("{:.digits$}", round_half_away(value, digits));
    let plain = match plain.strip_prefix('-') {
        Some(positive) if positive.chars().all(|c| matches!(c, '0' | '.')) => positive,
        _ => &plain,
    };
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let grouped = whole.parse().map_or_else(|_| whole.to_owned(), |number| integer(lang, number));
    let sign = if plain.starts_with('-') && !grouped.starts_with('-') {
        "-"
    } else {
        ""
    };
    if fraction.is_empty() {
        format!("{sign}{grouped}")
    } else {
        format!("{sign}{grouped}{}{fraction}", decimal_mark(lang))
    }
}

/// Rounds as people do by hand, where `format!` alone would write 0,12 for 0.125 (halves to even).
fn round_half_away(value: f64, digits: usize) -> f64 {
    let scale = 10_f64.powi(i32::try_from(digits).unwrap_or(i32::MAX));
    let rounded = (value * scale).round() / scale;
    if rounded.is_finite() { rounded } else { value }
}

/// `22/11/2026`, in both languages: the way dates are written in Vietnam.
pub fn date(date: jiff::civil::Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        #[track_caller]
        fn case(value: i64, expected: &str) {
            assert_eq!(integer(Lang::Vi, value), expected);
        }
        case(0, "0");
        case(999, "999");
        case(1_000, "1.000");
        case(-36_525, "-36.525");
        case(1_234_567, "1.234.567");
    }

    #[test]
    fn decimals_are_rounded_as_by_hand() {
        #[track_caller]
        fn case(value: f64, digits: usize, expected: &str) {
            assert_eq!(decimal(Lang::Vi, value, digits), expected);
        }
        case(83.9426, 2, "83,94");
        case(0.125, 2, "0,13");
        case(-0.125, 2, "-0,13");
        case(-0.001, 2, "0,00");
        case(-0.5, 1, "-0,5");
        case(12_345.678, 1, "12.345,7");
        case(2.5, 0, "3");
        case(f64::NAN, 2, "–");
        assert_eq!(decimal(Lang::En, 1_234.5, 2), "1,234.50");
    }

    #[test]
    fn a_date_is_day_month_year() {
        assert_eq!(date(jiff::civil::date(2026, 1, 2)), "02/01/2026");
    }
}
