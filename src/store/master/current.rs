//! The current version of each record, as a view over the union.
//!
//! Current is the highest revision. A tombstone at it wins; two contents at it are a conflict, which counts as neither until it is settled.

use std::collections::{BTreeMap, BTreeSet};

use super::ahead::ahead;
use super::chunk;
use super::row::{Head, Row};
use super::version::Content;
use crate::store::{Error, Result, Workspace};

/// The current version of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrentRow<'a> {
    /// The record's key.
    pub key: &'a str,
    /// Its revision.
    pub revision: u32,
    /// The packed record.
    pub body: &'a [u8],
    /// ISO week of finishing.
    pub week: &'a str,
    /// The surveyor's code.
    pub surveyor: Option<&'a str>,
    /// Length of the interview.
    pub minutes: Option<u32>,
}

/// How many records a master has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MasterCounts {
    /// Records with one current content.
    pub records: u32,
    /// Withdrawn records.
    pub withdrawn: u32,
    /// Records with a conflict to settle.
    pub conflicts: u32,
    /// Merged packages.
    pub packages: u32,
}

/// How the records of each instrument stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standings {
    /// By the instrument's row in the file: current, withdrawn, in conflict.
    counts: BTreeMap<i64, [u32; 3]>,
}

impl Standings {
    /// Counts a record by its versions, which are in the order of their revisions.
    pub(super) fn note<'a, T>(&mut self, versions: &[T], head: impl Fn(&T) -> Head<'a>) {
        let (kind, top) = kind(versions, &head);
        for (place, version) in top.iter().enumerate() {
            let instrument = head(version).instrument;
            let is_counted = top.iter().take(place).any(|before| head(before).instrument == instrument);
            let counts = self.counts.entry(instrument).or_default();
            if let Some(count) = counts.get_mut(kind as usize).filter(|_| !is_counted) {
                *count += 1;
            }
        }
    }

    /// Counts what others have counted.
    pub(super) fn add(&mut self, others: &Self) {
        for (instrument, others) in &others.counts {
            let counts = self.counts.entry(*instrument).or_default();
            counts.iter_mut().zip(others).for_each(|(count, other)| *count += other);
        }
    }

    fn of_chunk(blob: &[u8]) -> Result<Self> {
        let bytes = chunk::unpack(blob)?;
        let rows = chunk::rows(&bytes)?;
        let mut standings = Self::default();
        for record in chunk::records(&rows) {
            standings.note(record, |row| row.head);
        }
        Ok(standings)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Current,
    Withdrawn,
    Conflict,
}

/// How a record stands, given its versions in the order of their revisions; and those at the highest one.
fn kind<'r, 'a, T>(versions: &'r [T], head: impl Fn(&T) -> Head<'a>) -> (Kind, &'r [T]) {
    let highest = versions.last().map(|version| head(version).revision);
    let first = versions.partition_point(|version| Some(head(version).revision) < highest);
    let top = versions.get(first..).unwrap_or_default();
    let is_withdrawn = top.iter().any(|version| head(version).content == Content::Tombstone);
    let kind = match top {
        [version] if head(version).content.body().is_some() => Kind::Current,
        [_, _, ..] if !is_withdrawn => Kind::Conflict,
        _ => Kind::Withdrawn,
    };
    (kind, top)
}

/// How a record stands.
pub(super) enum Standing<'r, 'a> {
    /// One content at the highest revision.
    Current(&'r Row<'a>),
    /// Withdrawn, or erased by a withdrawal that was taken back since.
    Withdrawn,
    /// More than one content at the highest revision.
    Conflict,
}

/// How a record stands, given its rows, which are in the order of their revisions; and its rows at the highest one.
pub(super) fn standing<'r, 'a>(rows: &'r [Row<'a>]) -> (Standing<'r, 'a>, &'r [Row<'a>]) {
    let (kind, top) = kind(rows, |row| row.head);
    let standing = match (kind, top) {
        (Kind::Current, [row]) => Standing::Current(row),
        (Kind::Conflict, _) => Standing::Conflict,
        (Kind::Current | Kind::Withdrawn, _) => Standing::Withdrawn,
    };
    (standing, top)
}

