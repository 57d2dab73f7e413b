//! Combines values up the tree.
//!
//! A node with no data leaves the mean that it would have been part of; a value given for an inner node stands for its subtree.

use super::tree::{IndexNode, IndexTree};
use super::words::Combine;

/// Reads a number of the sheet or of a leaves file: a decimal point or comma, or a fraction such as `1/3`.
pub(super) fn number(text: &str) -> Option<f64> {
    if let Some((above, below)) = text.split_once('/') {
        let (above, below) = (number(above.trim())?, number(below.trim())?);
        return (below != 0.0).then_some(above / below);
    }
    let text = text.replace(',', ".");
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// The value of a node, and what its parent needs to know of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Evaluated {
    pub(super) value: f64,
    /// Items with data at or below it.
    pub(super) items: f64,
    /// The greatest number of points that was within reach.
    pub(super) max: f64,
}

/// The values of all nodes. `own(node)` is what a node is given: a leaf's score, or a value that stands for a subtree; `is_blank` tells
/// the nodes with too few answers.
pub(super) fn evaluate(tree: &IndexTree, own: impl Fn(usize) -> Option<f64>, is_blank: impl Fn(usize) -> bool) -> Vec<Option<Evaluated>> {
    let mut values: Vec<Option<Evaluated>> = vec![None; tree.nodes.len()];
    // Children come after their parents, so going backwards meets them first.
    for (index, node) in tree.nodes.iter().enumerate().rev() {
        let value = match own(index) {
            Some(value) => Some(Evaluated {
                value,
                items: f64::from(node.items),
                max: full_max(tree, index),
            }),
            None => combine(tree, node, &values),
        };
        if let Some(place) = values.get_mut(index) {
            *place = value.filter(|_| !is_blank(index));
        }
    }
    values
}

/// The greatest number of points when everything applies.
fn full_max(tree: &IndexTree, index: usize) -> f64 {
    let Some(node) = tree.nodes.get(index) else { return 0.0 };
    let below = || node.children.iter().map(|child| full_max(tree, *child)).sum();
    node.max.unwrap_or_else(below)
}

fn combine(tree: &IndexTree, node: &IndexNode, values: &[Option<Evaluated>]) -> Option<Evaluated> {
    let children = node
        .children
        .iter()
        .filter_map(|child| Some((tree.nodes.get(*child)?, (*values.get(*child)?)?)));
    let parts: Vec<(&IndexNode, Evaluated)> = children.collect();
    if parts.is_empty() || (node.combine == Combine::Sum && parts.len() < node.children.len()) {
        return None;
    }
    let items = parts.iter().map(|(_, part)| part.items).sum();
    let max: f64 = parts.iter().map(|(_, part)| part.max).sum();
    let total: f64 = parts.iter().map(|(_, part)| part.value).sum();
    let count = parts.len() as f64;
    let value = match node.combine {
        Combine::Items => mean(&parts, |_, part| part.items),
        Combine::Mean => total / count,
        Combine::Weighted => mean(&parts, |child, _| child.weight.unwrap_or(0.0)),
        Combine::Sum | Combine::Points => total,
        Combine::Papi => parts.iter().map(|(child, part)| child.normalised(part.value)).sum::<f64>() / count,
        Combine::Percent => 100.0 * total / max,
    };
    let value = node.mapped(value);
    value.is_finite().then_some(Evaluated { value, items, max })
}

fn mean(parts: &[(&IndexNode, Evaluated)], weight: impl Fn(&IndexNode, &Evaluated) -> f64) -> f64 {
    let weights: f64 = parts.iter().map(|(child, part)| weight(child, part)).sum();
    parts.iter().map(|(child, part)| weight(child, part) * part.value).sum::<f64>() / weights
}

impl IndexNode {
    /// A value between 0 and 1 on the node's own scale, turned round when the row is reversed.
    fn normalised(&self, value: f64) -> f64 {
        let (low, high) = self.range();
        let share = (value - low) / (high - low);
        if self.is_reversed { 1.0 - share } else { share }
    }

    /// The scale of the node's value as its parent sees it: `lo`–`hi` where the row maps to it, else `min`–`max`.
    pub(super) fn range(&self) -> (f64, f64) {
        match (self.lo, self.hi) {
            (Some(lo), Some(hi)) => (lo, hi),
            _ => (self.min.unwrap_or(0.0), self.max.unwrap_or(1.0)),
        }
    }

    /// A combined value on the scale `lo`–`hi`, where the row has one.
    fn mapped(&self, value: f64) -> f64 {
        let (Some(lo), Some(hi)) = (self.lo, self.hi) else { return value };
        let (min, max) = if self.combine == Combine::Papi {
            (0.0, 1.0)
        } else {
            (self.min.unwrap_or(0.0), self.max.unwrap_or(1.0))
        };
        lo + (hi - lo) * (value - min) / (max - min)
    }
}
