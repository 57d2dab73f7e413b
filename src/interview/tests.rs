//! Interviews as a surveyor meets them: forms in Markdown, answers by reference.

mod bounds;
mod events;
mod incremental;
mod stories;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Ambient, Answer, Interview, Missing, Step, StepError};
use crate::form::{self, Form, NoAttachments};

/// A form from the rows of its sheets.
#[track_caller]
pub(crate) fn form(markdown: &str) -> Arc<Form> {
    let (form, findings) = form::read("poll.md", markdown.as_bytes(), &NoAttachments);
    Arc::new(form.unwrap_or_else(|| panic!("{findings:#?}")))
}

pub(crate) fn ambient() -> Ambient {
    Ambient {
        now: "2026-11-22T08:00:00+07:00[+07:00]".parse().unwrap(),
        seed: 1,
        device: BTreeMap::new(),
    }
}

/// An interview and short words for what is done to it.
pub(crate) struct Scene {
    pub(crate) interview: Interview,
}

impl Scene {
    #[track_caller]
    pub(crate) fn of(markdown: &str) -> Self {
        Self {
            interview: Interview::new(form(markdown), &ambient()),
        }
    }

    pub(crate) fn try_answer(&mut self, at: &str, text: &str) -> Result<(), StepError> {
        self.interview.apply(
            &Step::Answer {
                at: at.to_owned(),
                answer: Answer::Text(text.to_owned()),
            },
            &ambient(),
        )
    }

    #[track_caller]
    pub(crate) fn answer(&mut self, at: &str, text: &str) -> &mut Self {
        self.try_answer(at, text).unwrap();
        self
    }

    #[track_caller]
    pub(crate) fn miss(&mut self, at: &str, why: Missing) -> &mut Self {
        self.interview
            .apply(
                &Step::Answer {
                    at: at.to_owned(),
                    answer: Answer::Missing(why),
                },
                &ambient(),
            )
            .unwrap();
        self
    }

    #[track_caller]
    pub(crate) fn add(&mut self, repeat: &str) -> &mut Self {
        self.interview.apply(&Step::Add { repeat: repeat.to_owned() }, &ambient()).unwrap();
        self
    }

    #[track_caller]
    pub(crate) fn remove(&mut self, at: &str) -> &mut Self {
        self.interview.apply(&Step::Remove { at: at.to_owned() }, &ambient()).unwrap();
        self
    }

    #[track_caller]
    pub(crate) fn value(&self, at: &str) -> &str {
        self.interview.value(self.interview.find(at).unwrap_or_else(|| panic!("no {at}")))
    }

    #[track_caller]
    pub(crate) fn is_relevant(&self, at: &str) -> bool {
        self.interview
            .is_relevant(self.interview.find(at).unwrap_or_else(|| panic!("no {at}")))
    }

    #[track_caller]
    pub(crate) fn offered(&self, at: &str) -> Vec<String> {
        let choices = self.interview.choices(self.interview.find(at).unwrap()).unwrap();
        choices.iter().map(|choice| choice.name.clone()).collect()
    }

    /// How many expressions a step evaluates.
    pub(crate) fn cost(&mut self, step: impl FnOnce(&mut Self) -> &mut Self) -> u64 {
        let before = self.interview.evaluations();
        step(self);
        self.interview.evaluations() - before
    }
}
