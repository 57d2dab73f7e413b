//! Tables that leave: one question against another, and the index. Small counts are hidden; a lower threshold needs a reason, which goes into
//! the ledger.

use std::path::{Path, PathBuf};

use eframe::egui::{ComboBox, Id, Ui};

use super::DeskCommand;
use super::publishing::PublishCommand;
use crate::app::publish::{IndexTableRequest, Part, Proposed, TableRequest};
use crate::gui::command::{Command, Inbox};
use crate::gui::theme::space;
use crate::gui::view::View;
use crate::gui::widgets::{Sign, TextField, banner, button_width, caption, quiet_button, tick_box};
use crate::privacy::tables::TableRule;

/// What forms call the question that holds how many persons a record stands for.
const WEIGHT: &str = "weight";

/// The page: remembers what was typed and chosen.
#[derive(Debug)]
pub struct TableRelease {
    rows: String,
    columns: String,
    path: String,
    index_path: String,
    is_weighted: bool,
    threshold: String,
    allows_unchecked: bool,
    reason: String,
}

impl Default for TableRelease {
    fn default() -> Self {
        Self {
            rows: String::new(),
            columns: String::new(),
            path: String::new(),
            index_path: String::new(),
            is_weighted: true,
            threshold: TableRule::THRESHOLD.to_string(),
            allows_unchecked: false,
            reason: String::new(),
        }
    }
}

impl TableRelease {
    /// Proposes where a table goes, and beside it the index.
    pub fn propose(&mut self, table: &Path) {
        self.index_path = table.with_file_name("index.xlsx").display().to_string();
        self.path = table.display().to_string();
    }

    /// Proposes who against what.
    pub fn choose_from(&mut self, columns: &[Proposed]) {
        let codable = |part: Part| columns.iter().find(|column| column.part == part && column.is_codable);
        let path = |found: Option<&Proposed>| found.map_or_else(String::new, |column| column.path.clone());
        self.rows = path(codable(Part::Quasi));
        self.columns = path(codable(Part::Sensitive).or_else(|| codable(Part::Plain)));
    }

    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, columns: &[Proposed], inbox: &mut Inbox) {
        let below = [("threshold", self.threshold().unwrap_or(TableRule::THRESHOLD).into())];
        caption(ui, view.tokens, &view.say_with("desk-publish-table-hint", &below));
        let choosable: Vec<&Proposed> = columns
            .iter()
            .filter(|column| column.is_codable && column.part != Part::Text)
            .collect();
        for (key, chosen) in [
            ("desk-publish-rows", &mut self.rows),
            ("desk-publish-columns-of", &mut self.columns),
        ] {
            let name = view.say(key);
            ui.label(&name);
            let shown = choosable.iter().find(|column| column.path == *chosen);
            ComboBox::from_id_salt(key)
                .width(ui.available_width().min(560.0))
                .truncate()
                .selected_text(shown.map_or("", |column| column.label.as_str()))
                .show_ui(ui, |ui| {
                    for column in &choosable {
                        if ui.selectable_label(column.path == *chosen, &column.label).clicked() {
                            chosen.clone_from(&column.path);
                        }
                    }
                })
                .response
                .accessible_name(name);
        }
        let weight = columns.iter().find(|column| column.path.rsplit('/').next() == Some(WEIGHT));
        if weight.is_some() {
            tick_box(ui, view.tokens, &mut self.is_weighted, &view.say("desk-publish-weighted"));
        }
        let is_chosen = !self.rows.is_empty() && !self.columns.is_empty();
        let is_possible = self.threshold().is_some();
        let keys = ["desk-publish-table-path", "desk-publish-table-write"];
        if let Some(path) = write_ui(ui, view, keys, &mut self.path, is_possible && is_chosen) {
            let request = TableRequest {
                form: None,
                rows: self.rows.clone(),
                columns: self.columns.clone(),
                weight: weight.filter(|_| self.is_weighted).map(|weight| weight.path.clone()),
                threshold: self.threshold(),
                allows_unchecked: self.allows_unchecked,
                reason: self.reason.trim().to_owned(),
            };
            inbox.send(Command::Desk(DeskCommand::Publish(PublishCommand::Table(Box::new(request), path))));
        }
        ui.add_space(space::XL);
        ui.heading(view.say("desk-publish-index"));
        caption(ui, view.tokens, &view.say_with("desk-publish-index-hint", &below));
        let keys = ["desk-publish-index-path", "desk-publish-index-write"];
        if let Some(path) = write_ui(ui, view, keys, &mut self.index_path, is_possible) {
            let request = IndexTableRequest {
                threshold: self.threshold(),
                allows_unchecked: self.allows_unchecked,
                reason: self.reason.trim().to_owned(),
                ..IndexTableRequest::default()
            };
            inbox.send(Command::Desk(DeskCommand::Publish(PublishCommand::Index(Box::new(request), path))));
        }
        ui.add_space(space::XL);
        self.exception_ui(ui, view);
        ui.add_space(space::L);
    }

    /// The threshold that was typed; nothing where it is none, or what it or the tick asks for lacks a reason.
    fn threshold(&self) -> Option<u64> {
        let threshold: u64 = self.threshold.trim().parse().ok()?;
        let needs_reason = self.allows_unchecked || threshold < TableRule::THRESHOLD;
        let has_reason = !self.reason.trim().is_empty();
        (threshold >= TableRule::LOWEST_THRESHOLD && (has_reason || !needs_reason)).then_some(threshold)
    }

    /// Another threshold, and leaving without having been held against what left before.
    fn exception_ui(&mut self, ui: &mut Ui, view: &View<'_>) {
        let least = [
            ("usual", TableRule::THRESHOLD.into()),
            ("least", TableRule::LOWEST_THRESHOLD.into()),
        ];
        ui.heading(view.say("desk-publish-exception"));
        caption(ui, view.tokens, &view.say_with("desk-publish-exception-hint", &least));
        let name = view.say("desk-publish-threshold");
        ui.label(&name);
        TextField::line(Id::unique("threshold"), &name)
            .width(96.0)
            .ui(ui, view.tokens, &mut self.threshold);
        let unchecked = view.say("desk-publish-unchecked");
        tick_box(ui, view.tokens, &mut self.allows_unchecked, &unchecked);
        let name = view.say("desk-publish-reason");
        ui.label(&name);
        TextField::line(Id::unique("reason of the exception"), &name)
            .width(ui.available_width())
            .ui(ui, view.tokens, &mut self.reason);
        if self.threshold().is_none() {
            banner(ui, view.tokens, Sign::Warn, &view.say_with("desk-publish-exception-lacks", &least));
        }
    }
}

/// A path and the button that writes there; the path once it is pressed.
fn write_ui(ui: &mut Ui, view: &View<'_>, [name, action]: [&'static str; 2], path: &mut String, is_possible: bool) -> Option<PathBuf> {
    let [label, button] = [name, action].map(|key| view.say(key));
    ui.label(&label);
    ui.horizontal(|ui| {
        let width = (ui.available_width() - button_width(ui, &button)).max(120.0);
        TextField::line(Id::unique(name), &label).width(width).ui(ui, view.tokens, path);
        let typed = path.trim();
        let is_pressed = quiet_button(ui, is_possible && !typed.is_empty(), &button).clicked();
        is_pressed.then(|| PathBuf::from(typed))
    })
    .inner
}
