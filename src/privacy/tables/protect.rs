//! Which counts are hidden besides the small ones, so that the totals do not give these back.
//!
//! Each small count in turn gets the cheapest circle on which it can move: a path of counts, those that are hidden already for nothing,
//! others for one count each (the smaller count of two), totals only where nothing else helps. Then what was hidden and is not needed is
//! shown again, the largest counts first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::circulation::{Circulation, Direction};
use super::{CountTable, ProtectedTable, TableRule};

/// Hides the small counts of a table, and as few others as it finds that keep every hidden one from being worked out.
///
/// Finding the fewest is a hard problem; this is a heuristic, the same on every machine. That nothing can be worked out is no heuristic:
/// it holds for every table.
pub fn protect(table: &CountTable, rule: &TableRule) -> ProtectedTable {
    let (primary, hidden) = masks(table, rule, &[]);
    ProtectedTable::new(table.clone(), primary, hidden, *rule)
}

/// What is hidden for its own sake, and what in all. `forced` are positions that are hidden for a reason that the table does not know.
pub(super) fn masks(table: &CountTable, rule: &TableRule, forced: &[bool]) -> (Vec<bool>, Vec<bool>) {
    let is_small = |count: &u64| *count > 0 && *count < rule.threshold;
    let is_forced = |cell: usize| forced.get(cell) == Some(&true);
    let cells = table.cells().iter().enumerate();
    let primary: Vec<bool> = cells.map(|(cell, count)| is_small(count) || is_forced(cell)).collect();
    let circulation = Circulation::of(table);
    let mut hidden = primary.clone();
    let mut in_need: Vec<usize> = positions(&primary);
    in_need.sort_by_key(|cell| (Reverse(table.cells().get(*cell).copied()), *cell));
    // What is hidden for another's sake may be in need itself where noughts have to help; so until nothing is.
    while !in_need.is_empty() {
        for cell in &in_need {
            if !circulation.can_move(&hidden, *cell) {
                for helper in cheapest_circle(&circulation, table, &hidden, *cell) {
                    if let Some(hidden) = hidden.get_mut(helper) {
                        *hidden = true;
                    }
                }
            }
        }
        let still: Vec<usize> = positions(&hidden)
            .into_iter()
            .filter(|cell| !circulation.can_move(&hidden, *cell))
            .collect();
        if still.len() >= in_need.len() && still == in_need {
            // Only a table of one lone person is left here: nothing of it can be shown.
            hidden.fill(true);
            break;
        }
        in_need = still;
    }
    show_again(&circulation, table, &primary, &mut hidden);
    (primary, hidden)
}

fn positions(mask: &[bool]) -> Vec<usize> {
    (0..mask.len()).filter(|cell| mask.get(*cell) == Some(&true)).collect()
}

/// One more hidden count costs so much; its own size decides between several.
const ONE: u64 = 1 << 32;
/// A nought can only move up, and hiding it makes little sense to a reader.
const NOUGHT: u64 = 20 * ONE;
/// A total is worth many counts.
const TOTAL: u64 = 1_000 * ONE;

fn cost(table: &CountTable, hidden: &[bool], cell: usize) -> u64 {
    if hidden.get(cell) == Some(&true) {
        return 0;
    }
    let count = table.cells().get(cell).copied().unwrap_or(0);
    let kind = match count {
        0 => NOUGHT,
        _ => ONE,
    };
    kind + if table.is_total(cell) { TOTAL } else { 0 } + count.min(ONE - 1)
}

/// The counts to hide so that this one can move.
fn cheapest_circle(circulation: &Circulation<'_>, table: &CountTable, hidden: &[bool], cell: usize) -> Vec<usize> {
    let Some(arc) = circulation.arc(cell) else { return Vec::new() };
    let ways = [(Direction::Up, arc.head, arc.tail), (Direction::Down, arc.tail, arc.head)];
    let found = ways
        .into_iter()
        .filter(|(way, ..)| circulation.has_room(cell, *way))
        .filter_map(|(_, from, to)| cheapest_path(circulation, table, hidden, (from, to), cell));
    found.min().map(|(_, path)| path).unwrap_or_default()
}

fn cheapest_path(
    circulation: &Circulation<'_>,
    table: &CountTable,
    hidden: &[bool],
    (from, to): (usize, usize),
    except: usize,
) -> Option<(u64, Vec<usize>)> {
    let mut best = vec![u64::MAX; circulation.nodes()];
    let mut came_by: Vec<Option<(usize, usize)>> = vec![None; circulation.nodes()];
    let mut open = BinaryHeap::from([Reverse((0_u64, from))]);
    *best.get_mut(from)? = 0;
    while let Some(Reverse((spent, node))) = open.pop() {
        if node == to {
            break;
        }
        if best.get(node).is_some_and(|best| *best < spent) {
            continue;
        }
        for (cell, other, way) in circulation.steps(node) {
            if cell == except || !circulation.has_room(cell, way) {
                continue;
            }
            let sum = spent + cost(table, hidden, cell);
            if let (Some(best), Some(came_by)) = (best.get_mut(other), came_by.get_mut(other))
                && sum < *best
            {
                *best = sum;
                *came_by = Some((cell, node));
                open.push(Reverse((sum, other)));
            }
        }
    }
    let total = best.get(to).copied().filter(|total| *total < u64::MAX)?;
    let mut path = Vec::new();
    let mut node = to;
    while node != from {
        let (cell, before) = came_by.get(node).copied().flatten()?;
        path.push(cell);
        node = before;
    }
    Some((total, path))
}

/// More looks are not worth the few counts that they would show again.
const MOST_LOOKS: usize = 200_000;

/// Shows what was hidden for the sake of others that no longer need it.
fn show_again(circulation: &Circulation<'_>, table: &CountTable, primary: &[bool], hidden: &mut [bool]) {
    let mut helpers: Vec<usize> = positions(hidden)
        .into_iter()
        .filter(|cell| primary.get(*cell) == Some(&false))
        .collect();
    helpers.sort_by_key(|cell| Reverse((cost(table, &[], *cell), *cell)));
    let everything = hidden.iter().all(|hidden| *hidden);
    let is_costly = helpers.len() * positions(hidden).len() > MOST_LOOKS;
    for helper in helpers {
        if everything || is_costly {
            break;
        }
        if let Some(hidden) = hidden.get_mut(helper) {
            *hidden = false;
        }
        let is_safe = positions(hidden).into_iter().all(|cell| circulation.can_move(hidden, cell));
        if !is_safe && let Some(hidden) = hidden.get_mut(helper) {
            *hidden = true;
        }
    }
}
