//! A master's current records held in memory as they lie in the file, so that a table of a million rows is read where it is looked at.
//!
//! Nothing in it is unpacked but the chunk in hand; it needs no workspace any more and may be read from many threads.

use std::collections::BTreeMap;

use super::chunk;
use super::current::{Standing, standing};
use super::{CurrentRow, row::Row};
use crate::store::{Error, Result, Workspace};

/// The current records of some form versions.
#[derive(Debug, Default)]
pub struct Snapshot {
    chunks: Vec<Held>,
    /// The instruments' rows in the file, with their places among those asked for.
    forms: BTreeMap<i64, usize>,
    count: usize,
    /// By form version.
    counts: BTreeMap<usize, usize>,
}

#[derive(Debug)]
struct Held {
    blob: Vec<u8>,
    /// How many current records come before it.
    first: usize,
}

/// A current record and its form version's place among those asked for.
#[derive(Debug, Clone, Copy)]
pub struct HeldRow<'a> {
    /// Its place among all current records, by key.
    pub place: usize,
    /// Its form version.
    pub form: usize,
    /// The record.
    pub row: CurrentRow<'a>,
}

impl Workspace {
    /// Takes the current records of these form versions into memory.
    pub fn snapshot(&self, identities: &[String]) -> Result<Snapshot> {
        let mut snapshot = Snapshot::default();
        for (place, identity) in identities.iter().enumerate() {
            snapshot.forms.insert(self.instrument_row(identity)?, place);
        }
        for blob in chunk::blobs(&self.connection)? {
            let held = Held {
                blob,
                first: snapshot.count,
            };
            let mut counts = BTreeMap::new();
            snapshot.scan(&held, &mut |row| {
                *counts.entry(row.form).or_insert(0) += 1;
                Ok::<_, Error>(())
            })?;
            for (form, count) in counts {
                snapshot.count += count;
                *snapshot.counts.entry(form).or_default() += count;
            }
            snapshot.chunks.push(held);
        }
        Ok(snapshot)
    }
}

impl Snapshot {
    /// How many records there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// How many of them are of a form version, by its place among those asked for.
    pub fn count_of(&self, form: usize) -> usize {
        self.counts.get(&form).copied().unwrap_or(0)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many chunks they lie in.
    pub fn chunk_count(&self) -> usize {
        self.chunks.len()
    }

    /// The chunk that holds the record at a place.
    pub fn chunk_of(&self, place: usize) -> usize {
        self.chunks.partition_point(|held| held.first <= place).saturating_sub(1)
    }

    /// Hands over the records of a chunk, by key.
    pub fn for_each_in<E: From<Error>>(&self, chunk: usize, mut take: impl FnMut(HeldRow<'_>) -> Result<(), E>) -> Result<(), E> {
        match self.chunks.get(chunk) {
            Some(held) => self.scan(held, &mut take),
            None => Ok(()),
        }
    }

    fn scan<E: From<Error>>(&self, held: &Held, take: &mut impl FnMut(HeldRow<'_>) -> Result<(), E>) -> Result<(), E> {
        let bytes = chunk::unpack(&held.blob)?;
        let rows = chunk::rows(&bytes)?;
        let mut place = held.first;
        for record in chunk::records(&rows) {
            let Some((form, row)) = self.current(record)? else { continue };
            take(HeldRow { place, form, row })?;
            place += 1;
        }
        Ok(())
    }

    fn current<'a>(&self, record: &[Row<'a>]) -> Result<Option<(usize, CurrentRow<'a>)>> {
        let (Standing::Current(row), _) = standing(record) else {
            return Ok(None);
        };
        let (Some(form), Some(body)) = (self.forms.get(&row.head.instrument), row.head.content.body()) else {
            return Ok(None);
        };
        let side = row.side()?;
        let current = CurrentRow {
            key: row.head.key,
            revision: row.head.revision,
            body,
            week: side.week,
            surveyor: side.surveyor,
            minutes: side.minutes,
        };
        Ok(Some((*form, current)))
    }
}
