//! Packages that were read and are not merged yet. They stay in memory: a plan that nobody applies leaves no trace in the file.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::num::NonZero;
use std::ops::Range;
use std::sync::OnceLock;
use std::thread;

use super::row::{Head, Side};
use super::version::Content;
use super::{PackageHeader, PackageId};
use crate::dataset::varint;
use crate::store::{Disposition, Error, Result, Workspace};

/// A row of a package.
#[derive(Debug, Clone, Copy)]
pub struct StagedVersion<'a> {
    /// The record's key.
    pub key: &'a str,
    /// Its revision.
    pub revision: u32,
    /// The packed record; `None` for a tombstone.
    pub body: Option<&'a [u8]>,
    /// ISO week of finishing.
    pub week: &'a str,
    /// The surveyor's code.
    pub surveyor: Option<&'a str>,
    /// Length of the interview.
    pub minutes: Option<u32>,
}

/// Takes the rows of one package. It needs no workspace, so packages can be read side by side.
#[derive(Debug, Clone)]
pub struct Stage {
    instrument: i64,
    rows: Vec<u8>,
    starts: Vec<u32>,
    withdrawn: u64,
    dispositions: Vec<Disposition>,
}

impl Stage {
    /// Takes a version. The same key and revision twice in one package is the caller's to refuse; here both are kept if they differ.
    pub fn version(&mut self, version: &StagedVersion<'_>) -> Result<()> {
        let start = u32::try_from(self.rows.len()).map_err(|_too_large| Error::PackageTooLarge)?;
        self.starts.push(start);
        self.withdrawn += u64::from(version.body.is_none());
        let head = Head {
            key: version.key,
            revision: version.revision,
            content: version.body.map_or(Content::Tombstone, Content::Body),
            instrument: self.instrument,
        };
        head.write(&mut self.rows);
        let side = Side {
            week: version.week,
            surveyor: version.surveyor,
            minutes: version.minutes,
        };
        side.write(&mut self.rows);
        Ok(())
    }

    /// Takes a contact without an interview.
    pub fn disposition(&mut self, disposition: &Disposition) {
        self.dispositions.push(disposition.clone());
    }

    /// The row that begins at a place.
    fn row(&self, start: u32) -> Result<(Head<'_>, Side<'_>)> {
        let mut rest = self.rows.get(start as usize..).unwrap_or_default();
        Ok((Head::read(&mut rest)?, Side::read(&mut rest)?))
    }

    fn key(&self, start: u32) -> &str {
        let mut rest = self.rows.get(start as usize..).unwrap_or_default();
        varint::read_text(&mut rest).unwrap_or_default()
    }
}

/// A package that was read.
#[derive(Debug)]
pub(in crate::store) struct StagedPackage {
    pub(super) id: PackageId,
    pub(in crate::store) header: PackageHeader,
    stage: Stage,
}

impl StagedPackage {
    pub(super) fn dispositions(&self) -> &[Disposition] {
        &self.stage.dispositions
    }

    pub(super) fn instrument(&self) -> i64 {
        self.stage.instrument
    }

    /// Tombstones among its rows.
    pub(super) fn withdrawn(&self) -> u64 {
        self.stage.withdrawn
    }
}

/// Everything that was read and is not merged yet.
#[derive(Debug, Default)]
pub(in crate::store) struct Staging {
    packages: Vec<StagedPackage>,
    hashes: BTreeSet<String>,
    next: i64,
    order: OnceLock<Vec<Spot>>,
}

/// Where a staged row lies. The beginning of its key stands beside it: most comparisons need no more.
#[derive(Debug, Clone, Copy, Default)]
struct Spot {
    prefix: [u64; 2],
    package: u32,
    start: u32,
}

/// A staged row.
#[derive(Debug, Clone, Copy)]
pub(super) struct StagedRow<'a> {
    pub(super) head: Head<'a>,
    pub(super) side: Side<'a>,
    /// Its package's place among [`Staging::packages`].
    pub(super) package: usize,
}

impl Staging {
    pub(in crate::store) fn packages(&self) -> &[StagedPackage] {
        &self.packages
    }

    pub(super) fn has(&self, hash: &str) -> bool {
        self.hashes.contains(hash)
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.order().len()
    }

    fn add(&mut self, header: PackageHeader, mut stage: Stage) -> PackageId {
        self.next += 1;
        let id = PackageId(self.next);
        // Thousands of packages wait here: room for rows that never come would add up.
        stage.rows.shrink_to_fit();
        stage.starts.shrink_to_fit();
        self.hashes.insert(header.hash.clone());
        self.packages.push(StagedPackage { id, header, stage });
        self.order = OnceLock::new();
        id
    }

    fn remove(&mut self, id: PackageId) {
        self.packages.retain(|package| package.id != id);
        self.hashes = self.packages.iter().map(|package| package.header.hash.clone()).collect();
        self.order = OnceLock::new();
    }

    pub(super) fn clear(&mut self) {
        self.packages.clear();
        self.hashes.clear();
        self.order = OnceLock::new();
    }

    /// By key; within a key, packages in the order of their staging.
    fn order(&self) -> &[Spot] {
        self.order.get_or_init(|| {
            let workers = thread::available_parallelism().map_or(1, NonZero::get);
            let mut spots = vec![Spot::default(); self.packages.iter().map(|package| package.stage.starts.len()).sum()];
            self.find(&mut spots, workers);
            self.sort(&mut spots, workers);
            spots
        })
    }

