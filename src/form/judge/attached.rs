//! Attached files, and what is read of them: columns that they do not have, instances that nothing makes.

use std::collections::BTreeSet;

use super::columns::Columns;
use super::{Judgement, Report, terms};
use crate::form::finding::nearest;
use crate::form::instances::LAST_SAVED;
use crate::form::{Condition, Form, Place};
use crate::xpath::Ast;
use crate::xpath::ast::Call;

/// Reports lists whose files lack the column of the values or that of the labels.
pub(super) fn judge_lists(form: &Form, columns: &Columns<'_>, report: &mut Report<'_>) {
    for id in form.ids() {
        let Some(itemset) = form.question(id).and_then(|question| question.choices.as_deref()) else {
            continue;
        };
        // What is looked through names its own columns, several of them for one label.
        if itemset.search.is_some() || form.lists.contains_key(&itemset.list) {
            continue;
        }
        let Some(known) = columns.known(&itemset.list) else { continue };
        for column in BTreeSet::from([&itemset.value, &itemset.label]) {
            missing(&known, column, form.files.get(&itemset.list), &form.node(id).place, report);
        }
    }
}

/// Reports `pulldata` of columns that a table lacks, and `instance` of what is no instance.
pub(super) fn judge_look_ups(form: &Form, columns: &Columns<'_>, condition: &Condition, report: &mut Report<'_>) {
    condition.expression.ast.visit(&mut |ast| {
        if let Some(name) = terms::instance(ast) {
            judge_instance(form, name, &condition.place, report);
        } else if let Ast::Call(call) = ast
            && call.callee.name() == "pulldata"
        {
            judge_pulled(form, columns, call, &condition.place, report);
        }
    });
}

fn judge_pulled(form: &Form, columns: &Columns<'_>, call: &Call, place: &Place, report: &mut Report<'_>) {
    let [Ast::Text(table), wanted, key, _] = call.arguments.as_slice() else {
        return;
    };
    let Some(known) = columns.known(table) else { return };
    for column in [wanted, key] {
        if let Ast::Text(column) = column {
            missing(&known, column, form.files.get(&**table), place, report);
        }
    }
}

fn judge_instance(form: &Form, name: &str, place: &Place, report: &mut Report<'_>) {
    if name == LAST_SAVED || form.instances.contains_key(name) {
        return;
    }
    let judgement = Judgement::UnknownInstance {
        suggestion: nearest(name, form.instances.keys().map(String::as_str)),
        name: name.to_owned(),
    };
    report.say(judgement, place);
}

fn missing(known: &BTreeSet<&str>, column: &str, file: Option<&String>, place: &Place, report: &mut Report<'_>) {
    // A path leads further down than columns do.
    let is_known = column.is_empty() || column.contains('/') || known.contains(column);
    let Some(file) = file.filter(|_| !is_known) else { return };
    let judgement = Judgement::UnknownAttachedColumn {
        column: column.to_owned(),
        file: file.clone(),
        suggestion: nearest(column, known.iter().copied()),
    };
    report.say(judgement, place);
}
