//! One row that says "read and confirmed".

use eframe::egui::Ui;

use crate::gui::collect::digits::pressed_digit;
use crate::gui::collect::question::Asking;
use crate::gui::widgets::{ChoiceRow, Mark, choice_row_ui};
use crate::interview::At;

impl Asking<'_> {
    pub(super) fn acknowledge_ui(&mut self, ui: &mut Ui, at: At, has_digits: bool) {
        let is_chosen = self.interview.value(at) == "OK";
        let label = self.view.say("field-acknowledge");
        let key = has_digits.then_some('1');
        let row = ChoiceRow {
            key,
            label: &label,
            mark: Mark::Many,
            is_chosen,
            is_enabled: !self.interview.is_read_only(at),
            ..ChoiceRow::default()
        };
        let is_pressed = row.is_enabled && has_digits && self.has_keys && pressed_digit(ui) == Some('1');
        let response = choice_row_ui(ui, self.view.tokens, &row);
        if self.takes_keyboard(has_digits) {
            response.request_focus();
        }
        if response.clicked() || is_pressed {
            self.send_text(at, if is_chosen { String::new() } else { "OK".to_owned() });
        }
    }
}
