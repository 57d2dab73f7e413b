//! Filters of choice lists: columns that no choice has, and choices that no filter lets through.
//!
//! A filter that asks for `district = ${d}` offers a choice only where its `district` is among the values that `d` can have, which its
//! own filter may narrow in turn. A choice is unreachable when every question that uses its list leaves it out.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::Columns;
use super::terms::{self, Literal};
use super::values::{Values, items};
use super::{Judgement, Report};
use crate::form::finding::nearest;
use crate::form::{Condition, Form, Itemset, NodeId, Place};
use crate::xpath::ast::{Axis, NodeTest, Operator, Path, Start, Step};
use crate::xpath::{Ast, NodeIx};

/// More unreachable choices of one list are told as one.
const MOST_APART: usize = 10;

/// Reports unknown columns, in filters and in looks into a list, and unreachable choices.
pub(super) fn judge(form: &Form, values: &Values<'_>, columns: &Columns<'_>, report: &mut Report<'_>) {
    for id in form.ids() {
        for condition in form.node(id).conditions() {
            looks_into_lists(columns, condition, report);
        }
        if let Some((itemset, filter)) = filtered(form, id)
            && let Some(known) = columns.known(&itemset.list)
        {
            let mut named: Vec<&str> = Vec::new();
            columns_named(&filter.expression.ast, &mut named);
            unknown_columns(&itemset.list, &known, &named, filter, report);
        }
    }
    let mut filters = Filters {
        form,
        values,
        offered: BTreeMap::new(),
    };
    for list in form.instances.keys() {
        filters.unreachable(list, report);
    }
}

/// The list and filter of a question that has both.
fn filtered(form: &Form, id: NodeId) -> Option<(&Itemset, &Condition)> {
    let itemset = form.question(id)?.choices.as_ref()?;
    let filter = itemset.filter.as_ref().filter(|_| itemset.nodeset.is_none())?;
    Some((itemset, filter))
}

/// `instance('list')/root/item[column = …]/column`: columns that the list does not have.
fn looks_into_lists(columns: &Columns<'_>, condition: &Condition, report: &mut Report<'_>) {
    condition.expression.ast.visit(&mut |ast| {
        let Ast::Path(Path {
            start: Start::Value(start),
            steps,
            ..
        }) = ast
        else {
            return;
        };
        let Some((list, known)) = terms::instance(start).and_then(|id| Some((id, columns.known(id)?))) else {
            return;
        };
        // `root/item`, and perhaps the column that is wanted.
        let [_, item, rest @ ..] = steps.as_slice() else { return };
        let mut named: Vec<&str> = Vec::new();
        item.predicates.iter().for_each(|predicate| columns_named(predicate, &mut named));
        named.extend(rest.first().and_then(child_name));
        unknown_columns(list, &known, &named, condition, report);
    });
}

fn child_name(step: &Step) -> Option<&str> {
    match (step.axis, &step.test) {
        (Axis::Child, NodeTest::Name(name)) => Some(name),
        _ => None,
    }
}

/// The columns of the choice that a predicate names, those inside paths of their own left out.
fn columns_named<'a>(ast: &'a Ast, named: &mut Vec<&'a str>) {
    match ast {
        Ast::Number(_) | Ast::Text(_) => {}
        Ast::Negate(inner) => columns_named(inner, named),
        Ast::Binary(_, left, right) => {
            columns_named(left, named);
            columns_named(right, named);
        }
        Ast::Call(call) => call.arguments.iter().for_each(|argument| columns_named(argument, named)),
        Ast::Path(_) => named.extend(terms::column(ast)),
    }
}

fn unknown_columns(list: &str, known: &BTreeSet<&str>, named: &[&str], condition: &Condition, report: &mut Report<'_>) {
    for column in named.iter().filter(|column| !known.contains(*column)) {
        let judgement = Judgement::UnknownChoiceColumn {
            column: (*column).to_owned(),
            list: list.to_owned(),
            suggestion: nearest(column, known.iter().copied()),
        };
        report.say(judgement, &condition.place);
    }
}

/// Why a choice is left out: its column asks for a value that an answer never has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Reason {
    column: String,
    value: String,
    name: Option<String>,
}

struct Filters<'a> {
    form: &'a Form,
    values: &'a Values<'a>,
    /// By question: which items of its list it can offer; `None` while that is being found out.
    offered: BTreeMap<NodeId, Option<Vec<Option<Reason>>>>,
}

