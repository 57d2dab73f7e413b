//! Packages into the master: drop them here, read the plan, apply it.

use std::path::{Path, PathBuf};

use eframe::egui::{Align, Id, Key, Label, Layout, Margin, RichText, ScrollArea, Sense, Ui, Vec2};
use egui_extras::{Column, TableBuilder};

use super::DeskCommand;
use crate::app::desk::planned::{self, RowOfPlan};
use crate::app::merge::{
    self, Accepted, Counts, FormTotals, LedgerRow, MergePlan, MergeReport, PlannedPackage, SignerStanding, Verdict, short_key,
};
use crate::gui::command::{Browse, Command, Inbox};
use crate::gui::refusal::Refusal;
use crate::gui::theme::{self, DENSE_ROW, FOLD, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{Sign, TextField, banner, button_width, caption, primary_button, quiet_button, sign_ui};
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
        ScrollArea::vertical().id_salt(salt).auto_shrink([false, false]).show(ui, |ui| {
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

impl MergeScreen {
    fn plan_ui(&mut self, ui: &mut Ui, view: &View<'_>, plan: &MergePlan, opened: Option<&Opened>, inbox: &mut Inbox) {
        plan_ui(ui, view, plan, inbox);
        self.aside_ui(ui, view, plan);
        if let Some(opened) = opened {
            opened_ui(ui, view, plan, opened);
        }
    }

    /// Rows that loose files or packages bring and that are set aside or doubtful, file by file.
    fn aside_ui(&mut self, ui: &mut Ui, view: &View<'_>, plan: &MergePlan) {
        for (package, accepted) in plan.accepted() {
            let lines = match &accepted.loose {
                Some(report) => report.lines(view.words, usize::MAX),
                None => accepted.doubts.lines(view.words, usize::MAX),
            };
            if lines.is_empty() {
                continue;
            }
            let is_open = self.aside.as_ref() == Some(&package.path);
            let text = view.say_with("desk-merge-look", &[("file", file_name(&package.path).into())]);
            if ui.add(eframe::egui::Button::selectable(is_open, text)).clicked() {
                self.aside = Some(package.path.clone()).filter(|_| !is_open);
            }
            if is_open {
                for line in lines {
                    caption(ui, view.tokens, &line);
                }
            }
        }
    }

    /// Taking the last merge back: with a name, for the ledger keeps it.
    fn undo_ui(&mut self, ui: &mut Ui, view: &View<'_>, ledger: &[LedgerRow], inbox: &mut Inbox) {
        if ledger.is_empty() {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            super::cells::author_ui(ui, view, &mut self.who);
            let is_named = !self.who.trim().is_empty();
            if quiet_button(ui, is_named, &view.say("desk-undo")).clicked() {
                inbox.send(Command::Desk(DeskCommand::Undo {
                    who: self.who.trim().to_owned(),
                }));
            }
        });
        caption(ui, view.tokens, &view.say("desk-undo-hint"));
        ui.add_space(space::M);
    }
}

/// The rows behind a count that was pressed.
fn opened_ui(ui: &mut Ui, view: &View<'_>, plan: &MergePlan, opened: &Opened) {
    let path = plan.accepted().find(|(_, accepted)| accepted.hash == opened.package);
    let name = path.map_or_else(String::new, |(package, _)| file_name(&package.path));
    ui.add_space(space::M);
    ui.heading(view.say_with("desk-merge-opened", &[("file", name.into()), ("n", opened.rows.len().into())]));
    for row in &opened.rows {
        let outcome = view.say(&format!("merge-count-{}", row.outcome));
        let about = [("revision", row.revision.into()), ("outcome", outcome.into())];
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(&row.key).monospace());
            caption(ui, view.tokens, &view.say_with("desk-merge-row", &about));
        });
    }
}

