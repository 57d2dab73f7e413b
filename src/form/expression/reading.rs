//! Follows the paths of an expression over the form's names, without an interview: which fields it can reach, and from which instances.

use smallvec::{SmallVec, smallvec};

use crate::form::skeleton::{attribute_name, local};
use crate::form::{NodeId, Skeleton};
use crate::xpath::ast::{Axis, Call, NodeTest, Operator, Path, Start, Step};
use crate::xpath::{Ast, FieldIx};

/// Where an expression is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standpoint {
    /// At a field: relative paths start there.
    Field(NodeId),
    /// At each choice of this question's list: relative paths name the choice's columns, `current()` is the question.
    Choice(NodeId),
}

/// From which instances of a field a change can reach the expression; ordered from narrow to wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Only the number that an instance bears among its siblings: removing matters, appending does not.
    Position,
    /// Instances within the innermost repeat instance that both share.
    Near,
    /// Any instance in the form.
    Any,
}

/// A field that an expression may read. Reading a repeat means depending on its instances coming and going.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// The field.
    pub field: NodeId,
    /// Its instances.
    pub reach: Reach,
}

/// All that an expression depends on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// Sorted by field, each once.
    pub reads: SmallVec<[Read; 4]>,
    /// It reads the clock or chance.
    pub is_volatile: bool,
}

const VOLATILE: [&str; 5] = ["now", "today", "random", "uuid", "randomize"];

/// Resolves the paths of an expression in place and tells what it reads.
pub fn read(ast: &mut Ast, standpoint: Standpoint, skeleton: &Skeleton) -> Reading {
    let (home, here) = match standpoint {
        Standpoint::Field(home) => (home, Spots::at(home)),
        Standpoint::Choice(home) => (home, Spots::Foreign),
    };
    let mut walk = Walk {
        fields: skeleton,
        home,
        reads: SmallVec::new(),
        is_volatile: false,
    };
    let frame = Frame {
        here: &here,
        is_outermost: true,
    };
    walk.expression(ast, frame, Usage::Value);
    Reading {
        reads: walk.reads,
        is_volatile: walk.is_volatile,
    }
}

/// The document node above the root, or a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spot {
    Document,
    Field(NodeId),
}

/// Where a path can stand after some steps.
#[derive(Debug, Clone)]
enum Spots {
    /// In another document, or not a set of nodes at all.
    Foreign,
    /// At instances of these, never having been above `top`.
    Known { spots: SmallVec<[Spot; 2]>, top: Spot },
}

impl Spots {
    fn at(field: NodeId) -> Self {
        Self::Known {
            spots: smallvec![Spot::Field(field)],
            top: Spot::Field(field),
        }
    }

    fn document() -> Self {
        Self::Known {
            spots: smallvec![Spot::Document],
            top: Spot::Document,
        }
    }

    /// The one field that this can be.
    fn only(&self) -> Option<NodeId> {
        match self {
            Self::Known { spots, .. } => match spots.as_slice() {
                [Spot::Field(field)] => Some(*field),
                _ => None,
            },
            Self::Foreign => None,
        }
    }
}

/// What a set of nodes is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Usage {
    /// Its texts.
    Value,
    /// Only which nodes there are.
    Nodes,
    /// Only the place among the siblings.
    Position,
}

/// What surrounds a sub-expression.
#[derive(Clone, Copy)]
struct Frame<'a> {
    here: &'a Spots,
    /// Not inside a predicate of the primary instance: the context is the field that the expression belongs to, or a choice.
    is_outermost: bool,
}

struct Walk<'a> {
    fields: &'a Skeleton,
    home: NodeId,
    /// Sorted by field, each once.
    reads: SmallVec<[Read; 4]>,
    is_volatile: bool,
}

