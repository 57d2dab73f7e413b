//! How the answers of a form hang together: worked out once, shared by all interviews with the form.
#![expect(clippy::indexing_slicing, reason = "node numbers are made by the form whose plan this is")]

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::actions::Actions;
use super::formula::Formula;
use super::grouped::Grouped;
use super::growing::{Growing, growing};
use super::layout::{Layout, ScopeIx};
use super::register::Register;
use crate::form::expression::{self, Reach, Rule, RuleKind, Settled};
use crate::form::{Form, Itemset, NodeId};
use crate::xpath::Ast;

/// A form prepared for interviewing: its expressions in the order in which they settle, and who reads what.
#[derive(Debug)]
pub struct Plan {
    pub(super) form: Arc<Form>,
    pub(super) layout: Layout,
    pub(super) settled: Arc<Settled>,
    /// Causes before effects.
    pub(super) rules: Vec<PlannedRule>,
    /// By node: the numbers of its rules.
    own_rules: Grouped<u32>,
    /// By node: the rules that read it.
    effects: Grouped<Effect>,
    /// By node: the choices of a question as one expression, where it takes one.
    itemsets: Vec<Option<Arc<Ast>>>,
    /// By list: where its choices stand, entered when one is first looked for.
    registers: HashMap<String, OnceLock<Register>>,
    /// What is set by itself.
    pub(super) actions: Actions,
    /// Metadata of type `end`, outside repeats: the moment of the last step.
    pub(super) ends: Vec<NodeId>,
}

/// An expression that is evaluated again whenever what it reads changes.
#[derive(Debug, Clone)]
pub(super) struct PlannedRule {
    pub(super) node: NodeId,
    pub(super) kind: RuleKind,
    pub(super) ast: Arc<Ast>,
    /// The same made ready, where it is of that kind.
    pub(super) formula: Option<Formula>,
    /// The scope of the instances that it is evaluated for.
    pub(super) scope: ScopeIx,
    /// Where its context stands in a row of that scope: a count is seen from the node around the repeat.
    pub(super) slot: u32,
    /// A count that depends on the instances it makes.
    pub(super) feeds_itself: bool,
}

/// A rule that reads a field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effect {
    pub(super) rule: u32,
    pub(super) reach: Reach,
    /// Instances of field and rule that share an instance of this scope concern one another.
    pub(super) shared: ScopeIx,
    /// Where the rule is evaluated: see [`PlannedRule`].
    pub(super) scope: ScopeIx,
    pub(super) slot: u32,
    /// How far from the node that is read the rule is evaluated, where that is one node in the same row.
    pub(super) distance: Option<i32>,
    /// A calculation that reads what it replaces.
    pub(super) is_own: bool,
}

impl Plan {
    /// Works out the plan of a form.
    pub fn of(form: Arc<Form>) -> Arc<Self> {
        let layout = Layout::of(&form);
        let settled = Arc::clone(form.settled());
        let mut itemsets: Vec<Option<Arc<Ast>>> = form
            .ids()
            .map(|id| itemset_expression(&form, form.question(id)?.choices.as_ref()?))
            .collect();
        for rule in settled.rules.iter().filter(|rule| rule.kind == RuleKind::Choices) {
            itemsets[rule.node.0 as usize] = Some(Arc::clone(&rule.ast));
        }
        let growing = growing(&form, &settled);
        let mut rules: Vec<PlannedRule> = settled.rules.iter().map(|rule| planned(&form, &layout, rule)).collect();
        for count in &growing {
            rules[count.rule as usize].feeds_itself = true;
        }
        let own_rules = settled.rules.iter().zip(0..).map(|(rule, number)| (rule.node, number)).collect();
        Arc::new(Self {
            effects: Grouped::of(form.nodes.len(), effects(&form, &layout, &settled.rules, &growing)),
            rules,
            own_rules: Grouped::of(form.nodes.len(), own_rules),
            itemsets,
            registers: form.lists.keys().map(|list| (list.clone(), OnceLock::new())).collect(),
            actions: Actions::of(&form),
            ends: form
                .ids()
                .filter(|&id| {
                    layout.place(id).scope == ScopeIx::WHOLE && form.question(id).is_some_and(|question| question.type_name == "end")
                })
                .collect(),
            layout,
            settled,
            form,
        })
    }

    /// The form.
    pub fn form(&self) -> &Arc<Form> {
        &self.form
    }

