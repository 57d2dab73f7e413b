//! Records with two contents at their highest revision: what differs, and settling it field by field, by one of the contents, or by rule.
//!
//! A settlement is the record's next revision. It follows from what was chosen alone, so merging the same packages again changes nothing,
//! and two masters that settle alike agree.

use std::collections::BTreeMap;

use serde::Serialize;

use super::frame::{Label, choice_labels, question_label};
use crate::app::merge::MergeError;
use crate::dataset::{Column, ColumnIx, Record, Value};
use crate::instrument::Instrument;
use crate::output::{Layout, write_cell};
use crate::store::{self, Conflict, Contender, Decision, Workspace};

/// A record with more than one current content.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disputed {
    /// The record's key.
    pub key: String,
    /// The identity of its form.
    pub instrument: String,
    /// The form's title.
    pub form: String,
    /// The revision at which the contents differ.
    pub revision: u32,
    /// The contents, by hash.
    pub contents: Vec<Content>,
    /// What differs. Empty where the contents have different rows in a repeat: then one of them is kept whole.
    pub fields: Vec<Field>,
}

/// One of the contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Content {
    /// Its hash.
    pub hash: String,
    /// The files of the packages that brought it.
    pub files: Vec<String>,
    /// The hashes of those packages.
    pub packages: Vec<String>,
    /// The highest number among those packages.
    pub number: u32,
    /// ISO week of finishing.
    pub week: String,
    /// How many questions it answers.
    pub answered: usize,
}

/// A question that the contents answer differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Its path; in a repeat with the row's number.
    pub path: String,
    /// What each content says, as it stands in a package.
    pub values: Vec<String>,
    /// What the question asks.
    #[serde(skip)]
    pub label: Label,
    /// What each content says, in words.
    #[serde(skip)]
    pub said: Vec<Label>,
    #[serde(skip)]
    at: ColumnIx,
    #[serde(skip)]
    row: usize,
}

/// How conflicts are settled without looking at each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// The content that was finished in the later week, then the one from the package with the higher number.
    Newest,
    /// The content with more answers.
    Fullest,
    /// The content that a package brought: the beginning of its hash, or the name of its file.
    Package(String),
}

/// What is chosen for one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// One of the contents, counted from 0.
    Content(usize),
    /// The first one, but for these fields: number of the field and of the content.
    Fields(BTreeMap<usize, usize>),
    /// What the rule gives.
    Rule(Rule),
}

/// Who settles, and why.
#[derive(Debug, Clone, Copy)]
pub struct Author<'a> {
    /// Who.
    pub who: &'a str,
    /// Why.
    pub why: &'a str,
}

/// What settling did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Settled {
    /// The keys that were settled.
    pub settled: Vec<String>,
    /// The keys that the rule does not decide.
    pub left: Vec<String>,
}

impl Rule {
    /// The word on the command line and in the log.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Fullest => "fullest",
            Self::Package(_) => "package",
        }
    }

    /// The content that it chooses; `None` where it chooses none, or two alike.
    pub fn choose(&self, disputed: &Disputed) -> Option<usize> {
        let contents = disputed.contents.iter().enumerate();
        match self {
            Self::Newest => only_greatest(contents.map(|(index, content)| ((content.week.clone(), content.number as usize), index))),
            Self::Fullest => only_greatest(contents.map(|(index, content)| ((String::new(), content.answered), index))),
            Self::Package(wanted) => {
                let is_from = |content: &Content| {
                    let is_hash = |hash: &String| wanted.len() >= 8 && hash.starts_with(wanted.as_str());
                    let is_file = |file: &String| std::path::Path::new(file).file_name().is_some_and(|name| name == wanted.as_str());
                    content.packages.iter().any(is_hash) || content.files.iter().any(|file| file == wanted || is_file(file))
                };
                let mut found = contents.filter(|(_, content)| is_from(content)).map(|(index, _)| index);
                let first = found.next();
                first.filter(|_| found.next().is_none())
            }
        }
    }
}

