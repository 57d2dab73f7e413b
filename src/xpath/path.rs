//! Location paths: where they start, what each step finds, what predicates leave.

use std::cmp::Ordering;

use smallvec::smallvec;

use super::ast::{Ast, Axis, NodeTest, Path, Start};
use super::axis::walk;
use super::document::{DocIx, Document, Named, Node, NodeIx, NodeKind};
use super::error::Error;
use super::evaluate::Evaluation;
use super::host::Host;
use super::lookup;
use super::value::{Focus, Nodes, Value};

/// The nodes of a path, in document order.
pub(super) fn nodes<'a>(evaluation: Evaluation<'a>, path: &'a Path, focus: Focus) -> Result<Nodes, Error> {
    if let Some(field) = path.field.filter(|_| evaluation.resolved) {
        let context = context(evaluation, path, focus);
        let mut nodes = Nodes::new();
        evaluation.host.field(field, context, &mut nodes);
        return Ok(nodes);
    }
    if path.is_own() {
        return Ok(smallvec![focus.node]);
    }
    let mut nodes: Nodes = match &path.start {
        Start::Root => smallvec![Node {
            doc: DocIx::PRIMARY,
            ix: Document::ROOT
        }],
        Start::Context => smallvec![focus.node],
        Start::Value(value) if path.steps.is_empty() && path.predicates.is_empty() => {
            return evaluation.nodes(value, focus, "/", path.span);
        }
        Start::Value(value) => evaluation.nodes(value, focus, "/", path.span)?,
    };
    filter(evaluation, &path.predicates, &mut nodes)?;
    let mut steps = path.steps.as_slice();
    while let Some((step, rest)) = steps.split_first() {
        steps = rest;
        match rest.split_first() {
            // `//name` in one walk instead of a set of all nodes and then their children.
            Some((next, rest)) if step.is_any_below() && next.axis == Axis::Child && next.predicates.is_empty() => {
                nodes = take(evaluation, &nodes, Axis::Descendant, &next.test, &[])?;
                steps = rest;
            }
            _ => nodes = take(evaluation, &nodes, step.axis, &step.test, &step.predicates)?,
        }
    }
    Ok(nodes)
}

/// Where a path that names a field is seen from: a list's item belongs to no repeat, and `current()` names the node that the expression is
/// for.
fn context(evaluation: Evaluation<'_>, path: &Path, focus: Focus) -> Node {
    let from_current = focus.node.doc != DocIx::PRIMARY || matches!(path.start, Start::Value(_));
    if from_current { evaluation.current } else { focus.node }
}

/// The text of a path that names a field, where that is one node whose text is known.
pub(super) fn only_text<'a>(evaluation: Evaluation<'a>, path: &Path, focus: Focus) -> Option<&'a str> {
    let field = path.field.filter(|_| evaluation.resolved)?;
    evaluation.host.field_text(field, context(evaluation, path, focus))
}

/// The number of such a path, where it is known.
pub(super) fn only_number(evaluation: Evaluation<'_>, path: &Path, focus: Focus) -> Option<f64> {
    let field = path.field.filter(|_| evaluation.resolved)?;
    evaluation.host.field_number(field, context(evaluation, path, focus))
}

/// How many nodes a path has, where that is known without finding them.
pub(super) fn count(evaluation: Evaluation<'_>, path: &Path, focus: Focus) -> Option<usize> {
    let field = path.field.filter(|_| evaluation.resolved)?;
    evaluation.host.field_count(field, context(evaluation, path, focus))
}

/// Sorts a set into document order and drops doubles.
pub(super) fn put_in_order(host: &dyn Host, nodes: &mut Nodes) {
    let compare = |left: &Node, right: &Node| {
        left.doc
            .cmp(&right.doc)
            .then_with(|| host.document(left.doc).compare(left.ix, right.ix))
    };
    if nodes.is_sorted_by(|left, right| compare(left, right) == Ordering::Less) {
        return;
    }
    nodes.sort_by(compare);
    nodes.dedup();
}

/// One step from each of `starts`.
fn take<'a>(evaluation: Evaluation<'a>, starts: &[Node], axis: Axis, test: &NodeTest, predicates: &'a [Ast]) -> Result<Nodes, Error> {
    let mut found = Nodes::new();
    for &start in starts {
        let (mut here, predicates) = reached(evaluation, start, axis, test, predicates)?;
        filter(evaluation, predicates, &mut here)?;
        if axis.is_reverse() {
            here.reverse();
        }
        if found.is_empty() { found = here } else { found.extend(here) }
    }
    if starts.len() > 1 {
        put_in_order(evaluation.host, &mut found);
    }
    Ok(found)
}

