//! What was merged and what goes back: every package, taking the last merge back, the receipt and the key for the laptops.

use eframe::egui::{Label, RichText, Ui};
use egui_extras::Column;

use super::{MergeFacts, MergeScreen, name_ui};
use crate::app::merge::{LedgerRow, short_key};
use crate::gui::command::{Command, Inbox};
use crate::gui::desk::DeskCommand;
use crate::gui::desk::cells::{author_ui, count_ui};
use crate::gui::theme::space;
use crate::gui::view::View;
use crate::gui::widgets::{DenseTable, Head, caption, cell_ui, quiet_button};

impl MergeScreen {
    /// Taking the last merge back: with a name, for the ledger keeps it.
    pub(super) fn undo_ui(&mut self, ui: &mut Ui, view: &View<'_>, ledger: &[LedgerRow], inbox: &mut Inbox) {
        if ledger.is_empty() {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            author_ui(ui, view, &mut self.who);
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

/// What goes back to the laptops: the receipt, and the key that they seal to.
pub(super) fn back_ui(ui: &mut Ui, view: &View<'_>, facts: &MergeFacts, inbox: &mut Inbox) {
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
pub(super) fn ledger_ui(ui: &mut Ui, view: &View<'_>, ledger: &[LedgerRow]) {
    if ledger.is_empty() {
        return;
    }
    ui.heading(view.say_with("desk-ledger", &[("n", ledger.len().into())]));
    let heads = [
        Head::words(view.say("desk-merge-package"), Column::remainder().at_least(140.0).clip(true)),
        Head::words(view.say("desk-ledger-when"), Column::exact(128.0).clip(true)),
        Head::number(view.say("desk-ledger-finished"), Column::exact(80.0)),
        Head::number(view.say("desk-ledger-withdrawn"), Column::exact(80.0)),
        Head::words(view.say("desk-ledger-signer"), Column::exact(112.0).clip(true)),
    ];
    DenseTable::new("ledger", heads).ui(ui, view.tokens, ledger.len(), |row, index| {
        let Some(merged) = ledger.get(index) else { return };
        row.col(|ui| name_ui(ui, &merged.path));
        let when = merged.merged_at.to_zoned(view.now.time_zone().clone()).strftime("%d/%m/%Y %H:%M");
        row.col(|ui| cell_ui(ui, false, RichText::new(when.to_string())));
        for number in [merged.finished, merged.withdrawn] {
            row.col(|ui| count_ui(ui, view, number.into()));
        }
        let signer = merged.signer.as_deref().unwrap_or_default();
        row.col(|ui| {
            ui.add_space(space::M);
            ui.label(RichText::new(short_key(signer)).monospace()).on_hover_text(signer);
        });
    });
}
