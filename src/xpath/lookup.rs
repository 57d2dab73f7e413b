//! Finds items of a list by an equality in their predicate, without walking the list.
//!
//! `item[region = current()/../r and kind = 'x' and size > 3]` looks `region` and `kind` up in the document's indices and tries the
//! predicate on the fewer of what it finds there only. That gives the same items whenever the other side of `=` is a text that does not
//! depend on the item, and nothing in the predicate asks for positions.

use smallvec::SmallVec;

use super::ast::{Ast, Axis, Callee, NodeTest, Operator, Path, Start};
use super::document::{DocIx, Node};
use super::evaluate::Evaluation;
use super::path;
use super::value::{Focus, Nodes, Value, node_text};

/// What an index says about a predicate.
pub(super) struct Candidates {
    /// In document order.
    pub(super) nodes: Nodes,
    /// The predicate holds for all of them: it need not be tried.
    pub(super) are_final: bool,
}

/// The children of `parent` with this name that can satisfy the predicate; `None` where only a walk can tell.
pub(super) fn candidates<'a>(evaluation: Evaluation<'a>, parent: Node, name: &str, predicate: &'a Ast) -> Option<Candidates> {
    // The primary instance changes with every answer, and its repeats are short.
    if parent.doc == DocIx::PRIMARY || name.contains(':') || asks_for_positions(predicate) {
        return None;
    }
    let mut equalities = SmallVec::new();
    collect(predicate, &mut equalities);
    let mut fewest: Option<Nodes> = None;
    for (field, wanted) in equalities {
        let Some(found) = equal(evaluation, parent, name, field, wanted) else {
            continue;
        };
        if fewest.as_ref().is_none_or(|fewest| found.len() < fewest.len()) {
            fewest = Some(found);
        }
    }
    let are_final = matches!(predicate, Ast::Binary(Operator::Equal, ..));
    fewest.map(|nodes| Candidates { nodes, are_final })
}

/// The children whose field has one of the texts that an expression gives; `None` where it gives no texts. What is wrong with it is told by
/// trying the predicate, if that comes to it at all.
fn equal<'a>(evaluation: Evaluation<'a>, parent: Node, name: &str, field: &str, wanted: &'a Ast) -> Option<Nodes> {
    let host = evaluation.host;
    let document = host.document(parent.doc);
    let mut found = Nodes::new();
    let mut look_up = |text: &str| {
        document.children_where(parent.ix, name, field, text, &mut |ix| found.push(Node { doc: parent.doc, ix }));
    };
    match evaluation.value(wanted, Focus::from(evaluation.current)).ok()? {
        Value::Text(text) => look_up(&text),
        Value::Nodes(nodes) => nodes.iter().for_each(|&node| look_up(&node_text(node, host))),
        // Numbers are equal to texts of many spellings.
        _ => return None,
    }
    path::put_in_order(host, &mut found);
    Some(found)
}

fn asks_for_positions(predicate: &Ast) -> bool {
    let mut asks = matches!(predicate, Ast::Number(_));
    predicate.visit(&mut |ast| {
        asks |= matches!(ast, Ast::Call(call) if matches!(call.callee.name(), "position" | "last"));
    });
    asks
}

/// Child elements' names and what their texts must be, of all parts that must hold for the whole to hold.
fn collect<'a>(predicate: &'a Ast, equalities: &mut SmallVec<[(&'a str, &'a Ast); 4]>) {
    match predicate {
        Ast::Binary(Operator::And, left, right) => {
            collect(left, equalities);
            collect(right, equalities);
        }
        Ast::Binary(Operator::Equal, left, right) => {
            let sides = [(left, right), (right, left)];
            let equality = sides
                .into_iter()
                .find_map(|(field, wanted)| Some((child_name(field)?, is_constant(wanted).then_some(&**wanted)?)));
            equalities.extend(equality);
        }
        _ => {}
    }
}

/// The name in a path of a single step to a child element.
fn child_name(ast: &Ast) -> Option<&str> {
    let Ast::Path(Path {
        start: Start::Context,
        steps,
        field: None,
        ..
    }) = ast
    else {
        return None;
    };
    match steps.as_slice() {
        [step] if step.axis == Axis::Child && step.predicates.is_empty() => match &step.test {
            NodeTest::Name(name) if !name.contains(':') => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// Whether an expression has the same value for every item. Relative paths that the form compiler resolved lead to the form's fields.
fn is_constant(ast: &Ast) -> bool {
    /// Functions of their arguments alone.
    const PURE: [&str; 10] = [
        "string",
        "concat",
        "coalesce",
        "if",
        "normalize-space",
        "translate",
        "substr",
        "selected-at",
        "substring-before",
        "substring-after",
    ];
    match ast {
        Ast::Text(_) | Ast::Number(_) => true,
        Ast::Negate(inside) => is_constant(inside),
        Ast::Binary(_, left, right) => is_constant(left) && is_constant(right),
        Ast::Path(path) => match &path.start {
            _ if path.field.is_some() => true,
            Start::Root => true,
            Start::Context => false,
            Start::Value(value) => is_constant(value),
        },
        Ast::Call(call) => match &call.callee {
            Callee::Function(function) if function.name == "current" => true,
            Callee::Function(function) => {
                let is_pure = PURE.contains(&function.name) && !call.arguments.is_empty();
                is_pure && call.arguments.iter().all(is_constant)
            }
            Callee::Unknown(_) => false,
        },
    }
}
