//! One respondent: a form being filled in.
//!
//! An answer that is not relevant reads as empty but is kept: flip the condition back and it returns. After a step only what depends
//! on it is evaluated again. The interview knows no clock, no disk and no chance: each step is given an [`Ambient`], which the journal
//! keeps, so a reopened draft gives the same values.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::form::{Form, LanguageIx, NodeId};

/// What a step may know of the world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ambient {
    /// The moment of the step.
    pub now: jiff::Zoned,
    /// Feeds `random()` and `uuid()` in this step.
    pub seed: u64,
    /// Values of metadata questions by type name (`deviceid`, `username`, …).
    #[serde(default)]
    pub device: std::collections::BTreeMap<String, String>,
}

/// Why a question holds no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// The question was not relevant.
    NotAsked,
    /// Asked, and left empty.
    Empty,
    /// Don't know.
    DontKnow,
    /// Refused.
    Refused,
    /// To be asked later: only in drafts.
    Later,
}

/// A node of the interview's own tree (an instance of a form's node). Stable as long as the node exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct At(pub u32);

/// What a question was answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The text as stored: choices joined by a space, dates as ISO 8601; empty clears.
    Text(String),
    /// Don't know, refused, or come back later. Reads as empty to expressions; the first two satisfy `required`.
    Missing(Missing),
}

/// Something a user does. Places are references with positions: `/data/v[1]/s`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Answers a question.
    Answer {
        /// The question.
        at: String,
        /// Its answer.
        answer: Answer,
    },
    /// Appends an instance to a repeat: `/data/v`.
    Add {
        /// The repeat, without a position.
        repeat: String,
    },
    /// Removes an instance: `/data/v[2]`.
    Remove {
        /// The instance.
        at: String,
    },
    /// Speaks another language, by its name in the form.
    Language {
        /// As in [`crate::form::Language::name`].
        name: String,
    },
}

/// One line of the journal: a step with all that it depended on. Replaying the lines gives the same interview.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// What was done.
    pub step: Step,
    /// What it knew.
    pub ambient: Ambient,
}

/// Why a step could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StepError {
    /// No such node.
    #[error("no such node: `{0}`")]
    NoSuchNode(String),
    /// The question is not asked now.
    #[error("not relevant: `{0}`")]
    NotRelevant(String),
    /// The question cannot be changed now.
    #[error("read-only: `{0}`")]
    ReadOnly(String),
    /// The text is no value of the question's type.
    #[error("`{value}` is no {expected}: `{at}`")]
    WrongType {
        /// The question.
        at: String,
        /// The text.
        value: String,
        /// What the question holds.
        expected: &'static str,
    },
    /// The form has no language of this name.
    #[error("no such language: `{0}`")]
    NoSuchLanguage(String),
    /// A repeat with a count grows by its count alone.
    #[error("the number of instances is given by the form: `{0}`")]
    CountedRepeat(String),
}

/// What is wrong with an answer: data, not an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Violation {
    /// Required and not answered.
    Required,
    /// The constraint does not hold.
    Constraint,
}

/// A choice as offered now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The stored value.
    pub name: String,
    /// In the current language.
    pub label: String,
}

/// A form being filled in.
#[derive(Debug, Clone)]
pub struct Interview {
    form: Arc<Form>,
}

#[expect(unused_variables, clippy::todo, reason = "skeleton")]
impl Interview {
    /// A fresh interview: defaults set, calculations done, one instance in each repeat without a count.
    pub fn new(form: Arc<Form>, ambient: &Ambient) -> Self {
        todo!()
    }
    /// The form.
    pub fn form(&self) -> &Arc<Form> {
        &self.form
    }
    /// Takes a step and recomputes what depends on it.
    pub fn apply(&mut self, step: &Step, ambient: &Ambient) -> Result<(), StepError> {
        todo!()
    }
    /// The language that texts are given in.
    pub fn language(&self) -> LanguageIx {
        todo!()
    }
    /// The root.
    pub fn root(&self) -> At {
        todo!()
    }
    /// All nodes in document order: groups, repeat instances, questions, calculations.
    pub fn all(&self) -> Vec<At> {
        todo!()
    }
    /// Children in order; the instances of a repeat follow one another.
    pub fn children(&self, at: At) -> Vec<At> {
        todo!()
    }
    /// The node above; `None` for the root.
    pub fn parent(&self, at: At) -> Option<At> {
        todo!()
    }
    /// The form's node that this is an instance of.
    pub fn node(&self, at: At) -> NodeId {
        todo!()
    }
    /// The reference with positions on repeats: `/data/v[1]/s`.
    pub fn reference(&self, at: At) -> String {
        todo!()
    }
    /// The node behind a reference; a missing position means 1.
    pub fn find(&self, reference: &str) -> Option<At> {
        todo!()
    }
    /// 1-based position among the instances of its repeat, for a repeat instance.
    pub fn position(&self, at: At) -> Option<u32> {
        todo!()
    }
    /// The instances of a repeat under one parent instance.
    pub fn instances(&self, parent: At, repeat: NodeId) -> Vec<At> {
        todo!()
    }
    /// Whether it is asked: its own condition and all above hold.
    pub fn is_relevant(&self, at: At) -> bool {
        todo!()
    }
    /// Whether it must be answered.
    pub fn is_required(&self, at: At) -> bool {
        todo!()
    }
    /// Whether it cannot be changed (its own or inherited).
    pub fn is_read_only(&self, at: At) -> bool {
        todo!()
    }
    /// The value as text; empty when not relevant, not answered or missing.
    pub fn value(&self, at: At) -> &str {
        todo!()
    }
    /// The value kept even while not relevant.
    pub fn kept_value(&self, at: At) -> &str {
        todo!()
    }
    /// Why there is no value, when there is none.
    pub fn missing(&self, at: At) -> Option<Missing> {
        todo!()
    }
    /// What is wrong with the answer now; `None` for what is not relevant.
    pub fn violation(&self, at: At) -> Option<Violation> {
        todo!()
    }
    /// The author's words for the violation, in the current language.
    pub fn violation_message(&self, at: At) -> Option<String> {
        todo!()
    }
    /// Label, outputs filled in, in the current language (or the fall-back).
    pub fn label(&self, at: At) -> String {
        todo!()
    }
    /// Hint, likewise.
    pub fn hint(&self, at: At) -> String {
        todo!()
    }
    /// The choices offered now, filtered, in the order shown; `None` for what has no choices.
    pub fn choices(&self, at: At) -> Option<Vec<Offered>> {
        todo!()
    }
    /// How many expressions have been evaluated since the interview was made: for tests that hold it to being incremental.
    pub fn evaluations(&self) -> u64 {
        todo!()
    }
    /// The instance as ODK would submit it: without what is not relevant.
    pub fn xml(&self) -> String {
        todo!()
    }
}
