//! Computes the value of a syntax tree.
//!
//! A row of operators is folded from its left end without recursion, so long sums cost no stack. `and` and `or` leave their right
//! side alone when the left decides: what is wrong there goes unnoticed, as the field's forms rely on.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::ast::{Ast, Call, Callee, Operator, Span};
use super::compare;
use super::document::Node;
use super::error::{Error, ErrorKind};
use super::functions::Arguments;
use super::host::Host;
use super::path;
use super::value::{Focus, Nodes, Value, text_number};

/// The value of an expression as seen from `focus`: a node, or a node with its position among others.
pub fn evaluate<'a>(ast: &'a Ast, focus: impl Into<Focus>, host: &'a dyn Host) -> Result<Value<'a>, Error> {
    let focus = focus.into();
    evaluate_for(ast, focus, focus.node, host)
}

/// Like [`evaluate`], where `current()` is another node than the one that the expression is seen from: a choice filter is seen from
/// each item, and its `current()` is the question.
pub fn evaluate_for<'a>(ast: &'a Ast, focus: impl Into<Focus>, current: Node, host: &'a dyn Host) -> Result<Value<'a>, Error> {
    Evaluation::of(current, host).value(ast, focus.into())
}

/// Whether the value of an expression is a true one.
pub fn evaluate_truth(ast: &Ast, node: Node, host: &dyn Host) -> Result<bool, Error> {
    Evaluation::of(node, host).boolean(ast, node.into())
}

/// One evaluation: what it reads, and whose it is.
#[derive(Clone, Copy)]
pub(super) struct Evaluation<'a> {
    pub(super) host: &'a dyn Host,
    /// `current()`.
    pub(super) current: Node,
    /// Whether resolved paths are asked of the host. `indexed-repeat` wants all instances, so it walks.
    pub(super) resolved: bool,
}

impl<'a> Evaluation<'a> {
    fn of(current: Node, host: &'a dyn Host) -> Self {
        Self {
            host,
            current,
            resolved: true,
        }
    }

