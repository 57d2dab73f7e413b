//! How far questions have come.

use super::Outline;
use crate::form::DataType;
use crate::interview::{At, Interview, Missing, Violation};

/// How far something has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Nothing answered yet.
    Open,
    /// Something answered, or nothing that must be.
    Begun,
    /// All that must be answered is.
    Done,
    /// To be asked later.
    Later,
    /// An answer breaks a rule.
    Wrong,
}

/// How far a page, an instance or a section has come.
pub fn state(interview: &Interview, items: &[At]) -> State {
    let mut answered = 0;
    let mut open = 0;
    let mut later = 0;
    let mut asking = 0;
    for &at in items.iter().filter(|at| is_asking(interview, **at)) {
        asking += 1;
        if interview.violation(at) == Some(Violation::Constraint) {
            return State::Wrong;
        }
        match interview.missing(at) {
            Some(Missing::Later) => later += 1,
            _ if is_answered(interview, at) => answered += 1,
            _ if interview.is_required(at) => open += 1,
            _ => {}
        }
    }
    match (answered, open, later) {
        (_, _, 1..) => State::Later,
        (_, 0, _) if answered > 0 || asking == 0 => State::Done,
        (0, ..) => State::Open,
        _ => State::Begun,
    }
}

/// Whether something was said to it: an answer, don't know, or refused.
pub fn is_answered(interview: &Interview, at: At) -> bool {
    !interview.value(at).is_empty() || matches!(interview.missing(at), Some(Missing::DontKnow | Missing::Refused))
}

/// Questions answered and questions asked in the whole interview.
pub fn progress(interview: &Interview, outline: &Outline) -> (usize, usize) {
    let asked = outline
        .pages
        .iter()
        .flat_map(|page| &page.items)
        .filter(|at| is_asking(interview, **at));
    asked.fold((0, 0), |(done, all), at| (done + usize::from(is_answered(interview, *at)), all + 1))
}

/// Whether it waits for an answer: not a note, not read-only.
pub fn is_asking(interview: &Interview, at: At) -> bool {
    let question = interview.form().question(interview.node(at));
    question.is_some_and(|question| question.data != DataType::Note) && !interview.is_read_only(at)
}

/// Whether it is only shown.
pub fn is_note(interview: &Interview, at: At) -> bool {
    interview
        .form()
        .question(interview.node(at))
        .is_some_and(|question| question.data == DataType::Note)
}
