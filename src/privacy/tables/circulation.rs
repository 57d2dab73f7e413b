//! What somebody can work out who knows every count and total that is shown.
//!
//! A two-way table with its totals is a circulation: each count flows from its row to its column, row totals flow in, column totals flow
//! out, and the grand total closes the circle. Hidden counts may be any that keep the flow whole. One of them can be larger, or smaller,
//! than it is exactly when a circle through it is left on which every count can move; so the audit is a search for paths, without
//! rounding, and gives what a linear programme gives.
//!
//! Noughts are never hidden for being small, so a hidden count is taken to be known to be at least 1.
//!
//! L. Cox (1995), Network models for complementary cell suppression; D. Gusfield (1988), A graph theoretic approach to statistical data
//! security.

use super::CountTable;

/// A count, as a flow between two nodes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    pub(super) tail: usize,
    pub(super) head: usize,
}

/// What a count of a table may do while the flow stays whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Up,
    Down,
}

/// The nodes of a table and the arcs at each.
pub(super) struct Circulation<'a> {
    table: &'a CountTable,
    arcs: Vec<Arc>,
    /// By node: the positions of the arcs that begin or end there.
    at: Vec<Vec<u32>>,
}

/// The positions of the hidden counts that can be worked out exactly, for a mask over [`CountTable::cells`].
///
/// ```
/// use phieu::privacy::tables::{CountTable, recovered};
///
/// let names = |names: [&str; 2]| names.map(str::to_owned).to_vec();
/// let table = CountTable::new(names(["a", "b"]), names(["no", "yes"]), vec![3, 40, 30, 60])?;
/// let lone = [true, false, false, false, false, false, false, false, false];
/// assert_eq!(recovered(&table, &lone), [0], "the total of its row gives it back");
/// let square = [true, true, false, true, true, false, false, false, false];
/// assert!(recovered(&table, &square).is_empty());
/// # Ok::<(), phieu::privacy::tables::TableError>(())
/// ```
pub fn recovered(table: &CountTable, hidden: &[bool]) -> Vec<usize> {
    let circulation = Circulation::of(table);
    let positions = (0..table.cells().len()).filter(|cell| hidden.get(*cell) == Some(&true));
    positions.filter(|cell| !circulation.can_move(hidden, *cell)).collect()
}

impl<'a> Circulation<'a> {
    pub(super) fn of(table: &'a CountTable) -> Self {
        let (rows, columns) = (table.rows().len(), table.columns().len());
        let (source, sink) = (rows + columns, rows + columns + 1);
        let arc = |cell: usize| {
            let (row, column) = table.place(cell);
            let tail = if row < rows {
                if column < columns { row } else { source }
            } else if column < columns {
                rows + column
            } else {
                sink
            };
            let head = if row < rows {
                if column < columns { rows + column } else { row }
            } else if column < columns {
                sink
            } else {
                source
            };
            Arc { tail, head }
        };
        let arcs: Vec<Arc> = (0..table.cells().len()).map(arc).collect();
        let mut at = vec![Vec::new(); sink + 1];
        for (number, arc) in (0_u32..).zip(&arcs) {
            for node in [arc.tail, arc.head] {
                if let Some(arcs) = at.get_mut(node) {
                    arcs.push(number);
                }
            }
        }
        Self { table, arcs, at }
    }

    pub(super) fn nodes(&self) -> usize {
        self.at.len()
    }

    pub(super) fn arc(&self, cell: usize) -> Option<Arc> {
        self.arcs.get(cell).copied()
    }

    /// The arcs at a node as positions, each with the node at its other end and the way that its count goes when it is walked from here.
    pub(super) fn steps(&self, node: usize) -> impl Iterator<Item = (usize, usize, Direction)> {
        let arcs = self.at.get(node).map_or(&[][..], Vec::as_slice);
        arcs.iter().filter_map(move |cell| {
            let arc = self.arc(*cell as usize)?;
            let (other, way) = if arc.tail == node {
                (arc.head, Direction::Up)
            } else {
                (arc.tail, Direction::Down)
            };
            Some((*cell as usize, other, way))
        })
    }

    /// Whether a count, were it hidden, could be larger or smaller by one for all that its reader knows.
    pub(super) fn has_room(&self, cell: usize, way: Direction) -> bool {
        way == Direction::Up || self.table.cells().get(cell).is_some_and(|count| *count > 1)
    }

    /// Whether a hidden count is not fixed by the others.
    pub(super) fn can_move(&self, hidden: &[bool], cell: usize) -> bool {
        let Some(arc) = self.arc(cell) else { return false };
        let is_hidden = |cell: usize| hidden.get(cell) == Some(&true);
        // Moving it up takes a way back from its head to its tail.
        let ways = [(Direction::Up, arc.head, arc.tail), (Direction::Down, arc.tail, arc.head)];
        ways.into_iter().any(|(way, from, to)| {
            self.has_room(cell, way) && self.is_reached(from, to, |step, way| step != cell && is_hidden(step) && self.has_room(step, way))
        })
    }

    fn is_reached(&self, from: usize, to: usize, is_open: impl Fn(usize, Direction) -> bool) -> bool {
        let mut seen = vec![false; self.nodes()];
        let mut open = vec![from];
        while let Some(node) = open.pop() {
            if node == to {
                return true;
            }
            for (cell, other, way) in self.steps(node) {
                if let Some(seen) = seen.get_mut(other).filter(|seen| !**seen)
                    && is_open(cell, way)
                {
                    *seen = true;
                    open.push(other);
                }
            }
        }
        false
    }
}
