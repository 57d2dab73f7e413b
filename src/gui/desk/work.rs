//! The map of work: planned, done and refused by unit, group, surveyor or week, with a bar for each.

use std::path::PathBuf;

use eframe::egui::{Button, Id, RichText, Ui};
use egui_extras::Column;

use super::DeskCommand;
use super::cells::{author_ui, bar_ui, count_ui, page_ui, percent, shares_ui, title_ui};
use super::material::Material;
use crate::app::desk::work::By;
use crate::gui::command::{Command, Inbox};
use crate::gui::theme::space;
use crate::gui::view::View;
use crate::gui::widgets::{DenseTable, Head, TextField, caption, cell_ui, page_area, quiet_button};

/// The screen: remembers by what the map is drawn, and the plan's file.
#[derive(Debug, Default)]
pub struct WorkScreen {
    by: By,
    path: String,
    who: String,
}

fn by_key(by: By) -> &'static str {
    match by {
        By::Unit => "work-by-unit",
        By::Group => "work-by-group",
        By::Surveyor => "work-by-surveyor",
        By::Week => "work-by-week",
    }
}

impl WorkScreen {
    /// Draws the map.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, material: &Material, inbox: &mut Inbox) {
        page_area(ui, "work page", |ui| {
            page_ui(ui, |ui| self.page_ui(ui, view, material, inbox));
        });
    }

    fn page_ui(&mut self, ui: &mut Ui, view: &View<'_>, material: &Material, inbox: &mut Inbox) {
        title_ui(ui, &view.say("desk-tab-work"));
        let work = &material.work;
        let key = if work.planned > 0 { "work-total" } else { "work-total-unplanned" };
        let sentence = view.say_with(
            key,
            &[
                ("done", work.done.into()),
                ("planned", work.planned.into()),
                ("refused", work.refused.into()),
            ],
        );
        caption(ui, view.tokens, &sentence);
        shares_ui(ui, view, material);
        ui.horizontal_wrapped(|ui| {
            for by in By::ALL {
                let text = RichText::new(view.say(by_key(by)));
                if ui.add(Button::selectable(self.by == by, text)).clicked() {
                    self.by = by;
                }
            }
        });
        match self.by {
            By::Week => caption(ui, view.tokens, &view.say("work-week-hint")),
            By::Surveyor => caption(ui, view.tokens, &view.say("work-surveyor-hint")),
            By::Unit | By::Group => caption(ui, view.tokens, &view.say("work-unit-hint")),
        };
        self.plan_ui(ui, view, inbox);
        ui.add_space(space::S);
        self.table_ui(ui, view, material);
    }

    fn plan_ui(&mut self, ui: &mut Ui, view: &View<'_>, inbox: &mut Inbox) {
        ui.horizontal_wrapped(|ui| {
            let name = view.say("work-plan-file");
            TextField::line(Id::unique("plan of work"), &name)
                .hint(&name)
                .width(320.0)
                .ui(ui, view.tokens, &mut self.path);
            author_ui(ui, view, &mut self.who);
            let is_ready = !self.path.trim().is_empty() && !self.who.trim().is_empty();
            if quiet_button(ui, is_ready, &view.say("work-plan-read")).clicked() {
                inbox.send(Command::Desk(DeskCommand::PlanWork {
                    path: PathBuf::from(self.path.trim()),
                    who: self.who.trim().to_owned(),
                }));
            }
        });
    }

    fn table_ui(&self, ui: &mut Ui, view: &View<'_>, material: &Material) {
        let rows = material.work.rows.get(&self.by).map_or(&[][..], Vec::as_slice);
        if rows.is_empty() {
            caption(ui, view.tokens, &view.say("work-none"));
            return;
        }
        let most = rows
            .iter()
            .map(|row| row.done.max(row.planned.unwrap_or(0).into()))
            .max()
            .unwrap_or(1)
            .max(1);
        let number = |key| Head::number(view.say(key), Column::exact(88.0));
        let heads = [
            Head::words(view.say(by_key(self.by)), Column::exact(240.0).clip(true)),
            number("work-planned"),
            number("work-done"),
            number("work-refused"),
            number("work-refusal-share"),
            Head::words("", Column::remainder().at_least(140.0)),
        ];
        DenseTable::new("work", heads).ui(ui, view.tokens, rows.len(), |table_row, index| {
            let Some(row) = rows.get(index) else { return };
            let label = row.label.get(view.words.lang());
            let label = if label.is_empty() { "–" } else { label };
            table_row.col(|ui| cell_ui(ui, false, RichText::new(label)));
            let planned = row.planned.map_or_else(String::new, |planned| view.words.integer(planned.into()));
            table_row.col(|ui| cell_ui(ui, true, RichText::new(planned).monospace()));
            table_row.col(|ui| count_ui(ui, view, row.done));
            table_row.col(|ui| count_ui(ui, view, row.refused));
            let share = row.refusal_share().map_or_else(String::new, |share| percent(view, share));
            table_row.col(|ui| cell_ui(ui, true, RichText::new(share).monospace()));
            let whole = row.planned.map_or(most, |planned| u64::from(planned).max(1));
            let said = format!("{label}: {}", view.words.integer(row.done as i64));
            table_row.col(|ui| bar_ui(ui, view, row.done as f64 / whole as f64, &said));
        });
    }
}
