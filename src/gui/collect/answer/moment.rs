//! Days and times of day.

use eframe::egui::{Id, Ui};

use super::field::{field_id, is_entered};
use crate::form::{Appearance, DataType, Question};
use crate::gui::collect::entry::Entry;
use crate::gui::collect::question::Asking;
use crate::gui::command::{Command, Turn};
use crate::gui::widgets::{DateField, Precision, TimeField};
use crate::interview::At;

impl Asking<'_> {
    /// A date, a time, or both.
    pub(super) fn moment_ui(&mut self, ui: &mut Ui, at: At, question: &Question, appearance: &Appearance) {
        let reference = self.interview.reference(at);
        let id = field_id(&reference);
        let label = self.interview.label(at);
        let is_enabled = !self.interview.is_read_only(at);
        let today = self.view.now.date();
        let Some(entry) = Entry::of(question, appearance) else { return };
        let draft = self.drafts.of(&reference, entry, self.interview.value(at), self.view.words.lang());
        let before = (draft.text.clone(), draft.time.clone());
        let (lost, first) = ui
            .horizontal_wrapped(|ui| {
                let (tokens, words) = (self.view.tokens, self.view.words);
                let date = DateField {
                    id,
                    name: &label,
                    today,
                    precision: if let Entry::Day(precision) = entry {
                        precision
                    } else {
                        Precision::Day
                    },
                    has_calendar: !appearance.has("no-calendar"),
                    is_enabled,
                };
                let time_name = words.say_with("field-time-of", &[("label", label.as_str().into())]);
                let time = |id: Id, name| TimeField { id, name, is_enabled };
                match question.data {
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
        self.confirm_ui(ui, at, lost);
        if self.is_fresh && is_enabled {
            first.request_focus();
        }
        if lost && self.has_keys && is_entered(ui) {
            self.inbox.send(Command::Turn(Turn::Next));
            first.request_focus();
        }
    }
}
