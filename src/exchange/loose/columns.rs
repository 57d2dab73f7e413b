//! What the columns of a loose file are: heads are known by the question's path or its name, whatever their order and their letter case.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use rustc_hash::FxHashMap;

use super::cell::CellReader;
use super::headline::Headline;
use crate::dataset::{Schema, TableSchema};
use crate::exchange::rules::Rules;
use crate::form::{Form, Kind};
use crate::instrument::Instrument;

/// Heads beside the questions, in the letters of our own layout, with what other programs call them.
pub const KNOWN_HEADS: &[(&str, &[&str])] = &[
    (
        "KEY",
        &["key", "record_id", "instanceid", "meta-instanceid", "meta/instanceid", "_uuid"],
    ),
    ("REVISION", &["revision"]),
    ("STATUS", &["status"]),
    ("WEEK", &["week"]),
    ("SURVEYOR", &["surveyor"]),
    ("MINUTES", &["minutes"]),
    ("PARENT_KEY", &["parent_key", "_parent_uuid"]),
];

/// What a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Key,
    Revision,
    Status,
    Week,
    Surveyor,
    Minutes,
    ParentKey,
    /// Index into the columns of the table.
    Question(usize),
    /// Not the form's, or not let out.
    Ignored,
}

/// What may come in: the tables that an instrument releases, with the rules of its form.
#[derive(Debug)]
pub struct Released {
    /// In this order the records are packed.
    pub schema: Schema,
    /// What the form allows.
    pub rules: Rules,
    /// One for each table of the schema.
    pub(super) tables: Vec<ReleasedTable>,
}

/// The columns of a table, as files may call them.
#[derive(Debug)]
pub(super) struct ReleasedTable {
    /// One for each column.
    pub(super) cells: Vec<CellReader>,
    /// The columns by their heads, the surest spelling first: path, name, either of them in whatever letter case.
    spellings: [BTreeMap<String, Option<usize>>; 3],
    /// First rows of files, as they were understood.
    pub(super) headlines: Mutex<FxHashMap<Vec<u8>, Option<Arc<Headline>>>>,
}

impl Released {
    /// What an instrument releases.
    pub fn of(instrument: &Instrument) -> Self {
        let schema = instrument.plan.released.clone();
        Self {
            rules: Rules::of(instrument),
            tables: schema
                .tables
                .iter()
                .map(|table| ReleasedTable::of(&instrument.form, table))
                .collect(),
            schema,
        }
    }

    /// Whether records have rows in further tables.
    pub fn has_repeats(&self) -> bool {
        self.schema.tables.len() > 1
    }
}

impl ReleasedTable {
    fn of(form: &Form, table: &TableSchema) -> Self {
        let columns = table.columns.as_slice();
        let mut spellings: [BTreeMap<String, Option<usize>>; 3] = Default::default();
        for (index, column) in columns.iter().enumerate() {
            let [paths, names, folded] = &mut spellings;
            // A spelling that two columns share stands for neither.
            let spell = |map: &mut BTreeMap<String, Option<usize>>, spelling: String| {
                map.entry(spelling)
                    .and_modify(|known| *known = known.filter(|known| *known == index))
                    .or_insert(Some(index));
            };
            spell(paths, column.path.clone());
            spell(names, column.name.clone());
            for spelling in [column.path.clone(), column.path.replace('/', "-"), column.name.clone()] {
                spell(folded, spelling.to_lowercase());
            }
        }
        Self {
            cells: columns
                .iter()
                .map(|column| CellReader::new(column.clone(), is_required(form, column.node), labels(form, column.node)))
                .collect(),
            spellings,
            headlines: Mutex::default(),
        }
    }

    /// The roles of a file's columns.
    pub(super) fn roles(&self, heads: &[String]) -> Vec<Role> {
        let mut taken = std::collections::BTreeSet::new();
        let mut role = |head: &String| {
            let role = self.role(head.trim());
            // The second of two equal heads could be anything.
            if role == Role::Ignored || taken.insert(role) {
                role
            } else {
                Role::Ignored
            }
        };
        heads.iter().map(&mut role).collect()
    }

    fn role(&self, head: &str) -> Role {
        let folded = head.to_lowercase();
        let roles = [
            Role::Key,
            Role::Revision,
            Role::Status,
            Role::Week,
            Role::Surveyor,
            Role::Minutes,
            Role::ParentKey,
        ];
        let known = KNOWN_HEADS
            .iter()
            .zip(roles)
            .find(|((_, names), _)| names.contains(&folded.as_str()));
        let [paths, names, any_case] = &self.spellings;
        let found = |map: &BTreeMap<String, Option<usize>>, head: &str| map.get(head).copied().flatten();
        let question = found(paths, head)
            .or_else(|| found(names, head))
            .or_else(|| found(any_case, &folded));
        match (known, question) {
            (Some((_, role)), _) if KNOWN_HEADS.iter().any(|(own, _)| *own == head) => role,
            (_, Some(index)) => Role::Question(index),
            (Some((_, role)), None) => role,
            (None, None) => Role::Ignored,
        }
    }
}

/// Whether the question is asked whatever was answered, and must be answered.
fn is_required(form: &Form, node: crate::form::NodeId) -> bool {
    let is_always = |source: &str| source.trim() == "true()";
    let Some(question) = form.question(node) else { return false };
    let mut at = Some(node);
    while let Some(id) = at {
        if form.node(id).relevant.is_some() {
            return false;
        }
        at = form.node(id).parent;
    }
    matches!(form.node(node).kind, Kind::Question(_)) && question.required.as_ref().is_some_and(|rule| is_always(&rule.expression.source))
}

/// Folded labels of choices, in every language, that stand for one choice alone.
fn labels(form: &Form, node: crate::form::NodeId) -> BTreeMap<String, usize> {
    let list = form
        .question(node)
        .and_then(|question| question.choices.as_ref())
        .and_then(|itemset| form.lists.get(&itemset.list));
    let mut labels: BTreeMap<String, Option<usize>> = BTreeMap::new();
    for (index, choice) in list.into_iter().flat_map(|list| &list.choices).enumerate() {
        for template in choice.label.by_language.iter().flatten() {
            labels
                .entry(template.literal().trim().to_lowercase())
                .and_modify(|known| *known = known.filter(|known| *known == index))
                .or_insert(Some(index));
        }
    }
    labels.into_iter().filter_map(|(label, index)| Some((label, index?))).collect()
}
