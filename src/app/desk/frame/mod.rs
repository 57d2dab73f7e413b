//! All versions of a form as one table: columns by question name, choices by what they are called in the newest version.
//!
//! A choice that was renamed goes by the coordinator's table; a unit of the old epoch by the old → new list, and by a decision where the old
//! unit was split. What neither settles stays a choice of its own, marked as former, so that nothing is counted where it may not belong.

mod former;
mod label;
mod laying;
mod order;

use std::collections::BTreeMap;

use crate::app::merge::MergeError;
use crate::dataset::{CellRef, ColumnIx, ColumnType, Glimpse, Interest, Missing};
use crate::index::Elsewhere;
use crate::instrument::Instrument;
use crate::store::{self, HeldRow, InstrumentSummary, Snapshot, Workspace};
use crate::words::{Lang, Words};

pub use label::Label;
pub(in crate::app::desk) use label::{choice_labels, question_label};
use laying::Laying;
pub use order::newest_first;

/// A form with all its versions.
#[derive(Debug)]
pub struct Frame {
    /// The form's id.
    pub form: String,
    /// The newest version's title.
    pub title: String,
    /// The identities of the versions, the newest first: what a [`Snapshot`] is taken of.
    pub identities: Vec<String>,
    /// The questions outside repeats: those of the newest version in its order, then those of older ones alone.
    pub columns: Vec<FrameColumn>,
    /// The questions in repeats, in the same order.
    pub below: Vec<FrameColumn>,
    /// The versions in the order of `identities`.
    pub versions: Vec<FrameVersion>,
    /// What stands out of the newest version's choices and needs a decision.
    pub open: Vec<OpenChoice>,
}

/// A version of the form beside the newest one.
#[derive(Debug)]
pub struct FrameVersion {
    /// The form with its sheets.
    pub instrument: Instrument,
    /// Questions of the newest version that it does not ask.
    pub lacks: Vec<String>,
    /// Questions that are answered in another way than in the newest version.
    pub differs: Vec<String>,
    /// For the columns of the newest version, where this one keeps them; empty for the newest itself.
    pub elsewhere: BTreeMap<ColumnIx, Elsewhere>,
    interest: Interest,
    /// For each column of the frame, where it is here and what its choices are there.
    sources: Vec<Option<Source>>,
}

/// A question over all versions.
#[derive(Debug, Clone)]
pub struct FrameColumn {
    /// Its name.
    pub name: String,
    /// What it asks.
    pub label: Label,
    /// What it holds.
    pub kind: ColumnType,
    /// Its choices.
    pub choices: Vec<FrameChoice>,
    /// What it is for.
    pub role: Role,
    /// In how many versions it is.
    pub versions: usize,
    /// The list of its choices.
    pub list: Option<String>,
}

/// What a question is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It names the unit.
    Unit,
    /// It names the group of respondents.
    Group,
    /// It holds the weight.
    Weight,
    /// Anything else.
    Other,
}

/// A choice over all versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameChoice {
    /// Its name in the newest version that has it.
    pub name: String,
    /// What it says.
    pub label: Label,
    /// Whether the newest version does not have it.
    pub is_former: bool,
}

/// A choice of an older version that the newest one does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenChoice {
    /// The identity of the older version.
    pub instrument: String,
    /// Its version.
    pub version: String,
    /// The question's name.
    pub question: String,
    /// The choice's name there.
    pub former: String,
    /// What it says there.
    pub label: Label,
    /// What it is now, where that is settled.
    pub current: Option<String>,
    /// Choices of the newest version that it may be: the same label, or the units that an old one was split into.
    pub proposed: Vec<String>,
    /// What it most likely is: the only choice of the same label, or the unit that most people of an old one came to.
    pub likely: Option<String>,
    /// It is a unit of the old epoch.
    pub unit: Option<UnitFate>,
}

