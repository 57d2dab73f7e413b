//! What leaves the laptop: the rows of a package, the list of packages made, and what a master has confirmed.

use rusqlite::Row;

use super::stamp::{stamp, timestamp};
use super::{Error, RecordId, Result, Workspace};

/// The newest finished version of a record, or its tombstone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleasedRow {
    /// The record.
    pub record: RecordId,
    /// Its revision.
    pub revision: u32,
    /// The packed record; `None` for a tombstone.
    pub body: Option<Vec<u8>>,
    /// ISO week of finishing.
    pub week: String,
    /// The campaign's code of the surveyor.
    pub surveyor: Option<String>,
    /// Length of the interview.
    pub minutes: Option<u32>,
    /// Whether this version has not gone out yet.
    pub is_new: bool,
}

/// A package that was made here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportEntry {
    /// 1, 2, 3, … in this workspace.
    pub number: u32,
    /// The identity of its instrument.
    pub instrument: String,
    /// When.
    pub made: jiff::Timestamp,
    /// The package's hash, hex.
    pub hash: String,
    /// The file's name, without its folder.
    pub file_name: String,
    /// Finished records in it.
    pub finished: u32,
    /// Tombstones in it.
    pub withdrawn: u32,
    /// Dispositions in it.
    pub dispositions: u32,
    /// Whether it was sealed.
    pub is_sealed: bool,
}

/// Under which key a version went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportKey {
    /// The record.
    pub record: RecordId,
    /// Its revision.
    pub revision: u32,
    /// The key that it bears in packages.
    pub key: String,
}

impl Workspace {
    /// Hands over every finished record and tombstone of an instrument. In the order of the records' random ids: the order of filling in
    /// stays here.
    pub fn for_each_released<E: From<Error>>(&self, instrument: &str, mut take: impl FnMut(ReleasedRow) -> Result<(), E>) -> Result<(), E> {
        let query = || -> Result<_> { Ok((self.instrument_row(instrument)?, self.connection.prepare_cached(RELEASED)?)) };
        let (instrument, mut statement) = query()?;
        let mut rows = statement.query([instrument]).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            take(read_released(row).map_err(Error::from)?)?;
        }
        Ok(())
    }

    /// Whether an instrument has any finished record or tombstone.
    pub fn has_released(&self, instrument: &str) -> Result<bool> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM record JOIN body ON body.record = record.id WHERE record.instrument = ?1)")?;
        Ok(statement.query_row([self.instrument_row(instrument)?], |row| row.get(0))?)
    }

    /// The number that the next package will have.
    pub fn next_export_number(&self) -> Result<u32> {
        Ok(self
            .connection
            .query_row("SELECT coalesce(max(number), 0) + 1 FROM export", [], |row| row.get(0))?)
    }

    /// Notes a package that was written, with the keys of its versions.
    pub fn log_export(&mut self, entry: &ExportEntry, keys: &[ExportKey]) -> Result<()> {
        let instrument = self.instrument_row(&entry.instrument)?;
        self.batch(|workspace| {
            workspace.connection.execute(
                "INSERT INTO export (number, instrument, made, hash, file_name, finished, withdrawn, dispositions, is_sealed)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                (
                    entry.number,
                    instrument,
                    stamp(entry.made),
                    &entry.hash,
                    &entry.file_name,
                    entry.finished,
                    entry.withdrawn,
                    entry.dispositions,
                    entry.is_sealed,
                ),
            )?;
            let mut statement = workspace.connection.prepare_cached(
                "INSERT INTO exported (record, revision, number, key) SELECT id, ?2, ?3, ?4 FROM record WHERE uuid = ?1
                 ON CONFLICT (record, revision) DO NOTHING",
            )?;
            for key in keys {
                statement.execute((key.record.to_string(), key.revision, entry.number, &key.key))?;
            }
            Ok(())
        })
    }

    /// The packages made here, newest first.
    pub fn exports(&self) -> Result<Vec<ExportEntry>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT number, identity, made, hash, file_name, finished, withdrawn, dispositions, is_sealed
             FROM export JOIN instrument ON instrument.id = export.instrument ORDER BY number DESC",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(ExportEntry {
                number: row.get(0)?,
                instrument: row.get(1)?,
                made: timestamp(row, 2)?,
                hash: row.get(3)?,
                file_name: row.get(4)?,
                finished: row.get(5)?,
                withdrawn: row.get(6)?,
                dispositions: row.get(7)?,
                is_sealed: row.get(8)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Notes what a master has confirmed; tells how many of the confirmations were new.
    pub fn add_receipts<'a>(
        &mut self,
        master: &str,
        received: jiff::Timestamp,
        versions: impl IntoIterator<Item = (&'a str, u32)>,
    ) -> Result<u64> {
        let received = stamp(received);
        self.batch(|workspace| {
            let mut statement = workspace.connection.prepare_cached(
                "INSERT INTO receipt (key, revision, master, received) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (key, revision) DO NOTHING",
            )?;
            let mut new = 0;
            for (key, revision) in versions {
                new += statement.execute((key, revision, master, &received))? as u64;
            }
            Ok(new)
        })
    }
}

const RELEASED: &str = "
    SELECT record.uuid, body.revision, body.body, body.week, surveyor.code, body.minutes,
           NOT EXISTS (SELECT 1 FROM exported WHERE exported.record = body.record AND exported.revision = body.revision)
    FROM record
    JOIN body ON body.record = record.id AND body.revision = (SELECT max(revision) FROM body WHERE record = record.id)
    LEFT JOIN surveyor ON surveyor.id = record.surveyor
    WHERE record.instrument = ?1
    ORDER BY record.uuid";

fn read_released(row: &Row<'_>) -> rusqlite::Result<ReleasedRow> {
    let id: String = row.get(0)?;
    let id = id
        .parse()
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))?;
    Ok(ReleasedRow {
        record: id,
        revision: row.get(1)?,
        body: row.get(2)?,
        week: row.get(3)?,
        surveyor: row.get(4)?,
        minutes: row.get(5)?,
        is_new: row.get(6)?,
    })
}
