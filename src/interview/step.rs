//! What a user does to an interview, what each step may know of the world, and why a step is refused.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a step may know of the world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ambient {
    /// The moment of the step.
    pub now: jiff::Zoned,
    /// Feeds `random()` and `uuid()` in this step.
    pub seed: u64,
    /// Values of metadata questions by type name (`deviceid`, `username`, …).
    #[serde(default)]
    pub device: BTreeMap<String, String>,
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

impl Missing {
    /// Whether a required question is done with: the respondent was asked and gave a reason for giving no answer.
    pub fn is_a_reply(self) -> bool {
        matches!(self, Self::DontKnow | Self::Refused)
    }
}

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

/// Why a step could not be taken. The interview is as it was before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StepError {
    /// No such node.
    #[error("no such node: `{0}`")]
    NoSuchNode(String),
    /// A group, a repeat or an instance of one where a question is needed, or the other way round.
    #[error("not a {expected}: `{at}`")]
    WrongNode {
        /// The node.
        at: String,
        /// What the step needs.
        expected: &'static str,
    },
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
    /// The interview is as large as any can be.
    #[error("no room for another instance: `{0}`")]
    NoRoom(String),
}

/// What is wrong with an answer: data, not an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Violation {
    /// Required and not answered.
    Required,
    /// The constraint does not hold.
    Constraint,
}
