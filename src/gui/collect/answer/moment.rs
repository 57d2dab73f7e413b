//! Days and times of day.

use eframe::egui::{Id, Key, Ui};

use super::field_id;
use crate::form::DataType;
use crate::gui::collect::question::Asking;
use crate::gui::command::{Command, Turn};
use crate::gui::widgets::{DateField, TimeField};
use crate::interview::At;

impl Asking<'_> {
    pub(super) fn moment_ui(&mut self, ui: &mut Ui, at: At, data: DataType) {
        let reference = self.interview.reference(at);
        let id = field_id(&reference);
        let label = self.interview.label(at);
        let is_enabled = !self.interview.is_read_only(at);
        let today = self.view.now.date();
        let draft = self.drafts.of(&reference, data, self.interview.value(at), self.view.words.lang());
        let before = (draft.text.clone(), draft.time.clone());
        let (lost, first) = ui
            .horizontal_wrapped(|ui| {
                let (tokens, words) = (self.view.tokens, self.view.words);
                let date = DateField {
                    id,
                    name: &label,
                    today,
                    is_enabled,
                };
                let time_name = words.say_with("field-time-of", &[("label", label.as_str().into())]);
                let time = |id: Id, name| TimeField { id, name, is_enabled };
                match data {
                    DataType::Time => {
                        let response = time(id, label.as_str()).ui(ui, tokens, words, &mut draft.text);
                        (response.lost_focus(), response)
                    }
                    DataType::DateTime => {
                        let day = date.ui(ui, tokens, words, &mut draft.text);
                        let hour = time(id.with("time"), time_name.as_str()).ui(ui, tokens, words, &mut draft.time);
                        (day.lost_focus() || day.changed() && !day.has_focus() || hour.lost_focus(), day)
                    }
                    _ => {
                        let response = date.ui(ui, tokens, words, &mut draft.text);
                        (response.lost_focus() || response.changed() && !response.has_focus(), response)
                    }
                }
            })
            .inner;
        draft.is_typed |= before != (draft.text.clone(), draft.time.clone());
        self.after_field(ui, at, &reference, data, lost);
        if self.is_fresh && is_enabled {
            first.request_focus();
        }
        if lost && self.has_keys && ui.input(|input| input.key_pressed(Key::Enter)) {
            self.inbox.send(Command::Turn(Turn::Next));
        }
    }
}
