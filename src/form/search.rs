//! `search('file', …)` in the appearance of a select question: the choices are the rows of an attached table that a look-up finds.
//!
//! The list that the question names says which columns hold what: `name` the column of values, `label` the columns of labels, several set
//! apart by commas. A choice whose name is a whole number is offered as it stands. Each value is offered once.

mod call;

use super::finding::{FindingKind, Findings};
use super::model::{Search, Text};
use super::{Attachments, Form, Itemset, Kind, NodeId, Place, condition, instances};
use crate::xpath::{Document, NodeIx};
use call::SearchCall;

/// Makes the choices of every question that looks them up those of its table.
pub(super) fn resolve(form: &mut Form, attachments: &dyn Attachments, findings: &mut Findings) {
    for id in form.ids() {
        let Some((list, written)) = looks_up(form, id) else { continue };
        let place = form.node(id).place.clone();
        report_conflicts(form, id, &list, findings);
        match SearchCall::read(&written) {
            Ok(call) => look_up(form, id, &list, &call, attachments, findings),
            Err(_) => refuse(written, &place, findings),
        }
    }
}

fn refuse(found: String, place: &Place, findings: &mut Findings) {
    findings.report(FindingKind::BadSearch { found }, place.clone());
}

/// The list of a question that looks its choices up, and the call.
fn looks_up(form: &Form, id: NodeId) -> Option<(String, String)> {
    let question = form.question(id).filter(|question| question.data.is_choice())?;
    let itemset = question
        .choices
        .as_ref()
        .filter(|itemset| itemset.file.is_none() && itemset.search.is_none())?;
    let appearance = form.node(id).appearance.words.join(" ");
    let written = call::of_appearance(&appearance)?;
    form.lists
        .contains_key(&itemset.list)
        .then(|| (itemset.list.clone(), written.to_owned()))
}

/// A list that names columns cannot be offered as it stands.
fn report_conflicts(form: &Form, id: NodeId, list: &str, findings: &mut Findings) {
    let offers_it = |other: &NodeId| {
        let itemset = form.question(*other).and_then(|question| question.choices.as_ref());
        itemset.is_some_and(|itemset| itemset.list == list && itemset.search.is_none()) && looks_up(form, *other).is_none()
    };
    let others: Vec<&str> = form.ids().filter(offers_it).map(|other| form.node(other).name.as_str()).collect();
    if !others.is_empty() {
        let node = form.node(id);
        let kind = FindingKind::SearchConflict {
            name: node.name.clone(),
            list: list.to_owned(),
            others: others.join(", "),
        };
        findings.report(kind, node.place.clone());
    }
}

/// A choice that is offered as it stands.
fn is_fixed(name: &str) -> bool {
    name.trim().parse::<i64>().is_ok()
}

fn is_fixed_as_a_whole(form: &Form, list: &str) -> bool {
    let choices = form.lists.get(list).map_or(&[][..], |list| &list.choices);
    !choices.is_empty() && choices.iter().all(|choice| is_fixed(&choice.name))
}

/// What the list says of the table's columns.
struct Columns {
    value: String,
    /// By language.
    labels: Vec<Vec<String>>,
    /// Choices that are offered as they stand: before the rows, and after them.
    fixed: (Vec<usize>, Vec<usize>),
}

impl Columns {
    /// The first choice whose name is no whole number names the columns.
    fn of(form: &Form, list: &str) -> Option<Self> {
        let choices = &form.lists.get(list)?.choices;
        let naming = choices.iter().position(|choice| !is_fixed(&choice.name))?;
        let choice = choices.get(naming)?;
        let fixed = (0..choices.len()).filter(|at| choices.get(*at).is_some_and(|choice| is_fixed(&choice.name)));
        Some(Self {
            value: choice.name.trim().to_owned(),
            labels: (0..form.languages.len()).map(|language| names(&choice.label, language)).collect(),
            fixed: fixed.partition(|at| *at < naming),
        })
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        self.labels.iter().flatten().chain([&self.value])
    }
}

