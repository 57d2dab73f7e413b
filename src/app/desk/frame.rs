//! All versions of a form as one table: columns by question name, choices by what they are called in the newest version.
//!
//! A choice that was renamed goes by the coordinator's table; a unit of the old epoch by the old → new list, and by a decision where the old
//! unit was split. What neither settles stays a choice of its own, marked as former, so that nothing is counted where it may not belong.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::merge::MergeError;
use crate::dataset::units::{Epoch, Units};
use crate::dataset::{CellRef, Column, ColumnIx, ColumnType, Glimpse, Interest, Missing};
use crate::form::{DataType, Form, LanguageIx, NodeId, TemplatePart, Text};
use crate::instrument::Instrument;
use crate::store::{self, HeldRow, Snapshot, Workspace};
use crate::words::Lang;

/// A text in both languages of the program.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Label([String; 2]);

impl Label {
    /// In this language.
    pub fn get(&self, lang: Lang) -> &str {
        let [vi, en] = &self.0;
        match lang {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }

    /// The same in both.
    pub fn same(text: &str) -> Self {
        Self([text.to_owned(), text.to_owned()])
    }
}

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
    versions: Vec<Version>,
    /// What stands out of the newest version's choices and needs a decision.
    pub open: Vec<OpenChoice>,
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
struct Version {
    interest: Interest,
    /// For each column of the frame, where it is here and what its choices are there.
    sources: Vec<Option<Source>>,
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
    /// The forms of a master that have records, by id with the title of the newest version.
    pub fn forms(master: &Workspace) -> Result<Vec<(String, String)>, MergeError> {
        let mut forms: Vec<(String, String)> = Vec::new();
        for summary in master.instruments()?.into_iter().rev() {
            if forms.iter().all(|(form, _)| *form != summary.form) {
                forms.push((summary.form, summary.title));
            }
        }
        Ok(forms)
    }

    /// A form with all its versions; nothing where the master has no such form.
    pub fn of(master: &Workspace, form: &str) -> Result<Option<Self>, MergeError> {
        let mut summaries: Vec<_> = master.instruments()?.into_iter().filter(|summary| summary.form == form).collect();
        summaries.reverse();
        let mut instruments = Vec::with_capacity(summaries.len());
        let mut renamed = Vec::new();
        for summary in &summaries {
            let canonical = master.instrument_canonical(&summary.identity)?;
            instruments.push(Instrument::from_canonical(&canonical).map_err(|error| store::Error::Unreadable(error.to_string()))?);
            renamed.push(master.renamed_choices(&summary.identity)?);
        }
        let Some(title) = summaries.first().map(|summary| summary.title.clone()) else {
            return Ok(None);
        };
        let mut frame = Self {
            form: form.to_owned(),
            title,
            identities: summaries.into_iter().map(|summary| summary.identity).collect(),
            columns: Vec::new(),
            versions: Vec::new(),
            open: Vec::new(),
        };
        let mut builder = Builder {
            units: Units::hanoi(),
            decisions: master.unit_decisions()?,
            newest: BTreeMap::new(),
        };
        for (instrument, renamed) in instruments.iter().zip(renamed) {
            let renamed: BTreeMap<(String, String), String> = renamed
                .into_iter()
                .map(|renamed| ((renamed.question, renamed.former), renamed.current))
                .collect();
            builder.add(&mut frame, instrument, &renamed);
        }
        for version in &mut frame.versions {
            version.sources.resize_with(frame.columns.len(), || None);
        }
        Ok(Some(frame))
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
            FrameCell::Number(number) => number.to_string(),
            FrameCell::Text(text) => text.clone().into_owned(),
        }
    }
}

struct Builder {
    units: Units,
    decisions: BTreeMap<String, String>,
    /// By question: the epoch of its units in the newest version that has it.
    newest: BTreeMap<String, Option<Epoch>>,
}

