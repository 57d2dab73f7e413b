//! The order in which a form's expressions settle, causes before effects, and the circles that have none.
#![expect(clippy::indexing_slicing, reason = "vertices number the table that is indexed")]

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

use smallvec::SmallVec;

use super::{Reach, Read, Standpoint, read};
use crate::form::{Condition, Form, Itemset, Kind, NodeId, Skeleton};
use crate::xpath::{Ast, Expression};

/// What an expression decides about its node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RuleKind {
    /// How many instances a repeat has.
    Count,
    /// Whether the node is asked.
    Relevant,
    /// Whether it cannot be changed.
    ReadOnly,
    /// Which choices are offered, and so which part of the answer counts.
    Choices,
    /// The value.
    Calculate,
    /// Whether it must be answered.
    Required,
    /// Whether the answer is acceptable.
    Constraint,
    /// Whether the answer is plausible.
    SoftConstraint,
}

/// An expression of the form that is evaluated again whenever what it reads changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Whose.
    pub node: NodeId,
    /// What it decides.
    pub kind: RuleKind,
    /// The expression, resolved; for [`RuleKind::Choices`] the whole of [`choices`].
    pub ast: Arc<Ast>,
    /// What it depends on.
    pub reads: Arc<[Read]>,
}

/// All rules of a form, in document order.
pub fn rules(form: &Form, skeleton: &Skeleton) -> Vec<Rule> {
    let mut rules = Vec::with_capacity(form.nodes.len());
    for node in form.ids() {
        for (kind, (ast, reads)) in expressions(form, node) {
            let (ast, reads) = if let Some(reads) = reads {
                (ast, reads)
            } else {
                let mut own = Arc::unwrap_or_clone(ast);
                let reads = read(&mut own, Standpoint::Field(node), skeleton).reads;
                (Arc::new(own), reads.as_slice().into())
            };
            rules.push(Rule { node, kind, ast, reads });
        }
    }
    rules
}

/// The expressions of a node that are rules.
fn expressions(form: &Form, id: NodeId) -> SmallVec<[(RuleKind, Source); 8]> {
    let node = form.node(id);
    let mut all = SmallVec::new();
    let mut add = |kind: RuleKind, source: Option<Source>| all.extend(source.map(|source| (kind, source)));
    if let Kind::Repeat { count } = &node.kind {
        add(RuleKind::Count, source(count.as_ref()));
    }
    add(RuleKind::Relevant, source(node.relevant.as_ref()));
    add(RuleKind::ReadOnly, source(node.read_only.as_ref()));
    if let Kind::Question(question) = &node.kind {
        let itemset = question
            .choices
            .as_deref()
            .filter(|itemset| itemset.filter.is_some() || itemset.nodeset.is_some() || itemset.seed.is_some());
        let calculate = question.calculate.as_ref().filter(|_| question.trigger.is_empty());
        add(RuleKind::Choices, itemset.and_then(choices).map(|ast| (Arc::new(ast), None)));
        add(RuleKind::Calculate, source(calculate));
        add(RuleKind::Required, source(question.required.as_ref()));
        add(RuleKind::Constraint, source(question.constraint.as_ref()));
        add(RuleKind::SoftConstraint, source(question.soft_constraint.as_ref()));
    }
    all
}

/// An expression and, where its paths are resolved, what it reads.
type Source = (Arc<Ast>, Option<Arc<[Read]>>);

fn source(condition: Option<&Condition>) -> Option<Source> {
    condition.map(|condition| (Arc::clone(&condition.expression.ast), condition.readings.clone()))
}

/// The choices of a question as one expression, evaluated at the question: the list's items, or earlier answers, that pass the filter.
pub fn choices(itemset: &Itemset) -> Option<Ast> {
    let mut ast = if let Some(nodeset) = &itemset.nodeset {
        (*nodeset.expression.ast).clone()
    } else {
        let items = Expression::parse(&format!("instance('{}')/root/item", itemset.list)).ok()?;
        Arc::unwrap_or_clone(items.ast)
    };
    if let Some(filter) = &itemset.filter
        && let Ast::Path(path) = &mut ast
        && let Some(last) = path.steps.last_mut()
    {
        path.field = None;
        last.predicates.push((*filter.expression.ast).clone());
    }
    match &itemset.seed {
        Some(seed) if itemset.is_randomized => shuffled(ast, seed),
        _ => Some(ast),
    }
}

