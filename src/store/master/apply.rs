//! Applying what is staged in one transaction, and taking a package back.

use crate::store::stamp::stamp;
use crate::store::{Error, Result, Workspace};
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

impl Workspace {
    /// Applies everything that is staged, all or nothing. Cancelling leaves the master as it was, with the packages still staged.
    pub fn apply_staged(&mut self, merged: jiff::Timestamp, progress: &dyn Progress) -> Result<Option<Applied>> {
        const STEPS: &[&str] = &[
            ADD_VERSIONS,
            ADD_SIGHTINGS,
            RAISE_SIDE_ATTRIBUTES,
            FILL_AGAIN,
            ERASE_WITHDRAWN,
            COUNT_ROWS,
        ];
        let total = STEPS.len() as u64;
        let merged = stamp(merged);
        let result = self.batch(|workspace| {
            let connection = &workspace.connection;
            let mut changed = [0_u64; STEPS.len()];
            for ((sql, rows), done) in STEPS.iter().zip(&mut changed).zip(0..) {
                progress.step(done, total);
                if progress.is_cancelled() {
                    return Err(Stop::Cancelled);
                }
                *rows = connection.execute(sql, [])? as u64;
            }
            let packages = connection.execute("UPDATE package SET merged = ?1 WHERE merged IS NULL", [&merged])? as u64;
            connection.execute("DELETE FROM staging", [])?;
            progress.step(total, total);
            let [versions, sightings, ..] = changed;
            Ok(Applied {
                packages,
                versions,
                sightings,
            })
        });
        match result {
            Ok(applied) => Ok(Some(applied)),
            Err(Stop::Cancelled) => Ok(None),
            Err(Stop::Failed(error)) => Err(error),
        }
    }

    /// Takes back a merge of one package: its sightings go, and with them the versions that no other package has shown.
    ///
    /// Content that a withdrawal had erased does not come back: the package that held it must be taken back and merged again.
    pub fn undo_package(&mut self, hash: &str) -> Result<()> {
        let package = self.merged_package(hash)?;
        self.batch(|workspace| {
            let connection = &workspace.connection;
            connection.execute_batch("CREATE TEMP TABLE touched (version INTEGER PRIMARY KEY)")?;
            connection.execute("INSERT INTO touched SELECT version FROM sighting WHERE package = ?1", [package.0])?;
            connection.execute("DELETE FROM sighting WHERE package = ?1", [package.0])?;
            connection.execute_batch(TAKE_BACK)?;
            connection.execute("DELETE FROM package_disposition WHERE package = ?1", [package.0])?;
            connection.execute("DELETE FROM package WHERE id = ?1", [package.0])?;
            connection.execute(
                "DELETE FROM signer WHERE id NOT IN (SELECT signer FROM package WHERE signer IS NOT NULL)",
                [],
            )?;
            Ok(())
        })
    }
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

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error.into())
    }
}

const ADD_VERSIONS: &str = "
    INSERT INTO version (key, revision, hash, id, instrument, is_tombstone, week, surveyor, minutes, body)
    SELECT staging.key, staging.revision, staging.hash, (SELECT coalesce(max(id), 0) FROM version) + row_number() OVER (),
           package.instrument, staging.is_tombstone, staging.week, staging.surveyor, staging.minutes, staging.body
    FROM staging JOIN package ON package.id = staging.package
    WHERE true
    ORDER BY staging.key, staging.revision, staging.hash
    ON CONFLICT (key, revision, hash) DO NOTHING";

const ADD_SIGHTINGS: &str = "
    INSERT INTO sighting (version, package, week, surveyor, minutes)
    SELECT version.id, staging.package, staging.week, staging.surveyor, staging.minutes
    FROM staging JOIN version USING (key, revision, hash)";

/// Where sightings differ, the greatest wins, so that order cannot matter.
const RAISE_SIDE_ATTRIBUTES: &str = "
    UPDATE version
    SET week = max(version.week, seen.week),
        surveyor = max(coalesce(version.surveyor, seen.surveyor), coalesce(seen.surveyor, version.surveyor)),
        minutes = max(coalesce(version.minutes, seen.minutes), coalesce(seen.minutes, version.minutes))
    FROM (SELECT key, revision, hash, max(week) AS week, max(surveyor) AS surveyor, max(minutes) AS minutes
          FROM staging GROUP BY key, revision, hash) AS seen
    WHERE version.key = seen.key AND version.revision = seen.revision AND version.hash = seen.hash
      AND (version.week < seen.week OR version.surveyor IS NOT max(coalesce(version.surveyor, seen.surveyor), coalesce(seen.surveyor, version.surveyor))
           OR version.minutes IS NOT max(coalesce(version.minutes, seen.minutes), coalesce(seen.minutes, version.minutes)))";

/// A version that had lost its body to a withdrawal which was taken back since gets it again.
const FILL_AGAIN: &str = "
    UPDATE version SET body = staging.body
    FROM staging
    WHERE version.key = staging.key AND version.revision = staging.revision AND version.hash = staging.hash
      AND version.body IS NULL AND staging.body IS NOT NULL";

/// Consent was withdrawn: the answers go, whichever package comes first. The hashes stay, so that the union stays the same.
const ERASE_WITHDRAWN: &str = "
    UPDATE version SET body = NULL
    WHERE body IS NOT NULL
      AND key IN (SELECT key FROM staging)
      AND EXISTS (SELECT 1 FROM version AS tombstone
                  WHERE tombstone.key = version.key AND tombstone.is_tombstone = 1 AND tombstone.revision >= version.revision)";

const COUNT_ROWS: &str = "
    UPDATE package
    SET finished = counted.finished, withdrawn = counted.withdrawn
    FROM (SELECT package, count(*) FILTER (WHERE is_tombstone = 0) AS finished, count(*) FILTER (WHERE is_tombstone = 1) AS withdrawn
          FROM staging GROUP BY package) AS counted
    WHERE package.id = counted.package";

const TAKE_BACK: &str = "
    DELETE FROM version
    WHERE id IN (SELECT version FROM touched) AND NOT EXISTS (SELECT 1 FROM sighting WHERE sighting.version = version.id);
    UPDATE version
    SET (week, surveyor, minutes) = (SELECT max(week), max(surveyor), max(minutes) FROM sighting WHERE sighting.version = version.id)
    WHERE id IN (SELECT version FROM touched);
    DROP TABLE touched;";