/// The columns that a label names in a language.
fn names(label: &Text, language: usize) -> Vec<String> {
    let template = label.by_language.get(language).and_then(Option::as_ref);
    let written = template.map(super::Template::literal).unwrap_or_default();
    let columns = written.split(',').map(str::trim).filter(|name| !name.is_empty());
    columns.map(str::to_owned).collect()
}

fn look_up(form: &mut Form, id: NodeId, list: &str, call: &SearchCall, attachments: &dyn Attachments, findings: &mut Findings) {
    if is_fixed_as_a_whole(form, list) {
        // Nothing is looked up: the list stands as it is.
        return;
    }
    let place = form.node(id).place.clone();
    let columns = Columns::of(form, list);
    let Some(columns) = columns.filter(|columns| columns.all().chain(call.columns()).all(|name| call::is_column(name))) else {
        return refuse(call.source.clone(), &place, findings);
    };
    let file = format!("{}.csv", call.table);
    let instance = match form.files.get(&call.table) {
        Some(other) if *other != file => file.clone(),
        _ if form.lists.contains_key(&call.table) => file.clone(),
        _ => call.table.clone(),
    };
    if !form.instances.contains_key(&instance) {
        instances::add_file(form, &instance, &file, &place, attachments, findings);
    }
    let has_fixed = !columns.fixed.0.is_empty() || !columns.fixed.1.is_empty();
    let instance = if has_fixed {
        with_fixed(form, list, &instance, &columns)
    } else {
        instance
    };
    let mut itemset = Itemset::of_list(&instance);
    itemset.filter = call
        .filter(has_fixed)
        .and_then(|source| condition::parse(&source, &place, &mut |_| refuse(call.source.clone(), &place, findings)));
    itemset
        .label
        .clone_from(columns.labels.iter().flatten().next().unwrap_or(&columns.value));
    itemset.value.clone_from(&columns.value);
    itemset.is_external = true;
    itemset.file = Some(file);
    itemset.search = Some(Search {
        list: list.to_owned(),
        labels: columns.labels,
    });
    if let Some(Kind::Question(question)) = form.nodes.get_mut(id.0 as usize).map(|node| &mut node.kind) {
        question.choices = Some(Box::new(itemset));
    }
}

/// A copy of a table with the choices that are offered as they stand, each marked so that no look-up passes it over; its name.
fn with_fixed(form: &mut Form, list: &str, instance: &str, columns: &Columns) -> String {
    let name = format!("{instance}+{list}");
    let Some(mut document) = form.instances.get(instance).cloned() else {
        return name;
    };
    let choices = form.lists.get(list).map_or(&[][..], |list| &list.choices);
    let first = document.root_element().and_then(|root| document.elements(root).next());
    for (before, places) in [(true, &columns.fixed.0), (false, &columns.fixed.1)] {
        for choice in places.iter().filter_map(|place| choices.get(*place)) {
            let Some(root) = document.root_element() else { continue };
            let item = match first.filter(|_| before) {
                Some(first) => document.insert_element_before(first, "item"),
                None => document.append_element(root, "item"),
            };
            document.set_attribute(item, call::FIXED, "1");
            put(&mut document, item, &columns.value, &choice.name);
            for (language, names) in columns.labels.iter().enumerate() {
                let label = choice.label.by_language.get(language).and_then(Option::as_ref);
                if let (Some(column), Some(label)) = (names.first(), label) {
                    put(&mut document, item, column, &label.literal());
                }
            }
        }
    }
    form.instances.insert(name.clone(), document);
    name
}

fn put(document: &mut Document, item: NodeIx, column: &str, text: &str) {
    if document.child(item, column).is_none() {
        let element = document.append_element(item, column);
        document.append_text(element, text);
    }
}

#[cfg(test)]
mod tests;
