//! Replays a journal: the same lines give the same interview.

use std::sync::Arc;

use super::{Ambient, Event, Interview, Plan, StepError};

/// A line of a journal that does not fit the form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the journal does not fit the form: {error}")]
pub struct ReplayError {
    /// 1-based.
    pub line: usize,
    /// Why.
    pub error: StepError,
}

/// The interview that began with `first` and took these steps.
///
/// Fails at the first step that no longer fits, as when the form is not the one that the journal was written with.
pub fn replay<'a>(plan: &Arc<Plan>, first: &Ambient, events: impl IntoIterator<Item = &'a Event>) -> Result<Interview, ReplayError> {
    let (interview, refused) = replay_what_fits(plan, first, events);
    match refused.into_iter().next() {
        None => Ok(interview),
        Some(refusal) => Err(refusal),
    }
}

/// The interview with every step that fits, and the lines that were left out: for a draft carried over to another version of its form.
pub fn replay_what_fits<'a>(
    plan: &Arc<Plan>,
    first: &Ambient,
    events: impl IntoIterator<Item = &'a Event>,
) -> (Interview, Vec<ReplayError>) {
    let mut interview = Interview::begin(Arc::clone(plan), first);
    let mut refused = Vec::new();
    for (number, event) in events.into_iter().enumerate() {
        if let Err(error) = interview.apply(&event.step, &event.ambient) {
            refused.push(ReplayError { line: number + 1, error });
        }
    }
    (interview, refused)
}
