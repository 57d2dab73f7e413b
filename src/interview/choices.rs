//! The choices that a question offers now, and which part of an answer they leave standing.
//!
//! A choice that its filter hides does not count while it is hidden, but it is kept: when the filter lets it back, so comes the answer.

use std::sync::Arc;

use super::Interview;
use super::chance::Chance;
use super::tree::At;
use crate::form::choice_names::field_by_path;
use crate::form::{DataType, Itemset, NodeId};
use crate::xpath::{Ast, Document, Host as _, Node, Value};

/// A choice as offered now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The stored value.
    pub name: String,
    /// In the current language.
    pub label: String,
}

impl Interview {
    /// The choices offered now, filtered, in the order shown; `None` for what has no choices.
    pub fn choices(&self, at: At) -> Option<Vec<Offered>> {
        let itemset = self.itemset(at)?;
        if let Some(ast) = self.plan.itemset(self.node(at)) {
            return Some(self.selected(ast, itemset, at, |document, item| self.offered(itemset, document, item, at)));
        }
        let list = self.plan.form.lists.get(&itemset.list)?;
        let offered = list.choices.iter().map(|choice| Offered {
            name: choice.name.clone(),
            label: self.words(&choice.label, at),
        });
        Some(offered.collect())
    }

    /// The stored values of the choices offered now; `None` for what has no choices.
    pub(super) fn choice_names(&self, at: At) -> Option<Vec<String>> {
        let itemset = self.itemset(at)?;
        if let Some(ast) = self.plan.itemset(self.node(at)) {
            return Some(self.selected(ast, itemset, at, |document, item| child_text(document, item, &itemset.value)));
        }
        let list = self.plan.form.lists.get(&itemset.list)?;
        Some(list.choices.iter().map(|choice| choice.name.clone()).collect())
    }

    fn itemset(&self, at: At) -> Option<&Itemset> {
        self.plan.form.question(self.node(at))?.choices.as_ref()
    }

    /// Takes something from each item that the expression of a list selects.
    fn selected<T>(&self, ast: &Arc<Ast>, itemset: &Itemset, at: At, take: impl Fn(&Document, Node) -> T) -> Vec<T> {
        let items = self.peek(ast, at, |value, reader| match value {
            Value::Nodes(nodes) => nodes.iter().map(|&node| take(reader.document(node.doc), node)).collect(),
            _ => Vec::new(),
        });
        let mut items = items.unwrap_or_default();
        if itemset.is_randomized && itemset.seed.is_none() {
            shuffle(&mut items, self.seed ^ u64::from(at.0));
        }
        items
    }

    fn offered(&self, itemset: &Itemset, document: &Document, item: Node, at: At) -> Offered {
        let name = child_text(document, item, &itemset.value);
        let choice = self
            .plan
            .form
            .lists
            .get(&itemset.list)
            .and_then(|list| list.choices.iter().find(|choice| choice.name == name));
        let label = match choice {
            Some(choice) => self.words(&choice.label, at),
            None => child_text(document, item, &itemset.label),
        };
        Offered { name, label }
    }

    /// What of a text counts where its choices are filtered; `None` where all of it does.
    pub(super) fn counting_part(&self, at: At, text: &str) -> Option<String> {
        let node = self.node(at);
        if text.is_empty() || self.plan.itemset(node).is_none() {
            return None;
        }
        let offered = self.choice_names(at)?;
        let counting = self.in_order(node, text, &offered);
        (counting != text).then_some(counting)
    }

    /// The chosen among the offered: a ranking in its own order, other choices in the order of the list.
    fn in_order(&self, node: NodeId, text: &str, offered: &[String]) -> String {
        let chosen: Vec<&str> = text.split_whitespace().collect();
        let is_ranking = self
            .plan
            .form
            .question(node)
            .is_some_and(|question| question.data == DataType::Rank);
        let counting: Vec<&str> = if is_ranking {
            ranked(&chosen, offered)
        } else {
            offered.iter().map(String::as_str).filter(|name| chosen.contains(name)).collect()
        };
        counting.join(" ")
    }

    /// The text to store for an answer to a select question; an error where it names what is not offered.
    pub(super) fn chosen(&self, at: At, text: &str) -> Result<String, &'static str> {
        let Some(offered) = self.choice_names(at) else {
            return Ok(text.to_owned());
        };
        if text.split_whitespace().any(|name| offered.iter().all(|other| other != name)) {
            return Err("choice that is offered");
        }
        Ok(self.in_order(self.node(at), text, &offered))
    }

    /// The label of a value of the select question that a path names, as seen from a node; the value itself where there is none.
    pub(super) fn choice_name(&self, value: &str, path: &str, from: At) -> String {
        let found = field_by_path(&self.plan.form, path.trim(), self.node(from));
        let Some(itemset) = found.and_then(|node| self.plan.form.question(node)?.choices.as_ref()) else {
            return value.to_owned();
        };
        if let Some(list) = self.plan.form.lists.get(&itemset.list)
            && let Some(choice) = list.choices.iter().find(|choice| choice.name == value)
        {
            return self.words(&choice.label, from);
        }
        let Some(document) = self.plan.form.instances.get(&itemset.list) else {
            return value.to_owned();
        };
        let items = document.elements(Document::ROOT).flat_map(|root| document.elements(root));
        let label = items.into_iter().find(|&item| {
            document
                .child(item, &itemset.value)
                .is_some_and(|name| document.text(name) == value)
        });
        let label = label.and_then(|item| document.child(item, &itemset.label));
        label.map_or_else(|| value.to_owned(), |label| document.text(label).into_owned())
    }
}

/// The offered in the order of a ranking. A ranking ranks everything: what has come to be offered since goes to its end.
fn ranked<'a>(chosen: &[&'a str], offered: &'a [String]) -> Vec<&'a str> {
    let mut ranked: Vec<&str> = chosen
        .iter()
        .copied()
        .filter(|name| offered.iter().any(|other| other == name))
        .collect();
    if !ranked.is_empty() {
        ranked.extend(offered.iter().map(String::as_str).filter(|name| !chosen.contains(name)));
    }
    ranked
}

fn child_text(document: &Document, item: Node, name: &str) -> String {
    document
        .child(item.ix, name)
        .map(|child| document.text(child).into_owned())
        .unwrap_or_default()
}

/// A random order that stays the same for a question of an interview, where the author gave no seed.
fn shuffle<T>(items: &mut [T], seed: u64) {
    let chance = Chance::new(seed);
    for last in (1..items.len()).rev() {
        items.swap(last, (chance.draw() % (last as u64 + 1)) as usize);
    }
}
