//! Local suppression in the strict reading: every record ends in a class of records with the same cells and the same blanks that meets
//! the requirement.
//!
//! Finding the fewest blanks is NP-hard (A. Meyerson, R. Williams, 2004). This is a greedy cover: among all lines (classes that agree on
//! all columns but some) it takes the one where the records in need cost least per record when they lose those columns and become one
//! class; where they are too few, records that others can spare join them. What a line costs is looked at again when its turn comes, and
//! longer sets of columns are only opened when no shorter one is as cheap.
#![expect(clippy::indexing_slicing, reason = "units, classes and groups number the vectors that are indexed")]

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};

use super::lines::{Lines, sets};
use super::stats::Stats;
use super::units::Units;
use crate::privacy::risk::Requirement;
use crate::privacy::risk::key::Key;

/// Records that share all cells after suppression.
#[derive(Debug, Clone)]
struct Group {
    key: Key,
    /// Bits of the cells that are left.
    present: Key,
    stats: Stats,
    /// Records of each unit that are here.
    members: BTreeMap<u32, u32>,
    meets: bool,
}

/// Records of a unit that go from one group to another.
#[derive(Debug, Clone, Copy)]
struct Move {
    from: u32,
    unit: u32,
    records: u32,
}

/// A line with what it costs and how many records in need it settles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Offer {
    cost: i64,
    settled: u64,
    set: u32,
    slot: u32,
}

impl Ord for Offer {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let ratio = |one: &Self, two: &Self| i128::from(one.cost) * i128::from(two.settled);
        ratio(self, other)
            .cmp(&ratio(other, self))
            .then(other.settled.cmp(&self.settled))
            .then(self.set.cmp(&other.set))
            .then(self.slot.cmp(&other.slot))
    }
}

impl PartialOrd for Offer {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// So many sets of columns are looked at, the smallest first, and then the set of all.
const MOST_SETS: usize = 4096;
/// So many units are asked for spare records before a line is given up.
const MOST_DONORS: usize = 512;

/// Where the records of each unit end: keys with a number of records each. `None` when even all records together do not meet the
/// requirement.
pub(super) fn solve(units: &Units, requirement: &Requirement, importance: &[u32]) -> Option<Vec<Vec<(Key, u32)>>> {
    let mut cover = Cover::new(units, requirement, importance);
    cover.run();
    cover.pool().then(|| cover.targets())
}

/// The state of the search.
struct Cover<'a> {
    units: &'a Units,
    requirement: &'a Requirement,
    importance: &'a [u32],
    /// Where each class begins among the units, and its key.
    starts: Vec<u32>,
    keys: Vec<Key>,
    groups: Vec<Group>,
    group_of: FxHashMap<Key, u32>,
    /// Groups in which a unit has records.
    homes: Vec<SmallVec<[u32; 2]>>,
    open: usize,
}

impl<'a> Cover<'a> {
    fn new(units: &'a Units, requirement: &'a Requirement, importance: &'a [u32]) -> Self {
        let starts = units.class_starts();
        let mut cover = Self {
            units,
            requirement,
            importance,
            keys: Vec::with_capacity(starts.len()),
            groups: Vec::with_capacity(starts.len()),
            group_of: FxHashMap::default(),
            homes: vec![SmallVec::new(); units.keys.len()],
            open: 0,
            starts,
        };
        for class in 0..cover.starts.len() - 1 {
            let range = cover.starts[class]..cover.starts[class + 1];
            let key = units.keys[range.start as usize];
            let mut stats = Stats::empty(units);
            for unit in range.clone() {
                stats.add(units, unit as usize, units.sizes[unit as usize]);
                cover.homes[unit as usize] = smallvec![class as u32];
            }
            let meets = stats.meets(requirement, units);
            cover.open += usize::from(!meets);
            cover.keys.push(key);
            cover.group_of.insert(key, class as u32);
            cover.groups.push(Group {
                key,
                present: units.layout.present(key),
                stats,
                members: range.map(|unit| (unit, units.sizes[unit as usize])).collect(),
                meets,
            });
        }
        cover
    }

    /// Whether a class still waits for a place.
    fn is_open(&self, class: usize) -> bool {
        !self.groups[class].meets && self.groups[class].stats.size > 0
    }

