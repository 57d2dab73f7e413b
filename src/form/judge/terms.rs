//! The parts of expressions that judgements are about: answers, literals, columns of choices.

use crate::form::{Form, NodeId};
use crate::xpath::Ast;
use crate::xpath::ast::{Axis, Call, NodeTest, Operator, Path, Start, Step};

/// A value written out in an expression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Literal<'a> {
    Text(&'a str),
    Number(f64),
}

impl Literal<'_> {
    /// As a person writes it.
    pub(super) fn shown(self) -> String {
        match self {
            Self::Text(text) => text.to_owned(),
            Self::Number(number) => number.to_string(),
        }
    }

    /// The number that it is or spells.
    pub(super) fn number(self) -> Option<f64> {
        match self {
            Self::Text(text) => number(text),
            Self::Number(number) => Some(number),
        }
    }
}

/// The number that a text spells.
pub(super) fn number(text: &str) -> Option<f64> {
    let is_plain = text.trim().bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    text.trim().parse().ok().filter(|_| is_plain)
}

/// The literal that an expression is.
pub(super) fn literal(ast: &Ast) -> Option<Literal<'_>> {
    match ast {
        Ast::Text(text) => Some(Literal::Text(text)),
        Ast::Number(number) => Some(Literal::Number(*number)),
        Ast::Negate(inner) => match &**inner {
            Ast::Number(number) => Some(Literal::Number(-number)),
            _ => None,
        },
        _ => None,
    }
}

/// The node whose text an expression is, whichever of its instances.
pub(super) fn subject(form: &Form, ast: &Ast) -> Option<NodeId> {
    match ast {
        Ast::Path(path) => path.field.map(|field| NodeId(field.0)).or_else(|| named(form, path)),
        Ast::Call(call) => match (call.callee.name(), call.arguments.as_slice()) {
            ("string" | "normalize-space", [only]) => subject(form, only),
            ("indexed-repeat", [first, ..]) => subject(form, first),
            _ => None,
        },
        _ => None,
    }
}

/// The node that an absolute path names where predicates pick its instances.
fn named(form: &Form, path: &Path) -> Option<NodeId> {
    if path.start != Start::Root {
        return None;
    }
    let mut at: Option<NodeId> = None;
    for step in &path.steps {
        let (Axis::Child, NodeTest::Name(name)) = (step.axis, &step.test) else {
            return None;
        };
        at = Some(match at {
            None => (*form.root == **name).then_some(NodeId(0))?,
            Some(above) => {
                let mut children = form.node(above).children.iter().copied();
                children.find(|&child| *form.node(child).name == **name)?
            }
        });
    }
    at
}

/// The column of a choice that an expression in its filter names.
pub(super) fn column(ast: &Ast) -> Option<&str> {
    let Ast::Path(Path {
        start: Start::Context,
        steps,
        field: None,
        ..
    }) = ast
    else {
        return None;
    };
    let is_self = |step: &Step| step.axis == Axis::SelfNode && step.test == NodeTest::Node && step.predicates.is_empty();
    match steps.as_slice() {
        [only] => child(only),
        [first, second] if is_self(first) => child(second),
        _ => None,
    }
}

fn child(step: &Step) -> Option<&str> {
    match (step.axis, &step.test) {
        (Axis::Child, NodeTest::Name(name)) if step.predicates.is_empty() => Some(name),
        _ => None,
    }
}

/// What must all hold for an expression to hold.
pub(super) fn conjuncts(ast: &Ast) -> Vec<&Ast> {
    match ast {
        Ast::Binary(Operator::And, left, right) => {
            let mut all = conjuncts(left);
            all.extend(conjuncts(right));
            all
        }
        other => vec![other],
    }
}

/// The instance of a literal `instance('id')`.
pub(super) fn instance(ast: &Ast) -> Option<&str> {
    match ast {
        Ast::Call(Call { callee, arguments, .. }) if callee.name() == "instance" => match arguments.as_slice() {
            [Ast::Text(id)] => Some(id),
            _ => None,
        },
        _ => None,
    }
}

/// A comparison read from the other side.
pub(super) fn mirrored(operator: Operator) -> Operator {
    match operator {
        Operator::Less => Operator::Greater,
        Operator::LessOrEqual => Operator::GreaterOrEqual,
        Operator::Greater => Operator::Less,
        Operator::GreaterOrEqual => Operator::LessOrEqual,
        other => other,
    }
}

/// Whether an operator compares for equality, or in order; `None` for one that does not compare.
pub(super) fn is_equality(operator: Operator) -> Option<bool> {
    match operator {
        Operator::Equal | Operator::NotEqual => Some(true),
        Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => Some(false),
        _ => None,
    }
}
