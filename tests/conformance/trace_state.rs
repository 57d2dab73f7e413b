//! Holds an interview to a recorded state: its nodes one by one, and the instance as a whole.

use std::collections::BTreeSet;
use std::fmt::Debug;

use phieu::form::{DataType, Form, Kind, NodeId};
use phieu::interview::{At, Interview, Violation};
use phieu::xpath::{Document, NodeIx};
use serde_json::Value as Json;
use unicode_normalization::UnicodeNormalization as _;

use crate::pack::field;

/// A recorded value as text.
pub(crate) fn text(value: Option<&Json>) -> String {
    match value {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.clone(),
        // As `XForms` writes a boolean.
        Some(Json::Bool(holds)) => u8::from(*holds).to_string(),
        Some(Json::Object(object)) => ["repr", "stringValue", "bigint", "num"]
            .iter()
            .find_map(|name| object.get(*name))
            .map(|value| text(Some(value)))
            .unwrap_or_default(),
        Some(other) => other.to_string(),
    }
}

/// The value that a row gives a node.
pub(crate) fn listed_value(row: &Json, reference: &str) -> String {
    let listed = row["delta"].as_array().into_iter().flatten();
    let node = listed.into_iter().find(|node| field(node, "ref") == reference);
    node.map(|node| field(node, "value").to_owned()).unwrap_or_default()
}

/// The nodes of a form whose values come from the clock, chance or the device: they are compared by shape.
#[derive(Default)]
pub(crate) struct Volatile {
    names: BTreeSet<String>,
    /// The moment of the end: web forms fills it in when a form is finished, an interview at every step.
    ends: BTreeSet<String>,
}

impl Volatile {
    pub(crate) fn of(form: &Form) -> Self {
        let mut ids: BTreeSet<NodeId> = BTreeSet::new();
        let is_end = |id: &NodeId| form.question(*id).is_some_and(|question| question.type_name == "end");
        let ends = form.ids().filter(is_end).map(|id| local(&form.node(id).name).to_owned()).collect();
        loop {
            let found = form.ids().filter(|&id| !ids.contains(&id) && is_volatile(form, id, &ids));
            let found: Vec<NodeId> = found.collect();
            if found.is_empty() {
                let names = ids.into_iter().map(|id| local(&form.node(id).name).to_owned());
                return Self {
                    names: names.collect(),
                    ends,
                };
            }
            ids.extend(found);
        }
    }

    /// Whether a value is the expected one, or has its shape. Stored text is composed (NFC).
    pub(crate) fn agree(&self, name: &str, expected: &str, found: &str) -> Result<(), String> {
        let is_end = self.ends.contains(local(name))
            && [expected, found]
                .iter()
                .all(|text| matches!(shape(text), Shape::Empty | Shape::Moment(_)));
        let is_alike = is_end || self.names.contains(local(name)) && shape(expected) == shape(found);
        let composed: String = expected.nfc().collect();
        if composed == found || is_alike {
            Ok(())
        } else {
            Err(format!("value: expected {expected:?}, found {found:?}"))
        }
    }
}

fn is_volatile(form: &Form, id: NodeId, known: &BTreeSet<NodeId>) -> bool {
    form.question(id).is_some_and(|question| {
        let mut formulas = question.calculate.iter().chain(&question.dynamic_default);
        question.data == DataType::Metadata
            || formulas.any(|formula| formula.is_volatile || formula.reads().any(|read| known.contains(&read)))
    })
}

#[derive(PartialEq)]
enum Shape {
    Empty,
    Number,
    Moment(usize),
    Text,
}

