//! What expressions see of an interview: its tree, the form's lists, the moment and chance of the current step.

use super::Interview;
use super::layout::ScopeIx;
use super::tree::{At, Cell, RowIx};
use crate::form::NodeId;
use crate::xpath::{DocIx, Document, ErrorKind, FieldIx, Host, Node, NodeIx, Nodes, Value};

/// An interview as the expressions of one of its nodes see it.
pub(super) struct Reader<'a> {
    pub(super) interview: &'a Interview,
    /// The node whose expression is evaluated: what paths in a choice's filter are near to.
    pub(super) origin: At,
    /// Its element.
    pub(super) element: NodeIx,
}

impl Interview {
    /// What the expressions of a node see, and where they are seen from.
    pub(super) fn reader(&self, origin: At) -> (Reader<'_>, Node) {
        let element = self.tree.cell(origin).element;
        let reader = Reader {
            interview: self,
            origin,
            element,
        };
        let node = Node {
            doc: DocIx::PRIMARY,
            ix: element,
        };
        (reader, node)
    }

    /// The document behind an index: the answers, or one of the form's lists.
    pub(super) fn document(&self, doc: DocIx) -> &Document {
        let primary = &self.tree.document;
        match usize::from(doc.0).checked_sub(1) {
            None => primary,
            Some(number) => self.plan.form.instances.get_index(number).map_or(primary, |(_, document)| document),
        }
    }
}

impl Reader<'_> {
    pub(super) fn at(&self, node: Node) -> Option<At> {
        if node.doc != DocIx::PRIMARY {
            return None;
        }
        if node.ix == self.element {
            return Some(self.origin);
        }
        self.interview.tree.at_element(node.ix)
    }

    /// The row that surrounds a node, or what this is the reader of.
    fn row(&self, context: Node) -> RowIx {
        self.interview.tree.cell(self.at(context).unwrap_or(self.origin)).row
    }

    /// The one instance of a question that is near a node.
    fn only(&self, field: FieldIx, context: Node) -> Option<&Cell> {
        let tree = &self.interview.tree;
        let place = self.interview.plan.layout.place(NodeId(field.0));
        if !place.is_question {
            return None;
        }
        let row = tree.row_of_scope(self.row(context), place.scope)?;
        Some(tree.cell(tree.at(row, place.slot)))
    }

    fn collect(&self, row: RowIx, scope: ScopeIx, slot: u32, out: &mut Nodes) {
        let tree = &self.interview.tree;
        tree.rows_inside(&self.interview.plan.layout, row, scope, &mut |found| {
            out.push(Node {
                doc: DocIx(0),
                ix: tree.cell(tree.at(found, slot)).element,
            });
        });
    }
}

impl Host for Reader<'_> {
    fn document(&self, doc: DocIx) -> &Document {
        self.interview.document(doc)
    }

    fn instance(&self, id: &str) -> Option<Node> {
        let number = self.interview.plan.form.instances.get_index_of(id)?;
        Some(Node {
            doc: DocIx(u16::try_from(number + 1).ok()?),
            ix: Document::ROOT,
        })
    }

    fn field(&self, field: FieldIx, context: Node, out: &mut Nodes) {
        let (plan, tree) = (&self.interview.plan, &self.interview.tree);
        let node = NodeId(field.0);
        let from = self.row(context);
        let place = plan.layout.place(node);
        // The fast way: in the same instance, or around it.
        if place.around == place.scope
            && let Some(row) = tree.row_of_scope(from, place.around)
        {
            out.push(Node {
                doc: DocIx(0),
                ix: tree.cell(tree.at(row, place.slot)).element,
            });
            return;
        }
        let shared = plan.layout.shared(tree.row(from).scope, place.around);
        if let Some(row) = tree.row_of_scope(from, shared) {
            self.collect(row, place.scope, place.slot, out);
            self.affords(out.len());
        }
    }

    fn field_count(&self, field: FieldIx, context: Node) -> Option<usize> {
        let (layout, tree) = (&self.interview.plan.layout, &self.interview.tree);
        let place = layout.place(NodeId(field.0));
        let from = self.row(context);
        let row = tree.row_of_scope(from, layout.shared(tree.row(from).scope, place.around))?;
        let scope = layout.scope(place.scope);
        // Instances of the repeat that the row holds itself; those further in are counted one by one.
        if scope.above != Some(tree.row(row).scope) {
            return None;
        }
        tree.row(row).repeats.get(scope.number).map(Vec::len)
    }

    fn field_text(&self, field: FieldIx, context: Node) -> Option<&str> {
        self.only(field, context).map(Cell::value)
    }

    fn field_number(&self, field: FieldIx, context: Node) -> Option<f64> {
        self.only(field, context)?.value_number()
    }

    fn text(&self, node: Node) -> Option<&str> {
        if node.doc != DocIx(0) {
            return None;
        }
        let cell = self.interview.tree.cell(self.interview.tree.exactly_at(node.ix)?);
        self.interview.plan.layout.place(cell.node).is_question.then(|| cell.value())
    }

    fn is_blank(&self, node: Node) -> bool {
        self.at(node).is_some_and(|at| !self.interview.tree.cell(at).is_relevant)
    }

    fn affords(&self, nodes: usize) -> bool {
        self.interview.effort.affords(nodes)
    }

    fn position(&self, node: Node) -> Option<usize> {
        let tree = &self.interview.tree;
        let at = self.at(node).filter(|&at| tree.cell(at).element == node.ix)?;
        self.interview.position(at).map(|position| position as usize)
    }

    fn now(&self) -> &jiff::Zoned {
        &self.interview.now
    }

    fn random(&self) -> f64 {
        self.interview.chance.share()
    }

    fn call(&self, name: &str, arguments: &[Value<'_>], context: Node) -> Option<Result<Value<'static>, ErrorKind>> {
        let text = |place: usize| {
            arguments
                .get(place)
                .map(|value| value.to_text(self).into_owned())
                .unwrap_or_default()
        };
        let found = match name {
            "version" => self.interview.form().version.clone(),
            "jr:choice-name" => self
                .interview
                .choice_name(&text(0), &text(1), self.at(context).unwrap_or(self.origin)),
            "jr:itext" => {
                let text = self.interview.form().texts.get(&text(0));
                let at = self.at(context).unwrap_or(self.origin);
                text.map(|text| self.interview.words_now(text, at)).unwrap_or_default()
            }
            "property" => self.interview.device.get(&text(0)).cloned().unwrap_or_default(),
            _ => return None,
        };
        Some(Ok(Value::from(found)))
    }
}
