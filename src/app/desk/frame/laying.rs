//! Lays the versions of a form side by side, from the newest to the oldest, question by question.

use std::collections::{BTreeMap, BTreeSet};

use super::former::{Former, Settling};
use super::label::{choice_labels, question_label};
use super::{Frame, FrameChoice, FrameColumn, FrameVersion, Label, OpenChoice, Role, Source};
use crate::dataset::units::Epoch;
use crate::dataset::{Column, ColumnIx, ColumnType, Interest, TableSchema};
use crate::form::{DataType, Form, NodeId};
use crate::index::{Elsewhere, FormerChoice};
use crate::instrument::Instrument;
use crate::store::RenamedChoice;

/// What is known of the versions that were laid down.
pub(super) struct Laying {
    settling: Settling,
    /// By question: what it is in the newest version that asks it.
    questions: BTreeMap<String, Newest>,
}

struct Newest {
    epoch: Option<Epoch>,
    /// Where the frame's own version has it; nothing for a question of older versions alone.
    at: Option<ColumnIx>,
}

impl Laying {
    pub(super) fn new(decisions: BTreeMap<String, String>) -> Self {
        Self {
            settling: Settling::new(decisions),
            questions: BTreeMap::new(),
        }
    }

    /// Lays the next older version down.
    pub(super) fn add(&mut self, frame: &mut Frame, instrument: Instrument, renamed: Vec<RenamedChoice>) {
        let is_newest = frame.versions.is_empty();
        let renamed = renamed.into_iter().map(|own| ((own.question, own.former), own.current)).collect();
        let mut sources: Vec<Option<Source>> = frame.columns.iter().map(|_| None).collect();
        let mut asked = BTreeSet::new();
        let mut version = FrameVersion {
            lacks: Vec::new(),
            differs: Vec::new(),
            elsewhere: BTreeMap::new(),
            interest: Interest::new(&instrument.plan.released, []),
            sources: Vec::new(),
            instrument,
        };
        let instrument = &version.instrument;
        for (at, column) in instrument.plan.released.columns() {
            // The head of a table of scales is asked nobody.
            if instrument.form.node(column.node).appearance.has("label") {
                continue;
            }
            let name = question_name(&instrument.plan.released.tables, at, column, &asked);
            asked.insert(name.clone());
            let labels = choice_labels(instrument, column);
            let newest = self.questions.entry(name.clone()).or_insert_with(|| Newest {
                epoch: self.settling.epoch(&labels),
                at: is_newest.then_some(at),
            });
            let columns = if at.table == 0 { &mut frame.columns } else { &mut frame.below };
            let known = columns.iter().position(|known| known.name == name);
            let place = known.unwrap_or(columns.len());
            if known.is_none() {
                columns.push(new_column(instrument, column, &name, &labels, is_newest));
            }
            let Some(own) = columns.get_mut(place) else { continue };
            own.versions += 1;
            // Asked once in the newest version and again and again here, or the other way round.
            let is_elsewhere = known.is_none() && newest.at.is_some() && !is_newest;
            if is_elsewhere || is_other(own.kind, column.kind) {
                version.differs.push(name.clone());
            }
            let formers = match known {
                Some(_) => self.settling.settle((own, newest.epoch), &labels, &renamed),
                None => Vec::new(),
            };
            for former in formers.iter().filter(|former| !former.is_itself()) {
                frame.open.push(open_choice(instrument, &name, former));
            }
            if let Some(here) = newest.at.filter(|_| known.is_some()) {
                version.elsewhere.insert(here, elsewhere(at, &formers));
            }
            if at.table > 0 {
                continue;
            }
            let by_name = places(own, &labels, &formers);
            let list = column.choices.iter().flat_map(|choices| choices.iter());
            let source = Source {
                at,
                choices: list.map(|choice| by_name.get(choice).copied().unwrap_or(0)).collect(),
                by_name,
            };
            if known.is_none() {
                sources.push(None);
            }
            if let Some(slot) = sources.get_mut(place) {
                *slot = Some(source);
            }
        }
        let lacking = self
            .questions
            .iter()
            .filter(|(name, newest)| newest.at.is_some() && !asked.contains(*name));
        let mut lacking: Vec<(Option<ColumnIx>, &String)> = lacking.map(|(name, newest)| (newest.at, name)).collect();
        lacking.sort();
        version.lacks = lacking.into_iter().map(|(_, name)| name.clone()).collect();
        let wanted = sources.iter().flatten().map(|source| source.at);
        version.interest = Interest::new(&version.instrument.plan.released, wanted);
        version.sources = sources;
        frame.versions.push(version);
    }
}

/// What a question is called over all versions. Two of one name in different groups are told apart by their paths.
fn question_name(tables: &[TableSchema], at: ColumnIx, column: &Column, asked: &BTreeSet<String>) -> String {
    if !asked.contains(&column.name) {
        return column.name.clone();
    }
    match tables.get(at.table).map(|table| table.name.as_str()) {
        None | Some("") => column.path.clone(),
        Some(table) => format!("{table}/{}", column.path),
    }
}

/// Whether answers of one kind are nothing where the other is asked. Whole numbers are numbers.
fn is_other(one: ColumnType, other: ColumnType) -> bool {
    one != other && !(one.is_numeric() && other.is_numeric())
}

/// Where the choices of a version stand in the question of all versions; those that are nothing there are added as former ones.
fn places(column: &mut FrameColumn, labels: &[(String, Label)], formers: &[Former]) -> BTreeMap<String, u32> {
    if formers.is_empty() {
        return labels.iter().zip(0..).map(|((name, _), index)| (name.clone(), index)).collect();
    }
    let mut by_name = BTreeMap::new();
    for former in formers {
        let shown = former.shown();
        let is_former = former.current.is_none();
        let known = column
            .choices
            .iter()
            .position(|choice| choice.name == shown && (is_former || !choice.is_former));
        let index = known.unwrap_or_else(|| {
            column.choices.push(FrameChoice {
                name: shown,
                label: former.label.clone(),
                is_former: true,
            });
            column.choices.len() - 1
        });
        by_name.insert(former.name.clone(), index as u32);
    }
    by_name
}

fn elsewhere(at: ColumnIx, formers: &[Former]) -> Elsewhere {
    let choice = |former: &Former| FormerChoice {
        former: former.name.clone(),
        name: former.shown(),
        is_settled: former.current.is_some(),
    };
    Elsewhere {
        at,
        choices: formers.iter().map(choice).collect(),
    }
}

fn open_choice(instrument: &Instrument, question: &str, former: &Former) -> OpenChoice {
    OpenChoice {
        instrument: instrument.identity.0.clone(),
        version: instrument.form.version.clone(),
        question: question.to_owned(),
        former: former.name.clone(),
        label: former.label.clone(),
        current: former.current.clone(),
        proposed: former.proposed.clone(),
        likely: former.likely.clone(),
        unit: former.unit,
    }
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
        label: question_label(instrument, column),
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
