//! Applying what is staged in one transaction.
//!
//! Chunks are united on all processors, some at a time, while those before are written: only the writing is the database's.

use std::num::NonZero;
use std::thread;

use rusqlite::Connection;

use super::PackageId;
use super::chunk::{self, ChunkWriter, PackedChunk};
use super::pass::Job;
use super::row::{Row, Sighting};
use super::stage::{StagedPackage, StagedRow, Staging};
use super::union::Union;
use super::version::Content;
use crate::store::stamp::stamp;
use crate::store::{Disposition, Error, Result, Workspace};
use crate::words::Progress;

/// What applying did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Applied {
    /// Packages merged.
    pub packages: u64,
    /// Versions that the master did not have.
    pub versions: u64,
    /// Sightings noted.
    pub sightings: u64,
}

/// Jobs for each processor before what they made is written.
const AHEAD: usize = 4;

/// What became of a job.
struct Outcome {
    chunk: Option<i64>,
    chunks: Vec<PackedChunk>,
    added: u64,
    /// For each sighting that is new: its package's place among the staged ones, and whether it is a withdrawal.
    seen: Vec<(usize, bool)>,
}

enum Stop {
    Cancelled,
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Workspace {
    /// Applies everything that is staged, all or nothing. Cancelling leaves the master as it was, with the packages still staged.
    pub fn apply_staged(&mut self, merged: jiff::Timestamp, progress: &dyn Progress) -> Result<Option<Applied>> {
        let merged = stamp(merged);
        let result = self.batch(|workspace| workspace.apply(&merged, progress));
        match result {
            Ok(applied) => {
                self.staging.clear();
                Ok(Some(applied))
            }
            Err(Stop::Cancelled) => Ok(None),
            Err(Stop::Failed(error)) => Err(error),
        }
    }

    fn apply(&self, merged: &str, progress: &dyn Progress) -> Result<Applied, Stop> {
        let staged = self.staging.packages();
        let ids = staged
            .iter()
            .map(|package| self.add_package(package, merged))
            .collect::<Result<Vec<_>>>()?;
        let mut counts = vec![[0_u32; 2]; ids.len()];
        let mut applied = Applied {
            packages: ids.len() as u64,
            ..Applied::default()
        };
        let mut note = |connection: &Connection, outcomes: Vec<Outcome>| -> Result<()> {
            for outcome in outcomes {
                chunk::replace(connection, outcome.chunk, &outcome.chunks)?;
                applied.versions += outcome.added;
                applied.sightings += outcome.seen.len() as u64;
                for (package, is_tombstone) in outcome.seen {
                    if let Some(count) = counts.get_mut(package).and_then(|count| count.get_mut(usize::from(is_tombstone))) {
                        *count += 1;
                    }
                }
            }
            Ok(())
        };
        let mut jobs = self.jobs()?;
        let total = jobs.len() as u64;
        let workers = thread::available_parallelism().map_or(1, NonZero::get);
        let mut before = Vec::new();
        let mut done = 0;
        for batch in jobs.chunks_mut(workers * AHEAD) {
            progress.step(done, total);
            if progress.is_cancelled() {
                return Err(Stop::Cancelled);
            }
            done += batch.len() as u64;
            batch.iter_mut().try_for_each(|job| self.read_job(job))?;
            let (staging, connection) = (&self.staging, &self.connection);
            before = thread::scope(|scope| {
                let share = batch.len().div_ceil(workers);
                let unite_all = |jobs: &[Job]| jobs.iter().map(|job| unite(job, staging, &ids)).collect::<Result<Vec<_>>>();
                let threads: Vec<_> = batch.chunks(share).map(|jobs| scope.spawn(move || unite_all(jobs))).collect();
                note(connection, std::mem::take(&mut before))?;
                let mut united = Vec::new();
                for thread in threads {
                    united.extend(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
                }
                Ok::<_, Error>(united)
            })?;
            for job in batch {
                job.bytes = Vec::new();
            }
        }
        note(&self.connection, before)?;
        let mut count = self
            .connection
            .prepare_cached("UPDATE package SET finished = ?2, withdrawn = ?3 WHERE id = ?1")
            .map_err(Error::from)?;
        for (id, [finished, withdrawn]) in ids.iter().zip(counts) {
            count.execute((id.0, finished, withdrawn)).map_err(Error::from)?;
        }
        progress.step(total, total);
        Ok(applied)
    }

    /// The package's own row, its signer and its contacts without an interview.
    fn add_package(&self, staged: &StagedPackage, merged: &str) -> Result<PackageId> {
        let header = &staged.header;
        let created = stamp(header.created);
        if let Some(signer) = &header.signer {
            self.connection
                .prepare_cached(
                    "INSERT INTO signer (workspace, public_key, name, first_seen) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (workspace, public_key) DO NOTHING",
                )?
                .execute((&header.workspace, signer, &header.signer_name, &created))?;
        }
        self.connection
            .prepare_cached(
                "INSERT INTO package (hash, instrument, signer, workspace, campaign, number, file_name, created, merged, is_training)
                 VALUES (?1, ?2, (SELECT id FROM signer WHERE workspace = ?4 AND public_key = ?3), ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute((
                &header.hash,
                staged.instrument(),
                &header.signer,
                &header.workspace,
                &header.campaign,
                header.number,
                &header.file_name,
                created,
                merged,
                header.is_training,
            ))?;
        let id = self.connection.last_insert_rowid();
        let mut insert = self
            .connection
            .prepare_cached("INSERT INTO package_disposition (package, seq, unit, cohort, week, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        for (disposition, seq) in staged.dispositions().iter().zip(0_u32..) {
            let Disposition { unit, group, week, reason } = disposition;
            insert.execute((id, seq, unit, group, week, reason))?;
        }
        Ok(PackageId(id))
    }
}

/// Unites a chunk with the rows staged for it.
fn unite(job: &Job, staging: &Staging, ids: &[PackageId]) -> Result<Outcome> {
    let mut writer = ChunkWriter::default();
    let mut added = 0;
    let mut seen = Vec::with_capacity(job.staged.len());
    job.for_each_record(staging, |rows, staged| {
        added += unite_record(rows, staged, ids, &mut writer, &mut seen)?;
        Ok(())
    })?;
    Ok(Outcome {
        chunk: job.chunk,
        chunks: writer.finish()?,
        added,
        seen,
    })
}

/// Unites one record; tells how many versions are new.
fn unite_record(
    rows: &[Row<'_>],
    staged: &[StagedRow<'_>],
    ids: &[PackageId],
    writer: &mut ChunkWriter,
    seen: &mut Vec<(usize, bool)>,
) -> Result<u64> {
    let mut note = |row: &StagedRow<'_>| seen.push((row.package, row.head.content == Content::Tombstone));
    if let ([], [row]) = (rows, staged) {
        note(row);
        Row::write(&row.head, &[sighting(row, ids)?], writer.record());
        return Ok(1);
    }
    let mut union = Union::of(rows)?;
    for row in staged {
        if union.see(row.head, sighting(row, ids)?) {
            note(row);
        }
    }
    let added = union.added;
    union.finish(writer.record());
    Ok(added)
}

fn sighting<'a>(row: &StagedRow<'a>, ids: &[PackageId]) -> Result<Sighting<'a>> {
    let package = ids.get(row.package).copied();
    Ok(Sighting {
        package: package.ok_or_else(|| Error::NoSuchPackage(String::new()))?,
        side: row.side,
    })
}