/// What becomes of a unit of the old epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitFate {
    /// All of it went into one new unit.
    Whole,
    /// It was split: somebody must decide.
    Split,
}

#[derive(Debug)]
struct Source {
    at: ColumnIx,
    choices: Vec<u32>,
    /// By name, for choices that are not in the version's own list and for several at once.
    by_name: BTreeMap<String, u32>,
}

/// What a cell of the frame holds.
#[derive(Debug, Clone, PartialEq)]
pub enum FrameCell<'a> {
    /// Nothing, and why.
    Missing(Missing),
    /// A choice by its place in [`FrameColumn::choices`].
    Choice(u32),
    /// Several.
    Many(Vec<u32>),
    /// A number.
    Number(f64),
    /// Anything else.
    Text(std::borrow::Cow<'a, str>),
}

/// A record in a frame.
pub struct FrameRow<'a> {
    /// Where it stands in the snapshot, and what is known of it.
    pub held: HeldRow<'a>,
    frame: &'a Frame,
    glimpse: Glimpse<'a>,
}

impl FrameRow<'_> {
    /// The cell of a column.
    pub fn cell(&self, column: usize) -> FrameCell<'_> {
        let version = self.frame.versions.get(self.held.form);
        let Some(source) = version.and_then(|version| version.sources.get(column)?.as_ref()) else {
            return FrameCell::Missing(Missing::NotAsked);
        };
        match self.glimpse.cell(source.at, 0) {
            CellRef::Missing(kind) => FrameCell::Missing(kind),
            CellRef::Choice { index, .. } => match source.choices.get(index as usize) {
                Some(choice) => FrameCell::Choice(*choice),
                None => FrameCell::Missing(Missing::Empty),
            },
            CellRef::Integer(number) => FrameCell::Number(number as f64),
            CellRef::Decimal { scale, digits } => FrameCell::Number(digits as f64 / 10_f64.powi(i32::from(scale))),
            CellRef::Text(text) => match source.by_name.get(text) {
                Some(choice) => FrameCell::Choice(*choice),
                None => FrameCell::Text(text.into()),
            },
            CellRef::Many(names) => FrameCell::Many(names.filter_map(|name| source.by_name.get(name).copied()).collect()),
        }
    }
}

impl Frame {
    /// The forms of a master, by id with the title of the newest version; the one that was added last comes first.
    pub fn forms(master: &Workspace) -> Result<Vec<(String, String)>, MergeError> {
        let summaries = master.instruments()?;
        let mut forms: Vec<(String, String)> = Vec::new();
        for summary in summaries.iter().rev() {
            if forms.iter().all(|(form, _)| *form != summary.form) {
                let newest = newest_first(&summaries, &summary.form);
                let title = newest.first().map_or("", |newest| newest.title.as_str());
                forms.push((summary.form.clone(), title.to_owned()));
            }
        }
        Ok(forms)
    }

    /// A form with all its versions; nothing where the master has no such form.
    pub fn of(master: &Workspace, form: &str) -> Result<Option<Self>, MergeError> {
        Ok(Self::of_versions(master, &newest_first(&master.instruments()?, form))?)
    }

    /// Some versions of a form side by side, the first as the frame; nothing without a version.
    pub fn of_versions(master: &Workspace, summaries: &[&InstrumentSummary]) -> Result<Option<Self>, store::Error> {
        let Some(newest) = summaries.first() else { return Ok(None) };
        let mut frame = Self {
            form: newest.form.clone(),
            title: newest.title.clone(),
            identities: summaries.iter().map(|summary| summary.identity.clone()).collect(),
            columns: Vec::new(),
            below: Vec::new(),
            versions: Vec::new(),
            open: Vec::new(),
        };
        let mut laying = Laying::new(master.unit_decisions()?);
        for summary in summaries {
            let canonical = master.instrument_canonical(&summary.identity)?;
            let instrument = Instrument::from_canonical(&canonical).map_err(|error| store::Error::Unreadable(error.to_string()))?;
            laying.add(&mut frame, instrument, master.renamed_choices(&summary.identity)?);
        }
        for version in &mut frame.versions {
            version.sources.resize_with(frame.columns.len(), || None);
        }
        Ok(Some(frame))
    }