/// The nodes that a step from one node reaches, and the predicates that they have still to satisfy.
fn reached<'a>(
    evaluation: Evaluation<'a>,
    start: Node,
    axis: Axis,
    test: &NodeTest,
    predicates: &'a [Ast],
) -> Result<(Nodes, &'a [Ast]), Error> {
    if let (Axis::Child, NodeTest::Name(name), Some((first, rest))) = (axis, test, predicates.split_first())
        && let Some(candidates) = lookup::candidates(evaluation, start, name, first)
    {
        evaluation.afford(candidates.nodes.len())?;
        return Ok((candidates.nodes, if candidates.are_final { rest } else { predicates }));
    }
    let document = evaluation.host.document(start.doc);
    let test = Test::new(test, axis, document, evaluation.host);
    let mut nodes = Nodes::new();
    let mut seen = 1;
    walk(document, start.ix, axis, &mut |ix| {
        seen += 1;
        if test.holds(ix) {
            nodes.push(Node { doc: start.doc, ix });
        }
    });
    evaluation.afford(seen)?;
    Ok((nodes, predicates))
}

/// Keeps the nodes for which each predicate holds in turn; positions count what the one before left.
fn filter<'a>(evaluation: Evaluation<'a>, predicates: &'a [Ast], nodes: &mut Nodes) -> Result<(), Error> {
    for predicate in predicates {
        if let Ast::Number(number) = predicate {
            keep_position(nodes, *number);
            continue;
        }
        let size = nodes.len();
        let mut position = 0;
        let mut failure = None;
        nodes.retain(|node| {
            position += 1;
            if failure.is_some() {
                return false;
            }
            match evaluation.value(
                predicate,
                Focus {
                    node: *node,
                    position,
                    size,
                },
            ) {
                Ok(Value::Number(number)) => is_position(number, position),
                Ok(value) => value.to_boolean(),
                Err(error) => {
                    failure = Some(error);
                    false
                }
            }
        });
        if let Some(error) = failure {
            return Err(error);
        }
    }
    Ok(())
}

/// Whether a number names a position.
#[expect(clippy::float_cmp, reason = "a position is a whole number: 1.5 names none")]
fn is_position(number: f64, position: usize) -> bool {
    number == position as f64
}

fn keep_position(nodes: &mut Nodes, number: f64) {
    let mut position = 0;
    nodes.retain(|_| {
        position += 1;
        is_position(number, position)
    });
}

/// A node test made ready for one document.
struct Test<'a> {
    document: &'a Document,
    kind: Option<NodeKind>,
    name: NameTest<'a>,
}

enum NameTest<'a> {
    Any,
    None,
    Written(Named<'a>),
    /// As written, or of the namespace that the prefix stands for.
    Expanded(Named<'a>, &'a str, &'a str),
    Namespace(&'a str),
    Target(&'a str),
}

impl<'a> Test<'a> {
    fn new(test: &'a NodeTest, axis: Axis, document: &'a Document, host: &'a dyn Host) -> Self {
        let principal = if axis == Axis::Attribute {
            NodeKind::Attribute
        } else {
            NodeKind::Element
        };
        let (kind, name) = match test {
            NodeTest::Node => (None, NameTest::Any),
            NodeTest::Text => (Some(NodeKind::Text), NameTest::Any),
            NodeTest::Comment => (Some(NodeKind::Comment), NameTest::Any),
            NodeTest::Instruction(target) => (
                Some(NodeKind::Instruction),
                target.as_deref().map_or(NameTest::Any, NameTest::Target),
            ),
            NodeTest::Any => (Some(principal), NameTest::Any),
            NodeTest::AnyOf(prefix) => (Some(principal), host.namespace(prefix).map_or(NameTest::None, NameTest::Namespace)),
            NodeTest::Name(name) => {
                let written = document.named(name);
                let known = name
                    .split_once(':')
                    .and_then(|(prefix, local)| Some((host.namespace(prefix)?, local)));
                let name = match known {
                    Some((namespace, local)) => NameTest::Expanded(written, namespace, local),
                    None => NameTest::Written(written),
                };
                (Some(principal), name)
            }
        };
        Self { document, kind, name }
    }

    fn holds(&self, node: NodeIx) -> bool {
        let document = self.document;
        if self.kind.is_some_and(|kind| document.kind(node) != kind) {
            return false;
        }
        match &self.name {
            NameTest::Any => true,
            NameTest::None => false,
            NameTest::Written(named) => document.is_named(node, *named),
            NameTest::Expanded(named, namespace, local) => {
                document.is_named(node, *named) || (document.local_name(node) == *local && document.namespace(node) == *namespace)
            }
            NameTest::Namespace(namespace) => document.namespace(node) == *namespace,
            NameTest::Target(target) => document.name(node) == *target,
        }
    }
}