/// `randomize(items, seed)`: the order that every client gives the same seed.
fn shuffled(items: Ast, seed: &Condition) -> Option<Ast> {
    let mut ast = Arc::unwrap_or_clone(Expression::parse("randomize(., 0)").ok()?.ast);
    if let Ast::Call(call) = &mut ast {
        call.arguments = vec![items, (*seed.expression.ast).clone()];
    }
    Some(ast)
}

/// What can change at a node and be read by others.
#[derive(Clone, Copy)]
enum Output {
    Instances,
    Relevance,
    Value,
    /// Nothing reads it.
    Verdict,
}

const OUTPUTS: usize = 4;

fn output(kind: RuleKind) -> Output {
    match kind {
        RuleKind::Count => Output::Instances,
        RuleKind::Relevant => Output::Relevance,
        RuleKind::Choices | RuleKind::Calculate => Output::Value,
        RuleKind::ReadOnly | RuleKind::Required | RuleKind::Constraint | RuleKind::SoftConstraint => Output::Verdict,
    }
}

/// Whether others read what a rule decides.
pub(super) fn is_read(kind: RuleKind) -> bool {
    !matches!(output(kind), Output::Verdict)
}

fn vertex(node: NodeId, output: Output) -> usize {
    node.0 as usize * OUTPUTS + output as usize
}

/// Causes and effects as they are found.
struct Edges(Vec<(u32, u32)>);

impl Edges {
    fn with_capacity(count: usize) -> Self {
        Self(Vec::with_capacity(count))
    }

    fn add(&mut self, cause: usize, effect: usize) {
        if cause != effect {
            self.0.push((cause as u32, effect as u32));
        }
    }
}

/// The place of each vertex, causes before effects.
pub(super) struct Order {
    ranks: Vec<u32>,
    /// Nothing depends on itself.
    pub(super) is_complete: bool,
}

impl Order {
    /// Puts rules in an order in which each comes after those that it depends on, as far as there is one; equals stay in document order.
    pub(super) fn sort(&self, mut rules: Vec<Rule>) -> Vec<Rule> {
        rules.sort_by_key(|rule| (self.ranks[vertex(rule.node, output(rule.kind))], rule.kind));
        rules
    }
}

/// Causes and effects.
pub(super) struct Graph {
    /// Those that depend on a vertex, the vertices one behind the other.
    effects: Vec<u32>,
    /// By vertex: where its effects begin; one more for the end.
    starts: Vec<u32>,
}

impl Graph {
    pub(super) fn of(form: &Form, skeleton: &Skeleton, rules: &[Rule], with_neighbours: bool) -> Self {
        let mut graph = Edges::with_capacity(form.nodes.len() * 5 + rules.len() * 2);
        for id in form.ids() {
            graph.add(vertex(id, Output::Instances), vertex(id, Output::Relevance));
            graph.add(vertex(id, Output::Relevance), vertex(id, Output::Value));
            graph.add(vertex(id, Output::Value), vertex(id, Output::Verdict));
            if let Some(parent) = form.node(id).parent {
                graph.add(vertex(parent, Output::Relevance), vertex(id, Output::Relevance));
                graph.add(vertex(parent, Output::Instances), vertex(id, Output::Instances));
            }
        }
        for rule in rules {
            let effect = vertex(rule.node, output(rule.kind));
            for read in rule.reads.iter() {
                let is_neighbour = read.reach != Reach::Near && skeleton.shared_repeat(rule.node, read.field).is_some();
                if is_neighbour && !with_neighbours {
                    continue;
                }
                let cause = if skeleton.is_repeat(read.field) {
                    Output::Instances
                } else {
                    Output::Value
                };
                graph.add(vertex(read.field, cause), effect);
            }
        }
        Self::from_edges(&graph, form.nodes.len() * OUTPUTS)
    }

    /// Sorts edges by their cause; those of one cause stay in the order in which they were found.
    fn from_edges(edges: &Edges, vertices: usize) -> Self {
        let mut starts = vec![0_u32; vertices + 1];
        for (cause, _) in &edges.0 {
            starts[*cause as usize + 1] += 1;
        }
        for vertex in 0..vertices {
            starts[vertex + 1] += starts[vertex];
        }
        let mut next = starts.clone();
        let mut effects = vec![0; edges.0.len()];
        for (cause, effect) in &edges.0 {
            let place = &mut next[*cause as usize];
            effects[*place as usize] = *effect;
            *place += 1;
        }
        Self { effects, starts }
    }