fn shape(text: &str) -> Shape {
    match text {
        "" => Shape::Empty,
        _ if text.parse::<f64>().is_ok() => Shape::Number,
        _ if text.as_bytes().get(4) == Some(&b'-') && text.as_bytes().get(7) == Some(&b'-') => Shape::Moment(text.len()),
        _ => Shape::Text,
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn is_identity(name: &str) -> bool {
    matches!(local(name), "instanceID" | "deprecatedID")
}

/// Each node that a row lists, with what is wrong with it.
pub(crate) fn compare(interview: &Interview, row: &Json, volatile: &Volatile) -> Vec<(String, Result<(), String>)> {
    let listed: Vec<&Json> = row["delta"].as_array().into_iter().flatten().collect();
    let gone = row["gone"].as_array().into_iter().flatten().map(|gone| text(Some(gone)));
    // An instance that moved up into the place of a removed one is listed as well.
    let gone = gone.filter(|reference| !listed.iter().any(|node| field(node, "ref") == reference));
    let vanished = gone.map(|reference| {
        let outcome = same(&reference, "gone", true, !exists(interview, &reference));
        (reference, outcome)
    });
    let vanished: Vec<_> = vanished.collect();
    listed
        .iter()
        .filter(|node| !field(node, "ref").split('/').any(|step| is_identity(step) || local(step) == "meta"))
        .map(|node| (field(node, "ref").to_owned(), compare_node(interview, node, volatile)))
        .chain(vanished)
        .collect()
}

fn compare_node(interview: &Interview, expected: &Json, volatile: &Volatile) -> Result<(), String> {
    let (reference, kind) = (field(expected, "ref"), field(expected, "type"));
    if kind.starts_with("repeat-range") {
        let count = instances(interview, reference);
        return same(reference, "instances", expected["children"].as_u64(), Some(count as u64));
    }
    let at = interview.find(reference).ok_or_else(|| format!("no node {reference}"))?;
    let is = |name: &str, otherwise: bool| expected.get(name).and_then(Json::as_bool).unwrap_or(otherwise);
    let words = |name: &str| field(expected, name).split_whitespace().collect::<Vec<_>>().join(" ");
    let spoken = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
    same(reference, "relevant", is("relevant", true), interview.is_relevant(at))?;
    // A group holds nothing that could be required.
    if interview.form().question(interview.node(at)).is_some() {
        same(reference, "required", is("required", false), interview.is_required(at))?;
    }
    same(reference, "read-only", is("readonly", false), interview.is_read_only(at))?;
    if let (Some(wanted), Some(question)) = (expected["valueType"].as_str(), interview.form().question(interview.node(at))) {
        let stored = value_types(question.data);
        if !stored.is_empty() && !stored.contains(&wanted) {
            return Err(format!("{reference} value type: expected {wanted}, found {stored:?}"));
        }
    }
    if let Some(value) = expected.get("value").and_then(Json::as_str) {
        let name = &interview.form().node(interview.node(at)).name;
        volatile
            .agree(name, value, interview.value(at))
            .map_err(|why| format!("{reference} {why}"))?;
    }
    same(reference, "label", words("label"), spoken(&interview.label(at)))?;
    same(reference, "hint", words("hint"), spoken(&interview.hint(at)))?;
    if let Some(options) = expected.get("options").and_then(Json::as_array) {
        let expected: Vec<(String, String)> = options.iter().map(|option| (text(option.get(0)), text(option.get(1)))).collect();
        let choices = interview.choices(at).unwrap_or_default();
        let found: Vec<(String, String)> = choices.iter().map(|choice| (choice.name.clone(), choice.label.clone())).collect();
        same(reference, "choices", expected, found)?;
    }
    if let Some(children) = expected["children"].as_u64() {
        same(reference, "children", children, children_of(interview, at, kind == "root"))?;
    }
    let violation = interview.violation(at).map(|violation| match violation {
        Violation::Required => "required",
        Violation::Constraint => "constraint",
    });
    same(reference, "violation", expected.get("violation").and_then(Json::as_str), violation)?;
    match expected.get("message").and_then(Json::as_str) {
        Some(message) => same(reference, "message", Some(message.to_owned()), interview.violation_message(at)),
        None => Ok(()),
    }
}

/// What web forms calls the type that a question's value is stored as; metadata has that of its bind, which is not kept.
fn value_types(data: DataType) -> &'static [&'static str] {
    match data {
        DataType::Integer => &["int"],
        DataType::Decimal => &["decimal"],
        DataType::Range => &["int", "decimal"],
        DataType::Date => &["date"],
        DataType::Time => &["time"],
        DataType::DateTime => &["dateTime"],
        DataType::Geopoint => &["geopoint"],
        DataType::Geotrace => &["geotrace"],
        DataType::Geoshape => &["geoshape"],
        DataType::Image | DataType::Audio | DataType::Video | DataType::File => &["binary"],
        DataType::Metadata => &[],
        // A truth is stored as the text that it is written as.
        DataType::Text => &["string", "boolean"],
        DataType::SelectOne | DataType::SelectMultiple | DataType::Rank | DataType::Acknowledge | DataType::Note | DataType::Barcode => {
            &["string"]
        }
    }
}

/// How many kinds of children a node has; web forms gives every form that has none a group for its identity.
fn children_of(interview: &Interview, at: At, is_root: bool) -> u64 {
    let form = interview.form();
    let children = &form.node(interview.node(at)).children;
    let has_meta = children.iter().any(|&child| local(&form.node(child).name) == "meta");
    let elements = children.iter().filter(|&&child| !form.is_attribute(child)).count();
    elements as u64 + u64::from(is_root && !has_meta)
}

/// How many instances a repeat has.
pub(crate) fn instances(interview: &Interview, reference: &str) -> usize {
    let Some((at, repeat)) = repeat_at(interview, reference) else {
        return 0;
    };
    interview.instances(at, repeat).len()
}

/// Whether a reference leads to a node or to a repeat.
pub(crate) fn exists(interview: &Interview, reference: &str) -> bool {
    let is_repeat = || !reference.ends_with(']') && repeat_at(interview, reference).is_some();
    interview.find(reference).is_some() || is_repeat() || is_written(interview, reference)
}

/// Whether the instance has an element that the form does not know: what replaces another names it so.
fn is_written(interview: &Interview, reference: &str) -> bool {
    let Ok(document) = Document::parse(&interview.xml()) else {
        return false;
    };
    let mut steps = reference.split('/').skip(1);
    let root = document.root_element().filter(|&root| steps.next() == Some(document.name(root)));
    root.is_some_and(|root| steps.try_fold(root, |at, step| document.child(at, step)).is_some())
}

/// Whether a user may add instances to a repeat, and take them away.
pub(crate) fn may_grow(interview: &Interview, reference: &str) -> bool {
    repeat_at(interview, reference).is_some_and(|(above, repeat)| interview.is_relevant(above) && !interview.is_counted(repeat))
}

fn repeat_at(interview: &Interview, reference: &str) -> Option<(At, NodeId)> {
    let (above, name) = reference.rsplit_once('/')?;
    let above = interview.find(above)?;
    let form = interview.form();
    let mut children = form.node(interview.node(above)).children.iter().copied();
    let repeat = children.find(|&child| form.node(child).name == name && matches!(form.node(child).kind, Kind::Repeat { .. }))?;
    Some((above, repeat))
}

fn same<T: PartialEq + Debug>(reference: &str, what: &str, expected: T, found: T) -> Result<(), String> {
    if expected == found {
        Ok(())
    } else {
        Err(format!("{reference} {what}: expected {expected:?}, found {found:?}"))
    }
}

/// Whether two instances have the same elements with the same texts; identities are left out.
pub(crate) fn compare_xml(expected: &str, found: &str, volatile: &Volatile) -> Result<(), String> {
    let parsed = |xml: &str| Document::parse(xml).map_err(|error| format!("{error}: {xml}"));
    let (expected, found) = (parsed(expected)?, parsed(found)?);
    match (expected.root_element(), found.root_element()) {
        (Some(left), Some(right)) => compare_element((&expected, left), (&found, right), volatile),
        _ => Err("no root".to_owned()),
    }
}

fn compare_element(left: (&Document, NodeIx), right: (&Document, NodeIx), volatile: &Volatile) -> Result<(), String> {
    let name = left.0.local_name(left.1).to_owned();
    let (ours, theirs) = (parts(right), parts(left));
    let names = |(document, _): (&Document, NodeIx), parts: &[NodeIx]| -> Vec<String> {
        parts.iter().map(|&part| document.local_name(part).to_owned()).collect()
    };
    same(&name, "elements", names(left, &theirs), names(right, &ours))?;
    if theirs.is_empty() && left.0.elements(left.1).next().is_none() {
        let (expected, found) = (left.0.text(left.1), right.0.text(right.1));
        return volatile.agree(&name, &expected, &found).map_err(|why| format!("<{name}> {why}"));
    }
    theirs
        .into_iter()
        .zip(ours)
        .try_for_each(|(theirs, ours)| compare_element((left.0, theirs), (right.0, ours), volatile))
}

/// The elements below one, without what only identifies the instance.
fn parts((document, element): (&Document, NodeIx)) -> Vec<NodeIx> {
    let is_bare_meta =
        |part: NodeIx| document.local_name(part) == "meta" && document.elements(part).all(|child| is_identity(document.local_name(child)));
    document
        .elements(element)
        .filter(|&part| !is_identity(document.local_name(part)) && !is_bare_meta(part))
        .collect()
}
