//! Ties a tree to the columns of a schema: a laptop's own records, or what was released.

use super::scale::Scale;
use super::tree::IndexTree;
use crate::dataset::{ColumnIx, Interest, Schema};
use crate::form::{Condition, Form, NodeId};

/// Which columns a tally reads, and what it does with them. Holds what tallies of one tree and one schema have in common.
#[derive(Debug, Clone)]
pub struct Binding {
    pub(super) interest: Interest,
    pub(super) leaves: Vec<BoundLeaf>,
    /// Tables that hold items.
    pub(super) tables: Vec<usize>,
    pub(super) unit: Option<ColumnIx>,
    pub(super) group: Option<ColumnIx>,
    pub(super) case_weight: Option<ColumnIx>,
    pub(super) stratum: Option<ColumnIx>,
    pub(super) cluster: Option<ColumnIx>,
    pub(super) by: Vec<ColumnIx>,
    pub(super) conditions: Vec<BoundCondition>,
    /// How many nodes the tree has.
    pub(super) nodes: usize,
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
    pub(super) columns: Vec<(NodeId, ColumnIx)>,
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
            case_weight: tree.case_weight.map(find).transpose()?,
            stratum: tree.stratum.map(find).transpose()?,
            cluster: tree.cluster.map(find).transpose()?,
            by: by.iter().map(|name| named(schema, name)).collect::<Result<_, _>>()?,
            conditions: Vec::new(),
            nodes: tree.nodes.len(),
        };
        let mut condition_of = vec![None; tree.nodes.len()];
        for (node, place) in tree.nodes.iter().zip(&mut condition_of) {
            if let Some(condition) = &node.when {
                let columns = condition
                    .reads
                    .iter()
                    .map(|read| Ok((*read, find(*read)?)))
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
            binding.leaves.push(BoundLeaf {
                at,
                options,
                is_number: item.scale == Scale::Number,
                lineage,
                conditions,
            });
        }
        for (at, name) in binding.by.iter().zip(by) {
            if binding.tables.iter().any(|table| !schema.is_above(at.table, *table)) {
                return Err(BindError::OutOfReach(name.clone()));
            }
        }
        binding.interest = Interest::new(schema, binding.columns());
        Ok(binding)
    }

    /// Every column that is read.
    fn columns(&self) -> Vec<ColumnIx> {
        let named = [self.unit, self.group, self.case_weight, self.stratum, self.cluster]
            .into_iter()
            .flatten();
        let read = self
            .conditions
            .iter()
            .flat_map(|condition| condition.columns.iter().map(|(_, at)| *at));
        named
            .chain(self.by.iter().copied())
            .chain(read)
            .chain(self.leaves.iter().map(|leaf| leaf.at))
            .collect()
    }
}

fn named(schema: &Schema, name: &str) -> Result<ColumnIx, BindError> {
    let mut columns = schema.columns();
    let found = columns.find(|(_, column)| column.name == name || column.path == name);
    found.map(|(at, _)| at).ok_or_else(|| BindError::NoSuchColumn(name.to_owned()))
}
