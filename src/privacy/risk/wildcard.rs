//! Sums over all classes that a key matches when a blank matches any value.
//!
//! Keys are grouped by which cells they have. Two keys match when they agree on the cells that both have, so each pair of patterns is one
//! equality join under the mask of their common cells. The cost is (patterns × classes), not (classes × classes).
#![expect(
    clippy::indexing_slicing,
    reason = "positions come from enumerating the very vectors that are indexed"
)]

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::key::{Key, KeyLayout};

/// For each query, the sums of `values` over the targets that it matches. `values` holds `stride` numbers for each target, the result as
/// many for each query.
pub(crate) fn matching_sums(layout: &KeyLayout, queries: &[Key], targets: &[Key], values: &[u64], stride: usize) -> Vec<u64> {
    let mut sums = vec![0; queries.len() * stride];
    let targets_by = by_pattern(layout, targets);
    for (query_mask, queries_at) in &by_pattern(layout, queries) {
        for (target_mask, targets_at) in &targets_by {
            let common = query_mask & target_mask;
            let join = Join {
                common,
                queries,
                queries_at,
                targets,
                targets_at,
                values,
                stride,
            };
            if common == 0 {
                join.everything(&mut sums);
            } else if queries_at.len() < targets_at.len() {
                join.over_targets(&mut sums);
            } else {
                join.over_queries(&mut sums);
            }
        }
    }
    sums
}

/// Positions of keys by the cells that they have.
fn by_pattern(layout: &KeyLayout, keys: &[Key]) -> BTreeMap<Key, Vec<u32>> {
    let mut patterns: BTreeMap<Key, Vec<u32>> = BTreeMap::new();
    let mut last = (0, layout.present(0));
    for (at, key) in keys.iter().enumerate() {
        if *key != last.0 {
            last = (*key, layout.present(*key));
        }
        patterns.entry(last.1).or_default().push(at as u32);
    }
    patterns
}

/// One pair of patterns.
struct Join<'a> {
    common: Key,
    queries: &'a [Key],
    queries_at: &'a [u32],
    targets: &'a [Key],
    targets_at: &'a [u32],
    values: &'a [u64],
    stride: usize,
}

impl Join<'_> {
    /// They have no cell in common, so all match all.
    fn everything(&self, sums: &mut [u64]) {
        let mut total = vec![0; self.stride];
        for target in self.targets_at {
            add(&mut total, slot(self.values, *target as usize, self.stride));
        }
        for query in self.queries_at {
            add(slot_mut(sums, *query as usize, self.stride), &total);
        }
    }

    /// Few targets: add them up by what they have in common, then look every query up.
    fn over_queries(&self, sums: &mut [u64]) {
        let (slots, totals) = self.totals();
        let mut last = None;
        for query in self.queries_at {
            let key = self.queries[*query as usize] & self.common;
            let found = remember(&mut last, key, &slots);
            if let Some(found) = found {
                add(
                    slot_mut(sums, *query as usize, self.stride),
                    slot(&totals, found as usize, self.stride),
                );
            }
        }
    }

    fn totals(&self) -> (FxHashMap<Key, u32>, Vec<u64>) {
        let mut slots = FxHashMap::default();
        let mut totals = Vec::new();
        for target in self.targets_at {
            let next = slots.len() as u32;
            let at = *slots.entry(self.targets[*target as usize] & self.common).or_insert(next);
            if at == next {
                totals.resize(totals.len() + self.stride, 0);
            }
            add(
                slot_mut(&mut totals, at as usize, self.stride),
                slot(self.values, *target as usize, self.stride),
            );
        }
        (slots, totals)
    }

    /// Few queries: look every target up among them, add it there, then hand the totals out.
    fn over_targets(&self, sums: &mut [u64]) {
        let mut slots: FxHashMap<Key, u32> = FxHashMap::default();
        let slot_of: Vec<u32> = self
            .queries_at
            .iter()
            .map(|query| {
                let next = slots.len() as u32;
                *slots.entry(self.queries[*query as usize] & self.common).or_insert(next)
            })
            .collect();
        let mut totals = vec![0; slots.len() * self.stride];
        let mut last = None;
        for target in self.targets_at {
            let key = self.targets[*target as usize] & self.common;
            if let Some(found) = remember(&mut last, key, &slots) {
                add(
                    slot_mut(&mut totals, found as usize, self.stride),
                    slot(self.values, *target as usize, self.stride),
                );
            }
        }
        for (query, at) in self.queries_at.iter().zip(slot_of) {
            add(
                slot_mut(sums, *query as usize, self.stride),
                slot(&totals, at as usize, self.stride),
            );
        }
    }
}

/// Looks a key up unless it is the one looked up before: keys come sorted, so under a mask they come in runs.
fn remember(last: &mut Option<(Key, Option<u32>)>, key: Key, slots: &FxHashMap<Key, u32>) -> Option<u32> {
    match last {
        Some((before, found)) if *before == key => *found,
        _ => {
            let found = slots.get(&key).copied();
            *last = Some((key, found));
            found
        }
    }
}

fn slot(values: &[u64], at: usize, stride: usize) -> &[u64] {
    &values[at * stride..][..stride]
}

fn slot_mut(values: &mut [u64], at: usize, stride: usize) -> &mut [u64] {
    &mut values[at * stride..][..stride]
}

fn add(to: &mut [u64], from: &[u64]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += from;
    }
}
