//! What sets a value by itself when something happens, where a question's own default or trigger does not say it all.

use serde::{Deserialize, Serialize};

use super::finding::{FindingKind, Findings};
use super::{Condition, Form, Kind, NodeId};

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

/// Reports questions that are set by a change outside the repeat that they are in.
pub(super) fn check(form: &Form, findings: &mut Findings) {
    for target in form.ids() {
        let triggers = form.question(target).map_or(&[][..], |question| &question.trigger);
        for source in triggers {
            check_reach(form, *source, target, findings);
        }
    }
    for action in form.actions.iter().filter(|action| action.path.is_none()) {
        for moment in &action.on {
            if let Moment::Change(source) = moment {
                check_reach(form, *source, action.target, findings);
            }
        }
    }
}

fn check_reach(form: &Form, source: NodeId, target: NodeId, findings: &mut Findings) {
    let above = |id: NodeId| std::iter::successors(Some(id), |&at| form.node(at).parent);
    let is_repeat = |id: &NodeId| matches!(form.node(*id).kind, Kind::Repeat { .. });
    let is_apart = |repeat: &NodeId| above(source).all(|at| at != *repeat);
    if let Some(repeat) = above(target).filter(is_repeat).find(is_apart) {
        let (name, repeat) = (form.node(target).name.clone(), form.node(repeat).name.clone());
        findings.report(FindingKind::FarTarget { name, repeat }, form.node(target).place.clone());
    }
}
