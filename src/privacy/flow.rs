//! Where a question's value comes from: what its calculation and its first value read and which answers it chooses among, followed to the
//! end.

use std::collections::{BTreeMap, BTreeSet};

use crate::form::{Condition, Form, Kind, NodeId, Question};
use crate::xpath::Ast;
use crate::xpath::ast::{Path, Start, Step};

/// What each question is computed from.
#[derive(Debug, Clone, Default)]
pub(super) struct Flow {
    sources: BTreeMap<NodeId, Source>,
}

/// What one question reads directly.
#[derive(Debug, Clone, Default)]
pub(super) struct Source {
    /// Questions; a group that is read stands for all that is in it.
    pub(super) reads: BTreeSet<NodeId>,
    /// The clock, chance or the device.
    pub(super) is_volatile: bool,
    /// A file beside the form.
    pub(super) reads_attachment: bool,
}

impl Flow {
    pub(super) fn of(form: &Form) -> Self {
        let mut flow = Self::default();
        for id in form.ids() {
            let Some(question) = form.question(id) else { continue };
            let mut source = Source::default();
            for condition in computed(form, id, question) {
                source.is_volatile |= condition.is_volatile;
                source.reads_attachment |= reads_attachment(form, &condition.expression.ast);
                source.reads.extend(
                    condition
                        .reads()
                        .flat_map(|read| questions_in(form, read))
                        .filter(|read| *read != id),
                );
            }
            source.reads.extend(chosen_among(form, question).filter(|read| *read != id));
            flow.sources.insert(id, source);
        }
        flow
    }

    /// What a question reads directly.
    pub(super) fn source(&self, id: NodeId) -> Option<&Source> {
        self.sources.get(&id)
    }

    /// Everything that a question's value was computed from, directly or not, itself left out.
    pub(super) fn origins(&self, id: NodeId) -> BTreeSet<NodeId> {
        let mut found = BTreeSet::new();
        let mut open = vec![id];
        while let Some(at) = open.pop() {
            for read in self.sources.get(&at).into_iter().flat_map(|source| &source.reads) {
                if found.insert(*read) {
                    open.push(*read);
                }
            }
        }
        found.remove(&id);
        found
    }
}

fn computed<'f>(form: &'f Form, id: NodeId, question: &'f Question) -> impl Iterator<Item = &'f Condition> {
    let actions = form.actions.iter().filter(move |action| action.target == id);
    let set = actions.flat_map(|action| action.path.iter().chain([&action.value]));
    question.calculate.iter().chain(&question.dynamic_default).chain(set)
}

/// The questions among whose answers a question lets choose: it is answered with one of them.
fn chosen_among<'f>(form: &'f Form, question: &'f Question) -> impl Iterator<Item = NodeId> + 'f {
    let itemset = question.choices.as_deref();
    let named = itemset.and_then(|itemset| Some((itemset.nodeset.as_ref()?, itemset.value.rsplit('/').next()?)));
    named.into_iter().flat_map(move |(nodeset, value)| {
        let within = nodeset.reads().flat_map(|read| questions_in(form, read));
        within.filter(move |read| form.node(*read).name == value)
    })
}

/// Questions that decide whether a node is asked: those that its condition and the conditions above it read.
pub(super) fn deciders(form: &Form, id: NodeId) -> BTreeSet<NodeId> {
    let mut found = BTreeSet::new();
    let mut at = Some(id);
    while let Some(current) = at {
        let node = form.node(current);
        let count = match &node.kind {
            Kind::Repeat { count } => count.as_ref(),
            _ => None,
        };
        let filter = form
            .question(current)
            .and_then(|question| question.choices.as_ref()?.filter.as_ref());
        let conditions = node.relevant.iter().chain(count).chain(filter);
        found.extend(conditions.flat_map(Condition::reads).flat_map(|read| questions_in(form, read)));
        at = node.parent;
    }
    found.remove(&id);
    found
}

fn questions_in(form: &Form, id: NodeId) -> Vec<NodeId> {
    match &form.node(id).kind {
        Kind::Question(_) => vec![id],
        Kind::Root | Kind::Group | Kind::Repeat { .. } => {
            form.node(id).children.iter().flat_map(|child| questions_in(form, *child)).collect()
        }
    }
}

/// Whether an expression looks into a file beside the form: what it finds there is not an answer, and no rule says that it may leave.
fn reads_attachment(form: &Form, ast: &Ast) -> bool {
    match ast {
        Ast::Number(_) | Ast::Text(_) => false,
        Ast::Negate(inner) => reads_attachment(form, inner),
        Ast::Binary(_, left, right) => reads_attachment(form, left) || reads_attachment(form, right),
        Ast::Call(call) => {
            let is_own_list = matches!(call.arguments.first(), Some(Ast::Text(list)) if form.lists.contains_key(list.as_ref()));
            let looks_up = matches!(call.callee.name(), "pulldata" | "instance") && !is_own_list;
            looks_up || call.arguments.iter().any(|argument| reads_attachment(form, argument))
        }
        Ast::Path(path) => path_reads_attachment(form, path),
    }
}

fn path_reads_attachment(form: &Form, path: &Path) -> bool {
    let at_start = match &path.start {
        Start::Value(ast) => reads_attachment(form, ast),
        Start::Root | Start::Context => false,
    };
    let inside = |predicates: &[Ast]| predicates.iter().any(|predicate| reads_attachment(form, predicate));
    at_start || inside(&path.predicates) || path.steps.iter().any(|step: &Step| inside(&step.predicates))
}
