//! What sets a value by itself when something happens, where a question's own default or trigger does not say it all.

use serde::{Deserialize, Serialize};

use super::{Condition, NodeId};

/// A value that is set when something happens: `setvalue` of an `XForm`.
///
/// What an `XLSForm` can say is said by [`Question::dynamic_default`](super::Question::dynamic_default) and
/// [`Question::trigger`](super::Question::trigger) instead.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Action {
    /// When it happens: any of these.
    pub on: Vec<Moment>,
    /// The question that is set.
    pub target: NodeId,
    /// Which of its instances, where the author's path picks one; without it the nearest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Condition>,
    /// The value, evaluated at the target.
    pub value: Condition,
}

/// When an action happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// An interview begins.
    FirstLoad,
    /// An interview begins, or a record is opened again.
    Load,
    /// An instance of this repeat is added after the beginning.
    NewInstance(NodeId),
    /// The value of this question changes after the beginning.
    Change(NodeId),
}

impl Moment {
    /// The node that it concerns.
    pub fn node(self) -> Option<NodeId> {
        match self {
            Self::FirstLoad | Self::Load => None,
            Self::NewInstance(node) | Self::Change(node) => Some(node),
        }
    }
}
