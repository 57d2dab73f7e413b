//! Attached files, and what is read of them: columns that they do not have, instances that nothing makes.

use std::collections::BTreeSet;

use super::{Judgement, Report};
use crate::form::finding::nearest;
use crate::form::{Condition, Form, Place};
use crate::xpath::ast::Call;
use crate::xpath::{Ast, Document};

/// The record saved before this one: there without a file.
const LAST_SAVED: &str = "__last-saved";

/// Reports lists whose files lack the column of the values or that of the labels.
pub(super) fn judge_lists(form: &Form, report: &mut Report<'_>) {
    for id in form.ids() {
        let Some(itemset) = form.question(id).and_then(|question| question.choices.as_deref()) else {
            continue;
        };
        // What is looked through names its own columns, several of them for one label.
        if itemset.search.is_some() || form.lists.contains_key(&itemset.list) {
            continue;
        }
        let Some(columns) = columns(form, &itemset.list) else { continue };
        for column in BTreeSet::from([&itemset.value, &itemset.label]) {
            missing(&columns, column, form.files.get(&itemset.list), &form.node(id).place, report);
        }
    }
}

/// Reports `pulldata` of columns that a table lacks, and `instance` of what is no instance.
pub(super) fn judge_look_ups(form: &Form, condition: &Condition, report: &mut Report<'_>) {
    condition.expression.ast.visit(&mut |ast| {
        if let Ast::Call(call) = ast {
            match call.callee.name() {
                "pulldata" => judge_pulled(form, call, &condition.place, report),
                "instance" => judge_instance(form, call, &condition.place, report),
                _ => {}
            }
        }
    });
}

fn judge_pulled(form: &Form, call: &Call, place: &Place, report: &mut Report<'_>) {
    let [Ast::Text(table), wanted, key, _] = call.arguments.as_slice() else {
        return;
    };
    let Some(columns) = columns(form, table) else { return };
    for column in [wanted, key] {
        if let Ast::Text(column) = column {
            missing(&columns, column, form.files.get(&**table), place, report);
        }
    }
}

fn judge_instance(form: &Form, call: &Call, place: &Place, report: &mut Report<'_>) {
    let [Ast::Text(name)] = call.arguments.as_slice() else { return };
    if **name == *LAST_SAVED || form.instances.contains_key(&**name) {
        return;
    }
    let judgement = Judgement::UnknownInstance {
        suggestion: nearest(name, form.instances.keys().map(String::as_str)),
        name: name.to_string(),
    };
    report.say(judgement, place);
}

/// The columns of the rows of an instance; `None` where there are no rows, because the file is not there yet or is empty.
fn columns<'f>(form: &'f Form, instance: &str) -> Option<BTreeSet<&'f str>> {
    let document: &Document = form.instances.get(instance)?;
    let mut found = BTreeSet::new();
    for item in document.elements(document.root_element()?) {
        found.extend(document.elements(item).map(|column| document.name(column)));
    }
    (!found.is_empty()).then_some(found)
}

fn missing(columns: &BTreeSet<&str>, column: &str, file: Option<&String>, place: &Place, report: &mut Report<'_>) {
    // A path leads further down than columns do.
    let is_known = column.is_empty() || column.contains('/') || columns.contains(column);
    let Some(file) = file.filter(|_| !is_known) else { return };
    let judgement = Judgement::UnknownAttachedColumn {
        column: column.to_owned(),
        file: file.clone(),
        suggestion: nearest(column, columns.iter().copied()),
    };
    report.say(judgement, place);
}
