//! A code from a scanner that types it and presses Enter, or from a keyboard: kept sign by sign, leading zeros among them.

use eframe::egui::{Event, Ui};

use super::field::field_id;
use crate::gui::collect::entry::Entry;
use crate::gui::collect::question::Asking;
use crate::gui::widgets::{TextField, caption};
use crate::interview::At;

impl Asking<'_> {
    /// A code. Where the question stands alone, a scanner finds the field whatever was pressed before.
    pub(super) fn barcode_ui(&mut self, ui: &mut Ui, at: At, is_alone: bool) {
        let reference = self.interview.reference(at);
        let label = self.interview.label(at);
        let mut field = TextField::line(field_id(&reference), &label).width(420.0);
        field.is_enabled = !self.interview.is_read_only(at);
        field.is_monospace = true;
        if is_alone && self.has_keys && field.is_enabled {
            self.catch_scan(ui, at, &field);
        }
        let response = self.field_ui(ui, at, Entry::Text, &field, |text| text.retain(|c| !c.is_control()));
        if field.is_enabled {
            caption(ui, self.view.tokens, &self.view.say("answer-barcode-hint"));
        }
        self.after_field(ui, at, &response, true);
    }

    /// What is typed while nothing has the keyboard goes into the field, from its first sign on, in place of what was there.
    fn catch_scan(&mut self, ui: &Ui, at: At, field: &TextField<'_>) {
        if ui.memory(|memory| memory.focused().is_some()) {
            return;
        }
        let is_typed = ui.input(|input| input.events.iter().any(|event| matches!(event, Event::Text(_))));
        if !is_typed {
            return;
        }
        let reference = self.interview.reference(at);
        let draft = self
            .drafts
            .of(&reference, Entry::Text, self.interview.value(at), self.view.words.lang());
        if !draft.is_typed {
            draft.text.clear();
            draft.is_typed = true;
        }
        ui.memory_mut(|memory| memory.request_focus(field.id));
    }
}
