//! Values and how they turn into one another.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use smallvec::SmallVec;

use super::document::{Node, NodeIx, NodeKind};
use super::host::Host;
use super::moment::Moment;
use super::number;

/// A set of nodes, in document order, without doubles. Up to two take no allocation.
pub type Nodes = SmallVec<[Node; 2]>;

/// A value of XPath; text may be borrowed from the expression or a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// A set of nodes.
    Nodes(Nodes),
    /// A double.
    Number(f64),
    /// Text.
    Text(Cow<'a, str>),
    /// True or false.
    Boolean(bool),
    /// A date or moment: a day number to arithmetic and comparisons, ISO 8601 as text.
    Moment(Moment),
}

/// Where an expression is seen from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Focus {
    /// The context node.
    pub node: Node,
    /// `position()`.
    pub position: usize,
    /// `last()`.
    pub size: usize,
}

impl From<Node> for Focus {
    fn from(node: Node) -> Self {
        Self {
            node,
            position: 1,
            size: 1,
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<f64> for Value<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value<'_> {
    fn from(truth: bool) -> Self {
        Self::Boolean(truth)
    }
}

/// The text of a node; empty when it is not relevant. What is not relevant below a node is no part of its text.
pub(super) fn node_text(node: Node, host: &dyn Host) -> Cow<'_, str> {
    if let Some(known) = host.text(node) {
        return Cow::Borrowed(known);
    }
    if host.is_blank(node) {
        return Cow::Borrowed("");
    }
    let document = host.document(node.doc);
    if document.elements(node.ix).next().is_none() {
        return document.text(node.ix);
    }
    let is_counting = |ix: &NodeIx| document.kind(*ix) == NodeKind::Text && !host.is_blank(Node { ix: *ix, ..node });
    let texts = document.descendants(node.ix).filter(is_counting);
    Cow::Owned(texts.map(|ix| document.text(ix).into_owned()).collect())
}

/// The number of a text; a date is its day number.
pub(super) fn text_number(text: &str, host: &dyn Host) -> f64 {
    let number = number::from_text(text);
    if number.is_nan() {
        return days_in(text, host.now().time_zone());
    }
    number
}

/// The number of a text, where dates that name no zone are meant in this one.
pub fn number_in(text: &str, zone: &TimeZone) -> f64 {
    let number = number::from_text(text);
    if number.is_nan() { days_in(text, zone) } else { number }
}

fn days_in(text: &str, zone: &TimeZone) -> f64 {
    Moment::parse(text, zone).map_or(f64::NAN, Moment::days)
}

impl<'a> Value<'a> {
    /// As a number; text that is a date becomes its day number, other text that is no number NaN.
    pub fn to_number(&self, host: &dyn Host) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Boolean(truth) => f64::from(u8::from(*truth)),
            Self::Text(text) => text_number(text, host),
            Self::Moment(moment) => moment.days(),
            Self::Nodes(nodes) => nodes.first().map_or(f64::NAN, |&node| text_number(&node_text(node, host), host)),
        }
    }

    /// As text: of nodes the first one's.
    pub fn to_text(&self, host: &'a dyn Host) -> Cow<'a, str> {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number::to_text(*number),
            Self::Boolean(truth) => Cow::Borrowed(if *truth { "true" } else { "false" }),
            Self::Moment(moment) => Cow::Owned(moment.to_text(host.now().time_zone())),
            Self::Nodes(nodes) => nodes.first().map_or(Cow::Borrowed(""), |&node| node_text(node, host)),
        }
    }

    /// As text, without copying what is text already.
    pub fn into_text(self, host: &'a dyn Host) -> Cow<'a, str> {
        match self {
            Self::Text(text) => text,
            other => other.to_text(host),
        }
    }

    /// As a truth: any node, any text, any number but zero and NaN.
    pub fn to_boolean(&self) -> bool {
        match self {
            Self::Nodes(nodes) => !nodes.is_empty(),
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Text(text) => !text.is_empty(),
            Self::Boolean(truth) => *truth,
            Self::Moment(_) => true,
        }
    }
}
