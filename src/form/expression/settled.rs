//! How the expressions of a form hang together: worked out once, when the form is compiled, and shared by all who use it.

use std::collections::{BTreeMap, BTreeSet};

use super::order::{Graph, Rule, RuleKind, is_read, rules};
use crate::form::{Form, NodeId, Skeleton};

/// The names of a form's nodes, and its expressions in the order in which they settle.
#[derive(Debug, Clone)]
pub struct Settled {
    /// Children by name.
    pub skeleton: Skeleton,
    /// Causes before effects.
    pub rules: Vec<Rule>,
}

impl Settled {
    /// Puts the expressions of a form in order. They must be resolved.
    pub fn of(form: &Form) -> Self {
        Self::with_circles(form, Skeleton::of(form)).0
    }

    /// The same, and the expressions that depend on themselves; each path of nodes goes round once.
    ///
    /// A calculation may read the value that it replaces, an instance of a repeat its neighbours, the count of a repeat what was answered
    /// inside ("as long as there is another plant"), and the choices of one question leave out what another has taken, and the other way
    /// round: none of them is a circle.
    pub fn with_circles(form: &Form, skeleton: Skeleton) -> (Self, Vec<Vec<NodeId>>) {
        let rules = rules(form, &skeleton);
        let order = Graph::of(form, &skeleton, &rules, true).order();
        // What has an order with neighbours, counts and choices has no circles without them.
        let circles = if order.is_complete {
            Vec::new()
        } else {
            let is_bound = |rule: &&Rule| !matches!(rule.kind, RuleKind::Count | RuleKind::Choices);
            let others: Vec<Rule> = rules.iter().filter(is_bound).cloned().collect();
            Graph::of(form, &skeleton, &others, false).circles()
        };
        let rules = order.sort(rules);
        (Self { skeleton, rules }, circles)
    }

    /// The nodes that an expression depends on, directly or through other expressions.
    pub fn causes_of(&self, rule: &Rule) -> BTreeSet<NodeId> {
        let mut reads: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
        for rule in self.rules.iter().filter(|rule| is_read(rule.kind)) {
            reads.entry(rule.node).or_default().extend(rule.reads.iter().map(|read| read.field));
        }
        let mut causes = BTreeSet::new();
        let mut open: Vec<NodeId> = rule.reads.iter().map(|read| read.field).collect();
        while let Some(cause) = open.pop() {
            if causes.insert(cause) {
                open.extend(reads.get(&cause).into_iter().flatten());
            }
        }
        causes
    }
}

/// Whether some instance of a repeat may depend on another that depends on it in turn, or the count of a repeat on its instances: what
/// comes of that depends on what came before.
#[cfg(test)]
pub(crate) fn has_circles_among_instances(form: &Form) -> bool {
    let skeleton = Skeleton::of(form);
    !Graph::of(form, &skeleton, &rules(form, &skeleton), true).circles().is_empty()
}
