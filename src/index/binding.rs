//! Ties a tree to the columns of a schema: a laptop's own records, or what was released.

use std::collections::BTreeMap;

use super::elsewhere::Elsewhere;
use super::scale::Scale;
use super::tree::IndexTree;
use crate::dataset::{ColumnIx, Interest, Schema};
use crate::form::{Condition, Form, NodeId};

/// Which columns a tally reads, and what it does with them. Holds what tallies of one tree and one schema have in common.
#[derive(Debug, Clone)]
pub struct Binding {
    pub(super) interest: Interest,
    /// Leaf by leaf in the order of the tree; none for a question that the records' version of the form does not ask.
    pub(super) leaves: Vec<Option<BoundLeaf>>,
    /// Tables that hold items.
    pub(super) tables: Vec<usize>,
    pub(super) unit: Option<ColumnIx>,
    pub(super) group: Option<ColumnIx>,
    pub(super) weighing: Weighing,
    pub(super) stratum: Option<ColumnIx>,
    pub(super) cluster: Option<ColumnIx>,
    pub(super) by: Vec<Option<ColumnIx>>,
    pub(super) conditions: Vec<BoundCondition>,
    /// How many nodes the tree has.
    pub(super) nodes: usize,
    /// What choices are called in the tree's version, for records of another one.
    pub(super) elsewhere: BTreeMap<ColumnIx, Elsewhere>,
}

/// What a respondent counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weighing {
    /// All the same.
    Alike,
    /// What a question says.
    By(ColumnIx),
    /// What a question would say that these records do not have.
    Unknown,
}

/// A leaf with its column.
#[derive(Debug, Clone)]
pub(super) struct BoundLeaf {
    pub(super) at: ColumnIx,
    /// For a list: the position in the scale of each choice of the column. Empty for numbers.
    pub(super) options: Vec<Option<usize>>,
    pub(super) is_number: bool,
    /// The leaf and all nodes above it.
    pub(super) lineage: Vec<usize>,
    /// Indices into [`Binding::conditions`], all of which must hold.
    pub(super) conditions: Vec<usize>,
}

/// A condition with the columns that it reads.
#[derive(Debug, Clone)]
pub(super) struct BoundCondition {
    pub(super) condition: Condition,
    pub(super) columns: Vec<(NodeId, Option<ColumnIx>)>,
}

/// Why a tree cannot be computed from records of a schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BindError {
    /// The index reads a column that is not there: the privacy sheet keeps it back.
    #[error("the index reads `{0}`, which the privacy sheet keeps back")]
    Withheld(String),
    /// A column asked for by name is not there.
    #[error("no such column: `{0}`")]
    NoSuchColumn(String),
    /// A column asked for is in a table below the items, so a row of answers has not one value of it.
    #[error("`{0}` has not one value for each answer")]
    OutOfReach(String),
}

impl Binding {
    /// Finds the tree's columns and those to split `by`, each by its question's name or path.
    pub fn new(form: &Form, tree: &IndexTree, schema: &Schema, by: &[String]) -> Result<Self, BindError> {
        let find = |node: NodeId| schema.find(node).ok_or_else(|| BindError::Withheld(form.node(node).name.clone()));
        let mut binding = Self {
            interest: Interest::new(schema, []),
            leaves: Vec::new(),
            tables: Vec::new(),
            unit: tree.unit.map(find).transpose()?,
            group: tree.group.as_ref().map(|group| find(group.node)).transpose()?,
            weighing: tree.case_weight.map(find).transpose()?.map_or(Weighing::Alike, Weighing::By),
            stratum: tree.stratum.map(find).transpose()?,
            cluster: tree.cluster.map(find).transpose()?,
            by: by.iter().map(|name| named(schema, name).map(Some)).collect::<Result<_, _>>()?,
            conditions: Vec::new(),
            nodes: tree.nodes.len(),
            elsewhere: BTreeMap::new(),
        };
        let mut condition_of = vec![None; tree.nodes.len()];
        for (node, place) in tree.nodes.iter().zip(&mut condition_of) {
            if let Some(condition) = &node.when {
                let columns = condition
                    .reads()
                    .map(|read| Ok((read, Some(find(read)?))))
                    .collect::<Result<_, _>>()?;
                *place = Some(binding.conditions.len());
                binding.conditions.push(BoundCondition {
                    condition: condition.clone(),
                    columns,
                });
            }
        }
        for (index, item) in tree.leaves() {
            let at = find(item.node)?;
            let choices = schema.get(at).and_then(|column| column.choices.as_deref()).unwrap_or_default();
            let options = match &item.scale {
                Scale::Choices(scale) => choices
                    .iter()
                    .map(|name| scale.iter().position(|(known, score)| known == name && score.is_some()))
                    .collect(),
                Scale::Number => Vec::new(),
            };
            let lineage: Vec<usize> = tree.lineage(index).collect();
            let conditions = lineage
                .iter()
                .filter_map(|above| condition_of.get(*above).copied().flatten())
                .collect();
            if !binding.tables.contains(&at.table) {
                binding.tables.push(at.table);
            }
            binding.leaves.push(Some(BoundLeaf {
                at,
                options,
                is_number: item.scale == Scale::Number,
                lineage,
                conditions,
            }));
        }
        for (at, name) in binding.by.iter().flatten().zip(by) {
            if binding.tables.iter().any(|table| !schema.is_above(at.table, *table)) {
                return Err(BindError::OutOfReach(name.clone()));
            }
        }
        binding.interest = Interest::new(schema, binding.columns());
        Ok(binding)
    }

    /// Every column that is read.
    pub(super) fn columns(&self) -> Vec<ColumnIx> {
        let weight = match self.weighing {
            Weighing::By(at) => Some(at),
            Weighing::Alike | Weighing::Unknown => None,
        };
        let named = [self.unit, self.group, weight, self.stratum, self.cluster];
        let read = self
            .conditions
            .iter()
            .flat_map(|condition| condition.columns.iter().map(|(_, at)| *at));
        let leaves = self.leaves.iter().flatten().map(|leaf| leaf.at);
        named
            .into_iter()
            .chain(self.by.iter().copied())
            .chain(read)
            .flatten()
            .chain(leaves)
            .collect()
    }
}

fn named(schema: &Schema, name: &str) -> Result<ColumnIx, BindError> {
    let mut columns = schema.columns();
    let found = columns.find(|(_, column)| column.name == name || column.path == name);
    found.map(|(at, _)| at).ok_or_else(|| BindError::NoSuchColumn(name.to_owned()))
}
