//! Lists that nothing uses, and choices that a respondent cannot tell apart.

use std::collections::{BTreeMap, BTreeSet};

use super::terms;
use super::{Judgement, Report};
use crate::form::{Choice, Form, Text};
use crate::xpath::Ast;
use crate::xpath::ast::Operator;

/// Reports lists that no question and no expression names.
pub(super) fn judge_use(form: &Form, report: &mut Report<'_>) {
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for id in form.ids() {
        let itemset = form.question(id).and_then(|question| question.choices.as_ref());
        used.extend(itemset.map(|itemset| itemset.list.as_str()));
        used.extend(
            itemset
                .and_then(|itemset| itemset.search.as_ref())
                .map(|search| search.list.as_str()),
        );
        // `reference-geometry=list`, `tick_labelset=list`.
        used.extend(
            form.question(id)
                .into_iter()
                .flat_map(|question| question.parameters.values().map(String::as_str)),
        );
    }
    super::each_condition(form, &mut |_, condition| {
        condition.expression.ast.visit(&mut |ast| {
            used.extend(terms::instance(ast));
            if let Ast::Call(call) = ast
                && call.callee.name() == "pulldata"
                && let Some(Ast::Text(name)) = call.arguments.first()
            {
                used.insert(name);
            }
        });
    });
    for (name, list) in &form.lists {
        // An XForm may keep a list for whoever reads it; in a workbook it was typed for a question.
        let place = list.choices.first().map(|choice| &choice.place).filter(|place| place.row > 0);
        if let (false, Some(place)) = (used.contains(name.as_str()), place) {
            report.say(Judgement::UnusedList { list: name.clone() }, place);
        }
    }
}

/// Reports choices of a list that are offered together and read the same in some language.
pub(super) fn judge_labels(form: &Form, report: &mut Report<'_>) {
    for (name, list) in &form.lists {
        let apart = told_apart_by(form, name);
        let mut seen: BTreeMap<(usize, String, Vec<&str>), &Choice> = BTreeMap::new();
        let mut said: BTreeSet<&str> = BTreeSet::new();
        for choice in &list.choices {
            let group = group(choice, apart.as_ref());
            for (language, label) in plain_labels(&choice.label) {
                let Some(first) = seen.insert((language, label.clone(), group.clone()), choice) else {
                    continue;
                };
                let is_same_choice = first.name == choice.name || !first.media.is_empty() || !choice.media.is_empty();
                if !is_same_choice && said.insert(&choice.name) {
                    let judgement = Judgement::SameLabel {
                        list: name.clone(),
                        label,
                        first: first.name.clone(),
                        second: choice.name.clone(),
                    };
                    report.say(judgement, &choice.place);
                }
            }
        }
    }
}

/// The columns by which all uses of a list filter it; `None` where a filter says more than which column equals what.
fn told_apart_by<'a>(form: &'a Form, list: &str) -> Option<BTreeSet<&'a str>> {
    let mut shared: Option<BTreeSet<&str>> = None;
    for id in form.ids() {
        let itemset = form.question(id).and_then(|question| question.choices.as_ref());
        let Some(itemset) = itemset.filter(|itemset| itemset.list == list) else {
            continue;
        };
        let mut columns = BTreeSet::new();
        for demand in itemset.filter.iter().flat_map(|filter| terms::conjuncts(&filter.expression.ast)) {
            let Ast::Binary(Operator::Equal, left, right) = demand else {
                return None;
            };
            columns.extend(terms::column(left).or_else(|| terms::column(right)));
        }
        shared = Some(match shared {
            None => columns,
            Some(before) => before.intersection(&columns).copied().collect(),
        });
    }
    Some(shared.unwrap_or_default())
}

/// What keeps a choice from being offered together with others: its values in the columns that filters read, or in all.
fn group<'a>(choice: &'a Choice, apart: Option<&BTreeSet<&str>>) -> Vec<&'a str> {
    let columns = choice.extra.iter();
    let read = columns.filter(|(name, _)| apart.is_none_or(|apart| apart.contains(name.as_str())));
    read.map(|(_, value)| value.as_str()).collect()
}

/// The labels that are words alone, with the numbers of their languages.
fn plain_labels(label: &Text) -> impl Iterator<Item = (usize, String)> + '_ {
    let by_language = label.by_language.iter().enumerate();
    by_language.filter_map(|(language, template)| {
        let template = template.as_ref()?;
        let is_plain = label.outputs().next().is_none();
        let text = template.literal().split_whitespace().collect::<Vec<_>>().join(" ");
        // Compilers of XForms write `-` for a translation that is missing.
        (is_plain && text.chars().any(char::is_alphanumeric)).then_some((language, text))
    })
}
