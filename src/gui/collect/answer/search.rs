//! Many choices: found by typing, in the page or in a list that drops down.

use std::sync::Arc;

use eframe::egui::{Response, Ui};

use super::chosen_names;
use super::field::{field_id, is_entered};
use crate::form::{Appearance, DataType};
use crate::gui::collect::question::Asking;
use crate::gui::command::{Command, Turn};
use crate::gui::widgets::{DropDown, Mark, SearchList, SearchOutcome, Sign, banner};
use crate::interview::{At, Offered};

/// A list under search, and what it offers.
#[derive(Debug, Default)]
pub struct Searching {
    pub(super) list: SearchList,
    offered: Option<Arc<[Offered]>>,
}

impl Searching {
    /// Offers the choices, unless it does already.
    fn offer(&mut self, offered: &Arc<[Offered]>) {
        if self.offered.as_ref().is_none_or(|before| !Arc::ptr_eq(before, offered)) {
            self.list.offer(offered.iter().map(|choice| choice.label.clone()).collect());
            self.offered = Some(Arc::clone(offered));
        }
    }
}

/// The choices of a question as they stand.
struct Choosing {
    at: At,
    offered: Arc<[Offered]>,
    names: Vec<String>,
    /// The positions of what is chosen.
    chosen: Vec<usize>,
    mark: Mark,
    /// Choosing goes on to the next page.
    is_quick: bool,
}

impl Asking<'_> {
    /// A list with a search in the page. `is_alone`: no other question is on it.
    pub(super) fn search_ui(&mut self, ui: &mut Ui, at: At, appearance: &Appearance, is_alone: bool) {
        let choosing = self.choosing(at, appearance, is_alone);
        if self.interview.is_read_only(at) {
            self.said_ui(ui, &choosing);
            return;
        }
        if !choosing.chosen.is_empty() {
            self.said_ui(ui, &choosing);
        }
        let (outcome, field) = self.list_ui(ui, &choosing);
        if self.is_fresh {
            field.request_focus();
        }
        match outcome {
            SearchOutcome::GoOn if self.has_keys => self.inbox.send(Command::Turn(Turn::Next)),
            SearchOutcome::None | SearchOutcome::GoOn => {}
            SearchOutcome::Chosen(index) => {
                let is_kept = choosing.keeps(index);
                self.take(&choosing, index);
                field.request_focus();
                if is_kept && self.has_keys && is_entered(ui) {
                    self.inbox.send(Command::Turn(Turn::Next));
                }
            }
        }
    }

    /// A closed box that opens the list.
    pub(super) fn drop_down_ui(&mut self, ui: &mut Ui, at: At, appearance: &Appearance, is_alone: bool) {
        let choosing = self.choosing(at, appearance, is_alone);
        let (tokens, name) = (self.view.tokens, self.interview.label(at));
        let said = choosing.said();
        let shown = if said.is_empty() { self.view.say("answer-choose") } else { said };
        let reference = self.interview.reference(at);
        let id = field_id(&reference).with("box");
        let drop_down = DropDown {
            id,
            name: &name,
            shown: &shown,
            is_empty: choosing.chosen.is_empty(),
            is_enabled: !self.interview.is_read_only(at),
            width: 480.0,
        };
        let response = drop_down.ui(ui, tokens, |ui, is_opened| {
            let first = choosing.chosen.first().copied().unwrap_or(0);
            if is_opened {
                self.lists.entry(reference).or_default().list.begin_at(first);
            }
            let (outcome, field) = self.list_ui(ui, &choosing);
            if is_opened {
                field.request_focus();
            }
            match outcome {
                SearchOutcome::None => false,
                SearchOutcome::GoOn => true,
                SearchOutcome::Chosen(index) => {
                    self.take(&choosing, index);
                    if choosing.mark == Mark::Many {
                        field.request_focus();
                    }
                    choosing.mark == Mark::One
                }
            }
        });
        if self.is_fresh && drop_down.is_enabled {
            response.request_focus();
        }
    }

    fn choosing(&self, at: At, appearance: &Appearance, is_alone: bool) -> Choosing {
        let offered = self.interview.choices(at).unwrap_or_default();
        let names = chosen_names(self.interview, at);
        let is_chosen = |choice: &Offered| names.contains(&choice.name);
        let chosen = offered
            .iter()
            .enumerate()
            .filter(|(_, choice)| is_chosen(choice))
            .map(|(index, _)| index);
        let question = self.interview.form().question(self.interview.node(at));
        let is_many = question.is_some_and(|question| question.data == DataType::SelectMultiple);
        Choosing {
            at,
            chosen: chosen.collect(),
            names,
            mark: if is_many { Mark::Many } else { Mark::One },
            is_quick: is_alone && !is_many && appearance.has("quick"),
            offered,
        }
    }

    fn said_ui(&self, ui: &mut Ui, choosing: &Choosing) {
        let sentence = self.view.say_with("field-search-chosen", &[("name", choosing.said().into())]);
        banner(ui, self.view.tokens, Sign::Done, &sentence);
    }

    fn list_ui(&mut self, ui: &mut Ui, choosing: &Choosing) -> (SearchOutcome, Response) {
        let reference = self.interview.reference(choosing.at);
        let (id, name) = (field_id(&reference), self.interview.label(choosing.at));
        let searching = self.lists.entry(reference).or_default();
        searching.offer(&choosing.offered);
        searching
            .list
            .ui(ui, self.view.tokens, self.view.words, id, &name, &choosing.chosen)
    }

    fn take(&mut self, choosing: &Choosing, index: usize) {
        let Some(choice) = choosing.offered.get(index).filter(|_| !choosing.keeps(index)) else {
            return;
        };
        self.choose(choosing.at, choosing.mark, &choice.name, &choosing.names, &choosing.offered);
        if choosing.is_quick {
            self.inbox.send(Command::Turn(Turn::Next));
        }
    }
}

impl Choosing {
    /// Whether choosing this changes nothing: the one that is chosen already.
    fn keeps(&self, index: usize) -> bool {
        self.mark == Mark::One && self.chosen.contains(&index)
    }

    /// What is chosen, in words.
    fn said(&self) -> String {
        let said: Vec<&str> = self
            .chosen
            .iter()
            .filter_map(|index| self.offered.get(*index).map(|choice| choice.label.as_str()))
            .collect();
        said.join(", ")
    }
}
