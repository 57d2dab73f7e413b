//! Classes that agree on all columns but some: where records that lose these cells can meet.
#![expect(clippy::indexing_slicing, reason = "slots and classes number the vectors that are indexed")]

use rustc_hash::FxHashMap;

use crate::privacy::risk::key::Key;

/// The lines along one set of columns that hold a class in need.
#[derive(Debug)]
pub(super) struct Lines {
    /// What the classes of each line share.
    pub(super) keys: Vec<Key>,
    starts: Vec<u32>,
    classes: Vec<u32>,
}

impl Lines {
    /// Finds the lines of all classes for which `is_open` holds, with every class on them.
    pub(super) fn of(keys: &[Key], mask: Key, is_open: impl Fn(usize) -> bool) -> Self {
        let mut slots: FxHashMap<Key, u32> = FxHashMap::default();
        let mut line_keys = Vec::new();
        for (class, key) in keys.iter().enumerate() {
            if is_open(class) {
                let next = slots.len() as u32;
                let slot = *slots.entry(key & !mask).or_insert(next);
                if slot == next {
                    line_keys.push(key & !mask);
                }
            }
        }
        let on: Vec<(u32, u32)> = keys
            .iter()
            .zip(0..)
            .filter_map(|(key, class)| Some((*slots.get(&(key & !mask))?, class)))
            .collect();
        let mut starts = vec![0_u32; line_keys.len() + 1];
        for (slot, _) in &on {
            starts[*slot as usize + 1] += 1;
        }
        for slot in 1..starts.len() {
            starts[slot] += starts[slot - 1];
        }
        let mut next = starts.clone();
        let mut classes = vec![0; on.len()];
        for (slot, class) in on {
            let place = &mut next[slot as usize];
            classes[*place as usize] = class;
            *place += 1;
        }
        Self {
            keys: line_keys,
            starts,
            classes,
        }
    }

    /// The classes of a line, in order.
    pub(super) fn classes(&self, slot: usize) -> &[u32] {
        &self.classes[self.starts[slot] as usize..self.starts[slot + 1] as usize]
    }
}

/// The sets of columns by what a record loses with them, the least first; sets that cost the same in the order of their columns.
pub(super) fn sets(importance: &[u32], most: usize) -> Vec<(u64, u64)> {
    let mut sets: Vec<(u64, u64)> = Vec::new();
    let mut open = vec![(0_u64, 0_u64, 0_usize)];
    // Built by size, so that a bound on their number drops the largest.
    while !open.is_empty() && sets.len() < most {
        let mut larger = Vec::new();
        for (cost, set, first) in open {
            for (column, own) in importance.iter().enumerate().skip(first) {
                let next = (cost + u64::from(*own), set | 1 << column, column + 1);
                sets.push((next.0, next.1));
                larger.push(next);
            }
        }
        open = larger;
    }
    let all = (importance.iter().map(|cost| u64::from(*cost)).sum(), (1 << importance.len()) - 1);
    if sets.len() > most {
        sets.sort_by_key(|(_, set)| (set.count_ones(), *set));
        sets.truncate(most);
        sets.push(all);
    }
    sets.sort_by_key(|(cost, set)| (*cost, set.count_ones(), *set));
    sets
}