    fn run(&mut self) {
        let sets = sets(self.importance, MOST_SETS);
        let mut lines: Vec<Lines> = Vec::new();
        let mut offers: BinaryHeap<Reverse<Offer>> = BinaryHeap::new();
        let mut moves = Vec::new();
        while self.open > 0 {
            let next = sets.get(lines.len()).copied();
            let is_cheaper = |offer: &Offer, cost: u64| offer.cost < (cost * offer.settled) as i64;
            match (offers.peek(), next) {
                (Some(Reverse(offer)), Some((cost, _))) if is_cheaper(offer, cost) => {}
                (Some(_), None) => {}
                (_, Some((_, set))) => {
                    let found = Lines::of(&self.keys, self.units.layout.mask_of(set), |class| self.is_open(class));
                    let at = lines.len() as u32;
                    let all = (0..found.keys.len() as u32).filter_map(|slot| self.offer(&found, at, slot, &mut moves));
                    offers.extend(all.map(Reverse));
                    lines.push(found);
                    continue;
                }
                (None, None) => return,
            }
            let Some(Reverse(offer)) = offers.pop() else { return };
            let line = &lines[offer.set as usize];
            match self.offer(line, offer.set, offer.slot, &mut moves) {
                Some(current) if current == offer => self.apply(line.keys[offer.slot as usize], &moves),
                Some(current) => offers.push(Reverse(current)),
                None => {}
            }
        }
    }

    /// What it costs to make the classes in need on a line one class. The records that have to move are left in `moves`.
    fn offer(&self, lines: &Lines, set: u32, slot: u32, moves: &mut Vec<Move>) -> Option<Offer> {
        moves.clear();
        let key = lines.keys[slot as usize];
        let left = self.units.layout.present(key);
        let target = self.group_of.get(&key).copied();
        let mut stats = target.map_or_else(|| Stats::empty(self.units), |target| self.groups[target as usize].stats.clone());
        let target_is_open = target.is_some_and(|target| !self.groups[target as usize].meets);
        let mut settled = if target_is_open { stats.size } else { 0 };
        let mut cost = 0_i64;
        let classes = lines.classes(slot as usize);
        for class in classes
            .iter()
            .copied()
            .filter(|class| self.is_open(*class as usize) && Some(*class) != target)
        {
            let group = &self.groups[class as usize];
            settled += group.stats.size;
            cost += (group.stats.size * self.loss(group.present, left)) as i64;
            stats.join(&group.stats);
            moves.extend(group.members.iter().map(|(unit, records)| Move {
                from: class,
                unit: *unit,
                records: *records,
            }));
        }
        if settled == 0 {
            return None;
        }
        if !stats.meets(self.requirement, self.units) {
            cost += self.borrow(lines, slot, target, &mut stats, moves)?;
        }
        Some(Offer { cost, settled, set, slot })
    }

    /// What a record loses when of the cells `from` only those of `to` are left.
    fn loss(&self, from: Key, to: Key) -> u64 {
        let lost = from & !to;
        if lost == 0 {
            return 0;
        }
        let costs = self
            .importance
            .iter()
            .enumerate()
            .filter(|(field, _)| lost & self.units.layout.mask(*field) != 0);
        costs.map(|(_, cost)| u64::from(*cost)).sum()
    }

    /// Finds records that others can spare, the cheapest first, until the requirement is met; then whole classes.
    fn borrow(&self, lines: &Lines, slot: u32, target: Option<u32>, stats: &mut Stats, moves: &mut Vec<Move>) -> Option<i64> {
        let present = self.units.layout.present(lines.keys[slot as usize]);
        let mut cost = 0;
        let mut shortfall = stats.shortfall(self.requirement, self.units);
        let mut left: FxHashMap<u32, Stats> = FxHashMap::default();
        for (extra, from, unit) in self.donors(lines, slot, target) {
            let has = self.groups[from as usize].members.get(&unit).copied().unwrap_or_default();
            let donor = left.entry(from).or_insert_with(|| self.groups[from as usize].stats.clone());
            let mut given = 0;
            while given < has && shortfall > 0.0 {
                stats.add(self.units, unit as usize, 1);
                donor.take(self.units, unit as usize, 1);
                let after = stats.shortfall(self.requirement, self.units);
                if after >= shortfall || !donor.meets(self.requirement, self.units) {
                    stats.take(self.units, unit as usize, 1);
                    donor.add(self.units, unit as usize, 1);
                    break;
                }
                shortfall = after;
                given += 1;
            }
            if given > 0 {
                cost += extra * i64::from(given);
                moves.push(Move {
                    from,
                    unit,
                    records: given,
                });
            }
            if shortfall <= 0.0 {
                return Some(cost);
            }
        }
        let mut whole: Vec<u32> = lines.classes(slot as usize).to_vec();
        whole.retain(|class| Some(*class) != target && self.groups[*class as usize].meets && self.groups[*class as usize].stats.size > 0);
        whole.sort_by_key(|class| {
            (
                self.groups[*class as usize].stats.size * self.loss(self.groups[*class as usize].present, present),
                *class,
            )
        });
        for class in whole.into_iter().take(MOST_DONORS) {
            let group = &self.groups[class as usize];
            stats.join(left.get(&class).unwrap_or(&group.stats));
            for (unit, records) in &group.members {
                let given: u32 = moves
                    .iter()
                    .filter(|one| one.from == class && one.unit == *unit)
                    .map(|one| one.records)
                    .sum();
                let records = records - given;
                cost += i64::from(records) * self.loss(group.present, present) as i64;
                if records > 0 {
                    moves.push(Move {
                        from: class,
                        unit: *unit,
                        records,
                    });
                }
            }
            if stats.meets(self.requirement, self.units) {
                return Some(cost);
            }
        }
        None
    }

