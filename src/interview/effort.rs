//! How much one step may look at: nested predicates look at a power of what there is, and a form may come from anybody.

use std::cell::Cell;

/// Nodes: a second or two. The largest rosters of the field, each member summing over all, need a hundredth.
const MOST_NODES: u64 = if cfg!(test) { 1_000_000 } else { 100_000_000 };

/// What a step has looked at so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Effort(Cell<u64>);

impl Effort {
    /// A step begins.
    pub(super) fn begin(&self) {
        self.0.set(0);
    }

    /// Accounts for nodes; false when there were too many.
    pub(super) fn affords(&self, nodes: usize) -> bool {
        self.0.set(self.0.get().saturating_add(nodes as u64));
        !self.is_spent()
    }

    /// Whether the step has looked at too much to go on.
    pub(super) fn is_spent(&self) -> bool {
        self.0.get() > MOST_NODES
    }
}
