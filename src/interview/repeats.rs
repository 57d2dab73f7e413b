//! Instances of repeats, from the first rows of a fresh interview to the 500th child of a household.

use std::sync::Arc;

use super::Interview;
use super::chance::Chance;
use super::layout::ScopeIx;
use super::restore::Given;
use super::step::{Ambient, StepError};
use super::tree::{At, RowIx};
use crate::form::{DataType, Form, Kind, NodeId};
use crate::xpath::NodeIx;

/// Nodes of an interview, those removed included: counts of repeats inside repeats multiply.
const MOST_NODES: usize = if cfg!(test) { 50_000 } else { 1_000_000 };

impl Interview {
    /// Makes the form outside all repeats and what a fresh form holds.
    pub(super) fn plant(&mut self) {
        self.given = self.plan.form.prefilled.clone().map(Given::by_the_author);
        self.pending.is_making = true;
        self.grow_from_given();
        self.act_on_load(true);
        self.pending.is_making = false;
    }

    /// Makes everything that the interview begins with, and works it out.
    pub(super) fn grow_from_given(&mut self) {
        let plan = Arc::clone(&self.plan);
        let row = self.tree.plant(&plan.form, &plan.layout);
        let root = self.tree.cell(self.tree.first(row)).element;
        self.tree.document.set_attribute(root, "id", &plan.form.id);
        if !plan.form.version.is_empty() {
            self.tree.document.set_attribute(root, "version", &plan.form.version);
        }
        let source = self.given.as_ref().and_then(Given::root);
        self.furnish(row, source);
        self.settle();
    }

    /// Gives a new row its first values and the instances that it begins with, and schedules its rules; the rows made.
    fn furnish(&mut self, row: RowIx, source: Option<NodeIx>) -> Vec<RowIx> {
        let plan = Arc::clone(&self.plan);
        let scope = self.tree.row(row).scope;
        self.tree.row_mut(row).source = source;
        let was_making = std::mem::replace(&mut self.pending.is_making, true);
        for (slot, &node) in (0..).zip(&plan.layout.scope(scope).members) {
            let at = self.tree.at(row, slot);
            if let Some(first) = self.first_value(at, node) {
                self.set_computed(at, &first);
            }
        }
        self.inherit_from_above(row);
        let mut rows = vec![row];
        for &inner in &plan.layout.scope(scope).repeats {
            let Some(&repeat) = plan.layout.scope(inner).members.first() else {
                continue;
            };
            if is_counted(&plan.form, repeat) {
                continue;
            }
            for number in 0..self.given_count(row, repeat) {
                let made = self.tree.append(&plan.form, &plan.layout, row, inner);
                let source = self.given_instance(row, repeat, number);
                rows.extend(self.furnish(made, source));
            }
        }
        self.pending.is_making = was_making;
        self.schedule_row(&plan, row);
        rows
    }

    /// A row in something that is not asked, or cannot be changed, is no better off.
    fn inherit_from_above(&mut self, row: RowIx) {
        let first = self.tree.first(row);
        self.inherit_relevance(first);
        self.inherit_read_only(first);
    }

    /// What was given, the default, or what the program itself knows.
    fn first_value(&self, at: At, node: NodeId) -> Option<String> {
        let question = self.plan.form.question(node)?;
        let given = self.given_text(at);
        let is_restored = self.given.as_ref().is_some_and(|given| given.is_restored);
        if question.data != DataType::Metadata || is_restored && given.is_some() {
            return given.or_else(|| question.default.clone());
        }
        match question.type_name.as_str() {
            "start" => Some(self.timestamp()),
            "end" => None,
            "instanceID" => Some(self.instance_id()),
            "today" => Some(self.now.date().to_string()),
            name => self.device.get(name).cloned().or(given).or_else(|| question.default.clone()),
        }
    }

    /// A step begins: this is now, this its chance, and the interview ends no earlier.
    pub(super) fn enter(&mut self, ambient: &Ambient) {
        self.now = ambient.now.clone();
        self.chance = Chance::new(ambient.seed);
        self.effort.begin();
        self.grown.clear();
        if self.plan.ends.is_empty() {
            return;
        }
        let plan = Arc::clone(&self.plan);
        let text = self.timestamp();
        for &end in &plan.ends {
            self.set_kept(self.tree.at(RowIx::WHOLE, plan.layout.place(end).slot), &text);
        }
    }

    /// The moment of the step as ODK writes it: `2026-11-22T08:00:00.000+07:00`.
    pub(super) fn timestamp(&self) -> String {
        self.now.strftime("%Y-%m-%dT%H:%M:%S.%3f%:z").to_string()
    }

