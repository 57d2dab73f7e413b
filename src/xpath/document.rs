//! The tree that expressions read: elements, attributes, texts, comments and instructions in one arena.

/// Which document: 0 is the primary instance, others are secondary instances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocIx(pub u16);

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

/// An arena of nodes. Index 0 is the document node, above the root element.
#[derive(Debug, Clone, Default)]
pub struct Document {}
