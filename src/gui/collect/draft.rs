//! Half-typed text by question, and how it becomes an answer: the draft lives here until it is confirmed.

use std::collections::BTreeMap;

use jiff::Zoned;
use jiff::civil::{Date, DateTime};

use crate::form::DataType;
use crate::gui::widgets::{number_as_stored, number_as_typed, parse_date, parse_time, write_date};
use crate::words::Lang;

/// Drafts of the page that is shown, by reference.
#[derive(Debug, Default)]
pub struct Drafts {
    texts: BTreeMap<String, Draft>,
}

/// One field's text.
#[derive(Debug, Default, Clone)]
pub struct Draft {
    /// As typed: for date with time, the date.
    pub text: String,
    /// The time of a date with time.
    pub time: String,
    /// Typed since the answer was last confirmed.
    pub is_typed: bool,
}

impl Drafts {
    /// The draft of a question; as long as nobody has typed into it, it shows what is stored.
    pub fn of(&mut self, reference: &str, data: DataType, stored: &str, lang: Lang) -> &mut Draft {
        let draft = self.texts.entry(reference.to_owned()).or_default();
        if !draft.is_typed {
            (draft.text, draft.time) = shown(data, stored, lang);
        }
        draft
    }

    /// What was typed and not confirmed.
    pub fn typed(&self) -> impl Iterator<Item = (&str, &Draft)> {
        self.texts
            .iter()
            .filter(|(_, draft)| draft.is_typed)
            .map(|(reference, draft)| (reference.as_str(), draft))
    }

    /// The draft became an answer.
    pub fn confirm(&mut self, reference: &str) {
        if let Some(draft) = self.texts.get_mut(reference) {
            draft.is_typed = false;
        }
    }

    /// Forgets everything: another page is shown.
    pub fn clear(&mut self) {
        self.texts.clear();
    }
}

/// What was typed, as it is stored; `Err` is the key of what is wrong with it. Nothing typed is stored as nothing.
pub fn stored(data: DataType, draft: &Draft, now: &Zoned) -> Result<String, &'static str> {
    let text = draft.text.trim();
    if text.is_empty() && draft.time.trim().is_empty() {
        return Ok(String::new());
    }
    match data {
        DataType::Integer => {
            let number = number_as_stored(text).filter(|number| !number.contains('.'));
            number.ok_or("field-wrong-integer")
        }
        DataType::Decimal | DataType::Range => number_as_stored(text).ok_or("field-wrong-number"),
        DataType::Date => parse_date(text).map(|date| date.to_string()).ok_or("field-wrong-date"),
        DataType::Time => {
            let time = parse_time(text).ok_or("field-wrong-time")?;
            Ok(format!("{:02}:{:02}:00.000{}", time.hour(), time.minute(), now.strftime("%:z")))
        }
        DataType::DateTime => {
            let date = parse_date(text).ok_or("field-wrong-date")?;
            let time = parse_time(&draft.time).ok_or("field-wrong-time")?;
            Ok(format!(
                "{date}T{:02}:{:02}:00.000{}",
                time.hour(),
                time.minute(),
                now.strftime("%:z")
            ))
        }
        _ => Ok(draft
            .text
            .chars()
            .filter(|c| !c.is_control() || *c == '\n')
            .collect::<String>()
            .trim()
            .to_owned()),
    }
}

/// A stored value as it stands in its field, and the time beside it.
fn shown(data: DataType, stored: &str, lang: Lang) -> (String, String) {
    let clock = |text: &str| text.get(..5).unwrap_or(text).to_owned();
    match data {
        DataType::Decimal | DataType::Range => (number_as_typed(stored, lang), String::new()),
        DataType::Date => (date(stored).map_or_else(|| stored.to_owned(), write_date), String::new()),
        DataType::Time => (clock(stored), String::new()),
        DataType::DateTime => match stored.split_once('T') {
            Some((day, time)) => (date(day).map_or_else(|| day.to_owned(), write_date), clock(time)),
            None => (stored.to_owned(), String::new()),
        },
        _ => (stored.to_owned(), String::new()),
    }
}

/// A stored answer in words, for lists and echoes.
pub fn written(data: DataType, stored: &str, lang: Lang) -> String {
    let (text, time) = shown(data, stored, lang);
    if time.is_empty() { text } else { format!("{text} {time}") }
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
        let case = |data, text: &str, time: &str, expected: Result<&str, &'static str>| {
            let draft = Draft {
                text: text.into(),
                time: time.into(),
                is_typed: true,
            };
            assert_eq!(stored(data, &draft, &now), expected.map(str::to_owned), "{text} {time}");
        };
        case(DataType::Integer, "12", "", Ok("12"));
        case(DataType::Integer, "12,5", "", Err("field-wrong-integer"));
        case(DataType::Decimal, "12,5", "", Ok("12.5"));
        case(DataType::Date, "1/2/1990", "", Ok("1990-02-01"));
        case(DataType::Date, "1990", "", Err("field-wrong-date"));
        case(DataType::Time, "8:05", "", Ok("08:05:00.000+07:00"));
        case(DataType::DateTime, "22/11/2026", "14:05", Ok("2026-11-22T14:05:00.000+07:00"));
        case(DataType::Text, " đường\u{7} xấu ", "", Ok("đường xấu"));
        case(DataType::Integer, "", "", Ok(""));
    }

    #[test]
    fn what_is_stored_is_shown_the_way_people_write_it() {
        assert_eq!(
            written(DataType::DateTime, "2026-11-22T14:05:00.000+07:00", Lang::Vi),
            "22/11/2026 14:05"
        );
        assert_eq!(written(DataType::Decimal, "12.5", Lang::Vi), "12,5");
        assert_eq!(written(DataType::Decimal, "12.5", Lang::En), "12.5");
    }
}
