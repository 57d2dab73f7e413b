//! Whose labels `jr:choice-name` asks for: its second argument is a path as text, which no other part of an expression is.

use super::finding::{FindingKind, Findings};
use super::{Form, NodeId};
use crate::xpath::Ast;

/// Reports questions without choices whose labels an expression asks for.
pub(super) fn check(form: &Form, findings: &mut Findings) {
    for id in form.ids() {
        form.node(id).each_condition(&mut |condition| {
            // Few expressions ask for one: their text tells them.
            if !condition.expression.may_call("choice-name") {
                return;
            }
            condition.expression.ast.visit(&mut |ast| {
                let Some(named) = named(ast).and_then(|path| field_by_path(form, path, id)) else {
                    return;
                };
                if form.question(named).is_none_or(|question| question.choices.is_none()) {
                    let name = form.node(named).name.clone();
                    findings.report(FindingKind::NoChoices { name }, condition.place.clone());
                }
            });
        });
    }
}

/// The path that a call of `jr:choice-name` writes out.
fn named(ast: &Ast) -> Option<&str> {
    match ast {
        Ast::Call(call) if call.callee.name() == "jr:choice-name" => match call.arguments.get(1) {
            Some(Ast::Text(path)) => Some(path.trim()),
            _ => None,
        },
        _ => None,
    }
}

/// The field that a plain path names, positions left out.
pub(crate) fn field_by_path(form: &Form, path: &str, from: NodeId) -> Option<NodeId> {
    let (mut at, rest) = match path.strip_prefix('/') {
        Some(rest) => (None, rest),
        None => (Some(from), path),
    };
    for step in rest.split('/').map(|step| step.split('[').next().unwrap_or(step).trim()) {
        at = match (step, at) {
            ("." | "current()", at) => at,
            ("..", Some(node)) => form.node(node).parent,
            (name, None) => (form.root == name).then_some(NodeId(0)),
            (name, Some(node)) => form
                .node(node)
                .children
                .iter()
                .copied()
                .find(|&child| form.node(child).name == name),
        };
        at?;
    }
    at
}