    /// A question by its name, in a repeat or not.
    pub fn question(&self, name: &str) -> Option<&FrameColumn> {
        self.columns.iter().chain(&self.below).find(|column| column.name == name)
    }

    /// Version by version, how many of the records are of it, and what of it does not fit the newest one. Nothing where all are of one
    /// version, which is the newest.
    pub fn shares(&self, snapshot: &Snapshot, words: Words) -> Vec<String> {
        let counts: Vec<usize> = (0..self.versions.len()).map(|version| snapshot.count_of(version)).collect();
        if counts.iter().skip(1).all(|count| *count == 0) {
            return Vec::new();
        }
        let with_records = self.versions.iter().zip(&counts).filter(|(_, count)| **count > 0);
        let mut lines: Vec<String> = with_records.map(|(version, count)| version.say(*count as u64, words)).collect();
        let left = self.open.iter().filter(|open| open.current.is_none()).count();
        if left > 0 {
            lines.push(words.say_with("versions-left", &[("n", left.into())]));
        }
        lines
    }

    /// Hands over the records of a chunk.
    pub fn for_each_in(&self, snapshot: &Snapshot, chunk: usize, mut take: impl FnMut(&FrameRow<'_>)) -> Result<(), store::Error> {
        snapshot.for_each_in(chunk, |held| {
            let Some(version) = self.versions.get(held.form) else {
                return Ok(());
            };
            let glimpse = version
                .interest
                .glimpse(held.row.body)
                .map_err(|error| store::Error::Unreadable(error.to_string()))?;
            take(&FrameRow {
                held,
                frame: self,
                glimpse,
            });
            Ok(())
        })
    }

    /// The column of a role.
    pub fn column_of(&self, role: Role) -> Option<usize> {
        self.columns.iter().position(|column| column.role == role)
    }

    /// A cell in words.
    pub fn written(&self, column: usize, cell: &FrameCell<'_>, lang: Lang) -> String {
        let choices = self.columns.get(column).map_or(&[][..], |column| column.choices.as_slice());
        let label = |choice: &u32| choices.get(*choice as usize).map_or("", |choice| choice.label.get(lang)).to_owned();
        match cell {
            FrameCell::Missing(_) => String::new(),
            FrameCell::Choice(choice) => label(choice),
            FrameCell::Many(chosen) => chosen.iter().map(label).collect::<Vec<_>>().join(", "),
            FrameCell::Number(number) => written_number(*number, lang),
            FrameCell::Text(text) => text.clone().into_owned(),
        }
    }
}

impl FrameVersion {
    /// How many records are of it, and what of it does not fit the newest version.
    pub fn say(&self, records: u64, words: Words) -> String {
        let version = self.instrument.form.version.as_str();
        let mut line = words.say_with("versions-share", &[("n", records.into()), ("version", version.into())]);
        for (key, names) in [("versions-lacks", &self.lacks), ("versions-differs", &self.differs)] {
            if !names.is_empty() {
                line.push_str("; ");
                line.push_str(&words.say_with(key, &[("n", names.len().into()), ("names", few(names).into())]));
            }
        }
        line
    }
}

/// A number with all its digits and the decimal sign of the language.
pub(super) fn written_number(number: f64, lang: Lang) -> String {
    let plain = number.to_string();
    match lang {
        Lang::Vi => plain.replace('.', ","),
        Lang::En => plain,
    }
}

/// The first of many names.
fn few(names: &[String]) -> String {
    const FEW: usize = 5;
    let shown = names.iter().take(FEW).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > FEW { format!("{shown}, …") } else { shown }
}
