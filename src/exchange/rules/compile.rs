//! Which rules of a form can be judged on what leaves the laptops.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Before, ColumnRules, Condition, Required, ResultKind, Rules, What};
use crate::dataset::{ColumnIx, Interest, Schema};
use crate::form::expression::{self, Rule, RuleKind, Standpoint};
use crate::form::{Form, Kind, NodeId, Skeleton};
use crate::instrument::Instrument;
use crate::interview::Plan;
use crate::privacy::Fate;

impl Rules {
    /// The rules of an instrument over its released schema.
    pub fn of(instrument: &Instrument) -> Self {
        let form = &instrument.form;
        let released = &instrument.plan.released;
        let mut compiler = Compiler {
            form,
            schema: released,
            skeleton: Skeleton::of(form),
            rules: BTreeMap::new(),
            doubtful: BTreeSet::new(),
            whole: instrument
                .plan
                .columns
                .iter()
                .filter(|column| matches!(column.fate, Fate::Leaves(_)))
                .filter_map(|column| Some((column.node, released.find(column.node)?)))
                .collect(),
            conditions: Vec::new(),
            known: BTreeMap::new(),
            unjudged: Vec::new(),
        };
        for rule in expression::rules(form, &compiler.skeleton) {
            compiler.rules.entry((rule.node, rule.kind)).or_insert(rule);
        }
        compiler.settle();
        let own = released.tables.first().map_or(&[][..], |table| table.columns.as_slice());
        let (judged, needs_whole) = compiler.judged();
        let columns: Vec<ColumnRules> = if needs_whole {
            Vec::new()
        } else {
            (0..own.len())
                .map(|column| compiler.column(ColumnIx { table: 0, column }))
                .collect()
        };
        let interest = |before: Before| {
            let judges = columns.iter().enumerate().filter(|(_, rules)| rules.concerns(before));
            let judges = judges.map(|(column, _)| ColumnIx { table: 0, column });
            let reads = compiler.conditions.iter().flat_map(|condition| condition.reads.iter().copied());
            Interest::new(released, judges.chain(reads))
        };
        Self {
            interest: interest(Before::Cells),
            full_interest: interest(Before::Nothing),
            form: Arc::clone(form),
            schema: released.clone(),
            columns,
            plan: needs_whole.then(|| Plan::of(Arc::clone(form))),
            judged,
            unjudged: compiler.unjudged,
            conditions: compiler.conditions,
        }
    }
}

/// Rules by node and what they decide, with the columns that each reads.
type Judged = BTreeMap<(NodeId, What), Vec<ColumnIx>>;

struct Compiler<'a> {
    form: &'a Form,
    schema: &'a Schema,
    skeleton: Skeleton,
    rules: BTreeMap<(NodeId, RuleKind), Rule>,
    /// Calculations whose value cannot be worked out again.
    doubtful: BTreeSet<NodeId>,
    /// What leaves as it was answered.
    whole: BTreeMap<NodeId, ColumnIx>,
    conditions: Vec<Condition>,
    /// Conditions by node and what they decide.
    known: BTreeMap<(NodeId, What), usize>,
    unjudged: Vec<String>,
}

