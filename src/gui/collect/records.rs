//! The finished records of this laptop: found by what they are called, opened for a correction, withdrawn at the respondent's wish.

use eframe::egui::{Align, FontId, Id, Key, Label, Layout, Margin, Modal, RichText, ScrollArea, Sense, Ui, UiBuilder, Vec2};

use crate::gui::command::{Command, Inbox};
use crate::gui::menu::menu_ui;
use crate::gui::route::Route;
use crate::gui::theme::{self, COLUMN, FOLD, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{TextField, caption, danger_button, link_button, quiet_button, rule, sheet};
use crate::words::fold;

/// A row of the list.
const ROW: f32 = 56.0;

/// A finished record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFacts {
    /// Its identity.
    pub id: String,
    /// What to call it; may be empty.
    pub title: String,
    /// When it was finished, as shown.
    pub finished: String,
    /// Who asked.
    pub surveyor: Option<String>,
    /// How far it has come.
    pub journey: Journey,
}

/// How far a finished record has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Journey {
    /// In no package yet.
    Here,
    /// In a package.
    Exported,
    /// A master has confirmed it.
    Arrived,
}

impl Journey {
    fn key(self) -> &'static str {
        match self {
            Self::Here => "records-here",
            Self::Exported => "records-exported",
            Self::Arrived => "records-arrived",
        }
    }
}

/// The screen: remembers what is searched, and which record is about to be withdrawn.
#[derive(Debug, Default)]
pub struct RecordsScreen {
    typed: String,
    doomed: Option<RecordFacts>,
}

impl RecordsScreen {
    /// Draws the list.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, records: &[RecordFacts], inbox: &mut Inbox) {
        let sides = if ui.available_width() < FOLD { space::L } else { space::XXL };
        eframe::egui::Frame::new()
            .inner_margin(Margin::symmetric(sides as i8, space::L as i8))
            .show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        menu_ui(ui, view, Some(Route::Home), inbox);
                        if quiet_button(ui, true, &view.say("menu-home")).clicked() {
                            inbox.send(Command::Go(Route::Home));
                        }
                        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                            ui.add(Label::new(RichText::new(view.say("records-title")).text_style(theme::question_style())).truncate());
                        });
                    });
                });
                ui.scope(|ui| {
                    ui.set_max_width(ui.available_width().min(COLUMN));
                    if records.is_empty() {
                        caption(ui, view.tokens, &view.say("records-none"));
                    } else {
                        self.list_ui(ui, view, records, inbox);
                    }
                });
            });
        self.doom_ui(ui, view, inbox);
    }

    fn list_ui(&mut self, ui: &mut Ui, view: &View<'_>, records: &[RecordFacts], inbox: &mut Inbox) {
        let name = view.say("records-search");
        TextField::line(Id::unique("find a record"), &name)
            .hint(&name)
            .ui(ui, view.tokens, &mut self.typed);
        let wanted = fold(self.typed.trim());
        let found: Vec<&RecordFacts> = records.iter().filter(|record| is_wanted(record, &wanted)).collect();
        caption(
            ui,
            view.tokens,
            &view.say_with("field-search-found", &[("n", found.len().into()), ("of", records.len().into())]),
        );
        ScrollArea::vertical()
            .auto_shrink([false, false])
            .show_rows(ui, ROW, found.len(), |ui, rows| {
                for record in found.get(rows).unwrap_or_default() {
                    self.row_ui(ui, view, record, inbox);
                }
            });
    }

    fn row_ui(&mut self, ui: &mut Ui, view: &View<'_>, record: &RecordFacts, inbox: &mut Inbox) {
        let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), ROW), Sense::hover());
        let mut ui = ui.new_child(
            UiBuilder::new()
                .id_salt(&record.id)
                .max_rect(rect)
                .layout(Layout::right_to_left(Align::Center)),
        );
        let title = title(view, record);
        let said = |key: &str| view.say_with(key, &[("title", format!("{title} · {}", record.finished).into())]);
        let withdraw = link_button(&mut ui, view.tokens, &view.say("records-withdraw")).accessible_name(said("records-withdraw-of"));
        if withdraw.clicked() {
            self.doomed = Some(record.clone());
        }
        let correct = quiet_button(&mut ui, true, &view.say("records-correct")).accessible_name(said("records-correct-of"));
        if correct.clicked() {
            inbox.send(Command::Correct(record.id.clone()));
        }
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.add_space(space::XS);
            ui.add(Label::new(RichText::new(&title).font(FontId::proportional(size::BODY))).truncate());
            let mut parts = vec![record.finished.clone(), view.say(record.journey.key())];
            parts.extend(record.surveyor.clone());
            ui.add(Label::new(RichText::new(parts.join(" · ")).size(size::SMALL).color(view.tokens.quiet)).truncate());
            ui.add_space(space::XS);
            rule(ui, view.tokens);
        });
    }

    /// A withdrawal cannot be taken back: it is asked for twice.
    fn doom_ui(&mut self, ui: &Ui, view: &View<'_>, inbox: &mut Inbox) {
        let Some(record) = &self.doomed else { return };
        let mut is_over = false;
        let modal = Modal::new(Id::unique("withdraw"))
            .frame(sheet(ui, view.tokens))
            .show(ui.ctx(), |ui| {
                ui.set_width((ui.ctx().content_rect().width() - 96.0).clamp(240.0, 480.0));
                ui.heading(view.say("records-withdraw-title"));
                ui.add(Label::new(format!("{} · {}", title(view, record), record.finished)).wrap());
                ui.add(Label::new(view.say("records-withdraw-sure")).wrap());
                ui.add_space(space::M);
                ui.horizontal_wrapped(|ui| {
                    if danger_button(ui, view.tokens, true, &view.say("records-withdraw-do")).clicked() {
                        inbox.send(Command::Withdraw(record.id.clone()));
                        is_over = true;
                    }
                    is_over |= quiet_button(ui, true, &view.say("home-keep")).clicked();
                });
            });
        let is_escaped = ui.input(|input| input.key_pressed(Key::Escape));
        if is_over || modal.should_close() || is_escaped {
            self.doomed = None;
        }
    }
}

fn title(view: &View<'_>, record: &RecordFacts) -> String {
    if record.title.is_empty() {
        view.say("home-draft-untitled")
    } else {
        record.title.clone()
    }
}

/// Whether each word searched for is in what the row shows.
fn is_wanted(record: &RecordFacts, wanted: &str) -> bool {
    let shown = fold(&format!(
        "{} {} {}",
        record.title,
        record.finished,
        record.surveyor.as_deref().unwrap_or_default()
    ));
    wanted.split_whitespace().all(|word| shown.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_found_by_ward_day_or_surveyor_without_accents() {
        let record = RecordFacts {
            id: String::new(),
            title: "Phường Ba Đình · 35–49 tuổi".to_owned(),
            finished: "22/11 14:05".to_owned(),
            surveyor: Some("Nguyễn Thị Lan".to_owned()),
            journey: Journey::Here,
        };
        for (typed, expected) in [("ba dinh", true), ("22/11 lan", true), ("", true), ("ba vi", false)] {
            assert_eq!(is_wanted(&record, &fold(typed)), expected, "{typed}");
        }
    }
}
