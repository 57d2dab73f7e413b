//! Finds a choice by its name, or by its item in the list's document, without walking the list.

use std::collections::HashMap;

use crate::form::{Choice, ChoiceList, Itemset};
use crate::xpath::{Document, NodeIx};

/// Where the choices of a list stand.
#[derive(Debug, Default)]
pub(super) struct Register {
    /// The first of each name.
    by_name: HashMap<Box<str>, usize>,
    by_item: HashMap<NodeIx, usize>,
}

impl Register {
    /// Enters all choices; an item without a name has none.
    pub(super) fn of(list: &ChoiceList, document: Option<&Document>) -> Self {
        let mut register = Self::default();
        for (position, choice) in list.choices.iter().enumerate() {
            register.by_name.entry(choice.name.as_str().into()).or_insert(position);
        }
        let Some(document) = document else { return register };
        let mut choices = list.choices.iter().enumerate().peekable();
        for item in document.elements(Document::ROOT).flat_map(|root| document.elements(root)) {
            let name = document
                .elements(item)
                .find(|&column| matches!(document.local_name(column), "name" | "value"))
                .map(|column| document.text(column));
            let is_its_own = |name: &str, choice: &Choice| name.trim() == choice.name;
            if let Some((position, _)) = choices.next_if(|(_, choice)| name.as_deref().is_some_and(|name| is_its_own(name, choice))) {
                register.by_item.insert(item, position);
            }
        }
        register
    }

    /// The first choice of a name.
    pub(super) fn named(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The choice that an item stands for.
    pub(super) fn of_item(&self, item: NodeIx) -> Option<usize> {
        self.by_item.get(&item).copied()
    }
}

/// The first item of an attached list whose value is this.
pub(super) fn item_with_value(document: &Document, itemset: &Itemset, value: &str) -> Option<NodeIx> {
    let root = document.root_element()?;
    let mut found = None;
    let first = document.elements(root).next()?;
    document.children_where(root, document.name(first), &itemset.value, value, &mut |item| {
        found = found.or(Some(item));
    });
    found
}
