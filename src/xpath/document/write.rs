//! Writes a document, or a part of it, as XML.

use std::borrow::Cow;

use quick_xml::escape::{escape, partial_escape};

use super::{Document, NodeIx, NodeKind};

impl Document {
    /// The XML of a node and what is below it, without an XML declaration and without changes to white space.
    pub fn to_xml(&self, node: NodeIx) -> String {
        self.to_xml_of(node, &|_| true)
    }

    /// The XML of the nodes below `node` for which `keeps` holds; what is below a dropped element is dropped with it.
    pub fn to_xml_of(&self, node: NodeIx, keeps: &dyn Fn(NodeIx) -> bool) -> String {
        let mut writing = Writing {
            document: self,
            keeps,
            out: String::new(),
            scope: Vec::new(),
        };
        writing.node(node);
        writing.out
    }
}

struct Writing<'a> {
    document: &'a Document,
    keeps: &'a dyn Fn(NodeIx) -> bool,
    out: String,
    /// Prefix and namespace of each declaration in force, the nearest last.
    scope: Vec<(&'a str, &'a str)>,
}

impl Writing<'_> {
    fn node(&mut self, node: NodeIx) {
        if !(self.keeps)(node) {
            return;
        }
        let document = self.document;
        match document.kind(node) {
            NodeKind::Document => document.children(node).for_each(|child| self.node(child)),
            NodeKind::Element => self.element(node),
            NodeKind::Text => self.out.push_str(&partial_escape(document.text(node))),
            NodeKind::Comment => self.push(&["<!--", &document.text(node), "-->"]),
            NodeKind::Instruction => self.push(&["<?", document.name(node), " ", &document.text(node), "?>"]),
            NodeKind::Attribute => self.attribute(document.name(node), document.text(node)),
        }
    }

    fn element(&mut self, element: NodeIx) {
        let document = self.document;
        let scope = self.scope.len();
        self.push(&["<", document.name(element)]);
        self.declare(element);
        for attribute in document.attributes(element) {
            if !document.namespace(attribute).is_empty() {
                self.declare(attribute);
            }
        }
        for attribute in document.attributes(element) {
            self.node(attribute);
        }
        let open = self.out.len();
        self.out.push('>');
        for child in document.children(element) {
            self.node(child);
        }
        if self.out.len() == open + 1 {
            self.out.truncate(open);
            self.out.push_str("/>");
        } else {
            self.push(&["</", document.name(element), ">"]);
        }
        self.scope.truncate(scope);
    }

    /// Declares the namespace of a name unless it is in force already. `xml` is always known.
    fn declare(&mut self, node: NodeIx) {
        let (name, namespace) = (self.document.name(node), self.document.namespace(node));
        let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix);
        let in_force = self
            .scope
            .iter()
            .rev()
            .find(|(declared, _)| *declared == prefix)
            .map_or("", |(_, uri)| uri);
        if prefix == "xml" || in_force == namespace || (namespace.is_empty() && !prefix.is_empty()) {
            return;
        }
        self.scope.push((prefix, namespace));
        if prefix.is_empty() {
            self.attribute("xmlns", Cow::Borrowed(namespace));
        } else {
            self.attribute(&format!("xmlns:{prefix}"), Cow::Borrowed(namespace));
        }
    }

    fn attribute(&mut self, name: &str, value: Cow<'_, str>) {
        let escaped = escape(value).replace('\n', "&#10;").replace('\t', "&#9;").replace('\r', "&#13;");
        self.push(&[" ", name, "=\"", &escaped, "\""]);
    }

    fn push(&mut self, parts: &[&str]) {
        for part in parts {
            self.out.push_str(part);
        }
    }
}
