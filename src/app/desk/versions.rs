//! What choices of older versions and units of the old epoch are now: a table that the coordinator fills in once.

use super::conflicts::Author;
use super::frame::{Frame, OpenChoice, UnitFate};
use crate::app::merge::MergeError;
use crate::exchange::loose::FilledTable;
use crate::store::{Decision, RenamedChoice, Workspace};
use crate::words::{Lang, Words};

/// The columns of the table.
const HEADS: [&str; 9] = [
    "form",
    "version",
    "instrument",
    "question",
    "former",
    "label",
    "current",
    "proposed",
    "unit",
];

/// A line of a filled-in table that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FillError {
    /// It is not the table that was written here.
    #[error("not the table that `phieu versions` writes: the columns must be `{}`", HEADS.join(","))]
    Heads,
    /// There is no such choice to settle.
    #[error("line {line}: no open choice `{former}` of `{question}`")]
    NoSuchChoice {
        /// Its line.
        line: u64,
        /// The question.
        question: String,
        /// The choice.
        former: String,
    },
    /// The newest version has no such choice.
    #[error("line {line}: the newest version has no choice `{current}`")]
    NoSuchCurrent {
        /// Its line.
        line: u64,
        /// What was filled in.
        current: String,
    },
    /// An old unit cannot be counted in a unit that no part of it went into.
    #[error("line {line}: no part of unit `{former}` went into `{current}`")]
    NotASuccessor {
        /// Its line.
        line: u64,
        /// The old unit.
        former: String,
        /// What was filled in.
        current: String,
    },
}

impl FillError {
    /// The fault in words.
    pub fn say(&self, words: Words) -> String {
        match self {
            Self::Heads => words.say_with("versions-error-heads", &[("heads", HEADS.join(",").into())]),
            Self::NoSuchChoice { line, question, former } => words.say_with(
                "versions-error-choice",
                &[
                    ("line", (*line as i64).into()),
                    ("question", question.as_str().into()),
                    ("former", former.as_str().into()),
                ],
            ),
            Self::NoSuchCurrent { line, current } => words.say_with(
                "versions-error-current",
                &[("line", (*line as i64).into()), ("current", current.as_str().into())],
            ),
            Self::NotASuccessor { line, former, current } => words.say_with(
                "versions-error-successor",
                &[
                    ("line", (*line as i64).into()),
                    ("former", former.as_str().into()),
                    ("current", current.as_str().into()),
                ],
            ),
        }
    }
}

/// What a line of the table settles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// The identity of the older version.
    pub instrument: String,
    /// The question.
    pub question: String,
    /// The choice there.
    pub former: String,
    /// What it is now; empty takes it back.
    pub current: String,
    /// Whether it is a unit of the old epoch: then it counts for every form.
    pub is_unit: bool,
}

/// The choices to settle of all forms.
pub fn frames(master: &Workspace) -> Result<Vec<Frame>, MergeError> {
    let mut frames = Vec::new();
    for (form, _) in Frame::forms(master)? {
        frames.extend(Frame::of(master, &form)?);
    }
    Ok(frames)
}

/// The table to be filled in: `current` is what was settled, `proposed` what it may be.
pub fn table(frames: &[Frame], lang: Lang) -> Vec<Vec<String>> {
    let mut rows = vec![HEADS.map(str::to_owned).to_vec()];
    for frame in frames {
        for open in &frame.open {
            let unit = match open.unit {
                None => "",
                Some(UnitFate::Whole) => "whole",
                Some(UnitFate::Split) => "split",
            };
            rows.push(vec![
                frame.form.clone(),
                open.version.clone(),
                open.instrument.clone(),
                open.question.clone(),
                open.former.clone(),
                open.label.get(lang).to_owned(),
                open.current.clone().unwrap_or_default(),
                open.proposed.join(" "),
                unit.to_owned(),
            ]);
        }
    }
    rows
}