    /// Fills in where the rows lie, package by package.
    fn find(&self, spots: &mut [Spot], workers: usize) {
        let share = self.packages.len().div_ceil(workers).max(1);
        thread::scope(|scope| {
            let mut rest = spots;
            for (packages, first) in self.packages.chunks(share).zip((0_u32..).step_by(share)) {
                let count = packages.iter().map(|package| package.stage.starts.len()).sum();
                let (own, others) = std::mem::take(&mut rest).split_at_mut(count);
                rest = others;
                let found = packages.iter().zip(first..).flat_map(|(package, number)| {
                    package.stage.starts.iter().map(move |&start| Spot {
                        prefix: prefix(package.stage.key(start)),
                        package: number,
                        start,
                    })
                });
                scope.spawn(|| own.iter_mut().zip(found).for_each(|(spot, found)| *spot = found));
            }
        });
    }

    /// Sorts on some processors: the lower half on some of them, the upper one on the others.
    fn sort(&self, spots: &mut [Spot], workers: usize) {
        let compare = |one: &Spot, other: &Spot| self.compare(one, other);
        let middle = spots.len() / 2;
        if workers < 2 || middle == 0 {
            spots.sort_unstable_by(compare);
            return;
        }
        let (lower, _, upper) = spots.select_nth_unstable_by(middle, compare);
        thread::scope(|scope| {
            scope.spawn(|| self.sort(lower, workers / 2));
            self.sort(upper, workers - workers / 2);
        });
    }

    fn compare(&self, one: &Spot, other: &Spot) -> Ordering {
        let by_key = one.prefix.cmp(&other.prefix).then_with(|| self.key(one).cmp(self.key(other)));
        by_key.then_with(|| (one.package, one.start).cmp(&(other.package, other.start)))
    }

    fn key(&self, spot: &Spot) -> &str {
        self.packages
            .get(spot.package as usize)
            .map_or("", |package| package.stage.key(spot.start))
    }

    /// The key of the row at a place in the order.
    pub(super) fn key_at(&self, place: usize) -> &str {
        self.order().get(place).map_or("", |spot| self.key(spot))
    }

    /// The package of the row at a place in the order, by its place among [`Staging::packages`].
    pub(super) fn package_at(&self, place: usize) -> usize {
        self.order().get(place).map_or(0, |spot| spot.package as usize)
    }

    /// Cuts these places of the order between keys.
    pub(super) fn records(&self, places: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let spots = self.order().get(places.clone()).unwrap_or_default();
        let is_same = |one: &Spot, other: &Spot| one.prefix == other.prefix && self.key(one) == self.key(other);
        let mut from = places.start;
        spots.chunk_by(is_same).map(move |spots| {
            let record = from..from + spots.len();
            from = record.end;
            record
        })
    }

    /// The rows at these places of the order.
    pub(super) fn rows(&self, places: Range<usize>) -> Result<Vec<StagedRow<'_>>> {
        let spots = self.order().get(places).unwrap_or_default();
        let read = |spot: &Spot| {
            let package = spot.package as usize;
            let found = self.packages.get(package).ok_or(Error::NoSuchPackage(String::new()))?;
            let (head, side) = found.stage.row(spot.start)?;
            Ok(StagedRow { head, side, package })
        };
        spots.iter().map(read).collect()
    }
}

/// The first bytes of a key, in its order.
fn prefix(key: &str) -> [u64; 2] {
    let number = key.as_bytes().first_chunk().map_or_else(
        || {
            let mut bytes = [0; 16];
            bytes.iter_mut().zip(key.bytes()).for_each(|(byte, own)| *byte = own);
            u128::from_be_bytes(bytes)
        },
        |bytes| u128::from_be_bytes(*bytes),
    );
    [(number >> 64) as u64, number as u64]
}

impl Workspace {
    /// A stage for the rows of a package of this instrument.
    pub fn stage_for(&self, instrument: &str) -> Result<Stage> {
        Ok(Stage {
            instrument: self.instrument_row(instrument)?,
            rows: Vec::new(),
            starts: Vec::new(),
            withdrawn: 0,
            dispositions: Vec::new(),
        })
    }

    /// Whether a package is merged or staged.
    fn knows(&self, hash: &str) -> Result<bool> {
        Ok(self.staging.has(hash) || self.has_package(hash)?)
    }

    /// Takes a package that was read. One that is merged or staged already is not taken again: `None`.
    pub fn add_staged(&mut self, header: PackageHeader, stage: Stage) -> Result<Option<PackageId>> {
        if self.knows(&header.hash)? {
            return Ok(None);
        }
        Ok(Some(self.staging.add(header, stage)))
    }

    /// Reads one package. If `fill` refuses (a sum that does not fit, a torn file), nothing of it stays.
    ///
    /// A package that is merged or staged already is not read again: `None`.
    pub fn stage<E: From<Error>>(
        &mut self,
        header: &PackageHeader,
        fill: impl FnOnce(&mut Stage) -> Result<(), E>,
    ) -> Result<Option<PackageId>, E> {
        if self.knows(&header.hash)? {
            return Ok(None);
        }
        let mut stage = self.stage_for(&header.instrument)?;
        fill(&mut stage)?;
        Ok(Some(self.staging.add(header.clone(), stage)))
    }

    /// Drops what is staged and not applied.
    pub fn clear_staging(&mut self) {
        self.staging.clear();
    }

    /// Drops one staged package, for the user who leaves it out of the merge.
    pub fn unstage(&mut self, package: PackageId) {
        self.staging.remove(package);
    }
}
