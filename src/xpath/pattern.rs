//! A compiled regular expression of `regex()`: the whole text must match.

use std::borrow::Cow;
use std::iter::Peekable;
use std::str::Chars;
use std::sync::Arc;

use fancy_regex::{Regex, RegexBuilder};

use super::error::ErrorKind;

/// A pattern ready to run; equal when its source is equal.
#[derive(Debug, Clone)]
pub struct Pattern {
    source: Arc<str>,
    regex: Arc<Regex>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Pattern {
    /// Compiles a pattern. Patterns that could run for ever stop at a bound of backtracking.
    pub fn compile(source: &str) -> Result<Self, ErrorKind> {
        let regex = RegexBuilder::new(&format!("^(?:{})$", as_authors_mean(source)))
            .backtrack_limit(1_000_000)
            .build()
            .map_err(|error| ErrorKind::BadPattern(refusal(&error)))?;
        Ok(Self {
            source: Arc::from(source),
            regex: Arc::new(regex),
        })
    }

    /// Whether the whole of a text matches.
    pub fn matches(&self, text: &str) -> Result<bool, ErrorKind> {
        self.regex.is_match(text).map_err(|error| ErrorKind::BadPattern(error.to_string()))
    }
}

/// Why a pattern is refused. It is compiled inside another, so that places in it would point elsewhere.
fn refusal(error: &fancy_regex::Error) -> String {
    match error {
        fancy_regex::Error::ParseError(_, reason) => reason.to_string(),
        other => other.to_string(),
    }
}

/// A pattern as the engines of ODK's clients read it. There `\d` and `\w` mean ASCII alone, and a hyphen behind such a set is a hyphen:
/// `[\w-.]`.
fn as_authors_mean(source: &str) -> Cow<'_, str> {
    if !source.contains('\\') {
        return Cow::Borrowed(source);
    }
    let mut meant = String::with_capacity(source.len() * 2);
    let mut left = source.chars().peekable();
    let mut depth = 0_usize;
    while let Some(read) = left.next() {
        match read {
            '\\' => {
                let is_set = escaped(&mut left, depth > 0, &mut meant);
                if is_set && depth > 0 && left.next_if_eq(&'-').is_some() {
                    meant.push_str("\\-");
                }
                continue;
            }
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        meant.push(read);
    }
    Cow::Owned(meant)
}

/// Writes what stands behind a backslash; whether that is a set of characters.
fn escaped(left: &mut Peekable<Chars<'_>>, is_in_brackets: bool, meant: &mut String) -> bool {
    let Some(name) = left.next() else {
        meant.push('\\');
        return false;
    };
    let ascii = match name {
        'd' | 'D' => "0-9",
        'w' | 'W' => "0-9A-Za-z_",
        _ => {
            meant.extend(['\\', name]);
            if matches!(name, 'p' | 'P') && left.peek() == Some(&'{') {
                for named in left.by_ref() {
                    meant.push(named);
                    if named == '}' {
                        break;
                    }
                }
            }
            return matches!(name, 's' | 'S' | 'p' | 'P');
        }
    };
    match (name.is_uppercase(), is_in_brackets) {
        (false, true) => meant.push_str(ascii),
        (false, false) => meant.extend(["[", ascii, "]"]),
        (true, _) => meant.extend(["[^", ascii, "]"]),
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{ErrorKind, Pattern};

    #[test]
    fn a_refusal_points_nowhere_in_the_pattern_around_it() {
        for pattern in ["[", "(?<x"] {
            let Err(ErrorKind::BadPattern(reason)) = Pattern::compile(pattern) else {
                panic!("{pattern} is no pattern")
            };
            assert!(!reason.contains("position") && !reason.contains("(?:"), "{reason}");
        }
    }

    #[test]
    fn patterns_match_what_they_match_in_other_clients() {
        #[track_caller]
        fn case(pattern: &str, text: &str, expected: bool) {
            assert_eq!(
                Pattern::compile(pattern).unwrap().matches(text),
                Ok(expected),
                "{pattern} on {text}"
            );
        }
        let address = r"^[\w-\.]+@([\w-]+\.)+[\w-]{2,}$";
        case(address, "to-mot.ba_dinh@hanoi.gov.vn", true);
        case(address, "to mot@hanoi.gov.vn", false);
        case(r"[\d-,]+", "12-3,4", true);
        case(r"[^\W\d]+", "ab_c", true);
        case(r"[^\W\d]+", "ab1", false);
        case(r"\d{9,12}", "001089012345", true);
        // Digits of other scripts are no digits of an identity card.
        case(r"\d+", "१२३", false);
        case(r"\w+", "Hà", false);
        case(r"[\p{L}-]+", "Hà-Nội", true);
        case(r"\D+\W", "ab!", true);
        case(r"a\\w", "a\\w", true);
        case(r"0[35789]\d{8}", "0912345678", true);
    }
}
