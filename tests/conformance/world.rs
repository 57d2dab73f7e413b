//! A world for single expressions: a document, perhaps one instance in it as the root, a still clock.

use std::cell::Cell;

use jiff::Zoned;
use phieu::xpath::document::NodeKind;
use phieu::xpath::{DocIx, Document, ErrorKind, FieldIx, Host, Node, NodeIx, Nodes, Value};

/// The whole document, beside the primary instance cut out of it.
const WHOLE: DocIx = DocIx(1);

pub(crate) struct World {
    primary: Document,
    whole: Document,
    /// Where the primary instance was cut out; `doc:` when it is the whole document.
    root: String,
    /// A document type counts as a child of the document in the recorded paths.
    has_doctype: bool,
    language: Option<String>,
    now: Zoned,
    state: Cell<u64>,
}

impl World {
    pub(crate) fn new(xml: &str, root: &str, language: Option<&str>, now: &str) -> Self {
        let whole = Document::parse(xml).unwrap();
        let mut world = Self {
            primary: Document::empty(),
            whole,
            root: root.to_owned(),
            has_doctype: xml.contains("<!DOCTYPE"),
            language: language.map(str::to_owned),
            now: now.parse().unwrap(),
            state: Cell::new(1),
        };
        let top = world.walk(&world.whole, root.strip_prefix("doc:").unwrap()).unwrap();
        for child in world.whole.children(top) {
            world.primary.append_copy(Document::ROOT, &world.whole, child);
        }
        world
    }

    /// The node of a recorded path such as `doc:c0/c1/@id`; in the primary instance if it lies there.
    pub(crate) fn node(&self, path: &str) -> Option<Node> {
        if let Some(below) = path.strip_prefix(&self.root) {
            let ix = self.walk(&self.primary, below.trim_start_matches('/'))?;
            return Some(Node { doc: DocIx::PRIMARY, ix });
        }
        let ix = self.walk(&self.whole, path.strip_prefix("doc:")?)?;
        Some(Node { doc: WHOLE, ix })
    }

    /// The recorded path of a node.
    pub(crate) fn path(&self, node: Node) -> String {
        let document = self.document(node.doc);
        let mut steps = Vec::new();
        let mut at = node.ix;
        while let Some(parent) = document.parent(at) {
            steps.push(if document.kind(at) == NodeKind::Attribute {
                format!("@{}", document.name(at))
            } else {
                let before = document.children(parent).position(|child| child == at).unwrap();
                let is_shifted = self.has_doctype && parent == Document::ROOT && !self.is_cut_out(node.doc);
                format!("c{}", before + usize::from(is_shifted))
            });
            at = parent;
        }
        steps.reverse();
        let top = if self.is_cut_out(node.doc) {
            format!("{}/", self.root)
        } else {
            "doc:".to_owned()
        };
        format!("{top}{}", steps.join("/"))
    }

    fn is_cut_out(&self, doc: DocIx) -> bool {
        doc == DocIx::PRIMARY && self.root != "doc:"
    }

    fn walk(&self, document: &Document, path: &str) -> Option<NodeIx> {
        path.split('/')
            .filter(|step| !step.is_empty())
            .try_fold(Document::ROOT, |at, step| {
                if let Some(name) = step.strip_prefix('@') {
                    return document.attributes(at).find(|&attribute| document.name(attribute) == name);
                }
                let child: usize = step.strip_prefix('c')?.parse().ok()?;
                let is_shifted = self.has_doctype && at == Document::ROOT && self.root == "doc:";
                document.children(at).nth(child.checked_sub(usize::from(is_shifted))?)
            })
    }

    fn elements(&self, name: &str) -> impl Iterator<Item = NodeIx> {
        self.whole
            .descendants(Document::ROOT)
            .filter(move |&node| self.whole.name(node) == name)
    }

    /// The plain value of a translated text, in the asked, the default or the first language.
    fn itext(&self, id: &str) -> Option<NodeIx> {
        let document = &self.whole;
        let asked = self
            .elements("translation")
            .find(|&translation| document.attribute(translation, "lang") == self.language.as_deref());
        let by_default = || {
            self.elements("translation")
                .find(|&translation| document.attribute(translation, "default").is_some())
        };
        let translation = asked.or_else(by_default).or_else(|| self.elements("translation").next())?;
        let text = document
            .elements(translation)
            .find(|&text| document.attribute(text, "id") == Some(id))?;
        document.elements(text).find(|&value| document.attribute(value, "form").is_none())
    }
}

impl Host for World {
    fn document(&self, doc: DocIx) -> &Document {
        if doc == DocIx::PRIMARY { &self.primary } else { &self.whole }
    }

    fn instance(&self, id: &str) -> Option<Node> {
        let found = self
            .elements("instance")
            .find(|&instance| self.whole.attribute(instance, "id") == Some(id));
        found.map(|ix| Node { doc: WHOLE, ix })
    }

    fn field(&self, _: FieldIx, _: Node, _: &mut Nodes) {}

    fn is_blank(&self, _: Node) -> bool {
        false
    }

    fn now(&self) -> &Zoned {
        &self.now
    }

    fn random(&self) -> f64 {
        let state = self
            .state
            .get()
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.state.set(state);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn call(&self, name: &str, arguments: &[Value<'_>], _: Node) -> Option<Result<Value<'static>, ErrorKind>> {
        if name != "jr:itext" {
            return None;
        }
        let Some(Value::Text(id)) = arguments.first() else {
            return Some(Err(ErrorKind::Refused("no text".to_owned())));
        };
        let nodes = self.itext(id).map(|ix| Node { doc: WHOLE, ix }).into_iter().collect();
        Some(Ok(Value::Nodes(nodes)))
    }
}
