//! Whether a cell of the column `default` is a value or an expression.
//!
//! The standard leaves it open; what other XLSForm readers do is followed to the letter: a sum, a union, a call, a predicate or a
//! reference makes it an expression, but a hyphen in a date or place does not.

use super::super::DataType;

/// Whether the default is computed when the form or the repeat instance is made.
pub(super) fn is_dynamic(default: &str, data: DataType) -> bool {
    let may_hold_hyphens = matches!(
        data,
        DataType::Date | DataType::DateTime | DataType::Geopoint | DataType::Geotrace | DataType::Geoshape
    );
    let mut rest = default;
    while let Some(token) = Token::next(rest) {
        match token.kind {
            TokenKind::Hyphen if may_hold_hyphens => return false,
            TokenKind::Hyphen | TokenKind::Computing => return true,
            TokenKind::Inert => {}
        }
        rest = rest.get(token.length.max(1)..).unwrap_or_default();
    }
    false
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TokenKind {
    Computing,
    Hyphen,
    Inert,
}

struct Token {
    kind: TokenKind,
    length: usize,
}

impl Token {
    fn next(text: &str) -> Option<Self> {
        let first = text.chars().next()?;
        let token = |kind, length| Some(Self { kind, length });
        if let Some(length) = date(text).or_else(|| time(text)).or_else(|| number(text)) {
            return token(TokenKind::Inert, length);
        }
        for word in [" mod ", " div "] {
            if text.starts_with(word) {
                return token(TokenKind::Computing, word.len());
            }
        }
        match first {
            '-' => token(TokenKind::Hyphen, 1),
            '*' | '+' | '|' => token(TokenKind::Computing, 1),
            '\'' | '"' => {
                let closing = text.get(1..).and_then(|rest| rest.find(first));
                token(TokenKind::Inert, closing.map_or(1, |at| at + 2))
            }
            '$' => {
                let reference = text.starts_with("${").then(|| text.find('}')).flatten();
                let name = reference.and_then(|end| text.get(2..end));
                let is_reference = name.is_some_and(|name| super::is_name(name.trim_start_matches("last-saved#")));
                token(if is_reference { TokenKind::Computing } else { TokenKind::Inert }, 1)
            }
            _ => {
                let length = name(text);
                let follower = text.get(length..).and_then(|rest| rest.chars().next());
                if length > 0 && matches!(follower, Some('(' | '[')) {
                    return token(TokenKind::Computing, length);
                }
                token(TokenKind::Inert, if length > 0 { length } else { first.len_utf8() })
            }
        }
    }
}

/// `2026-11-22`, perhaps with a time behind `T`.
fn date(text: &str) -> Option<usize> {
    let body = text.strip_prefix('-').unwrap_or(text);
    let sign = text.len() - body.len();
    let length = digits(body, &[4, 2, 2], b'-')?;
    let rest = body.get(length..)?;
    let time = rest.strip_prefix('T').and_then(time).map_or(0, |time| time + 1);
    Some(sign + length + time)
}

/// `08:30:00`.
fn time(text: &str) -> Option<usize> {
    digits(text, &[2, 2, 2], b':')
}

/// Groups of digits of these lengths with a separator between them.
fn digits(text: &str, groups: &[usize], separator: u8) -> Option<usize> {
    let mut bytes = text.bytes();
    for (index, group) in groups.iter().enumerate() {
        if index > 0 && bytes.next()? != separator {
            return None;
        }
        for _ in 0..*group {
            bytes.next().filter(u8::is_ascii_digit)?;
        }
    }
    Some(groups.iter().sum::<usize>() + groups.len() - 1)
}

/// `-1.5`, `.5`, `7`.
fn number(text: &str) -> Option<usize> {
    let body = text.strip_prefix('-').unwrap_or(text);
    let whole = body.bytes().take_while(u8::is_ascii_digit).count();
    let rest = body.get(whole..)?;
    let fraction = rest
        .strip_prefix('.')
        .map_or(0, |rest| 1 + rest.bytes().take_while(u8::is_ascii_digit).count());
    (whole > 0 || fraction > 1).then_some(text.len() - body.len() + whole + fraction)
}

/// The length of the name at the start, a prefix included.
fn name(text: &str) -> usize {
    let starts = text.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    if !starts {
        return 0;
    }
    let is_inner = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    let length: usize = text.chars().take_while(is_inner).map(char::len_utf8).sum();
    text.get(..length).map_or(0, |name| name.trim_end_matches(':').len())
}

#[cfg(test)]
mod tests {
    use super::{DataType, is_dynamic};

    #[test]
    fn a_default_is_a_value_unless_it_computes() {
        #[track_caller]
        fn case(default: &str, data: DataType, expected: bool) {
            assert_eq!(is_dynamic(default, data), expected, "{default}");
        }
        case("Hà Nội", DataType::Text, false);
        case("today()", DataType::Date, true);
        case("2026-11-22", DataType::Text, false);
        case("22-11-2026", DataType::Date, false);
        case("foo-bar", DataType::Text, false);
        case("a - b", DataType::Text, true);
        case("1-2", DataType::Text, false);
        case("1 + 2", DataType::Integer, true);
        case("${q}", DataType::Text, true);
        case("5 div 2", DataType::Decimal, true);
        case("'a + b'", DataType::Text, false);
        case("../t", DataType::Text, false);
        case("https://example.org/a_b", DataType::Text, false);
    }
}
