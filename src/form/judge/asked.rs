//! Questions that can never be asked, constraints that nothing satisfies, questions that must and cannot be answered.
//!
//! A condition that needs an answer needs its question to be asked: so the conditions of that question, and of the groups around it, are
//! taken in too.

use std::collections::BTreeMap;

use super::worlds::{Sight, World, Worlds};
use super::{Judgement, Report, constant};
use crate::form::{Condition, DataType, Form, Kind, NodeId, Question};

/// How many questions' conditions are taken in: a chain of a thousand questions is not followed to its end.
const FARTHEST: usize = 40;

/// Reports what can never be asked, never be answered well, and never be answered at all.
pub(super) fn judge(sight: Sight<'_>, report: &mut Report<'_>) {
    let mut asked = Asked {
        sight,
        known: BTreeMap::new(),
    };
    for id in sight.form.ids() {
        let node = sight.form.node(id);
        let is_hidden_above = node.parent.is_some_and(|parent| asked.is_never(parent));
        if !is_hidden_above && let Some(relevant) = &node.relevant {
            asked.judge_relevance(id, relevant, report);
        }
        if let Some(question) = sight.form.question(id)
            && !asked.is_never(id)
        {
            for constraint in question.constraint.iter().chain(&question.soft_constraint) {
                asked.judge_constraint(id, question, constraint, report);
            }
            judge_lock(sight.form, id, question, report);
        }
    }
}

struct Asked<'a> {
    sight: Sight<'a>,
    /// Whether a node is never asked; `None` while that is being found out.
    known: BTreeMap<NodeId, Option<bool>>,
}

impl Asked<'_> {
    fn judge_relevance(&mut self, id: NodeId, relevant: &Condition, report: &mut Report<'_>) {
        let worlds = self.worlds(id);
        if !worlds.are_none() {
            return;
        }
        let name = self.sight.form.node(id).name.clone();
        let about = worlds.about.map(|about| self.sight.form.node(about).name.clone());
        let judgement = match (constant::truth(&relevant.expression.ast), about) {
            (None, Some(about)) => Judgement::ContradictingConditions { name, about },
            _ => Judgement::NeverAsked { name },
        };
        report.say(judgement, &relevant.place);
    }

    fn judge_constraint(&mut self, id: NodeId, question: &Question, constraint: &Condition, report: &mut Report<'_>) {
        let mut worlds = self.worlds(id);
        worlds.assume_given(id, self.sight);
        let could_be_answered = !worlds.are_none();
        worlds.assume(&constraint.expression.ast, true, id, self.sight);
        if could_be_answered && worlds.are_none() && question.data != DataType::Note {
            let name = self.sight.form.node(id).name.clone();
            report.say(Judgement::UnsatisfiableConstraint { name }, &constraint.place);
        }
    }

    /// Whether a node can never be asked, for its own condition or for one above.
    fn is_never(&mut self, id: NodeId) -> bool {
        if let Some(known) = self.known.get(&id) {
            return known.unwrap_or(false);
        }
        self.known.insert(id, None);
        let node = self.sight.form.node(id);
        let is_never = match (node.parent, &node.relevant) {
            (Some(parent), None) => self.is_never(parent),
            (None, None) => false,
            (_, Some(_)) => self.worlds(id).are_none(),
        };
        self.known.insert(id, Some(is_never));
        is_never
    }

    /// In which ways a node could be asked.
    fn worlds(&mut self, id: NodeId) -> Worlds {
        let mut worlds = Worlds::any();
        self.include(id, &mut worlds);
        while worlds.included.len() < FARTHEST {
            let needed = worlds
                .list
                .iter()
                .flat_map(World::given)
                .find(|needed| !worlds.included.contains(needed));
            let Some(needed) = needed else { break };
            // What is never asked is reported where it stands, not at all that depends on it.
            if self.is_never(needed) {
                worlds.included.insert(needed);
            } else {
                self.include_where_given(needed, &mut worlds);
            }
        }
        worlds
    }

    fn include(&self, id: NodeId, worlds: &mut Worlds) {
        worlds.included.insert(id);
        for at in self.lineage(id) {
            if let Some(relevant) = &self.sight.form.node(at).relevant {
                worlds.assume(&relevant.expression.ast, true, at, self.sight);
            }
        }
    }

    /// Takes in the conditions of a question in the worlds that need its answer.
    fn include_where_given(&self, id: NodeId, worlds: &mut Worlds) {
        let (with, without): (Vec<_>, Vec<_>) = worlds.list.drain(..).partition(|world| world.given().any(|given| given == id));
        worlds.list = with;
        self.include(id, worlds);
        worlds.list.extend(without);
    }

    fn lineage(&self, id: NodeId) -> Vec<NodeId> {
        std::iter::successors(Some(id), |at| self.sight.form.node(*at).parent).collect()
    }
}

/// A question that must be answered, that nobody can answer, and that begins empty. One that is asked on a condition is a barrier: it
/// holds the interview up until what is wrong has been put right.
fn judge_lock(form: &Form, id: NodeId, question: &Question, report: &mut Report<'_>) {
    let always =
        |condition: Option<&Condition>| condition.is_some_and(|condition| constant::truth(&condition.expression.ast) == Some(true));
    let is_locked = std::iter::successors(Some(id), |at| form.node(*at).parent).any(|at| always(form.node(at).read_only.as_ref()));
    let has_value = question.default.is_some()
        || question.dynamic_default.is_some()
        || question.calculate.is_some()
        || question.data == DataType::Metadata
        || form.prefilled.is_some()
        || form.actions.iter().any(|action| action.target == id);
    let is_question = matches!(form.node(id).kind, Kind::Question(_)) && question.is_asked;
    let is_barrier = form.node(id).relevant.is_some();
    if is_question && !is_barrier && is_locked && !has_value && always(question.required.as_ref()) {
        let name = form.node(id).name.clone();
        let place = question.required.as_ref().map_or(&form.node(id).place, |required| &required.place);
        report.say(Judgement::LockedButRequired { name }, place);
    }
}
