//! How what is typed becomes an answer: when its field is left, and only when it is one.

use eframe::egui::{Id, Key, Response, Ui};

use crate::gui::collect::entry::{Entry, Wrong};
use crate::gui::collect::question::{Asking, Tried};
use crate::gui::command::{Command, Turn};
use crate::gui::widgets::{Sign, TextField, banner};
use crate::interview::At;

impl Asking<'_> {
    /// A field over the draft of a question. `tame` may change what was typed, in the frame in which it was typed.
    pub(super) fn field_ui(
        &mut self,
        ui: &mut Ui,
        at: At,
        entry: Entry,
        field: &TextField<'_>,
        tame: impl FnOnce(&mut String),
    ) -> Response {
        let reference = self.interview.reference(at);
        let lang = self.view.words.lang();
        let draft = self.drafts.of(&reference, entry, self.interview.value(at), lang);
        let is_open = ui.memory(|memory| memory.has_focus(field.id));
        if is_open
            && !draft.is_typed
            && let Some(bare) = entry.bare(self.interview.value(at), lang)
        {
            draft.text = bare;
        }
        let response = field.ui(ui, self.view.tokens, &mut draft.text);
        if response.changed() {
            tame(&mut draft.text);
            draft.is_typed = true;
        }
        response
    }

    /// What follows a field: its draft is confirmed when it was left, what is wrong with it is said, Enter goes on.
    pub(super) fn after_field(&mut self, ui: &mut Ui, at: At, response: &Response, is_one_line: bool) {
        self.confirm_ui(ui, at, response.lost_focus());
        if self.is_fresh && !self.interview.is_read_only(at) {
            response.request_focus();
        }
        if is_one_line && response.lost_focus() && self.has_keys && is_entered(ui) {
            self.inbox.send(Command::Turn(Turn::Next));
            response.request_focus();
        }
    }

    /// Confirms the draft when the field was left, and says what is wrong with it.
    pub(super) fn confirm_ui(&mut self, ui: &mut Ui, at: At, is_left: bool) {
        let reference = self.interview.reference(at);
        let Some(draft) = self.drafts.typed_into(&reference) else { return };
        match draft.stored(self.view.now) {
            Ok(value) if is_left => {
                self.drafts.confirm(&reference);
                self.send_text(at, value);
            }
            Err(wrong) if is_left || self.tried != Tried::No => {
                banner(ui, self.view.tokens, Sign::Block, &self.say_wrong(wrong));
            }
            Ok(_) | Err(_) => {}
        }
    }

    fn say_wrong(&self, wrong: Wrong) -> String {
        let said = self.view.say_with(wrong.key, &[("n", wrong.number.unwrap_or(0).into())]);
        match wrong.number {
            Some(number) if wrong.key != "answer-wrong-ranking" => {
                let arguments = [("n", number.into()), ("why", said.into())];
                self.view.say_with("answer-wrong-on-line", &arguments)
            }
            _ => said,
        }
    }
}

/// The identity of a question's field.
pub(super) fn field_id(reference: &str) -> Id {
    Id::unique(("answer", reference))
}

/// Whether Enter was pressed in this frame.
pub(super) fn is_entered(ui: &Ui) -> bool {
    ui.input(|input| input.key_pressed(Key::Enter))
}