impl Compiler<'_> {
    /// The rules that can be judged, and whether that takes a whole interview: they concern or read rows of repeats.
    fn judged(&mut self) -> (Judged, bool) {
        let mut judged = Judged::new();
        let mut needs_whole = false;
        for (at, column) in self.schema.columns() {
            if !self.whole.contains_key(&column.node) {
                continue;
            }
            let nodes = std::iter::once(column.node).chain(self.groups_above(column.node));
            for (node, what) in nodes.flat_map(|node| KINDS.iter().map(move |kind| (node, *kind))) {
                let is_own = node == column.node;
                let Some(rule) = self.rules.get(&(node, what.0)).filter(|_| is_own || what.1 == What::Relevant) else {
                    continue;
                };
                if is_constant(rule) {
                    needs_whole |= at.table > 0;
                    continue;
                }
                if self.is_judgeable(rule) {
                    judged.insert((node, what.1), self.columns_read(rule));
                    let is_flat = |read: &NodeId| self.whole.get(read).is_some_and(|at| at.table == 0);
                    needs_whole |= at.table > 0 || !rule.reads.iter().all(|read| is_flat(&read.field));
                } else if is_own && !self.unjudged.contains(&column.path) {
                    self.unjudged.push(column.path.clone());
                }
            }
        }
        for table in self.schema.tables.iter().skip(1) {
            let Some(rule) = self.rules.get(&(table.node, RuleKind::Count)) else {
                continue;
            };
            if self.is_judgeable(rule) {
                judged.insert((table.node, What::Rows), self.columns_read(rule));
                needs_whole = true;
            }
        }
        (judged, needs_whole)
    }

    fn columns_read(&self, rule: &Rule) -> Vec<ColumnIx> {
        let reads = rule.reads.iter().filter_map(|read| self.whole.get(&read.field));
        reads.copied().collect()
    }

    /// Finds the calculations that cannot be worked out again: what reads them is not judged either.
    fn settle(&mut self) {
        loop {
            let is_lost = |(node, kind): &&(NodeId, RuleKind)| *kind == RuleKind::Calculate && !self.doubtful.contains(node);
            let rules = self.rules.iter().filter(|(place, _)| is_lost(place));
            let lost: Vec<NodeId> = rules
                .filter(|(_, rule)| !self.is_judgeable(rule))
                .map(|((node, _), _)| *node)
                .collect();
            if lost.is_empty() {
                return;
            }
            self.doubtful.extend(lost);
        }
    }

    /// Whether all that a rule reads left as it was answered, or is the number of instances of a repeat whose rows left.
    fn is_judgeable(&self, rule: &Rule) -> bool {
        let is_volatile = expression::read(&mut (*rule.ast).clone(), Standpoint::Field(rule.node), &self.skeleton).is_volatile;
        let is_known = |node: NodeId| match &self.form.node(node).kind {
            Kind::Question(question) if question.is_asked => self.whole.contains_key(&node) && !self.doubtful.contains(&node),
            Kind::Question(question) => {
                let is_computed = question.calculate.is_some() && question.trigger.is_empty();
                is_computed && self.whole.contains_key(&node) && !self.doubtful.contains(&node)
            }
            Kind::Repeat { .. } => self.schema.tables.iter().any(|table| table.node == node),
            Kind::Root | Kind::Group => false,
        };
        !is_volatile && rule.reads.iter().all(|read| is_known(read.field))
    }

    fn groups_above(&self, node: NodeId) -> Vec<NodeId> {
        let mut groups = Vec::new();
        let mut at = self.form.node(node).parent;
        while let Some(above) = at {
            groups.push(above);
            at = self.form.node(above).parent;
        }
        groups
    }

    /// The rules of a column of the form's own table, none of which reaches into a repeat.
    fn column(&mut self, at: ColumnIx) -> ColumnRules {
        let Some(node) = self.schema.get(at).map(|column| column.node) else {
            return ColumnRules::default();
        };
        let is_whole = self.whole.contains_key(&node);
        let mut rules = ColumnRules {
            is_asking_known: true,
            ..ColumnRules::default()
        };
        for above in std::iter::once(node).chain(self.groups_above(node)) {
            if !self.rules.contains_key(&(above, RuleKind::Relevant)) {
                continue;
            }
            match self.condition(above, RuleKind::Relevant, What::Relevant, |_| truth(true)) {
                Some(condition) => rules.asked_when.push(condition),
                None => rules.is_asking_known = false,
            }
        }
        let Some(question) = self.form.question(node) else { return rules };
        let is_always = |rule: &Rule| matches!(constant(rule), Some(true));
        rules.required = match self.rules.get(&(node, RuleKind::Required)) {
            _ if !question.is_asked => None,
            Some(rule) if is_always(rule) => Some(Required::Always),
            Some(_) => self
                .condition(node, RuleKind::Required, What::Required, |_| truth(false))
                .map(Required::When),
            None => None,
        };
        // What was made coarser is another value than the one that the form judged.
        if is_whole {
            rules.constraint = self.condition(node, RuleKind::Constraint, What::Constraint, |_| truth(true));
            let value = question.choices.as_ref().map(|itemset| itemset.value.clone()).unwrap_or_default();
            if question.data.is_choice() {
                let data = question.data;
                rules.offered = self.condition(node, RuleKind::Choices, What::Offered, |at| ResultKind::Offers { at, value, data });
            }
            if !question.is_asked {
                rules.computed = self.condition(node, RuleKind::Calculate, What::Computed, |_| ResultKind::Value(question.data));
            }
        }
        rules
    }

    /// The number of a condition; `None` where there is none, or none that can be judged.
    fn condition(&mut self, node: NodeId, kind: RuleKind, what: What, result: impl FnOnce(ColumnIx) -> ResultKind) -> Option<usize> {
        if let Some(known) = self.known.get(&(node, what)) {
            return Some(*known);
        }
        let rule = self.rules.get(&(node, kind))?;
        let own = self.whole.get(&node).copied();
        let judges_itself = matches!(what, What::Constraint | What::Offered);
        if !self.is_judgeable(rule) || judges_itself && own.is_none() {
            return None;
        }
        let mut reads: BTreeSet<ColumnIx> = self.columns_read(rule).into_iter().collect();
        reads.extend(own.filter(|_| judges_itself));
        let none = ColumnIx { table: 0, column: 0 };
        self.conditions.push(Condition {
            ast: Arc::clone(&rule.ast),
            home: node,
            reads: reads.into_iter().collect(),
            result: result(own.unwrap_or(none)),
        });
        self.known.insert((node, what), self.conditions.len() - 1);
        Some(self.conditions.len() - 1)
    }
}

const KINDS: [(RuleKind, What); 5] = [
    (RuleKind::Relevant, What::Relevant),
    (RuleKind::Required, What::Required),
    (RuleKind::Constraint, What::Constraint),
    (RuleKind::Choices, What::Offered),
    (RuleKind::Calculate, What::Computed),
];

/// What a rule without any reading says in the words of the standard.
fn constant(rule: &Rule) -> Option<bool> {
    match rule.ast.to_string().trim() {
        "true()" => Some(true),
        "false()" => Some(false),
        _ => None,
    }
}

fn truth(otherwise: bool) -> ResultKind {
    ResultKind::Truth { otherwise }
}

/// `required` that always holds is judged without evaluating anything.
fn is_constant(rule: &Rule) -> bool {
    rule.kind == RuleKind::Required && constant(rule).is_some()
}