/// Reads a filled-in table. Lines without a `current` say nothing.
pub fn read(frames: &[Frame], file: &[u8]) -> Result<Vec<Settlement>, FillError> {
    let table = FilledTable::of(file);
    let mut reader = table.reader();
    let heads = reader.headers().map_err(|_not_csv| FillError::Heads)?.clone();
    let place = |name: &str| heads.iter().position(|head| head.trim() == name).ok_or(FillError::Heads);
    let (instrument, question, former, current) = (place("instrument")?, place("question")?, place("former")?, place("current")?);
    let mut settlements = Vec::new();
    for (record, line) in reader.records().zip(2_u64..) {
        let record = record.map_err(|_not_csv| FillError::Heads)?;
        let cell = |at: usize| record.get(at).unwrap_or_default().trim().to_owned();
        if cell(current).is_empty() {
            continue;
        }
        let (frame, open) = find(frames, &cell(instrument), &cell(question), &cell(former)).ok_or_else(|| FillError::NoSuchChoice {
            line,
            question: cell(question),
            former: cell(former),
        })?;
        let former = open.former.clone();
        let current = named(frame, open, &cell(current)).ok_or_else(|| FillError::NoSuchCurrent {
            line,
            current: cell(current),
        })?;
        if open.unit.is_some() && !open.proposed.contains(&current) {
            return Err(FillError::NotASuccessor { line, former, current });
        }
        settlements.push(Settlement {
            instrument: open.instrument.clone(),
            question: open.question.clone(),
            former,
            current,
            is_unit: open.unit.is_some(),
        });
    }
    Ok(settlements)
}

/// The open choice that a line is about. A spreadsheet program eats leading zeros: `4` is `00004` where nothing else is.
fn find<'a>(frames: &'a [Frame], instrument: &str, question: &str, former: &str) -> Option<(&'a Frame, &'a OpenChoice)> {
    let of_question = |open: &&OpenChoice| open.instrument == instrument && open.question == question;
    let all = frames.iter().flat_map(|frame| frame.open.iter().map(move |open| (frame, open)));
    let of_question: Vec<_> = all.filter(|(_, open)| of_question(open)).collect();
    let exact = of_question.iter().find(|(_, open)| open.former == former);
    let bare = |name: &str| name.trim_start_matches('0').to_owned();
    exact
        .or_else(|| of_question.iter().find(|(_, open)| bare(&open.former) == bare(former)))
        .copied()
}

/// The choice of the newest version that was meant.
fn named(frame: &Frame, open: &OpenChoice, current: &str) -> Option<String> {
    let column = frame.question(&open.question)?;
    let newest = column.choices.iter().filter(|choice| !choice.is_former);
    let names: Vec<&String> = newest.map(|choice| &choice.name).collect();
    let bare = |name: &str| name.trim_start_matches('0').to_owned();
    let exact = names.iter().find(|name| name.as_str() == current);
    let found = exact.or_else(|| names.iter().find(|name| bare(name) == bare(current)))?;
    Some((*found).clone())
}

/// Keeps what was settled, in one transaction, with who settled it.
pub fn settle(master: &mut Workspace, settlements: &[Settlement], author: Author<'_>) -> Result<(), MergeError> {
    master.batch(|master| {
        for settlement in settlements {
            let Settlement {
                instrument,
                question,
                former,
                current,
                is_unit,
            } = settlement;
            if *is_unit {
                master.decide_unit(former, current)?;
            } else {
                let renamed = RenamedChoice {
                    question: question.clone(),
                    former: former.clone(),
                    current: current.clone(),
                };
                master.rename_choice(instrument, &renamed)?;
            }
            master.keep_decision(&Decision {
                at: jiff::Timestamp::now(),
                who: author.who.to_owned(),
                act: if *is_unit { "unit" } else { "map" }.to_owned(),
                subject: if *is_unit {
                    former.clone()
                } else {
                    format!("{question}: {former}")
                },
                why: author.why.to_owned(),
                detail: serde_json::json!({ "instrument": instrument, "former": former, "current": current }).to_string(),
            })?;
        }
        Ok(())
    })
}
