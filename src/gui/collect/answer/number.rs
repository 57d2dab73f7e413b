//! Numbers: typed, or stepped with two buttons where the form asks for a counter.

use eframe::egui::Ui;

use super::field::field_id;
use crate::form::{Appearance, DataType, Question};
use crate::gui::collect::entry::Entry;
use crate::gui::collect::question::Asking;
use crate::gui::theme::TARGET;
use crate::gui::widgets::{TextField, caption, quiet_button};
use crate::interview::At;

impl Asking<'_> {
    /// A number. With thousands set apart, what is typed is echoed as it is understood.
    pub(super) fn number_ui(&mut self, ui: &mut Ui, at: At, question: &Question, appearance: &Appearance) {
        let reference = self.interview.reference(at);
        let label = self.interview.label(at);
        let entry = Entry::of(question, appearance).unwrap_or(Entry::Decimal { is_grouped: false });
        let mut field = TextField::line(field_id(&reference), &label).width(220.0);
        field.is_enabled = !self.interview.is_read_only(at);
        let is_counter = appearance.has("counter") && question.data == DataType::Integer;
        let response = if is_counter {
            ui.horizontal(|ui| {
                // As tall as the field from the first button on.
                ui.set_min_height(TARGET);
                self.step_ui(ui, at, "−", "answer-counter-less", -1);
                field.width = 120.0;
                let response = self.field_ui(ui, at, entry, &field, |_| {});
                self.step_ui(ui, at, "+", "answer-counter-more", 1);
                response
            })
            .inner
        } else {
            self.field_ui(ui, at, entry, &field, |_| {})
        };
        self.echo_ui(ui, &reference, entry);
        self.after_field(ui, at, &response, true);
    }

    /// One more or one less than what is stored; nothing counts as zero.
    fn step_ui(&mut self, ui: &mut Ui, at: At, sign: &str, name: &str, by: i64) {
        let is_enabled = !self.interview.is_read_only(at);
        let button = quiet_button(ui, is_enabled, sign).accessible_name(self.view.say(name));
        if button.clicked() {
            let reference = self.interview.reference(at);
            let typed = self
                .drafts
                .typed_into(&reference)
                .and_then(|draft| draft.stored(self.view.now).ok());
            let number: i64 = typed.as_deref().unwrap_or(self.interview.value(at)).parse().unwrap_or(0);
            self.drafts.confirm(&reference);
            self.send_text(at, number.saturating_add(by).to_string());
        }
    }

    fn echo_ui(&self, ui: &mut Ui, reference: &str, entry: Entry) {
        let is_grouped = matches!(entry, Entry::Whole { is_grouped: true } | Entry::Decimal { is_grouped: true });
        let typed = self.drafts.typed_into(reference).filter(|_| is_grouped);
        if let Some(Ok(stored)) = typed.map(|draft| draft.stored(self.view.now)) {
            let (shown, _) = entry.shown(&stored, self.view.words.lang());
            caption(ui, self.view.tokens, &format!("= {shown}"));
        }
    }
}