    pub(super) fn value(self, ast: &'a Ast, focus: Focus) -> Result<Value<'a>, Error> {
        match ast {
            Ast::Number(number) => Ok(Value::Number(*number)),
            Ast::Text(text) => Ok(Value::Text(Cow::Borrowed(text))),
            Ast::Negate(negated) => Ok(Value::Number(-self.number(negated, focus)?)),
            Ast::Binary(operator, left, right) if !matches!(**left, Ast::Binary(..)) => {
                if let Some(holds) = self.compare_singles(*operator, left, right, focus) {
                    return Ok(Value::Boolean(holds));
                }
                let left = self.value(left, focus)?;
                self.apply(*operator, left, right, focus)
            }
            Ast::Binary(..) => self.row(ast, focus),
            Ast::Call(call) => self.call(call, focus),
            Ast::Path(path) => path::nodes(self, path, focus).map(Value::Nodes),
        }
    }

    pub(super) fn number(self, ast: &'a Ast, focus: Focus) -> Result<f64, Error> {
        match self.single_number(ast, focus) {
            Some(number) => Ok(number),
            None => Ok(self.value(ast, focus)?.to_number(self.host)),
        }
    }

    pub(super) fn boolean(self, ast: &'a Ast, focus: Focus) -> Result<bool, Error> {
        if let Ast::Binary(operator, left, right) = ast
            && let Some(holds) = self.compare_singles(*operator, left, right, focus)
        {
            return Ok(holds);
        }
        Ok(self.value(ast, focus)?.to_boolean())
    }

    /// The number of a literal, or of a field that is one node here: most of what is compared. It compares like the set of that one node.
    fn single_number(self, ast: &'a Ast, focus: Focus) -> Option<f64> {
        match ast {
            Ast::Number(number) => Some(*number),
            Ast::Text(text) => Some(text_number(text, self.host)),
            Ast::Path(path) => {
                path::only_number(self, path, focus).or_else(|| Some(text_number(path::only_text(self, path, focus)?, self.host)))
            }
            _ => None,
        }
    }

    /// The text of such a thing; `None` for a number.
    fn single_text(self, ast: &'a Ast, focus: Focus) -> Option<&'a str> {
        match ast {
            Ast::Text(text) => Some(text),
            Ast::Path(path) => path::only_text(self, path, focus),
            _ => None,
        }
    }

    /// A comparison of two such things, without making sets of nodes.
    fn compare_singles(self, operator: Operator, left: &'a Ast, right: &'a Ast, focus: Focus) -> Option<bool> {
        if !operator.compares() {
            return None;
        }
        let is_number = |ast: &Ast| matches!(ast, Ast::Number(_));
        if operator.is_equality() && !is_number(left) && !is_number(right) {
            let are_equal = self.single_text(left, focus)? == self.single_text(right, focus)?;
            return Some(are_equal == (operator == Operator::Equal));
        }
        Some(operator.holds(self.single_number(left, focus)?, self.single_number(right, focus)?))
    }

    /// The nodes that an expression yields; anything else is refused in the name of who needs them.
    pub(super) fn nodes(self, ast: &'a Ast, focus: Focus, needed_by: &str, span: Span) -> Result<Nodes, Error> {
        match self.value(ast, focus)? {
            Value::Nodes(nodes) => Ok(nodes),
            _ => Err(Error {
                kind: ErrorKind::WrongType(needed_by.to_owned()),
                span,
            }),
        }
    }

    /// Refuses to go on when too many nodes have been looked at.
    pub(super) fn afford(self, nodes: usize) -> Result<(), Error> {
        if self.host.affords(nodes) {
            return Ok(());
        }
        Err(Error {
            kind: ErrorKind::Refused("too much to work out".to_owned()),
            span: Span::default(),
        })
    }

    /// `a op b op c …`, folded from the left.
    fn row(self, ast: &'a Ast, focus: Focus) -> Result<Value<'a>, Error> {
        let mut row: SmallVec<[(Operator, &Ast); 8]> = SmallVec::new();
        let mut first = ast;
        while let Ast::Binary(operator, left, right) = first {
            row.push((*operator, right));
            first = left;
        }
        let mut value = self.value(first, focus)?;
        for (operator, right) in row.into_iter().rev() {
            value = self.apply(operator, value, right, focus)?;
        }
        Ok(value)
    }

    fn apply(self, operator: Operator, left: Value<'a>, right: &'a Ast, focus: Focus) -> Result<Value<'a>, Error> {
        match operator {
            Operator::Or => Ok(Value::Boolean(left.to_boolean() || self.boolean(right, focus)?)),
            Operator::And => Ok(Value::Boolean(left.to_boolean() && self.boolean(right, focus)?)),
            Operator::Union => self.union(left, self.value(right, focus)?),
            _ if operator.calculates() => {
                let right = self.number(right, focus)?;
                Ok(Value::Number(operator.calculate(left.to_number(self.host), right)))
            }
            _ => {
                let right = self.value(right, focus)?;
                Ok(Value::Boolean(compare::holds(operator, &left, &right, self.host)))
            }
        }
    }

    fn union(self, left: Value<'a>, right: Value<'a>) -> Result<Value<'a>, Error> {
        let (Value::Nodes(mut nodes), Value::Nodes(more)) = (left, right) else {
            return Err(Error {
                kind: ErrorKind::WrongType("|".to_owned()),
                span: Span::default(),
            });
        };
        nodes.extend(more);
        path::put_in_order(self.host, &mut nodes);
        Ok(Value::Nodes(nodes))
    }

    fn call(self, call: &'a Call, focus: Focus) -> Result<Value<'a>, Error> {
        let arguments = Arguments {
            evaluation: self,
            call,
            focus,
        };
        match &call.callee {
            Callee::Function(function) if function.takes(call.arguments.len()) => (function.apply)(&arguments),
            Callee::Function(_) => Err(arguments.error(call.fault().unwrap_or(ErrorKind::UnexpectedEnd))),
            Callee::Unknown(_) => arguments.ask_host(),
        }
    }
}
