//! Judges a record with repeats by giving it to an interview of the form, which works everything out again.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::row::is_same;
use super::{Breach, Judgement, Rules, What, Wrong};
use crate::dataset::{ColumnIx, Identity, Missing, Record, Value};
use crate::form::{Kind, NodeId};
use crate::interview::{Ambient, At, Interview, Plan, Violation};

/// The first value that the interview would not have allowed.
pub(super) fn judge(rules: &Rules, plan: &Arc<Plan>, absent: &BTreeSet<ColumnIx>, body: &[u8]) -> Judgement {
    let record = Record::unpack(&rules.schema, body)?;
    let identity = Identity {
        instance: "",
        replaces: None,
    };
    let xml = record.to_submission(&rules.form, &rules.schema, identity);
    let ambient = Ambient {
        now: jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC),
        seed: 0,
        device: std::collections::BTreeMap::new(),
    };
    // A record always gives an instance of its own form.
    let Ok(interview) = Interview::restore(Arc::clone(plan), &xml, &ambient) else {
        return Ok(None);
    };
    let mut walk = Walk {
        rules,
        absent,
        record: &record,
        interview: &interview,
        found: None,
    };
    walk.below(interview.root(), 0, &mut Vec::new());
    Ok(walk.found)
}

struct Walk<'a> {
    rules: &'a Rules,
    absent: &'a BTreeSet<ColumnIx>,
    record: &'a Record,
    interview: &'a Interview,
    found: Option<Breach>,
}

impl Walk<'_> {
    /// Goes through what is below a node; `groups` holds the groups above, `row` is the row in the table that they are in.
    fn below(&mut self, above: At, row: usize, groups: &mut Vec<NodeId>) {
        groups.push(self.interview.node(above));
        self.counts(above, row);
        let mut seen: Vec<NodeId> = Vec::new();
        for at in self.interview.children(above) {
            if self.found.is_some() {
                break;
            }
            let node = self.interview.node(at);
            match &self.interview.form().node(node).kind {
                Kind::Root | Kind::Group => self.below(at, row, groups),
                Kind::Repeat { .. } => {
                    let number = seen.iter().filter(|repeat| **repeat == node).count();
                    seen.push(node);
                    if let Some(inner) = self.row_of(node, row, number) {
                        self.below(at, inner, groups);
                    }
                }
                Kind::Question(_) => self.question(at, node, row, groups),
            }
        }
        groups.pop();
    }

    /// Whether a rule can be judged on what is there.
    fn is_judged(&self, node: NodeId, what: What) -> bool {
        let reads = self.rules.judged.get(&(node, what));
        reads.is_some_and(|reads| reads.iter().all(|read| !self.absent.contains(read)))
    }

    /// Holds the number of rows of the repeats right below a node to what the answers call for.
    fn counts(&mut self, above: At, row: usize) {
        let form = self.interview.form();
        for &child in &form.node(self.interview.node(above)).children {
            if self.found.is_some() || !self.is_judged(child, What::Rows) || !self.interview.is_relevant(above) {
                continue;
            }
            let Some(table) = self.rules.schema.tables.iter().position(|table| table.node == child) else {
                continue;
            };
            let parents = self.record.tables.get(table).map_or(&[][..], |rows| rows.parents.as_slice());
            let found = parents.iter().filter(|parent| **parent as usize == row).count();
            let instances = self.interview.instances(above, child);
            let expected = instances.into_iter().filter(|at| self.interview.is_relevant(*at)).count();
            if found != expected {
                self.found = Some(Breach {
                    at: ColumnIx { table, column: 0 },
                    row: 0,
                    value: found.to_string(),
                    wrong: Wrong::Rows { expected },
                });
            }
        }
    }

    /// The row of an instance of a repeat.
    fn row_of(&self, repeat: NodeId, above: usize, number: usize) -> Option<usize> {
        let table = self.rules.schema.tables.iter().position(|table| table.node == repeat)?;
        let parents = &self.record.tables.get(table)?.parents;
        let own = parents.iter().enumerate().filter(|(_, parent)| **parent as usize == above);
        own.map(|(row, _)| row).nth(number)
    }

    fn question(&mut self, at: At, node: NodeId, row: usize, groups: &[NodeId]) {
        let Some(column) = self.rules.schema.find(node).filter(|column| !self.absent.contains(column)) else {
            return;
        };
        let Some(value) = self.record.get(column, row) else { return };
        if let Some(wrong) = self.wrong(at, node, value, groups) {
            self.found = Some(Breach {
                at: column,
                row,
                value: value.text(),
                wrong,
            });
        }
    }

    fn wrong(&self, at: At, node: NodeId, value: &Value, groups: &[NodeId]) -> Option<Wrong> {
        let interview = self.interview;
        let is_judged = |node: NodeId, what: What| self.is_judged(node, what);
        let is_conditional = |node: &NodeId| interview.form().node(*node).relevant.is_some();
        let mut ways = groups.iter().copied().chain([node]);
        let is_asking_known = ways.all(|node| !is_conditional(&node) || is_judged(node, What::Relevant));
        if !interview.is_relevant(at) {
            let has_answer = value.missing() != Some(Missing::NotAsked);
            return (has_answer && is_asking_known).then_some(Wrong::NotAsked);
        }
        let has = value.text();
        if !has.is_empty() && is_judged(node, What::Offered) && interview.value(at) != interview.kept_value(at) {
            return Some(Wrong::NotOffered);
        }
        if is_judged(node, What::Computed) && !interview.is_asked_for(at) && !is_same(interview.value(at), &has) {
            return Some(Wrong::Computed(interview.value(at).to_owned()));
        }
        let is_always = |node: NodeId| {
            let required = interview.form().question(node).and_then(|question| question.required.as_ref());
            required.is_some_and(|required| required.reads().len() == 0 && !required.is_volatile)
        };
        let replies = matches!(value.missing(), Some(Missing::DontKnow | Missing::Refused));
        match interview.violation(at) {
            Some(Violation::Required) if replies || !is_asking_known || !interview.is_asked_for(at) => None,
            Some(Violation::Required) => (is_judged(node, What::Required) || is_always(node)).then_some(Wrong::Required),
            Some(Violation::Constraint) => is_judged(node, What::Constraint).then_some(Wrong::Constraint),
            None => None,
        }
    }
}
