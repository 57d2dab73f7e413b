//! Reads XML into a document.
//!
//! Entities other than XML's five and character references are refused, so a text cannot grow while it is read; nor can the tree beyond a
//! bound, since four bytes of text make a node of twenty times their size.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::QName;
use quick_xml::reader::Reader;
use smallvec::SmallVec;

use super::names::NameIx;
use super::{Document, NodeIx, NodeKind};

/// How deep elements may be nested.
const DEEPEST: usize = 500;
/// Nodes of a document: a hundred times the largest forms.
const MOST_NODES: usize = 4_000_000;

/// Why a text is no XML that we read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct XmlError {
    /// 1-based.
    pub line: u32,
    /// What is wrong, in English.
    pub reason: String,
}

impl Document {
    /// Reads a whole XML text. A byte order mark is swallowed.
    pub fn parse(xml: &str) -> Result<Self, XmlError> {
        Self::parse_within(xml, MOST_NODES)
    }

    fn parse_within(xml: &str, most_nodes: usize) -> Result<Self, XmlError> {
        let xml = xml.strip_prefix('\u{feff}').unwrap_or(xml);
        let mut reader = Reader::from_str(xml);
        reader.config_mut().allow_dangling_amp = false;
        let mut building = Building {
            document: Self::empty(),
            open: vec![Self::ROOT],
            text: String::new(),
            bindings: Vec::new(),
            most_nodes,
        };
        loop {
            let step = match reader.read_event() {
                Ok(Event::Eof) => building.finish(),
                Ok(event) => building.take(event),
                Err(error) => Err(error.to_string()),
            };
            if let Err(reason) = step {
                return Err(XmlError {
                    line: line_of(xml, reader.buffer_position()),
                    reason,
                });
            }
            if building.open.is_empty() {
                building.document.give_keys(Self::ROOT);
                return Ok(building.document);
            }
        }
    }
}

/// The line of a byte.
fn line_of(xml: &str, position: u64) -> u32 {
    let position = usize::try_from(position).unwrap_or(usize::MAX).min(xml.len());
    let newlines = xml.as_bytes().iter().take(position).filter(|&&byte| byte == b'\n').count();
    u32::try_from(newlines).unwrap_or(u32::MAX).saturating_add(1)
}

/// A document whose elements are still open.
struct Building {
    document: Document,
    /// The document node, then each open element.
    open: Vec<NodeIx>,
    /// Character data collected so far: references and CDATA join with what is around them.
    text: String,
    /// What prefixes mean, the innermost last.
    bindings: Vec<Binding>,
    most_nodes: usize,
}

/// A prefix, empty for names without one, and its namespace inside an element.
struct Binding {
    prefix: Box<str>,
    namespace: Box<str>,
    /// How many elements are open where it was made.
    depth: usize,
}

