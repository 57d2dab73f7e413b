//! Applying what is staged in one transaction.
//!
//! Chunks are united on all processors while those before are written: only the writing is the database's.

use std::collections::BTreeSet;

use rusqlite::{CachedStatement, Connection};

use super::chunk::{self, ChunkWriter, PackedChunk};
use super::pass::{Job, jobs};
use super::row::{Row, Sighting};
use super::stage::{StagedPackage, StagedRow, Staging};
use super::union::Union;
use super::version::Content;
use super::{PackageId, Standings};
use crate::store::stamp::stamp;
use crate::store::{Disposition, Error, Result, Workspace};
use crate::words::Progress;

/// What applying did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// Packages merged.
    pub packages: u64,
    /// Versions that the master did not have.
    pub versions: u64,
    /// Sightings noted.
    pub sightings: u64,
    /// How the records in the chunks that were written stand now.
    standings: Standings,
    /// The chunks that nothing came to.
    untouched: Vec<i64>,
}

/// Kibibytes of the file in memory while chunks are written: more would only put off all encrypting to the end, when nothing else is done.
const WRITE_CACHE: i64 = 8 << 10;

/// What became of a job.
struct Outcome {
    chunk: Option<i64>,
    chunks: Vec<PackedChunk>,
    added: u64,
    /// For each sighting that is new: its package's place among the staged ones, and whether it is a withdrawal.
    seen: Vec<(usize, bool)>,
    standings: Standings,
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
        let cache: i64 = self.connection.pragma_query_value(None, "cache_size", |row| row.get(0))?;
        self.connection.pragma_update(None, "cache_size", -WRITE_CACHE)?;
        let apply = |workspace: &mut Self| workspace.batch(|workspace| workspace.apply(&merged, progress));
        let is_much = self.staging.size() as i64 > WRITE_CACHE << 10;
        let result = if is_much { self.straight(apply) } else { apply(self) };
        self.connection.pragma_update(None, "cache_size", cache)?;
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
        let last: i64 = self
            .connection
            .query_row("SELECT coalesce(max(id), 0) FROM package", [], |row| row.get(0))
            .map_err(Error::from)?;
        let ids: Vec<PackageId> = (last + 1..).map(PackageId).take(staged.len()).collect();
        let mut counts = vec![[0_u32; 2]; ids.len()];
        let mut applied = Applied {
            packages: ids.len() as u64,
            ..Applied::default()
        };
        let places = chunk::places(&self.connection)?;
        let jobs = jobs(&self.staging, &places);
        let touched: BTreeSet<i64> = jobs.iter().filter_map(|job| job.chunk).collect();
        let (mut done, total) = (0, jobs.len() as u64);
        let step = |done| {
            progress.step(done, total);
            if progress.is_cancelled() { Err(Stop::Cancelled) } else { Ok(()) }
        };
        step(done)?;
        let staging = &self.staging;
        self.for_each_job(
            jobs,
            |job| unite(job, staging, &ids),
            |outcome: Outcome| {
                chunk::replace(&self.connection, outcome.chunk, &outcome.chunks)?;
                applied.versions += outcome.added;
                applied.sightings += outcome.seen.len() as u64;
                applied.standings.add(&outcome.standings);
                for (package, is_tombstone) in outcome.seen {
                    if let Some(count) = counts.get_mut(package).and_then(|count| count.get_mut(usize::from(is_tombstone))) {
                        *count += 1;
                    }
                }
                done += 1;
                step(done)
            },
        )?;
        let mut ledger = PackageLedger::of(&self.connection)?;
        for ((package, id), counts) in staged.iter().zip(&ids).zip(counts) {
            ledger.add(package, *id, counts, merged)?;
        }
        let untouched = places.iter().map(|place| place.id).filter(|id| !touched.contains(id));
        applied.untouched = untouched.collect();
        Ok(applied)
    }

    /// How all records stand after applying: what was written then was counted then.
    pub fn standings_after(&self, applied: &Applied) -> Result<Standings> {
        let mut standings = self.standings_in(&applied.untouched)?;
        standings.add(&applied.standings);
        Ok(standings)
    }
}

