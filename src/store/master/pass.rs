//! Going through what is staged and what the master has, side by side, chunk by chunk.

use std::ops::Range;

use super::ahead::ahead;
use super::chunk::{self, ChunkPlace};
use super::row::Row;
use super::stage::{StagedRow, Staging};
use crate::store::{Error, Result, Workspace};

/// Staged rows at most in one job, where the chunk they belong to does not exist yet: as many as stay near a processor while it unites
/// them.
const ROWS: usize = 1024;

/// A chunk of the master, perhaps none yet, and the staged rows that belong to it.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) chunk: Option<i64>,
    /// Places in the order of the staged rows; cut between keys.
    pub(super) staged: Range<usize>,
    /// The chunk, packed.
    blob: Vec<u8>,
}

/// The jobs of everything that is staged, in the order of the keys; their bytes are not read yet.
pub(super) fn jobs(staging: &Staging, places: &[ChunkPlace]) -> Vec<Job> {
    let mut jobs = Vec::new();
    let mut from = 0;
    while from < staging.len() {
        let key = staging.key_at(from);
        // Keys before the first chunk go into it.
        let at = places.partition_point(|place| place.first_key.as_bytes() <= key).max(1) - 1;
        let chunk = places.get(at);
        let end = places.get(at + 1);
        let mut to = match end {
            Some(end) => from + partition(staging.len() - from, |step| staging.key_at(from + step) < end.first_key.as_bytes()),
            None => staging.len(),
        };
        if chunk.is_none() && to - from > ROWS {
            to = from + ROWS;
            let last = staging.key_at(to - 1);
            while to < staging.len() && staging.key_at(to) == last {
                to += 1;
            }
        }
        jobs.push(Job {
            chunk: chunk.map(|place| place.id),
            staged: from..to,
            blob: Vec::new(),
        });
        from = to;
    }
    jobs
}

/// How many of the first `count` numbers fulfil a condition that holds up to some number and not beyond.
fn partition(count: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = usize::midpoint(low, high);
        if holds(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

impl Job {
    /// The rows that the chunk has.
    pub(super) fn unpack(&self) -> Result<Vec<u8>> {
        if self.blob.is_empty() {
            Ok(Vec::new())
        } else {
            chunk::unpack(&self.blob)
        }
    }

    /// Calls `take` with each record of the chunk, whose rows these bytes are, or of the staged rows: its rows, its staged rows.
    pub(super) fn for_each_record<'a>(
        &self,
        bytes: &'a [u8],
        staging: &'a Staging,
        mut take: impl FnMut(&[Row<'a>], &[StagedRow<'a>]) -> Result<()>,
    ) -> Result<()> {
        let rows = chunk::rows(bytes)?;
        let staged = staging.rows(self.staged.clone())?;
        let mut old = chunk::records(&rows).peekable();
        let mut new = staged.chunk_by(|one, other| one.head.key == other.head.key).peekable();
        loop {
            let key = |rows: &&[Row<'a>]| rows.first().map(|row| row.head.key);
            let staged_key = |rows: &&[StagedRow<'a>]| rows.first().map(|row| row.head.key);
            let (had, has) = (old.peek().and_then(key), new.peek().and_then(staged_key));
            let is_old = has.is_none() || had.is_some_and(|had| Some(had) <= has);
            let is_new = had.is_none() || has.is_some_and(|has| Some(has) <= had);
            let known = if is_old { old.next() } else { None };
            let shown = if is_new { new.next() } else { None };
            if known.is_none() && shown.is_none() {
                return Ok(());
            }
            take(known.unwrap_or_default(), shown.unwrap_or_default())?;
        }
    }
}

impl Workspace {
    /// The jobs of what is staged.
    pub(super) fn jobs(&self) -> Result<Vec<Job>> {
        Ok(jobs(&self.staging, &chunk::places(&self.connection)?))
    }

    /// Fetches the chunk of a job.
    pub(super) fn fetched(&self, mut job: Job) -> Result<Job> {
        if let Some(id) = job.chunk {
            job.blob = chunk::blob(&self.connection, id)?;
        }
        Ok(job)
    }

    /// Does `work` with each of the jobs on all processors; `take` is handed what became of them, in their order.
    pub(super) fn for_each_job<R: Send, E: From<Error>>(
        &self,
        jobs: Vec<Job>,
        work: impl Fn(&Job) -> Result<R> + Sync,
        take: impl FnMut(R) -> Result<(), E>,
    ) -> Result<(), E> {
        let fetched = jobs.into_iter().map(|job| self.fetched(job).map_err(E::from));
        ahead(fetched, |job| work(&job), take)
    }
}
