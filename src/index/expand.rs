//! Reads an `items` cell: names of questions and groups, spaces between them.

use crate::dataset::{Column, ColumnType, Schema};
use crate::form::{AnnexProblem, Form, Kind, NodeId};

/// What a cell names.
#[derive(Debug, Default)]
pub(super) struct Expansion {
    /// In the order of the cell, a group's questions in the order of the form.
    pub(super) items: Vec<Column>,
    pub(super) problems: Vec<AnnexProblem>,
}

/// Finds the questions; a group's name stands for the select-one and number questions in it.
pub(super) fn expand(form: &Form, schema: &Schema, cell: &str) -> Expansion {
    let mut expansion = Expansion::default();
    for name in cell.split_whitespace() {
        let bearers: Vec<NodeId> = form
            .ids()
            .filter(|id| form.node(*id).name == name && form.node(*id).parent.is_some())
            .collect();
        let found: Vec<&Column> = match bearers.as_slice() {
            [] => {
                expansion.problems.push(AnnexProblem::UnknownQuestion { name: name.to_owned() });
                continue;
            }
            [node] => match &form.node(*node).kind {
                Kind::Question(_) => schema
                    .columns()
                    .map(|(_, column)| column)
                    .filter(|column| column.node == *node)
                    .collect(),
                Kind::Root | Kind::Group | Kind::Repeat { .. } => within(form, schema, *node),
            },
            _ => {
                expansion.problems.push(AnnexProblem::AmbiguousQuestion { name: name.to_owned() });
                continue;
            }
        };
        if found.is_empty() {
            expansion.problems.push(AnnexProblem::NotScorable {
                name: name.to_owned(),
                type_name: "note".to_owned(),
            });
        }
        expansion.items.extend(found.into_iter().cloned());
    }
    expansion
}

fn within<'a>(form: &Form, schema: &'a Schema, group: NodeId) -> Vec<&'a Column> {
    let is_inside = |node: NodeId| std::iter::successors(Some(node), |at| form.node(*at).parent).any(|above| above == group);
    let is_item = |column: &&Column| {
        let is_asked = form.question(column.node).is_some_and(|question| question.is_asked);
        is_asked && matches!(column.kind, ColumnType::One | ColumnType::Integer | ColumnType::Decimal) && is_inside(column.node)
    };
    schema.columns().map(|(_, column)| column).filter(is_item).collect()
}
