//! Comparisons: with nodes on a side it holds if it holds for any of them; dates compare as day numbers.
//!
//! One departure from XPath 1.0, shared with the field's engines: `<` and its kin between nodes and a truth compare each node's number,
//! where the standard would first ask whether there are any nodes.

use std::borrow::Cow;

use rustc_hash::FxHashSet;
use smallvec::SmallVec;

use super::ast::Operator;
use super::document::Node;
use super::host::Host;
use super::value::{Value, node_text, text_number};

/// Whether `left operator right`.
pub(super) fn holds<'a>(operator: Operator, left: &Value<'a>, right: &Value<'a>, host: &'a dyn Host) -> bool {
    match (left, right) {
        (Value::Nodes(_), Value::Boolean(_)) | (Value::Boolean(_), Value::Nodes(_)) if operator.is_equality() => single(
            operator,
            &Value::Boolean(left.to_boolean()),
            &Value::Boolean(right.to_boolean()),
            host,
        ),
        (Value::Nodes(lefts), Value::Nodes(rights)) => nodes(operator, lefts, rights, host),
        (Value::Nodes(lefts), _) => lefts.iter().any(|&node| single(operator, &text(node, host), right, host)),
        (_, Value::Nodes(rights)) => rights.iter().any(|&node| single(operator, left, &text(node, host), host)),
        _ => single(operator, left, right, host),
    }
}

fn text(node: Node, host: &dyn Host) -> Value<'_> {
    Value::Text(node_text(node, host))
}

/// So few texts are compared one by one.
const FEW: usize = 4;

/// Two sets: each text or number is read once, and no pair is tried that need not be.
fn nodes(operator: Operator, lefts: &[Node], rights: &[Node], host: &dyn Host) -> bool {
    let mut texts = rights.iter().map(|&node| node_text(node, host));
    match operator {
        Operator::Equal if rights.len() <= FEW => lefts.iter().any(|&node| {
            let left = node_text(node, host);
            rights.iter().any(|&right| left == node_text(right, host))
        }),
        Operator::Equal => {
            let rights: FxHashSet<Cow<'_, str>> = texts.collect();
            lefts.iter().any(|&node| rights.contains(&node_text(node, host)))
        }
        // Some pair differs unless all texts are one.
        Operator::NotEqual => {
            let Some(first) = texts.next() else { return false };
            let mut lefts = lefts.iter().map(|&node| node_text(node, host)).peekable();
            lefts.peek().is_some() && (lefts.any(|left| left != first) || texts.any(|right| right != first))
        }
        // If any pair is in order, the least and the greatest are.
        _ => {
            let numbers = |nodes: &[Node]| -> SmallVec<[f64; 2]> {
                let all = nodes.iter().map(|&node| text_number(&node_text(node, host), host));
                all.filter(|number| !number.is_nan()).collect()
            };
            let least = |numbers: &[f64]| numbers.iter().copied().reduce(f64::min);
            let greatest = |numbers: &[f64]| numbers.iter().copied().reduce(f64::max);
            let (lefts, rights) = (numbers(lefts), numbers(rights));
            let pair = if matches!(operator, Operator::Less | Operator::LessOrEqual) {
                least(&lefts).zip(greatest(&rights))
            } else {
                greatest(&lefts).zip(least(&rights))
            };
            pair.is_some_and(|(left, right)| operator.holds(left, right))
        }
    }
}

/// Two values without nodes.
fn single(operator: Operator, left: &Value<'_>, right: &Value<'_>, host: &dyn Host) -> bool {
    if !operator.is_equality() {
        return operator.holds(left.to_number(host), right.to_number(host));
    }
    let is_equal = match (left, right) {
        (Value::Boolean(_), _) | (_, Value::Boolean(_)) => left.to_boolean() == right.to_boolean(),
        (Value::Text(left), Value::Text(right)) => left == right,
        _ => return operator.holds(left.to_number(host), right.to_number(host)),
    };
    is_equal == (operator == Operator::Equal)
}
