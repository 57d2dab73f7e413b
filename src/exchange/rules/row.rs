//! Judges records one after the other. What a condition came to is remembered by the answers that it reads: on a questionnaire few
//! combinations of these occur, so nearly every record is judged without evaluating anything.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::scene::Scene;
use super::{Before, Breach, Condition, Judgement, Required, ResultKind, Rules, Wrong};
use crate::dataset::{CellRef, ColumnIx, Glimpse, Interest, Missing};
use crate::form::DataType;
use crate::interview::stored_as;
use crate::xpath::{Nodes, Value, evaluate};

/// Combinations that are remembered for a condition; a rule over free numbers would otherwise keep every record.
const REMEMBERED: usize = 1 << 14;

/// Judges records of one source.
#[derive(Debug)]
pub struct Judge<'a> {
    rules: &'a Rules,
    /// Set when the first condition is evaluated: for most files none is.
    scene: Option<Scene<'a>>,
    absent: BTreeSet<ColumnIx>,
    interest: &'a Interest,
    /// The columns that there is something to judge in.
    columns: Vec<usize>,
    /// For each condition: what it came to, by the answers that it reads; `None` where an answer it reads is absent.
    memories: Vec<Option<FxHashMap<Vec<u8>, Finding>>>,
    /// For each condition: what it comes to for the record in hand.
    findings: Vec<Option<Finding>>,
    key: Vec<u8>,
}

/// What a condition came to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Finding {
    /// It reads what a record does not tell.
    Unknown,
    Truth(bool),
    Value(String),
}

impl<'a> Judge<'a> {
    pub(super) fn new(rules: &'a Rules, before: Before, absent: BTreeSet<ColumnIx>) -> Self {
        let is_there = |condition: &Condition| condition.reads.iter().all(|read| !absent.contains(read));
        Self {
            rules,
            scene: None,
            memories: rules
                .conditions
                .iter()
                .map(|condition| is_there(condition).then(FxHashMap::default))
                .collect(),
            findings: vec![None; rules.conditions.len()],
            key: Vec::new(),
            interest: match before {
                Before::Nothing => &rules.full_interest,
                Before::Cells => &rules.interest,
            },
            columns: (rules.columns.iter().enumerate())
                .filter(|(column, own)| own.concerns(before) && !absent.contains(&own_table(*column)))
                .map(|(column, _)| column)
                .collect(),
            absent,
        }
    }

    /// Whether every record is allowed, so that none needs to be looked at.
    pub fn allows_everything(&self) -> bool {
        self.rules.plan.is_none() && self.columns.is_empty()
    }

    /// The first value of a packed record that the form would not have allowed.
    pub fn judge(&mut self, body: &[u8]) -> Judgement {
        if let Some(plan) = &self.rules.plan {
            return super::whole::judge(self.rules, plan, &self.absent, body);
        }
        if self.columns.is_empty() {
            return Ok(None);
        }
        let rules = self.rules;
        let glimpse = self.interest.glimpse(body)?;
        self.findings.iter_mut().for_each(|finding| *finding = None);
        for place in 0..self.columns.len() {
            let Some((column, own)) = self
                .columns
                .get(place)
                .and_then(|column| Some((*column, rules.columns.get(*column)?)))
            else {
                continue;
            };
            let at = own_table(column);
            let cell = glimpse.cell(at, 0);
            if let Some(wrong) = self.column(own, cell, &glimpse) {
                return Ok(Some(Breach {
                    at,
                    row: 0,
                    value: cell.text().unwrap_or_default(),
                    wrong,
                }));
            }
        }
        Ok(None)
    }

    fn column(&mut self, own: &super::ColumnRules, cell: CellRef<'_>, glimpse: &Glimpse<'_>) -> Option<Wrong> {
        let mut is_asked = Some(true).filter(|_| own.is_asking_known);
        for condition in &own.asked_when {
            match self.finding(*condition, glimpse) {
                Finding::Truth(true) => {}
                Finding::Truth(false) => {
                    let has_answer = !matches!(cell, CellRef::Missing(Missing::NotAsked));
                    return has_answer.then_some(Wrong::NotAsked);
                }
                Finding::Unknown | Finding::Value(_) => is_asked = None,
            }
        }
        if let CellRef::Missing(missing) = cell {
            let is_blank = matches!(missing, Missing::NotAsked | Missing::Empty | Missing::Later);
            let must = is_asked == Some(true)
                && is_blank
                && match own.required {
                    Some(Required::Always) => true,
                    Some(Required::When(condition)) => self.finding(condition, glimpse) == Finding::Truth(true),
                    None => false,
                };
            if must {
                return Some(Wrong::Required);
            }
        } else {
            let fails = |judge: &mut Self, condition: Option<usize>| {
                condition.is_some_and(|condition| judge.finding(condition, glimpse) == Finding::Truth(false))
            };
            if fails(self, own.offered) {
                return Some(Wrong::NotOffered);
            }
            if fails(self, own.constraint) {
                return Some(Wrong::Constraint);
            }
        }
        // Without knowing that it is asked, nobody knows whether it is computed.
        let computed = own.computed.filter(|_| is_asked == Some(true))?;
        match self.finding(computed, glimpse) {
            Finding::Value(value) => {
                let has = cell.text().unwrap_or_default();
                (!is_same(&value, &has)).then_some(Wrong::Computed(value))
            }
            Finding::Unknown | Finding::Truth(_) => None,
        }
    }

