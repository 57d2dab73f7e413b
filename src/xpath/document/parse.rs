//! Reads XML into a document.
//!
//! Entities other than XML's five and character references are refused, so a text cannot grow while it is read; nor can the tree beyond a
//! bound, since four bytes of text make a node of twenty times their size.

use std::num::NonZeroU32;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::fault::{XmlError, XmlFault};
use super::names::NameIx;
use super::scan::{Piece, Scanner, is_all_blank, resolve_into, verbatim_into};
use super::{Content, Document, Link, NodeIx, NodeKind, Slot};

/// How deep elements may be nested.
const DEEPEST: usize = 500;
/// Nodes of a document: a hundred times the largest forms.
const MOST_NODES: usize = 4_000_000;

/// Bytes of a file for each of its nodes: few files need more room than this leaves, and what is not used is given back.
const LIKELY_BYTES: usize = 24;

/// Which texts become nodes.
#[derive(Debug, Clone, Copy)]
pub enum Layout<'n> {
    /// All of them.
    Kept,
    /// Not the white space between two tags that only makes a file pleasant to read. Inside elements of these names it counts.
    Dropped {
        /// Elements that mix text and others, by local name.
        except_in: &'n [&'n str],
    },
}

impl Document {
    /// Reads a whole XML text. A byte order mark is swallowed.
    pub fn parse(xml: &str) -> Result<Self, XmlError> {
        Self::parse_within(xml, Layout::Kept, MOST_NODES)
    }

    /// Reads a whole XML text, perhaps without its layout; for each node, by its index, the byte at which it begins: of what begins beyond
    /// 4 GiB the last that can be told.
    pub fn parse_with_places(xml: &str, layout: Layout<'_>) -> Result<(Self, Vec<u32>), XmlError> {
        Self::parse_placed(xml, layout, MOST_NODES)
    }

    fn parse_within(xml: &str, layout: Layout<'_>, most_nodes: usize) -> Result<Self, XmlError> {
        Self::parse_placed(xml, layout, most_nodes).map(|(document, _)| document)
    }

    fn parse_placed(xml: &str, layout: Layout<'_>, most_nodes: usize) -> Result<(Self, Vec<u32>), XmlError> {
        let xml = xml.strip_prefix('\u{feff}').unwrap_or(xml);
        let mut scanner = Scanner::new(xml);
        let likely_nodes = xml.len() / LIKELY_BYTES;
        let mut building = Building {
            document: Self::empty(),
            open: vec![Open::default()],
            texts: String::with_capacity(xml.len() / 2),
            pending: 0,
            blank: "",
            at: 0,
            places: Vec::with_capacity(likely_nodes),
            bindings: Vec::new(),
            known: FxHashMap::default(),
            tag: Tag::default(),
            layout,
            most_nodes,
        };
        building.document.slots.reserve(likely_nodes);
        building.places.push(0);
        loop {
            let step = match scanner.next() {
                Ok(Piece::End) => building.finish(),
                Ok(piece) => {
                    building.at = scanner.start();
                    building.take(piece)
                }
                Err(fault) => Err(fault),
            };
            if let Err(fault) = step {
                return Err(XmlError {
                    line: line_of(xml, scanner.at()),
                    fault,
                });
            }
            if building.open.is_empty() {
                building.texts.shrink_to_fit();
                building.document.slots.shrink_to_fit();
                building.document.texts = Arc::new(building.texts);
                return Ok((building.document, building.places));
            }
        }
    }
}

/// The line of a byte.
fn line_of(xml: &str, position: usize) -> u32 {
    let newlines = xml.as_bytes().iter().take(position).filter(|&&byte| byte == b'\n').count();
    u32::try_from(newlines).unwrap_or(u32::MAX).saturating_add(1)
}

/// A document whose elements are still open.
struct Building<'x> {
    document: Document,
    /// The document node, then each open element.
    open: Vec<Open<'x>>,
    /// All texts so far. Those from `pending` on are of one node: references and CDATA join with what is around them.
    texts: String,
    pending: usize,
    /// White space before them: nearly always layout, which nobody wants to have copied.
    blank: &'x str,
    /// The byte at which the piece in hand begins, and at which each node does.
    at: usize,
    places: Vec<u32>,
    /// What prefixes mean, the innermost last.
    bindings: Vec<Binding<'x>>,
    /// Names met since prefixes last changed their meaning.
    known: FxHashMap<&'x str, Known>,
    /// The start tag that is being read.
    tag: Tag<'x>,
    layout: Layout<'x>,
    most_nodes: usize,
}

/// An element whose end is still to come.
#[derive(Default, Clone, Copy)]
struct Open<'x> {
    node: Option<Link>,
    name: &'x str,
    last_child: Option<Link>,
    /// White space between its children counts.
    mixes: bool,
}

