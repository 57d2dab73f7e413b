//! What is typed: text and numbers, and how a draft becomes an answer.

use eframe::egui::{Key, Ui};

use super::field_id;
use crate::form::DataType;
use crate::gui::collect::draft;
use crate::gui::collect::question::Asking;
use crate::gui::command::{Command, Turn};
use crate::gui::widgets::{Sign, TextField, banner};
use crate::interview::At;

impl Asking<'_> {
    pub(super) fn typed_ui(&mut self, ui: &mut Ui, at: At, data: DataType, is_multiline: bool) {
        let reference = self.interview.reference(at);
        let id = field_id(&reference);
        let label = self.interview.label(at);
        let is_number = matches!(data, DataType::Integer | DataType::Decimal | DataType::Range);
        let mut field = TextField::line(id, &label);
        field.is_enabled = !self.interview.is_read_only(at);
        field.rows = if is_multiline { 4 } else { 1 };
        if is_number {
            field.width = 220.0;
        }
        let draft = self.drafts.of(&reference, data, self.interview.value(at), self.view.words.lang());
        let response = field.ui(ui, self.view.tokens, &mut draft.text);
        draft.is_typed |= response.changed();
        self.after_field(ui, at, &reference, data, response.lost_focus());
        if self.is_fresh && field.is_enabled {
            response.request_focus();
        }
        if !is_multiline && response.lost_focus() && self.has_keys && ui.input(|input| input.key_pressed(Key::Enter)) {
            self.inbox.send(Command::Turn(Turn::Next));
            response.request_focus();
        }
    }

    /// Confirms the draft when the field was left, and says what is wrong with it.
    pub(super) fn after_field(&mut self, ui: &mut Ui, at: At, reference: &str, data: DataType, is_left: bool) {
        let Some((_, draft)) = self.drafts.typed().find(|(typed, _)| *typed == reference) else {
            return;
        };
        match draft::stored(data, draft, self.view.now) {
            Ok(value) if is_left => {
                self.drafts.confirm(reference);
                self.send_text(at, value);
            }
            Err(key) if is_left || self.has_tried => {
                banner(ui, self.view.tokens, Sign::Block, &self.view.say(key));
            }
            Ok(_) | Err(_) => {}
        }
    }
}
