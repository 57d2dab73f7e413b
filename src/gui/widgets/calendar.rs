//! A small calendar: a month with its days, a year with its months, or a dozen years. egui's own speaks English only.

use eframe::egui::{Align2, Color32, CornerRadius, FontId, Grid, Id, RichText, Sense, Ui, Vec2, WidgetInfo, accesskit::Role};
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan as _};

use super::choice_row::focus_ring;
use super::date_field::Precision;
use crate::gui::theme::{CORNER, Tokens, size, space};
use crate::words::Words;

/// Years shown at once.
const YEARS: i16 = 12;

/// What a calendar shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar {
    /// Remembers the page that is open.
    pub(super) id: Id,
    /// What is picked.
    pub(super) precision: Precision,
    /// Picked now.
    pub(super) chosen: Option<Date>,
    /// Marked, and where it opens.
    pub(super) today: Date,
}

impl Calendar {
    /// Draws it; the day that was pressed, the first of a month or of a year.
    pub(super) fn ui(&self, ui: &mut Ui, tokens: &Tokens, words: Words) -> Option<Date> {
        let start = self.chosen.unwrap_or(self.today).first_of_month();
        let mut page = ui.data_mut(|data| *data.get_temp_mut_or(self.id, start));
        if let Some(turned) = self.head_ui(ui, words, page) {
            page = turned;
            ui.data_mut(|data| data.insert_temp(self.id, page));
        }
        match self.precision {
            Precision::Day => self.days_ui(ui, tokens, words, page),
            Precision::Month => self.months_ui(ui, tokens, words, page),
            Precision::Year => self.years_ui(ui, tokens, page),
        }
    }

    /// The page's name between the arrows that turn it; the page turned to.
    fn head_ui(&self, ui: &mut Ui, words: Words, page: Date) -> Option<Date> {
        let year = page.year();
        let (months, title) = match self.precision {
            Precision::Day => {
                let arguments = [("month", page.month().to_string().into()), ("year", year.to_string().into())];
                (Some(1.month()), words.say_with("field-month-title", &arguments))
            }
            Precision::Month => (None, year.to_string()),
            Precision::Year => (None, format!("{}–{}", first_year(year), first_year(year) + YEARS - 1)),
        };
        let (years, before, after) = match self.precision {
            Precision::Day | Precision::Month => (1.year(), "field-year-before", "field-year-after"),
            Precision::Year => (YEARS.years(), "answer-years-before", "answer-years-after"),
        };
        let mut turned = None;
        let mut arrow_ui = |ui: &mut Ui, sign: &str, name: &str, span: Span| {
            if ui.button(sign).accessible_name(words.say(name)).clicked() {
                turned = page.checked_add(span).ok();
            }
        };
        ui.horizontal(|ui| {
            arrow_ui(ui, "«", before, -years);
            if let Some(month) = months {
                arrow_ui(ui, "‹", "field-month-before", -month);
            }
            ui.label(RichText::new(title).strong());
            if let Some(month) = months {
                arrow_ui(ui, "›", "field-month-after", month);
            }
            arrow_ui(ui, "»", after, years);
        });
        turned
    }

    fn days_ui(&self, ui: &mut Ui, tokens: &Tokens, words: Words, month: Date) -> Option<Date> {
        let mut picked = None;
        Grid::new(self.id.with("days"))
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
                for _ in 0..month.weekday().since(Weekday::Monday) {
                    ui.label("");
                }
                for offset in 0..month.days_in_month() {
                    let Ok(day) = month.checked_add(i64::from(offset).days()) else {
                        continue;
                    };
                    if self.cell_ui(ui, tokens, 36.0, day, &day.day().to_string()) {
                        picked = Some(day);
                    }
                    if day.weekday() == Weekday::Sunday {
                        ui.end_row();
                    }
                }
            });
        picked
    }

    fn months_ui(&self, ui: &mut Ui, tokens: &Tokens, words: Words, page: Date) -> Option<Date> {
        let months = (1..=12).filter_map(|month| Date::new(page.year(), month, 1).ok());
        let name = |month: Date| words.say_with("answer-month-name", &[("month", month.month().to_string().into())]);
        self.cells_ui(ui, tokens, 88.0, months, name)
    }

    fn years_ui(&self, ui: &mut Ui, tokens: &Tokens, page: Date) -> Option<Date> {
        let first = first_year(page.year());
        let years = (first..first + YEARS).filter_map(|year| Date::new(year, 1, 1).ok());
        self.cells_ui(ui, tokens, 64.0, years, |year| year.year().to_string())
    }

    fn cells_ui(
        &self,
        ui: &mut Ui,
        tokens: &Tokens,
        width: f32,
        dates: impl Iterator<Item = Date>,
        name: impl Fn(Date) -> String,
    ) -> Option<Date> {
        let mut picked = None;
        Grid::new(self.id.with("cells")).spacing(Vec2::splat(space::XS)).show(ui, |ui| {
            for (index, date) in dates.enumerate() {
                if self.cell_ui(ui, tokens, width, date, &name(date)) {
                    picked = Some(date);
                }
                if index % 3 == 2 {
                    ui.end_row();
                }
            }
        });
        picked
    }

    fn cell_ui(&self, ui: &mut Ui, tokens: &Tokens, width: f32, date: Date, text: &str) -> bool {
        let is_chosen = self.chosen.is_some_and(|chosen| self.precision.first(chosen) == date);
        let is_today = self.precision.first(self.today) == date;
        let (rect, response) = ui.allocate_exact_size(Vec2::new(width, 32.0), Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_chosen, self.precision.write(date)));
        let fill = match (is_chosen, response.hovered()) {
            (true, _) => tokens.accent,
            (false, true) => tokens.hover,
            (false, false) => Color32::TRANSPARENT,
        };
        ui.painter().rect_filled(rect, CornerRadius::same(CORNER), fill);
        if response.has_focus() {
            focus_ring(ui.painter(), rect.shrink(2.0), tokens);
        }
        let colour = match (is_chosen, is_today) {
            (true, _) => tokens.on_accent,
            (false, true) => tokens.accent,
            (false, false) => tokens.ink,
        };
        ui.painter().text(
            rect.center(),
            Align2::CENTER_CENTER,
            text,
            FontId::proportional(size::SMALL),
            colour,
        );
        response.clicked()
    }
}

/// The first of the dozen years that a year is shown among.
fn first_year(year: i16) -> i16 {
    year - year.rem_euclid(YEARS)
}
