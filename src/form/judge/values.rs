//! Which values the answer to a question with choices can have.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::form::finding::nearest;
use crate::form::{DataType, Form, Itemset, NodeId, Question};
use crate::xpath::{Document, NodeIx};

use super::terms::number;

/// The values of one list.
#[derive(Debug)]
pub(super) struct Names<'a> {
    /// The list, or the attached file.
    pub(super) list: &'a str,
    pub(super) names: BTreeSet<String>,
}

impl Names<'_> {
    /// The name that was probably meant.
    pub(super) fn suggestion(&self, value: &str) -> Option<String> {
        nearest(value, self.names.iter().map(String::as_str))
    }

    /// Whether some choice is this number.
    pub(super) fn has_number(&self, wanted: f64) -> bool {
        self.numbers().any(|found| (found - wanted).abs() < f64::EPSILON)
    }

    /// The choices that are numbers.
    pub(super) fn numbers(&self) -> impl Iterator<Item = f64> + '_ {
        self.names.iter().filter_map(|name| number(name))
    }
}

/// The lists of a form's questions.
#[derive(Debug)]
pub(super) struct Values<'a> {
    form: &'a Form,
    /// By node: the list of a question whose list is known.
    known: Vec<Option<Rc<Names<'a>>>>,
    /// By node: something else than the respondent may set the answer.
    is_open: Vec<bool>,
}

impl<'a> Values<'a> {
    pub(super) fn of(form: &'a Form) -> Self {
        let mut read: BTreeMap<(&str, &str), Rc<Names<'a>>> = BTreeMap::new();
        let mut known = Vec::with_capacity(form.nodes.len());
        for id in form.ids() {
            let itemset = form.question(id).and_then(|question| question.choices.as_ref());
            let found = itemset
                .filter(|itemset| itemset.nodeset.is_none() && itemset.search.is_none())
                .and_then(|itemset| {
                    let key = (itemset.list.as_str(), itemset.value.as_str());
                    if let Some(names) = read.get(&key) {
                        return Some(Rc::clone(names));
                    }
                    let names = Rc::new(names(form, itemset)?);
                    read.insert(key, Rc::clone(&names));
                    Some(names)
                });
            known.push(found);
        }
        let acted: BTreeSet<NodeId> = form.actions.iter().map(|action| action.target).collect();
        let is_open = form.ids().map(|id| {
            let is_computed = |question: &Question| question.calculate.is_some() || question.dynamic_default.is_some();
            form.question(id).is_none_or(is_computed) || acted.contains(&id) || form.prefilled.is_some()
        });
        Self {
            is_open: is_open.collect(),
            form,
            known,
        }
    }

    /// The choices of a question's list, where they are known.
    pub(super) fn list(&self, id: NodeId) -> Option<&Names<'a>> {
        self.known.get(id.0 as usize)?.as_deref()
    }

    /// The choices of a question that is answered with them alone.
    pub(super) fn answers(&self, id: NodeId) -> Option<&Names<'a>> {
        let is_open = self.is_open.get(id.0 as usize).copied().unwrap_or(true);
        self.list(id).filter(|_| !is_open)
    }

    /// Whether a question can be answered with a value: it is a choice, or the default.
    pub(super) fn can_be(&self, id: NodeId, value: &str) -> bool {
        let is_default = |question: &Question| {
            let default = question.default.as_deref().unwrap_or_default();
            default == value || default.split_whitespace().any(|word| word == value)
        };
        let names = self.answers(id);
        names.is_none_or(|names| names.names.contains(value)) || self.form.question(id).is_some_and(is_default)
    }

    /// The type of a question's answer.
    pub(super) fn type_of(&self, id: NodeId) -> Option<DataType> {
        self.form.question(id).map(|question| question.data)
    }
}

/// The values of a list; `None` when it is empty, as that of a file that is not there yet.
fn names<'a>(form: &'a Form, itemset: &'a Itemset) -> Option<Names<'a>> {
    let names: BTreeSet<String> = match form.lists.get(&itemset.list) {
        Some(list) if matches!(itemset.value.as_str(), "name" | "value") => list.choices.iter().map(|choice| choice.name.clone()).collect(),
        _ => {
            let document = form.instances.get(&itemset.list)?;
            let items = document.root_element().into_iter().flat_map(|root| document.elements(root));
            let value = |item| document.child(item, &itemset.value);
            items
                .filter_map(|item| Some(document.text(value(item)?).trim().to_owned()))
                .collect()
        }
    };
    (!names.is_empty()).then_some(Names {
        list: &itemset.list,
        names,
    })
}

/// The items of a secondary instance with their columns.
pub(super) fn items(document: &Document) -> impl Iterator<Item = NodeIx> + '_ {
    document.root_element().into_iter().flat_map(|root| document.elements(root))
}
