//! The current version of each record, as a view over the union.
//!
//! Current is the highest revision. A tombstone at it wins; two contents at it are a conflict, which counts as neither until it is settled.

use rusqlite::Row;

use crate::store::{Error, Result, Workspace};

/// The current version of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrentRow<'a> {
    /// The record's key.
    pub key: &'a str,
    /// Its revision.
    pub revision: u32,
    /// The packed record.
    pub body: &'a [u8],
    /// ISO week of finishing.
    pub week: &'a str,
    /// The surveyor's code.
    pub surveyor: Option<&'a str>,
    /// Length of the interview.
    pub minutes: Option<u32>,
}

/// How many records a master has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MasterCounts {
    /// Records with one current content.
    pub records: u32,
    /// Withdrawn records.
    pub withdrawn: u32,
    /// Records with a conflict to settle.
    pub conflicts: u32,
    /// Merged packages.
    pub packages: u32,
}

// A row is current when no version of its key is higher; it stands alone when no other has its revision.
const CURRENT: &str = "
    SELECT key, revision, body, week, surveyor, minutes
    FROM version
    WHERE instrument = ?1 AND body IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM version AS other
                      WHERE other.key = version.key AND other.revision >= version.revision
                        AND (other.revision > version.revision OR other.hash <> version.hash))
    ORDER BY key";

impl Workspace {
    /// Hands over the current version of every record of an instrument, by key. Conflicts and withdrawn records are left out.
    pub fn for_each_current<E: From<Error>>(
        &self,
        instrument: &str,
        mut take: impl FnMut(CurrentRow<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let query = || -> Result<_> { Ok((self.instrument_row(instrument)?, self.connection.prepare_cached(CURRENT)?)) };
        let (instrument, mut statement) = query()?;
        let mut rows = statement.query([instrument]).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            take(read(row)?)?;
        }
        Ok(())
    }

    /// How many records of an instrument there are.
    pub fn master_counts(&self, instrument: &str) -> Result<MasterCounts> {
        let instrument = self.instrument_row(instrument)?;
        let mut statement = self.connection.prepare_cached(
            "WITH top AS (SELECT key, max(revision) AS revision FROM version WHERE instrument = ?1 GROUP BY key),
                  state AS (SELECT max(is_tombstone) AS is_withdrawn, count(*) AS contents
                            FROM top JOIN version USING (key, revision) GROUP BY key)
             SELECT count(*) FILTER (WHERE is_withdrawn = 0 AND contents = 1), count(*) FILTER (WHERE is_withdrawn = 1),
                    count(*) FILTER (WHERE is_withdrawn = 0 AND contents > 1),
                    (SELECT count(*) FROM package WHERE instrument = ?1 AND merged IS NOT NULL)
             FROM state",
        )?;
        let read = |row: &Row<'_>| {
            Ok(MasterCounts {
                records: row.get(0)?,
                withdrawn: row.get(1)?,
                conflicts: row.get(2)?,
                packages: row.get(3)?,
            })
        };
        Ok(statement.query_row([instrument], read)?)
    }

    /// One hash over everything that was merged, whatever the order: BLAKE3 over the sorted (key, revision, hash).
    pub fn content_hash(&self) -> Result<String> {
        let mut hasher = blake3::Hasher::new_derive_key("phieu 2026 content of a master");
        let mut statement = self
            .connection
            .prepare_cached("SELECT key, revision, hash FROM version ORDER BY key, revision, hash")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let key: &str = row.get_ref(0)?.as_str().map_err(|error| Error::Unreadable(error.to_string()))?;
            let hash: [u8; 32] = row.get(2)?;
            hasher.update(&(key.len() as u64).to_le_bytes()).update(key.as_bytes());
            hasher.update(&row.get::<_, u32>(1)?.to_le_bytes()).update(&hash);
        }
        Ok(hasher.finalize().to_hex().to_string())
    }

    /// Hands over the key and revision of every version that came from a workspace: what its receipt says.
    pub fn for_each_received<E: From<Error>>(&self, workspace: &str, mut take: impl FnMut(&str, u32) -> Result<(), E>) -> Result<(), E> {
        let prepare = || -> Result<_> {
            Ok(self.connection.prepare_cached(
                "SELECT DISTINCT key, revision FROM package JOIN sighting ON sighting.package = package.id
                 JOIN version ON version.id = sighting.version
                 WHERE package.workspace = ?1 AND package.merged IS NOT NULL ORDER BY key, revision",
            )?)
        };
        let mut statement = prepare()?;
        let mut rows = statement.query([workspace]).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            let key = row
                .get_ref(0)
                .map_err(Error::from)?
                .as_str()
                .map_err(|error| Error::Unreadable(error.to_string()))?;
            take(key, row.get(1).map_err(Error::from)?)?;
        }
        Ok(())
    }
}

fn read<'a>(row: &'a Row<'_>) -> Result<CurrentRow<'a>> {
    let unreadable = |error: rusqlite::types::FromSqlError| Error::Unreadable(format!("version: {error}"));
    Ok(CurrentRow {
        key: row.get_ref(0)?.as_str().map_err(unreadable)?,
        revision: row.get(1)?,
        body: row.get_ref(2)?.as_blob().map_err(unreadable)?,
        week: row.get_ref(3)?.as_str().map_err(unreadable)?,
        surveyor: row.get_ref(4)?.as_str_or_null().map_err(unreadable)?,
        minutes: row.get(5)?,
    })
}