impl Workspace {
    /// Hands over the rows of every record, by key.
    pub(super) fn for_each_record<E: From<Error>>(&self, mut take: impl FnMut(&[Row<'_>]) -> Result<(), E>) -> Result<(), E> {
        chunk::scan(&self.connection, |bytes| {
            let rows = chunk::rows(bytes)?;
            chunk::records(&rows).try_for_each(&mut take)
        })
    }

    /// Hands over the current version of every record of an instrument, by key. Conflicts and withdrawn records are left out.
    pub fn for_each_current<E: From<Error>>(
        &self,
        instrument: &str,
        mut take: impl FnMut(CurrentRow<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.for_each_current_of(&[instrument], |_, row| take(row))
    }

    /// Hands over the current version of every record of some instruments, by key, with the instrument's place among those asked for.
    pub fn for_each_current_of<E: From<Error>>(
        &self,
        instruments: &[&str],
        mut take: impl FnMut(usize, CurrentRow<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let asked = instruments.iter().map(|instrument| self.instrument_row(instrument));
        let asked: Vec<i64> = asked.collect::<Result<_>>()?;
        self.for_each_record(|rows| {
            let (Standing::Current(row), _) = standing(rows) else {
                return Ok(());
            };
            let (head, Some(body)) = (row.head, row.head.content.body()) else {
                return Ok(());
            };
            let Some(place) = asked.iter().position(|asked| *asked == head.instrument) else {
                return Ok(());
            };
            let side = row.side()?;
            let current = CurrentRow {
                key: head.key,
                revision: head.revision,
                body,
                week: side.week,
                surveyor: side.surveyor,
                minutes: side.minutes,
            };
            take(place, current)
        })
    }

    /// How all records stand: for the [counts](Self::counts_among) of several instruments.
    pub fn standings(&self) -> Result<Standings> {
        self.standings_in(&chunk::places(&self.connection)?.iter().map(|place| place.id).collect::<Vec<_>>())
    }

    /// How the records in some chunks stand.
    pub(super) fn standings_in(&self, chunks: &[i64]) -> Result<Standings> {
        let mut standings = Standings::default();
        let blobs = chunks.iter().map(|id| chunk::blob(&self.connection, *id));
        ahead(
            blobs,
            |blob| Standings::of_chunk(&blob),
            |found| {
                standings.add(&found);
                Ok::<_, Error>(())
            },
        )?;
        Ok(standings)
    }

    /// How many records of an instrument there are.
    pub fn master_counts(&self, instrument: &str) -> Result<MasterCounts> {
        self.counts_among(&self.standings()?, instrument)
    }

    /// How many records of an instrument there are among all.
    pub fn counts_among(&self, standings: &Standings, instrument: &str) -> Result<MasterCounts> {
        let instrument = self.instrument_row(instrument)?;
        let [records, withdrawn, conflicts] = standings.counts.get(&instrument).copied().unwrap_or_default();
        let mut statement = self
            .connection
            .prepare_cached("SELECT count(*) FROM package WHERE instrument = ?1")?;
        Ok(MasterCounts {
            records,
            withdrawn,
            conflicts,
            packages: statement.query_row([instrument], |row| row.get(0))?,
        })
    }

    /// One hash over everything that was merged, whatever the order: BLAKE3 over the sorted (key, revision, hash).
    pub fn content_hash(&self) -> Result<String> {
        let mut hasher = blake3::Hasher::new_derive_key("phieu 2026 content of a master");
        self.for_each_record(|rows| {
            for row in rows {
                let head = row.head;
                hasher.update(&(head.key.len() as u64).to_le_bytes()).update(head.key.as_bytes());
                hasher.update(&head.revision.to_le_bytes()).update(&head.hash().0);
            }
            Ok::<_, Error>(())
        })?;
        Ok(hasher.finalize().to_hex().to_string())
    }

    /// Hands over, for every workspace that packages came from, the key and revision of every version of it: what its receipt says.
    pub fn for_each_received(&self, mut take: impl FnMut(&str, &str, u32)) -> Result<()> {
        let mut statement = self.connection.prepare_cached("SELECT id, workspace FROM package")?;
        let workspaces = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let workspaces: BTreeMap<i64, String> = workspaces.collect::<rusqlite::Result<_>>()?;
        self.for_each_record(|rows| {
            for row in rows {
                let from: BTreeSet<&str> = row
                    .sightings()?
                    .iter()
                    .filter_map(|sighting| workspaces.get(&sighting.package.0).map(String::as_str))
                    .collect();
                for workspace in from {
                    take(workspace, row.head.key, row.head.revision);
                }
            }
            Ok::<_, Error>(())
        })
    }

    /// Calls `take` with the rows of one record; none where the master does not know it.
    pub(super) fn with_record<T>(&self, key: &str, take: impl FnOnce(&[Row<'_>]) -> Result<T>) -> Result<T> {
        let bytes = chunk::read_around(&self.connection, key)?;
        let rows = chunk::rows(&bytes)?;
        let record = chunk::records(&rows).find(|rows| rows.first().is_some_and(|row| row.head.key == key));
        take(record.unwrap_or_default())
    }
}
