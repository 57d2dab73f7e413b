//! What can be seen of an interview: its nodes, their state, their words.

use super::Interview;
use super::step::{Missing, Violation};
use super::tree::{At, RowIx};
use crate::form::{DataType, Kind, NodeId};

impl Interview {
    /// The root.
    pub fn root(&self) -> At {
        self.tree.first(RowIx::WHOLE)
    }

    /// All nodes in document order: groups, repeat instances, questions, calculations.
    pub fn all(&self) -> Vec<At> {
        let mut found = Vec::with_capacity(self.tree.len());
        let mut left = vec![self.root()];
        while let Some(at) = left.pop() {
            found.push(at);
            left.extend(self.children(at).into_iter().rev());
        }
        found
    }

    /// Children in order; the instances of a repeat follow one another.
    pub fn children(&self, at: At) -> Vec<At> {
        let row = self.tree.cell(at).row;
        let form = &self.plan.form;
        let mut found = Vec::new();
        for &child in &form.node(self.node(at)).children {
            if matches!(form.node(child).kind, Kind::Repeat { .. }) {
                found.extend(self.instances(at, child));
            } else {
                found.push(self.tree.at(row, self.plan.layout.place(child).slot));
            }
        }
        found
    }

    /// Whether the node is still there: instances of repeats come and go.
    pub fn exists(&self, at: At) -> bool {
        (at.0 as usize) < self.tree.len() && self.tree.is_alive(at)
    }

    /// The node above; `None` for the root.
    pub fn parent(&self, at: At) -> Option<At> {
        self.above(at)
    }

    pub(super) fn above(&self, at: At) -> Option<At> {
        Some(self.tree.cell(at).above).filter(|&above| above != at)
    }

    /// The form's node that this is an instance of.
    pub fn node(&self, at: At) -> NodeId {
        self.tree.cell(at).node
    }

    /// Whether it is asked: its own condition and all above hold.
    pub fn is_relevant(&self, at: At) -> bool {
        self.tree.cell(at).is_relevant
    }

    /// Whether it must be answered.
    pub fn is_required(&self, at: At) -> bool {
        self.tree.cell(at).is_required
    }

    /// Whether it cannot be changed (its own or inherited).
    pub fn is_read_only(&self, at: At) -> bool {
        self.tree.cell(at).is_read_only
    }

    /// Whether a person answers it: a question with a control that is no note.
    pub fn is_asked_for(&self, at: At) -> bool {
        self.plan
            .form
            .question(self.node(at))
            .is_some_and(|question| question.is_asked && question.data != DataType::Note)
    }

    /// The value as text; empty when not relevant, not answered or missing.
    pub fn value(&self, at: At) -> &str {
        self.tree.cell(at).value()
    }

    /// The value kept even while not relevant.
    pub fn kept_value(&self, at: At) -> &str {
        &self.tree.cell(at).kept
    }

    /// Why there is no value, when there is none.
    pub fn missing(&self, at: At) -> Option<Missing> {
        let cell = self.tree.cell(at);
        match cell.value() {
            _ if !cell.is_relevant => Some(Missing::NotAsked),
            "" => Some(cell.missing.unwrap_or(Missing::Empty)),
            _ => None,
        }
    }

    /// What is wrong with the value now; `None` for what is not relevant. A calculation that must give something and gives nothing is
    /// wrong too, and so is a note that must be answered: authors stop an interview with one.
    pub fn violation(&self, at: At) -> Option<Violation> {
        let cell = self.tree.cell(at);
        match self.missing(at) {
            Some(Missing::NotAsked) => None,
            Some(missing) if cell.is_required && !missing.is_a_reply() => Some(Violation::Required),
            None if !cell.is_acceptable => Some(Violation::Constraint),
            _ => None,
        }
    }

    /// A violation that keeps an interview from being finished: what no control shows holds nobody up, for nobody could mend it.
    pub fn hindrance(&self, at: At) -> Option<Violation> {
        let question = self.plan.form.question(self.node(at))?;
        self.violation(at).filter(|_| question.is_asked)
    }

    /// The author's words for the violation, in the current language.
    pub fn violation_message(&self, at: At) -> Option<String> {
        let question = self.plan.form.question(self.node(at))?;
        let text = match self.violation(at)? {
            Violation::Required => &question.required_message,
            Violation::Constraint => &question.constraint_message,
        };
        (!text.is_empty()).then(|| self.words(text, at))
    }

    /// Whether the answer is one to ask about again: the soft constraint does not hold. It stands if it is kept.
    pub fn is_doubtful(&self, at: At) -> bool {
        let cell = self.tree.cell(at);
        !cell.value().is_empty() && !cell.is_plausible
    }

    /// The author's words for the doubt, in the current language.
    pub fn doubt_message(&self, at: At) -> Option<String> {
        let question = self.plan.form.question(self.node(at))?;
        let text = &question.soft_constraint_message;
        (self.is_doubtful(at) && !text.is_empty()).then(|| self.words(text, at))
    }

    /// Label, outputs filled in, in the current language (or the fall-back).
    pub fn label(&self, at: At) -> String {
        self.words(&self.plan.form.node(self.node(at)).label, at)
    }

    /// Hint, likewise.
    pub fn hint(&self, at: At) -> String {
        self.plan
            .form
            .question(self.node(at))
            .map(|question| self.words(&question.hint, at))
            .unwrap_or_default()
    }

    /// Guidance, likewise.
    pub fn guidance(&self, at: At) -> String {
        self.plan
            .form
            .question(self.node(at))
            .map(|question| self.words(&question.guidance, at))
            .unwrap_or_default()
    }

    /// Whether the label is shown in another language than the current one, for want of a translation.
    pub fn is_label_untranslated(&self, at: At) -> bool {
        self.plan
            .form
            .node(self.node(at))
            .label
            .in_language(self.language, self.plan.form.default_language)
            .is_some_and(|(_, fell_back)| fell_back)
    }

    /// How the record is called in lists: the form's `instance_name`; empty if it has none.
    pub fn name(&self) -> String {
        let name = self.plan.form.instance_name.as_ref();
        name.map(|name| self.shown_text(&name.expression.ast, self.root()))
            .unwrap_or_default()
    }
}
