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

/// All nodes of one row of the result.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Values {
    /// By node.
    pub(super) nodes: Vec<Option<Evaluated>>,
    /// By node: how much its parent's value moves when its own moves by one. Every way of combining is linear as long as the same
    /// nodes have data; 0 for what its parent does not use.
    pub(super) slopes: Vec<f64>,
}

/// The values of all nodes. `own(node)` is what a node is given: a leaf's score, or a value that stands for a subtree; `is_blank` tells
/// the nodes with too few answers.
pub(super) fn evaluate(tree: &IndexTree, own: impl Fn(usize) -> Option<f64>, is_blank: impl Fn(usize) -> bool) -> Values {
    let mut values = Values {
        nodes: vec![None; tree.nodes.len()],
        slopes: vec![0.0; tree.nodes.len()],
    };
    // Children come after their parents, so going backwards meets them first.
    for (index, node) in tree.nodes.iter().enumerate().rev() {
        let value = match own(index) {
            Some(value) => Some(Evaluated {
                value,
                items: f64::from(node.items),
                max: full_max(tree, index),
            }),
            None => combine(tree, node, &mut values),
        };
        if let Some(place) = values.nodes.get_mut(index) {
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

/// A child with data.
struct Part<'a> {
    index: usize,
    node: &'a IndexNode,
    of: Evaluated,
}

fn combine(tree: &IndexTree, node: &IndexNode, values: &mut Values) -> Option<Evaluated> {
    let part = |child: &usize| {
        let of = (*values.nodes.get(*child)?)?;
        Some(Part {
            index: *child,
            node: tree.nodes.get(*child)?,
            of,
        })
    };
    let parts: Vec<Part<'_>> = node.children.iter().filter_map(part).collect();
    if parts.is_empty() || (node.combine == Combine::Sum && parts.len() < node.children.len()) {
        return None;
    }
    let max: f64 = parts.iter().map(|part| part.of.max).sum();
    let shares: Vec<f64> = match node.combine {
        Combine::Items => shares(&parts, |part| part.of.items),
        Combine::Weighted => shares(&parts, |part| part.node.weight.unwrap_or(0.0)),
        Combine::Mean | Combine::Papi => shares(&parts, |_| 1.0),
        Combine::Sum | Combine::Points => vec![1.0; parts.len()],
        Combine::Percent => vec![100.0 / max; parts.len()],
    };
    let seen = |part: &Part<'_>| {
        if node.combine == Combine::Papi {
            part.node.normalised(part.of.value)
        } else {
            part.of.value
        }
    };
    let value: f64 = parts.iter().zip(&shares).map(|(part, share)| share * seen(part)).sum();
    let value = node.mapped(value);
    let stretch = node.stretch();
    for (part, share) in parts.iter().zip(&shares) {
        if let Some(slope) = values.slopes.get_mut(part.index) {
            *slope = stretch
                * share
                * if node.combine == Combine::Papi {
                    part.node.normalising_slope()
                } else {
                    1.0
                };
        }
    }
    let is_sum = matches!(node.combine, Combine::Sum | Combine::Points | Combine::Percent);
    value.is_finite().then_some(Evaluated {
        value,
        items: parts.iter().map(|part| part.of.items).sum(),
        max: node.max.filter(|_| !is_sum).unwrap_or(max),
    })
}

/// The share of each part in a weighted mean.
fn shares(parts: &[Part<'_>], weight: impl Fn(&Part<'_>) -> f64) -> Vec<f64> {
    let total: f64 = parts.iter().map(&weight).sum();
    parts.iter().map(|part| weight(part) / total).collect()
}

impl IndexNode {
    /// A value between 0 and 1 on the node's own scale, turned round when the row is reversed.
    fn normalised(&self, value: f64) -> f64 {
        let (low, high) = self.range();
        let share = (value - low) / (high - low);
        if self.is_reversed { 1.0 - share } else { share }
    }

    /// How much the normalised value moves when the value moves by one.
    fn normalising_slope(&self) -> f64 {
        let (low, high) = self.range();
        if self.is_reversed {
            -1.0 / (high - low)
        } else {
            1.0 / (high - low)
        }
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
        match (self.lo, self.raw_range()) {
            (Some(lo), Some((min, _))) => lo + self.stretch() * (value - min),
            _ => value,
        }
    }

    /// How much the mapped value moves when the combined one moves by one.
    fn stretch(&self) -> f64 {
        match (self.lo, self.hi, self.raw_range()) {
            (Some(lo), Some(hi), Some((min, max))) => (hi - lo) / (max - min),
            _ => 1.0,
        }
    }

    /// The scale that is mapped to `lo`–`hi`; none where the row has no such.
    fn raw_range(&self) -> Option<(f64, f64)> {
        self.lo?;
        let range = if self.combine == Combine::Papi {
            (0.0, 1.0)
        } else {
            (self.min.unwrap_or(0.0), self.max.unwrap_or(1.0))
        };
        Some(range)
    }
}
