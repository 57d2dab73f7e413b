//! Many choices: found by typing.

use eframe::egui::Ui;

use super::chosen_names;
use super::field::field_id;
use crate::form::DataType;
use crate::gui::collect::question::Asking;
use crate::gui::command::{Command, Turn};
use crate::gui::widgets::{Mark, SearchOutcome, Sign, banner};
use crate::interview::At;

impl Asking<'_> {
    pub(super) fn search_ui(&mut self, ui: &mut Ui, at: At) {
        let offered = self.interview.choices(at).unwrap_or_default();
        let names = chosen_names(self.interview, at);
        let labels: Vec<String> = offered.iter().map(|choice| choice.label.clone()).collect();
        let chosen: Vec<usize> = offered
            .iter()
            .enumerate()
            .filter(|(_, choice)| names.contains(&choice.name))
            .map(|(index, _)| index)
            .collect();
        let reference = self.interview.reference(at);
        let said: Vec<&str> = chosen.iter().filter_map(|index| labels.get(*index).map(String::as_str)).collect();
        if !said.is_empty() {
            let sentence = self.view.say_with("field-search-chosen", &[("name", said.join(", ").into())]);
            banner(ui, self.view.tokens, Sign::Done, &sentence);
        }
        let id = field_id(&reference);
        let name = self.interview.label(at);
        let list = self.lists.entry(reference).or_default();
        let (outcome, field) = list.ui(ui, self.view.tokens, self.view.words, id, &name, &labels, &chosen);
        if self.is_fresh {
            field.request_focus();
        }
        match outcome {
            SearchOutcome::GoOn if self.has_keys => self.inbox.send(Command::Turn(Turn::Next)),
            SearchOutcome::None | SearchOutcome::GoOn => {}
            SearchOutcome::Chosen(index) => {
                let is_many = self
                    .interview
                    .form()
                    .question(self.interview.node(at))
                    .is_some_and(|question| question.data == DataType::SelectMultiple);
                if let Some(choice) = offered.get(index) {
                    self.choose(at, if is_many { Mark::Many } else { Mark::One }, &choice.name, &names, &offered);
                    field.request_focus();
                }
            }
        }
    }
}
