//! The `when` column: a condition over the record in the form's own expression language.

use super::binding::BoundCondition;
use crate::dataset::ColumnIx;
use crate::form::expression::{Standpoint, resolve};
use crate::form::{AnnexProblem, Condition, Form, Kind, NodeId, Place, Skeleton};
use crate::xpath::{DocIx, Document, Expression, FieldIx, Host, Node, Nodes, evaluate};

/// Parses a condition as seen from `home`, a question of the rows that it selects.
pub(super) fn compile(form: &Form, source: &str, home: NodeId, place: Place) -> Result<Condition, AnnexProblem> {
    let refuse = |reason: String| AnnexProblem::BadCondition {
        source: source.to_owned(),
        reason,
    };
    let expression = Expression::parse(&with_paths(form, source)?).map_err(|error| refuse(error.to_string()))?;
    let mut condition = Condition::unresolved(expression, &place);
    resolve(&mut condition, Standpoint::Field(home), &Skeleton::of(form));
    if condition.is_volatile {
        return Err(refuse("it reads the clock or chance".to_owned()));
    }
    let group = condition.reads().find(|read| !matches!(form.node(*read).kind, Kind::Question(_)));
    match group {
        Some(group) => Err(refuse(format!("`{}` is no question", form.node(group).name))),
        None => Ok(condition),
    }
}

/// `${name}` → `/data/group/name`.
fn with_paths(form: &Form, source: &str) -> Result<String, AnnexProblem> {
    let mut out = String::new();
    let mut rest = source;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let mut bearers = form.ids().filter(|id| form.node(*id).name == name.trim());
        let node = bearers
            .next()
            .ok_or_else(|| AnnexProblem::UnknownQuestion { name: name.to_owned() })?;
        if bearers.next().is_some() {
            return Err(AnnexProblem::AmbiguousQuestion { name: name.to_owned() });
        }
        out.push_str(before);
        out.push_str(&form.path(node));
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

impl BoundCondition {
    /// Whether it holds for a row of answers. A condition that fails to evaluate does not hold.
    pub(super) fn holds(&self, text: impl Fn(ColumnIx) -> Option<String>) -> bool {
        let probe = Probe::new(self, text);
        let root = Node {
            doc: DocIx(0),
            ix: Document::ROOT,
        };
        evaluate(&self.condition.expression.ast, root, &probe).is_ok_and(|value| value.to_boolean())
    }
}

/// The few answers that a condition reads, as a document.
struct Probe {
    document: Document,
    fields: Vec<(FieldIx, Node)>,
    now: jiff::Zoned,
}

impl Probe {
    fn new(condition: &BoundCondition, text: impl Fn(ColumnIx) -> Option<String>) -> Self {
        let mut document = Document::new("data");
        let mut fields = Vec::new();
        let root = document.root_element().unwrap_or(Document::ROOT);
        for (node, at) in &condition.columns {
            let ix = document.append_element(root, "value");
            document.set_text(ix, &at.and_then(&text).unwrap_or_default());
            fields.push((FieldIx(node.0), Node { doc: DocIx(0), ix }));
        }
        // Volatile conditions are refused when they are compiled, so the moment is never read.
        Self {
            document,
            fields,
            now: jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC),
        }
    }
}

impl Host for Probe {
    fn document(&self, _doc: DocIx) -> &Document {
        &self.document
    }

    fn field(&self, field: FieldIx, _context: Node, out: &mut Nodes) {
        out.extend(self.fields.iter().filter(|(known, _)| *known == field).map(|(_, node)| *node));
    }

    fn now(&self) -> &jiff::Zoned {
        &self.now
    }

    fn random(&self) -> f64 {
        0.0
    }
}