    /// Units with records on this line in groups that meet the requirement: what one record more costs, the group, the unit.
    fn donors(&self, lines: &Lines, slot: u32, target: Option<u32>) -> Vec<(i64, u32, u32)> {
        let present = self.units.layout.present(lines.keys[slot as usize]);
        let mut donors = Vec::new();
        for class in lines.classes(slot as usize).iter().filter(|class| !self.is_open(**class as usize)) {
            // A class's own group is the one that bears its number.
            let own = self.groups[*class as usize].present;
            let lost = self.loss(own, present) as i64;
            for unit in self.starts[*class as usize]..self.starts[*class as usize + 1] {
                for from in &self.homes[unit as usize] {
                    let group = &self.groups[*from as usize];
                    let can_spare = !self.requirement.is_k_only() || group.stats.size > u64::from(self.requirement.k);
                    if Some(*from) != target && group.meets && can_spare {
                        donors.push((lost - self.loss(own, group.present) as i64, *from, unit));
                    }
                }
            }
            if donors.len() >= MOST_DONORS {
                break;
            }
        }
        donors.sort_unstable();
        donors
    }

    /// Moves records into the group with a key.
    fn apply(&mut self, key: Key, moves: &[Move]) {
        let target = if let Some(target) = self.group_of.get(&key) {
            *target
        } else {
            let target = self.groups.len() as u32;
            self.group_of.insert(key, target);
            self.groups.push(Group {
                key,
                present: self.units.layout.present(key),
                stats: Stats::empty(self.units),
                members: BTreeMap::new(),
                meets: true,
            });
            target
        };
        if !self.groups[target as usize].meets {
            self.groups[target as usize].meets = true;
            self.open -= 1;
        }
        for Move { from, unit, records } in moves.iter().copied() {
            let donor = &mut self.groups[from as usize];
            donor.stats.take(self.units, unit as usize, records);
            let left = donor.members.get_mut(&unit).map_or(0, |left| {
                *left -= records;
                *left
            });
            if left == 0 {
                donor.members.remove(&unit);
                self.homes[unit as usize].retain(|home| *home != from);
            }
            if donor.stats.size == 0 && !donor.meets {
                donor.meets = true;
                self.open -= 1;
            }
            let group = &mut self.groups[target as usize];
            group.stats.add(self.units, unit as usize, records);
            *group.members.entry(unit).or_default() += records;
            let homes = &mut self.homes[unit as usize];
            if !homes.contains(&target) {
                homes.push(target);
            }
        }
    }

    /// What found no place loses all cells, and other groups with it, the smallest first, until that class meets the requirement.
    fn pool(&mut self) -> bool {
        if self.open == 0 {
            return true;
        }
        let mut order: Vec<u32> = (0..self.groups.len() as u32)
            .filter(|group| self.groups[*group as usize].stats.size > 0)
            .collect();
        order.sort_by_key(|group| {
            let group = &self.groups[*group as usize];
            (group.meets, group.stats.size, group.key)
        });
        let mut stats = Stats::empty(self.units);
        let mut moves = Vec::new();
        for from in order {
            let group = &self.groups[from as usize];
            if group.meets && stats.meets(self.requirement, self.units) {
                break;
            }
            stats.join(&group.stats);
            moves.extend(group.members.iter().filter(|_| group.key != 0).map(|(unit, records)| Move {
                from,
                unit: *unit,
                records: *records,
            }));
        }
        self.apply(0, &moves);
        stats.meets(self.requirement, self.units)
    }

    fn targets(&self) -> Vec<Vec<(Key, u32)>> {
        let records = |unit: usize, home: &u32| {
            let group = &self.groups[*home as usize];
            group.members.get(&(unit as u32)).map(|records| (group.key, *records))
        };
        let of = |(unit, homes): (usize, &SmallVec<[u32; 2]>)| {
            let mut targets: Vec<(Key, u32)> = homes.iter().filter_map(|home| records(unit, home)).collect();
            targets.sort_unstable();
            targets
        };
        self.homes.iter().enumerate().map(of).collect()
    }
}
