//! Decides what a staged row means for the master: a pure decision over the versions known before it.

use super::{PackageHeader, PackageId, VersionHash};
use crate::store::{Error, Result, Workspace, stamp::timestamp};

/// What a row would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// A record that the master does not have.
    New,
    /// A version that the master has.
    Same,
    /// A newer version of a record that it has.
    Newer,
    /// An older version than it has.
    Older,
    /// Another content at the revision that is current.
    Conflict,
}

/// A version, as far as the decision needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) revision: u32,
    pub(super) hash: VersionHash,
    pub(super) is_tombstone: bool,
}

/// Decides over one version, given what is known of its key. A tombstone is in conflict with nothing: it wins.
pub(super) fn decide(known: &[Known], row: &Known) -> Outcome {
    let Some(highest) = known.iter().map(|version| version.revision).max() else {
        return Outcome::New;
    };
    if known
        .iter()
        .any(|version| version.revision == row.revision && version.hash == row.hash)
    {
        return Outcome::Same;
    }
    if row.revision > highest {
        return Outcome::Newer;
    }
    if row.revision < highest {
        return Outcome::Older;
    }
    if row.is_tombstone {
        return Outcome::Newer;
    }
    let is_withdrawn = known.iter().any(|version| version.revision == highest && version.is_tombstone);
    if is_withdrawn { Outcome::Older } else { Outcome::Conflict }
}

/// What one staged package would do; packages count in the order of their staging.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackagePlan {
    /// The staged package.
    pub package: PackageId,
    /// What it says of itself.
    pub header: PackageHeader,
    /// Rows that add a record.
    pub new: u64,
    /// Rows that the master has.
    pub same: u64,
    /// Rows that bring a newer version.
    pub newer: u64,
    /// Rows that bring an older version.
    pub older: u64,
    /// Rows that disagree with the current version.
    pub conflicts: u64,
    /// Tombstones among the rows.
    pub withdrawn: u64,
}

impl PackagePlan {
    fn count(&mut self, outcome: Outcome, is_tombstone: bool) {
        let counter = match outcome {
            Outcome::New => &mut self.new,
            Outcome::Same => &mut self.same,
            Outcome::Newer => &mut self.newer,
            Outcome::Older => &mut self.older,
            Outcome::Conflict => &mut self.conflicts,
        };
        *counter += 1;
        self.withdrawn += u64::from(is_tombstone);
    }
}

/// One row of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedRow<'a> {
    /// The staged package.
    pub package: PackageId,
    /// The record's key.
    pub key: &'a str,
    /// The revision.
    pub revision: u32,
    /// Whether it is a tombstone.
    pub is_tombstone: bool,
    /// What it would do.
    pub outcome: Outcome,
}

impl Workspace {
    /// What applying would do, package by package. Changes nothing.
    pub fn plan(&self) -> Result<Vec<PackagePlan>> {
        let mut plans = self.staged_packages()?;
        self.for_each_planned(|row| {
            if let Some(plan) = plans.iter_mut().find(|plan| plan.package == row.package) {
                plan.count(row.outcome, row.is_tombstone);
            }
            Ok::<_, Error>(())
        })?;
        Ok(plans)
    }

    /// Hands over every staged row with what it would do, by key.
    pub fn for_each_planned<E: From<Error>>(&self, mut take: impl FnMut(PlannedRow<'_>) -> Result<(), E>) -> Result<(), E> {
        let sqlite = |error: rusqlite::Error| E::from(Error::from(error));
        // Within a key, packages in the order of their staging: what an earlier one brings is known to a later one.
        let mut staged = self
            .connection
            .prepare_cached("SELECT key, revision, hash, package, is_tombstone FROM staging ORDER BY key, package, revision, hash")
            .map_err(sqlite)?;
        let mut rows = staged.query([]).map_err(sqlite)?;
        let mut key = String::new();
        let mut known: Vec<Known> = Vec::new();
        while let Some(row) = rows.next().map_err(sqlite)? {
            let row_key = row
                .get_ref(0)
                .map_err(sqlite)?
                .as_str()
                .map_err(|error| E::from(Error::Unreadable(error.to_string())))?;
            if row_key != key {
                row_key.clone_into(&mut key);
                known = self.known(&key)?;
            }
            let read = || -> rusqlite::Result<_> {
                Ok((
                    Known {
                        revision: row.get(1)?,
                        hash: VersionHash(row.get(2)?),
                        is_tombstone: row.get(4)?,
                    },
                    PackageId(row.get(3)?),
                ))
            };
            let (version, package) = read().map_err(sqlite)?;
            let outcome = decide(&known, &version);
            known.push(version);
            take(PlannedRow {
                package,
                key: &key,
                revision: version.revision,
                is_tombstone: version.is_tombstone,
                outcome,
            })?;
        }
        Ok(())
    }

    pub(super) fn known(&self, key: &str) -> Result<Vec<Known>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT revision, hash, is_tombstone FROM version WHERE key = ?1")?;
        let rows = statement.query_map([key], |row| {
            Ok(Known {
                revision: row.get(0)?,
                hash: VersionHash(row.get(1)?),
                is_tombstone: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn staged_packages(&self) -> Result<Vec<PackagePlan>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT package.id, package.hash, instrument.identity, signer.public_key, coalesce(signer.name, ''), package.workspace,
                    package.campaign, package.number, package.created, package.is_training, package.file_name
             FROM package JOIN instrument ON instrument.id = package.instrument LEFT JOIN signer ON signer.id = package.signer
             WHERE package.merged IS NULL ORDER BY package.id",
        )?;
        let rows = statement.query_map([], |row| {
            let header = PackageHeader {
                hash: row.get(1)?,
                instrument: row.get(2)?,
                signer: row.get(3)?,
                signer_name: row.get(4)?,
                workspace: row.get(5)?,
                campaign: row.get(6)?,
                number: row.get(7)?,
                created: timestamp(row, 8)?,
                is_training: row.get(9)?,
                file_name: row.get(10)?,
            };
            let package = PackageId(row.get(0)?);
            Ok(PackagePlan {
                package,
                header,
                new: 0,
                same: 0,
                newer: 0,
                older: 0,
                conflicts: 0,
                withdrawn: 0,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::{Known, Outcome, VersionHash, decide};

    fn version(revision: u32, content: u8) -> Known {
        Known {
            revision,
            hash: VersionHash([content; 32]),
            is_tombstone: content == 0,
        }
    }

    #[test]
    fn what_a_row_means_depends_on_what_is_known() {
        #[track_caller]
        fn case(known: &[(u32, u8)], row: (u32, u8), expected: Outcome) {
            let known: Vec<Known> = known.iter().map(|(revision, content)| version(*revision, *content)).collect();
            assert_eq!(decide(&known, &version(row.0, row.1)), expected, "{row:?} given {known:?}");
        }
        case(&[], (1, 7), Outcome::New);
        case(&[(1, 7)], (1, 7), Outcome::Same);
        case(&[(1, 7)], (2, 8), Outcome::Newer);
        case(&[(1, 7), (2, 8)], (1, 7), Outcome::Same);
        case(&[(2, 8)], (1, 7), Outcome::Older);
        case(&[(1, 7)], (1, 8), Outcome::Conflict);
        // a tombstone, written as content 0, wins at its revision
        case(&[(2, 8)], (2, 0), Outcome::Newer);
        case(&[(2, 0)], (2, 8), Outcome::Older);
        case(&[(2, 0)], (3, 8), Outcome::Newer);
    }
}
