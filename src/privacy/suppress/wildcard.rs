//! Local suppression in the wildcard reading alone: each record at risk loses the fewest cells with which it matches k records.
//!
//! Records at risk are taken in turn, the rarest first. Among the cheapest sets of cells whose loss makes a record match enough others,
//! the one is taken that helps most other records at risk, for a blank matches anything; a record that the blanks of others have made
//! safe meanwhile is left alone. Only records at risk lose cells: a few records without any cell would match everybody and so satisfy
//! the letter of this reading while they protect nobody.
#![expect(
    clippy::indexing_slicing,
    reason = "classes and records at risk number the vectors that are indexed"
)]

use rustc_hash::FxHashMap;

use super::lines::sets;
use super::units::Units;
use crate::privacy::risk::key::Key;
use crate::privacy::risk::wildcard::matching_sums;

/// So many sets of columns are looked at, the smallest first, and then the set of all.
const MOST_SETS: usize = 4096;
/// For so many sets of columns, the cheapest, it is known whom a blank helps.
const MOST_HELPING: usize = 64;

/// A class at risk.
struct Patient {
    class: u32,
    /// Records that match it by now.
    matching: u64,
    /// Records that still have all their cells.
    whole: u32,
    /// The cheapest sets of columns that make it match enough, by position among the sets.
    cures: Vec<u32>,
    /// What one of them costs.
    cost: u64,
    targets: Vec<(Key, u32)>,
}

/// Where the records of each class end. `None` when there are fewer than k records.
pub(super) fn solve(units: &Units, k: u32, importance: &[u32]) -> Option<Vec<Vec<(Key, u32)>>> {
    let k = u64::from(k);
    let sizes: Vec<u64> = units.sizes.iter().map(|size| u64::from(*size)).collect();
    if sizes.iter().sum::<u64>() < k && !sizes.is_empty() {
        return None;
    }
    let matching = matching_sums(&units.layout, &units.keys, &units.keys, &sizes, 1);
    let mut patients: Vec<Patient> = Vec::new();
    for (class, matching) in matching.into_iter().enumerate().filter(|(_, matching)| *matching < k) {
        patients.push(Patient {
            class: class as u32,
            matching,
            whole: units.sizes[class],
            cures: Vec::new(),
            cost: u64::MAX,
            targets: Vec::new(),
        });
    }
    let sets = sets(importance, MOST_SETS);
    let lines = find_cures(units, &sizes, k, &sets, &mut patients);
    let mut order: Vec<usize> = (0..patients.len()).collect();
    order.sort_by_key(|at| (patients[*at].matching, patients[*at].class));
    for at in order {
        while patients[at].whole > 0 && patients[at].matching < k {
            cure(units, k, &sets, &lines, &mut patients, at);
        }
    }
    let mut targets: Vec<Vec<(Key, u32)>> = units.keys.iter().zip(&units.sizes).map(|(key, size)| vec![(*key, *size)]).collect();
    for patient in patients {
        let own = &mut targets[patient.class as usize];
        own.clear();
        own.extend(patient.targets);
        own.extend((patient.whole > 0).then_some((units.keys[patient.class as usize], patient.whole)));
    }
    Some(targets)
}

/// For each set of columns that is somebody's cure: the classes at risk by what is left of them without these columns.
type Helped = FxHashMap<u32, FxHashMap<Key, Vec<u32>>>;

fn find_cures(units: &Units, sizes: &[u64], k: u64, sets: &[(u64, u64)], patients: &mut [Patient]) -> Helped {
    let mut helped = Helped::default();
    for (at, (cost, set)) in sets.iter().enumerate() {
        let mask = units.layout.mask_of(*set);
        let is_asking = |patient: &&Patient| {
            let present = units.layout.present(units.keys[patient.class as usize]);
            patient.cost >= *cost && present & mask == mask
        };
        let asking: Vec<usize> = (0..patients.len()).filter(|at| is_asking(&&patients[*at])).collect();
        if patients.iter().all(|patient| patient.cost < *cost) {
            break;
        }
        let left: Vec<Key> = asking.iter().map(|at| units.keys[patients[*at].class as usize] & !mask).collect();
        let sums = matching_sums(&units.layout, &left, &units.keys, sizes, 1);
        let mut is_cure = false;
        for (patient, sum) in asking.into_iter().zip(sums) {
            if sum >= k {
                patients[patient].cost = *cost;
                patients[patient].cures.push(at as u32);
                is_cure = true;
            }
        }
        if is_cure && helped.len() < MOST_HELPING {
            let lines = helped.entry(at as u32).or_default();
            for (number, patient) in patients.iter().enumerate() {
                lines
                    .entry(units.keys[patient.class as usize] & !mask)
                    .or_default()
                    .push(number as u32);
            }
        }
    }
    helped
}

/// Takes the best cure's cells from one record of a class.
fn cure(units: &Units, k: u64, sets: &[(u64, u64)], lines: &Helped, patients: &mut [Patient], at: usize) {
    let key = units.keys[patients[at].class as usize];
    let line = |set: u32| {
        let left = key & !units.layout.mask_of(sets[set as usize].1);
        (
            left,
            lines.get(&set).and_then(|lines| lines.get(&left)).map_or(&[][..], Vec::as_slice),
        )
    };
    let is_helped = |patient: &Patient| {
        let other = units.keys[patient.class as usize];
        patient.whole > 0 && patient.matching < k && !is_match(units, key, other)
    };
    let help = |set: u32| line(set).1.iter().filter(|other| is_helped(&patients[**other as usize])).count();
    // The first of the best: cures are in the order of their columns.
    let best = patients[at]
        .cures
        .iter()
        .copied()
        .map(|set| (help(set), set))
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    let (left, others) = best.map_or((0, &[][..]), |(_, set)| line(set));
    for other in others {
        if !is_match(units, key, units.keys[patients[*other as usize].class as usize]) {
            patients[*other as usize].matching += 1;
        }
    }
    let patient = &mut patients[at];
    patient.whole -= 1;
    match patient.targets.last_mut() {
        Some((target, records)) if *target == left => *records += 1,
        _ => patient.targets.push((left, 1)),
    }
}

/// Whether two keys agree on the cells that both have.
fn is_match(units: &Units, one: Key, other: Key) -> bool {
    (one ^ other) & units.layout.present(one) & units.layout.present(other) == 0
}
