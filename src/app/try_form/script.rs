//! The script of `phieu try`: JSON with a language, a moment, a seed and steps.

use std::collections::BTreeMap;

use jiff::fmt::temporal::Pieces;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::Deserialize;

use crate::interview::{Ambient, Answer, Missing, Step};

/// Why a text is no script.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BadScript {
    /// Not the JSON of a script.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// `now` is no moment.
    #[error("`now` is no moment such as `2026-11-22T08:00:00+07:00`: `{0}`")]
    Now(String),
}

/// What to do with a fresh interview.
#[derive(Debug, Clone)]
pub struct Script {
    /// The language to begin in.
    pub language: Option<String>,
    /// What is to be done, in order.
    pub steps: Vec<ScriptStep>,
    now: Zoned,
    seed: u64,
}

/// One step.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum ScriptStep {
    /// `{"answer": "/data/q1", "value": "y"}`.
    Answer {
        /// The question.
        answer: String,
        /// Its value as stored.
        value: Scalar,
    },
    /// `{"answer": "/data/q1", "missing": "refused"}`.
    Missing {
        /// The question.
        answer: String,
        /// Why there is no answer.
        missing: Missing,
    },
    /// `{"add": "/data/v"}`.
    Add {
        /// The repeat.
        add: String,
    },
    /// `{"remove": "/data/v[2]"}`.
    Remove {
        /// The instance.
        remove: String,
    },
    /// `{"language": "English (en)"}`.
    Language {
        /// Its name.
        language: String,
    },
}

/// A text; numbers and truths are taken as they are written.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// `"a"`.
    Text(String),
    /// `1.5`.
    Number(serde_json::Number),
    /// `null`: clears.
    Nothing,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    language: Option<String>,
    now: Option<String>,
    seed: Option<u64>,
    steps: Vec<ScriptStep>,
}

impl Script {
    /// Reads a script. Without `now` it is now; without `seed` it is 1.
    pub fn parse(json: &[u8]) -> Result<Self, BadScript> {
        let written: Written = serde_json::from_slice(json)?;
        let now = match written.now {
            None => Zoned::now(),
            Some(text) => moment(&text).ok_or(BadScript::Now(text))?,
        };
        Ok(Self {
            language: written.language,
            steps: written.steps,
            now,
            seed: written.seed.unwrap_or(1),
        })
    }

    /// What step `number` knows: the same moment for all, its own chance for each.
    pub(super) fn ambient(&self, number: usize) -> Ambient {
        Ambient {
            now: self.now.clone(),
            seed: self.seed.wrapping_add(number as u64),
            device: BTreeMap::new(),
        }
    }
}

impl ScriptStep {
    pub(super) fn step(&self) -> Step {
        match self {
            Self::Answer { answer, value } => {
                let text = match value {
                    Scalar::Text(text) => text.clone(),
                    Scalar::Number(number) => number.to_string(),
                    Scalar::Nothing => String::new(),
                };
                Step::Answer {
                    at: answer.clone(),
                    answer: Answer::Text(text),
                }
            }
            Self::Missing { answer, missing } => Step::Answer {
                at: answer.clone(),
                answer: Answer::Missing(*missing),
            },
            Self::Add { add } => Step::Add { repeat: add.clone() },
            Self::Remove { remove } => Step::Remove { at: remove.clone() },
            Self::Language { language } => Step::Language { name: language.clone() },
        }
    }
}

/// A moment with its offset, or with a time zone in brackets.
fn moment(text: &str) -> Option<Zoned> {
    if let Ok(zoned) = text.parse::<Zoned>() {
        return Some(zoned);
    }
    let offset = Pieces::parse(text).ok()?.to_numeric_offset()?;
    Some(text.parse::<Timestamp>().ok()?.to_zoned(TimeZone::fixed(offset)))
}
