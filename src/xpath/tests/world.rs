//! A world of a few documents for tests.

use std::cell::{Cell, RefCell};

use jiff::Zoned;

use crate::xpath::{DocIx, Document, ErrorKind, Expression, FieldIx, Host, Node, NodeIx, Nodes, Value, evaluate};

/// The primary instance, then the secondary instances by id.
pub(super) struct World {
    documents: Vec<(&'static str, Document)>,
    now: Zoned,
    /// The nodes of each resolved field.
    pub(super) fields: Vec<Vec<NodeIx>>,
    pub(super) blank: Vec<NodeIx>,
    /// Where each resolved field was seen from.
    pub(super) asked_from: RefCell<Vec<Node>>,
    drawn: Cell<u32>,
}

impl World {
    pub(super) fn new(primary: &str) -> Self {
        Self {
            documents: vec![("", Document::parse(primary).unwrap())],
            now: "2026-11-22T08:30:00+07:00[+07:00]".parse().unwrap(),
            fields: Vec::new(),
            blank: Vec::new(),
            asked_from: RefCell::default(),
            drawn: Cell::new(0),
        }
    }

    pub(super) fn with(mut self, id: &'static str, xml: &str) -> Self {
        self.documents.push((id, Document::parse(xml).unwrap()));
        self
    }

    pub(super) fn primary(&self) -> &Document {
        &self.documents[0].1
    }

    /// How often an expression drew a number.
    pub(super) fn draws(&self) -> u32 {
        self.drawn.get()
    }

    /// The first node that a path finds from the root element.
    pub(super) fn node(&self, path: &str) -> Node {
        self.nodes(path, self.root())[0]
    }

    pub(super) fn root(&self) -> Node {
        Node {
            doc: DocIx::PRIMARY,
            ix: self.primary().root_element().unwrap(),
        }
    }

    pub(super) fn nodes(&self, source: &str, from: Node) -> Nodes {
        match evaluate(&Expression::parse(source).unwrap().ast, from, self).unwrap() {
            Value::Nodes(nodes) => nodes,
            other => panic!("no nodes: {other:?}"),
        }
    }

    /// The text of an expression seen from the root element, or how it was refused.
    pub(super) fn text(&self, source: &str) -> String {
        self.text_from(source, self.root())
    }

    pub(super) fn text_from(&self, source: &str, from: Node) -> String {
        let expression = Expression::parse(source).unwrap_or_else(|error| panic!("{error}\n{}", error.caret(source)));
        match evaluate(&expression.ast, from, self) {
            Ok(value) => value.to_text(self).into_owned(),
            Err(error) => format!("error: {error}"),
        }
    }
}

impl Host for World {
    fn document(&self, doc: DocIx) -> &Document {
        &self.documents[usize::from(doc.0)].1
    }

    fn instance(&self, id: &str) -> Option<Node> {
        let place = self.documents.iter().position(|(known, _)| *known == id)?;
        Some(Node {
            doc: DocIx(place as u16),
            ix: Document::ROOT,
        })
    }

    fn field(&self, field: FieldIx, context: Node, out: &mut Nodes) {
        self.asked_from.borrow_mut().push(context);
        out.extend(self.fields[field.0 as usize].iter().map(|&ix| Node { doc: DocIx::PRIMARY, ix }));
    }

    fn is_blank(&self, node: Node) -> bool {
        node.doc == DocIx::PRIMARY && self.blank.contains(&node.ix)
    }

    fn now(&self) -> &Zoned {
        &self.now
    }

    fn random(&self) -> f64 {
        self.drawn.set(self.drawn.get() + 1);
        f64::from(self.drawn.get() * 37 % 100) / 100.0
    }

    fn call(&self, name: &str, arguments: &[Value<'_>], _: Node) -> Option<Result<Value<'static>, ErrorKind>> {
        (name == "version").then(|| Ok(Value::from(format!("v{}", arguments.len()))))
    }
}
