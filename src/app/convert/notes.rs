//! Which notes a submission has: a record keeps answers alone, and whether a note was shown follows from them.
//!
//! What left the laptops does not say why something was asked: from there a note is sent only where nothing decides on it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::source::{Holding, Keeper, Version};
use crate::dataset::Identity;
use crate::form::{DataType, Form, NodeId};
use crate::interview::{Ambient, Interview, Plan};

/// The notes of a form.
pub(super) struct Notes {
    /// To fill the form in again, where that decides on notes.
    plan: Option<Arc<Plan>>,
}

impl Notes {
    pub(super) fn of(holding: &Holding) -> Self {
        let form = holding.form();
        let is_conditional = |id: NodeId| is_note(form, id) && !is_always_shown(form, id);
        let must_ask = holding.keeper == Keeper::Laptop && form.ids().any(is_conditional);
        Self {
            plan: must_ask.then(|| Plan::of(Arc::clone(&holding.instrument.form))),
        }
    }

    /// A version as it is submitted, its notes included.
    pub(super) fn written(&self, holding: &Holding, version: &Version, identity: Identity<'_>) -> String {
        let (form, schema) = (holding.form(), holding.schema());
        let interview = self.plan.as_ref().and_then(|plan| {
            let finished = version.facts.finished?.to_zoned(jiff::tz::TimeZone::UTC);
            let ambient = Ambient {
                now: finished,
                seed: 0,
                device: BTreeMap::new(),
            };
            let answers = version.content.to_submission(form, schema, identity);
            Interview::restore(Arc::clone(plan), &answers, &ambient).ok()
        });
        version
            .content
            .to_submission_with_notes(form, schema, identity, &|note, reference| match &interview {
                _ if is_always_shown(form, note) => true,
                Some(interview) => interview.find(reference).is_some_and(|at| interview.is_relevant(at)),
                None => false,
            })
    }
}

fn is_note(form: &Form, id: NodeId) -> bool {
    form.question(id).is_some_and(|question| question.data == DataType::Note)
}

/// Whether nothing decides on a node, neither its own condition nor one around it.
fn is_always_shown(form: &Form, id: NodeId) -> bool {
    std::iter::successors(Some(id), |&at| form.node(at).parent).all(|at| form.node(at).relevant.is_none())
}
