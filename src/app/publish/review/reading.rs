//! Reading the free texts one after the other: each wording once, with the decision that was made of it.
//!
//! A decision is on the texts of certain records. The same words of another person, come in later, are read again before they leave.

use std::collections::{BTreeMap, BTreeSet};

use super::{Error, LetOut, Review, hide};
use crate::app::canary;
use crate::app::publish::instrument_of;
use crate::app::publish::records::{self, Absent};
use crate::app::publish::release::{Part, propose};
use crate::dataset::ColumnIx;
use crate::instrument::Instrument;
use crate::privacy::canary::Telltale;
use crate::privacy::ledger::Version;
use crate::store::{ReviewedText, Workspace};
use crate::words::{Progress, Words};

/// What was decided of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It leaves without the words at these places.
    LetOut(BTreeSet<u32>),
    /// It stays.
    Keep,
}

/// A wording of a question's answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadText {
    /// The question by path.
    pub question: String,
    /// What it asks.
    pub label: String,
    /// The answer.
    pub text: String,
    /// What may point at a person in it.
    pub telltale: Option<Telltale>,
    /// What was decided; nothing until the answer of every record with these words was read.
    pub verdict: Option<Verdict>,
    /// The records that gave it.
    versions: Vec<Version>,
}

impl ReadText {
    /// How many records gave it.
    pub fn count(&self) -> usize {
        self.versions.len()
    }
}

/// The free texts of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The identity of the form version.
    pub instrument: String,
    /// Question by question in the order of the form; the words in the order of their letters.
    pub texts: Vec<ReadText>,
}

impl Reading {
    /// The first text after a place that nobody has read, going round.
    pub fn next_unread(&self, after: usize) -> Option<usize> {
        let count = self.texts.len();
        let places = (1..=count).map(|step| (after + step) % count);
        let is_unread = |place: &usize| self.texts.get(*place).is_some_and(|text| text.verdict.is_none());
        places.into_iter().find(is_unread)
    }
}

/// Reads the free texts of a master's records, with what was decided of them.
pub fn read_texts(master: &Workspace, form: Option<&str>, words: Words, progress: &dyn Progress) -> Result<Reading, Error> {
    let instrument = instrument_of(master, form)?;
    let canary = canary::of_workspace(master, &[&instrument])?;
    let identity = &instrument.identity.0;
    let decided: BTreeMap<(u64, String), ReviewedText> = master
        .reviewed(identity)?
        .into_iter()
        .map(|text| ((text.version, text.question.clone()), text))
        .collect();
    let mut texts = Vec::new();
    for (question, answers) in answers(master, &instrument, words, progress)? {
        for (text, versions) in answers {
            let decisions: Vec<Option<&ReviewedText>> = versions
                .iter()
                .map(|version| decided.get(&(version.0, question.path.clone())))
                .collect();
            texts.push(ReadText {
                question: question.path.clone(),
                label: question.label.clone(),
                telltale: canary.look(&text),
                verdict: common_verdict(&decisions),
                text,
                versions,
            });
        }
    }
    Ok(Reading {
        instrument: identity.clone(),
        texts,
    })
}

/// What was decided of all of them alike.
fn common_verdict(decisions: &[Option<&ReviewedText>]) -> Option<Verdict> {
    let verdict = |decision: &ReviewedText| {
        if decision.leaves {
            Verdict::LetOut(decision.hidden.iter().copied().collect())
        } else {
            Verdict::Keep
        }
    };
    let first = (*decisions.first()?)?;
    let is_common = decisions
        .iter()
        .all(|own| own.is_some_and(|own| own.leaves == first.leaves && own.hidden == first.hidden));
    is_common.then(|| verdict(first))
}

/// A question with free text.
struct Asked {
    path: String,
    label: String,
}

type Answers = BTreeMap<String, Vec<Version>>;

/// The wordings of every question with free text, with the records that gave them.
fn answers(master: &Workspace, instrument: &Instrument, words: Words, progress: &dyn Progress) -> Result<Vec<(Asked, Answers)>, Error> {
    let proposed = propose(master, Some(&instrument.identity.0), words)?;
    let texts: Vec<(ColumnIx, Asked)> = proposed
        .into_iter()
        .filter(|proposed| proposed.part == Part::Text)
        .map(|proposed| {
            let (at, _) = records::find(instrument, &proposed.path)?;
            let asked = Asked {
                path: proposed.path,
                label: proposed.label,
            };
            Ok((at, asked))
        })
        .collect::<Result<_, Error>>()?;
    let wanted: Vec<(ColumnIx, Absent)> = texts.iter().map(|(at, _)| (*at, Absent::Blank)).collect();
    let held = records::read(master, instrument, &wanted, None, progress)?;
    let answers = texts.into_iter().zip(&held.columns).map(|((_, asked), column)| {
        let mut answers = Answers::new();
        for (record, version) in held.versions.iter().enumerate() {
            if let Some(text) = column.label(record) {
                answers.entry(text.to_owned()).or_default().push(*version);
            }
        }
        (asked, answers)
    });
    Ok(answers.collect())
}

/// Keeps what somebody decided of a text.
pub fn decide(master: &mut Workspace, instrument: &str, text: &ReadText, verdict: &Verdict, who: &str) -> Result<(), Error> {
    let (leaves, hidden) = match verdict {
        Verdict::LetOut(hidden) => (true, hidden.iter().copied().collect()),
        Verdict::Keep => (false, Vec::new()),
    };
    let reviewed: Vec<ReviewedText> = text
        .versions
        .iter()
        .map(|version| ReviewedText {
            version: version.0,
            question: text.question.clone(),
            leaves,
            hidden: hidden.clone(),
        })
        .collect();
    Ok(master.keep_reviewed(instrument, &reviewed, who, jiff::Timestamp::now())?)
}

impl Review {
    /// What was let out while the texts were read in the window.
    pub fn of_master(master: &Workspace, form: Option<&str>, words: Words, progress: &dyn Progress) -> Result<Self, Error> {
        let instrument = instrument_of(master, form)?;
        let mut review = Self::default();
        if master.reviewed(&instrument.identity.0)?.is_empty() {
            return Ok(review);
        }
        for text in read_texts(master, Some(&instrument.identity.0), words, progress)?.texts {
            let Some(Verdict::LetOut(hidden)) = &text.verdict else { continue };
            for version in &text.versions {
                let let_out = LetOut {
                    text: text.text.clone(),
                    leaves: hide(&text.text, hidden),
                };
                review.let_out.insert((*version, text.question.clone()), let_out);
            }
        }
        Ok(review)
    }
}