impl Building {
    fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(tag) => self.open(&tag),
            Event::Empty(tag) => {
                self.open(&tag)?;
                self.close();
                Ok(())
            }
            Event::End(_) => {
                self.close();
                Ok(())
            }
            Event::Text(text) => {
                self.text.push_str(&text.xml10_content());
                Ok(())
            }
            Event::CData(text) => {
                self.text.push_str(&text.xml10_content());
                Ok(())
            }
            Event::GeneralRef(reference) => {
                self.text.push(character(&reference)?);
                Ok(())
            }
            Event::Comment(text) => {
                self.leaf(NodeKind::Comment, "", &text.xml10_content());
                Ok(())
            }
            Event::PI(instruction) => {
                self.leaf(NodeKind::Instruction, instruction.target(), instruction.content().trim_start());
                Ok(())
            }
            Event::Decl(_) | Event::DocType(_) | Event::Eof => Ok(()),
        }
    }

    fn top(&self) -> NodeIx {
        self.open.last().copied().unwrap_or(Document::ROOT)
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        self.flush();
        if self.document.len() > self.most_nodes {
            return Err(format!("more than {} nodes", self.most_nodes));
        }
        if self.open.len() > DEEPEST {
            return Err(format!("elements are nested deeper than {DEEPEST}"));
        }
        if self.open.len() == 1 && self.document.root_element().is_some() {
            return Err("more than one root element".to_owned());
        }
        let mut attributes: SmallVec<[(QName<'_>, Cow<'_, str>); 8]> = SmallVec::new();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| error.to_string())?;
            match declared(attribute.key) {
                Some(prefix) => self.bindings.push(Binding {
                    prefix: prefix.into(),
                    namespace: (*value).into(),
                    depth: self.open.len(),
                }),
                None => attributes.push((attribute.key, value)),
            }
        }
        let name = tag.name();
        let name = self.document.names.intern(name.as_ref(), namespace(&self.bindings, name, true));
        let element = self.document.push_last(self.top(), NodeKind::Element, name, "");
        let mut last = None;
        for (key, value) in attributes {
            let name = self.document.names.intern(key.as_ref(), namespace(&self.bindings, key, false));
            last = Some(self.document.push_attribute(element, last, name, &value));
        }
        self.open.push(element);
        Ok(())
    }

    fn close(&mut self) {
        self.flush();
        self.open.pop();
        while self.bindings.last().is_some_and(|binding| binding.depth >= self.open.len()) {
            self.bindings.pop();
        }
    }

    fn leaf(&mut self, kind: NodeKind, name: &str, text: &str) {
        self.flush();
        let name = if name.is_empty() {
            NameIx::NONE
        } else {
            self.document.names.intern(name, "")
        };
        let top = self.top();
        self.document.push_last(top, kind, name, text);
    }

    /// Makes a text node of what was collected; around the root element there is none.
    fn flush(&mut self) {
        if self.text.is_empty() {
            return;
        }
        if self.open.len() > 1 {
            let top = self.top();
            self.document.push_last(top, NodeKind::Text, NameIx::NONE, &self.text);
        }
        self.text.clear();
    }

    fn finish(&mut self) -> Result<(), String> {
        if self.open.len() > 1 {
            return Err(format!("`<{}>` is not closed", self.document.name(self.top())));
        }
        if self.document.root_element().is_none() {
            return Err("no root element".to_owned());
        }
        self.open.clear();
        Ok(())
    }
}

/// The namespace of a name; names of attributes without a prefix have none.
fn namespace<'b>(bindings: &'b [Binding], name: QName<'_>, is_element: bool) -> &'b str {
    let name: &str = name.into_inner();
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
fn declared(name: QName<'_>) -> Option<&str> {
    let name: &str = name.into_inner();
    let rest = name.strip_prefix("xmlns")?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix(':') }
}

fn character(reference: &BytesRef<'_>) -> Result<char, String> {
    if let Some(character) = reference.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(character);
    }
    let name: Cow<'_, str> = reference.xml10_content();
    match &*name {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        other => Err(format!("unknown entity `&{other};`")),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::Document;

    #[test]
    fn entities_of_entities_are_refused_before_they_grow() {
        let mut laughs = String::from("<!DOCTYPE lolz [<!ENTITY lol0 \"lol\">");
        for number in 1..10 {
            let before = format!("&lol{};", number - 1);
            write!(laughs, "<!ENTITY lol{number} \"{}\">", before.repeat(10)).unwrap();
        }
        laughs.push_str("]>\n<lolz>&lol9;</lolz>");
        let refused = Document::parse(&laughs).unwrap_err();
        assert_eq!((refused.line, refused.reason.as_str()), (2, "unknown entity `&lol9;`"));
    }

    #[test]
    fn more_nodes_than_any_form_has_are_refused() {
        assert!(Document::parse_within("<a><b/><c/></a>", 4).is_ok());
        let refused = Document::parse_within("<a><b/><c/><d/><e/></a>", 4).unwrap_err();
        assert_eq!(refused.reason, "more than 4 nodes");
        let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        assert!(Document::parse(&deep).unwrap_err().reason.contains("nested"));
    }
}
