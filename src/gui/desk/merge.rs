//! Packages into the master: drop them here, read the plan, apply it.

mod ledger;
mod plan;

use std::path::{Path, PathBuf};

use eframe::egui::{Align, Id, Key, Label, Layout, Margin, RichText, Sense, Ui, Vec2};

use super::DeskCommand;
use crate::app::desk::planned::RowOfPlan;
use crate::app::merge::{self, FormTotals, LedgerRow, MergePlan, MergeReport};
use crate::gui::command::{Browse, Command, Inbox};
use crate::gui::refusal::Refusal;
use crate::gui::theme::{self, FOLD, space};
use crate::gui::view::View;
use crate::gui::widgets::{Sign, TextField, banner, button_width, caption, page_area, quiet_button};
use crate::store::Workspace;
use ledger::{back_ui, ledger_ui};

/// What the desk shows of merging.
#[derive(Debug, Default)]
pub struct MergeFacts {
    /// What the master holds.
    pub master: MasterFacts,
    /// What merging would do, once packages were read.
    pub plan: Option<MergePlan>,
    /// What the last merge did.
    pub report: Option<MergeReport>,
    /// The rows behind a count, once it was opened.
    pub opened: Option<Opened>,
    /// Where the receipt for the laptops goes.
    pub receipt: PathBuf,
    /// What packages for this master are sealed to, once it was asked for.
    pub key: Option<String>,
}

/// The rows behind a count of a package.
#[derive(Debug)]
pub struct Opened {
    /// The package's hash.
    pub package: String,
    /// The rows.
    pub rows: Vec<RowOfPlan>,
}

/// What the master holds.
#[derive(Debug, Clone, Default)]
pub struct MasterFacts {
    /// Counts, form by form.
    pub totals: Vec<FormTotals>,
    /// Every merged package, the last one first.
    pub ledger: Vec<LedgerRow>,
}

impl MasterFacts {
    /// Reads them.
    pub fn read(master: &Workspace) -> Result<Self, Refusal> {
        Ok(Self {
            totals: merge::totals(master)?,
            ledger: merge::ledger(master)?,
        })
    }
}

/// The screen: remembers the typed path.
#[derive(Debug, Default)]
pub struct MergeScreen {
    path: String,
    who: String,
    /// The file whose rows set aside are listed.
    aside: Option<PathBuf>,
}

impl MergeScreen {
    /// Draws the drop zone, or the plan once there is one. Never changes it: buttons send commands.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, facts: &MergeFacts, inbox: &mut Inbox) {
        let sides = if ui.available_width() < FOLD { space::L } else { space::XXL };
        let frame = eframe::egui::Frame::new().inner_margin(Margin::symmetric(sides as i8, space::L as i8));
        let salt = ("merge", facts.plan.is_some());
        page_area(ui, salt, |ui| {
            frame.show(ui, |ui| {
                ui.label(RichText::new(view.say("desk-merge-title")).text_style(theme::question_style()));
                totals_ui(ui, view, &facts.master.totals);
                if let Some(report) = &facts.report {
                    let sentence = view.say_with(
                        "desk-merge-done",
                        &[("packages", report.packages.into()), ("versions", report.versions.into())],
                    );
                    banner(ui, view.tokens, Sign::Done, &sentence);
                }
                ui.add_space(space::M);
                if let Some(plan) = &facts.plan {
                    self.plan_ui(ui, view, plan, facts.opened.as_ref(), inbox);
                } else {
                    self.drop_ui(ui, view, inbox);
                    ui.add_space(space::XL);
                    back_ui(ui, view, facts, inbox);
                    ui.add_space(space::XL);
                    self.undo_ui(ui, view, &facts.master.ledger, inbox);
                    ledger_ui(ui, view, &facts.master.ledger);
                }
            });
        });
    }

    fn drop_ui(&mut self, ui: &mut Ui, view: &View<'_>, inbox: &mut Inbox) {
        let column = ui.available_width().min(theme::COLUMN);
        let is_over = ui.input(|input| !input.raw.hovered_files.is_empty());
        let edge = if is_over { view.tokens.accent } else { view.tokens.line };
        let (rect, _) = ui.allocate_exact_size(Vec2::new(column, 112.0), Sense::hover());
        let corner = eframe::egui::CornerRadius::same(theme::CORNER + 4);
        let fill = if is_over { view.tokens.accent_wash } else { view.tokens.surface };
        ui.painter().rect(
            rect,
            corner,
            fill,
            eframe::egui::Stroke::new(1.5, edge),
            eframe::egui::StrokeKind::Inside,
        );
        let mut inner = ui.new_child(
            eframe::egui::UiBuilder::new()
                .max_rect(rect.shrink(space::XL))
                .layout(Layout::top_down(Align::Center)),
        );
        inner.add_space(space::S);
        inner.add(Label::new(RichText::new(view.say("desk-merge-drop")).text_style(eframe::egui::TextStyle::Heading)).wrap());
        caption(&mut inner, view.tokens, &view.say("desk-merge-drop-hint"));
        ui.add_space(space::M);
        ui.horizontal_wrapped(|ui| {
            if quiet_button(ui, true, &view.say("desk-merge-files")).clicked() {
                inbox.send(Command::Browse(Browse::Packages));
            }
            if quiet_button(ui, true, &view.say("desk-merge-folder")).clicked() {
                inbox.send(Command::Browse(Browse::Folder));
            }
        });
        ui.add_space(space::S);
        let name = view.say("desk-merge-path");
        ui.horizontal(|ui| {
            let action = view.say("desk-merge-read");
            let width = column - button_width(ui, &action);
            let field = TextField::line(Id::unique("packages"), &name)
                .hint(&name)
                .width(width)
                .ui(ui, view.tokens, &mut self.path);
            let is_entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let is_typed = !self.path.trim().is_empty();
            if (quiet_button(ui, is_typed, &action).clicked() || is_entered) && is_typed {
                inbox.send(Command::Desk(DeskCommand::PlanMerge(vec![PathBuf::from(self.path.trim())])));
            }
        });
    }
}

fn totals_ui(ui: &mut Ui, view: &View<'_>, totals: &[FormTotals]) {
    for total in totals {
        let versions = totals.iter().filter(|other| other.title == total.title).count();
        let form = match versions {
            1 => total.title.clone(),
            _ => view.say_with(
                "desk-merge-version",
                &[("form", total.title.as_str().into()), ("version", total.version.as_str().into())],
            ),
        };
        let sentence = view.say_with(
            "desk-merge-total",
            &[
                ("form", form.into()),
                ("records", total.records.into()),
                ("packages", total.packages.into()),
                ("conflicts", total.conflicts.into()),
            ],
        );
        caption(ui, view.tokens, &sentence);
    }
}

pub(super) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn name_ui(ui: &mut Ui, path: &Path) {
    ui.add_space(space::S);
    ui.add(Label::new(file_name(path)).truncate())
        .on_hover_text(path.display().to_string());
}
