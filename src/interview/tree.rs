//! The interview's own tree: instances of the form's nodes in rows, and the document that expressions read.
#![expect(
    clippy::indexing_slicing,
    reason = "row, cell and element numbers are made by the tree that they index"
)]

use super::layout::{Layout, ScopeIx};
use super::step::Missing;
use crate::form::skeleton::{attribute_name, local};
use crate::form::{Form, NodeId};
#[cfg(test)]
use crate::xpath::number_of;
use crate::xpath::{Document, NodeIx};

/// A node of the interview's own tree (an instance of a form's node). Stable as long as the node exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct At(pub u32);

impl At {
    /// The node so many slots further on in the same row.
    pub(super) fn further(self, distance: i32) -> Self {
        Self(self.0.wrapping_add_signed(distance))
    }
}

/// One instance of a scope: the form outside all repeats (0), or an instance of a repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowIx(pub(super) u32);

impl RowIx {
    pub(super) const WHOLE: Self = Self(0);
}

/// An instance of a scope. Its nodes stand at `base`, `base + 1`, … in the order of [`super::layout::Scope::members`].
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) scope: ScopeIx,
    pub(super) above: Option<RowIx>,
    pub(super) base: u32,
    /// 0-based place among the instances of its repeat.
    pub(super) number: usize,
    pub(super) is_alive: bool,
    /// By repeat inside: its instances.
    pub(super) repeats: Vec<Vec<RowIx>>,
    /// What it was made from, in the instance that the interview began with.
    pub(super) source: Option<NodeIx>,
}

/// One node.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a verdict of its own: any mixture of them occurs"
)]
pub(super) struct Cell {
    pub(super) row: RowIx,
    pub(super) node: NodeId,
    /// The node above; the root's is the root.
    pub(super) above: At,
    pub(super) element: NodeIx,
    /// What was answered or calculated, even while not relevant.
    pub(super) kept: String,
    /// What of it counts, where the choices now offered leave out some of it.
    pub(super) counting: Option<Box<str>>,
    /// The number that what counts spells; NaN where it spells none. A date's depends on the moment, and is not kept.
    pub(super) number: f64,
    pub(super) missing: Option<Missing>,
    /// The node's own condition holds.
    pub(super) holds: bool,
    /// It and all above are asked.
    pub(super) is_relevant: bool,
    pub(super) is_locked: bool,
    /// It or something above cannot be changed.
    pub(super) is_read_only: bool,
    pub(super) is_required: bool,
    pub(super) is_acceptable: bool,
    pub(super) is_plausible: bool,
}

impl Cell {
    /// What counts while the node is relevant.
    pub(super) fn counting(&self) -> &str {
        self.counting.as_deref().unwrap_or(&self.kept)
    }

    /// What expressions read.
    pub(super) fn value(&self) -> &str {
        if self.is_relevant { self.counting() } else { "" }
    }

    /// The number of what expressions read, where there is one that is kept.
    #[inline]
    pub(super) fn known_number(&self) -> Option<f64> {
        (self.is_relevant && !self.number.is_nan()).then_some(self.number)
    }

    /// The number of what expressions read; `None` where it takes reading.
    pub(super) fn value_number(&self) -> Option<f64> {
        let nothing = || self.value().is_empty().then_some(f64::NAN);
        self.known_number().or_else(nothing)
    }
}

#[derive(Debug, Clone)]
pub(super) struct Tree {
    pub(super) document: Document,
    rows: Vec<Row>,
    cells: Vec<Cell>,
    /// By element of the document: its cell, or `u32::MAX`.
    cell_of: Vec<u32>,
    /// Some rows are no longer alive.
    has_dead: bool,
}

impl Tree {
    /// A tree without rows.
    pub(super) fn new() -> Self {
        Self {
            document: Document::empty(),
            rows: Vec::new(),
            cells: Vec::new(),
            cell_of: Vec::new(),
            has_dead: false,
        }
    }

    pub(super) fn row(&self, row: RowIx) -> &Row {
        &self.rows[row.0 as usize]
    }

