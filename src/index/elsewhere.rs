//! The same tree over records of another version of the form: where that version keeps each column, and what its choices are called now.
//!
//! What that version does not ask is missing in its records. A choice that nobody has said what it is now is no answer to a question of
//! the tree and names no unit; such answers are counted, so that they can be told.

use std::collections::BTreeMap;

use super::binding::{Binding, BoundCondition, BoundLeaf, Weighing};
use crate::dataset::{CellRef, ColumnIx, Interest, Schema};

/// A column as another version of the form has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// Where it is there.
    pub at: ColumnIx,
    /// Its choices there, in the order of the column.
    pub choices: Vec<FormerChoice>,
}

/// A choice of another version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerChoice {
    /// Its name there.
    pub former: String,
    /// What it is called in the tree's version; a name of its own where that is not settled.
    pub name: String,
    /// Whether the tree's version has it.
    pub is_settled: bool,
}

impl Elsewhere {
    /// A choice by its place there.
    fn choice(&self, index: u32) -> Option<&FormerChoice> {
        self.choices.get(index as usize)
    }

    /// A choice by its name there; a name that is not in the list stays as it is.
    fn renamed<'a>(&'a self, former: &'a str) -> &'a str {
        let known = self.choices.iter().find(|choice| choice.former == former);
        known.map_or(former, |choice| choice.name.as_str())
    }
}

impl Binding {
    /// Finds the same columns in another version: `places` says for the columns of `own`, the schema that this binding was made for,
    /// where they are in `other`.
    #[must_use]
    pub fn elsewhere(&self, own: &Schema, other: &Schema, places: &BTreeMap<ColumnIx, Elsewhere>) -> Self {
        let place = |at: ColumnIx| places.get(&at).map(|place| place.at);
        let leaf = |leaf: &BoundLeaf| {
            let there = places.get(&leaf.at)?;
            let choices = own.get(leaf.at).and_then(|column| column.choices.as_deref()).unwrap_or_default();
            let option = |choice: &FormerChoice| {
                let index = choices.iter().position(|name| choice.is_settled && *name == choice.name)?;
                leaf.options.get(index).copied().flatten()
            };
            Some(BoundLeaf {
                at: there.at,
                options: if leaf.is_number {
                    Vec::new()
                } else {
                    there.choices.iter().map(option).collect()
                },
                ..leaf.clone()
            })
        };
        let leaves: Vec<Option<BoundLeaf>> = self.leaves.iter().map(|own| own.as_ref().and_then(leaf)).collect();
        let mut tables = Vec::new();
        for leaf in leaves.iter().flatten() {
            if !tables.contains(&leaf.at.table) {
                tables.push(leaf.at.table);
            }
        }
        let condition = |bound: &BoundCondition| BoundCondition {
            condition: bound.condition.clone(),
            columns: bound.columns.iter().map(|(node, at)| (*node, at.and_then(place))).collect(),
        };
        let mut binding = Self {
            interest: Interest::new(other, []),
            leaves,
            tables,
            unit: self.unit.and_then(place),
            group: self.group.and_then(place),
            weighing: match self.weighing {
                Weighing::By(at) => place(at).map_or(Weighing::Unknown, Weighing::By),
                weighing => weighing,
            },
            stratum: self.stratum.and_then(place),
            cluster: self.cluster.and_then(place),
            by: self.by.iter().map(|at| at.and_then(place)).collect(),
            conditions: self.conditions.iter().map(condition).collect(),
            nodes: self.nodes,
            elsewhere: BTreeMap::new(),
        };
        let columns = binding.columns();
        binding.interest = Interest::new(other, columns.iter().copied());
        binding.elsewhere = places
            .values()
            .filter(|place| columns.contains(&place.at))
            .map(|place| (place.at, place.clone()))
            .collect();
        binding
    }

    /// What this reads and another version does not have.
    pub fn missing_from(&self, places: &BTreeMap<ColumnIx, Elsewhere>) -> Vec<ColumnIx> {
        let mut lacking: Vec<ColumnIx> = self.columns().into_iter().filter(|at| !places.contains_key(at)).collect();
        lacking.sort_unstable();
        lacking.dedup();
        lacking
    }

    /// A cell as text, as the tree's version writes it.
    pub(super) fn text(&self, at: ColumnIx, cell: CellRef<'_>) -> Option<String> {
        let Some(elsewhere) = self.elsewhere.get(&at) else {
            return cell.text();
        };
        match cell {
            CellRef::Choice { index, name } => Some(elsewhere.choice(index).map_or(name, |choice| choice.name.as_str()).to_owned()),
            CellRef::Many(names) => Some(names.map(|name| elsewhere.renamed(name)).collect::<Vec<_>>().join(" ")),
            CellRef::Text(text) => Some(elsewhere.renamed(text).to_owned()),
            cell => cell.text(),
        }
    }

    /// The choice of a cell, where nobody has said what it is in the tree's version.
    pub(super) fn unsettled(&self, at: ColumnIx, cell: CellRef<'_>) -> Option<(ColumnIx, u32)> {
        let CellRef::Choice { index, .. } = cell else { return None };
        let choice = self.elsewhere.get(&at)?.choice(index)?;
        (!choice.is_settled).then_some((at, index))
    }
}
