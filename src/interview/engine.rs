//! Recalculation: after a change only what depends on it is evaluated again, each expression once, and nothing beyond a value that
//! stayed the same.

use std::borrow::Cow;
use std::sync::Arc;

use smallvec::{SmallVec, smallvec};

use super::Interview;
use super::agenda::Task;
use super::answer;
use super::host::Reader;
use super::plan::Plan;
use super::tree::{At, Cell, RowIx};
use crate::form::NodeId;
use crate::form::expression::{Reach, RuleKind};
use crate::xpath::{self, Ast, DocIx, Node};

/// No form needs more evaluations than this for each of its nodes; one that does depends on itself.
const MOST_ROUNDS: u64 = 64;

/// A count beyond this is a slip of the keys, not a number of household members.
const MOST_INSTANCES: f64 = 10_000.0;

/// A longer text is no answer: calculations that double one another's would fill the memory.
const LONGEST_TEXT: usize = 1 << 20;

/// What a node inherits.
#[derive(Clone, Copy)]
struct Above {
    is_relevant: bool,
    is_read_only: bool,
}

impl Default for Above {
    fn default() -> Self {
        Self {
            is_relevant: true,
            is_read_only: false,
        }
    }
}

impl Interview {
    /// Evaluates what waits, causes before effects, until nothing does.
    pub(super) fn settle(&mut self) {
        self.settle_by(&Arc::clone(&self.plan));
    }

    /// The same, for whoever holds the plan already.
    pub(super) fn settle_by(&mut self, plan: &Plan) {
        self.touch();
        let start = self.evaluations;
        loop {
            // Asked each time: the tree may have grown meanwhile.
            if self.evaluations - start > MOST_ROUNDS * self.tree.len() as u64 || self.effort.is_spent() {
                self.agenda.clear();
                self.pending.clear();
                return;
            }
            if let Some(task) = self.agenda.next() {
                if self.tree.is_alive(task.at) {
                    self.carry_out(plan, task);
                }
            } else if !self.act_on_change() {
                return;
            }
        }
    }

    fn carry_out(&mut self, plan: &Plan, task: Task) {
        let rule = plan.rule(task.rule);
        let at = task.at;
        match rule.kind {
            RuleKind::Count => {
                let wanted = self.number(&rule.ast, at).clamp(0.0, MOST_INSTANCES) as usize;
                self.set_instance_count(at, rule.node, wanted);
            }
            RuleKind::Relevant => {
                let holds = self.truth(&rule.ast, at, true);
                if self.tree.cell(at).holds != holds {
                    self.tree.cell_mut(at).holds = holds;
                    self.inherit_relevance(plan, at);
                }
            }
            RuleKind::ReadOnly => {
                let locked = self.truth(&rule.ast, at, false);
                if self.tree.cell(at).is_locked != locked {
                    self.tree.cell_mut(at).is_locked = locked;
                    self.inherit_read_only(plan, at);
                }
            }
            RuleKind::Choices => {
                let kept = self.tree.cell(at).kept.clone();
                self.evaluations += 1;
                self.set_kept(plan, at, &kept);
            }
            RuleKind::Calculate => {
                if self.tree.cell(at).is_relevant {
                    let mut text = std::mem::take(&mut self.computed);
                    self.text_into(&mut text, &rule.ast, at);
                    self.set_computed(plan, at, &text);
                    self.computed = text;
                }
            }
            RuleKind::Required => {
                let required = self.truth(&rule.ast, at, false);
                self.tree.cell_mut(at).is_required = required;
            }
            RuleKind::Constraint => {
                // Nothing is wrong with no answer; whether there must be one is another question.
                let is_acceptable = self.tree.cell(at).value().is_empty() || self.truth(&rule.ast, at, true);
                self.tree.cell_mut(at).is_acceptable = is_acceptable;
            }
            RuleKind::SoftConstraint => {
                let is_plausible = self.tree.cell(at).value().is_empty() || self.truth(&rule.ast, at, true);
                self.tree.cell_mut(at).is_plausible = is_plausible;
            }
        }
    }

