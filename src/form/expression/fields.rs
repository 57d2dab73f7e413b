//! Questions of kinship that paths ask of the tree of names.

use crate::form::{NodeId, Skeleton};

impl Skeleton {
    /// The root element; `None` for a form without nodes.
    pub(super) fn root(&self) -> Option<NodeId> {
        (!self.is_empty()).then_some(NodeId(0))
    }

    /// Whether a node has a text of its own rather than that of what is below it.
    pub(super) fn holds_value(&self, field: NodeId) -> bool {
        !self.is_repeat(field) && self.elements(field).next().is_none()
    }

    /// The children that are elements.
    pub(super) fn elements(&self, field: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.children(field).iter().copied().filter(|&child| !self.is_attribute(child))
    }

    /// The children that are attributes.
    pub(super) fn attributes(&self, field: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.children(field).iter().copied().filter(|&child| self.is_attribute(child))
    }

    /// All elements below a node, parents before children.
    pub(super) fn below(&self, field: NodeId) -> Vec<NodeId> {
        let mut found = Vec::new();
        for child in self.elements(field) {
            found.push(child);
            found.extend(self.below(child));
        }
        found
    }

    /// Whether `above` is `field` or one of the nodes above it.
    pub(super) fn contains(&self, above: NodeId, field: NodeId) -> bool {
        self.lineage(field).any(|at| at == above)
    }

    /// The innermost repeat whose instance two fields share: strictly above `target`, and `from` itself or above it.
    pub(super) fn shared_repeat(&self, from: NodeId, target: NodeId) -> Option<NodeId> {
        self.repeats_above(target).find(|&at| self.contains(at, from))
    }

    /// The repeats strictly above a field, innermost first.
    pub(super) fn repeats_above(&self, field: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.lineage(field).skip(1).filter(|&at| self.is_repeat(at))
    }
}
