//! Equality indices: which children have a given value in a given field, for `item[code = 'x']` on long lists.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::{Document, NodeIx};

/// Children of one name below one node, by the text of one of their own child elements; in document order.
type Index = HashMap<Box<str>, Vec<NodeIx>>;

/// What an index was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Subject {
    parent: NodeIx,
    child: Box<str>,
    field: Box<str>,
}

/// The indices made so far: few, so they are searched in a row.
#[derive(Debug, Default)]
pub(super) struct Cache(RwLock<Vec<(Subject, Arc<Index>)>>);

impl Clone for Cache {
    fn clone(&self) -> Self {
        Self(RwLock::new(self.0.read().unwrap_or_else(PoisonError::into_inner).clone()))
    }
}

impl Cache {
    /// Drops all of them, because the document changes.
    #[inline]
    pub(super) fn forget(&mut self) {
        let made = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        if !made.is_empty() {
            made.clear();
        }
    }

    fn find(&self, parent: NodeIx, child: &str, field: &str) -> Option<Arc<Index>> {
        let made = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let is_wanted = |subject: &Subject| subject.parent == parent && *subject.child == *child && *subject.field == *field;
        made.iter()
            .find(|(subject, _)| is_wanted(subject))
            .map(|(_, index)| Arc::clone(index))
    }
}

impl Document {
    /// Calls `see` with the children named `child` of `parent` that have a child element `field` with this text, in document order.
    /// The first call for a field reads all children once; later ones look the value up, until the document changes.
    pub fn children_where(&self, parent: NodeIx, child: &str, field: &str, text: &str, see: &mut dyn FnMut(NodeIx)) {
        let index = self
            .index
            .find(parent, child, field)
            .unwrap_or_else(|| self.make_index(parent, child, field));
        for &found in index.get(text).into_iter().flatten() {
            see(found);
        }
    }

    fn make_index(&self, parent: NodeIx, child: &str, field: &str) -> Arc<Index> {
        let mut index = Index::new();
        for item in self.children_named(parent, child) {
            for value in self.children_named(item, field) {
                let items = index.entry(self.text(value).into()).or_default();
                if items.last() != Some(&item) {
                    items.push(item);
                }
            }
        }
        let index = Arc::new(index);
        let subject = Subject {
            parent,
            child: child.into(),
            field: field.into(),
        };
        let mut made = self.index.0.write().unwrap_or_else(PoisonError::into_inner);
        made.push((subject, Arc::clone(&index)));
        index
    }
}
