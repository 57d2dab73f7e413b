//! Judges a form that compiles: what its author cannot have meant, though it runs.
//!
//! Comparisons that never hold, choices that no filter lets through, questions that can never be asked. All of it is a warning, and is
//! said only where it is certain: what is not understood says nothing.

mod asked;
mod attached;
mod cells;
mod columns;
mod comparisons;
mod constant;
mod defaults;
mod filters;
mod judgement;
mod limits;
mod lists;
mod machine;
mod paths;
mod terms;
mod texts;
mod values;
mod worlds;

#[cfg(test)]
mod tests;

pub use judgement::Judgement;

use super::finding::{FindingKind, Findings};
use super::{Condition, Form, NodeId, Place, Skeleton};
use crate::xpath::Ast;
use cells::Cells;
use columns::Columns;
use values::Values;
use worlds::Sight;

/// Reports everything that is amiss. A form that has errors is judged as far as it could be read: what seems unused may be used by what
/// could not.
pub(super) fn judge(form: &Form, findings: &mut Findings) {
    let is_whole = !findings.has_errors();
    let skeleton = Skeleton::of(form);
    let values = Values::of(form);
    let cells = Cells::of(&form.workbook);
    let columns = Columns::of(form);
    let mut report = Report { findings, cells: &cells };
    each_condition(form, &mut |home, condition| {
        comparisons::judge(form, &values, condition, &mut report);
        paths::judge(&skeleton, home, condition, &mut report);
        attached::judge_look_ups(form, &columns, condition, &mut report);
    });
    let sight = Sight {
        form,
        skeleton: &skeleton,
        values: &values,
    };
    asked::judge(sight, &mut report);
    attached::judge_lists(form, &columns, &mut report);
    filters::judge(form, &values, &columns, &mut report);
    defaults::judge(form, &values, &cells, &mut report);
    texts::judge(form, &cells, &mut report);
    lists::judge_labels(form, &mut report);
    machine::judge(form, &cells, &mut report);
    if is_whole {
        lists::judge_use(form, &mut report);
    }
}

/// Calls `see` with each condition of a form, and the node that it is evaluated at: none for the filter of choices.
fn each_condition<'f>(form: &'f Form, see: &mut dyn FnMut(Option<NodeId>, &'f Condition)) {
    for id in form.ids() {
        let filter = form
            .question(id)
            .and_then(|question| question.choices.as_ref())
            .and_then(|itemset| itemset.filter.as_ref());
        for condition in form.node(id).conditions() {
            let is_filter = filter.is_some_and(|filter| std::ptr::eq(filter, condition));
            see((!is_filter).then_some(id), condition);
        }
    }
    for action in &form.actions {
        see(Some(action.target), &action.value);
    }
    for choice in form.lists.values().flat_map(|list| &list.choices) {
        choice.label.outputs().for_each(|condition| see(Some(NodeId(0)), condition));
    }
    if let Some(condition) = &form.instance_name {
        see(Some(NodeId(0)), condition);
    }
}

/// Where judgements go.
struct Report<'a> {
    findings: &'a mut Findings,
    cells: &'a Cells<'a>,
}

impl Report<'_> {
    /// A judgement on a place as a whole.
    fn say(&mut self, judgement: Judgement, place: &Place) {
        self.find(FindingKind::Judged(Box::new(judgement)), place);
    }

    /// A problem that is told as readers tell it.
    fn find(&mut self, kind: FindingKind, place: &Place) {
        self.findings.report(kind, place.clone());
    }

    /// A judgement on a literal of a condition.
    fn point_at(&mut self, judgement: Judgement, condition: &Condition, literal: &Ast) {
        let kind = FindingKind::Judged(Box::new(judgement));
        match self.cells.excerpt(condition, literal) {
            Some(excerpt) => self.findings.point_at(kind, condition.place.clone(), excerpt),
            None => self.findings.report(kind, condition.place.clone()),
        }
    }
}
