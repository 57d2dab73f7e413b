//! Choices as rows: one of them, or any of them.

use eframe::egui::Ui;

use super::chosen_names;
use crate::form::DataType;
use crate::gui::collect::digits::{digit_for, pressed_digit};
use crate::gui::collect::question::Asking;
use crate::gui::command::{Command, Turn};
use crate::gui::widgets::{ChoiceRow, Mark, choice_row_ui};
use crate::interview::{At, Offered};

impl Asking<'_> {
    pub(super) fn choices_ui(&mut self, ui: &mut Ui, at: At, mark: Mark, has_digits: bool, is_quick: bool) {
        let offered = self.interview.choices(at).unwrap_or_default();
        let chosen = chosen_names(self.interview, at);
        let is_enabled = !self.interview.is_read_only(at);
        let digit = if has_digits && self.has_keys { pressed_digit(ui) } else { None };
        for (index, choice) in offered.iter().enumerate() {
            let key = has_digits.then(|| digit_for(index)).flatten();
            let is_chosen = chosen.contains(&choice.name);
            let row = ChoiceRow {
                key,
                label: &choice.label,
                mark,
                is_chosen,
                is_enabled,
            };
            let response = choice_row_ui(ui, self.view.tokens, &row);
            let is_pressed = response.clicked() || (key.is_some() && key == digit);
            if is_pressed && is_enabled {
                self.choose(at, mark, &choice.name, &chosen, &offered);
                if is_quick {
                    self.inbox.send(Command::Turn(Turn::Next));
                }
            }
        }
    }

    pub(super) fn choose(&mut self, at: At, mark: Mark, name: &str, chosen: &[String], offered: &[Offered]) {
        let is_rank = self
            .interview
            .form()
            .question(self.interview.node(at))
            .is_some_and(|question| question.data == DataType::Rank);
        let value = match mark {
            Mark::One => name.to_owned(),
            Mark::Many if is_rank => toggled(chosen, name).join(" "),
            Mark::Many => {
                let kept = toggled(chosen, name);
                let in_order: Vec<&str> = offered
                    .iter()
                    .map(|choice| choice.name.as_str())
                    .filter(|name| kept.iter().any(|kept| kept == name))
                    .collect();
                in_order.join(" ")
            }
        };
        self.send_text(at, value);
    }
}

fn toggled(chosen: &[String], name: &str) -> Vec<String> {
    let mut kept: Vec<String> = chosen.iter().filter(|chosen| *chosen != name).cloned().collect();
    if kept.len() == chosen.len() {
        kept.push(name.to_owned());
    }
    kept
}
