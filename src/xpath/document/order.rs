//! Order keys: a linked node's place in document order as a number with room around it.

use smallvec::{SmallVec, smallvec};

use super::{Document, NodeIx};

/// Grows in document order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OrderKey(u64);

impl OrderKey {
    /// The document node's.
    pub(super) const FIRST: Self = Self(0);
    /// The distance between neighbours where all are numbered afresh.
    const STRIDE: u64 = 1 << 32;
    /// The distance between nodes that are put between two others, as long as there is room.
    const NARROW: u64 = 1 << 12;
}

impl Document {
    /// Gives keys to a subtree that was just linked: between what stands before and after it.
    pub(super) fn give_keys(&mut self, top: NodeIx) {
        if self.keys.is_empty() {
            // The newest node that comes last stands where its number says.
            if self.node_after(top).is_some() {
                self.give_all_keys();
            }
            return;
        }
        self.keys.resize(self.slots.len(), OrderKey::FIRST);
        let slot = self.slot(top);
        let is_alone = slot.first_child.is_none() && slot.first_attribute.is_none();
        let subtree: SmallVec<[NodeIx; 1]> = if is_alone {
            smallvec![top]
        } else {
            self.subtree_with_attributes(top).into()
        };
        let count = subtree.len() as u64;
        let low = self.node_before(top).map_or(0, |node| self.key(node).0);
        let stride = match self.node_after(top) {
            None => OrderKey::STRIDE,
            Some(after) => {
                let room = self.key(after).0.saturating_sub(low);
                (room / (count + 1)).min(OrderKey::NARROW)
            }
        };
        if stride == 0
            || low
                .checked_add(stride.saturating_mul(count))
                .is_none_or(|highest| highest == u64::MAX)
        {
            self.give_all_keys();
            return;
        }
        for (node, step) in subtree.into_iter().zip(1..) {
            self.set_key(node, OrderKey(low + stride * step));
        }
    }

    /// Numbers the whole document afresh: only when some gap is used up.
    fn give_all_keys(&mut self) {
        self.keys.resize(self.slots.len(), OrderKey::FIRST);
        let all = self.subtree_with_attributes(Self::ROOT);
        for (node, step) in all.into_iter().zip(0..) {
            self.set_key(node, OrderKey(OrderKey::STRIDE * step));
        }
    }

    pub(super) fn key(&self, node: NodeIx) -> OrderKey {
        self.keys.get(node.0 as usize).copied().unwrap_or(OrderKey::FIRST)
    }

    fn set_key(&mut self, node: NodeIx, key: OrderKey) {
        if let Some(known) = self.keys.get_mut(node.0 as usize) {
            *known = key;
        }
    }

    /// A node with its attributes and all that is below it, in document order.
    fn subtree_with_attributes(&self, top: NodeIx) -> Vec<NodeIx> {
        let mut all = vec![top];
        all.extend(self.attributes(top));
        for below in self.descendants(top) {
            all.push(below);
            all.extend(self.attributes(below));
        }
        all
    }

    /// The last node before `top` in document order.
    fn node_before(&self, top: NodeIx) -> Option<NodeIx> {
        if let Some(sibling) = self.previous_sibling(top) {
            let mut last = sibling;
            while let Some(child) = self.children(last).next_back() {
                last = child;
            }
            return Some(self.attributes(last).last().unwrap_or(last));
        }
        let parent = self.parent(top)?;
        Some(
            self.attributes(parent)
                .filter(|&attribute| attribute != top)
                .last()
                .unwrap_or(parent),
        )
    }

    /// The first node after `top`'s subtree.
    fn node_after(&self, top: NodeIx) -> Option<NodeIx> {
        if self.kind(top) == super::NodeKind::Attribute {
            let parent = self.parent(top)?;
            return self.children(parent).next().or_else(|| self.node_after(parent));
        }
        let mut at = top;
        loop {
            if let Some(next) = self.next_sibling(at) {
                return Some(next);
            }
            at = self.parent(at)?;
        }
    }
}
