//! Dates as dd/mm/yyyy with a small calendar, and times as hh:mm: egui's own picker speaks English only.

use eframe::egui::{
    Align2, Color32, CornerRadius, FontId, Grid, Id, Popup, PopupCloseBehavior, Response, RichText, Sense, Ui, Vec2, WidgetInfo,
    accesskit::Role,
};
use jiff::ToSpan as _;
use jiff::civil::{Date, Time, Weekday};

use super::{TextField, quiet_button};
use crate::gui::theme::{CORNER, Tokens, size, space};
use crate::words::Words;

/// A date being typed: the text stays as typed until it is a whole date.
#[derive(Debug, Clone)]
pub struct DateField<'a> {
    /// Stable identity.
    pub id: Id,
    /// What a screen reader calls it.
    pub name: &'a str,
    /// Marked in the calendar, and where it opens.
    pub today: Date,
    /// Can be changed.
    pub is_enabled: bool,
}

impl DateField<'_> {
    /// Draws the field and the button of its calendar over `text`. The response is the field's; it is marked changed when a day is
    /// picked.
    pub fn ui(&self, ui: &mut Ui, tokens: &Tokens, words: Words, text: &mut String) -> Response {
        ui.horizontal(|ui| {
            let hint = words.say("field-date-hint");
            let mut response = TextField {
                is_enabled: self.is_enabled,
                ..TextField::line(self.id, self.name).hint(&hint).width(200.0)
            }
            .ui(ui, tokens, text);
            let button = quiet_button(ui, self.is_enabled, &words.say("field-calendar"));
            let shown = parse_date(text);
            let popup = Popup::menu(&button)
                .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
                .width(300.0);
            let picked = popup.show(|ui| calendar_ui(ui, tokens, words, self.id.with("month"), shown, self.today));
            if let Some(Some(day)) = picked.map(|shown| shown.inner) {
                *text = write_date(day);
                response.mark_changed();
                Popup::close_all(ui.ctx());
            }
            response
        })
        .inner
    }
}

/// A month with its days; the day that was pressed.
fn calendar_ui(ui: &mut Ui, tokens: &Tokens, words: Words, id: Id, chosen: Option<Date>, today: Date) -> Option<Date> {
    let start = chosen.unwrap_or(today).first_of_month();
    let mut month = ui.data_mut(|data| *data.get_temp_mut_or(id, start));
    let mut turned = None;
    ui.horizontal(|ui| {
        for (label, name, span) in [("«", "field-year-before", -12), ("‹", "field-month-before", -1)] {
            if ui.button(label).accessible_name(words.say(name)).clicked() {
                turned = month.checked_add(span.months()).ok();
            }
        }
        let title = words.say_with(
            "field-month-title",
            &[
                ("month", month.month().to_string().into()),
                ("year", month.year().to_string().into()),
            ],
        );
        ui.label(RichText::new(title).strong());
        for (label, name, span) in [("›", "field-month-after", 1), ("»", "field-year-after", 12)] {
            if ui.button(label).accessible_name(words.say(name)).clicked() {
                turned = month.checked_add(span.months()).ok();
            }
        }
    });
    if let Some(turned) = turned {
        month = turned;
        ui.data_mut(|data| data.insert_temp(id, month));
    }
    let mut picked = None;
    Grid::new(id.with("days"))
        .spacing(Vec2::splat(space::XS))
        .min_col_width(36.0)
        .show(ui, |ui| {
            for day in ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] {
                ui.vertical_centered(|ui| {
                    ui.label(
                        RichText::new(words.say(&format!("field-day-{day}")))
                            .size(size::SMALL)
                            .color(tokens.quiet),
                    )
                });
            }
            ui.end_row();
            let lead = month.weekday().since(Weekday::Monday);
            for _ in 0..lead {
                ui.label("");
            }
            for offset in 0..month.days_in_month() {
                let Ok(day) = month.checked_add(i64::from(offset).days()) else {
                    continue;
                };
                if day_ui(ui, tokens, day, chosen == Some(day), today == day) {
                    picked = Some(day);
                }
                if day.weekday() == Weekday::Sunday {
                    ui.end_row();
                }
            }
        });
    picked
}

fn day_ui(ui: &mut Ui, tokens: &Tokens, day: Date, is_chosen: bool, is_today: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(Vec2::new(36.0, 32.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_chosen, write_date(day)));
    let fill = match (is_chosen, response.hovered()) {
        (true, _) => tokens.accent,
        (false, true) => tokens.hover,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, CornerRadius::same(CORNER), fill);
    let colour = match (is_chosen, is_today) {
        (true, _) => tokens.on_accent,
        (false, true) => tokens.accent,
        (false, false) => tokens.ink,
    };
    ui.painter().text(
        rect.center(),
        Align2::CENTER_CENTER,
        day.day(),
        FontId::proportional(size::SMALL),
        colour,
    );
    response.clicked()
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

/// `22/11/2026`, `22-11-2026`, `22.11.2026` or `22112026`.
pub(in crate::gui) fn parse_date(typed: &str) -> Option<Date> {
    let typed = typed.trim();
    let parts: Vec<&str> = if typed.len() == 8 && typed.bytes().all(|b| b.is_ascii_digit()) {
        vec![typed.get(0..2)?, typed.get(2..4)?, typed.get(4..8)?]
    } else {
        typed.split(['/', '-', '.', ' ']).collect()
    };
    let [day, month, year] = parts.as_slice() else { return None };
    let year = (year.len() == 4).then(|| year.parse().ok()).flatten()?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
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
        fn case(typed: &str, expected: Option<Date>) {
            assert_eq!(parse_date(typed), expected, "{typed}");
        }
        case("22/11/2026", Some(date(2026, 11, 22)));
        case(" 1-2-1990 ", Some(date(1990, 2, 1)));
        case("22112026", Some(date(2026, 11, 22)));
        case("31/02/2026", None);
        case("22/11/26", None);
        case("2026", None);
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