impl Filters<'_> {
    /// Reports the choices of a list that none of the questions which use it offers.
    fn unreachable(&mut self, list: &str, report: &mut Report<'_>) {
        let uses = |id: &NodeId| {
            let itemset = self.form.question(*id).and_then(|question| question.choices.as_ref());
            itemset.is_some_and(|itemset| itemset.list == list && itemset.nodeset.is_none())
        };
        let users: Vec<NodeId> = self.form.ids().filter(uses).collect();
        let mut left_out: Option<BTreeMap<usize, Reason>> = None;
        for id in &users {
            let reasons = self.reasons(*id);
            let here: BTreeMap<usize, Reason> = reasons
                .into_iter()
                .enumerate()
                .filter_map(|(at, reason)| Some((at, reason?)))
                .collect();
            left_out = Some(match left_out {
                None => here,
                Some(before) => before.into_iter().filter(|(at, _)| here.contains_key(at)).collect(),
            });
        }
        let left_out = left_out.unwrap_or_default();
        let Some(place) = users.iter().find_map(|id| Some(&filtered(self.form, *id)?.1.place)) else {
            return;
        };
        self.report(list, &left_out, place, report);
    }

    fn report(&self, list: &str, left_out: &BTreeMap<usize, Reason>, filter: &Place, report: &mut Report<'_>) {
        let Some(document) = self.form.instances.get(list) else { return };
        let all: Vec<NodeIx> = items(document).collect();
        let name_of = |at: usize| {
            let name = all.get(at).and_then(|item| document.child(*item, "name"));
            name.map(|name| document.text(name).trim().to_owned()).unwrap_or_default()
        };
        let Some((&first, reason)) = left_out.first_key_value() else {
            return;
        };
        if left_out.len() > MOST_APART {
            let judgement = Judgement::UnreachableChoices {
                list: list.to_owned(),
                column: reason.column.clone(),
                count: left_out.len(),
                first: name_of(first),
            };
            report.say(judgement, filter);
            return;
        }
        for (&at, reason) in left_out {
            let choice = self.form.lists.get(list).and_then(|list| list.choices.get(at));
            let place = choice.map(|choice| &choice.place).filter(|place| place.row > 0);
            let (list, choice) = (list.to_owned(), name_of(at));
            let Reason { column, value, name } = reason.clone();
            let judgement = match name {
                Some(name) => Judgement::UnreachableChoice {
                    list,
                    choice,
                    column,
                    value,
                    name,
                },
                None => Judgement::ChoiceNotAskedFor {
                    list,
                    choice,
                    column,
                    value,
                },
            };
            report.say(judgement, place.unwrap_or(filter));
        }
    }

    /// By item of a question's list: why the question never offers it, where it never does.
    fn reasons(&mut self, id: NodeId) -> Vec<Option<Reason>> {
        match self.offered.get(&id) {
            Some(Some(known)) => return known.clone(),
            // Filters that ask each other in a circle: nothing is known.
            Some(None) => return Vec::new(),
            None => {}
        }
        self.offered.insert(id, None);
        let found = self.find_reasons(id).unwrap_or_default();
        self.offered.insert(id, Some(found.clone()));
        found
    }

    fn find_reasons(&mut self, id: NodeId) -> Option<Vec<Option<Reason>>> {
        let (itemset, filter) = filtered(self.form, id)?;
        let document = self.form.instances.get(&itemset.list)?;
        let all: Vec<NodeIx> = items(document).collect();
        let mut reasons: Vec<Option<Reason>> = vec![None; all.len()];
        for demand in terms::conjuncts(&filter.expression.ast) {
            let Some(demand) = self.demand(demand) else { continue };
            for (item, reason) in all.iter().zip(&mut reasons) {
                let Some(cell) = document.child(*item, &demand.column) else {
                    continue;
                };
                let value = document.text(cell).trim().to_owned();
                if reason.is_none() && !value.is_empty() && !demand.values.contains(&value) {
                    *reason = Some(Reason {
                        column: demand.column.clone(),
                        value,
                        name: demand.name.clone(),
                    });
                }
            }
        }
        Some(reasons)
    }

    /// A column that must equal an answer, or be among those chosen.
    fn demand(&mut self, ast: &Ast) -> Option<Demand> {
        let (column, answer) = demanded(ast)?;
        if let Some(Literal::Text(text)) = terms::literal(answer) {
            let values = BTreeSet::from([text.to_owned()]);
            let column = column.to_owned();
            return Some(Demand {
                column,
                name: None,
                values,
            });
        }
        let id = terms::subject(self.form, answer)?;
        let mut values = self.values.answers(id)?.names.clone();
        let question = self.form.question(id)?;
        if let Some((itemset, _)) = filtered(self.form, id) {
            let reasons = self.reasons(id);
            let document = self.form.instances.get(&itemset.list)?;
            let all = items(document).zip(reasons.iter().chain(std::iter::repeat(&None)));
            let left = all.filter(|(_, reason)| reason.is_none());
            let value = |item| Some(document.text(document.child(item, &itemset.value)?).trim().to_owned());
            values = left.filter_map(|(item, _)| value(item)).collect();
        }
        values.extend(
            question
                .default
                .iter()
                .flat_map(|default| question.data.chosen_in(default).map(str::to_owned)),
        );
        Some(Demand {
            column: column.to_owned(),
            name: Some(self.form.node(id).name.clone()),
            values,
        })
    }
}

/// A column of the choice, and the answer that decides about it.
fn demanded(ast: &Ast) -> Option<(&str, &Ast)> {
    match ast {
        Ast::Binary(Operator::Equal, left, right) => match (terms::column(left), terms::column(right)) {
            (Some(column), None) => Some((column, right)),
            (None, Some(column)) => Some((column, left)),
            _ => None,
        },
        Ast::Call(call) => match (call.callee.name(), call.arguments.as_slice()) {
            ("selected" | "is-selected", [list, choice]) => Some((terms::column(choice)?, list)),
            _ => None,
        },
        _ => None,
    }
}

/// What a filter asks of a column.
struct Demand {
    column: String,
    /// The question whose answer decides, where it is not the author.
    name: Option<String>,
    values: BTreeSet<String>,
}
