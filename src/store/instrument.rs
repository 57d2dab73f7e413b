//! The instruments that a workspace has: every version stays, because records point to the one they were asked with.

use rusqlite::{OptionalExtension as _, Row};

use super::stamp::{stamp, timestamp};
use super::{Error, Result, Workspace};

/// An instrument as it comes in.
#[derive(Debug, Clone, Copy)]
pub struct InstrumentSource<'a> {
    /// SHA-256 of the canonical JSON, hex.
    pub identity: &'a str,
    /// The form's id.
    pub form: &'a str,
    /// The form's version.
    pub version: &'a str,
    /// The form's title.
    pub title: &'a str,
    /// The canonical JSON.
    pub canonical: &'a str,
    /// The file that it was read from.
    pub source_name: &'a str,
    /// That file's bytes.
    pub source: &'a [u8],
}

/// An instrument in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstrumentSummary {
    /// SHA-256 of the canonical JSON, hex.
    pub identity: String,
    /// The form's id.
    pub form: String,
    /// The form's version.
    pub version: String,
    /// The form's title.
    pub title: String,
    /// The file that it was read from.
    pub source_name: String,
    /// When it was added.
    pub added: jiff::Timestamp,
}

impl Workspace {
    /// Adds an instrument; one that is there already stays as it is. Tells whether it was new.
    pub fn add_instrument(&self, instrument: &InstrumentSource<'_>, added: jiff::Timestamp) -> Result<bool> {
        let rows = self.connection.execute(
            "INSERT INTO instrument (identity, form, version, title, canonical, source_name, source, added)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (identity) DO NOTHING",
            (
                instrument.identity,
                instrument.form,
                instrument.version,
                instrument.title,
                compress(instrument.canonical.as_bytes())?,
                instrument.source_name,
                compress(instrument.source)?,
                stamp(added),
            ),
        )?;
        Ok(rows == 1)
    }

    /// Drops an instrument that nothing points to: one that a package brought which was not merged after all.
    pub fn forget_unused_instrument(&self, identity: &str) -> Result<()> {
        if self.staging.packages().iter().any(|staged| staged.header.instrument == identity) {
            return Ok(());
        }
        self.connection.execute(
            "DELETE FROM instrument WHERE identity = ?1 AND id NOT IN (
                 SELECT instrument FROM record UNION SELECT instrument FROM disposition UNION SELECT instrument FROM export
                 UNION SELECT instrument FROM package UNION SELECT instrument FROM form_file)",
            [identity],
        )?;
        Ok(())
    }

    /// All instruments, oldest first.
    pub fn instruments(&self) -> Result<Vec<InstrumentSummary>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT identity, form, version, title, source_name, added FROM instrument ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            Ok(InstrumentSummary {
                identity: row.get(0)?,
                form: row.get(1)?,
                version: row.get(2)?,
                title: row.get(3)?,
                source_name: row.get(4)?,
                added: timestamp(row, 5)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The canonical JSON of an instrument.
    pub fn instrument_canonical(&self, identity: &str) -> Result<String> {
        let bytes = self.instrument_blob(identity, "SELECT canonical FROM instrument WHERE identity = ?1", |row| row.get(0))?;
        String::from_utf8(bytes).map_err(|error| Error::Unreadable(format!("instrument: {error}")))
    }

    /// The bytes of the file that an instrument was read from.
    pub fn instrument_source(&self, identity: &str) -> Result<Vec<u8>> {
        self.instrument_blob(identity, "SELECT source FROM instrument WHERE identity = ?1", |row| row.get(0))
    }

    fn instrument_blob(&self, identity: &str, sql: &str, read: impl FnOnce(&Row<'_>) -> rusqlite::Result<Vec<u8>>) -> Result<Vec<u8>> {
        let packed = self.connection.prepare_cached(sql)?.query_row([identity], read).optional()?;
        let packed = packed.ok_or_else(|| Error::NoSuchInstrument(identity.to_owned()))?;
        zstd::decode_all(packed.as_slice()).map_err(|error| Error::Unreadable(format!("instrument: {error}")))
    }

    pub(super) fn instrument_row(&self, identity: &str) -> Result<i64> {
        let mut statement = self.connection.prepare_cached("SELECT id FROM instrument WHERE identity = ?1")?;
        let id = statement.query_row([identity], |row| row.get(0)).optional()?;
        id.ok_or_else(|| Error::NoSuchInstrument(identity.to_owned()))
    }
}

fn compress(bytes: &[u8]) -> Result<Vec<u8>> {
    zstd::encode_all(bytes, zstd::DEFAULT_COMPRESSION_LEVEL).map_err(|error| Error::Unreadable(error.to_string()))
}
