//! The columns of lists and attached files: read once, however many expressions ask.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::values::items;
use crate::form::Form;

/// The names of the columns of one instance.
pub(super) type Names<'a> = Rc<BTreeSet<&'a str>>;

/// The columns of a form's instances.
pub(super) struct Columns<'a> {
    form: &'a Form,
    read: RefCell<BTreeMap<String, Option<Names<'a>>>>,
}

impl<'a> Columns<'a> {
    pub(super) fn of(form: &'a Form) -> Self {
        Self {
            form,
            read: RefCell::default(),
        }
    }

    /// The columns that some row fills in; `None` where there are no rows, because the file is not there yet or is empty.
    pub(super) fn known(&self, instance: &str) -> Option<Names<'a>> {
        if let Some(known) = self.read.borrow().get(instance) {
            return known.clone();
        }
        let document = self.form.instances.get(instance);
        let cells = document.into_iter().flat_map(|document| {
            let cells = items(document).flat_map(|item| document.elements(item));
            cells.map(|cell| document.local_name(cell))
        });
        let names: BTreeSet<&str> = cells.collect();
        let known = (!names.is_empty()).then(|| Rc::new(names));
        self.read.borrow_mut().insert(instance.to_owned(), known.clone());
        known
    }
}
