//! Dates as dd/mm/yyyy with a small calendar, or as much of a date as is asked for, and times as hh:mm.

use eframe::egui::{Id, Popup, PopupCloseBehavior, Response, Ui};
use jiff::civil::{Date, Time};

use super::calendar::Calendar;
use super::{TextField, quiet_button};
use crate::gui::theme::Tokens;
use crate::words::Words;

/// How much of a date is asked for; the rest is stored as the first of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// 22/11/2026.
    Day,
    /// 11/2026.
    Month,
    /// 2026.
    Year,
}

impl Precision {
    /// What was typed as a date: `22/11/2026`, `22-11-2026`, `22.11.2026`, `22112026` or as much of it as is asked for.
    pub fn parse(self, typed: &str) -> Option<Date> {
        let typed = typed.trim();
        match self {
            Self::Day => parse_day(typed),
            Self::Month => {
                let (month, year) = match typed.split_once(['/', '-', '.', ' ']) {
                    Some(parts) => parts,
                    None if typed.len() == 6 && typed.is_ascii() => typed.split_at_checked(2)?,
                    None => return None,
                };
                Date::new(parse_year(year)?, month.parse().ok()?, 1).ok()
            }
            Self::Year => Date::new(parse_year(typed)?, 1, 1).ok(),
        }
    }

    /// The date as it is typed.
    pub fn write(self, date: Date) -> String {
        match self {
            Self::Day => write_date(date),
            Self::Month => format!("{:02}/{:04}", date.month(), date.year()),
            Self::Year => format!("{:04}", date.year()),
        }
    }

    /// The first day that is written alike.
    pub fn first(self, date: Date) -> Date {
        match self {
            Self::Day => date,
            Self::Month => date.first_of_month(),
            Self::Year => date.first_of_year(),
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::Day => "field-date-hint",
            Self::Month => "answer-month-hint",
            Self::Year => "answer-year-hint",
        }
    }
}

/// A date being typed: the text stays as typed until it is a whole date.
#[derive(Debug, Clone)]
pub struct DateField<'a> {
    /// Stable identity.
    pub id: Id,
    /// What a screen reader calls it.
    pub name: &'a str,
    /// Marked in the calendar, and where it opens.
    pub today: Date,
    /// How much of it is asked for.
    pub precision: Precision,
    /// Whether days can be picked from a calendar too.
    pub has_calendar: bool,
    /// Can be changed.
    pub is_enabled: bool,
}

impl DateField<'_> {
    /// Draws the field and the button of its calendar over `text`. The response is the field's; it is marked changed when a day is
    /// picked.
    pub fn ui(&self, ui: &mut Ui, tokens: &Tokens, words: Words, text: &mut String) -> Response {
        ui.horizontal(|ui| {
            let hint = words.say(self.precision.hint());
            let mut response = TextField {
                is_enabled: self.is_enabled,
                ..TextField::line(self.id, self.name).hint(&hint).width(200.0)
            }
            .ui(ui, tokens, text);
            if !self.has_calendar {
                return response;
            }
            let button = quiet_button(ui, self.is_enabled, &words.say("field-calendar"));
            let calendar = Calendar {
                id: self.id.with("calendar"),
                precision: self.precision,
                chosen: self.precision.parse(text),
                today: self.today,
            };
            let popup = Popup::menu(&button)
                .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
                .width(300.0);
            let picked = popup.show(|ui| calendar.ui(ui, tokens, words));
            if let Some(Some(day)) = picked.map(|shown| shown.inner) {
                *text = self.precision.write(day);
                response.mark_changed();
                Popup::close_all(ui.ctx());
            }
            response
        })
        .inner
    }
}

/// A time of day, hh:mm.
#[derive(Debug, Clone)]
pub struct TimeField<'a> {
    /// Stable identity.
    pub id: Id,
    /// What a screen reader calls it.
    pub name: &'a str,
    /// Can be changed.
    pub is_enabled: bool,
}

impl TimeField<'_> {
    /// Draws it over `text`.
    pub fn ui(&self, ui: &mut Ui, tokens: &Tokens, words: Words, text: &mut String) -> Response {
        let hint = words.say("field-time-hint");
        TextField {
            is_enabled: self.is_enabled,
            ..TextField::line(self.id, self.name).hint(&hint).width(140.0)
        }
        .ui(ui, tokens, text)
    }
}

fn parse_day(typed: &str) -> Option<Date> {
    let parts: Vec<&str> = if typed.len() == 8 && typed.bytes().all(|b| b.is_ascii_digit()) {
        vec![typed.get(0..2)?, typed.get(2..4)?, typed.get(4..8)?]
    } else {
        typed.split(['/', '-', '.', ' ']).collect()
    };
    let [day, month, year] = parts.as_slice() else { return None };
    Date::new(parse_year(year)?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn parse_year(year: &str) -> Option<i16> {
    (year.len() == 4).then(|| year.parse().ok()).flatten()
}

/// `22/11/2026`.
pub(in crate::gui) fn write_date(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

/// `8:05`, `08:05`, `8h05` or `0805`.
pub(in crate::gui) fn parse_time(typed: &str) -> Option<Time> {
    let typed = typed.trim();
    let (hour, minute) = if typed.len() == 4 && typed.bytes().all(|b| b.is_ascii_digit()) {
        typed.split_at_checked(2)?
    } else {
        typed.split_once([':', 'h', 'g', '.'])?
    };
    Time::new(hour.parse().ok()?, if minute.is_empty() { 0 } else { minute.parse().ok()? }, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_are_read_the_vietnamese_way() {
        #[track_caller]
        fn case(precision: Precision, typed: &str, expected: Option<Date>) {
            assert_eq!(precision.parse(typed), expected, "{typed}");
        }
        case(Precision::Day, "22/11/2026", Some(date(2026, 11, 22)));
        case(Precision::Day, " 1-2-1990 ", Some(date(1990, 2, 1)));
        case(Precision::Day, "22112026", Some(date(2026, 11, 22)));
        case(Precision::Day, "31/02/2026", None);
        case(Precision::Day, "22/11/26", None);
        case(Precision::Day, "2026", None);
        case(Precision::Month, "11/2026", Some(date(2026, 11, 1)));
        case(Precision::Month, "2-1990", Some(date(1990, 2, 1)));
        case(Precision::Month, "112026", Some(date(2026, 11, 1)));
        case(Precision::Month, "13/2026", None);
        case(Precision::Month, "2026", None);
        case(Precision::Year, " 1962 ", Some(date(1962, 1, 1)));
        case(Precision::Year, "62", None);
    }

    #[test]
    fn times_are_read_with_colon_or_h() {
        #[track_caller]
        fn case(typed: &str, expected: Option<(i8, i8)>) {
            assert_eq!(parse_time(typed).map(|time| (time.hour(), time.minute())), expected, "{typed}");
        }
        case("8:05", Some((8, 5)));
        case("14h", Some((14, 0)));
        case("0805", Some((8, 5)));
        case("25:00", None);
        case("8", None);
    }
}
