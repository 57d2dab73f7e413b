//! What merging would do: package by package, with the rows behind each count, and what is refused with its whole reason.

use eframe::egui::{Align, Label, Layout, RichText, Ui};
use egui_extras::Column;

use super::{MergeScreen, Opened, file_name, name_ui};
use crate::app::desk::planned;
use crate::app::merge::{self, Accepted, Counts, MergePlan, PlannedPackage, SignerStanding, Verdict, short_key};
use crate::gui::command::{Command, Inbox};
use crate::gui::desk::DeskCommand;
use crate::gui::theme::{size, space};
use crate::gui::view::View;
use crate::gui::widgets::{DenseTable, Head, Sign, banner, caption, cell_ui, primary_button, quiet_button, sign_ui};

impl MergeScreen {
    /// What merging would do, with the rows behind what was pressed.
    pub(super) fn plan_ui(&mut self, ui: &mut Ui, view: &View<'_>, plan: &MergePlan, opened: Option<&Opened>, inbox: &mut Inbox) {
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
            let text = RichText::new(text).color(view.tokens.accent);
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
    plan_table_ui(ui, view, plan, inbox);
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
    let file = Head::words(view.say("desk-merge-package"), Column::exact(200.0).clip(true));
    let numbers = counts.iter().map(|(key, _)| Head::number(view.say(key), Column::exact(88.0)));
    let verdict = Head::words(view.say("desk-merge-verdict"), Column::remainder().at_least(300.0).clip(true));
    let heads = std::iter::once(file).chain(numbers).chain([verdict]);
    DenseTable::new("plan", heads).ui(ui, view.tokens, taken.len(), |row, index| {
        let Some(package) = taken.get(index) else { return };
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

/// Rows set aside that are listed when the pointer rests on a loose file.
const ROWS_LISTED: usize = 20;

fn counted(package: &PlannedPackage) -> Option<&Accepted> {
    match &package.verdict {
        Verdict::Accepted(accepted) => Some(accepted),
        Verdict::AlreadyMerged { .. } | Verdict::Refused(_) => None,
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
