//! Changes to a document: texts, attributes, elements put in and taken out, subtrees copied.

use std::sync::Arc;

use super::names::NameIx;
use super::{Content, Document, Link, NodeIx, NodeKind, Slot};

impl Document {
    /// Puts a new empty element behind the last child.
    pub fn append_element(&mut self, parent: NodeIx, name: &str) -> NodeIx {
        self.append_element_in(parent, name, "")
    }

    /// Puts a new empty element of a namespace behind the last child.
    pub fn append_element_in(&mut self, parent: NodeIx, name: &str, namespace: &str) -> NodeIx {
        let name = self.names.intern(name, namespace);
        let node = self.push(NodeKind::Element, name, "");
        self.link_last(parent, node);
        node
    }

    /// Puts a new empty element right before one of its siblings-to-be.
    pub fn insert_element_before(&mut self, sibling: NodeIx, name: &str) -> NodeIx {
        let name = self.names.intern(name, "");
        let node = self.push(NodeKind::Element, name, "");
        self.link_before(sibling, node);
        node
    }

    /// Puts a new empty element right after one of its siblings-to-be.
    pub fn insert_element_after(&mut self, sibling: NodeIx, name: &str) -> NodeIx {
        let name = self.names.intern(name, "");
        let node = self.push(NodeKind::Element, name, "");
        self.link_after(sibling, node);
        node
    }

    /// Puts character data behind the last child.
    pub fn append_text(&mut self, parent: NodeIx, text: &str) -> NodeIx {
        self.append_leaf(parent, NodeKind::Text, "", text)
    }

    /// Sets an attribute, making it if need be.
    pub fn set_attribute(&mut self, element: NodeIx, name: &str, value: &str) -> NodeIx {
        let found = self.attributes(element).find(|&attribute| self.name(attribute) == name);
        if let Some(attribute) = found {
            self.index.forget();
            self.write(attribute, value);
            return attribute;
        }
        self.append_attribute(element, name, "", value)
    }

    /// Replaces all that is below an element by a text; empty text leaves it empty. For anything else it replaces the content.
    pub fn set_text(&mut self, node: NodeIx, text: &str) {
        self.index.forget();
        let only = self.slot(node).first_child.map(|first| self.slot(first.node()));
        // A text in the place of another one, as nearly always.
        if let Some(only) = only
            && let (NodeKind::Text, None, Content::Written(number)) = (only.kind, only.next, only.content)
            && let Some(written) = self.written.get_mut(number as usize)
            && !text.is_empty()
        {
            written.clear();
            written.push_str(text);
        } else if self.slot(node).kind == NodeKind::Element {
            self.replace_children(node, text);
        } else {
            self.write(node, text);
        }
    }

    fn replace_children(&mut self, element: NodeIx, text: &str) {
        while let Some(child) = self.slot(element).first_child {
            self.remove(child.node());
        }
        if !text.is_empty() {
            self.append_text(element, text);
        }
    }

    /// Takes a node and all that is below it out of the tree.
    pub fn remove(&mut self, node: NodeIx) {
        self.index.forget();
        let slot = self.slot(node);
        let (Some(parent), previous, next) = (slot.parent.map(Link::node), slot.previous, slot.next) else {
            return;
        };
        let is_attribute = slot.kind == NodeKind::Attribute;
        match previous {
            Some(previous) => self.slot_mut(previous.node()).next = next,
            None if is_attribute => self.slot_mut(parent).first_attribute = next,
            None => self.slot_mut(parent).first_child = next,
        }
        match next {
            Some(next) => self.slot_mut(next.node()).previous = previous,
            None if is_attribute => {}
            None => self.slot_mut(parent).last_child = previous,
        }
        let slot = self.slot_mut(node);
        slot.parent = None;
        slot.previous = None;
        slot.next = None;
    }

    /// Copies a subtree of any document behind the last child.
    pub fn append_copy(&mut self, parent: NodeIx, source: &Document, top: NodeIx) -> NodeIx {
        let node = self.copy(source, top);
        self.link_last(parent, node);
        node
    }

    /// Copies a subtree of any document right before one of its siblings-to-be.
    pub fn insert_copy_before(&mut self, sibling: NodeIx, source: &Document, top: NodeIx) -> NodeIx {
        let node = self.copy(source, top);
        self.link_before(sibling, node);
        node
    }

    /// Copies a subtree of any document right after one of its siblings-to-be.
    pub fn insert_copy_after(&mut self, sibling: NodeIx, source: &Document, top: NodeIx) -> NodeIx {
        let node = self.copy(source, top);
        self.link_after(sibling, node);
        node
    }

    /// A document of its own whose root element is a copy of `top`. What was read of both stays in one piece.
    #[must_use]
    pub fn subtree(&self, top: NodeIx) -> Document {
        let mut document = Self::empty();
        document.texts = Arc::clone(&self.texts);
        document.append_copy(Self::ROOT, self, top);
        document
    }

