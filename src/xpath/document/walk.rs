//! Ways through a document: children, attributes, descendants, siblings.

use super::{Document, Link, NodeIx, NodeKind};

/// Children of a node, from either end.
#[derive(Debug, Clone)]
pub struct Children<'a> {
    document: &'a Document,
    front: Option<Link>,
    back: Option<Link>,
}

impl Iterator for Children<'_> {
    type Item = NodeIx;

    fn next(&mut self) -> Option<NodeIx> {
        let front = self.front?;
        if self.back == Some(front) {
            self.front = None;
            self.back = None;
        } else {
            self.front = self.document.slot(front.node()).next;
        }
        Some(front.node())
    }
}

impl DoubleEndedIterator for Children<'_> {
    fn next_back(&mut self) -> Option<NodeIx> {
        let back = self.back?;
        if self.front == Some(back) {
            self.front = None;
            self.back = None;
        } else {
            self.back = self.document.slot(back.node()).previous;
        }
        Some(back.node())
    }
}

/// Attributes of an element, in the order written.
#[derive(Debug, Clone)]
pub struct Attributes<'a> {
    document: &'a Document,
    at: Option<Link>,
}

impl Iterator for Attributes<'_> {
    type Item = NodeIx;

    fn next(&mut self) -> Option<NodeIx> {
        let at = self.at?;
        self.at = self.document.slot(at.node()).next;
        Some(at.node())
    }
}

/// Everything below a node in document order, without attributes.
#[derive(Debug, Clone)]
pub struct Descendants<'a> {
    document: &'a Document,
    top: NodeIx,
    at: NodeIx,
}

impl Iterator for Descendants<'_> {
    type Item = NodeIx;

    fn next(&mut self) -> Option<NodeIx> {
        if let Some(child) = self.document.slot(self.at).first_child {
            self.at = child.node();
            return Some(self.at);
        }
        while self.at != self.top {
            if let Some(next) = self.document.slot(self.at).next {
                self.at = next.node();
                return Some(self.at);
            }
            self.at = self.document.parent(self.at)?;
        }
        None
    }
}

impl Document {
    /// The child nodes, without attributes.
    pub fn children(&self, node: NodeIx) -> Children<'_> {
        let slot = self.slot(node);
        Children {
            document: self,
            front: slot.first_child,
            back: slot.last_child,
        }
    }

    /// The attribute nodes of an element.
    pub fn attributes(&self, element: NodeIx) -> Attributes<'_> {
        Attributes {
            document: self,
            at: self.slot(element).first_attribute,
        }
    }

    /// Everything below a node in document order, without attributes.
    pub fn descendants(&self, node: NodeIx) -> Descendants<'_> {
        Descendants {
            document: self,
            top: node,
            at: node,
        }
    }

    /// The next node beside this one; `None` for an attribute.
    pub fn next_sibling(&self, node: NodeIx) -> Option<NodeIx> {
        let slot = self.slot(node);
        if slot.kind == NodeKind::Attribute {
            None
        } else {
            slot.next.map(Link::node)
        }
    }

    /// The node before this one; `None` for an attribute.
    pub fn previous_sibling(&self, node: NodeIx) -> Option<NodeIx> {
        let slot = self.slot(node);
        if slot.kind == NodeKind::Attribute {
            None
        } else {
            slot.previous.map(Link::node)
        }
    }

    /// The node's parent, its parent's parent, … up to the document node.
    pub fn ancestors(&self, node: NodeIx) -> impl Iterator<Item = NodeIx> + use<'_> {
        std::iter::successors(self.parent(node), |&at| self.parent(at))
    }
}