    /// How many vertices there are.
    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn effects_of(&self, vertex: usize) -> &[u32] {
        &self.effects[self.starts[vertex] as usize..self.starts[vertex + 1] as usize]
    }

    /// By vertex: how many others it depends on.
    fn causes(&self) -> Vec<u32> {
        let mut causes = vec![0; self.len()];
        self.effects.iter().for_each(|&effect| causes[effect as usize] += 1);
        causes
    }

    /// Kahn's algorithm, the smallest vertex first. Where only circles are left, the first of them in document order is cut.
    pub(super) fn order(&self) -> Order {
        let mut causes_left = self.causes();
        // Forms list causes before effects: one sweep meets most vertices when they are ready. These became so behind it.
        let mut behind: BinaryHeap<Reverse<u32>> = BinaryHeap::new();
        let mut ranks = vec![u32::MAX; self.len()];
        let (mut sweep, mut first_left, mut is_complete) = (0, 0, true);
        for rank in 0..self.len() as u32 {
            while sweep < self.len() && behind.is_empty() && causes_left[sweep] > 0 {
                sweep += 1;
            }
            let vertex = if let Some(Reverse(vertex)) = behind.pop() {
                vertex as usize
            } else if sweep < self.len() {
                sweep += 1;
                sweep - 1
            } else {
                is_complete = false;
                while ranks[first_left] != u32::MAX {
                    first_left += 1;
                }
                first_left
            };
            ranks[vertex] = rank;
            for &effect in self.effects_of(vertex) {
                let left = &mut causes_left[effect as usize];
                *left -= 1;
                if *left == 0 && ranks[effect as usize] == u32::MAX && (effect as usize) < sweep {
                    behind.push(Reverse(effect));
                }
            }
        }
        Order { ranks, is_complete }
    }

    /// One circle for each group of vertices that reach one another, as the nodes that it passes.
    pub(super) fn circles(&self) -> Vec<Vec<NodeId>> {
        let ranks_of_free = self.free();
        let mut circles = Vec::new();
        let mut seen = ranks_of_free;
        for start in 0..self.len() {
            if seen[start] {
                continue;
            }
            if let Some(circle) = self.circle_from(start, &mut seen) {
                let mut nodes: Vec<NodeId> = circle
                    .into_iter()
                    .map(|v| NodeId(u32::try_from(v / OUTPUTS).unwrap_or(u32::MAX)))
                    .collect();
                nodes.dedup();
                if nodes.len() > 1 && nodes.first() == nodes.last() {
                    nodes.pop();
                }
                circles.push(nodes);
            }
        }
        circles
    }

    /// Vertices that have a place in the order: no circle passes them.
    fn free(&self) -> Vec<bool> {
        let mut causes_left = self.causes();
        let mut free = vec![false; self.len()];
        let mut ready: Vec<usize> = (0..self.len()).filter(|&v| causes_left[v] == 0).collect();
        while let Some(vertex) = ready.pop() {
            free[vertex] = true;
            for &effect in self.effects_of(vertex) {
                let effect = effect as usize;
                causes_left[effect] -= 1;
                if causes_left[effect] == 0 {
                    ready.push(effect);
                }
            }
        }
        free
    }

    /// Walks along effects without recursion until the way meets itself; marks all that was walked as seen.
    fn circle_from(&self, start: usize, seen: &mut [bool]) -> Option<Vec<usize>> {
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        let mut on_way: BTreeMap<usize, usize> = BTreeMap::from([(start, 0)]);
        let mut found = None;
        while let Some((vertex, next)) = way.last_mut() {
            let vertex = *vertex;
            let Some(effect) = self.effects_of(vertex).get(*next).map(|&effect| effect as usize) else {
                seen[vertex] = true;
                on_way.remove(&vertex);
                way.pop();
                continue;
            };
            *next += 1;
            if let (Some(&since), None) = (on_way.get(&effect), &found) {
                found = Some(way[since..].iter().map(|(v, _)| *v).collect());
            } else if !seen[effect] && !on_way.contains_key(&effect) {
                on_way.insert(effect, way.len());
                way.push((effect, 0));
            }
        }
        found
    }
}
