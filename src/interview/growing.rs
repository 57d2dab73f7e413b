//! Repeats that go on until an answer inside says stop: their counts depend on how many instances there are.
//!
//! A form that means "one more, unless the last was the last" gives a count that is always one ahead of the repeat. Other clients look at
//! it when the user comes to the end of an instance. Here such a count makes the repeat longer once in a step, and is looked at again when
//! an answer is given that it depends on, whether or not what is calculated in between stays the same.

use crate::form::expression::{RuleKind, Settled};
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
pub(super) fn growing(form: &Form, settled: &Settled) -> Vec<Growing> {
    let counts = (0..).zip(&settled.rules).filter(|(_, rule)| rule.kind == RuleKind::Count);
    let growing = counts.filter_map(|(number, rule)| {
        let causes = settled.causes_of(rule);
        let is_inside = |cause: &NodeId| std::iter::successors(Some(*cause), |at| form.node(*at).parent).any(|at| at == rule.node);
        causes.iter().any(is_inside).then(|| Growing {
            rule: number,
            answers: causes
                .into_iter()
                .filter(|cause| form.question(*cause).is_some_and(|question| question.is_asked))
                .collect(),
        })
    });
    growing.collect()
}
