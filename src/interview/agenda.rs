//! What is still to be evaluated, causes before effects, each expression at each instance once at a time.

use std::collections::BTreeSet;

use smallvec::SmallVec;

use super::tree::At;

/// So many tasks wait where no memory has to be asked for: an answer seldom brings about more.
const NEAR: usize = 16;

/// An expression (by its number in the plan) at a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Task {
    pub(super) rule: u32,
    pub(super) at: At,
}

/// Expressions to evaluate, in the plan's order, then in the order in which their nodes were made.
#[derive(Debug, Clone, Default)]
pub(super) struct Agenda {
    /// The last is the next.
    near: SmallVec<[Task; NEAR]>,
    /// What had no place there.
    far: BTreeSet<Task>,
}

impl Agenda {
    pub(super) fn add(&mut self, task: Task) {
        let place = self.near.partition_point(|waiting| *waiting > task);
        if self.near.get(place) == Some(&task) {
            return;
        }
        if self.near.len() < NEAR {
            self.near.insert(place, task);
        } else {
            self.far.insert(task);
        }
    }

    pub(super) fn clear(&mut self) {
        self.near.clear();
        self.far.clear();
    }

    pub(super) fn next(&mut self) -> Option<Task> {
        let next = match (self.near.last().copied(), self.far.first().copied()) {
            (Some(near), Some(far)) => near.min(far),
            (near, far) => near.or(far)?,
        };
        if self.near.last() == Some(&next) {
            self.near.pop();
        }
        // A task may wait in both places, and is done once.
        if !self.far.is_empty() {
            self.far.remove(&next);
        }
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Agenda, BTreeSet, Task};
    use crate::interview::At;

    proptest! {
        #[test]
        fn tasks_come_in_order_each_once(steps in prop::collection::vec(prop::option::weighted(0.7, (0_u32..9, 0_u32..9)), 1..200)) {
            let (mut agenda, mut expected) = (Agenda::default(), BTreeSet::new());
            for step in steps {
                if let Some((rule, at)) = step {
                    agenda.add(Task { rule, at: At(at) });
                    expected.insert(Task { rule, at: At(at) });
                } else {
                    prop_assert_eq!(agenda.next(), expected.pop_first());
                }
            }
            while let Some(next) = expected.pop_first() {
                prop_assert_eq!(agenda.next(), Some(next));
            }
            prop_assert_eq!(agenda.next(), None);
        }
    }
}
