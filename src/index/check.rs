//! What only the whole tree shows to be wrong: names taken twice, cells that the row above needs or has no use for, columns that have
//! not one value for each answer.

use std::collections::BTreeMap;

use super::compile::{Compiler, Placed, ROOT_COLUMNS};
use super::tree::IndexTree;
use super::words::{Combine, ItemRule};
use crate::dataset::ColumnIx;
use crate::form::{AnnexProblem, NodeId};

impl Compiler<'_> {
    /// Items become nodes too, so their names must not be taken.
    pub(super) fn check_names(&mut self, placed: &[Placed<'_>], tree: &IndexTree) {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for node in &tree.nodes {
            *seen.entry(node.name.as_str()).or_default() += 1;
        }
        for entry in placed {
            let row = entry.row;
            for name in row
                .get("items")
                .split_whitespace()
                .filter(|name| seen.get(name).is_some_and(|count| *count > 1))
            {
                self.report(row, "items", AnnexProblem::RepeatedRow { name: name.to_owned() });
            }
        }
    }

    /// What the parent's way of combining needs of a row, and what it has no use for.
    pub(super) fn check_parents(&mut self, placed: &[Placed<'_>], index_of: &[usize], tree: &IndexTree) {
        for (entry, index) in placed.iter().zip(index_of) {
            let Some(node) = tree.nodes.get(*index) else { continue };
            let parent = node.parent.and_then(|parent| tree.nodes.get(parent));
            let combine = parent.map(|parent| parent.combine);
            let row = entry.row;
            let needed = |column: &str| AnnexProblem::CellNeededByParent {
                column: column.to_owned(),
                parent: parent.map_or_else(String::new, |parent| parent.name.clone()),
                word: combine.map_or("", Combine::word).to_owned(),
            };
            match (node.weight, combine) {
                (None, Some(Combine::Weighted)) => self.report(row, "weight", needed("weight")),
                (Some(weight), Some(Combine::Weighted)) if weight < 0.0 => {
                    self.report(
                        row,
                        "weight",
                        AnnexProblem::BadNumber {
                            column: "weight".to_owned(),
                            found: row.get("weight").to_owned(),
                        },
                    );
                }
                (Some(_), found) if found != Some(Combine::Weighted) => {
                    self.report(
                        row,
                        "weight",
                        AnnexProblem::UnusedCell {
                            column: "weight".to_owned(),
                        },
                    );
                }
                _ => {}
            }
            let has_range = node.lo.is_some() || (node.min.is_some() && node.max.is_some());
            if combine == Some(Combine::Papi) && !has_range {
                self.report(row, if node.min.is_none() { "min" } else { "max" }, needed("min, max"));
            }
            let is_leaf = node.children.is_empty() || !row.get("items").is_empty();
            if is_leaf && node.max.is_none() && combine.is_some_and(Combine::needs_max) {
                self.report(row, "max", needed("max"));
            }
            let rule = node.own_rule.unwrap_or(tree.rule);
            if rule == ItemRule::Points && is_leaf && node.max.is_none() && !combine.is_some_and(Combine::needs_max) {
                self.report(row, "max", AnnexProblem::MissingCell { column: "max".to_owned() });
            }
            let can_turn = combine == Some(Combine::Papi) || node.combine == Combine::Papi || (is_leaf && rule != ItemRule::Value);
            if node.is_reversed && !can_turn {
                self.report(
                    row,
                    "reverse",
                    AnnexProblem::UnusedCell {
                        column: "reverse".to_owned(),
                    },
                );
            }
        }
    }

    /// Unit, group and the like must be known for every row of answers: in the table of the items, or above it.
    pub(super) fn check_reach(&mut self, placed: &[Placed<'_>], index_of: &[usize], tree: &IndexTree) {
        let Some(root) = placed.first().map(|entry| entry.row) else {
            return;
        };
        let named = [
            tree.unit,
            tree.group.as_ref().map(|group| group.node),
            tree.case_weight,
            tree.stratum,
            tree.cluster,
        ];
        for (column, node) in ROOT_COLUMNS.into_iter().zip(named) {
            let Some(at) = node.and_then(|node| self.schema.find(node)) else {
                continue;
            };
            let beyond = |item: &NodeId| {
                self.schema
                    .find(*item)
                    .is_some_and(|item: ColumnIx| !self.schema.is_above(at.table, item.table))
            };
            let mut items = tree.nodes.iter().filter_map(|node| node.item.as_ref().map(|item| item.node));
            if let Some(item) = items.find(beyond) {
                let problem = AnnexProblem::OutOfReach {
                    name: root.get(column).to_owned(),
                    item: self.form.node(item).name.clone(),
                };
                self.report(root, column, problem);
            }
        }
        for (entry, index) in placed.iter().zip(index_of) {
            let Some(condition) = tree.nodes.get(*index).and_then(|node| node.when.as_ref()) else {
                continue;
            };
            let below = |item: usize| tree.lineage(item).any(|above| above == *index);
            let items = tree
                .nodes
                .iter()
                .enumerate()
                .filter(|(at, _)| below(*at))
                .filter_map(|(_, node)| node.item.as_ref());
            let tables: Vec<(NodeId, usize)> = items
                .filter_map(|item| Some((item.node, self.schema.find(item.node)?.table)))
                .collect();
            let out_of_reach = condition.reads().find_map(|read| {
                let at = self.schema.find(read)?;
                let (item, _) = tables.iter().find(|(_, table)| !self.schema.is_above(at.table, *table))?;
                Some(AnnexProblem::OutOfReach {
                    name: self.form.node(read).name.clone(),
                    item: self.form.node(*item).name.clone(),
                })
            });
            if let Some(problem) = out_of_reach {
                self.report(entry.row, "when", problem);
            }
        }
    }
}
