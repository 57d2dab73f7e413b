//! What is still to be evaluated, causes before effects, each expression at each instance once at a time.
#![expect(clippy::indexing_slicing, reason = "no more wait than there are places")]

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::tree::At;

/// So many tasks wait where no memory has to be asked for: an answer seldom brings about more.
const NEAR: usize = 16;

/// An expression (by its number in the plan) at a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Task {
    pub(super) rule: u32,
    pub(super) at: At,
}

impl Task {
    /// Both as one number: what comes first has the smaller.
    fn turn(self) -> u64 {
        u64::from(self.rule) << 32 | u64::from(self.at.0)
    }
}

impl Ord for Task {
    fn cmp(&self, other: &Self) -> Ordering {
        self.turn().cmp(&other.turn())
    }
}

impl PartialOrd for Task {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Expressions to evaluate, in the plan's order, then in the order in which their nodes were made.
#[derive(Debug, Clone, Default)]
pub(super) struct Agenda {
    /// So many of them wait, the next last.
    near: [Task; NEAR],
    waiting: usize,
    /// What had no place there.
    far: BTreeSet<Task>,
}

impl Agenda {
    /// Quickest for a task that comes before all that wait.
    #[inline]
    pub(super) fn add(&mut self, task: Task) {
        let next = self.near.get(self.waiting.wrapping_sub(1));
        if next.is_some_and(|next| *next <= task) {
            return self.insert(task);
        }
        match self.near.get_mut(self.waiting) {
            Some(free) => {
                *free = task;
                self.waiting += 1;
            }
            None => self.insert(task),
        }
    }

    fn insert(&mut self, task: Task) {
        let before = self.near[..self.waiting].iter().rposition(|waiting| *waiting >= task);
        let place = match before {
            Some(before) if self.near[before] == task => return,
            Some(before) => before + 1,
            None => 0,
        };
        if self.waiting == NEAR {
            self.far.insert(task);
            return;
        }
        self.near.copy_within(place..self.waiting, place + 1);
        self.near[place] = task;
        self.waiting += 1;
    }

    pub(super) fn clear(&mut self) {
        self.waiting = 0;
        self.far.clear();
    }

    #[inline]
    pub(super) fn next(&mut self) -> Option<Task> {
        if !self.far.is_empty() {
            return self.next_of_both();
        }
        let next = self.near.get(self.waiting.wrapping_sub(1)).copied()?;
        self.waiting -= 1;
        Some(next)
    }

    fn next_of_both(&mut self) -> Option<Task> {
        let near = self.waiting.checked_sub(1).map(|last| self.near[last]);
        let next = near.into_iter().chain(self.far.first().copied()).min()?;
        self.waiting -= usize::from(near == Some(next));
        // A task may wait in both places, and is done once.
        self.far.remove(&next);
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
