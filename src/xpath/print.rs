//! Writes a syntax tree back as source: reading that again gives an equal tree, spans apart.

use std::fmt::{Display, Formatter, Result, Write as _};

use super::ast::{Ast, Axis, Expression, NodeTest, Operator, Path, Start, Step};

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.ast.fmt(f)
    }
}

impl Display for Ast {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if is_bare_root(self) {
            f.write_char('/')
        } else {
            expression(self, 0, f)
        }
    }
}

/// `/` alone, which would swallow a `*` behind it.
fn is_bare_root(ast: &Ast) -> bool {
    matches!(ast, Ast::Path(Path { start: Start::Root, steps, .. }) if steps.is_empty())
}

/// Writes an expression, in parentheses if its operator binds no tighter than `floor`.
fn expression(ast: &Ast, floor: u8, f: &mut Formatter<'_>) -> Result {
    let strength = strength(ast);
    if strength <= floor {
        f.write_char('(')?;
        expression(ast, 0, f)?;
        return f.write_char(')');
    }
    match ast {
        Ast::Number(number) => write_number(*number, f),
        Ast::Text(text) if text.contains('\'') => write!(f, "\"{text}\""),
        Ast::Text(text) => write!(f, "'{text}'"),
        Ast::Negate(negated) => {
            f.write_char('-')?;
            expression(negated, Operator::NEGATION - 1, f)
        }
        Ast::Binary(operator, left, right) => {
            expression(left, strength - 1, f)?;
            write!(f, " {} ", operator.symbol())?;
            expression(right, strength, f)
        }
        Ast::Call(call) => {
            write!(f, "{}(", call.callee.name())?;
            for (ix, argument) in call.arguments.iter().enumerate() {
                f.write_str(if ix == 0 { "" } else { ", " })?;
                expression(argument, 0, f)?;
            }
            f.write_char(')')
        }
        Ast::Path(path) => write_path(path, f),
    }
}

fn strength(ast: &Ast) -> u8 {
    match ast {
        Ast::Binary(operator, ..) => operator.strength(),
        Ast::Negate(_) => Operator::NEGATION,
        Ast::Number(_) | Ast::Text(_) | Ast::Call(_) | Ast::Path(_) => u8::MAX,
    }
}

/// A literal too large for a double reads as infinity, so one is written for it.
fn write_number(number: f64, f: &mut Formatter<'_>) -> Result {
    if number.is_infinite() {
        write!(f, "{}0", f64::MAX)
    } else {
        write!(f, "{number}")
    }
}

fn write_path(path: &Path, f: &mut Formatter<'_>) -> Result {
    let mut steps = path.steps.as_slice();
    match &path.start {
        Start::Context => {
            if let Some((first, rest)) = steps.split_first() {
                write_step(first, f)?;
                steps = rest;
            }
        }
        Start::Root => match steps.split_first() {
            None => return f.write_str("(/)"),
            Some((first, rest)) if !first.is_any_below() || rest.is_empty() => {
                f.write_char('/')?;
                write_step(first, f)?;
                steps = rest;
            }
            Some(_) => {}
        },
        Start::Value(value) => match &**value {
            Ast::Number(_) | Ast::Text(_) | Ast::Call(_) => expression(value, 0, f)?,
            _ => write!(f, "({value})")?,
        },
    }
    write_predicates(&path.predicates, f)?;
    while let Some((step, rest)) = steps.split_first() {
        f.write_char('/')?;
        steps = rest;
        match rest.split_first() {
            Some((next, rest)) if step.is_any_below() => {
                f.write_char('/')?;
                write_step(next, f)?;
                steps = rest;
            }
            _ => write_step(step, f)?,
        }
    }
    Ok(())
}

fn write_step(step: &Step, f: &mut Formatter<'_>) -> Result {
    match (step.axis, &step.test) {
        (Axis::SelfNode, NodeTest::Node) => f.write_char('.')?,
        (Axis::Parent, NodeTest::Node) => f.write_str("..")?,
        (Axis::Child, test) => write_test(test, f)?,
        (Axis::Attribute, test) => {
            f.write_char('@')?;
            write_test(test, f)?;
        }
        (axis, test) => {
            write!(f, "{}::", axis.name())?;
            write_test(test, f)?;
        }
    }
    write_predicates(&step.predicates, f)
}

fn write_test(test: &NodeTest, f: &mut Formatter<'_>) -> Result {
    match test {
        NodeTest::Name(name) => f.write_str(name),
        NodeTest::Any => f.write_char('*'),
        NodeTest::AnyOf(prefix) => write!(f, "{prefix}:*"),
        NodeTest::Node => f.write_str("node()"),
        NodeTest::Text => f.write_str("text()"),
        NodeTest::Comment => f.write_str("comment()"),
        NodeTest::Instruction(None) => f.write_str("processing-instruction()"),
        NodeTest::Instruction(Some(target)) if target.contains('\'') => write!(f, "processing-instruction(\"{target}\")"),
        NodeTest::Instruction(Some(target)) => write!(f, "processing-instruction('{target}')"),
    }
}

fn write_predicates(predicates: &[Ast], f: &mut Formatter<'_>) -> Result {
    predicates.iter().try_for_each(|predicate| write!(f, "[{predicate}]"))
}
