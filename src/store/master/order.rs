//! The order of the staged rows: by key, then by package.
//!
//! The rows stay where they were written, package by package, and what is sorted is where they lie. Looking at a row somewhere in a
//! gigabyte takes longer than comparing a dozen numbers, so a piece of its key lies beside each place, and a row is looked at only where
//! these pieces are alike.

use std::num::NonZero;
use std::thread;

use crate::dataset::varint;

/// Bytes that the memory hands over at a time, about.
const LINE: usize = 64;

/// The rows of a package, one behind the other; each begins with its key.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    bytes: Vec<u8>,
    starts: Vec<u32>,
}

impl Rows {
    /// Where the next row is written; `None` where no more can be counted.
    pub(super) fn begin_row(&mut self) -> Option<&mut Vec<u8>> {
        self.starts.push(u32::try_from(self.bytes.len()).ok()?);
        Some(&mut self.bytes)
    }

    /// Gives back the room for rows that never came. They move to a place of their size: where they grew, the next package can grow, but
    /// nothing would fit behind them.
    pub(super) fn settle(&mut self) {
        if self.bytes.capacity() > self.bytes.len() {
            self.bytes = self.bytes.as_slice().to_vec();
            self.starts = self.starts.as_slice().to_vec();
        }
    }

    /// How many bytes they take.
    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    fn behind(&self, start: u32) -> &[u8] {
        self.bytes.get(start as usize..).unwrap_or_default()
    }

    fn key(&self, start: u32) -> &[u8] {
        varint::read_bytes(&mut self.behind(start)).unwrap_or_default()
    }

    fn keys(&self) -> impl Iterator<Item = &[u8]> {
        self.starts.iter().map(|start| self.key(*start))
    }
}

/// Where a staged row lies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    /// A piece of its key, in the order of the keys: what follows that with which all of them begin.
    piece: u64,
    package: u32,
    start: u32,
}

impl Spot {
    /// The place of its package.
    pub(super) fn package(&self) -> usize {
        self.package as usize
    }

    /// The row, and what follows it.
    pub(super) fn row(self, rows: &[Rows]) -> &[u8] {
        rows.get(self.package as usize).map_or(&[], |own| own.behind(self.start))
    }

    /// The key of the row.
    pub(super) fn key(self, rows: &[Rows]) -> &[u8] {
        rows.get(self.package as usize).map_or(&[], |own| own.key(self.start))
    }

    /// Whether two rows have one key.
    pub(super) fn is_same(self, other: Self, rows: &[Rows]) -> bool {
        self.piece == other.piece && self.key(rows) == other.key(rows)
    }

    /// Looks at rows from all over the memory before they are read: it brings many at a time to who does not wait for each.
    pub(super) fn fetch(spots: &[Self], rows: &[Rows]) {
        let look = |spot: &Self| {
            let row = spot.row(rows);
            row.first().unwrap_or(&0) ^ row.get(LINE).unwrap_or(&0)
        };
        std::hint::black_box(spots.iter().map(look).fold(0, |all, byte| all ^ byte));
    }
}

/// Where the rows of packages lie: by key, then by package, then as the package has them. Takes all processors.
pub(super) fn order(packages: &[Rows]) -> Vec<Spot> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    let mut spots = vec![Spot::default(); packages.iter().map(|rows| rows.starts.len()).sum()];
    find(&mut spots, packages, workers);
    sort(&mut spots, workers);
    settle(&mut spots, packages, workers);
    spots
}

/// How many bytes all keys begin alike with.
fn alike(packages: &[Rows]) -> usize {
    let mut keys = packages.iter().flat_map(Rows::keys);
    let Some(first) = keys.next() else { return 0 };
    let mut alike = first.len();
    for key in keys {
        alike = first.iter().zip(key).take(alike).take_while(|(one, other)| one == other).count();
        if alike == 0 {
            break;
        }
    }
    alike
}

