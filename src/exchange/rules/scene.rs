//! What the expressions of a form see of a record's own table: its answers, the form's lists, and neither clock nor chance.

use std::cell::Cell;

use crate::form::{Form, NodeId};
use crate::xpath::{DocIx, Document, ErrorKind, FieldIx, Host, Node, NodeIx, Nodes, Value};

/// A form's instance with a record's answers in it.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    form: &'a Form,
    document: Document,
    /// By node of the form.
    elements: Vec<NodeIx>,
    now: jiff::Zoned,
    /// Something was asked for that a record does not tell.
    is_unknown: Cell<bool>,
}

impl<'a> Scene<'a> {
    /// The form with no answers.
    pub(super) fn blank(form: &'a Form) -> Self {
        let mut document = Document::new(&form.root);
        let root = document.root_element().unwrap_or(Document::ROOT);
        let mut elements: Vec<NodeIx> = Vec::with_capacity(form.nodes.len());
        for node in &form.nodes {
            let above = node.parent.and_then(|parent| elements.get(parent.0 as usize).copied());
            let element = above.map_or(root, |above| document.append_element(above, &node.name));
            elements.push(element);
        }
        Self {
            form,
            document,
            elements,
            now: jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC),
            is_unknown: Cell::new(false),
        }
    }

    /// Puts an answer in; an empty text takes it out.
    pub(super) fn answer(&mut self, node: NodeId, text: &str) {
        if let Some(element) = self.elements.get(node.0 as usize) {
            self.document.set_text(*element, text);
        }
    }

    /// The element of a node.
    pub(super) fn at(&self, node: NodeId) -> Node {
        Node {
            doc: DocIx::PRIMARY,
            ix: self.elements.get(node.0 as usize).copied().unwrap_or(Document::ROOT),
        }
    }

    /// Whether anything was asked for since the last question that a record does not tell.
    pub(super) fn take_unknown(&self) -> bool {
        self.is_unknown.take()
    }

    /// The text of a child of an item.
    pub(super) fn child_text(&self, item: Node, name: &str) -> String {
        let document = self.document(item.doc);
        let child = document.child(item.ix, name);
        child.map(|child| document.text(child).into_owned()).unwrap_or_default()
    }
}

impl Host for Scene<'_> {
    fn document(&self, doc: DocIx) -> &Document {
        match usize::from(doc.0).checked_sub(1) {
            None => &self.document,
            Some(number) => self
                .form
                .instances
                .get_index(number)
                .map_or(&self.document, |(_, document)| document),
        }
    }

    fn instance(&self, id: &str) -> Option<Node> {
        let found = self.form.instances.get_full(id);
        // A list that came from a file beside the form is not in the form that a master has.
        let filled = found.filter(|(_, _, document)| document.root_element().is_some_and(|root| document.elements(root).next().is_some()));
        let Some((number, ..)) = filled else {
            self.is_unknown.set(true);
            return None;
        };
        Some(Node {
            doc: DocIx(u16::try_from(number + 1).ok()?),
            ix: Document::ROOT,
        })
    }

    fn field(&self, field: FieldIx, _context: Node, out: &mut Nodes) {
        out.push(self.at(NodeId(field.0)));
    }

    // Rules that read the clock or chance are not judged: what asks for the moment here asks for its zone.
    fn now(&self) -> &jiff::Zoned {
        &self.now
    }

    fn random(&self) -> f64 {
        0.0
    }

    fn call(&self, name: &str, _arguments: &[Value<'_>], _context: Node) -> Option<Result<Value<'static>, ErrorKind>> {
        if name == "version" {
            return Some(Ok(Value::from(self.form.version.clone())));
        }
        self.is_unknown.set(true);
        None
    }
}
