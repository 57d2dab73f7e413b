//! Takes steps: checks that a step can be taken, takes it, and recalculates what depends on it.

use std::borrow::Cow;

use super::Interview;
use super::answer;
use super::step::{Ambient, Answer, Missing, Step, StepError};
use super::tree::At;
use crate::form::{DataType, LanguageIx};

impl Interview {
    /// Takes a step and recomputes what depends on it. A step that is refused changes nothing.
    pub fn apply(&mut self, step: &Step, ambient: &Ambient) -> Result<(), StepError> {
        match step {
            Step::Answer { at, answer } => {
                let found = self.find(at).ok_or_else(|| StepError::NoSuchNode(at.clone()))?;
                self.answer(found, answer, ambient)
            }
            Step::Add { repeat } => self.add(repeat, ambient),
            Step::Remove { at } => self.remove(at, ambient),
            Step::Language { name } => self.speak(name),
        }
    }

    /// Answers a question that has been found, and recomputes what depends on it. An answer that is refused changes nothing.
    pub fn answer(&mut self, at: At, answer: &Answer, ambient: &Ambient) -> Result<(), StepError> {
        let Some(question) = self.plan.form.question(self.node(at)) else {
            return Err(StepError::WrongNode {
                at: self.reference(at),
                expected: "question",
            });
        };
        if !self.is_relevant(at) {
            return Err(StepError::NotRelevant(self.reference(at)));
        }
        if self.is_read_only(at) || !question.is_asked || question.data == DataType::Note {
            return Err(StepError::ReadOnly(self.reference(at)));
        }
        let wrong = |value: &str, expected| StepError::WrongType {
            at: self.reference(at),
            value: value.to_owned(),
            expected,
        };
        let (text, missing) = match answer {
            Answer::Text(text) => {
                let mut stored = answer::stored(question, text).map_err(|expected| wrong(text, expected))?;
                if question.data.is_choice() {
                    stored = self.chosen(at, stored).map_err(|expected| wrong(text, expected))?;
                }
                (stored, None)
            }
            Answer::Missing(Missing::NotAsked | Missing::Empty) => (Cow::Borrowed(""), None),
            Answer::Missing(missing) => (Cow::Borrowed(""), Some(*missing)),
        };
        self.enter(ambient);
        self.tree.cell_mut(at).missing = missing;
        self.set_kept(at, &text);
        self.settle();
        Ok(())
    }

    fn speak(&mut self, name: &str) -> Result<(), StepError> {
        let number = self.form().languages.iter().position(|language| language.name == name);
        let language = number
            .and_then(|number| u16::try_from(number).ok())
            .ok_or_else(|| StepError::NoSuchLanguage(name.to_owned()))?;
        self.language = LanguageIx(language);
        self.touch();
        Ok(())
    }
}
