//! Two contents at the highest revision of a record: both are kept until somebody chooses, and choosing makes a new revision.

use rusqlite::OptionalExtension as _;

use super::VersionHash;
use crate::store::stamp::stamp;
use crate::store::{Error, Result, Workspace};

/// A record with more than one current content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The record's key.
    pub key: String,
    /// The revision at which the contents differ.
    pub revision: u32,
    /// At least two, by hash.
    pub contenders: Vec<Contender>,
}

/// One of the contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contender {
    /// Its hash.
    pub hash: VersionHash,
    /// The packed record.
    pub body: Vec<u8>,
    /// ISO week of finishing.
    pub week: String,
    /// Hashes of the packages that it was seen in.
    pub packages: Vec<String>,
}

impl Workspace {
    /// The open conflicts of an instrument, by key.
    pub fn conflicts(&self, instrument: &str) -> Result<Vec<Conflict>> {
        let instrument = self.instrument_row(instrument)?;
        let mut statement = self.connection.prepare_cached(
            "SELECT key, max(revision) FROM version AS top WHERE instrument = ?1
               AND revision = (SELECT max(revision) FROM version WHERE version.key = top.key)
             GROUP BY key HAVING count(*) > 1 AND max(is_tombstone) = 0 ORDER BY key",
        )?;
        let rows = statement.query_map([instrument], |row| Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?)))?;
        rows.map(|row| {
            let (key, revision) = row?;
            Ok(Conflict {
                contenders: self.contenders(&key, revision)?,
                key,
                revision,
            })
        })
        .collect()
    }

    fn contenders(&self, key: &str, revision: u32) -> Result<Vec<Contender>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, hash, coalesce(body, x''), week FROM version WHERE key = ?1 AND revision = ?2 ORDER BY hash")?;
        let mut sightings = self.connection.prepare_cached(
            "SELECT package.hash FROM sighting JOIN package ON package.id = sighting.package WHERE version = ?1 ORDER BY package.hash",
        )?;
        let rows = statement.query_map((key, revision), |row| {
            let packages = sightings
                .query_map([row.get::<_, i64>(0)?], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            Ok(Contender {
                hash: VersionHash(row.get(1)?),
                body: row.get(2)?,
                week: row.get(3)?,
                packages,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Settles a conflict in favour of one content: it becomes the next revision, seen in a package of the master's own.
    ///
    /// The package's hash follows from what was chosen, so two masters that choose alike agree.
    pub fn settle(&mut self, key: &str, chosen: VersionHash, at: jiff::Timestamp) -> Result<u32> {
        self.batch(|workspace| {
            let known = workspace.known(key)?;
            let highest = known.iter().map(|version| version.revision).max().unwrap_or(0);
            let top: Vec<_> = known.iter().filter(|version| version.revision == highest).collect();
            let is_open = top.len() > 1 && top.iter().all(|version| !version.is_tombstone);
            if !is_open || top.iter().all(|version| version.hash != chosen) {
                return Err(Error::NoSuchConflict(format!("{key} {}", chosen.hex())));
            }
            workspace.add_settled(key, highest, chosen, at)?;
            Ok(highest + 1)
        })
    }

    fn add_settled(&self, key: &str, revision: u32, chosen: VersionHash, at: jiff::Timestamp) -> Result<()> {
        let body: Option<Vec<u8>> = self
            .connection
            .query_row(
                "SELECT body FROM version WHERE key = ?1 AND revision = ?2 AND hash = ?3",
                (key, revision, chosen.0),
                |row| row.get(0),
            )
            .optional()?
            .flatten();
        let hash = VersionHash::of(key, revision + 1, body.as_deref());
        let at = stamp(at);
        self.connection.execute(
            "INSERT INTO package (hash, instrument, workspace, campaign, number, file_name, created, merged, is_training, finished)
             SELECT ?1, instrument, ?2, (SELECT value FROM meta WHERE name = 'campaign'), 0, '', ?3, ?3, ?4, 1
             FROM version WHERE key = ?5 LIMIT 1",
            (hash.hex(), self.id().to_string(), at, self.is_training(), key),
        )?;
        let package = self.connection.last_insert_rowid();
        self.connection.execute(
            "INSERT INTO version (key, revision, hash, id, instrument, is_tombstone, week, surveyor, minutes, body)
             SELECT key, revision + 1, ?4, (SELECT max(id) FROM version) + 1, instrument, 0, week, surveyor, minutes, body
             FROM version WHERE key = ?1 AND revision = ?2 AND hash = ?3",
            (key, revision, chosen.0, hash.0),
        )?;
        self.connection.execute(
            "INSERT INTO sighting (version, package, week, surveyor, minutes)
             SELECT id, ?2, week, surveyor, minutes FROM version WHERE key = ?1 AND hash = ?3",
            (key, package, hash.0),
        )?;
        Ok(())
    }
}