/// What is written for each of the packages, of which there may be ten thousand.
struct PackageLedger<'a> {
    signer: CachedStatement<'a>,
    package: CachedStatement<'a>,
    disposition: CachedStatement<'a>,
}

impl<'a> PackageLedger<'a> {
    fn of(connection: &'a Connection) -> Result<Self> {
        Ok(Self {
            signer: connection.prepare_cached(
                "INSERT INTO signer (workspace, public_key, name, first_seen) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (workspace, public_key) DO NOTHING",
            )?,
            package: connection.prepare_cached(
                "INSERT INTO package (hash, instrument, signer, workspace, campaign, number, file_name, created, merged, is_training,
                                      id, finished, withdrawn)
                 VALUES (?1, ?2, (SELECT id FROM signer WHERE workspace = ?4 AND public_key = ?3), ?4, ?5, ?6, ?7, ?8, ?9, ?10,
                         ?11, ?12, ?13)",
            )?,
            disposition: connection.prepare_cached(
                "INSERT INTO package_disposition (package, seq, unit, cohort, week, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?,
        })
    }

    /// The package's own row, its signer and its contacts without an interview.
    fn add(&mut self, staged: &StagedPackage, id: PackageId, [finished, withdrawn]: [u32; 2], merged: &str) -> Result<()> {
        let header = &staged.header;
        let created = stamp(header.created);
        if let Some(signer) = &header.signer {
            self.signer.execute((&header.workspace, signer, &header.signer_name, &created))?;
        }
        self.package.execute((
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
            id.0,
            finished,
            withdrawn,
        ))?;
        for (disposition, seq) in staged.dispositions().iter().zip(0_u32..) {
            let Disposition { unit, group, week, reason } = disposition;
            self.disposition.execute((id.0, seq, unit, group, week, reason))?;
        }
        Ok(())
    }
}

/// Unites a chunk with the rows staged for it.
fn unite(job: &Job, staging: &Staging, ids: &[PackageId]) -> Result<Outcome> {
    let mut writer = ChunkWriter::default();
    let mut outcome = Outcome {
        chunk: job.chunk,
        chunks: Vec::new(),
        added: 0,
        seen: Vec::with_capacity(job.staged.len()),
        standings: Standings::default(),
    };
    job.for_each_record(&job.unpack()?, staging, |rows, staged| {
        unite_record(rows, staged, ids, writer.record(), &mut outcome)
    })?;
    outcome.chunks = writer.finish()?;
    Ok(outcome)
}

/// Unites one record.
fn unite_record(rows: &[Row<'_>], staged: &[StagedRow<'_>], ids: &[PackageId], out: &mut Vec<u8>, outcome: &mut Outcome) -> Result<()> {
    let note = |seen: &mut Vec<(usize, bool)>, row: &StagedRow<'_>| seen.push((row.package, row.head.content == Content::Tombstone));
    if let ([], [row]) = (rows, staged) {
        note(&mut outcome.seen, row);
        Row::write(&row.head, &[sighting(row, ids)?], out);
        outcome.added += 1;
        outcome.standings.note(std::slice::from_ref(&row.head), |head| *head);
        return Ok(());
    }
    let mut union = Union::of(rows)?;
    for row in staged {
        if union.see(row.head, sighting(row, ids)?) {
            note(&mut outcome.seen, row);
        }
    }
    outcome.added += union.added;
    let versions = union.finish(out);
    outcome.standings.note(&versions, |(head, _)| *head);
    Ok(())
}

fn sighting<'a>(row: &StagedRow<'a>, ids: &[PackageId]) -> Result<Sighting<'a>> {
    let package = ids.get(row.package).copied();
    Ok(Sighting {
        package: package.ok_or_else(|| Error::NoSuchPackage(String::new()))?,
        side: row.side,
    })
}
