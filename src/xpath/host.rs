//! What an evaluation reads of the world.

use super::ast::FieldIx;
use super::document::{DocIx, Document, Node};
use super::error::ErrorKind;
use super::value::{Nodes, Value};

/// Documents, resolved fields, the clock, chance, and what only a form knows.
pub trait Host {
    /// The document behind an index; `DocIx(0)` is the primary instance.
    fn document(&self, doc: DocIx) -> &Document;
    /// Where paths into `instance('id')` start: the document node of a secondary instance.
    fn instance(&self, id: &str) -> Option<Node> {
        let _ = id;
        None
    }
    /// Appends the instance nodes of a resolved field as seen from `context`, in document order: within the repeat instances that
    /// both share.
    fn field(&self, field: FieldIx, context: Node, out: &mut Nodes);
    /// How many nodes [`Self::field`] would append, where that is known without walking.
    fn field_count(&self, field: FieldIx, context: Node) -> Option<usize> {
        let _ = (field, context);
        None
    }
    /// The text of the one node that [`Self::field`] would append; `None` where there is not just one, or its text is not known
    /// without walking.
    fn field_text(&self, field: FieldIx, context: Node) -> Option<&str> {
        let _ = (field, context);
        None
    }
    /// The number of that text, where it is known without reading it: NaN for no text.
    fn field_number(&self, field: FieldIx, context: Node) -> Option<f64> {
        let _ = (field, context);
        None
    }
    /// The text of a node, where it is known without walking; empty where the node is not relevant.
    fn text(&self, node: Node) -> Option<&str> {
        let _ = node;
        None
    }
    /// Whether a node reads as empty because it is not relevant.
    fn is_blank(&self, node: Node) -> bool {
        let _ = node;
        false
    }
    /// Accounts for nodes that were looked at; false when an expression has looked at more than any form needs. Nested predicates look at
    /// a power of what there is.
    fn affords(&self, nodes: usize) -> bool {
        let _ = nodes;
        true
    }
    /// The place of a node in the run of siblings of its name, counted from 1, where that is known without walking.
    fn position(&self, node: Node) -> Option<usize> {
        let _ = node;
        None
    }
    /// The moment of the current step, in the zone that dates are written in.
    fn now(&self) -> &jiff::Zoned;
    /// A fresh number in [0, 1) from the interview's seed.
    fn random(&self) -> f64;
    /// Functions that need the form: `jr:itext`, `jr:choice-name`, `version`, `property`. `None` when it has none of that name.
    fn call(&self, name: &str, arguments: &[Value<'_>], context: Node) -> Option<Result<Value<'static>, ErrorKind>> {
        let _ = (name, arguments, context);
        None
    }
    /// The namespace of a prefix in an expression, beyond those that the document itself declares.
    fn namespace(&self, prefix: &str) -> Option<&str> {
        match prefix {
            "h" | "xhtml" => Some(super::document::XHTML),
            "jr" => Some("http://openrosa.org/javarosa"),
            "odk" => Some("http://www.opendatakit.org/xforms"),
            "orx" => Some("http://openrosa.org/xforms"),
            "xf" => Some("http://www.w3.org/2002/xforms"),
            "xml" => Some("http://www.w3.org/XML/1998/namespace"),
            _ => None,
        }
    }
}