    pub(super) fn rule(&self, number: u32) -> &PlannedRule {
        &self.rules[number as usize]
    }

    /// The rules of a node.
    pub(super) fn rules_of(&self, node: NodeId) -> &[u32] {
        self.own_rules.get(node)
    }

    /// The rule of this kind, if the node has one.
    pub(super) fn rule_of(&self, node: NodeId, kind: RuleKind) -> Option<u32> {
        self.rules_of(node).iter().copied().find(|&number| self.rule(number).kind == kind)
    }

    /// Whether anything happens when the value of a node changes.
    pub(super) fn is_read(&self, node: NodeId) -> bool {
        !self.effects_of(node).is_empty() || self.actions.wait_for_changes()
    }

    /// The rules that read a node.
    pub(super) fn effects_of(&self, node: NodeId) -> &[Effect] {
        self.effects.get(node)
    }

    /// Where the choices of a list stand; `None` where the form itself lists none.
    pub(super) fn register(&self, list: &str) -> Option<&Register> {
        let choices = self.form.lists.get(list)?;
        let register = self.registers.get(list)?;
        Some(register.get_or_init(|| Register::of(choices, self.form.instances.get(list))))
    }

    /// The choices of a question as one expression; `None` where all choices of its list are offered as they stand.
    pub(super) fn itemset(&self, node: NodeId) -> Option<&Arc<Ast>> {
        self.itemsets[node.0 as usize].as_ref()
    }
}

/// A rule and where it is evaluated.
fn planned(form: &Form, layout: &Layout, rule: &Rule) -> PlannedRule {
    let (scope, slot) = context(form, layout, rule);
    PlannedRule {
        node: rule.node,
        kind: rule.kind,
        ast: Arc::clone(&rule.ast),
        formula: match rule.kind {
            RuleKind::Count | RuleKind::Choices => None,
            _ => Formula::of(&rule.ast, layout, (scope, slot)),
        },
        scope,
        slot,
        feeds_itself: false,
    }
}

/// The scope that a rule is evaluated in, and the slot there that it is seen from.
fn context(form: &Form, layout: &Layout, rule: &Rule) -> (ScopeIx, u32) {
    let place = layout.place(rule.node);
    if rule.kind != RuleKind::Count {
        return (place.scope, place.slot);
    }
    let around = form.node(rule.node).parent.unwrap_or(rule.node);
    (place.around, layout.place(around).slot)
}

/// By what they read: the rules that read it.
fn effects(form: &Form, layout: &Layout, rules: &[Rule], growing: &[Growing]) -> Vec<(NodeId, Effect)> {
    let mut effects = Vec::with_capacity(2 * rules.len());
    for (number, rule) in (0..).zip(rules) {
        let own = expression::Read {
            field: rule.node,
            reach: Reach::Near,
        };
        let reads_itself = rule.reads.iter().any(|read| read.field == rule.node);
        // A constraint judges its own answer even if it does not mention it.
        let judges = matches!(rule.kind, RuleKind::Constraint | RuleKind::SoftConstraint);
        let implied = (judges && !reads_itself).then_some(own);
        let near = |field: &NodeId| expression::Read {
            field: *field,
            reach: Reach::Near,
        };
        let causes = growing.iter().filter(|count| count.rule == number).flat_map(|count| &count.answers);
        let (scope, slot) = context(form, layout, rule);
        for read in rule.reads.iter().copied().chain(implied).chain(causes.map(near)) {
            let place = layout.place(read.field);
            let shared = match read.reach {
                Reach::Any => ScopeIx::WHOLE,
                Reach::Near | Reach::Position => layout.shared(place.around, scope),
            };
            let effect = Effect {
                rule: number,
                reach: read.reach,
                shared,
                scope,
                slot,
                distance: (shared == scope && place.scope == scope).then_some(slot as i32 - place.slot as i32),
                is_own: rule.node == read.field && rule.kind == RuleKind::Calculate,
            };
            effects.push((read.field, effect));
        }
    }
    effects
}

/// The choices of a question as an expression, where they cannot simply be taken from the form's list.
fn itemset_expression(form: &Form, itemset: &Itemset) -> Option<Arc<Ast>> {
    let is_plain = itemset.filter.is_none() && itemset.nodeset.is_none() && !itemset.is_randomized;
    if is_plain && form.lists.contains_key(&itemset.list) {
        return None;
    }
    expression::choices(itemset).map(Arc::new)
}
