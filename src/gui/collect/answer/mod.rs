//! The answer of a question: which control takes it. One control a file.

mod acknowledge;
mod attachment;
mod barcode;
mod beyond;
mod choices;
mod field;
mod layout;
mod limit;
mod moment;
mod number;
mod pad;
mod place;
mod range;
mod rank;
mod search;
mod text;

use std::sync::Arc;

use eframe::egui::Ui;

pub use search::Searching;

use super::question::Asking;
use crate::form::{Appearance, DataType};
use crate::gui::command::Command;
use crate::gui::widgets::{Mark, caption};
use crate::interview::{Answer, At, Interview};

/// More choices than this are searched rather than listed.
const LISTED: usize = 12;

impl Asking<'_> {
    /// The control alone.
    pub fn answer_ui(&mut self, ui: &mut Ui, at: At, has_digits: bool) {
        let id = self.interview.node(at);
        let form = Arc::clone(self.interview.form());
        let Some(question) = form.question(id) else { return };
        let appearance = &form.node(id).appearance;
        if let Some(key) = beyond::words(question, appearance) {
            caption(ui, self.view.tokens, &self.view.say(key));
        }
        if self.interview.choices(at).is_some_and(|offered| offered.is_empty()) {
            caption(ui, self.view.tokens, &self.view.say("answer-no-choices"));
            return;
        }
        match question.data {
            // `minimal` saves room; a long list that has the page to itself needs none saved, and is searched without opening it first.
            DataType::SelectOne | DataType::SelectMultiple if appearance.has("minimal") && !(has_digits && is_long(self.interview, at)) => {
                self.drop_down_ui(ui, at, appearance, has_digits);
            }
            DataType::SelectOne | DataType::SelectMultiple if is_long(self.interview, at) || is_searched(appearance) => {
                self.search_ui(ui, at, appearance, has_digits);
            }
            DataType::SelectOne => self.choices_ui(ui, at, Mark::One, has_digits),
            DataType::SelectMultiple => self.choices_ui(ui, at, Mark::Many, has_digits),
            DataType::Rank => self.rank_ui(ui, at, has_digits),
            DataType::Range => self.range_ui(ui, at, question, appearance, has_digits),
            DataType::Acknowledge => self.acknowledge_ui(ui, at, has_digits),
            DataType::Note | DataType::Metadata => {}
            DataType::Date | DataType::Time | DataType::DateTime => self.moment_ui(ui, at, question, appearance),
            DataType::Integer | DataType::Decimal => self.number_ui(ui, at, question, appearance),
            DataType::Text => self.text_ui(ui, at, question, appearance),
            DataType::Barcode => self.barcode_ui(ui, at, has_digits),
            DataType::Geopoint | DataType::Geotrace | DataType::Geoshape => self.place_ui(ui, at, question, appearance),
            DataType::Image | DataType::Audio | DataType::Video | DataType::File => {
                self.attachment_ui(ui, at, question, appearance);
            }
        }
    }

    /// Whether choices take the keyboard now: at once among other questions, else when a key looks for them, for digits do without.
    fn takes_keyboard(&self, has_digits: bool) -> bool {
        if has_digits { self.is_sought } else { self.is_fresh }
    }

    /// Sends an answer, unless nothing changed.
    pub fn send_text(&mut self, at: At, value: String) {
        if self.interview.value(at) != value || self.interview.missing(at).is_some() {
            self.inbox.send(Command::Answer {
                at: self.interview.reference(at),
                answer: Answer::Text(value),
            });
        }
    }
}

/// The stored names of what is chosen.
pub fn chosen_names(interview: &Interview, at: At) -> Vec<String> {
    let question = interview.form().question(interview.node(at));
    let value = interview.value(at);
    question.map_or_else(Vec::new, |question| question.data.chosen_in(value).map(str::to_owned).collect())
}

fn is_long(interview: &Interview, at: At) -> bool {
    interview.choices(at).is_some_and(|choices| choices.len() > LISTED)
}

fn is_searched(appearance: &Appearance) -> bool {
    ["autocomplete", "search"].iter().any(|word| appearance.has(word))
}