    pub(super) fn append_leaf(&mut self, parent: NodeIx, kind: NodeKind, name: &str, text: &str) -> NodeIx {
        let name = if name.is_empty() {
            NameIx::NONE
        } else {
            self.names.intern(name, "")
        };
        let node = self.push(kind, name, text);
        self.link_last(parent, node);
        node
    }

    pub(super) fn append_attribute(&mut self, element: NodeIx, name: &str, namespace: &str, value: &str) -> NodeIx {
        let name = self.names.intern(name, namespace);
        let node = self.push(NodeKind::Attribute, name, value);
        let last = self.attributes(element).last();
        self.link_attribute(element, last, node);
        self.give_keys(node);
        node
    }

    fn push(&mut self, kind: NodeKind, name: NameIx, text: &str) -> NodeIx {
        let content = if text.is_empty() {
            Content::NOTHING
        } else {
            self.keep(text.to_owned())
        };
        self.push_content(kind, name, content)
    }

    fn push_content(&mut self, kind: NodeKind, name: NameIx, content: Content) -> NodeIx {
        self.index.forget();
        let node = NodeIx(u32::try_from(self.slots.len()).unwrap_or(u32::MAX - 1));
        self.slots.push(Slot {
            kind,
            name,
            content,
            parent: None,
            first_child: None,
            last_child: None,
            previous: None,
            next: None,
            first_attribute: None,
        });
        node
    }

    /// Replaces what a node without children holds.
    fn write(&mut self, node: NodeIx, text: &str) {
        let content = self.slot(node).content;
        if let Content::Written(number) = content
            && let Some(written) = self.written.get_mut(number as usize)
        {
            text.clone_into(written);
            return;
        }
        let content = self.keep(text.to_owned());
        self.slot_mut(node).content = content;
    }

    pub(super) fn keep(&mut self, text: String) -> Content {
        let number = u32::try_from(self.written.len()).unwrap_or(u32::MAX);
        self.written.push(text);
        Content::Written(number)
    }

    fn link_attribute(&mut self, element: NodeIx, last: Option<NodeIx>, node: NodeIx) {
        match last {
            Some(last) => self.slot_mut(last).next = Link::to(node),
            None => self.slot_mut(element).first_attribute = Link::to(node),
        }
        let slot = self.slot_mut(node);
        slot.parent = Link::to(element);
        slot.previous = last.and_then(Link::to);
    }

    fn hang_last(&mut self, parent: NodeIx, node: NodeIx) {
        let last = self.slot(parent).last_child;
        match last {
            Some(last) => self.slot_mut(last.node()).next = Link::to(node),
            None => self.slot_mut(parent).first_child = Link::to(node),
        }
        self.slot_mut(parent).last_child = Link::to(node);
        let slot = self.slot_mut(node);
        slot.parent = Link::to(parent);
        slot.previous = last;
    }

    fn link_last(&mut self, parent: NodeIx, node: NodeIx) {
        self.hang_last(parent, node);
        self.give_keys(node);
    }

    fn link_before(&mut self, sibling: NodeIx, node: NodeIx) {
        let Some(parent) = self.slot(sibling).parent else { return };
        let previous = self.slot(sibling).previous;
        match previous {
            Some(previous) => self.slot_mut(previous.node()).next = Link::to(node),
            None => self.slot_mut(parent.node()).first_child = Link::to(node),
        }
        self.slot_mut(sibling).previous = Link::to(node);
        let slot = self.slot_mut(node);
        slot.parent = Some(parent);
        slot.previous = previous;
        slot.next = Link::to(sibling);
        self.give_keys(node);
    }

    fn link_after(&mut self, sibling: NodeIx, node: NodeIx) {
        match (self.slot(sibling).next, self.slot(sibling).parent) {
            (Some(next), _) => self.link_before(next.node(), node),
            (None, Some(parent)) => self.link_last(parent.node(), node),
            (None, None) => {}
        }
    }

    /// Copies a subtree without linking its top; the keys come when the top is linked.
    fn copy(&mut self, source: &Document, top: NodeIx) -> NodeIx {
        let from = source.slot(top);
        let name = if from.name == NameIx::NONE {
            NameIx::NONE
        } else {
            self.names.intern(source.name(top), source.namespace(top))
        };
        let node = match from.content {
            content @ Content::Read { .. } if Arc::ptr_eq(&self.texts, &source.texts) => self.push_content(from.kind, name, content),
            _ => self.push(from.kind, name, source.content(from)),
        };
        let mut last = None;
        for attribute in source.attributes(top) {
            let copied = self.copy(source, attribute);
            self.link_attribute(node, last, copied);
            last = Some(copied);
        }
        for child in source.children(top) {
            let copied = self.copy(source, child);
            self.hang_last(node, copied);
        }
        node
    }
}