/// The index of the greatest, unless two are.
fn only_greatest(weights: impl Iterator<Item = ((String, usize), usize)>) -> Option<usize> {
    let mut weights: Vec<_> = weights.collect();
    weights.sort();
    match weights.as_slice() {
        [.., (second, _), (first, index)] if second < first => Some(*index),
        [(_, index)] => Some(*index),
        _ => None,
    }
}

/// The records in conflict, form by form, by key.
pub fn disputed(master: &Workspace) -> Result<Vec<Disputed>, MergeError> {
    let files: BTreeMap<String, (String, u32)> = master
        .packages()?
        .into_iter()
        .map(|package| (package.header.hash, (package.header.file_name, package.header.number)))
        .collect();
    let mut all = Vec::new();
    for summary in master.instruments()? {
        let conflicts = master.conflicts(&summary.identity)?;
        if conflicts.is_empty() {
            continue;
        }
        let instrument = instrument(master, &summary.identity)?;
        for conflict in conflicts {
            all.push(look(&instrument, &summary.title, &conflict, &files)?);
        }
    }
    Ok(all)
}

fn instrument(master: &Workspace, identity: &str) -> Result<Instrument, MergeError> {
    let canonical = master.instrument_canonical(identity)?;
    Instrument::from_canonical(&canonical).map_err(|error| store::Error::Unreadable(error.to_string()).into())
}

fn look(
    instrument: &Instrument,
    title: &str,
    conflict: &Conflict,
    files: &BTreeMap<String, (String, u32)>,
) -> Result<Disputed, MergeError> {
    let records = records(instrument, conflict)?;
    let contents = conflict.contenders.iter().enumerate().map(|(index, contender)| {
        let known: Vec<&(String, u32)> = contender.packages.iter().filter_map(|hash| files.get(hash)).collect();
        Content {
            hash: contender.hash.to_string(),
            files: known.iter().map(|(file, _)| file.clone()).collect(),
            number: known.iter().map(|(_, number)| *number).max().unwrap_or(0),
            packages: contender.packages.clone(),
            week: contender.week.clone(),
            answered: records.get(index).map_or(0, answered),
        }
    });
    Ok(Disputed {
        key: conflict.key.clone(),
        instrument: instrument.identity.0.clone(),
        form: title.to_owned(),
        revision: conflict.revision,
        contents: contents.collect(),
        fields: fields(instrument, &records),
    })
}

fn records(instrument: &Instrument, conflict: &Conflict) -> Result<Vec<Record>, MergeError> {
    let unpack = |body: &[u8]| Record::unpack(&instrument.plan.released, body).map_err(|error| store::Error::Unreadable(error.to_string()));
    // Contents of two versions of a form are compared as wholes.
    let is_alike = |contender: &Contender| contender.instrument == instrument.identity.0;
    if !conflict.contenders.iter().all(is_alike) {
        return Ok(Vec::new());
    }
    let contenders = conflict.contenders.iter();
    Ok(contenders.map(|contender| unpack(&contender.body)).collect::<Result<_, _>>()?)
}

fn answered(record: &Record) -> usize {
    let cells = record.tables.iter().flat_map(|rows| rows.cells.iter().flatten());
    cells.filter(|value| value.missing().is_none()).count()
}

/// The questions that records with the same rows answer differently.
fn fields(instrument: &Instrument, records: &[Record]) -> Vec<Field> {
    let Some((first, others)) = records.split_first() else {
        return Vec::new();
    };
    let has_same_rows = |other: &Record| {
        let tables = first.tables.iter().zip(&other.tables);
        tables.into_iter().all(|(one, other)| one.parents == other.parents)
    };
    if !others.iter().all(has_same_rows) {
        return Vec::new();
    }
    let schema = &instrument.plan.released;
    let mut fields = Vec::new();
    for (at, column) in schema.columns() {
        let rows = first.tables.get(at.table).map_or(0, |rows| rows.cells.len());
        for row in 0..rows {
            let values: Vec<Option<&Value>> = records.iter().map(|record| record.get(at, row)).collect();
            if values.iter().all(|value| *value == values.first().copied().flatten()) {
                continue;
            }
            let write = |value: Option<&Value>| value.map_or_else(String::new, |value| write_cell(value, &Layout::PHIEU).into_owned());
            let choices = choice_labels(instrument, column);
            let in_words = |value: Option<&Value>| {
                let text = write(value);
                let choice = choices.iter().find(|(name, _)| *name == text);
                choice.map_or_else(|| Label::same(&text), |(_, label)| label.clone())
            };
            fields.push(Field {
                label: question_label(instrument, column),
                said: values.iter().copied().map(in_words).collect(),
                path: place(schema.tables.get(at.table).map_or("", |table| table.name.as_str()), column, row),
                values: values.iter().copied().map(write).collect(),
                at,
                row,
            });
        }
    }
    fields
}

