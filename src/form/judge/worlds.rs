//! Whether conditions can hold together: every way in which they could is a world, and a world in which an answer would have to be two
//! things at once does not exist.
//!
//! What is not understood says nothing, so a node is found impossible only where it is. Only answers of which there is one as seen from
//! the node count: about many instances, `a = 1 and a = 2` may well hold.

use std::collections::{BTreeMap, BTreeSet};

use super::limits::Limits;
use super::values::Values;
use super::{constant, terms};
use crate::form::{DataType, Form, NodeId, Skeleton};
use crate::xpath::Ast;
use crate::xpath::ast::{Call, Operator};

/// More ways than this are not followed: what makes them is ignored.
const MOST_WORLDS: usize = 64;

/// What is known of a form while its conditions are compared.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    pub(super) form: &'a Form,
    pub(super) skeleton: &'a Skeleton,
    pub(super) values: &'a Values<'a>,
}

/// One way in which conditions could hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct World {
    limits: BTreeMap<NodeId, Limits>,
}

impl World {
    /// The answers that there must be.
    pub(super) fn given(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.limits.iter().filter(|(_, limits)| limits.is_given).map(|(id, _)| *id)
    }
}

/// All ways in which conditions could hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Worlds {
    pub(super) list: Vec<World>,
    /// What the last way came to grief over.
    pub(super) about: Option<NodeId>,
    /// Conditions were taken in from these, because an answer to them is needed.
    pub(super) included: BTreeSet<NodeId>,
}

impl Worlds {
    /// Nothing is assumed yet.
    pub(super) fn any() -> Self {
        Self {
            list: vec![World::default()],
            about: None,
            included: BTreeSet::new(),
        }
    }

    /// Whether no way is left.
    pub(super) fn are_none(&self) -> bool {
        self.list.is_empty()
    }

    /// Assumes that a condition of a node holds, or that it does not.
    pub(super) fn assume(&mut self, ast: &Ast, holds: bool, home: NodeId, sight: Sight<'_>) {
        if let Some(truth) = constant::truth(ast) {
            if truth != holds {
                self.list.clear();
            }
            return;
        }
        match ast {
            Ast::Binary(Operator::And, left, right) if holds => {
                self.assume(left, true, home, sight);
                self.assume(right, true, home, sight);
            }
            Ast::Binary(Operator::Or, left, right) if !holds => {
                self.assume(left, false, home, sight);
                self.assume(right, false, home, sight);
            }
            Ast::Binary(Operator::And | Operator::Or, left, right) => self.split(left, right, holds, home, sight),
            Ast::Binary(operator, left, right) => self.compare(*operator, left, right, holds, home, sight),
            Ast::Call(call) => self.call(call, holds, home, sight),
            Ast::Number(_) | Ast::Text(_) | Ast::Negate(_) | Ast::Path(_) => {}
        }
    }

    /// Assumes that a node is answered.
    pub(super) fn assume_given(&mut self, id: NodeId, sight: Sight<'_>) {
        self.limit(id, sight, |limits| limits.is_given = true);
    }

    /// Either of two parts is what makes the whole hold, or fail.
    fn split(&mut self, left: &Ast, right: &Ast, holds: bool, home: NodeId, sight: Sight<'_>) {
        let (mut lefts, mut rights) = (self.clone(), self.clone());
        lefts.assume(left, holds, home, sight);
        rights.assume(right, holds, home, sight);
        let is_silent = lefts.list == self.list || rights.list == self.list;
        if is_silent || lefts.list.len() + rights.list.len() > MOST_WORLDS {
            return;
        }
        self.list = lefts.list;
        self.list.extend(rights.list);
        if self.list.is_empty() && self.about.is_none() {
            self.about = lefts.about.or(rights.about);
        }
    }

    fn call(&mut self, call: &Call, holds: bool, home: NodeId, sight: Sight<'_>) {
        match (call.callee.name(), call.arguments.as_slice()) {
            ("not", [inner]) => self.assume(inner, !holds, home, sight),
            ("selected" | "is-selected", [list, choice]) => {
                let Some(terms::Literal::Text(choice)) = terms::literal(choice) else {
                    return;
                };
                let Some(id) = single(list, home, sight) else { return };
                self.selected(id, choice.trim(), holds, sight);
            }
            _ => {}
        }
    }

    fn selected(&mut self, id: NodeId, choice: &str, holds: bool, sight: Sight<'_>) {
        if !choice.is_empty() && !sight.values.can_be(id, choice) {
            return;
        }
        let data = sight.values.type_of(id);
        self.limit(id, sight, |limits| match (data, choice.is_empty(), holds) {
            (_, true, true) => limits.must_be(""),
            (_, true, false) => limits.is_given = true,
            (Some(DataType::SelectOne), false, true) => limits.must_be(choice),
            (Some(DataType::SelectOne), false, false) => limits.must_not_be(choice),
            (_, false, true) => {
                limits.has.insert(choice.to_owned());
                limits.is_given = true;
            }
            (_, false, false) => {
                limits.lacks.insert(choice.to_owned());
            }
        });
    }

