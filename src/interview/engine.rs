//! Recalculation: after a change only what depends on it is evaluated again, each expression once, and nothing beyond a value that
//! stayed the same.

use smallvec::{SmallVec, smallvec};

use super::Interview;
use super::agenda::Task;
use super::answer;
use super::formula::{self, View};
use super::host::Reader;
use super::plan::{Plan, PlannedRule};
use super::tree::{At, Cell, RowIx};
use crate::form::NodeId;
use crate::form::expression::{Reach, RuleKind};
use crate::xpath::{self, Ast};

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
        self.touch();
        let start = self.evaluations;
        let mut most = 0;
        loop {
            if self.evaluations > most {
                // The tree may have grown meanwhile.
                most = start + MOST_ROUNDS * self.tree.len() as u64;
            }
            if self.evaluations > most || self.effort.is_spent() {
                self.agenda.clear();
                self.pending.clear();
                return;
            }
            if let Some(task) = self.agenda.next() {
                if self.tree.is_alive(task.at) {
                    self.carry_out(task);
                }
            } else if !self.act_on_change() {
                return;
            }
        }
    }

    fn carry_out(&mut self, task: Task) {
        let rule = self.plan.rule(task.rule);
        let at = task.at;
        match rule.kind {
            RuleKind::Count => {
                let repeat = rule.node;
                let wanted = self.number(&rule.ast, at).clamp(0.0, MOST_INSTANCES) as usize;
                self.evaluations += 1;
                if self.may_count(task, wanted) {
                    self.set_instance_count(at, repeat, wanted);
                }
            }
            RuleKind::Relevant => {
                let holds = self.truth(rule, at).unwrap_or(true);
                self.evaluations += 1;
                if self.tree.cell(at).holds != holds {
                    self.tree.cell_mut(at).holds = holds;
                    self.inherit_relevance(at);
                }
            }
            RuleKind::ReadOnly => {
                let locked = self.truth(rule, at).unwrap_or(false);
                self.evaluations += 1;
                if self.tree.cell(at).is_locked != locked {
                    self.tree.cell_mut(at).is_locked = locked;
                    self.inherit_read_only(at);
                }
            }
            RuleKind::Choices => {
                let kept = self.tree.cell(at).kept.clone();
                self.evaluations += 1;
                self.set_kept(at, &kept);
            }
            RuleKind::Calculate => {
                if self.tree.cell(at).is_relevant {
                    self.evaluations += 1;
                    self.calculate(task);
                }
            }
            RuleKind::Required => {
                let required = self.truth(rule, at).unwrap_or(false);
                self.evaluations += 1;
                self.tree.cell_mut(at).is_required = required;
            }
            RuleKind::Constraint => {
                let is_acceptable = self.judge(task);
                self.tree.cell_mut(at).is_acceptable = is_acceptable;
            }
            RuleKind::SoftConstraint => {
                let is_plausible = self.judge(task);
                self.tree.cell_mut(at).is_plausible = is_plausible;
            }
        }
    }

    /// Whether a repeat may have so many instances now: a count that depends on them makes them more once in a step.
    fn may_count(&mut self, task: Task, wanted: usize) -> bool {
        let rule = self.plan.rule(task.rule);
        if !rule.feeds_itself {
            return true;
        }
        let (layout, above) = (&self.plan.layout, self.tree.cell(task.at).row);
        if wanted <= self.tree.instances(layout, above, layout.place(rule.node).scope).len() {
            return true;
        }
        if self.grown.contains(&task) {
            return false;
        }
        self.grown.push(task);
        true
    }

    fn calculate(&mut self, task: Task) {
        let (rule, at) = (self.plan.rule(task.rule), task.at);
        if let Some(number) = rule.formula.as_ref().and_then(|formula| formula.as_number(self.view(at))) {
            return self.set_computed(at, &formula::written(number));
        }
        let mut text = std::mem::take(&mut self.computed);
        self.calculate_into(&mut text, self.plan.rule(task.rule), at);
        self.set_computed(at, &text);
        self.computed = text;
    }

    /// Whether a constraint holds. Nothing is wrong with no answer; whether there must be one is another question.
    fn judge(&mut self, task: Task) -> bool {
        if self.tree.cell(task.at).value().is_empty() {
            return true;
        }
        self.evaluations += 1;
        self.truth(self.plan.rule(task.rule), task.at).unwrap_or(true)
    }

    /// Keeps what a formula or a default gave, as the type of the question stores it.
    pub(super) fn set_computed(&mut self, at: At, text: &str) {
        match self.plan.form.question(self.node(at)) {
            Some(question) => self.set_kept(at, &answer::cast(question.data, text)),
            None => self.set_kept(at, text),
        }
    }

    /// Keeps a text as a node's answer and tells those who read it if what counts of it changed.
    pub(super) fn set_kept(&mut self, at: At, text: &str) {
        if self.takes_an_expression(at) {
            self.set_chosen(at, text);
            return;
        }
        let cell = self.tree.cell_mut(at);
        if cell.kept != text {
            cell.kept.clear();
            cell.kept.push_str(text);
            self.set_counting(at, text);
        }
    }

    /// The same where the choices offered are worked out: some of the text may not count.
    fn set_chosen(&mut self, at: At, text: &str) {
        let counting = self.counting_part(at, text);
        let now = counting.as_deref().unwrap_or(text);
        let cell = self.tree.cell_mut(at);
        let has_changed = cell.counting() != now;
        text.clone_into(&mut cell.kept);
        cell.counting = counting.as_deref().map(Box::from);
        if has_changed {
            self.set_counting(at, now);
        }
    }

    /// What counts of a node's answer has changed to this.
    fn set_counting(&mut self, at: At, text: &str) {
        let cell = self.tree.cell_mut(at);
        cell.number = xpath::number_of(text);
        let (node, element, is_relevant) = (cell.node, cell.element, cell.is_relevant);
        self.tree.document.set_text(element, text);
        if is_relevant && self.plan.is_read(node) {
            self.tell_readers(at);
        }
    }

    /// Puts everything that reads the value of a node on the agenda.
    fn tell_readers(&mut self, at: At) {
        let Self {
            plan,
            tree,
            agenda,
            pending,
            ..
        } = self;
        let cell = tree.cell(at);
        pending.note_change(&plan.actions, cell.node, at);
        // The last first: so each comes before all that wait.
        for effect in plan.effects_of(cell.node).iter().rev() {
            if let Some(distance) = effect.distance {
                if !effect.is_own {
                    agenda.add(Task {
                        rule: effect.rule,
                        at: at.further(distance),
                    });
                }
                continue;
            }
            let Some(shared) = tree.row_of_scope(cell.row, effect.shared) else {
                continue;
            };
            let mut add = |row| {
                let there = tree.at(row, effect.slot);
                if !effect.is_own || there != at {
                    agenda.add(Task {
                        rule: effect.rule,
                        at: there,
                    });
                }
            };
            if effect.scope == effect.shared {
                add(shared);
            } else {
                tree.rows_inside(&plan.layout, shared, effect.scope, &mut add);
            }
        }
    }

    /// Puts everything that reads which instances a repeat has on the agenda. `first_moved` is the number of the first instance whose
    /// place among its siblings changed.
    pub(super) fn tell_readers_of_instances(&mut self, above: RowIx, repeat: NodeId, first_moved: Option<usize>) {
        let Self { plan, tree, agenda, .. } = self;
        for effect in plan.effects_of(repeat) {
            let mut add = |row| {
                agenda.add(Task {
                    rule: effect.rule,
                    at: tree.at(row, effect.slot),
                });
            };
            if effect.reach == Reach::Position {
                let (Some(first), scope) = (first_moved, plan.layout.place(repeat).scope) else {
                    continue;
                };
                let instances = tree.row(above).repeats.get(plan.layout.scope(scope).number);
                for &moved in instances.into_iter().flatten().skip(first) {
                    tree.rows_inside(&plan.layout, moved, effect.scope, &mut add);
                }
            } else if let Some(shared) = tree.row_of_scope(above, effect.shared) {
                tree.rows_inside(&plan.layout, shared, effect.scope, &mut add);
            }
        }
    }

    /// Schedules a rule at each of its instances inside a row.
    fn schedule_inside(&mut self, row: RowIx, rule: u32) {
        let Self { plan, tree, agenda, .. } = self;
        let planned = plan.rule(rule);
        tree.rows_inside(&plan.layout, row, planned.scope, &mut |row| {
            agenda.add(Task {
                rule,
                at: tree.at(row, planned.slot),
            });
        });
    }

    /// Schedules every rule of a new row.
    pub(super) fn schedule_row(&mut self, plan: &Plan, row: RowIx) {
        let scope = self.tree.row(row).scope;
        for &node in &plan.layout.scope(scope).members {
            for &rule in plan.rules_of(node) {
                if plan.rule(rule).kind != RuleKind::Count {
                    self.schedule_inside(row, rule);
                }
            }
        }
        for &inner in &plan.layout.scope(scope).repeats {
            let repeat = plan.layout.scope(inner).members.first();
            if let Some(count) = repeat.and_then(|&repeat| plan.rule_of(repeat, RuleKind::Count)) {
                self.schedule_inside(row, count);
            }
        }
    }

    /// Carries a node's relevance down to all that is below it, and tells those who read what appeared or vanished.
    pub(super) fn inherit_relevance(&mut self, at: At) {
        let inherit = |cell: &mut Cell, above: Above| {
            let is_relevant = above.is_relevant && cell.holds;
            std::mem::replace(&mut cell.is_relevant, is_relevant) != is_relevant
        };
        let place = self.plan.layout.place(self.node(at));
        if place.is_question && place.is_leaf() {
            // By far the commonest.
            let above = self.inherited(at);
            if inherit(self.tree.cell_mut(at), above) {
                self.tell_of_relevance(at);
            }
            return;
        }
        for at in self.carry_down(at, inherit) {
            self.tell_of_relevance(at);
        }
    }

    /// Tells those who read a question that it appeared or vanished.
    fn tell_of_relevance(&mut self, at: At) {
        let cell = self.tree.cell(at);
        let (has_answer, is_relevant) = (!cell.counting().is_empty(), cell.is_relevant);
        if has_answer && self.plan.is_read(cell.node) {
            self.tell_readers(at);
        }
        if is_relevant {
            self.ask_again(at, has_answer);
        }
    }

    /// What was not worked out while a question was not asked.
    fn ask_again(&mut self, at: At, has_answer: bool) {
        self.pending.note_asked(at);
        let Self { plan, tree, agenda, .. } = self;
        for &rule in plan.rules_of(tree.cell(at).node) {
            let is_due = match plan.rule(rule).kind {
                RuleKind::Calculate => true,
                RuleKind::Constraint | RuleKind::SoftConstraint => has_answer,
                _ => false,
            };
            if is_due {
                agenda.add(Task { rule, at });
            }
        }
        if !has_answer {
            let cell = tree.cell_mut(at);
            (cell.is_acceptable, cell.is_plausible) = (true, true);
        }
    }

    /// Carries down that a node cannot be changed.
    pub(super) fn inherit_read_only(&mut self, at: At) {
        self.carry_down(at, |cell, above| {
            let is_read_only = above.is_read_only || cell.is_locked;
            std::mem::replace(&mut cell.is_read_only, is_read_only) != is_read_only
        });
    }

    /// What a node inherits.
    fn inherited(&self, at: At) -> Above {
        self.above(at).map_or(Above::default(), |above| {
            let cell = self.tree.cell(above);
            Above {
                is_relevant: cell.is_relevant,
                is_read_only: cell.is_read_only,
            }
        })
    }

    /// Updates a node and, where that changed something, what is below it, parents before children; the questions that changed.
    fn carry_down(&mut self, at: At, update: impl Fn(&mut Cell, Above) -> bool) -> SmallVec<[At; 4]> {
        let mut questions = SmallVec::new();
        let mut left: SmallVec<[At; 4]> = smallvec![at];
        while let Some(at) = left.pop() {
            let above = self.inherited(at);
            if !update(self.tree.cell_mut(at), above) {
                continue;
            }
            let place = self.plan.layout.place(self.node(at));
            if place.is_question {
                questions.push(at);
            }
            if !place.is_leaf() {
                left.extend(self.children(at).into_iter().rev());
            }
        }
        questions
    }

    /// The number of an expression's value at a node; NaN becomes 0.
    fn number(&self, ast: &Ast, at: At) -> f64 {
        let number = self.peek(ast, at, |value, reader| value.to_number(reader)).unwrap_or(0.0);
        if number.is_nan() { 0.0 } else { number }
    }

    /// What formulas at a node are worked out from.
    #[inline]
    pub(super) fn view(&self, at: At) -> View<'_> {
        View {
            tree: &self.tree,
            at,
            zone: self.now.time_zone(),
        }
    }

    /// Whether a condition holds at a node; `None` where it cannot be evaluated.
    #[inline]
    fn truth(&self, rule: &PlannedRule, at: At) -> Option<bool> {
        if let Some(formula) = &rule.formula {
            return Some(formula.truth(self.view(at)));
        }
        let (reader, node) = self.reader(at);
        xpath::evaluate_truth(&rule.ast, node, &reader).ok()
    }

    /// Writes what a calculation gives at a node in the place of another text.
    fn calculate_into(&self, text: &mut String, rule: &PlannedRule, at: At) {
        let Some(formula) = &rule.formula else {
            return self.text_into(text, &rule.ast, at);
        };
        text.clear();
        let value = formula.text(self.view(at));
        if value.len() <= LONGEST_TEXT {
            text.push_str(&value);
        }
    }

    /// An expression's value at a node as text; empty where it cannot be evaluated or is no number.
    pub(super) fn text(&self, ast: &Ast, at: At) -> String {
        let mut text = String::new();
        self.text_into(&mut text, ast, at);
        text
    }

    /// The same, in the place of another text.
    fn text_into(&self, text: &mut String, ast: &Ast, at: At) {
        text.clear();
        self.peek(ast, at, |value, reader| match value {
            xpath::Value::Number(number) if number.is_nan() => {}
            value => {
                let value = value.to_text(reader);
                if value.len() <= LONGEST_TEXT {
                    text.push_str(&value);
                }
            }
        });
    }

    /// What is made of an expression's value at a node; `None` where it cannot be evaluated.
    pub(super) fn peek<T>(&self, ast: &Ast, at: At, take: impl FnOnce(&xpath::Value<'_>, &Reader<'_>) -> T) -> Option<T> {
        let (reader, node) = self.reader(at);
        let value = xpath::evaluate(ast, node, &reader).ok()?;
        Some(take(&value, &reader))
    }
}
