//! Comparisons that can never hold, or never fail, because of what an answer is.

use super::terms::{self, Literal, subject};
use super::values::Values;
use super::{Judgement, Report, constant};
use crate::form::{Condition, DataType, Form, NodeId};
use crate::xpath::Ast;
use crate::xpath::ast::{Call, Operator};

/// Reports the comparisons of one expression that nobody can have meant.
pub(super) fn judge(form: &Form, values: &Values<'_>, condition: &Condition, report: &mut Report<'_>) {
    let root = &*condition.expression.ast;
    let judge = Judge {
        form,
        values,
        condition,
        root,
    };
    root.visit(&mut |ast| match ast {
        Ast::Binary(operator, left, right) => judge.comparison(*operator, left, right, report),
        Ast::Call(call) => judge.call(call, report),
        _ => {}
    });
}

struct Judge<'a> {
    form: &'a Form,
    values: &'a Values<'a>,
    condition: &'a Condition,
    root: &'a Ast,
}

impl Judge<'_> {
    fn name(&self, id: NodeId) -> String {
        self.form.node(id).name.clone()
    }

    fn say(&self, judgement: Judgement, about: &Ast, report: &mut Report<'_>) {
        report.point_at(judgement, self.condition, about);
    }

    fn comparison(&self, operator: Operator, left: &Ast, right: &Ast, report: &mut Report<'_>) {
        let Some(is_equality) = terms::is_equality(operator) else {
            return;
        };
        match (self.subject(left), self.subject(right)) {
            (Some(left), Some(right)) => self.two_answers(left, right, is_equality, report),
            (Some(id), None) => self.with_value(id, right, is_equality, report),
            (None, Some(id)) => self.with_value(id, left, is_equality, report),
            (None, None) => {
                self.with_moment(left, right, report);
                self.with_moment(right, left, report);
            }
        }
    }

    /// The question whose answer an expression is, `selected-at` included: that is one of its choices.
    fn subject(&self, ast: &Ast) -> Option<NodeId> {
        let inner = match ast {
            Ast::Call(call) if call.callee.name() == "selected-at" => call.arguments.first()?,
            other => other,
        };
        subject(self.form, inner).filter(|id| self.form.question(*id).is_some())
    }

    fn two_answers(&self, left: NodeId, right: NodeId, is_equality: bool, report: &mut Report<'_>) {
        let is_date = |id: NodeId| matches!(self.values.type_of(id), Some(DataType::Date | DataType::DateTime));
        let is_number = |id: NodeId| {
            matches!(
                self.values.type_of(id),
                Some(DataType::Integer | DataType::Decimal | DataType::Range)
            )
        };
        let (name, other) = (self.name(left), self.name(right));
        if is_date(left) && is_number(right) || is_number(left) && is_date(right) {
            let (date, number) = if is_date(left) { (name, other) } else { (other, name) };
            report.say(Judgement::DateAndNumber { date, number }, &self.condition.place);
        } else if is_equality
            && left != right
            && let (Some(lefts), Some(rights)) = (self.values.answers(left), self.values.answers(right))
            && lefts.names.is_disjoint(&rights.names)
            && [left, right].iter().all(|id| self.values.type_of(*id) == Some(DataType::SelectOne))
        {
            report.say(Judgement::NothingInCommon { left: name, right: other }, &self.condition.place);
        }
    }

    fn with_value(&self, id: NodeId, other: &Ast, is_equality: bool, report: &mut Report<'_>) {
        let Some(literal) = terms::literal(other) else {
            return;
        };
        // `!= 'NaN'` is how some forms ask whether there is a number.
        if matches!(literal, Literal::Text("" | "NaN")) {
            return;
        }
        let (name, value) = (self.name(id), literal.shown());
        let judgement = match self.values.type_of(id) {
            Some(DataType::SelectOne) => self.one_choice(id, literal, is_equality),
            Some(DataType::SelectMultiple | DataType::Rank) if is_equality => self.several_choices(id, literal),
            Some(DataType::Integer | DataType::Decimal | DataType::Range) if literal.number().is_none() => {
                Some(Judgement::NotANumber { name, value })
            }
            Some(DataType::Integer) if is_equality && literal.number().is_some_and(|number| number.fract() != 0.0) => {
                Some(Judgement::NotWhole { name, value })
            }
            Some(DataType::Date | DataType::DateTime) => date_with(name, literal),
            Some(DataType::Metadata) if self.is_moment(id) => date_with(name, literal),
            Some(DataType::Acknowledge) if value != "OK" => Some(Judgement::OnlyOk { name, value }),
            _ => None,
        };
        if let Some(judgement) = judgement {
            self.say(judgement, other, report);
        }
    }

    fn one_choice(&self, id: NodeId, literal: Literal<'_>, is_equality: bool) -> Option<Judgement> {
        let names = self.values.answers(id)?;
        let name = self.name(id);
        if !is_equality {
            let list = names.list.to_owned();
            return names.numbers().next().is_none().then_some(Judgement::NoNumbers { name, list });
        }
        let is_there = match literal {
            Literal::Text(text) => self.values.can_be(id, text),
            Literal::Number(number) => names.has_number(number) || self.values.can_be(id, &literal.shown()),
        };
        (!is_there).then(|| self.no_choice(id, &literal.shown())).flatten()
    }

    /// One choice alone may well be what was meant where the choices are counted or looked at one by one beside it.
    fn several_choices(&self, id: NodeId, literal: Literal<'_>) -> Option<Judgement> {
        let value = literal.shown();
        if !value.contains(' ') && !self.values.can_be(id, &value) {
            return self.no_choice(id, &value);
        }
        let mut is_looked_at = false;
        self.root.visit(&mut |ast| {
            if let Ast::Call(call) = ast
                && matches!(call.callee.name(), "selected" | "is-selected" | "count-selected" | "selected-at")
                && call.arguments.first().and_then(|list| subject(self.form, list)) == Some(id)
            {
                is_looked_at = true;
            }
        });
        let is_chosen_from = self.values.answers(id).is_some();
        (is_chosen_from && !is_looked_at).then(|| Judgement::ComparesSeveral {
            name: self.name(id),
            value,
        })
    }

    fn no_choice(&self, id: NodeId, value: &str) -> Option<Judgement> {
        let names = self.values.answers(id)?;
        Some(Judgement::NotAChoice {
            name: self.name(id),
            value: value.to_owned(),
            list: names.list.to_owned(),
            suggestion: names.suggestion(value),
        })
    }

    fn call(&self, call: &Call, report: &mut Report<'_>) {
        let ("selected" | "is-selected", [list, choice]) = (call.callee.name(), call.arguments.as_slice()) else {
            return;
        };
        let (Some(id), Some(literal)) = (subject(self.form, list), terms::literal(choice)) else {
            return;
        };
        let value = literal.shown().trim().to_owned();
        if !value.is_empty()
            && !self.values.can_be(id, &value)
            && let Some(judgement) = self.no_choice(id, &value)
        {
            self.say(judgement, choice, report);
        }
    }

    /// `today() > 2026`.
    fn with_moment(&self, moment: &Ast, other: &Ast, report: &mut Report<'_>) {
        let is_moment = match moment {
            Ast::Call(call) => matches!(call.callee.name(), "today" | "now" | "date" | "date-time"),
            _ => false,
        };
        if let (true, Some(literal)) = (is_moment, terms::literal(other))
            && let Some(judgement) = date_with(moment.to_string(), literal)
        {
            self.say(judgement, other, report);
        }
    }

    fn is_moment(&self, id: NodeId) -> bool {
        self.form
            .question(id)
            .is_some_and(|question| matches!(question.type_name.as_str(), "today" | "start" | "end"))
    }
}

/// A date against a literal: text must be a date, a number is a count of days since 1970. Zero asks whether there is a date at all.
fn date_with(name: String, literal: Literal<'_>) -> Option<Judgement> {
    let value = literal.shown();
    match literal {
        Literal::Number(number) => (number != 0.0).then_some(Judgement::NumberForDate { name, value }),
        Literal::Text("") => None,
        Literal::Text(text) => {
            let is_date = constant::number(&Ast::Text(text.into())).is_some() && terms::number(text).is_none();
            (!is_date).then_some(Judgement::NotADate { name, value })
        }
    }
}