    /// Appends an instance at the user's wish.
    pub(super) fn add(&mut self, reference: &str, ambient: &Ambient) -> Result<(), StepError> {
        let (above, repeat) = self
            .find_repeat(reference)
            .ok_or_else(|| StepError::NoSuchNode(reference.to_owned()))?;
        if is_counted(&self.plan.form, repeat) {
            return Err(StepError::CountedRepeat(reference.to_owned()));
        }
        if !self.is_relevant(above) {
            return Err(StepError::NotRelevant(reference.to_owned()));
        }
        if self.is_read_only(above) {
            return Err(StepError::ReadOnly(reference.to_owned()));
        }
        let scope = self.plan.layout.place(repeat).scope;
        if self.room_for(scope) == 0 {
            return Err(StepError::NoRoom(reference.to_owned()));
        }
        self.enter(ambient);
        let row = self.tree.cell(above).row;
        let rows = self.append_instance(row, repeat, scope);
        self.settle();
        self.act_on_new(&rows);
        Ok(())
    }

    fn append_instance(&mut self, above: RowIx, repeat: NodeId, scope: ScopeIx) -> Vec<RowIx> {
        let plan = Arc::clone(&self.plan);
        let number = self.tree.instances(&plan.layout, above, scope).len();
        let source = self.given_instance(above, repeat, number);
        let made = self.tree.append(&plan.form, &plan.layout, above, scope);
        let rows = self.furnish(made, source);
        self.tell_readers_of_instances(above, repeat, None);
        rows
    }

    /// Removes an instance at the user's wish.
    pub(super) fn remove(&mut self, reference: &str, ambient: &Ambient) -> Result<(), StepError> {
        let at = self.find(reference).ok_or_else(|| StepError::NoSuchNode(reference.to_owned()))?;
        let node = self.node(at);
        if !matches!(self.plan.form.node(node).kind, Kind::Repeat { .. }) {
            return Err(StepError::WrongNode {
                at: reference.to_owned(),
                expected: "repeat",
            });
        }
        if is_counted(&self.plan.form, node) {
            return Err(StepError::CountedRepeat(reference.to_owned()));
        }
        if self.is_read_only(at) {
            return Err(StepError::ReadOnly(reference.to_owned()));
        }
        self.enter(ambient);
        let row = self.tree.cell(at).row;
        self.remove_instance(row, node);
        self.settle();
        Ok(())
    }

    fn remove_instance(&mut self, row: RowIx, repeat: NodeId) {
        let plan = Arc::clone(&self.plan);
        let (Some(above), number) = (self.tree.row(row).above, self.tree.row(row).number) else {
            return;
        };
        self.tree.remove(&plan.layout, row);
        self.tell_readers_of_instances(above, repeat, Some(number));
    }

    /// Makes a counted repeat as long as its count says; `at` is the node around it.
    pub(super) fn set_instance_count(&mut self, at: At, repeat: NodeId, wanted: usize) {
        let plan = Arc::clone(&self.plan);
        let scope = plan.layout.place(repeat).scope;
        let above = self.tree.cell(at).row;
        let mut rows = Vec::new();
        let there = self.tree.instances(&plan.layout, above, scope).to_vec();
        for &row in there.iter().skip(wanted).rev() {
            self.remove_instance(row, repeat);
        }
        for _ in there.len()..wanted {
            if self.room_for(scope) == 0 {
                break;
            }
            rows.extend(self.append_instance(above, repeat, scope));
        }
        if !rows.is_empty() && plan.actions.are_any() {
            self.settle();
            self.act_on_new(&rows);
        }
    }

    /// How many more instances of a scope the memory is worth.
    fn room_for(&self, scope: ScopeIx) -> usize {
        let size = self.plan.layout.scope(scope).members.len().max(1);
        MOST_NODES.saturating_sub(self.tree.len()) / size
    }

    /// Whether the form says how many instances there are.
    pub fn is_counted(&self, repeat: NodeId) -> bool {
        is_counted(&self.plan.form, repeat)
    }

    /// Forgets everything that is worked out and works it out again, to hold what was done step by step against what all at once gives.
    #[cfg(test)]
    pub(super) fn recompute(&mut self) {
        let plan = Arc::clone(&self.plan);
        let rows = self.tree.rows_below(RowIx::WHOLE);
        for &row in &rows {
            for (slot, &node) in (0..).zip(&plan.layout.scope(self.tree.row(row).scope).members) {
                let at = self.tree.at(row, slot);
                let is_computed = plan.rule_of(node, crate::form::expression::RuleKind::Calculate).is_some();
                self.tree.forget(at, is_computed);
            }
        }
        for row in rows {
            self.schedule_row(&plan, row);
        }
        // What comes back is no change that would trigger anything.
        self.pending.is_making = true;
        self.settle();
        self.pending.is_making = false;
        self.shown.forget();
    }
}

fn is_counted(form: &Form, repeat: NodeId) -> bool {
    matches!(form.node(repeat).kind, Kind::Repeat { count: Some(_) })
}
