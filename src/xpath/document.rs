//! The tree that expressions read: elements, attributes, texts, comments and instructions in one arena.
//!
//! A node keeps its index for as long as the document lives; removing a subtree only unlinks it. Once nodes no longer stand in the order
//! of their indices, each linked node bears an order key that grows in document order, with gaps, so that an insertion seldom touches
//! other nodes.

mod edit;
mod fault;
mod index;
mod names;
mod order;
mod parse;
mod scan;
mod walk;
mod write;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::num::NonZeroU32;
use std::sync::Arc;

use names::{NameIx, Names};
use order::OrderKey;

pub use fault::{XmlError, XmlFault};
pub(super) use names::Alike as Named;
pub use names::XHTML;
pub use parse::Layout;
pub use walk::{Attributes, Children, Descendants};

/// Which document: 0 is the primary instance, others are secondary instances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocIx(pub u16);

impl DocIx {
    /// The instance that is being filled in.
    pub const PRIMARY: Self = Self(0);
}

/// A node within one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeIx(pub u32);

/// A node of one of the host's documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node {
    /// The document.
    pub doc: DocIx,
    /// The node in it.
    pub ix: NodeIx,
}

/// What a node of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// The document itself, above the root element.
    Document,
    /// `<name>`.
    Element,
    /// `name="value"`.
    Attribute,
    /// Character data; neighbours are joined when a document is read.
    Text,
    /// `<!-- … -->`.
    Comment,
    /// `<?target …?>`.
    Instruction,
}

/// One node; absent links are `None`.
#[derive(Debug, Clone)]
struct Slot {
    kind: NodeKind,
    name: NameIx,
    /// Of everything that has no children.
    content: Content,
    parent: Option<Link>,
    first_child: Option<Link>,
    last_child: Option<Link>,
    previous: Option<Link>,
    next: Option<Link>,
    first_attribute: Option<Link>,
}

/// Where a text is: tens of thousands of them are read at once, and most are never changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// Bytes of [`Document::texts`]; the end plus one, so that no space is needed to tell this from what was written.
    Read { start: u32, past: NonZeroU32 },
    /// One of [`Document::written`].
    Written(u32),
}

impl Content {
    const NOTHING: Self = Self::Read {
        start: 0,
        past: NonZeroU32::MIN,
    };
}

/// A node's index plus one, so that an absent link costs no space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Link(NonZeroU32);

impl Link {
    fn to(node: NodeIx) -> Option<Self> {
        NonZeroU32::new(node.0.wrapping_add(1)).map(Self)
    }

    fn node(self) -> NodeIx {
        NodeIx(self.0.get() - 1)
    }
}

/// An arena of nodes. Index 0 is the document node, above the root element.
#[derive(Debug, Clone)]
pub struct Document {
    slots: Vec<Slot>,
    /// By node; none at all as long as nodes stand in the order of their numbers, as they do when a document is read.
    keys: Vec<OrderKey>,
    names: Names,
    /// All texts that were read, one behind the other.
    texts: Arc<String>,
    /// Texts written since, each in the place of the one before it.
    written: Vec<String>,
    /// Equality indices of child elements, made when a predicate first asks and forgotten at each change.
    index: index::Cache,
}

impl Default for Document {
    fn default() -> Self {
        Self::empty()
    }
}

impl Document {
    /// The document node.
    pub const ROOT: NodeIx = NodeIx(0);

    /// A document without a root element.
    pub fn empty() -> Self {
        let slot = Slot {
            kind: NodeKind::Document,
            name: NameIx::NONE,
            content: Content::NOTHING,
            parent: None,
            first_child: None,
            last_child: None,
            previous: None,
            next: None,
            first_attribute: None,
        };
        Self {
            slots: vec![slot],
            keys: Vec::new(),
            names: Names::default(),
            texts: Arc::default(),
            written: Vec::new(),
            index: index::Cache::default(),
        }
    }

    /// A document with an empty root element.
    pub fn new(root: &str) -> Self {
        let mut document = Self::empty();
        document.append_element(Self::ROOT, root);
        document
    }

    /// The root element; `None` in an empty document.
    pub fn root_element(&self) -> Option<NodeIx> {
        self.elements(Self::ROOT).next()
    }

    /// What a node is.
    pub fn kind(&self, node: NodeIx) -> NodeKind {
        self.slot(node).kind
    }

