//! What is still to be evaluated, causes before effects, each expression at each instance once at a time.

use std::collections::BTreeSet;

use super::tree::At;

/// An expression (by its number in the plan) at a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Task {
    pub(super) rule: u32,
    pub(super) at: At,
}

/// Expressions to evaluate, in the plan's order, then in the order in which their nodes were made.
#[derive(Debug, Clone, Default)]
pub(super) struct Agenda {
    waiting: BTreeSet<Task>,
}

impl Agenda {
    pub(super) fn add(&mut self, task: Task) {
        self.waiting.insert(task);
    }

    pub(super) fn clear(&mut self) {
        self.waiting.clear();
    }

    pub(super) fn next(&mut self) -> Option<Task> {
        self.waiting.pop_first()
    }
}