/// A start tag: what its names mean is known at its end.
#[derive(Default)]
struct Tag<'x> {
    name: &'x str,
    at: usize,
    /// Names, where they stand in the file, and where their values stand among the texts.
    attributes: Vec<(&'x str, usize, usize, usize)>,
}

/// What a name means here; [`NameIx::NONE`] until it is asked.
#[derive(Clone, Copy)]
struct Known {
    element: NameIx,
    attribute: NameIx,
    /// See [`Open::mixes`].
    mixes: bool,
}

/// A prefix, empty for names without one, and its namespace inside an element.
struct Binding<'x> {
    prefix: &'x str,
    namespace: Box<str>,
    /// How many elements are open where it was made.
    depth: usize,
}

impl<'x> Building<'x> {
    fn take(&mut self, piece: Piece<'x>) -> Result<(), XmlFault> {
        match piece {
            Piece::Blank(raw) if self.is_nothing_pending() => self.blank = raw,
            Piece::Text(raw) | Piece::Blank(raw) => {
                self.keep_blank();
                resolve_into(&mut self.texts, raw, false)?;
            }
            Piece::Verbatim(raw) => {
                self.keep_blank();
                verbatim_into(&mut self.texts, raw);
            }
            Piece::Comment(raw) => {
                self.flush(false);
                verbatim_into(&mut self.texts, raw);
                self.leaf(NodeKind::Comment, NameIx::NONE);
            }
            Piece::Instruction(target, content) => {
                self.flush(false);
                self.texts.push_str(content);
                let name = self.document.names.intern(target, "");
                self.leaf(NodeKind::Instruction, name);
            }
            Piece::Open(name) => {
                self.flush(false);
                (self.tag.name, self.tag.at) = (name, self.at);
            }
            Piece::Attribute(name, raw) => {
                let start = self.texts.len();
                resolve_into(&mut self.texts, raw, true)?;
                self.tag.attributes.push((name, self.at, start, self.texts.len()));
            }
            Piece::Opened => self.open()?,
            Piece::Close(None) => {
                self.open()?;
                self.open.pop();
                self.unbind();
            }
            Piece::Close(Some(name)) => {
                self.flush(true);
                let closed = self.open.pop_if(|open| open.node.is_some());
                match closed {
                    None => return Err(XmlFault::ClosesNothing(name.into())),
                    Some(open) if open.name != name => {
                        let (found, open) = (name.into(), open.name.into());
                        return Err(XmlFault::Crossed { found, open });
                    }
                    Some(_) => self.unbind(),
                }
            }
            Piece::End => {}
        }
        Ok(())
    }

    /// A new node, last among the children of the innermost open element.
    fn push(&mut self, kind: NodeKind, name: NameIx, content: Content) -> Option<Link> {
        let parent = self.open.last().copied().unwrap_or_default();
        let previous = if kind == NodeKind::Attribute { None } else { parent.last_child };
        let number = self.document.slots.len();
        self.places.push(u32::try_from(self.at).unwrap_or(u32::MAX));
        self.document.slots.push(Slot {
            kind,
            name,
            content,
            parent: parent.node.or(Link::to(Document::ROOT)),
            first_child: None,
            last_child: None,
            previous,
            next: None,
            first_attribute: None,
        });
        let link = Link::to(NodeIx(u32::try_from(number).unwrap_or(u32::MAX - 1)));
        if kind == NodeKind::Attribute {
            return link;
        }
        let above = parent.node.map_or(Document::ROOT, Link::node);
        match previous {
            Some(previous) => self.document.slot_mut(previous.node()).next = link,
            None => self.document.slot_mut(above).first_child = link,
        }
        self.document.slot_mut(above).last_child = link;
        if let Some(parent) = self.open.last_mut() {
            parent.last_child = link;
        }
        link
    }

    fn open(&mut self) -> Result<(), XmlFault> {
        if self.document.len() > self.most_nodes {
            return Err(XmlFault::TooMany(self.most_nodes));
        }
        if self.open.len() > DEEPEST {
            return Err(XmlFault::TooDeep(DEEPEST));
        }
        if self.open.len() == 1 && self.document.root_element().is_some() {
            return Err(XmlFault::TwoRoots);
        }
        let attributes = std::mem::take(&mut self.tag.attributes);
        for (name, _, start, end) in &attributes {
            if let Some(prefix) = declared(name) {
                self.known.clear();
                self.bindings.push(Binding {
                    prefix,
                    namespace: self.texts.get(*start..*end).unwrap_or_default().into(),
                    depth: self.open.len(),
                });
            }
        }
        let written = self.tag.name;
        let known = self.known(written, true);
        self.at = self.tag.at;
        let node = self.push(NodeKind::Element, known.element, Content::NOTHING);
        self.open.push(Open {
            node,
            name: written,
            last_child: None,
            mixes: known.mixes,
        });
        let mut last: Option<Link> = None;
        let mut names: SmallVec<[NameIx; 8]> = SmallVec::new();
        for &(written, at, start, end) in &attributes {
            if declared(written).is_some() {
                continue;
            }
            let name = self.known(written, false).attribute;
            if names.contains(&name) {
                return Err(XmlFault::DuplicateAttribute(written.into()));
            }
            names.push(name);
            self.at = at;
            let content = self.content(start, end);
            let attribute = self.push(NodeKind::Attribute, name, content);
            if let Some(link) = attribute {
                self.document.slot_mut(link.node()).previous = last;
            }
            match (last, node) {
                (Some(last), _) => self.document.slot_mut(last.node()).next = attribute,
                (None, Some(node)) => self.document.slot_mut(node.node()).first_attribute = attribute,
                (None, None) => {}
            }
            last = attribute;
        }
        self.pending = self.texts.len();
        self.tag.attributes = attributes;
        self.tag.attributes.clear();
        Ok(())
    }

