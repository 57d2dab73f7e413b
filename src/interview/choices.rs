//! The choices that a question offers now, and which part of an answer they leave standing.
//!
//! A choice that its filter hides does not count while it is hidden, but it is kept: when the filter lets it back, so comes the answer.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::Interview;
use super::chance::Chance;
use super::register::item_with_value;
use super::tree::At;
use crate::form::choice_names::field_by_path;
use crate::form::{ChoiceList, DataType, Itemset, LanguageIx, Search};
use crate::xpath::{Ast, Document, Node, Nodes, Value};

/// A choice as offered now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The stored value.
    pub name: String,
    /// In the current language.
    pub label: String,
}

impl Interview {
    /// The choices offered now with their words.
    pub(super) fn offered(&self, at: At) -> Option<Vec<Offered>> {
        let itemset = self.itemset(at)?;
        let list = self.plan.form.lists.get(&itemset.list);
        if let Some(ast) = self.plan.itemset(self.node(at)) {
            let items = self.selected(ast, itemset, at);
            return Some(items.into_iter().map(|item| self.offer(itemset, list, item, at)).collect());
        }
        let offered = list?.choices.iter().map(|choice| Offered {
            name: choice.name.clone(),
            label: self.words(&choice.label, at),
        });
        Some(offered.collect())
    }

    /// Whether what is offered has to be worked out.
    pub(super) fn takes_an_expression(&self, at: At) -> bool {
        self.plan.itemset(self.node(at)).is_some()
    }

    fn itemset(&self, at: At) -> Option<&Itemset> {
        self.plan.form.question(self.node(at))?.choices.as_deref()
    }

    /// The items that the expression of a list selects, in the order shown.
    fn selected(&self, ast: &Arc<Ast>, itemset: &Itemset, at: At) -> Nodes {
        let items = self.peek(ast, at, |value, _| match value {
            Value::Nodes(nodes) => nodes.clone(),
            _ => Nodes::new(),
        });
        let mut items = items.unwrap_or_default();
        if itemset.search.is_some() {
            self.look_through(itemset, &mut items);
        }
        if itemset.is_randomized && itemset.seed.is_none() {
            shuffle(&mut items, self.seed ^ u64::from(at.0));
        }
        items
    }

    fn offer(&self, itemset: &Itemset, list: Option<&ChoiceList>, item: Node, at: At) -> Offered {
        let document = self.document(item.doc);
        let name = child_text(document, item, &itemset.value).into_owned();
        let register = self.plan.register(&itemset.list);
        let position = register.and_then(|register| register.of_item(item.ix).or_else(|| register.named(&name)));
        let choice = position
            .and_then(|position| list?.choices.get(position))
            .filter(|choice| choice.name == name);
        let label = match choice {
            Some(choice) => self.words(&choice.label, at),
            None => match &itemset.search {
                Some(search) => self.label_of_row(search, document, item).unwrap_or_else(|| name.clone()),
                None => child_text(document, item, &itemset.label).into_owned(),
            },
        };
        Offered { name, label }
    }

    /// Each value once, in the order that the table itself gives its rows.
    fn look_through(&self, itemset: &Itemset, items: &mut Nodes) {
        let mut seen: HashSet<String> = HashSet::new();
        items.retain(|item| {
            let value = child_text(self.document(item.doc), *item, &itemset.value);
            !value.is_empty() && seen.insert(value.into_owned())
        });
        let rank = |item: &Node| {
            child_text(self.document(item.doc), *item, "sortby")
                .trim()
                .parse()
                .unwrap_or(0.0_f64)
        };
        items.sort_by(|left, right| rank(left).total_cmp(&rank(right)));
    }

    /// The words of a row: the first column, and behind it the others with their names.
    fn label_of_row(&self, search: &Search, document: &Document, item: Node) -> Option<String> {
        let in_language = |language: LanguageIx| search.labels.get(usize::from(language.0)).filter(|columns| !columns.is_empty());
        let columns = in_language(self.language)
            .or_else(|| in_language(self.plan.form.default_language))
            .or_else(|| search.labels.iter().find(|columns| !columns.is_empty()))?;
        let (first, others) = columns.split_first()?;
        let mut label = child_text(document, item, first).into_owned();
        for column in others {
            let text = child_text(document, item, column);
            // What is offered as it stands has words and no columns.
            if document.child(item.ix, column).is_some() {
                label.extend([" (", column, ": ", &text, ")"]);
            }
        }
        Some(label).filter(|label| !label.trim().is_empty())
    }

