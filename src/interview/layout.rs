//! Where each node of a form stands in an interview: which repeats surround it, and its place among all that an instance holds.
//!
//! Everything in one instance of a repeat (or in the form outside all repeats) is a *scope*. An instance lays out its scope in one
//! row, in document order, so a node is found by adding its place to the row's start.
#![expect(
    clippy::indexing_slicing,
    reason = "node and scope numbers are made by the form whose layout this is"
)]

use std::ops::Range;

use crate::form::{Form, Kind, NodeId};

/// The form outside all repeats (0), or the inside of one repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ScopeIx(pub(super) u32);

impl ScopeIx {
    pub(super) const WHOLE: Self = Self(0);
}

/// A node's place.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The scope that it stands in; for a repeat the scope that it opens.
    pub(super) scope: ScopeIx,
    /// The scope that its siblings stand in: for a repeat the one around it.
    pub(super) around: ScopeIx,
    /// Whether it holds a value.
    pub(super) is_question: bool,
    /// Its number in the row.
    pub(super) slot: u32,
    /// One past the last slot of what is below it.
    pub(super) end: u32,
    /// The slot of the node above; its own for the first of a row.
    pub(super) above: u32,
    /// The repeats below it in the same scope, as a part of [`Scope::repeats`].
    pub(super) repeats: Range<usize>,
}

impl Place {
    /// Whether nothing is below it.
    pub(super) fn is_leaf(&self) -> bool {
        self.end == self.slot + 1 && self.repeats.is_empty()
    }
}

/// The inside of a repeat.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// The scope that the repeat stands in.
    pub(super) above: Option<ScopeIx>,
    /// Which of that scope's repeats this is.
    pub(super) number: usize,
    /// The nodes of the row; the first is the repeat (or the root) itself.
    pub(super) members: Vec<NodeId>,
    /// The scopes of the repeats inside, in document order.
    pub(super) repeats: Vec<ScopeIx>,
}

/// All places of a form.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    places: Vec<Place>,
    scopes: Vec<Scope>,
}

impl Layout {
    pub(super) fn of(form: &Form) -> Self {
        let mut layout = Self {
            places: Vec::with_capacity(form.nodes.len()),
            scopes: Vec::new(),
        };
        for id in form.ids() {
            let node = form.node(id);
            let above = node.parent.map(|parent| (layout.place(parent).scope, layout.place(parent).slot));
            let opens = above.is_none() || matches!(node.kind, Kind::Repeat { .. });
            let scope = match above {
                Some((scope, _)) if !opens => scope,
                _ => layout.open(above.map(|(scope, _)| scope)),
            };
            let members = &mut layout.scopes[scope.0 as usize];
            let slot = u32::try_from(members.members.len()).unwrap_or(u32::MAX);
            members.members.push(id);
            let first_repeat = members.repeats.len();
            let above = if opens { slot } else { above.map_or(slot, |(_, slot)| slot) };
            let around = match &node.kind {
                Kind::Repeat { .. } => layout.scope(scope).above.unwrap_or(scope),
                Kind::Root | Kind::Group | Kind::Question(_) => scope,
            };
            layout.places.push(Place {
                scope,
                around,
                is_question: matches!(node.kind, Kind::Question(_)),
                slot,
                end: slot + 1,
                above,
                repeats: first_repeat..first_repeat,
            });
            layout.stretch(form, id, opens);
        }
        layout
    }

    fn open(&mut self, above: Option<ScopeIx>) -> ScopeIx {
        let scope = ScopeIx(u32::try_from(self.scopes.len()).unwrap_or(u32::MAX));
        let number = above.map_or(0, |above| {
            let repeats = &mut self.scopes[above.0 as usize].repeats;
            repeats.push(scope);
            repeats.len() - 1
        });
        self.scopes.push(Scope {
            above,
            number,
            members: Vec::new(),
            repeats: Vec::new(),
        });
        scope
    }

    /// Makes the groups above a new node reach over it.
    fn stretch(&mut self, form: &Form, id: NodeId, opens: bool) {
        let place = self.place(id);
        let (scope, end) = if opens {
            (self.scope(place.scope).above, None)
        } else {
            (Some(place.scope), Some(place.end))
        };
        let Some(scope) = scope else { return };
        let repeats = self.scope(scope).repeats.len();
        let mut at = form.node(id).parent;
        while let Some(above) = at
            && self.place(above).scope == scope
        {
            let place = &mut self.places[above.0 as usize];
            place.end = end.unwrap_or(place.end);
            place.repeats.end = repeats;
            at = form.node(above).parent;
        }
    }

    pub(super) fn place(&self, node: NodeId) -> &Place {
        &self.places[node.0 as usize]
    }

    pub(super) fn scope(&self, scope: ScopeIx) -> &Scope {
        &self.scopes[scope.0 as usize]
    }

    /// The scope and those around it, innermost first.
    pub(super) fn outwards(&self, scope: ScopeIx) -> impl Iterator<Item = ScopeIx> + '_ {
        std::iter::successors(Some(scope), |&at| self.scope(at).above)
    }

    /// The innermost scope around both.
    pub(super) fn shared(&self, left: ScopeIx, right: ScopeIx) -> ScopeIx {
        self.outwards(left)
            .find(|&scope| self.outwards(right).any(|other| other == scope))
            .unwrap_or(ScopeIx::WHOLE)
    }
}
