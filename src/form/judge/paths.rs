//! Paths in expressions that lead to no node of the form.

use super::Report;
use crate::form::finding::FindingKind;
use crate::form::{Condition, NodeId, Skeleton};
use crate::xpath::Ast;
use crate::xpath::ast::{Axis, NodeTest, Path, Start};

/// Reports absolute paths, and paths relative to the node that an expression belongs to, where a step leads nowhere.
pub(super) fn judge(skeleton: &Skeleton, home: Option<NodeId>, condition: &Condition, report: &mut Report<'_>) {
    outermost(&condition.expression.ast, &mut |path, is_outermost| {
        let start = match &path.start {
            Start::Root => None,
            Start::Context if is_outermost => match home {
                Some(home) => Some(home),
                None => return,
            },
            Start::Context | Start::Value(_) => return,
        };
        if leads_nowhere(skeleton, start, path) {
            let path = Ast::Path(path.clone()).to_string();
            report.find(FindingKind::UnknownPath { path }, &condition.place);
        }
    });
}

/// Calls `see` with each path, and whether its context is the expression's own.
fn outermost<'a>(ast: &'a Ast, see: &mut dyn FnMut(&'a Path, bool)) {
    walk(ast, true, see);
}

fn walk<'a>(ast: &'a Ast, is_outermost: bool, see: &mut dyn FnMut(&'a Path, bool)) {
    match ast {
        Ast::Number(_) | Ast::Text(_) => {}
        Ast::Negate(inner) => walk(inner, is_outermost, see),
        Ast::Binary(_, left, right) => {
            walk(left, is_outermost, see);
            walk(right, is_outermost, see);
        }
        Ast::Call(call) => call.arguments.iter().for_each(|argument| walk(argument, is_outermost, see)),
        Ast::Path(path) => {
            see(path, is_outermost);
            if let Start::Value(value) = &path.start {
                walk(value, is_outermost, see);
            }
            let of_steps = path.steps.iter().flat_map(|step| &step.predicates);
            path.predicates
                .iter()
                .chain(of_steps)
                .for_each(|predicate| walk(predicate, false, see));
        }
    }
}

/// Follows the steps that go down or up by name; `None` begins above the root. Anything else may lead anywhere.
fn leads_nowhere(skeleton: &Skeleton, start: Option<NodeId>, path: &Path) -> bool {
    let mut at: Vec<Option<NodeId>> = vec![start];
    for step in &path.steps {
        at = match (step.axis, &step.test) {
            (Axis::Child, NodeTest::Name(name)) => at.into_iter().flat_map(|from| children(skeleton, from, name)).collect(),
            (Axis::Parent, NodeTest::Node) if at.iter().all(Option::is_some) => {
                at.into_iter().flatten().map(|from| skeleton.parent(from)).collect()
            }
            (Axis::SelfNode, NodeTest::Node) => at,
            _ => return false,
        };
        if at.is_empty() {
            return true;
        }
    }
    false
}

fn children(skeleton: &Skeleton, from: Option<NodeId>, name: &str) -> Vec<Option<NodeId>> {
    let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
    match from {
        None => {
            let root = skeleton.ids().next();
            root.filter(|root| skeleton.name(*root) == name).into_iter().map(Some).collect()
        }
        Some(from) => skeleton.children_called(from, local).iter().copied().map(Some).collect(),
    }
}