fn place(table: &str, column: &Column, row: usize) -> String {
    if table.is_empty() {
        return column.path.clone();
    }
    format!("{table}[{}]/{}", row + 1, column.path)
}

/// Settles the conflicts of these keys, of all without keys, in one transaction.
pub fn settle(master: &mut Workspace, keys: &[String], choice: &Choice, author: Author<'_>) -> Result<Settled, MergeError> {
    let all = disputed(master)?;
    if let Some(missing) = keys.iter().find(|key| all.iter().all(|disputed| disputed.key != **key)) {
        return Err(store::Error::NoSuchConflict(missing.clone()).into());
    }
    // One moment for all, so that they are taken back together.
    let at = jiff::Timestamp::now();
    let wanted = all.iter().filter(|disputed| keys.is_empty() || keys.contains(&disputed.key));
    master.batch(|master| {
        let mut report = Settled::default();
        for disputed in wanted {
            if settle_one(master, disputed, choice, author, at)? {
                report.settled.push(disputed.key.clone());
            } else {
                report.left.push(disputed.key.clone());
            }
        }
        Ok(report)
    })
}

fn settle_one(
    master: &mut Workspace,
    disputed: &Disputed,
    choice: &Choice,
    author: Author<'_>,
    at: jiff::Timestamp,
) -> Result<bool, MergeError> {
    let refusal = || store::Error::NoSuchConflict(disputed.key.clone());
    let found = master.conflicts(&disputed.instrument)?;
    let conflict = found
        .into_iter()
        .find(|conflict| conflict.key == disputed.key)
        .ok_or_else(refusal)?;
    let content = |index: usize| {
        conflict
            .contenders
            .get(index)
            .map(|found| (found.body.clone(), found.instrument.clone()))
    };
    let ((body, form), detail) = match choice {
        Choice::Content(index) => {
            let kept = content(*index).ok_or_else(refusal)?;
            (
                kept,
                serde_json::json!({ "content": disputed.contents.get(*index).map(|content| &content.hash) }),
            )
        }
        Choice::Rule(rule) => {
            let Some(index) = rule.choose(disputed) else { return Ok(false) };
            let kept = content(index).ok_or_else(refusal)?;
            let hash = disputed.contents.get(index).map(|content| &content.hash);
            (kept, serde_json::json!({ "rule": rule.word(), "content": hash }))
        }
        Choice::Fields(choices) => {
            let instrument = instrument(master, &disputed.instrument)?;
            let records = records(&instrument, &conflict)?;
            let mut settled = records.first().cloned().ok_or_else(refusal)?;
            let mut chosen = BTreeMap::new();
            for (number, field) in disputed.fields.iter().enumerate() {
                let content = choices.get(&number).copied().unwrap_or(0);
                let value = records.get(content).and_then(|record| record.get(field.at, field.row));
                settled.set(field.at, field.row, value.cloned().ok_or_else(refusal)?);
                chosen.insert(field.path.clone(), field.values.get(content).cloned());
            }
            let packed = settled.pack(&instrument.plan.released);
            ((packed, disputed.instrument.clone()), serde_json::json!({ "fields": chosen }))
        }
    };
    let revision = master.settle(&disputed.key, &body, &form, at)?;
    master.keep_decision(&Decision {
        at,
        who: author.who.to_owned(),
        act: "settle".to_owned(),
        subject: disputed.key.clone(),
        why: author.why.to_owned(),
        detail: detail.to_string(),
    })?;
    Ok(revision > disputed.revision)
}