impl Builder {
    fn add(&mut self, frame: &mut Frame, instrument: &Instrument, renamed: &BTreeMap<(String, String), String>) {
        let released = &instrument.plan.released;
        let columns = released.tables.first().map_or(&[][..], |table| table.columns.as_slice());
        let mut sources: Vec<Option<Source>> = frame.columns.iter().map(|_| None).collect();
        let mut taken = BTreeSet::new();
        for (index, column) in columns.iter().enumerate() {
            // The head of a table of scales is asked nobody.
            if instrument.form.node(column.node).appearance.has("label") {
                continue;
            }
            let at = ColumnIx { table: 0, column: index };
            // Two questions of one name in different groups are told apart by their paths.
            let name = if taken.insert(column.name.clone()) {
                column.name.clone()
            } else {
                column.path.clone()
            };
            let labels = choice_labels(instrument, column);
            let is_new = frame.columns.iter().all(|known| known.name != name);
            if is_new {
                frame
                    .columns
                    .push(new_column(instrument, column, &name, &labels, frame.versions.is_empty()));
                sources.push(None);
                let epoch = self.epoch(&labels);
                self.newest.insert(name.clone(), epoch);
            }
            let Some(place) = frame.columns.iter().position(|known| known.name == name) else {
                continue;
            };
            let by_name = self.choices(frame, place, instrument, &labels, renamed, is_new);
            if let Some(known) = frame.columns.get_mut(place) {
                known.versions += 1;
            }
            let own = column.choices.iter().flat_map(|choices| choices.iter());
            let choices = own.map(|choice| by_name.get(choice).copied().unwrap_or(0)).collect();
            if let Some(source) = sources.get_mut(place) {
                *source = Some(Source { at, choices, by_name });
            }
        }
        let wanted = sources.iter().flatten().map(|source| source.at);
        frame.versions.push(Version {
            interest: Interest::new(released, wanted),
            sources,
        });
    }

    /// What the choices of a version are in the frame; those that are nothing there are added as former ones.
    fn choices(
        &self,
        frame: &mut Frame,
        place: usize,
        instrument: &Instrument,
        labels: &[(String, Label)],
        renamed: &BTreeMap<(String, String), String>,
        is_new: bool,
    ) -> BTreeMap<String, u32> {
        let mut by_name = BTreeMap::new();
        let Some(column) = frame.columns.get_mut(place) else {
            return by_name;
        };
        if is_new {
            by_name.extend(labels.iter().zip(0..).map(|((name, _), index)| (name.clone(), index)));
            return by_name;
        }
        let epoch = self.epoch(labels);
        let has_changed_epoch = epoch == Some(Epoch::Legacy2024) && self.newest.get(&column.name) == Some(&Some(Epoch::Wards2025));
        let newest: Vec<FrameChoice> = column.choices.iter().filter(|choice| !choice.is_former).cloned().collect();
        let named = |name: &str| newest.iter().position(|choice| choice.name == name).map(|index| index as u32);
        for (former, label) in labels {
            let decided = renamed.get(&(column.name.clone(), former.clone())).cloned();
            let unit = has_changed_epoch.then(|| match self.units.whole_successor(former) {
                Some(_) => UnitFate::Whole,
                None => UnitFate::Split,
            });
            let settled = decided.or_else(|| match unit {
                Some(UnitFate::Whole) => self.units.whole_successor(former).map(|successor| successor.code.clone()),
                Some(UnitFate::Split) => self.decisions.get(former).cloned(),
                None => Some(former.clone()).filter(|name| named(name).is_some()),
            });
            let current = settled.filter(|name| named(name).is_some());
            let index = current.as_deref().and_then(named);
            let is_itself = unit.is_none() && current.as_deref() == Some(former.as_str());
            if !is_itself {
                let proposed = match unit {
                    Some(_) => self
                        .units
                        .successors(former)
                        .iter()
                        .map(|successor| successor.code.code.clone())
                        .collect(),
                    None => newest
                        .iter()
                        .filter(|choice| choice.label == *label)
                        .map(|choice| choice.name.clone())
                        .collect(),
                };
                frame.open.push(OpenChoice {
                    instrument: instrument.identity.0.clone(),
                    version: instrument.form.version.clone(),
                    question: column.name.clone(),
                    former: former.clone(),
                    label: label.clone(),
                    current: current.clone(),
                    proposed,
                    unit,
                });
            }
            let index = index.unwrap_or_else(|| {
                let shown = if unit.is_some() { format!("2024:{former}") } else { former.clone() };
                let known = column.choices.iter().position(|choice| choice.is_former && choice.name == shown);
                known.unwrap_or_else(|| {
                    column.choices.push(FrameChoice {
                        name: shown,
                        label: label.clone(),
                        is_former: true,
                    });
                    column.choices.len() - 1
                }) as u32
            });
            by_name.insert(former.clone(), index);
        }
        by_name
    }

