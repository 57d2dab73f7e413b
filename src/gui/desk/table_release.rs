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
        caption(ui, view.tokens, &view.say("desk-publish-table-hint"));
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
        let weight = columns.iter().find(|column| column.path == WEIGHT);
        if weight.is_some() {
            tick_box(ui, view.tokens, &mut self.is_weighted, &view.say("desk-publish-weighted"));
        }
        let is_chosen = !self.rows.is_empty() && !self.columns.is_empty();
        let request = self.exception().map(|(threshold, reason)| TableRequest {
            form: None,
            rows: self.rows.clone(),
            columns: self.columns.clone(),
            weight: weight.filter(|_| self.is_weighted).map(|weight| weight.path.clone()),
            threshold,
            allows_unchecked: self.allows_unchecked,
            reason,
        });
        let keys = ["desk-publish-table-path", "desk-publish-table-write"];
        if let Some((request, path)) = write_ui(ui, view, keys, &mut self.path, request.filter(|_| is_chosen)) {
            inbox.send(Command::Desk(DeskCommand::Publish(PublishCommand::Table(Box::new(request), path))));
        }
        ui.add_space(space::XL);
        ui.heading(view.say("desk-publish-index"));
        caption(ui, view.tokens, &view.say("desk-publish-index-hint"));
        let request = self.exception().map(|(threshold, reason)| IndexTableRequest {
            threshold,
            allows_unchecked: self.allows_unchecked,
            reason,
            ..IndexTableRequest::default()
        });
        let keys = ["desk-publish-index-path", "desk-publish-index-write"];
        if let Some((request, path)) = write_ui(ui, view, keys, &mut self.index_path, request) {
            inbox.send(Command::Desk(DeskCommand::Publish(PublishCommand::Index(Box::new(request), path))));
        }
        ui.add_space(space::XL);
        self.exception_ui(ui, view);
        ui.add_space(space::L);
    }

    /// The threshold where it is not the usual one, and why; nothing where what was typed is no threshold, or the reason is missing.
    fn exception(&self) -> Option<(Option<u64>, String)> {
        let threshold: u64 = self.threshold.trim().parse().ok()?;
        let threshold = (threshold != TableRule::THRESHOLD).then_some(threshold);
        let is_possible = threshold.is_none_or(|threshold| threshold >= TableRule::LOWEST_THRESHOLD);
        let needs_reason = self.allows_unchecked || threshold.is_some_and(|threshold| threshold < TableRule::THRESHOLD);
        let reason = self.reason.trim();
        (is_possible && (!needs_reason || !reason.is_empty())).then(|| (threshold, reason.to_owned()))
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
        if self.exception().is_none() {
            banner(ui, view.tokens, Sign::Warn, &view.say_with("desk-publish-exception-lacks", &least));
        }
    }
}

/// A path and the button that writes there; the request with the path once it is pressed.
fn write_ui<R>(
    ui: &mut Ui,
    view: &View<'_>,
    [name, action]: [&'static str; 2],
    path: &mut String,
    request: Option<R>,
) -> Option<(R, PathBuf)> {
    let [label, button] = [name, action].map(|key| view.say(key));
    ui.label(&label);
    ui.horizontal(|ui| {
        let width = (ui.available_width() - button_width(ui, &button)).max(120.0);
        TextField::line(Id::unique(name), &label).width(width).ui(ui, view.tokens, path);
        let typed = path.trim();
        let is_pressed = quiet_button(ui, request.is_some() && !typed.is_empty(), &button).clicked();
        request.filter(|_| is_pressed).map(|request| (request, PathBuf::from(typed)))
    })
    .inner
}