    /// Keeps what a formula or a default gave, as the type of the question stores it.
    pub(super) fn set_computed(&mut self, plan: &Plan, at: At, text: &str) {
        let question = plan.form.question(self.node(at));
        let stored = question.map_or(Cow::Borrowed(text), |question| answer::cast(question.data, text));
        self.set_kept(plan, at, &stored);
    }

    /// Keeps a text as a node's answer and tells those who read it if what counts of it changed.
    pub(super) fn set_kept(&mut self, plan: &Plan, at: At, text: &str) {
        let counting = self.counting_part(at, text);
        let now = counting.as_deref().unwrap_or(text);
        let cell = self.tree.cell_mut(at);
        let has_changed = cell.counting() != now;
        if cell.kept != *text {
            cell.kept.clear();
            cell.kept.push_str(text);
        }
        let (element, is_relevant) = (cell.element, cell.is_relevant);
        if has_changed {
            self.tree.document.set_text(element, now);
        }
        self.tree.cell_mut(at).counting = counting.map(String::into_boxed_str);
        if has_changed && is_relevant {
            self.tell_readers(plan, at);
        }
    }

    /// Puts everything that reads the value of a node on the agenda.
    pub(super) fn tell_readers(&mut self, plan: &Plan, at: At) {
        let cell = self.tree.cell(at);
        let (node, row) = (cell.node, cell.row);
        self.pending.note_change(&plan.actions, node, at);
        for effect in plan.effects_of(node) {
            let rule = plan.rule(effect.rule);
            // A calculation that reads what it replaces would never end.
            let is_own = rule.node == node && rule.kind == RuleKind::Calculate;
            let Some(shared) = self.tree.row_of_scope(row, effect.shared) else {
                continue;
            };
            self.schedule_inside(plan, shared, effect.rule, is_own.then_some(at));
        }
    }

    /// Puts everything that reads which instances a repeat has on the agenda. `first_moved` is the number of the first instance whose
    /// place among its siblings changed.
    pub(super) fn tell_readers_of_instances(&mut self, plan: &Plan, above: RowIx, repeat: NodeId, first_moved: Option<usize>) {
        for effect in plan.effects_of(repeat) {
            if effect.reach == Reach::Position {
                let (Some(first), scope) = (first_moved, plan.layout.place(repeat).scope) else {
                    continue;
                };
                let number = plan.layout.scope(scope).number;
                let moved: Vec<RowIx> = self
                    .tree
                    .row(above)
                    .repeats
                    .get(number)
                    .into_iter()
                    .flatten()
                    .skip(first)
                    .copied()
                    .collect();
                for row in moved {
                    self.schedule_inside(plan, row, effect.rule, None);
                }
            } else if let Some(shared) = self.tree.row_of_scope(above, effect.shared) {
                self.schedule_inside(plan, shared, effect.rule, None);
            }
        }
    }

    /// Schedules a rule at each of its instances inside a row.
    fn schedule_inside(&mut self, plan: &Plan, row: RowIx, rule: u32, except: Option<At>) {
        let planned = plan.rule(rule);
        let slot = planned.slot;
        let (tree, agenda) = (&self.tree, &mut self.agenda);
        if tree.row(row).scope == planned.scope {
            let at = tree.at(row, slot);
            if Some(at) != except {
                agenda.add(Task { rule, at });
            }
            return;
        }
        tree.rows_inside(&plan.layout, row, planned.scope, &mut |found| {
            let at = tree.at(found, slot);
            if Some(at) != except {
                agenda.add(Task { rule, at });
            }
        });
    }

    /// Schedules every rule of a new row.
    pub(super) fn schedule_row(&mut self, plan: &Plan, row: RowIx) {
        let scope = self.tree.row(row).scope;
        for &node in &plan.layout.scope(scope).members {
            for &rule in plan.rules_of(node) {
                if plan.rule(rule).kind != RuleKind::Count {
                    self.schedule_inside(plan, row, rule, None);
                }
            }
        }
        for &inner in &plan.layout.scope(scope).repeats {
            let repeat = plan.layout.scope(inner).members.first();
            if let Some(count) = repeat.and_then(|&repeat| plan.rule_of(repeat, RuleKind::Count)) {
                self.schedule_inside(plan, row, count, None);
            }
        }
    }

