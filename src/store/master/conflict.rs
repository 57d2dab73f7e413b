//! Two contents at the highest revision of a record: both are kept until somebody chooses, and choosing makes a new revision.

use std::collections::BTreeMap;

use super::current::{Standing, standing};
use super::row::{Row, Side};
use super::{PackageHeader, Stage, StagedVersion, VersionHash};
use crate::store::{Error, Result, Workspace};
use crate::words::Silent;

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
    /// The identity of the form version that it is packed by.
    pub instrument: String,
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
        let hashes = self.package_hashes()?;
        let identities = self.instrument_identities()?;
        let mut conflicts = Vec::new();
        self.for_each_record(|rows| {
            let (Standing::Conflict, top) = standing(rows) else {
                return Ok::<_, Error>(());
            };
            // Contents of two versions of a form belong to the one that stands first.
            if let Some(first) = top.first().filter(|row| row.head.instrument == instrument) {
                conflicts.push(Conflict {
                    key: first.head.key.to_owned(),
                    revision: first.head.revision,
                    contenders: top.iter().map(|row| contender(row, &hashes, &identities)).collect::<Result<_>>()?,
                });
            }
            Ok(())
        })?;
        Ok(conflicts)
    }

    fn instrument_identities(&self) -> Result<BTreeMap<i64, String>> {
        let mut statement = self.connection.prepare_cached("SELECT id, identity FROM instrument")?;
        let identities = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(identities.collect::<rusqlite::Result<_>>()?)
    }

    fn package_hashes(&self) -> Result<BTreeMap<i64, String>> {
        let mut statement = self.connection.prepare_cached("SELECT id, hash FROM package")?;
        let hashes = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(hashes.collect::<rusqlite::Result<_>>()?)
    }

    /// Settles a conflict: `body`, packed by a form version, becomes the next revision, seen in a package of the master's own.
    ///
    /// The package's hash follows from what was chosen, so two masters that choose alike agree.
    pub fn settle(&mut self, key: &str, body: &[u8], instrument: &str, at: jiff::Timestamp) -> Result<u32> {
        let (header, stage, revision) = self.with_record(key, |rows| self.settled(key, rows, body, instrument, at))?;
        // What is staged meanwhile stays staged, whether settling succeeds or not.
        let staged = std::mem::take(&mut self.staging);
        let added = self.add_staged(header, stage);
        let applied = added.and_then(|_| self.apply_staged(at, &Silent));
        self.staging = staged;
        applied?;
        Ok(revision)
    }

    fn settled(
        &self,
        key: &str,
        rows: &[Row<'_>],
        body: &[u8],
        instrument: &str,
        at: jiff::Timestamp,
    ) -> Result<(PackageHeader, Stage, u32)> {
        let refusal = || Error::NoSuchConflict(key.to_owned());
        let (Standing::Conflict, top) = standing(rows) else {
            return Err(refusal());
        };
        let first = top.first().ok_or_else(refusal)?;
        let revision = first.head.revision + 1;
        let mut side = Side::default();
        for row in top {
            side = side.raised(row.side()?);
        }
        let header = PackageHeader {
            hash: VersionHash::of(key, revision, Some(body)).hex(),
            signer: None,
            signer_name: String::new(),
            workspace: self.id().to_string(),
            campaign: self.campaign()?,
            number: 0,
            created: at,
            is_training: self.is_training(),
            file_name: String::new(),
            instrument: instrument.to_owned(),
        };
        let mut stage = self.stage_for(&header.instrument)?;
        stage.version(&StagedVersion {
            key,
            revision,
            body: Some(body),
            week: side.week,
            surveyor: side.surveyor,
            minutes: side.minutes,
        })?;
        Ok((header, stage, revision))
    }
}

fn contender(row: &Row<'_>, hashes: &BTreeMap<i64, String>, identities: &BTreeMap<i64, String>) -> Result<Contender> {
    let mut packages: Vec<String> = row
        .sightings()?
        .iter()
        .filter_map(|sighting| hashes.get(&sighting.package.0).cloned())
        .collect();
    packages.sort();
    Ok(Contender {
        hash: row.head.hash(),
        instrument: identities.get(&row.head.instrument).cloned().unwrap_or_default(),
        body: row.head.content.body().unwrap_or_default().to_vec(),
        week: row.side()?.week.to_owned(),
        packages,
    })
}