fn totals_ui(ui: &mut Ui, view: &View<'_>, totals: &[FormTotals]) {
    for total in totals {
        let sentence = view.say_with(
            "desk-merge-total",
            &[
                ("form", total.title.as_str().into()),
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
    ui.horizontal_wrapped(|ui| {
        if primary_button(ui, view.tokens, accepted > 0, &view.say("desk-merge-apply")).clicked() {
            inbox.send(Command::Desk(DeskCommand::ApplyMerge));
        }
        if quiet_button(ui, true, &view.say("desk-merge-drop-plan")).clicked() {
            inbox.send(Command::Desk(DeskCommand::DropPlan));
        }
    });
    ui.add_space(space::M);
    refused_ui(ui, view, plan, inbox);
    ScrollArea::horizontal().show(ui, |ui| {
        theme::make_dense(ui);
        plan_table_ui(ui, view, plan, inbox);
    });
}

/// What stays out, each with its whole reason: it must be read, so it is never cut.
fn refused_ui(ui: &mut Ui, view: &View<'_>, plan: &MergePlan, inbox: &mut Inbox) {
    let refused = plan.refused().count();
    if refused == 0 {
        return;
    }
    banner(
        ui,
        view.tokens,
        Sign::Block,
        &view.say_with("desk-merge-refused", &[("n", refused.into())]),
    );
    for (package, refusal) in plan.refused() {
        ui.horizontal_top(|ui| {
            ui.add_space(space::XL);
            let text = format!("{}: {}", file_name(&package.path), refusal.say(view.words));
            ui.add(Label::new(RichText::new(text).size(size::SMALL)).wrap())
                .on_hover_text(package.path.display().to_string());
        });
    }
    let is_strange = |(_, refusal): (&PlannedPackage, &merge::Refusal)| matches!(refusal, merge::Refusal::UnknownInstrument { .. });
    if plan.refused().any(is_strange) && quiet_button(ui, true, &view.say("desk-merge-accept-forms")).clicked() {
        inbox.send(Command::Desk(DeskCommand::AcceptForms));
    }
    ui.add_space(space::M);
}

/// A count of a plan: its head, and how it is read.
type Count = (&'static str, fn(Counts) -> u64);

const COUNTS: [Count; 6] = [
    ("merge-count-new", |counts| counts.new),
    ("merge-count-newer", |counts| counts.newer),
    ("merge-count-same", |counts| counts.same),
    ("merge-count-older", |counts| counts.older),
    ("merge-count-conflict", |counts| counts.conflict),
    ("merge-count-withdrawn", |counts| counts.withdrawn),
];

/// What goes in and what is there already. Counts that are nought in every row have no column; that of new records always has.
fn plan_table_ui(ui: &mut Ui, view: &View<'_>, plan: &MergePlan, inbox: &mut Inbox) {
    let taken: Vec<&PlannedPackage> = plan
        .packages
        .iter()
        .filter(|package| !matches!(package.verdict, Verdict::Refused(_)))
        .collect();
    if taken.is_empty() {
        return;
    }
    let sum = plan.counts();
    let counts: Vec<Count> = COUNTS
        .into_iter()
        .enumerate()
        .filter(|(index, (_, of))| *index == 0 || of(sum) > 0)
        .map(|(_, count)| count)
        .collect();
    let heads = std::iter::once("desk-merge-package")
        .chain(counts.iter().map(|(head, _)| *head))
        .chain(["desk-merge-verdict"]);
    TableBuilder::new(ui)
        .striped(true)
        .vscroll(false)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::exact(200.0).clip(true))
        .columns(Column::exact(88.0), counts.len())
        .column(Column::remainder().at_least(300.0).clip(true))
        .header(DENSE_ROW, |mut row| {
            for (index, key) in heads.enumerate() {
                let is_number = (1..=counts.len()).contains(&index);
                row.col(|ui| cell_ui(ui, is_number, RichText::new(view.say(key)).color(view.tokens.quiet)));
            }
        })
        .body(|body| {
            body.rows(DENSE_ROW, taken.len(), |mut row| {
                let Some(package) = taken.get(row.index()) else { return };
                row.col(|ui| name_ui(ui, &package.path));
                for (key, of) in &counts {
                    row.col(|ui| {
                        if let Some(accepted) = counted(package) {
                            count_ui(ui, view, accepted, (key, of(accepted.counts)), inbox);
                        }
                    });
                }
                row.col(|ui| verdict_ui(ui, view, package));
            });
        });
}

/// A count that opens its rows when it is pressed.
fn count_ui(ui: &mut Ui, view: &View<'_>, accepted: &Accepted, (key, count): (&str, u64), inbox: &mut Inbox) {
    let text = RichText::new(view.words.integer(count as i64)).monospace();
    let found = planned::OUTCOMES.into_iter().find(|(_, word)| key.ends_with(&format!("-{word}")));
    let Some((outcome, _)) = found.filter(|_| count > 0) else {
        cell_ui(ui, true, text);
        return;
    };
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let button = eframe::egui::Button::new(text.color(view.tokens.accent)).frame_when_inactive(false);
        let name = format!("{}: {}", view.say(key), view.words.integer(count as i64));
        let response = ui.add(button).on_hover_text(&name);
        if response.accessible_name(name).clicked() {
            inbox.send(Command::Desk(DeskCommand::OpenCount {
                package: accepted.hash.clone(),
                outcome,
            }));
        }
    });
}

/// What goes back to the laptops: the receipt, and the key that they seal to.
fn back_ui(ui: &mut Ui, view: &View<'_>, facts: &MergeFacts, inbox: &mut Inbox) {
    ui.heading(view.say("desk-back"));
    caption(ui, view.tokens, &view.say("desk-back-hint"));
    ui.horizontal_wrapped(|ui| {
        if quiet_button(ui, !facts.master.ledger.is_empty(), &view.say("desk-receipt-write")).clicked() {
            inbox.send(Command::Desk(DeskCommand::WriteReceipt(facts.receipt.clone())));
        }
        if quiet_button(ui, facts.key.is_none(), &view.say("desk-key-show")).clicked() {
            inbox.send(Command::Desk(DeskCommand::ShowKey));
        }
    });
    if let Some(key) = &facts.key {
        ui.add_space(space::XS);
        caption(ui, view.tokens, &view.say("desk-key-hint"));
        ui.horizontal_wrapped(|ui| {
            ui.add(Label::new(RichText::new(key).monospace()).wrap().selectable(true));
            if quiet_button(ui, true, &view.say("desk-key-copy")).clicked() {
                ui.ctx().copy_text(key.clone());
            }
        });
    }
}

/// Every package that was merged, the last one first.
fn ledger_ui(ui: &mut Ui, view: &View<'_>, ledger: &[LedgerRow]) {
    if ledger.is_empty() {
        return;
    }
    ui.heading(view.say_with("desk-ledger", &[("n", ledger.len().into())]));
    let heads = [
        "desk-merge-package",
        "desk-ledger-when",
        "desk-ledger-finished",
        "desk-ledger-withdrawn",
        "desk-ledger-signer",
    ];
    ScrollArea::horizontal().show(ui, |ui| {
        theme::make_dense(ui);
        TableBuilder::new(ui)
            .striped(true)
            .vscroll(false)
            .cell_layout(Layout::left_to_right(Align::Center))
            .column(Column::remainder().at_least(140.0).clip(true))
            .column(Column::exact(128.0).clip(true))
            .columns(Column::exact(80.0), 2)
            .column(Column::exact(112.0).clip(true))
            .header(DENSE_ROW, |mut row| {
                for (index, key) in heads.into_iter().enumerate() {
                    row.col(|ui| cell_ui(ui, (2..=3).contains(&index), RichText::new(view.say(key)).color(view.tokens.quiet)));
                }
            })
            .body(|body| {
                body.rows(DENSE_ROW, ledger.len(), |mut row| {
                    let Some(merged) = ledger.get(row.index()) else { return };
                    row.col(|ui| name_ui(ui, &merged.path));
                    let when = merged
                        .merged_at
                        .to_zoned(view.now.time_zone().clone())
                        .strftime("%d/%m/%Y %H:%M")
                        .to_string();
                    row.col(|ui| cell_ui(ui, false, RichText::new(when)));
                    for number in [merged.finished, merged.withdrawn] {
                        row.col(|ui| cell_ui(ui, true, RichText::new(view.words.integer(i64::from(number))).monospace()));
                    }
                    let signer = merged.signer.as_deref().unwrap_or_default();
                    row.col(|ui| {
                        ui.add_space(space::M);
                        ui.label(RichText::new(short_key(signer)).monospace()).on_hover_text(signer);
                    });
                });
            });
    });
}

/// Rows set aside that are listed when the pointer rests on a loose file.
const ROWS_LISTED: usize = 20;

fn counted(package: &PlannedPackage) -> Option<&Accepted> {
    match &package.verdict {
        Verdict::Accepted(accepted) => Some(accepted),
        Verdict::AlreadyMerged { .. } | Verdict::Refused(_) => None,
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

fn cell_ui(ui: &mut Ui, is_number: bool, text: RichText) {
    if is_number {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(text));
    } else {
        ui.add_space(space::S);
        ui.label(text);
    }
}

fn verdict_ui(ui: &mut Ui, view: &View<'_>, package: &PlannedPackage) {
    let mut details = None;
    let (sign, text) = match &package.verdict {
        Verdict::AlreadyMerged { .. } => (Sign::Stop, view.say("merge-verdict-already")),
        Verdict::Refused(refusal) => (Sign::Block, refusal.say(view.words)),
        Verdict::Accepted(accepted) => match (&accepted.loose, &accepted.standing) {
            (Some(report), _) => {
                details = Some(report.lines(view.words, ROWS_LISTED).join("\n"));
                (Sign::Warn, report.summary(view.words))
            }
            (None, _) if accepted.doubts.count > 0 => {
                let lines = accepted.doubts.lines(view.words, ROWS_LISTED);
                let head = lines.first().cloned().unwrap_or_default();
                details = Some(lines.join("\n"));
                (Sign::Warn, head)
            }
            (None, SignerStanding::Unsigned) => (Sign::Warn, view.say("merge-signer-none")),
            (None, SignerStanding::FirstUse) => (Sign::Done, signed(view, accepted, "merge-signer-first")),
            (None, SignerStanding::Known) => (Sign::Done, signed(view, accepted, "merge-signer-known")),
            (None, SignerStanding::Changed { .. }) => (Sign::Warn, signed(view, accepted, "merge-signer-changed")),
        },
    };
    ui.add_space(space::S);
    sign_ui(ui, view.tokens, sign);
    ui.add(Label::new(RichText::new(&text).color(sign.colour(view.tokens))).truncate())
        .on_hover_text(details.as_ref().unwrap_or(&text));
}

fn signed(view: &View<'_>, accepted: &Accepted, standing: &str) -> String {
    format!("{} · {}", short_key(&accepted.signer), view.say(standing))
}