    pub(super) fn row_mut(&mut self, row: RowIx) -> &mut Row {
        &mut self.rows[row.0 as usize]
    }

    #[inline]
    pub(super) fn cell(&self, at: At) -> &Cell {
        &self.cells[at.0 as usize]
    }

    pub(super) fn cell_mut(&mut self, at: At) -> &mut Cell {
        &mut self.cells[at.0 as usize]
    }

    /// How many nodes there have been.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    pub(super) fn is_alive(&self, at: At) -> bool {
        !self.has_dead || self.row(self.cell(at).row).is_alive
    }

    pub(super) fn first(&self, row: RowIx) -> At {
        At(self.row(row).base)
    }

    /// The node at a slot of a row.
    pub(super) fn at(&self, row: RowIx, slot: u32) -> At {
        At(self.row(row).base + slot)
    }

    /// The node behind an element, or behind the element that a text or attribute hangs on.
    pub(super) fn at_element(&self, element: NodeIx) -> Option<At> {
        let mut at = Some(element);
        while let Some(element) = at {
            match self.cell_of.get(element.0 as usize) {
                Some(&cell) if cell != u32::MAX => return Some(At(cell)),
                _ => at = self.document.parent(element),
            }
        }
        None
    }

    /// The node that is this element.
    pub(super) fn exactly_at(&self, element: NodeIx) -> Option<At> {
        let cell = self.cell_of.get(element.0 as usize).copied();
        cell.filter(|&cell| cell != u32::MAX).map(At)
    }

    /// The row of this scope that surrounds a row, or the row itself.
    pub(super) fn row_of_scope(&self, from: RowIx, scope: ScopeIx) -> Option<RowIx> {
        let mut at = Some(from);
        while let Some(row) = at {
            if self.row(row).scope == scope {
                return Some(row);
            }
            at = self.row(row).above;
        }
        None
    }

    /// Calls `found` with each row of `scope` inside a row, in document order; with the row itself if it is of that scope.
    pub(super) fn rows_inside(&self, layout: &Layout, row: RowIx, scope: ScopeIx, found: &mut dyn FnMut(RowIx)) {
        if self.row(row).scope == scope {
            found(row);
            return;
        }
        let here = self.row(row).scope;
        let Some(next) = layout.outwards(scope).find(|&at| layout.scope(at).above == Some(here)) else {
            return;
        };
        for &inner in &self.row(row).repeats[layout.scope(next).number] {
            self.rows_inside(layout, inner, scope, found);
        }
    }

    /// The instances that a row holds of a repeat, by the scope that it opens.
    pub(super) fn instances(&self, layout: &Layout, above: RowIx, scope: ScopeIx) -> &[RowIx] {
        self.row(above).repeats.get(layout.scope(scope).number).map_or(&[], Vec::as_slice)
    }

    /// The row and all rows inside it.
    pub(super) fn rows_below(&self, row: RowIx) -> Vec<RowIx> {
        let mut found = vec![row];
        for &inner in self.row(row).repeats.iter().flatten() {
            found.extend(self.rows_below(inner));
        }
        found
    }

    /// Takes back all that was worked out for a node; a computed value too.
    #[cfg(test)]
    pub(super) fn forget(&mut self, at: At, is_computed: bool) {
        let cell = self.cell_mut(at);
        (cell.holds, cell.is_relevant, cell.is_acceptable, cell.is_plausible) = (true, true, true, true);
        (cell.is_locked, cell.is_read_only, cell.is_required) = (false, false, false);
        cell.counting = None;
        if is_computed {
            cell.kept = String::new();
        }
        cell.number = number_of(&cell.kept);
        if is_computed {
            let element = cell.element;
            self.document.set_text(element, "");
        }
    }

    /// Makes the row of the form outside all repeats.
    pub(super) fn plant(&mut self, form: &Form, layout: &Layout) -> RowIx {
        let element = self.document.append_element(Document::ROOT, &form.root);
        self.grow(form, layout, ScopeIx::WHOLE, None, 0, element)
    }

    /// Appends an instance to a repeat: a row with its elements, nothing in it yet.
    pub(super) fn append(&mut self, form: &Form, layout: &Layout, above: RowIx, scope: ScopeIx) -> RowIx {
        let inside = layout.scope(scope);
        let node = inside.members[0];
        let siblings = &self.row(above).repeats[inside.number];
        let (number, last) = (siblings.len(), siblings.last().copied());
        let name = &form.node(node).name;
        let element = match last {
            Some(last) => {
                let sibling = self.cell(self.first(last)).element;
                self.document.insert_element_after(sibling, name)
            }
            None => self.first_element(form, layout, above, node),
        };
        let row = self.grow(form, layout, scope, Some(above), number, element);
        self.row_mut(above).repeats[inside.number].push(row);
        row
    }

    /// The element of a repeat's first instance: before whatever follows the repeat.
    fn first_element(&mut self, form: &Form, layout: &Layout, above: RowIx, repeat: NodeId) -> NodeIx {
        let design = form.node(repeat);
        let parent = design.parent.unwrap_or(NodeId(0));
        let parent_at = self.at(above, layout.place(parent).slot);
        let follower = form
            .in_instance_order(parent)
            .into_iter()
            .skip_while(|&child| child != repeat)
            .skip(1)
            .find_map(|child| {
                let place = layout.place(child);
                if place.scope == self.row(above).scope {
                    return Some(self.at(above, place.slot));
                }
                let instances = &self.row(above).repeats[layout.scope(place.scope).number];
                instances.first().map(|&row| self.first(row))
            });
        match follower {
            Some(follower) => self.document.insert_element_before(self.cell(follower).element, &design.name),
            None => self.document.append_element(self.cell(parent_at).element, &design.name),
        }
    }

    fn grow(&mut self, form: &Form, layout: &Layout, scope: ScopeIx, above: Option<RowIx>, number: usize, first: NodeIx) -> RowIx {
        let row = RowIx(u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        let base = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
        let inside = layout.scope(scope);
        self.rows.push(Row {
            scope,
            above,
            base,
            number,
            is_alive: true,
            repeats: vec![Vec::new(); inside.repeats.len()],
            source: None,
        });
        for (slot, &node) in inside.members.iter().enumerate() {
            let element = if slot == 0 {
                first
            } else {
                let above = self.cells[(base + layout.place(node).above) as usize].element;
                let name = &form.node(node).name;
                match attribute_name(name) {
                    Some(name) => self.document.set_attribute(above, name, ""),
                    None => self.document.append_element(above, name),
                }
            };
            let above_at = match (slot, above, form.node(node).parent) {
                (0, Some(above), Some(parent)) => self.at(above, layout.place(parent).slot),
                _ => At(base + layout.place(node).above),
            };
            for (name, value) in form.node(node).own_attributes() {
                self.document.set_attribute(element, local(name), value);
            }
            self.cells.push(Cell {
                row,
                node,
                above: above_at,
                element,
                kept: String::new(),
                counting: None,
                number: f64::NAN,
                missing: None,
                holds: true,
                is_relevant: true,
                is_locked: false,
                is_read_only: false,
                is_required: false,
                is_acceptable: true,
                is_plausible: true,
            });
            self.cell_of.resize(self.document.len(), u32::MAX);
            self.cell_of[element.0 as usize] = base + slot as u32;
        }
        row
    }

    /// Takes an instance and all that is inside out of the tree; the numbers of those after it go down by one.
    pub(super) fn remove(&mut self, layout: &Layout, row: RowIx) {
        let Some(above) = self.row(row).above else { return };
        for gone in self.rows_below(row) {
            self.row_mut(gone).is_alive = false;
            self.has_dead = true;
        }
        let element = self.cell(self.first(row)).element;
        self.document.remove(element);
        let number = layout.scope(self.row(row).scope).number;
        let place = self.row(row).number;
        self.row_mut(above).repeats[number].remove(place);
        let after: Vec<RowIx> = self.row(above).repeats[number][place..].to_vec();
        for sibling in after {
            self.row_mut(sibling).number -= 1;
        }
    }
}