    /// Carries a node's relevance down to all that is below it, and tells those who read what appeared or vanished.
    pub(super) fn inherit_relevance(&mut self, plan: &Plan, at: At) {
        let changed = self.carry_down(plan, at, |cell, above| {
            let is_relevant = above.is_relevant && cell.holds;
            std::mem::replace(&mut cell.is_relevant, is_relevant) != is_relevant
        });
        for at in changed {
            let cell = self.tree.cell(at);
            if !cell.counting().is_empty() {
                self.tell_readers(plan, at);
            }
            let cell = self.tree.cell(at);
            if cell.is_relevant {
                let node = cell.node;
                self.pending.note_asked(at);
                for kind in [RuleKind::Calculate, RuleKind::Constraint, RuleKind::SoftConstraint] {
                    if let Some(rule) = plan.rule_of(node, kind) {
                        self.agenda.add(Task { rule, at });
                    }
                }
            }
        }
    }

    /// Carries down that a node cannot be changed.
    pub(super) fn inherit_read_only(&mut self, plan: &Plan, at: At) {
        self.carry_down(plan, at, |cell, above| {
            let is_read_only = above.is_read_only || cell.is_locked;
            std::mem::replace(&mut cell.is_read_only, is_read_only) != is_read_only
        });
    }

    /// Updates a node and, where that changed something, what is below it, parents before children; the questions that changed.
    fn carry_down(&mut self, plan: &Plan, at: At, update: impl Fn(&mut Cell, Above) -> bool) -> SmallVec<[At; 4]> {
        let mut questions = SmallVec::new();
        let mut left: SmallVec<[At; 4]> = smallvec![at];
        while let Some(at) = left.pop() {
            let above = self.above(at).map_or(Above::default(), |above| {
                let cell = self.tree.cell(above);
                Above {
                    is_relevant: cell.is_relevant,
                    is_read_only: cell.is_read_only,
                }
            });
            if !update(self.tree.cell_mut(at), above) {
                continue;
            }
            let cell = self.tree.cell(at);
            if plan.layout.place(cell.node).is_question {
                questions.push(at);
            }
            left.extend(self.children(at).into_iter().rev());
        }
        questions
    }

    /// The number of an expression's value at a node; NaN becomes 0.
    fn number(&mut self, ast: &Ast, at: At) -> f64 {
        let number = self.evaluate(ast, at, |value, reader| value.to_number(reader)).unwrap_or(0.0);
        if number.is_nan() { 0.0 } else { number }
    }

    /// Whether an expression holds at a node; `otherwise` where it cannot be evaluated.
    fn truth(&mut self, ast: &Ast, at: At, otherwise: bool) -> bool {
        self.evaluate(ast, at, |value, _| value.to_boolean()).unwrap_or(otherwise)
    }

    /// An expression's value at a node as text; empty where it cannot be evaluated or is no number.
    pub(super) fn text(&mut self, ast: &Ast, at: At) -> String {
        let mut text = String::new();
        self.text_into(&mut text, ast, at);
        text
    }

    /// The same, in the place of another text.
    fn text_into(&mut self, text: &mut String, ast: &Ast, at: At) {
        text.clear();
        self.evaluate(ast, at, |value, reader| match value {
            xpath::Value::Number(number) if number.is_nan() => {}
            value => {
                let value = value.to_text(reader);
                if value.len() <= LONGEST_TEXT {
                    text.push_str(&value);
                }
            }
        });
    }

    fn evaluate<T>(&mut self, ast: &Ast, at: At, take: impl FnOnce(&xpath::Value<'_>, &Reader<'_>) -> T) -> Option<T> {
        self.evaluations += 1;
        self.peek(ast, at, take)
    }

    /// Evaluates without counting: for what is only shown.
    pub(super) fn peek<T>(&self, ast: &Ast, at: At, take: impl FnOnce(&xpath::Value<'_>, &Reader<'_>) -> T) -> Option<T> {
        let reader = Reader {
            interview: self,
            origin: at,
        };
        let node = Node {
            doc: DocIx(0),
            ix: self.tree.cell(at).element,
        };
        let value = xpath::evaluate(ast, node, &reader).ok()?;
        Some(take(&value, &reader))
    }
}
