//! Text: a line, several, digits alone, hidden from who looks on, and how long it may be.

use eframe::egui::Ui;

use super::field::field_id;
use super::limit;
use crate::form::{Appearance, Question};
use crate::gui::collect::entry::{Entry, is_digit_sign};
use crate::gui::collect::question::Asking;
use crate::gui::widgets::{TextField, caption, quiet_button};
use crate::interview::At;

/// Rows of a field for several lines, unless the form says how many.
const ROWS: usize = 4;
/// More rows than this are scrolled.
const MOST_ROWS: usize = 16;

impl Asking<'_> {
    /// Free text.
    pub(super) fn text_ui(&mut self, ui: &mut Ui, at: At, question: &Question, appearance: &Appearance) {
        let reference = self.interview.reference(at);
        let id = field_id(&reference);
        let label = self.interview.label(at);
        let entry = Entry::of(question, appearance).unwrap_or(Entry::Text);
        let is_masked = appearance.has("masked");
        let mut is_revealed = ui.data(|data| data.get_temp(id).unwrap_or(false));
        let mut field = TextField::line(id, &label);
        field.is_enabled = !self.interview.is_read_only(at);
        field.is_secret = is_masked && !is_revealed;
        if !is_masked && entry == Entry::Text {
            field.rows = rows(question, appearance);
        }
        if entry == Entry::Digits {
            field.width = 320.0;
        }
        let response = if is_masked {
            ui.horizontal(|ui| {
                field.width = (ui.available_width() - 96.0).min(420.0);
                let response = self.field_ui(ui, at, entry, &field, |_| {});
                let word = if is_revealed { "answer-hide" } else { "answer-reveal" };
                if quiet_button(ui, true, &self.view.say(word)).clicked() {
                    is_revealed = !is_revealed;
                    ui.data_mut(|data| data.insert_temp(id, is_revealed));
                }
                response
            })
            .inner
        } else {
            self.field_ui(ui, at, entry, &field, |text| {
                if entry == Entry::Digits {
                    text.retain(is_digit_sign);
                }
            })
        };
        if entry == Entry::Digits {
            caption(ui, self.view.tokens, &self.view.say("answer-digits-hint"));
        }
        self.length_ui(ui, at, question);
        self.after_field(ui, at, &response, field.rows == 1);
    }

    /// How much of the length that the form allows is used.
    fn length_ui(&self, ui: &mut Ui, at: At, question: &Question) {
        let Some(most) = question.constraint.as_ref().and_then(|rule| limit::length(&rule.expression.ast)) else {
            return;
        };
        let reference = self.interview.reference(at);
        let typed = self.drafts.typed_into(&reference).map(|draft| draft.text.trim());
        let used = typed.unwrap_or(self.interview.value(at)).chars().count();
        let arguments = [("n", used.into()), ("of", most.into())];
        caption(ui, self.view.tokens, &self.view.say_with("answer-length", &arguments));
    }
}

fn rows(question: &Question, appearance: &Appearance) -> usize {
    let asked = question.parameters.get("rows").and_then(|rows| rows.parse().ok());
    let usual = if appearance.has("multiline") { ROWS } else { 1 };
    asked.unwrap_or(usual).clamp(1, MOST_ROWS)
}
