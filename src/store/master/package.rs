//! The packages that a master has seen and who signed them.

use std::collections::BTreeSet;

use rusqlite::OptionalExtension as _;

use super::row::Row;
use crate::store::{Disposition, Error, Result, Workspace, stamp::timestamp};

/// A package in this master.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageId(pub(in crate::store) i64);

/// What a package says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageHeader {
    /// Its hash, hex: what makes it this package.
    pub hash: String,
    /// The identity of its instrument, which the workspace has.
    pub instrument: String,
    /// The signer's public key, hex; `None` for loose files.
    pub signer: Option<String>,
    /// How the signer is called; empty if it says nothing.
    pub signer_name: String,
    /// The fingerprint of the workspace that it came from.
    pub workspace: String,
    /// The campaign that it names.
    pub campaign: String,
    /// Its number in that workspace.
    pub number: u32,
    /// When it was made.
    pub created: jiff::Timestamp,
    /// Whether it came from a training workspace.
    pub is_training: bool,
    /// The file it was read from.
    pub file_name: String,
}

/// A merged package in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageRow {
    /// What it said of itself.
    pub header: PackageHeader,
    /// When it was merged.
    pub merged: jiff::Timestamp,
    /// Finished records in it.
    pub finished: u32,
    /// Tombstones in it.
    pub withdrawn: u32,
}

/// Somebody whose signature was accepted once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The fingerprint of the workspace that signs.
    pub workspace: String,
    /// The public key, hex.
    pub public_key: String,
    /// How the signer is called.
    pub name: String,
    /// When its first package was merged.
    pub first_seen: jiff::Timestamp,
}

const PACKAGES: &str = "
    SELECT package.hash, instrument.identity, signer.public_key, coalesce(signer.name, ''), package.workspace, package.campaign,
           package.number, package.created, package.is_training, package.file_name, package.merged, package.finished, package.withdrawn
    FROM package JOIN instrument ON instrument.id = package.instrument LEFT JOIN signer ON signer.id = package.signer";

impl Workspace {
    /// The merged packages, by workspace and number.
    pub fn packages(&self) -> Result<Vec<PackageRow>> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{PACKAGES} ORDER BY package.workspace, package.number, package.hash"))?;
        Ok(statement.query_map([], read)?.collect::<rusqlite::Result<_>>()?)
    }

    /// A merged package by its hash.
    pub fn package(&self, hash: &str) -> Result<Option<PackageRow>> {
        Ok(self
            .connection
            .prepare_cached(&format!("{PACKAGES} WHERE package.hash = ?1"))?
            .query_row([hash], read)
            .optional()?)
    }

    /// Whether a package is merged.
    pub fn has_package(&self, hash: &str) -> Result<bool> {
        let mut statement = self.connection.prepare_cached("SELECT 1 FROM package WHERE hash = ?1")?;
        Ok(statement.exists([hash])?)
    }

    /// The merged packages that a version of a record was seen in.
    pub fn provenance(&self, key: &str) -> Result<Vec<PackageRow>> {
        let seen = self.with_record(key, |rows| {
            let sightings = rows.iter().map(Row::sightings).collect::<Result<Vec<_>>>()?;
            Ok(sightings.iter().flatten().map(|sighting| sighting.package).collect::<BTreeSet<_>>())
        })?;
        let mut statement = self.connection.prepare_cached(&format!("{PACKAGES} WHERE package.id = ?1"))?;
        let mut packages = Vec::with_capacity(seen.len());
        for package in seen {
            packages.push(statement.query_row([package.0], read)?);
        }
        packages.sort_by(|one: &PackageRow, other| {
            let by = |row: &PackageRow| (row.header.workspace.clone(), row.header.number, row.header.hash.clone());
            by(one).cmp(&by(other))
        });
        Ok(packages)
    }

    /// Signers of a workspace, first seen first. A package with another key than these deserves a warning.
    pub fn signers(&self, workspace: &str) -> Result<Vec<Signer>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT workspace, public_key, name, first_seen FROM signer WHERE workspace = ?1 ORDER BY id")?;
        let rows = statement.query_map([workspace], |row| {
            Ok(Signer {
                workspace: row.get(0)?,
                public_key: row.get(1)?,
                name: row.get(2)?,
                first_seen: timestamp(row, 3)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Contacts without an interview. A package holds all of its workspace, so the one with the highest number speaks for it.
    pub fn merged_dispositions(&self, instrument: &str) -> Result<Vec<Disposition>> {
        let instrument = self.instrument_row(instrument)?;
        let mut statement = self.connection.prepare_cached(
            "SELECT unit, cohort, week, reason FROM package_disposition JOIN package ON package.id = package_disposition.package
             WHERE package.instrument = ?1
               AND NOT EXISTS (SELECT 1 FROM package AS newer
                               WHERE newer.workspace = package.workspace AND newer.instrument = package.instrument
                                 AND (newer.number, newer.hash) > (package.number, package.hash))
             ORDER BY week, unit, cohort, reason",
        )?;
        let rows = statement.query_map([instrument], |row| {
            Ok(Disposition {
                unit: row.get(0)?,
                group: row.get(1)?,
                week: row.get(2)?,
                reason: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub(super) fn merged_package(&self, hash: &str) -> Result<PackageId> {
        let mut statement = self.connection.prepare_cached("SELECT id FROM package WHERE hash = ?1")?;
        let id = statement.query_row([hash], |row| row.get(0)).optional()?;
        id.map(PackageId).ok_or_else(|| Error::NoSuchPackage(hash.to_owned()))
    }
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<PackageRow> {
    let header = PackageHeader {
        hash: row.get(0)?,
        instrument: row.get(1)?,
        signer: row.get(2)?,
        signer_name: row.get(3)?,
        workspace: row.get(4)?,
        campaign: row.get(5)?,
        number: row.get(6)?,
        created: timestamp(row, 7)?,
        is_training: row.get(8)?,
        file_name: row.get(9)?,
    };
    Ok(PackageRow {
        header,
        merged: timestamp(row, 10)?,
        finished: row.get(11)?,
        withdrawn: row.get(12)?,
    })
}