/// Fills in where the rows lie, package by package.
fn find(spots: &mut [Spot], packages: &[Rows], workers: usize) {
    let alike = alike(packages);
    let share = packages.len().div_ceil(workers).max(1);
    thread::scope(|scope| {
        let mut rest = spots;
        for (some, first) in packages.chunks(share).zip((0_u32..).step_by(share)) {
            let count = some.iter().map(|rows| rows.starts.len()).sum();
            let (own, others) = std::mem::take(&mut rest).split_at_mut(count);
            rest = others;
            let found = some.iter().zip(first..).flat_map(move |(rows, package)| {
                rows.starts.iter().map(move |&start| Spot {
                    piece: piece(rows.key(start), alike),
                    package,
                    start,
                })
            });
            scope.spawn(|| own.iter_mut().zip(found).for_each(|(spot, found)| *spot = found));
        }
    });
}

/// The bytes of a key from a place on, as a number in their order.
fn piece(key: &[u8], from: usize) -> u64 {
    let rest = key.get(from..).unwrap_or_default();
    let bytes = rest.first_chunk().copied().unwrap_or_else(|| {
        let mut bytes = [0; 8];
        bytes.iter_mut().zip(rest).for_each(|(byte, own)| *byte = *own);
        bytes
    });
    u64::from_be_bytes(bytes)
}

/// Sorts without looking at a row: the lower half on some processors, the upper one on the others.
fn sort(spots: &mut [Spot], workers: usize) {
    let middle = spots.len() / 2;
    if workers < 2 || middle == 0 {
        spots.sort_unstable();
        return;
    }
    let (lower, _, upper) = spots.select_nth_unstable(middle);
    thread::scope(|scope| {
        scope.spawn(|| sort(lower, workers / 2));
        sort(upper, workers - workers / 2);
    });
}

/// Sorts those whose pieces are alike by their whole keys.
fn settle(spots: &mut [Spot], packages: &[Rows], workers: usize) {
    let share = spots.len().div_ceil(workers).max(1);
    thread::scope(|scope| {
        let mut rest = spots;
        while !rest.is_empty() {
            let last = rest.get(share.min(rest.len()) - 1).map(|spot| spot.piece);
            let count = rest.partition_point(|spot| Some(spot.piece) <= last);
            let (own, others) = std::mem::take(&mut rest).split_at_mut(count);
            rest = others;
            scope.spawn(|| {
                let runs = own.chunk_by_mut(|one, other| one.piece == other.piece);
                runs.for_each(|run| settle_run(run, packages));
            });
        }
    });
}

/// Sorts spots whose pieces are alike. Nearly always they are of one record, and lie right.
fn settle_run(run: &mut [Spot], packages: &[Rows]) {
    let is_sorted = run.is_sorted_by(|one, other| one.key(packages) <= other.key(packages));
    if !is_sorted {
        run.sort_by(|one, other| one.key(packages).cmp(other.key(packages)));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn packages(keys: &[Vec<String>]) -> Vec<Rows> {
        let rows = |keys: &Vec<String>| {
            let mut rows = Rows::default();
            for key in keys {
                varint::write_bytes(rows.begin_row().unwrap(), key.as_bytes());
            }
            rows
        };
        keys.iter().map(rows).collect()
    }

    proptest! {
        #[test]
        fn rows_come_by_key_and_those_of_one_key_by_package(
            beginning in "(uuid:)?",
            keys in proptest::collection::vec(proptest::collection::vec("[ab]{0,3}(cdefghij)?[ab]{0,2}", 0..8), 0..6),
        ) {
            let keys: Vec<Vec<String>> = keys.iter().map(|own| own.iter().map(|key| format!("{beginning}{key}")).collect()).collect();
            let rows = packages(&keys);
            let found: Vec<(&[u8], usize, u32)> = order(&rows).iter().map(|spot| (spot.key(&rows), spot.package(), spot.start)).collect();
            let mut expected: Vec<(&[u8], usize, u32)> = Vec::new();
            for (package, own) in rows.iter().enumerate() {
                expected.extend(own.starts.iter().map(|start| (own.key(*start), package, *start)));
            }
            expected.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
