//! Repeats that go on until an answer inside says stop: their counts depend on how many instances there are.
//!
//! A form that means "one more, unless the last was the last" gives a count that is always one ahead of the repeat. Other clients look at
//! it when the user comes to the end of an instance. Here such a count makes the repeat longer once in a step, and is looked at again when
//! an answer is given that it depends on, whether or not what is calculated in between stays the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::form::expression::{Rule, RuleKind};
use crate::form::{Form, NodeId};

/// A count that depends on the instances it makes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Growing {
    /// The number of its rule.
    pub(super) rule: u32,
    /// The questions that it depends on, directly or not.
    pub(super) answers: Vec<NodeId>,
}

/// The counts of a form that depend on the instances they make.
pub(super) fn growing(form: &Form, rules: &[Rule]) -> Vec<Growing> {
    let mut counts = (0..).zip(rules).filter(|(_, rule)| rule.kind == RuleKind::Count).peekable();
    if counts.peek().is_none() {
        return Vec::new();
    }
    let mut reads: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
    for rule in rules.iter().filter(|rule| decides_value(rule.kind)) {
        reads.entry(rule.node).or_default().extend(rule.reads.iter().map(|read| read.field));
    }
    let growing = counts.filter_map(|(number, rule)| {
        let mut causes = BTreeSet::new();
        let mut open: Vec<NodeId> = rule.reads.iter().map(|read| read.field).collect();
        while let Some(cause) = open.pop() {
            if causes.insert(cause) {
                open.extend(reads.get(&cause).into_iter().flatten());
            }
        }
        let is_inside = |cause: &NodeId| std::iter::successors(Some(*cause), |at| form.node(*at).parent).any(|at| at == rule.node);
        let feeds_itself = causes.iter().any(is_inside);
        feeds_itself.then(|| Growing {
            rule: number,
            answers: causes
                .into_iter()
                .filter(|cause| form.question(*cause).is_some_and(|question| question.is_asked))
                .collect(),
        })
    });
    growing.collect()
}

/// Whether what a rule decides is seen by those that read its node.
fn decides_value(kind: RuleKind) -> bool {
    matches!(kind, RuleKind::Count | RuleKind::Relevant | RuleKind::Choices | RuleKind::Calculate)
}
