//! One respondent: a form being filled in.
//!
//! An answer that is not relevant reads as empty but is kept: flip the condition back and it returns. After a step only what depends
//! on it is evaluated again: each expression at each instance that reads what changed, causes before effects, and nothing beyond a
//! value that stayed the same. The interview knows no clock, no disk and no chance: each step is given an [`Ambient`], which the
//! journal keeps, so a reopened draft gives the same values.

mod actions;
mod agenda;
mod answer;
pub mod chance;
mod choices;
mod effort;
mod engine;
mod formula;
mod grouped;
mod growing;
mod host;
pub mod journal;
mod layout;
mod named_choice;
mod plan;
mod reference;
mod register;
mod repeats;
mod restore;
mod shown;
mod step;
mod steps;
mod submission;
mod tree;
mod view;

#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Zoned;

use actions::Pending;
use agenda::{Agenda, Task};
pub use answer::cast as stored_as;
use chance::Chance;
pub use choices::Offered;
use effort::Effort;
pub use journal::replay;
pub use restore::NotThisForm;

pub use plan::Plan;
use restore::Given;
use shown::Shown;
pub use step::{Ambient, Answer, Event, Missing, Step, StepError, Violation};
pub use tree::At;
use tree::Tree;

use crate::form::{Form, LanguageIx};

/// A form being filled in.
#[derive(Debug, Clone)]
pub struct Interview {
    plan: Arc<Plan>,
    tree: Tree,
    agenda: Agenda,
    /// Counts that have made their repeats longer in this step and depend on how long these are.
    grown: Vec<Task>,
    /// The instance that it began with, where the form's own defaults do not say it all.
    given: Option<Given>,
    /// Actions that wait for everything else to settle, and those that wait for what they set to be asked.
    pending: Pending,
    language: LanguageIx,
    now: Zoned,
    chance: Chance,
    /// The chance of the first step, for what must stay the same throughout.
    seed: u64,
    device: BTreeMap<String, String>,
    evaluations: u64,
    /// How often anything may have changed.
    revision: u64,
    effort: Effort,
    shown: Shown,
    /// What a calculation gave last: the next is written in its place.
    computed: String,
}

impl Interview {
    /// A fresh interview: defaults set, calculations done, one instance in each repeat without a count.
    pub fn new(form: Arc<Form>, ambient: &Ambient) -> Self {
        Self::begin(Plan::of(form), ambient)
    }

    /// A fresh interview with a form that has been prepared: what many interviews with one form share is worked out once.
    pub fn begin(plan: Arc<Plan>, ambient: &Ambient) -> Self {
        let mut interview = Self::blank(plan, ambient);
        interview.plant();
        interview
    }

    /// An interview without nodes.
    fn blank(plan: Arc<Plan>, ambient: &Ambient) -> Self {
        Self {
            language: plan.form.default_language,
            plan,
            tree: Tree::new(),
            agenda: Agenda::default(),
            grown: Vec::new(),
            given: None,
            pending: Pending::default(),
            now: ambient.now.clone(),
            chance: Chance::new(ambient.seed),
            seed: ambient.seed,
            device: ambient.device.clone(),
            evaluations: 0,
            revision: 0,
            effort: Effort::default(),
            shown: Shown::default(),
            computed: String::new(),
        }
    }

    /// The form.
    pub fn form(&self) -> &Arc<Form> {
        &self.plan.form
    }

    /// The form prepared, to begin another interview with.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// The language that texts are given in.
    pub fn language(&self) -> LanguageIx {
        self.language
    }

    /// Grows with every step: what was worked out from an interview holds for as long as this stays the same.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Something is about to change.
    fn touch(&mut self) {
        self.revision += 1;
        self.shown.forget();
    }

    /// How many expressions have been evaluated since the interview was made: for tests that hold it to being incremental.
    pub fn evaluations(&self) -> u64 {
        self.evaluations
    }
}