    fn compare(&mut self, operator: Operator, left: &Ast, right: &Ast, holds: bool, home: NodeId, sight: Sight<'_>) {
        let Some(is_equality) = terms::is_equality(operator) else {
            return;
        };
        let (operator, measured, other) = match (constant::value(left), constant::value(right)) {
            (None, Some(_)) => (operator, left, right),
            (Some(_), None) => (terms::mirrored(operator), right, left),
            _ => return,
        };
        if let Some((measure, id)) = measure(measured, home, sight) {
            if let Some(number) = constant::number(other) {
                let operator = if holds { operator } else { opposite(operator) };
                self.limit(id, sight, |limits| limits.measure(measure, operator, number));
            }
            return;
        }
        let Some(id) = single(measured, home, sight) else { return };
        match terms::literal(other) {
            Some(terms::Literal::Text(text)) if is_equality => self.equals(id, text, holds == (operator == Operator::Equal), sight),
            _ => {
                if let Some(number) = constant::number(other) {
                    self.amounts(id, operator, number, holds, sight);
                }
            }
        }
    }

    fn equals(&mut self, id: NodeId, text: &str, is_equal: bool, sight: Sight<'_>) {
        if !text.is_empty() && !sight.values.can_be(id, text) {
            return;
        }
        self.limit(id, sight, |limits| {
            if is_equal {
                limits.must_be(text);
            } else {
                limits.must_not_be(text);
            }
        });
    }

    /// The answer as a number against a number. No answer is no number: it equals nothing, and is neither less nor greater.
    fn amounts(&mut self, id: NodeId, operator: Operator, number: f64, holds: bool, sight: Sight<'_>) {
        let is_measured = match sight.values.type_of(id) {
            Some(DataType::Integer | DataType::Decimal | DataType::Range | DataType::Date | DataType::DateTime) => true,
            Some(DataType::SelectOne) => sight
                .values
                .answers(id)
                .is_some_and(|names| names.numbers().count() == names.names.len()),
            _ => false,
        };
        let (is_equal, is_unequal) = (operator == Operator::Equal, operator == Operator::NotEqual);
        // That a whole number is no fraction is told where it is written.
        let is_told = sight.values.type_of(id) == Some(DataType::Integer) && number.fract() != 0.0 && (is_equal || is_unequal);
        if !is_measured || is_told || (is_equal && !holds) || (is_unequal && holds) {
            return;
        }
        let operator = if holds { operator } else { opposite(operator) };
        let mut blank = self.clone();
        self.limit(id, sight, |limits| {
            limits.measure(Measure::Number, operator, number);
            limits.is_given = true;
        });
        if !holds && !is_unequal && blank.list.len() + self.list.len() <= MOST_WORLDS {
            blank.limit(id, sight, |limits| limits.must_be(""));
            self.list.append(&mut blank.list);
        } else if !holds && !is_unequal {
            *self = blank;
        }
    }

    /// Narrows what an answer can be; worlds in which it can be nothing any more are gone.
    fn limit(&mut self, id: NodeId, sight: Sight<'_>, narrow: impl Fn(&mut Limits)) {
        let Some(data) = sight.values.type_of(id) else { return };
        let names = sight.values.answers(id);
        let has_default = sight.form.question(id).is_some_and(|question| question.default.is_some());
        self.list.retain_mut(|world| {
            let limits = world.limits.entry(id).or_default();
            narrow(limits);
            limits.is_possible(data, names.filter(|_| !has_default))
        });
        if self.list.is_empty() && self.about.is_none() {
            self.about = Some(id);
        }
    }
}

/// What of an answer is measured.
#[derive(Debug, Clone, Copy)]
pub(super) enum Measure {
    Number,
    Length,
    Count,
}

impl Limits {
    fn measure(&mut self, measure: Measure, operator: Operator, number: f64) {
        let interval = match measure {
            Measure::Number => &mut self.number,
            Measure::Length => &mut self.length,
            Measure::Count => &mut self.count,
        };
        match operator {
            Operator::Equal => {
                interval.raise(number, false);
                interval.lower(number, false);
            }
            Operator::Less => interval.lower(number, true),
            Operator::LessOrEqual => interval.lower(number, false),
            Operator::Greater => interval.raise(number, true),
            Operator::GreaterOrEqual => interval.raise(number, false),
            _ => {}
        }
        if !matches!(measure, Measure::Number) {
            interval.raise(0.0, false);
            self.is_given |= !interval.can_be_zero();
        }
    }
}

/// `string-length(answer)` or `count-selected(answer)`.
fn measure(ast: &Ast, home: NodeId, sight: Sight<'_>) -> Option<(Measure, NodeId)> {
    let Ast::Call(call) = ast else { return None };
    let measure = match call.callee.name() {
        "string-length" => Measure::Length,
        "count-selected" => Measure::Count,
        _ => return None,
    };
    Some((measure, single(call.arguments.first()?, home, sight)?))
}

/// The question whose one answer an expression is, as seen from a node.
fn single(ast: &Ast, home: NodeId, sight: Sight<'_>) -> Option<NodeId> {
    let Ast::Path(path) = ast else { return None };
    let id = NodeId(path.field?.0);
    let from = if sight.skeleton.is_repeat(home) {
        sight.skeleton.parent(home)?
    } else {
        home
    };
    let mut around = sight.skeleton.lineage(id).skip(1).filter(|at| sight.skeleton.is_repeat(*at));
    let is_shared = around.all(|repeat| sight.skeleton.lineage(from).any(|at| at == repeat));
    (is_shared && sight.form.question(id).is_some()).then_some(id)
}

fn opposite(operator: Operator) -> Operator {
    match operator {
        Operator::Equal => Operator::NotEqual,
        Operator::NotEqual => Operator::Equal,
        Operator::Less => Operator::GreaterOrEqual,
        Operator::LessOrEqual => Operator::Greater,
        Operator::Greater => Operator::LessOrEqual,
        Operator::GreaterOrEqual => Operator::Less,
        other => other,
    }
}
