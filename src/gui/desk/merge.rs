//! Packages into the master: drop them here, read the plan, apply it.

use std::path::PathBuf;

use eframe::egui::{Align, Id, Key, Label, Layout, Margin, RichText, ScrollArea, Sense, Ui, Vec2};
use egui_extras::{Column, TableBuilder};

use super::DeskCommand;
use crate::app::merge::{self, Accepted, FormTotals, LedgerRow, MergePlan, MergeReport, PlannedPackage, SignerStanding, Verdict};
use crate::gui::command::{Browse, Command, Inbox};
use crate::gui::refusal::Refusal;
use crate::gui::theme::{self, DENSE_ROW, space};
use crate::gui::view::View;
use crate::gui::widgets::{Sign, TextField, banner, caption, primary_button, quiet_button, sign_ui};
use crate::store::Workspace;

/// What the desk shows of merging.
#[derive(Debug, Default)]
pub struct MergeFacts {
    /// What the master holds.
    pub master: MasterFacts,
    /// What merging would do, once packages were read.
    pub plan: Option<MergePlan>,
    /// What the last merge did.
    pub report: Option<MergeReport>,
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
}

impl MergeScreen {
    /// Draws the drop zone, or the plan once there is one. Never changes it: buttons send commands.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, facts: &MergeFacts, inbox: &mut Inbox) {
        eframe::egui::Frame::new()
            .inner_margin(Margin::symmetric(space::XXL as i8, space::L as i8))
            .show(ui, |ui| {
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
                match &facts.plan {
                    Some(plan) => plan_ui(ui, view, plan, inbox),
                    None => self.drop_ui(ui, view, inbox),
                }
            });
    }

    fn drop_ui(&mut self, ui: &mut Ui, view: &View<'_>, inbox: &mut Inbox) {
        ui.set_max_width(theme::COLUMN);
        let is_over = ui.input(|input| !input.raw.hovered_files.is_empty());
        let edge = if is_over { view.tokens.accent } else { view.tokens.line };
        let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 140.0), Sense::hover());
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
            let width = (ui.available_width() - 160.0).max(160.0);
            let field = TextField::line(Id::unique("packages"), &name)
                .hint(&name)
                .width(width)
                .ui(ui, view.tokens, &mut self.path);
            let is_entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let is_typed = !self.path.trim().is_empty();
            if (quiet_button(ui, is_typed, &view.say("desk-merge-read")).clicked() || is_entered) && is_typed {
                inbox.send(Command::Desk(DeskCommand::PlanMerge(vec![PathBuf::from(self.path.trim())])));
            }
        });
    }
}

fn totals_ui(ui: &mut Ui, view: &View<'_>, totals: &[FormTotals]) {
    for total in totals {
        let sentence = view.say_with(
            "desk-merge-total",
            &[
                ("form", total.form.as_str().into()),
                ("records", total.records.into()),
                ("packages", total.packages.into()),
                ("conflicts", total.conflicts.into()),
            ],
        );
        caption(ui, view.tokens, &sentence);
    }
}

fn plan_ui(ui: &mut Ui, view: &View<'_>, plan: &MergePlan, inbox: &mut Inbox) {
    let counts = plan.counts();
    let accepted = plan.accepted().count();
    let sentence = view.say_with(
        "desk-merge-plan",
        &[
            ("packages", accepted.into()),
            ("new", counts.new.into()),
            ("newer", counts.newer.into()),
            ("same", counts.same.into()),
            ("conflict", counts.conflict.into()),
        ],
    );
    ui.add(Label::new(sentence).wrap());
    if plan
        .accepted()
        .any(|(_, accepted)| matches!(accepted.standing, SignerStanding::Changed { .. }))
    {
        banner(ui, view.tokens, Sign::Warn, &view.say("merge-signer-changed"));
    }
    let refused = plan.refused().count();
    if refused > 0 {
        banner(
            ui,
            view.tokens,
            Sign::Block,
            &view.say_with("desk-merge-refused", &[("n", refused.into())]),
        );
    }
    ui.horizontal(|ui| {
        if primary_button(ui, view.tokens, accepted > 0, &view.say("desk-merge-apply")).clicked() {
            inbox.send(Command::Desk(DeskCommand::ApplyMerge));
        }
        if quiet_button(ui, true, &view.say("desk-merge-drop-plan")).clicked() {
            inbox.send(Command::Desk(DeskCommand::DropPlan));
        }
    });
    ui.add_space(space::M);
    theme::make_dense(ui);
    ScrollArea::horizontal().show(ui, |ui| table_ui(ui, view, plan));
}

fn table_ui(ui: &mut Ui, view: &View<'_>, plan: &MergePlan) {
    let heads = [
        "desk-merge-package",
        "merge-count-new",
        "merge-count-newer",
        "merge-count-same",
        "merge-count-conflict",
        "desk-merge-verdict",
    ];
    let numbers = Column::exact(90.0);
    TableBuilder::new(ui)
        .striped(true)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::remainder().at_least(220.0).clip(true))
        .columns(numbers, 4)
        .column(Column::remainder().at_least(300.0).clip(true))
        .header(DENSE_ROW, |mut row| {
            for (index, key) in heads.into_iter().enumerate() {
                row.col(|ui| number_or_text(ui, (1..=4).contains(&index), RichText::new(view.say(key)).color(view.tokens.quiet)));
            }
        })
        .body(|body| {
            body.rows(DENSE_ROW, plan.packages.len(), |mut row| {
                let Some(package) = plan.packages.get(row.index()) else { return };
                row.col(|ui| {
                    let name = package
                        .path
                        .file_name()
                        .unwrap_or(package.path.as_os_str())
                        .to_string_lossy()
                        .into_owned();
                    ui.add(Label::new(name).truncate())
                        .on_hover_text(package.path.display().to_string());
                });
                let counts = counted(package).map(|accepted| accepted.counts);
                for number in [
                    counts.map(|c| c.new),
                    counts.map(|c| c.newer),
                    counts.map(|c| c.same),
                    counts.map(|c| c.conflict),
                ] {
                    let text = number.map(|number| view.words.integer(number as i64)).unwrap_or_default();
                    row.col(|ui| number_or_text(ui, true, RichText::new(text).monospace()));
                }
                row.col(|ui| verdict_ui(ui, view, package));
            });
        });
}

fn counted(package: &PlannedPackage) -> Option<&Accepted> {
    match &package.verdict {
        Verdict::Accepted(accepted) => Some(accepted),
        Verdict::AlreadyMerged { .. } | Verdict::Refused(_) => None,
    }
}

fn number_or_text(ui: &mut Ui, is_number: bool, text: RichText) {
    if is_number {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(text));
    } else {
        ui.add_space(space::XS);
        ui.label(text);
    }
}

fn verdict_ui(ui: &mut Ui, view: &View<'_>, package: &PlannedPackage) {
    let (sign, text) = match &package.verdict {
        Verdict::AlreadyMerged { .. } => (Sign::Stop, view.say("merge-verdict-already")),
        Verdict::Refused(refusal) => (Sign::Block, refusal.say(view.words)),
        Verdict::Accepted(accepted) => match accepted.standing {
            SignerStanding::FirstUse => (Sign::Done, view.say("merge-signer-first")),
            SignerStanding::Known => (Sign::Done, view.say("merge-signer-known")),
            SignerStanding::Changed { .. } => (Sign::Warn, view.say("merge-signer-changed")),
        },
    };
    ui.add_space(space::M);
    sign_ui(ui, view.tokens, sign);
    ui.add(Label::new(RichText::new(&text).color(sign.colour(view.tokens))).truncate())
        .on_hover_text(&text);
}
