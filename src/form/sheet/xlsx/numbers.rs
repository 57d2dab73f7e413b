//! Which numbers are dates: to Excel they differ by the format of their cells alone.

use super::{attributes, local, resolved};
use crate::xpath::document::scan::{Piece, Scanner};

/// What a number stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Format {
    #[default]
    Plain,
    /// Days since the beginning of Excel's time.
    Moment,
    /// Days that may be more than there are hours for.
    Duration,
}

impl Format {
    /// Formats that every Excel knows by their numbers (ECMA-376, 18.8.30).
    fn built_in(number: &str) -> Self {
        match number.parse() {
            Ok(14..=22 | 27..=36 | 45 | 47 | 50..=58) => Self::Moment,
            Ok(46) => Self::Duration,
            _ => Self::Plain,
        }
    }

    /// What a format's code makes of a number that is not negative: the letters of dates count where they stand for themselves neither in
    /// quotes nor behind a sign that takes the next as it is.
    fn of_code(code: &str) -> Self {
        let mut rest = code.chars();
        while let Some(sign) = rest.next() {
            match sign.to_ascii_lowercase() {
                '\\' | '_' | '*' => {
                    rest.next();
                }
                '"' => {
                    rest.find(|c| *c == '"');
                }
                '[' => {
                    let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
                    if counts_on(&inside.to_ascii_lowercase()) {
                        return Self::Duration;
                    }
                }
                'd' | 'm' | 'h' | 'y' | 's' => return Self::Moment,
                'a' if is_half_of_day(rest.as_str()) => return Self::Moment,
                ';' => break,
                _ => {}
            }
        }
        Self::Plain
    }
}

/// `[h]`, `[mm]`: hours, minutes or seconds that go on beyond the day.
fn counts_on(inside: &str) -> bool {
    ["h", "m", "s"]
        .iter()
        .any(|unit| !inside.is_empty() && inside.replace(unit, "").is_empty())
}

/// What is behind the `a` of `am/pm` or `a/p`.
fn is_half_of_day(rest: &str) -> bool {
    let rest = rest.to_ascii_lowercase();
    rest.starts_with("m/") || rest.starts_with("/p")
}

/// The formats of cells by the numbers of their styles.
pub(super) fn formats(xml: &str) -> Result<Vec<Format>, String> {
    let mut scanner = Scanner::new(xml);
    let mut own: Vec<(&str, Format)> = Vec::new();
    let mut formats = Vec::new();
    let mut is_of_cells = false;
    loop {
        match scanner.next()? {
            Piece::Open(name) => match local(name) {
                "numFmt" => {
                    let ([number, code], _) = attributes(&mut scanner, ["numFmtId", "formatCode"])?;
                    if let (Some(number), Some(code)) = (number, code) {
                        own.push((number, Format::of_code(&resolved(code)?)));
                    }
                }
                "cellXfs" => is_of_cells = true,
                "xf" if is_of_cells => {
                    let ([number], _) = attributes(&mut scanner, ["numFmtId"])?;
                    let number = number.unwrap_or_default();
                    let known = own.iter().rfind(|(known, _)| *known == number);
                    formats.push(known.map_or_else(|| Format::built_in(number), |(_, format)| *format));
                }
                _ => {}
            },
            Piece::Close(Some(name)) if local(name) == "cellXfs" => is_of_cells = false,
            Piece::End => return Ok(formats),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, formats};

    #[test]
    fn letters_of_dates_count_where_they_are_no_text() {
        #[track_caller]
        fn case(code: &str, expected: Format) {
            assert_eq!(Format::of_code(code), expected, "{code}");
        }
        for date in [
            "dd/mm/yyyy",
            "[$-409]h:mm AM/PM;@",
            "m\"M\"d\"D\";@",
            "[$-404]e\"x\"m",
            "A/P",
            "*-yyyy",
        ] {
            case(date, Format::Moment);
        }
        for duration in ["[h]:mm:ss", "[ss].00", "[Blue]\\+[H]:mm"] {
            case(duration, Format::Duration);
        }
        for plain in [
            "General",
            "0.00",
            "0\"days\"",
            "\\Y000",
            "0_d",
            "#,##0*y",
            "[Red]0",
            "0;dd",
            "[>=100][Magenta]General",
        ] {
            case(plain, Format::Plain);
        }
    }

    #[test]
    fn a_style_has_a_format_of_its_own_or_one_that_everybody_knows() {
        let xml = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"&quot;on&quot; d/m\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/>\
                   </cellStyleXfs><cellXfs><xf numFmtId=\"0\"><alignment/></xf><xf numFmtId=\"14\"/><xf numFmtId=\"46\"/><xf numFmtId=\"164\"/><xf/>\
                   </cellXfs><cellStyles/></styleSheet>";
        let expected = [Format::Plain, Format::Moment, Format::Duration, Format::Moment, Format::Plain];
        assert_eq!(formats(xml).unwrap(), expected);
    }
}
