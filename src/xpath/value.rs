//! Values and how they turn into one another.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::document::Node;
use super::host::Host;

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

/// A date or a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Since 1970-01-01T00:00Z; for a date its first millisecond in the host's zone.
    pub milliseconds: i64,
    /// Whether it was given without a time of day.
    pub is_whole_day: bool,
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

#[expect(unused_variables, clippy::todo, reason = "skeleton")]
impl<'a> Value<'a> {
    /// As a number; text that is a date becomes its day number, other text that is no number NaN.
    pub fn to_number(&self, host: &dyn Host) -> f64 {
        todo!()
    }

    /// As text: of nodes the first one's.
    pub fn to_text(&self, host: &'a dyn Host) -> Cow<'a, str> {
        todo!()
    }

    /// As a truth: non-empty, non-zero.
    pub fn to_boolean(&self) -> bool {
        todo!()
    }
}