    /// What a condition comes to for a record.
    fn finding(&mut self, number: usize, glimpse: &Glimpse<'_>) -> Finding {
        if let Some(Some(known)) = self.findings.get(number) {
            return known.clone();
        }
        let found = self.look_up(number, glimpse);
        if let Some(slot) = self.findings.get_mut(number) {
            *slot = Some(found.clone());
        }
        found
    }

    fn look_up(&mut self, number: usize, glimpse: &Glimpse<'_>) -> Finding {
        let (Some(condition), Some(Some(memory))) = (self.rules.conditions.get(number), self.memories.get_mut(number)) else {
            return Finding::Unknown;
        };
        self.key.clear();
        for read in &condition.reads {
            write_key(&mut self.key, glimpse.cell(*read, 0));
        }
        if let Some(known) = memory.get(&self.key) {
            return known.clone();
        }
        if memory.len() >= REMEMBERED {
            memory.clear();
        }
        let rules = self.rules;
        let scene = self.scene.get_or_insert_with(|| Scene::blank(&rules.form));
        for read in &condition.reads {
            if let Some(column) = rules.schema.get(*read) {
                scene.answer(column.node, &glimpse.cell(*read, 0).text().unwrap_or_default());
            }
        }
        let found = look(scene, condition, glimpse);
        memory.insert(self.key.clone(), found.clone());
        found
    }
}

fn own_table(column: usize) -> ColumnIx {
    ColumnIx { table: 0, column }
}

/// Evaluates a condition.
fn look(scene: &Scene<'_>, condition: &Condition, glimpse: &Glimpse<'_>) -> Finding {
    let value = evaluate(&condition.ast, scene.at(condition.home), scene);
    let found = match (value, &condition.result) {
        (Ok(value), ResultKind::Truth { .. }) => Finding::Truth(value.to_boolean()),
        (Err(_), ResultKind::Truth { otherwise }) => Finding::Truth(*otherwise),
        (Ok(Value::Nodes(items)), ResultKind::Offers { at, value, data }) => {
            Finding::Truth(offers(scene, &items, value, *data, glimpse.cell(*at, 0)))
        }
        (Ok(Value::Number(number)), ResultKind::Value(_)) if number.is_nan() => Finding::Value(String::new()),
        (Err(_), ResultKind::Value(_)) => Finding::Value(String::new()),
        (Ok(value), ResultKind::Value(data)) => Finding::Value(stored_as(*data, &value.to_text(scene)).into_owned()),
        (Err(_), _) | (Ok(_), ResultKind::Offers { .. }) => Finding::Unknown,
    };
    if scene.take_unknown() { Finding::Unknown } else { found }
}

/// Whether all that was chosen is among the items.
fn offers(scene: &Scene<'_>, items: &Nodes, value: &str, data: DataType, cell: CellRef<'_>) -> bool {
    let offered: BTreeSet<String> = items.iter().map(|item| scene.child_text(*item, value)).collect();
    let chosen = cell.text().unwrap_or_default();
    data.chosen_in(&chosen).all(|name| offered.contains(name))
}

/// Equal as text, or as numbers: a calculation may write `0.5` as `.5`.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    one == other
        || match (one.parse::<f64>(), other.parse::<f64>()) {
            (Ok(one), Ok(other)) => one.total_cmp(&other).is_eq(),
            _ => false,
        }
}

fn write_key(key: &mut Vec<u8>, cell: CellRef<'_>) {
    match cell {
        CellRef::Missing(_) => key.push(0),
        CellRef::Choice { index, .. } => {
            key.push(1);
            key.extend_from_slice(&index.to_le_bytes());
        }
        other => {
            let text = other.text().unwrap_or_default();
            key.push(2);
            key.extend_from_slice(&(text.len() as u64).to_le_bytes());
            key.extend_from_slice(text.as_bytes());
        }
    }
}
