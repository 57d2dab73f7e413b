//! Numbers as text, both ways, as XPath 1.0 writes them: no exponent, no plus sign, no thousands.

/// A double holds every whole number of so many digits.
const SURELY_EXACT: usize = 15;

/// The number that a text spells, white space around it apart; NaN when it spells none.
pub(super) fn from_text(text: &str) -> f64 {
    // Nearly all numbers in a form are small and whole.
    if (1..=SURELY_EXACT).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.bytes().fold(0_u64, |sum, digit| sum * 10 + u64::from(digit - b'0')) as f64;
    }
    let text = text.trim_matches([' ', '\t', '\n', '\r']);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = !(whole.is_empty() && fraction.is_empty()) && (whole.bytes().chain(fraction.bytes())).all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().unwrap_or(f64::NAN) } else { f64::NAN }
}

/// A number as XPath writes it: `12`, `0.5`, `NaN`, `-Infinity`; minus zero is `0`.
pub(super) fn to_text(number: f64) -> String {
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return (number as i64).to_string();
    }
    number.to_string()
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
            "", " ", ".", "-", "1e3", "+1", "- 1", "1,5", "0x1", "Infinity", "NaN", "1 2", "1.2.3",
        ] {
            assert!(from_text(text).is_nan(), "{text}");
        }
    }

    #[test]
    fn writes_without_exponent() {
        assert_eq!(to_text(1e21), "1000000000000000000000");
        assert_eq!(to_text(1e-7), "0.0000001");
        assert_eq!(to_text(-0.0), "0");
        assert_eq!(to_text(f64::NAN), "NaN");
        assert_eq!(to_text(f64::NEG_INFINITY), "-Infinity");
        assert_eq!(to_text(0.1 + 0.2), "0.30000000000000004");
    }
}