    /// The name as written, with its prefix; the target of an instruction; empty for what has no name.
    pub fn name(&self, node: NodeIx) -> &str {
        self.names.written(self.slot(node).name)
    }

    /// The name without its prefix.
    pub fn local_name(&self, node: NodeIx) -> &str {
        self.names.local(self.slot(node).name)
    }

    /// The namespace of an element or attribute; empty where there is none.
    pub fn namespace(&self, node: NodeIx) -> &str {
        self.names.namespace(self.slot(node).name)
    }

    /// The string value: of an element or document all text below it, of anything else its own content.
    pub fn text(&self, node: NodeIx) -> Cow<'_, str> {
        let slot = self.slot(node);
        if !matches!(slot.kind, NodeKind::Element | NodeKind::Document) {
            return Cow::Borrowed(self.content(slot));
        }
        let Some(first) = slot.first_child else { return Cow::Borrowed("") };
        let only = self.slot(first.node());
        if only.kind == NodeKind::Text && only.next.is_none() {
            return Cow::Borrowed(self.content(only));
        }
        let mut text = String::new();
        for below in self.descendants(node) {
            let slot = self.slot(below);
            if slot.kind == NodeKind::Text {
                text.push_str(self.content(slot));
            }
        }
        Cow::Owned(text)
    }

    /// The value of an attribute by its name as written.
    pub fn attribute(&self, element: NodeIx, name: &str) -> Option<&str> {
        let found = self.attributes(element).find(|&attribute| self.name(attribute) == name)?;
        Some(self.content(self.slot(found)))
    }

    /// The first child element of this name as written.
    pub fn child(&self, element: NodeIx, name: &str) -> Option<NodeIx> {
        self.children_named(element, name).next()
    }

    /// The child elements of this name as written.
    pub fn children_named(&self, element: NodeIx, name: &str) -> impl Iterator<Item = NodeIx> + use<'_> {
        let names = self.names.all_written(name);
        self.elements(element).filter(move |&child| names.contains(self.slot(child).name))
    }

    /// Makes ready to ask many nodes for a name.
    pub(super) fn named(&self, name: &str) -> Named<'_> {
        self.names.all_written(name)
    }

    /// Whether a node bears a name as written. XHTML's elements are met only with their prefix: an unprefixed name in an expression
    /// means the instance, not the page around it.
    pub(super) fn is_named(&self, node: NodeIx, name: Named<'_>) -> bool {
        let own = self.slot(node).name;
        name.contains(own) && (self.names.has_prefix(own) || self.names.namespace(own) != XHTML)
    }

    /// The child elements.
    pub fn elements(&self, element: NodeIx) -> impl DoubleEndedIterator<Item = NodeIx> + Clone + use<'_> {
        self.children(element).filter(|&child| self.slot(child).kind == NodeKind::Element)
    }

    /// The node that a node hangs on (for an attribute its element); `None` for the document and for what was removed.
    pub fn parent(&self, node: NodeIx) -> Option<NodeIx> {
        self.slot(node).parent.map(Link::node)
    }

    /// Document order. Attributes stand between their element and its children.
    pub fn compare(&self, left: NodeIx, right: NodeIx) -> Ordering {
        if self.keys.is_empty() {
            return left.cmp(&right);
        }
        self.key(left).cmp(&self.key(right))
    }

    /// How many nodes the arena holds, removed ones included: every index is below it.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there is no root element.
    pub fn is_empty(&self) -> bool {
        self.root_element().is_none()
    }

    /// What a node without children holds.
    fn content<'d>(&'d self, slot: &'d Slot) -> &'d str {
        let text = match slot.content {
            Content::Read { start, past } => self.texts.get(start as usize..past.get() as usize - 1),
            Content::Written(number) => self.written.get(number as usize).map(String::as_str),
        };
        text.unwrap_or_default()
    }

    /// The value of an attribute node, the text of a text node.
    pub fn own_text(&self, node: NodeIx) -> &str {
        self.content(self.slot(node))
    }

    #[expect(clippy::indexing_slicing, reason = "a node index is made by the document that it indexes")]
    fn slot(&self, node: NodeIx) -> &Slot {
        &self.slots[node.0 as usize]
    }

    #[expect(clippy::indexing_slicing, reason = "a node index is made by the document that it indexes")]
    fn slot_mut(&mut self, node: NodeIx) -> &mut Slot {
        &mut self.slots[node.0 as usize]
    }
}
