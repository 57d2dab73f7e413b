//! The instance that a fresh interview begins with, where the author filled in more or less than one instance of each repeat.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::super::{Form, Kind, NodeId};
use super::Reader;
use crate::xpath::document::NodeKind;
use crate::xpath::{Document, NodeIx};

impl Reader<'_> {
    /// The primary instance with its templates; `None` where beginning with one instance of each repeat gives the same.
    pub(super) fn prefilled(&self, root: NodeIx, form: &Form) -> Option<Document> {
        if self.is_plain(root, NodeId(0), form) {
            return None;
        }
        let mut document = self.document.subtree(root);
        let below: Vec<NodeIx> = document.descendants(Document::ROOT).collect();
        for node in below {
            let is_blank = document.kind(node) == NodeKind::Text && document.text(node).trim().is_empty();
            if is_blank || document.kind(node) == NodeKind::Comment {
                document.remove(node);
            }
        }
        Some(document)
    }

    /// How many instances of a repeat are there from the start: those of the first instance around it.
    pub(super) fn instances_given(&self, repeat: NodeId) -> usize {
        let parent = self.skeleton.parent(repeat).and_then(|parent| self.elements.get(parent.0 as usize));
        parent.map_or(0, |&parent| self.instances(parent, self.skeleton.name(repeat)).count())
    }

    fn instances<'d>(&'d self, above: NodeIx, name: &'d str) -> impl Iterator<Item = NodeIx> + 'd {
        let named = self
            .document
            .elements(above)
            .filter(move |&child| self.document.name(child) == name);
        named.filter(|&child| !is_template(self.document, child))
    }

    /// Whether an element holds one instance of each repeat, or any number where the form counts them, each like the repeat's template.
    fn is_plain(&self, element: NodeIx, node: NodeId, form: &Form) -> bool {
        if self.skeleton.children(node).is_empty() {
            return true;
        }
        let mut by_name: FxHashMap<&str, SmallVec<[NodeIx; 1]>> = FxHashMap::default();
        for child in self.document.elements(element) {
            by_name.entry(self.document.name(child)).or_default().push(child);
        }
        self.skeleton.children(node).iter().all(|&child| {
            let all = by_name.get(self.skeleton.name(child)).map_or(&[][..], SmallVec::as_slice);
            let count = all.iter().filter(|&&instance| !is_template(self.document, instance)).count();
            let is_usual = match form.nodes.get(child.0 as usize).map(|node| &node.kind) {
                Some(Kind::Repeat { count: counted }) => count == 1 || counted.is_some(),
                _ => true,
            };
            is_usual
                && all
                    .iter()
                    .all(|&instance| self.is_like_design(instance, child) && self.is_plain(instance, child, form))
        })
    }

    /// Whether a leaf holds the text that its question begins with.
    fn is_like_design(&self, element: NodeIx, node: NodeId) -> bool {
        let design = self.elements.get(node.0 as usize).copied();
        !self.skeleton.children(node).is_empty() || design.is_none_or(|design| self.document.text(design) == self.document.text(element))
    }
}

fn is_template(document: &Document, element: NodeIx) -> bool {
    super::attributes::attribute(document, element, "jr:template").is_some()
}
