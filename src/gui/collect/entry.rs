//! What is typed for a question, by its type and appearance: how it is stored, and how it is shown again.

use jiff::Zoned;
use jiff::civil::{Date, DateTime};

use super::draft::Draft;
use super::place;
use crate::form::{Appearance, DataType, Question};
use crate::gui::widgets::{
    Precision, grouped_as_stored, number_as_stored, number_as_typed, number_grouped, parse_time, whole_as_stored, write_date,
};
use crate::words::Lang;

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// Words, line breaks among them.
    Text,
    /// Digits and what stands between them in a number of a telephone or a house; leading zeros count.
    Digits,
    /// A whole number.
    Whole {
        /// Its thousands are set apart.
        is_grouped: bool,
    },
    /// Any number.
    Decimal {
        /// Its thousands are set apart.
        is_grouped: bool,
    },
    /// A date, or as much of it as is asked for.
    Day(Precision),
    /// A time of day.
    Time,
    /// A date with a time.
    Moment,
    /// Latitude and longitude, perhaps altitude and accuracy.
    Place,
    /// Places, one a line: at least two.
    Line,
    /// The corners of an area, one a line: at least three.
    Outline,
    /// Choices in order of preference: all of them or none.
    Ranking {
        /// How many there are.
        of: usize,
    },
}

/// Why a draft is no answer yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrong {
    /// The message.
    pub key: &'static str,
    /// Which line it is about, where there are several; for a ranking, how many choices are left.
    pub number: Option<usize>,
}

impl From<&'static str> for Wrong {
    fn from(key: &'static str) -> Self {
        Self { key, number: None }
    }
}

impl Entry {
    /// What the field of a question takes; `None` for what is not typed.
    pub fn of(question: &Question, appearance: &Appearance) -> Option<Self> {
        let is_grouped = appearance.has("thousands-sep");
        Some(match question.data {
            DataType::Text if appearance.has("numbers") => Self::Digits,
            DataType::Text | DataType::Barcode => Self::Text,
            DataType::Integer => Self::Whole { is_grouped },
            DataType::Decimal | DataType::Range => Self::Decimal { is_grouped },
            DataType::Date if appearance.has("year") => Self::Day(Precision::Year),
            DataType::Date if appearance.has("month-year") => Self::Day(Precision::Month),
            DataType::Date => Self::Day(Precision::Day),
            DataType::Time => Self::Time,
            DataType::DateTime => Self::Moment,
            DataType::Geopoint => Self::Place,
            DataType::Geotrace => Self::Line,
            DataType::Geoshape => Self::Outline,
            _ => return None,
        })
    }

    /// What was typed, as it is stored. Nothing typed is stored as nothing.
    pub fn stored(self, draft: &Draft, now: &Zoned) -> Result<String, Wrong> {
        let text = draft.text.trim();
        if text.is_empty() && draft.time.trim().is_empty() {
            return Ok(String::new());
        }
        match self {
            Self::Text => Ok(plain(text)),
            Self::Digits => {
                let is_fit = text.chars().all(is_digit_sign);
                is_fit.then(|| plain(text)).ok_or_else(|| "answer-wrong-digits".into())
            }
            Self::Whole { .. } => whole_as_stored(text).ok_or_else(|| "field-wrong-integer".into()),
            Self::Decimal { is_grouped } => {
                let number = if is_grouped {
                    grouped_as_stored(text, draft.lang)
                } else {
                    number_as_stored(text)
                };
                number.ok_or_else(|| "field-wrong-number".into())
            }
            Self::Day(precision) => Ok(precision.parse(text).ok_or(wrong_date(precision))?.to_string()),
            Self::Time => Ok(clock(text, now)?),
            Self::Moment => {
                let date = Precision::Day.parse(text).ok_or("field-wrong-date")?;
                Ok(format!("{date}T{}", clock(&draft.time, now)?))
            }
            Self::Place => Ok(place::point(text)?),
            Self::Line => place::line(text),
            Self::Outline => place::outline(text),
            Self::Ranking { of } => {
                let left = of - text.split_whitespace().count().min(of);
                let wrong = Wrong {
                    key: "answer-wrong-ranking",
                    number: Some(left),
                };
                if left == 0 { Ok(text.to_owned()) } else { Err(wrong) }
            }
        }
    }

    /// A stored value as it stands in its field, and the time beside it.
    pub fn shown(self, stored: &str, lang: Lang) -> (String, String) {
        let clock = |text: &str| text.get(..5).unwrap_or(text).to_owned();
        let alone = |text: String| (text, String::new());
        match self {
            Self::Text | Self::Digits | Self::Ranking { .. } => alone(stored.to_owned()),
            Self::Whole { is_grouped: true } | Self::Decimal { is_grouped: true } => alone(number_grouped(stored, lang)),
            Self::Whole { .. } | Self::Decimal { .. } => alone(number_as_typed(stored, lang)),
            Self::Day(precision) => alone(date(stored).map_or_else(|| stored.to_owned(), |date| precision.write(date))),
            Self::Time => alone(clock(stored)),
            Self::Moment => match stored.split_once('T') {
                Some((day, time)) => (date(day).map_or_else(|| day.to_owned(), write_date), clock(time)),
                None => alone(stored.to_owned()),
            },
            Self::Place | Self::Line | Self::Outline => alone(place::shown(stored)),
        }
    }