    /// What a name means here.
    fn known(&mut self, written: &'x str, is_element: bool) -> Known {
        let known = self.known.get(written).copied();
        let is_there = |known: &Known| (if is_element { known.element } else { known.attribute }) != NameIx::NONE;
        known
            .filter(is_there)
            .unwrap_or_else(|| self.get_to_know(written, known, is_element))
    }

    fn get_to_know(&mut self, written: &'x str, known: Option<Known>, is_element: bool) -> Known {
        let mut known = known.unwrap_or_else(|| Known {
            element: NameIx::NONE,
            attribute: NameIx::NONE,
            mixes: match self.layout {
                Layout::Kept => true,
                Layout::Dropped { except_in } => {
                    let local = written.rsplit_once(':').map_or(written, |(_, local)| local);
                    except_in.contains(&local)
                }
            },
        });
        let name = self.document.names.intern(written, namespace(&self.bindings, written, is_element));
        *(if is_element { &mut known.element } else { &mut known.attribute }) = name;
        self.known.insert(written, known);
        known
    }

    /// Forgets the prefixes of the element that was closed.
    fn unbind(&mut self) {
        while self.bindings.last().is_some_and(|binding| binding.depth >= self.open.len()) {
            self.known.clear();
            self.bindings.pop();
        }
    }

    fn content(&mut self, start: usize, end: usize) -> Content {
        let past = u32::try_from(end + 1).ok().and_then(NonZeroU32::new);
        match (u32::try_from(start), past) {
            (Ok(start), Some(past)) => Content::Read { start, past },
            // Beyond 4 GiB.
            _ => self.document.keep(self.texts.get(start..end).unwrap_or_default().to_owned()),
        }
    }

    /// Makes a node of what was collected.
    fn leaf(&mut self, kind: NodeKind, name: NameIx) {
        let content = self.content(self.pending, self.texts.len());
        self.push(kind, name, content);
        self.pending = self.texts.len();
    }

    /// Makes a text node of what was collected; around the root element there is none, nor of layout where it is dropped.
    fn flush(&mut self, closes: bool) {
        let text = self.texts.get(self.pending..).unwrap_or_default();
        if text.is_empty() && self.blank.is_empty() {
            return;
        }
        let is_filling = |open: &Open<'_>| open.mixes || closes && open.last_child.is_none();
        let counts = self.open.len() > 1 && (self.open.last().is_some_and(is_filling) || !is_all_blank(text));
        if counts {
            self.keep_blank();
            self.leaf(NodeKind::Text, NameIx::NONE);
        } else {
            self.blank = "";
            self.texts.truncate(self.pending);
        }
    }

    fn is_nothing_pending(&self) -> bool {
        self.texts.len() == self.pending && self.blank.is_empty()
    }

    /// Takes white space as text after all: more stands behind it, or it counts by itself.
    fn keep_blank(&mut self) {
        verbatim_into(&mut self.texts, std::mem::take(&mut self.blank));
    }

    fn finish(&mut self) -> Result<(), XmlFault> {
        match self.open.last() {
            Some(open) if open.node.is_some() => return Err(XmlFault::Open(open.name.into())),
            _ => {}
        }
        if self.document.root_element().is_none() {
            return Err(XmlFault::NoRoot);
        }
        self.open.clear();
        Ok(())
    }
}

/// The namespace of a name; names of attributes without a prefix have none.
fn namespace<'b>(bindings: &'b [Binding<'_>], name: &str, is_element: bool) -> &'b str {
    let prefix = name.bytes().position(|byte| byte == b':').and_then(|colon| name.get(..colon));
    match prefix {
        None if !is_element => "",
        Some("xml") => "http://www.w3.org/XML/1998/namespace",
        prefix => {
            let prefix = prefix.unwrap_or_default();
            let bound = bindings.iter().rev().find(|binding| *binding.prefix == *prefix);
            bound.map_or("", |binding| &binding.namespace)
        }
    }
}

/// The prefix that an attribute declares.
fn declared(name: &str) -> Option<&str> {
    let rest = name.strip_prefix("xmlns")?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix(':') }
}

#[cfg(test)]
mod tests;