impl Walk<'_> {
    fn expression(&mut self, ast: &mut Ast, frame: Frame<'_>, usage: Usage) -> Spots {
        match ast {
            Ast::Number(_) | Ast::Text(_) => Spots::Foreign,
            Ast::Negate(inner) => {
                self.expression(inner, frame, Usage::Value);
                Spots::Foreign
            }
            Ast::Binary(Operator::Union, left, right) => {
                let left = self.expression(left, frame, usage);
                let right = self.expression(right, frame, usage);
                self.union(left, right)
            }
            Ast::Binary(_, left, right) => {
                self.expression(left, frame, Usage::Value);
                self.expression(right, frame, Usage::Value);
                Spots::Foreign
            }
            Ast::Call(call) => {
                let Call { callee, arguments, .. } = call;
                self.call(callee.name(), arguments, frame)
            }
            Ast::Path(path) => self.path(path, frame, usage),
        }
    }

    fn call(&mut self, name: &str, arguments: &mut [Ast], frame: Frame<'_>) -> Spots {
        if name == "current" {
            return Spots::at(self.home);
        }
        self.is_volatile |= VOLATILE.contains(&name);
        let usage = match name {
            "count" | "name" | "local-name" | "namespace-uri" => Usage::Nodes,
            "position" => Usage::Position,
            _ => Usage::Value,
        };
        for (place, argument) in arguments.iter_mut().enumerate() {
            if name == "indexed-repeat" {
                self.indexed_repeat_argument(place, argument, frame);
            } else {
                self.expression(argument, frame, usage);
            }
        }
        Spots::Foreign
    }

    /// `indexed-repeat(field, repeat, index, …)` leaves the shared instance: whatever it names, it may read from any.
    fn indexed_repeat_argument(&mut self, place: usize, argument: &mut Ast, frame: Frame<'_>) {
        let usage = if place % 2 == 1 { Usage::Nodes } else { Usage::Value };
        let spots = self.expression(argument, frame, usage);
        if let (Some(field), false) = (spots.only(), place > 0 && place.is_multiple_of(2)) {
            self.note(field, Reach::Any);
            let above: Vec<NodeId> = self.fields.repeats_above(field).collect();
            for repeat in above {
                self.note(repeat, Reach::Any);
            }
        }
    }

    fn path(&mut self, path: &mut Path, frame: Frame<'_>, usage: Usage) -> Spots {
        let has_steps = !path.steps.is_empty();
        let mut is_plain = path.predicates.is_empty();
        let mut at = match &mut path.start {
            Start::Root => Spots::document(),
            Start::Context => frame.here.clone(),
            Start::Value(inner) => {
                is_plain &= is_current(inner);
                self.expression(inner, frame, if has_steps { Usage::Nodes } else { usage })
            }
        };
        // Within this path alone, for what it means at one context; `at` remembers the way from the expression's own field.
        let origin = at.only();
        let mut climbed = origin.map(Spot::Field);
        self.predicates(&mut path.predicates, &at);
        for step in &mut path.steps {
            at = self.step(&at, step);
            is_plain &= step.predicates.is_empty() && is_simple(step);
            if let (Spots::Known { spots, .. }, Axis::Parent) = (&at, step.axis) {
                climbed = spots.iter().copied().chain(climbed).min_by_key(|&spot| self.depth(spot));
            }
            self.predicates(&mut step.predicates, &at);
        }
        path.field = None;
        if is_plain && let Some(field) = at.only() {
            let is_same_for_all = self.fields.repeats_above(field).next().is_none();
            let means_the_nearest = match &path.start {
                Start::Root => is_same_for_all || frame.is_outermost,
                Start::Value(_) | Start::Context => origin.is_some_and(|origin| self.is_nearest(origin, field, climbed)),
            };
            path.field = means_the_nearest.then_some(FieldIx(field.0));
        }
        // A relative path at a predicate's context is near that context, not near the expression's own field.
        let is_near_home = path.field.is_some() && (frame.is_outermost || !matches!(path.start, Start::Context));
        if let Spots::Known { spots, top } = &at {
            for &spot in spots {
                self.read_spot(spot, *top, usage, is_near_home);
            }
        }
        at
    }

    fn predicates(&mut self, predicates: &mut [Ast], candidates: &Spots) {
        for predicate in predicates {
            self.expression(
                predicate,
                Frame {
                    here: candidates,
                    is_outermost: matches!(candidates, Spots::Foreign),
                },
                Usage::Value,
            );
        }
    }

    /// Whether a relative path means all instances of a field that are near its origin. `..` does not where it leads to a repeat: it
    /// means the one instance, not its siblings.
    fn is_nearest(&self, origin: NodeId, field: NodeId, climbed: Option<Spot>) -> bool {
        let is_own_instance = self.fields.is_repeat(field) && self.fields.contains(field, origin);
        let is_above = |spot| matches!(spot, Spot::Document) || matches!(spot, Spot::Field(top) if !self.fields.contains(field, top));
        self.stays_inside(origin, field, climbed) && (!is_own_instance || climbed.is_some_and(is_above))
    }

    /// Whether a path from `origin` to `field` never left the innermost repeat instance that both share.
    fn stays_inside(&self, origin: NodeId, field: NodeId, climbed: Option<Spot>) -> bool {
        match (self.fields.shared_repeat(origin, field), climbed) {
            (None, _) => true,
            (Some(repeat), Some(Spot::Field(top))) => self.fields.contains(repeat, top),
            (Some(_), Some(Spot::Document) | None) => false,
        }
    }

    fn read_spot(&mut self, spot: Spot, top: Spot, usage: Usage, is_near_home: bool) {
        let field = match spot {
            Spot::Document => match self.fields.root() {
                Some(root) => root,
                None => return,
            },
            Spot::Field(field) => field,
        };
        let is_near = is_near_home || self.stays_inside(self.home, field, Some(top));
        let shared = self.fields.shared_repeat(self.home, field).filter(|_| is_near);
        let reach = if is_near { Reach::Near } else { Reach::Any };
        let crossed: Vec<NodeId> = self
            .fields
            .repeats_above(field)
            .take_while(|&repeat| Some(repeat) != shared)
            .collect();
        for repeat in crossed {
            self.note(repeat, reach);
        }
        if self.fields.holds_value(field) {
            if usage == Usage::Value {
                self.note(field, reach);
            }
            return;
        }
        let is_own_position = usage == Usage::Position && self.fields.contains(field, self.home);
        if self.fields.is_repeat(field) {
            self.note(field, if is_own_position { Reach::Position } else { reach });
        }
        if usage == Usage::Value {
            for below in self.fields.below(field) {
                if self.fields.holds_value(below) || self.fields.is_repeat(below) {
                    self.note(below, reach);
                }
            }
        }
    }

    fn note(&mut self, field: NodeId, reach: Reach) {
        let place = self.reads.partition_point(|known| known.field < field);
        match self.reads.get_mut(place).filter(|known| known.field == field) {
            Some(known) => known.reach = known.reach.max(reach),
            None => self.reads.insert(place, Read { field, reach }),
        }
    }

    fn step(&self, from: &Spots, step: &Step) -> Spots {
        let Spots::Known { spots, top } = from else {
            return Spots::Foreign;
        };
        if matches!(step.axis, Axis::Attribute | Axis::Namespace) {
            let spots = if step.axis == Axis::Attribute {
                self.attributes(spots, &step.test)
            } else {
                SmallVec::new()
            };
            return Spots::Known { spots, top: *top };
        }
        let mut found: SmallVec<[Spot; 2]> = SmallVec::new();
        for &spot in spots {
            if let (Axis::Child, NodeTest::Name(name), Spot::Field(field)) = (step.axis, &step.test, spot) {
                // By far the commonest step.
                let children = self.fields.children_called(field, local(name)).iter().copied();
                found.extend(children.map(Spot::Field));
                continue;
            }
            for next in self.along(spot, step.axis) {
                if self.passes(next, step) && !found.contains(&next) {
                    found.push(next);
                }
            }
        }
        let top = match step.axis {
            Axis::Child | Axis::Descendant | Axis::DescendantOrSelf | Axis::SelfNode => *top,
            _ => found
                .iter()
                .copied()
                .chain([*top])
                .min_by_key(|spot| self.depth(*spot))
                .unwrap_or(*top),
        };
        // Siblings hang from the node above: the way leads through it.
        let top = match (step.axis, top) {
            (Axis::FollowingSibling | Axis::PrecedingSibling, Spot::Field(field)) => self.above(field),
            (Axis::Following | Axis::Preceding, _) => Spot::Document,
            (_, top) => top,
        };
        Spots::Known { spots: found, top }
    }

    /// The attributes that a step finds: those that the form knows as nodes.
    fn attributes(&self, spots: &[Spot], test: &NodeTest) -> SmallVec<[Spot; 2]> {
        let is_meant = |attribute: &NodeId| match test {
            NodeTest::Node | NodeTest::Any => true,
            NodeTest::Name(name) => attribute_name(self.fields.name(*attribute)) == Some(name),
            _ => false,
        };
        let fields = spots.iter().filter_map(|spot| match spot {
            Spot::Field(field) => Some(*field),
            Spot::Document => None,
        });
        fields
            .flat_map(|field| self.fields.attributes(field))
            .filter(is_meant)
            .map(Spot::Field)
            .collect()
    }

    fn above(&self, field: NodeId) -> Spot {
        self.fields.parent(field).map_or(Spot::Document, Spot::Field)
    }

    fn depth(&self, spot: Spot) -> usize {
        match spot {
            Spot::Document => 0,
            Spot::Field(field) => self.fields.lineage(field).count(),
        }
    }

    /// The nodes of an axis; sequences of siblings in an interview make a repeat its own sibling.
    fn along(&self, spot: Spot, axis: Axis) -> Vec<Spot> {
        let children = |spot| match spot {
            Spot::Document => self.fields.root().map(Spot::Field).into_iter().collect::<Vec<_>>(),
            Spot::Field(field) => self.fields.elements(field).map(Spot::Field).collect(),
        };
        let descendants = |spot| match spot {
            Spot::Document => self.everything(),
            Spot::Field(field) => self.fields.below(field).into_iter().map(Spot::Field).collect(),
        };
        let ancestors = |spot| match spot {
            Spot::Document => Vec::new(),
            Spot::Field(field) => self
                .fields
                .lineage(field)
                .skip(1)
                .map(Spot::Field)
                .chain([Spot::Document])
                .collect(),
        };
        let with_self = |mut spots: Vec<Spot>| {
            spots.insert(0, spot);
            spots
        };
        match axis {
            Axis::SelfNode => vec![spot],
            Axis::Child => children(spot),
            Axis::Descendant => descendants(spot),
            Axis::DescendantOrSelf => with_self(descendants(spot)),
            Axis::Parent => match spot {
                Spot::Document => Vec::new(),
                Spot::Field(field) => vec![self.above(field)],
            },
            Axis::Ancestor => ancestors(spot),
            Axis::AncestorOrSelf => with_self(ancestors(spot)),
            Axis::FollowingSibling | Axis::PrecedingSibling => match spot {
                Spot::Document => Vec::new(),
                Spot::Field(field) => children(self.above(field)),
            },
            Axis::Following | Axis::Preceding => self.everything(),
            Axis::Attribute | Axis::Namespace => Vec::new(),
        }
    }

    fn everything(&self) -> Vec<Spot> {
        let Some(root) = self.fields.root() else { return Vec::new() };
        std::iter::once(root).chain(self.fields.below(root)).map(Spot::Field).collect()
    }

    fn passes(&self, spot: Spot, step: &Step) -> bool {
        match (&step.test, spot) {
            (NodeTest::Node, _) | (NodeTest::Any | NodeTest::AnyOf(_), Spot::Field(_)) => true,
            (NodeTest::Name(name), Spot::Field(field)) => local(name) == local(self.fields.name(field)),
            _ => false,
        }
    }

    fn union(&self, left: Spots, right: Spots) -> Spots {
        match (left, right) {
            (
                Spots::Known { mut spots, top },
                Spots::Known {
                    spots: others,
                    top: other_top,
                },
            ) => {
                spots.extend(others);
                let top = if self.depth(other_top) < self.depth(top) { other_top } else { top };
                Spots::Known { spots, top }
            }
            _ => Spots::Foreign,
        }
    }
}

fn is_current(ast: &Ast) -> bool {
    matches!(ast, Ast::Call(call) if call.callee.name() == "current" && call.arguments.is_empty())
}

/// Steps that lead from one node of the form to at most one.
fn is_simple(step: &Step) -> bool {
    matches!(
        (&step.test, step.axis),
        (NodeTest::Name(_), Axis::Child | Axis::Attribute | Axis::SelfNode) | (NodeTest::Node, Axis::Parent | Axis::SelfNode)
    )
}