    /// A number without what sets its thousands apart, to be typed over.
    pub fn bare(self, stored: &str, lang: Lang) -> Option<String> {
        matches!(self, Self::Whole { is_grouped: true } | Self::Decimal { is_grouped: true }).then(|| number_as_typed(stored, lang))
    }
}

/// What may stand in a field of digits.
pub fn is_digit_sign(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | ',' | ' ')
}

/// Without what an input method leaves behind.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || *c == '\n').collect()
}

fn clock(typed: &str, now: &Zoned) -> Result<String, &'static str> {
    let time = parse_time(typed).ok_or("field-wrong-time")?;
    Ok(format!("{:02}:{:02}:00.000{}", time.hour(), time.minute(), now.strftime("%:z")))
}

fn wrong_date(precision: Precision) -> &'static str {
    match precision {
        Precision::Day => "field-wrong-date",
        Precision::Month => "answer-wrong-month",
        Precision::Year => "answer-wrong-year",
    }
}

fn date(stored: &str) -> Option<Date> {
    stored
        .parse::<Date>()
        .ok()
        .or_else(|| stored.parse::<DateTime>().ok().map(DateTime::date))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_stored_the_way_forms_read_it() {
        let now: Zoned = "2026-11-22T08:00:00+07:00[Asia/Ho_Chi_Minh]".parse().unwrap();
        let case = |entry: Entry, text: &str, time: &str, expected: Result<&str, &'static str>| {
            let draft = Draft {
                text: text.into(),
                time: time.into(),
                ..Draft::of(entry, Lang::Vi)
            };
            let stored = draft.stored(&now).map_err(|wrong| wrong.key);
            assert_eq!(stored, expected.map(str::to_owned), "{text} {time}");
        };
        let whole = Entry::Whole { is_grouped: false };
        case(whole, "12", "", Ok("12"));
        case(whole, "12,5", "", Err("field-wrong-integer"));
        case(whole, "", "", Ok(""));
        case(Entry::Decimal { is_grouped: false }, "12,5", "", Ok("12.5"));
        case(Entry::Decimal { is_grouped: true }, "1.250", "", Ok("1250"));
        case(Entry::Digits, "024 3825-0001", "", Ok("024 3825-0001"));
        case(Entry::Digits, "số 5", "", Err("answer-wrong-digits"));
        case(Entry::Day(Precision::Day), "1/2/1990", "", Ok("1990-02-01"));
        case(Entry::Day(Precision::Day), "1990", "", Err("field-wrong-date"));
        case(Entry::Day(Precision::Month), "2/1990", "", Ok("1990-02-01"));
        case(Entry::Day(Precision::Year), "1990", "", Ok("1990-01-01"));
        case(Entry::Day(Precision::Year), "90", "", Err("answer-wrong-year"));
        case(Entry::Time, "8:05", "", Ok("08:05:00.000+07:00"));
        case(Entry::Moment, "22/11/2026", "14:05", Ok("2026-11-22T14:05:00.000+07:00"));
        case(Entry::Moment, "22/11/2026", "", Err("field-wrong-time"));
        case(Entry::Text, " đường\u{7} xấu ", "", Ok("đường xấu"));
        case(Entry::Place, "21.0285 105.8542", "", Ok("21.0285 105.8542 0 0"));
        case(Entry::Line, "21 105", "", Err("answer-wrong-line"));
        case(Entry::Ranking { of: 2 }, "b", "", Err("answer-wrong-ranking"));
        case(Entry::Ranking { of: 2 }, "b a", "", Ok("b a"));
    }

    #[test]
    fn what_is_stored_is_shown_the_way_people_write_it() {
        #[track_caller]
        fn case(entry: Entry, lang: Lang, stored: &str, text: &str, time: &str) {
            assert_eq!(entry.shown(stored, lang), (text.to_owned(), time.to_owned()), "{stored}");
        }
        case(Entry::Moment, Lang::Vi, "2026-11-22T14:05:00.000+07:00", "22/11/2026", "14:05");
        case(Entry::Decimal { is_grouped: false }, Lang::Vi, "12.5", "12,5", "");
        case(Entry::Decimal { is_grouped: false }, Lang::En, "12.5", "12.5", "");
        case(Entry::Whole { is_grouped: true }, Lang::Vi, "1250000", "1.250.000", "");
        case(Entry::Day(Precision::Month), Lang::Vi, "1990-02-01", "02/1990", "");
        case(Entry::Day(Precision::Year), Lang::Vi, "1990-01-01", "1990", "");
        case(
            Entry::Line,
            Lang::Vi,
            "21.0 105.0 0.0 0.0;21.0 106.0 12.0 0.0",
            "21.0 105.0\n21.0 106.0 12.0 0.0",
            "",
        );
    }
}
