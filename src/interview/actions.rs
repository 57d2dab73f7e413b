//! Values that are set by themselves: when the form is opened, when an instance is added, when an answer changes.
//!
//! What happens on a change happens when everything else has settled, and, where what is set is not asked, as soon as it is. What is set
//! lies in the same instances as what changed; where a repeat comes between, it is set in each of that repeat's instances.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Interview;
use super::tree::{At, RowIx};
use crate::form::{Action, Form, Moment, NodeId};
use crate::xpath::{Ast, Value};

/// All that a form sets by itself: its actions, the defaults that are expressions, the calculations that wait for a trigger.
#[derive(Debug, Default)]
pub(super) struct Actions {
    all: Vec<Planned>,
    /// By the question whose change sets something.
    by_source: BTreeMap<NodeId, Vec<usize>>,
}

#[derive(Debug)]
struct Planned {
    on: Vec<Moment>,
    target: NodeId,
    path: Option<Arc<Ast>>,
    value: Arc<Ast>,
}

impl Actions {
    pub(super) fn of(form: &Form) -> Self {
        let mut all: Vec<Planned> = form.ids().flat_map(|id| of_question(form, id)).collect();
        all.extend(form.actions.iter().map(planned));
        let mut by_source: BTreeMap<NodeId, Vec<usize>> = BTreeMap::new();
        for (number, action) in all.iter().enumerate() {
            for moment in &action.on {
                if let Moment::Change(source) = moment {
                    by_source.entry(*source).or_default().push(number);
                }
            }
        }
        Self { all, by_source }
    }

    pub(super) fn are_any(&self) -> bool {
        !self.all.is_empty()
    }

    pub(super) fn wait_for_changes(&self) -> bool {
        !self.by_source.is_empty()
    }

    fn on_change(&self, source: NodeId) -> &[usize] {
        self.by_source.get(&source).map_or(&[], Vec::as_slice)
    }

    fn on(&self, wanted: impl Fn(Moment) -> bool) -> Vec<usize> {
        let happens = |action: &Planned| action.on.iter().any(|&moment| wanted(moment));
        let numbers = self.all.iter().enumerate().filter(|(_, action)| happens(action));
        numbers.map(|(number, _)| number).collect()
    }
}

/// What a question says by itself: its default, and its calculation where that waits for a trigger.
fn of_question(form: &Form, id: NodeId) -> Vec<Planned> {
    let Some(question) = form.question(id) else {
        return Vec::new();
    };
    let make = |on, ast: &Arc<Ast>| Planned {
        on,
        target: id,
        path: None,
        value: Arc::clone(ast),
    };
    let repeat = form.repeat_above(id).map(Moment::NewInstance);
    let default = question
        .dynamic_default
        .as_ref()
        .map(|default| make([Moment::FirstLoad].into_iter().chain(repeat).collect(), &default.expression.ast));
    let triggered = question.calculate.as_ref().filter(|_| !question.trigger.is_empty());
    let triggered = triggered.map(|formula| {
        make(
            question.trigger.iter().copied().map(Moment::Change).collect(),
            &formula.expression.ast,
        )
    });
    default.into_iter().chain(triggered).collect()
}

fn planned(action: &Action) -> Planned {
    Planned {
        on: action.on.clone(),
        target: action.target,
        path: action.path.as_ref().map(|path| Arc::clone(&path.expression.ast)),
        value: Arc::clone(&action.value.expression.ast),
    }
}

/// Actions that have yet to happen.
#[derive(Debug, Clone, Default)]
pub(super) struct Pending {
    /// While the form is opened and rows are made nothing counts as a change.
    pub(super) is_making: bool,
    /// With the question that changed.
    changed: BTreeSet<(usize, At)>,
    /// With what is set, which is not asked.
    unasked: BTreeSet<(At, usize)>,
}

impl Pending {
    pub(super) fn note_change(&mut self, actions: &Actions, source: NodeId, at: At) {
        if !self.is_making && actions.wait_for_changes() {
            self.changed.extend(actions.on_change(source).iter().map(|&number| (number, at)));
        }
    }

    /// What waited for a node to be asked waits no longer.
    pub(super) fn note_asked(&mut self, target: At) {
        if self.unasked.is_empty() {
            return;
        }
        let waiting: Vec<(At, usize)> = self.unasked.range((target, 0)..=(target, usize::MAX)).copied().collect();
        for (target, number) in waiting {
            self.unasked.remove(&(target, number));
            self.changed.insert((number, target));
        }
    }

    pub(super) fn clear(&mut self) {
        self.changed.clear();
        self.unasked.clear();
    }
}

impl Interview {
    /// Does the next of what a change brought about; whether there was one.
    pub(super) fn act_on_change(&mut self) -> bool {
        if self.pending.changed.is_empty() {
            return false;
        }
        let Some((number, from)) = self.pending.changed.pop_first() else {
            return false;
        };
        let plan = Arc::clone(&self.plan);
        if let Some(action) = plan.actions.all.get(number)
            && self.tree.is_alive(from)
        {
            for target in self.targets(action, from) {
                if self.is_relevant(target) {
                    self.set(action, target);
                } else {
                    self.pending.unasked.insert((target, number));
                }
            }
        }
        true
    }

    /// The instances that an action means as seen from a node: those that its path picks, or all that are near.
    fn targets(&self, action: &Planned, from: At) -> Vec<At> {
        if self.node(from) == action.target {
            return vec![from];
        }
        if let Some(path) = &action.path {
            let picked = self.peek(path, from, |value, reader| match value {
                Value::Nodes(nodes) => nodes.iter().filter_map(|&node| reader.at(node)).collect(),
                _ => Vec::new(),
            });
            return picked.unwrap_or_default();
        }
        let layout = &self.plan.layout;
        let place = layout.place(action.target);
        let row = self.tree.cell(from).row;
        let shared = layout.shared(self.tree.row(row).scope, place.scope);
        let mut found = Vec::new();
        if let Some(shared) = self.tree.row_of_scope(row, shared) {
            self.tree
                .rows_inside(layout, shared, place.scope, &mut |row| found.push(self.tree.at(row, place.slot)));
        }
        found
    }

    fn set(&mut self, action: &Planned, target: At) {
        let text = self.text(&action.value, target);
        self.set_computed(target, &text);
    }

    /// Does what happens when the form is opened, in document order, each seeing what was set before it.
    pub(super) fn act_on_load(&mut self, is_first: bool) {
        let plan = Arc::clone(&self.plan);
        for number in plan
            .actions
            .on(|moment| moment == Moment::Load || is_first && moment == Moment::FirstLoad)
        {
            if let Some(action) = plan.actions.all.get(number) {
                for target in self.targets(action, self.root()) {
                    self.set(action, target);
                    self.settle();
                }
            }
        }
    }

    /// Does what happens when instances are added.
    pub(super) fn act_on_new(&mut self, rows: &[RowIx]) {
        let plan = Arc::clone(&self.plan);
        let is_new = |moment: Moment| matches!(moment, Moment::NewInstance(_));
        for number in plan.actions.on(is_new) {
            let Some(action) = plan.actions.all.get(number) else { continue };
            for &row in rows {
                let first = self.tree.first(row);
                if !action.on.contains(&Moment::NewInstance(self.node(first))) {
                    continue;
                }
                for target in self.targets(action, first) {
                    self.set(action, target);
                    self.settle();
                }
            }
        }
    }
}