    /// What of a text counts where its choices are filtered; `None` where all of it does.
    pub(super) fn counting_part(&self, at: At, text: &str) -> Option<String> {
        if text.is_empty() || !self.takes_an_expression(at) {
            return None;
        }
        let counting = self.kept_in_order(at, text)?.1;
        (counting != text).then_some(counting)
    }

    /// The text to store for an answer to a select question; an error where it names what is not offered.
    pub(super) fn chosen<'t>(&self, at: At, text: Cow<'t, str>) -> Result<Cow<'t, str>, &'static str> {
        match self.kept_in_order(at, &text) {
            None => Ok(text),
            Some((are_all_offered, in_order)) if are_all_offered => Ok(Cow::Owned(in_order)),
            Some(_) => Err("choice that is offered"),
        }
    }

    /// Whether all the choices that a text names are offered, and those that are, in order: a ranking in its own, others in that of the
    /// list. `None` for what has no choices.
    fn kept_in_order(&self, at: At, text: &str) -> Option<(bool, String)> {
        let node = self.node(at);
        let question = self.plan.form.question(node)?;
        // The labels of a scale's ticks, and the places shown beside a map, are not all that can be answered.
        let itemset = question.choices.as_ref().filter(|_| question.data.is_choice())?;
        let mut chosen: Vec<&str> = Vec::new();
        for name in question.data.chosen_in(text) {
            if !chosen.contains(&name) {
                chosen.push(name);
            }
        }
        let is_ranking = question.data == DataType::Rank;
        let Some(ast) = self.plan.itemset(node) else {
            let list = self.plan.form.lists.get(&itemset.list)?;
            let register = self.plan.register(&itemset.list)?;
            let places: Vec<(usize, &str)> = chosen.iter().filter_map(|&name| Some((register.named(name)?, name))).collect();
            let are_all_offered = places.len() == chosen.len();
            let names = list.choices.iter().map(|choice| choice.name.as_str());
            return Some((are_all_offered, in_order(places, is_ranking, names)));
        };
        let items = self.selected(ast, itemset, at);
        let names: Vec<Cow<'_, str>> = items
            .iter()
            .map(|&item| child_text(self.document(item.doc), item, &itemset.value))
            .collect();
        let place = |name: &str| names.iter().position(|offered| offered == name);
        let places: Vec<(usize, &str)> = chosen.iter().filter_map(|&name| Some((place(name)?, name))).collect();
        let are_all_offered = places.len() == chosen.len();
        Some((are_all_offered, in_order(places, is_ranking, names.iter().map(|name| &**name))))
    }

    /// The label of a value of the select question that a path names, as seen from a node; the value itself where there is none.
    pub(super) fn choice_name(&self, value: &str, path: &str, from: At) -> String {
        let found = field_by_path(&self.plan.form, path.trim(), self.node(from));
        let Some(itemset) = found.and_then(|node| self.plan.form.question(node)?.choices.as_ref()) else {
            return value.to_owned();
        };
        let position = self.plan.register(&itemset.list).and_then(|register| register.named(value));
        if let Some(list) = self.plan.form.lists.get(&itemset.list)
            && let Some(choice) = position.and_then(|position| list.choices.get(position))
        {
            return self.words_now(&choice.label, from);
        }
        let Some(document) = self.plan.form.instances.get(&itemset.list) else {
            return value.to_owned();
        };
        let label = item_with_value(document, itemset, value).and_then(|item| document.child(item, &itemset.label));
        label.map_or_else(|| value.to_owned(), |label| document.text(label).into_owned())
    }
}

/// The offered among the chosen, each with its place in the list, in order. A ranking ranks everything: what has come to be offered since
/// goes to its end.
fn in_order<'a>(mut places: Vec<(usize, &'a str)>, is_ranking: bool, offered: impl Iterator<Item = &'a str>) -> String {
    if !is_ranking {
        places.sort_unstable();
    }
    let mut names: Vec<&str> = places.into_iter().map(|(_, name)| name).collect();
    if is_ranking && !names.is_empty() {
        let chosen = names.len();
        for name in offered {
            if !names.iter().take(chosen).any(|other| *other == name) {
                names.push(name);
            }
        }
    }
    names.join(" ")
}

fn child_text<'d>(document: &'d Document, item: Node, name: &str) -> Cow<'d, str> {
    document.child(item.ix, name).map(|child| document.text(child)).unwrap_or_default()
}

/// A random order that stays the same for a question of an interview, where the author gave no seed.
fn shuffle<T>(items: &mut [T], seed: u64) {
    let chance = Chance::new(seed);
    for last in (1..items.len()).rev() {
        items.swap(last, (chance.draw() % (last as u64 + 1)) as usize);
    }
}
