//! Packages that were read and are not merged yet. They stay in memory: a plan that nobody applies leaves no trace in the file.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

use super::order::{Rows, Spot, order};
use super::row::{Head, Side};
use super::version::Content;
use super::{PackageHeader, PackageId};
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
    rows: Rows,
    withdrawn: u64,
    dispositions: Vec<Disposition>,
}

impl Stage {
    /// Takes a version. The same key and revision twice in one package is the caller's to refuse; here both are kept if they differ.
    pub fn version(&mut self, version: &StagedVersion<'_>) -> Result<()> {
        let out = self.rows.begin_row().ok_or(Error::PackageTooLarge)?;
        self.withdrawn += u64::from(version.body.is_none());
        let head = Head {
            key: version.key,
            revision: version.revision,
            content: version.body.map_or(Content::Tombstone, Content::Body),
            instrument: self.instrument,
        };
        head.write(out);
        let side = Side {
            week: version.week,
            surveyor: version.surveyor,
            minutes: version.minutes,
        };
        side.write(out);
        Ok(())
    }

    /// Makes room for others once all is taken: thousands of packages wait until they are merged.
    pub fn settle(&mut self) {
        self.rows.settle();
    }

    /// Takes a contact without an interview.
    pub fn disposition(&mut self, disposition: &Disposition) {
        self.dispositions.push(disposition.clone());
    }
}

/// A package that was read.
#[derive(Debug)]
pub(in crate::store) struct StagedPackage {
    pub(super) id: PackageId,
    pub(in crate::store) header: PackageHeader,
    instrument: i64,
    withdrawn: u64,
    dispositions: Vec<Disposition>,
}

impl StagedPackage {
    pub(super) fn dispositions(&self) -> &[Disposition] {
        &self.dispositions
    }

    pub(super) fn instrument(&self) -> i64 {
        self.instrument
    }

    /// Tombstones among its rows.
    pub(super) fn withdrawn(&self) -> u64 {
        self.withdrawn
    }
}

/// Everything that was read and is not merged yet.
#[derive(Debug, Default)]
pub(in crate::store) struct Staging {
    packages: Vec<StagedPackage>,
    /// The rows of each package.
    rows: Vec<Rows>,
    hashes: BTreeSet<String>,
    next: i64,
    order: OnceLock<Vec<Spot>>,
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

    /// How many bytes of rows there are.
    pub(super) fn size(&self) -> usize {
        self.rows.iter().map(Rows::size).sum()
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.order().len()
    }

    fn add(&mut self, header: PackageHeader, mut stage: Stage) -> PackageId {
        self.next += 1;
        let id = PackageId(self.next);
        stage.settle();
        self.hashes.insert(header.hash.clone());
        self.packages.push(StagedPackage {
            id,
            header,
            instrument: stage.instrument,
            withdrawn: stage.withdrawn,
            dispositions: stage.dispositions,
        });
        self.rows.push(stage.rows);
        self.order = OnceLock::new();
        id
    }

    fn remove(&mut self, id: PackageId) {
        let Some(place) = self.packages.iter().position(|package| package.id == id) else {
            return;
        };
        let gone = self.packages.remove(place);
        self.rows.remove(place);
        self.hashes.remove(&gone.header.hash);
        self.order = OnceLock::new();
    }

    pub(super) fn clear(&mut self) {
        *self = Self {
            next: self.next,
            ..Self::default()
        };
    }

    /// By key; within a key, packages in the order of their staging.
    fn order(&self) -> &[Spot] {
        self.order.get_or_init(|| order(&self.rows))
    }

    fn key(&self, spot: &Spot) -> &[u8] {
        spot.key(&self.rows)
    }

    /// The key of the row at a place in the order.
    pub(super) fn key_at(&self, place: usize) -> &[u8] {
        self.order().get(place).map_or(&[], |spot| self.key(spot))
    }

    /// The package of the row at a place in the order, by its place among [`Staging::packages`].
    pub(super) fn package_at(&self, place: usize) -> usize {
        self.order().get(place).map_or(0, Spot::package)
    }

    /// Cuts these places of the order between keys.
    pub(super) fn records(&self, places: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let spots = self.order().get(places.clone()).unwrap_or_default();
        let mut from = places.start;
        spots.chunk_by(|one, other| one.is_same(*other, &self.rows)).map(move |spots| {
            let record = from..from + spots.len();
            from = record.end;
            record
        })
    }

    /// The rows at these places of the order.
    pub(super) fn rows(&self, places: Range<usize>) -> Result<Vec<StagedRow<'_>>> {
        let spots = self.order().get(places).unwrap_or_default();
        Spot::fetch(spots, &self.rows);
        let read = |spot: &Spot| {
            let mut rest = spot.row(&self.rows);
            Ok(StagedRow {
                head: Head::read(&mut rest)?,
                side: Side::read(&mut rest)?,
                package: spot.package(),
            })
        };
        spots.iter().map(read).collect()
    }
}

impl Workspace {
    /// A stage for the rows of a package of this instrument.
    pub fn stage_for(&self, instrument: &str) -> Result<Stage> {
        Ok(Stage {
            instrument: self.instrument_row(instrument)?,
            rows: Rows::default(),
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