    /// The epoch whose units these choices are: a code alone does not tell, so the names must fit too.
    fn epoch(&self, labels: &[(String, Label)]) -> Option<Epoch> {
        let fits = |epoch: Epoch| {
            let fits = |(code, label): &&(String, Label)| {
                let unit = self.units.get(epoch, code);
                unit.is_some_and(|unit| crate::words::fold(&unit.name).ends_with(&crate::words::fold(bare(label.get(Lang::Vi)))))
            };
            labels.iter().filter(fits).count()
        };
        let (old, new) = (fits(Epoch::Legacy2024), fits(Epoch::Wards2025));
        let best = if old > new { Epoch::Legacy2024 } else { Epoch::Wards2025 };
        (old.max(new) * 2 > labels.len()).then_some(best)
    }
}

/// `Phường Ba Đình` → `Ba Đình`: lists write the kind of unit or leave it out.
fn bare(label: &str) -> &str {
    let kinds = ["Phường ", "Xã ", "Thị trấn "];
    kinds.iter().find_map(|kind| label.strip_prefix(kind)).unwrap_or(label)
}

fn new_column(instrument: &Instrument, column: &Column, name: &str, labels: &[(String, Label)], is_newest: bool) -> FrameColumn {
    let form = &instrument.form;
    let tree = instrument.index.as_ref();
    let is = |node: Option<NodeId>| node == Some(column.node);
    let role = if is(tree.and_then(|tree| tree.unit)) {
        Role::Unit
    } else if is(tree.and_then(|tree| tree.group.as_ref()).map(|group| group.node)) {
        Role::Group
    } else if is(tree.and_then(|tree| tree.case_weight)) {
        Role::Weight
    } else {
        named_role(form, column)
    };
    let itemset = form.question(column.node).and_then(|question| question.choices.as_ref());
    FrameColumn {
        name: name.to_owned(),
        label: label(form, &form.node(column.node).label, &column.name),
        kind: column.kind,
        choices: labels
            .iter()
            .map(|(name, label)| FrameChoice {
                name: name.clone(),
                label: label.clone(),
                is_former: !is_newest,
            })
            .collect(),
        role,
        versions: 0,
        list: itemset.map(|itemset| itemset.list.clone()),
    }
}

/// What a question is for by its name, in forms without an index sheet.
fn named_role(form: &Form, column: &Column) -> Role {
    let is_select = form
        .question(column.node)
        .is_some_and(|question| question.data == DataType::SelectOne);
    match (column.name.as_str(), column.kind) {
        ("unit" | "ward" | "commune", ColumnType::One) if is_select => Role::Unit,
        ("weight", ColumnType::Decimal | ColumnType::Integer) => Role::Weight,
        _ => Role::Other,
    }
}

fn choice_labels(instrument: &Instrument, column: &Column) -> Vec<(String, Label)> {
    let form = &instrument.form;
    let itemset = form.question(column.node).and_then(|question| question.choices.as_ref());
    let list = itemset.and_then(|itemset| form.lists.get(&itemset.list));
    let names = column.choices.iter().flat_map(|choices| choices.iter());
    names
        .map(|name| {
            let choice = list.and_then(|list| list.choices.iter().find(|choice| choice.name == *name));
            let label = choice.map_or_else(|| Label::same(name), |choice| label(form, &choice.label, name));
            (name.clone(), label)
        })
        .collect()
}

/// A text of the form in the program's languages; the name where there is none.
fn label(form: &Form, text: &Text, name: &str) -> Label {
    let in_language = |lang: Lang| {
        let language = form.languages.iter().position(|known| known.code() == Some(lang.code()));
        let language = language.map_or(form.default_language, |index| LanguageIx(index as u16));
        let found = text.in_language(language, form.default_language);
        let parts = found.map(|(template, _)| template.parts.as_slice()).unwrap_or_default();
        let literal = parts.iter().map(|part| match part {
            TemplatePart::Literal(text) => text.as_str(),
            TemplatePart::Output(_) => "…",
        });
        let written: String = literal.collect();
        if written.trim().is_empty() { name.to_owned() } else { written }
    };
    Label([in_language(Lang::Vi), in_language(Lang::En)])
}
