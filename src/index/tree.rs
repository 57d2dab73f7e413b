//! The compiled index tree.

use std::collections::BTreeSet;

use super::scale::Scale;
use super::words::{Combine, ItemRule};
use crate::form::annex::BareSheet;
use crate::form::{Condition, NodeId};

/// An index: one row of the sheet a node, and one node for each item of a row that has several.
#[derive(Debug, Clone)]
pub struct IndexTree {
    /// Parents before children, the root first; children in the order of the sheet.
    pub nodes: Vec<IndexNode>,
    /// The item rule of the instrument: the root's. Rows with their own `score` keep theirs whatever rule is asked for.
    pub rule: ItemRule,
    /// The question that names the unit.
    pub unit: Option<NodeId>,
    /// The question that names the respondent's group: values are averaged within a group first.
    pub group: Option<Group>,
    /// The question that holds the weight of a respondent.
    pub case_weight: Option<NodeId>,
    /// The question that names the stratum of the sample.
    pub stratum: Option<NodeId>,
    /// The question that names the cluster of the sample.
    pub cluster: Option<NodeId>,
    pub(super) bare: BareSheet,
}

/// The respondent groups of a tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The question.
    pub node: NodeId,
    /// The weight of each group by its choice's name, from the column `weight` of the choices sheet; equal where it has none.
    pub weights: Vec<(String, f64)>,
}

/// A node of the tree.
#[derive(Debug, Clone)]
pub struct IndexNode {
    /// Its name; the root's is the tree's.
    pub name: String,
    /// By the language of the form; the question's own for an item.
    pub labels: Vec<String>,
    /// Index into [`IndexTree::nodes`].
    pub parent: Option<usize>,
    /// Indices into [`IndexTree::nodes`].
    pub children: Vec<usize>,
    /// How many items are at or below it.
    pub items: u32,
    /// The question that it scores, for a leaf.
    pub(super) item: Option<Item>,
    /// The row's own item rule; `None` when it is inherited from the root.
    pub(super) own_rule: Option<ItemRule>,
    pub(super) combine: Combine,
    pub(super) weight: Option<f64>,
    pub(super) is_reversed: bool,
    /// The raw scale.
    pub(super) min: Option<f64>,
    pub(super) max: Option<f64>,
    /// The scale that it is mapped to.
    pub(super) lo: Option<f64>,
    pub(super) hi: Option<f64>,
    /// A value from fewer answers is left blank.
    pub minimum_n: u64,
    /// How many decimals are shown.
    pub digits: usize,
    /// Records count only where it holds.
    pub(super) when: Option<Condition>,
}

/// What a leaf scores.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    pub(super) node: NodeId,
    pub(super) scale: Scale,
}

impl IndexTree {
    /// The tree's name.
    pub fn name(&self) -> &str {
        self.nodes.first().map_or("", |root| root.name.as_str())
    }

    /// The index of a node by its name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.name == name)
    }

    /// The item rules that can be asked for: the two readings of a satisfaction scale where the tree leaves the choice open, else its own.
    pub fn rules(&self) -> Vec<ItemRule> {
        let is_open = self.nodes.iter().any(|node| node.item.is_some() && node.own_rule.is_none());
        match self.rule {
            ItemRule::Top2 | ItemRule::Mean if is_open => vec![ItemRule::Top2, ItemRule::Mean],
            rule => vec![rule],
        }
    }

    /// The questions that are scored.
    pub fn items(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.nodes.iter().filter_map(|node| Some(node.item.as_ref()?.node))
    }

    /// The question that a node scores.
    pub fn item(&self, node: usize) -> Option<NodeId> {
        Some(self.nodes.get(node)?.item.as_ref()?.node)
    }

    /// The answers that a node's figure is the share of, and the others that count, where it is one under a rule.
    pub fn answers_counted(&self, node: usize, rule: ItemRule) -> Option<[BTreeSet<String>; 2]> {
        let node = self.nodes.get(node).filter(|node| node.is_share(rule))?;
        let Scale::Choices(choices) = &node.item.as_ref()?.scale else {
            return None;
        };
        let gains = node
            .item
            .as_ref()?
            .scale
            .gains(node.own_rule.unwrap_or(rule), node.max, node.is_reversed);
        let mut answers = [BTreeSet::new(), BTreeSet::new()];
        for ((name, _), gain) in choices.iter().zip(gains) {
            let Some(gain) = gain else { continue };
            if let Some(side) = answers.get_mut(usize::from(gain <= 0.0)) {
                side.insert(name.clone());
            }
        }
        Some(answers)
    }

    /// The sheet as it is kept in an instrument.
    pub fn bare(&self) -> &BareSheet {
        &self.bare
    }

    /// How deep a node is; the root is 0.
    pub fn depth(&self, node: &IndexNode) -> usize {
        node.parent.map_or(0, |parent| self.lineage(parent).count())
    }

    /// A node and all above it, from below.
    pub(super) fn lineage(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(node), |at| self.nodes.get(*at).and_then(|node| node.parent))
    }
}

impl IndexNode {
    /// The label in a language of the form, or in the first that has one, or the name.
    pub fn label(&self, language: usize) -> &str {
        let filled = |label: &&String| !label.is_empty();
        let wanted = self.labels.get(language).filter(filled);
        wanted
            .or_else(|| self.labels.iter().find(filled))
            .map_or(self.name.as_str(), String::as_str)
    }
}
