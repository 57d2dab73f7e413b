//! Reading packages into the staging table, so that a plan of any size needs little memory and a package is read once.

use rusqlite::{CachedStatement, Connection};

use super::{PackageHeader, PackageId};
use crate::store::stamp::stamp;
use crate::store::{Disposition, Error, Result, Workspace};

/// What makes a version this version: BLAKE3 over key, revision and body, each with its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionHash(pub [u8; 32]);

impl VersionHash {
    /// The hash of a version; a tombstone has no body, which is not the same as an empty one.
    pub fn of(key: &str, revision: u32, body: Option<&[u8]>) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("phieu 2026 record version");
        hasher
            .update(&(key.len() as u64).to_le_bytes())
            .update(key.as_bytes())
            .update(&revision.to_le_bytes());
        match body {
            Some(body) => hasher.update(&[1]).update(&(body.len() as u64).to_le_bytes()).update(body),
            None => hasher.update(&[0]),
        };
        Self(*hasher.finalize().as_bytes())
    }

    pub(in crate::store) fn hex(&self) -> String {
        hex::encode(self.0)
    }
}

/// A row of a package.
#[derive(Debug, Clone, Copy)]
pub struct StagedVersion<'a> {
    /// The record's key.
    pub key: &'a str,
    /// Its revision.
    pub revision: u32,
    /// The packed record; `None` for a tombstone.
    pub body: Option<&'a [u8]>,
    /// ISO week of finishing.
    pub week: &'a str,
    /// The surveyor's code.
    pub surveyor: Option<&'a str>,
    /// Length of the interview.
    pub minutes: Option<u32>,
}

/// Takes the rows of one package.
pub struct Stage<'a> {
    connection: &'a Connection,
    insert: CachedStatement<'a>,
    package: i64,
    dispositions: u32,
}

impl Stage<'_> {
    /// Takes a version. The same key and revision twice in one package is the caller's to refuse; here both are kept if they differ.
    pub fn version(&mut self, version: &StagedVersion<'_>) -> Result<()> {
        let hash = VersionHash::of(version.key, version.revision, version.body);
        self.insert.execute((
            version.key,
            version.revision,
            hash.0,
            self.package,
            version.body.is_none(),
            version.week,
            version.surveyor,
            version.minutes,
            version.body,
        ))?;
        Ok(())
    }

    /// Takes a contact without an interview.
    pub fn disposition(&mut self, disposition: &Disposition) -> Result<()> {
        self.connection
            .prepare_cached("INSERT INTO package_disposition (package, seq, unit, cohort, week, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute((
                self.package,
                self.dispositions,
                &disposition.unit,
                &disposition.group,
                &disposition.week,
                &disposition.reason,
            ))?;
        self.dispositions += 1;
        Ok(())
    }
}

impl Workspace {
    /// Reads one package into the staging table. If `fill` refuses (a sum that does not fit, a torn file), nothing of it stays.
    ///
    /// A package that is merged or staged already is not read again: `None`.
    pub fn stage<E: From<Error>>(
        &mut self,
        header: &PackageHeader,
        fill: impl FnOnce(&mut Stage<'_>) -> Result<(), E>,
    ) -> Result<Option<PackageId>, E> {
        let is_known = |workspace: &Self| -> Result<bool> {
            let mut statement = workspace
                .connection
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM package WHERE hash = ?1)")?;
            Ok(statement.query_row([&header.hash], |row| row.get(0))?)
        };
        if is_known(self)? {
            return Ok(None);
        }
        self.batch(|workspace| {
            let package = workspace.add_package(header)?;
            let connection = &workspace.connection;
            let insert = connection.prepare_cached(INSERT).map_err(Error::from)?;
            fill(&mut Stage {
                connection,
                insert,
                package: package.0,
                dispositions: 0,
            })?;
            Ok(Some(package))
        })
    }

    fn add_package(&self, header: &PackageHeader) -> Result<PackageId> {
        let instrument = self.instrument_row(&header.instrument)?;
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
                "INSERT INTO package (hash, instrument, signer, workspace, campaign, number, file_name, created, is_training)
                 VALUES (?1, ?2, (SELECT id FROM signer WHERE workspace = ?4 AND public_key = ?3), ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute((
                &header.hash,
                instrument,
                &header.signer,
                &header.workspace,
                &header.campaign,
                header.number,
                &header.file_name,
                created,
                header.is_training,
            ))?;
        Ok(PackageId(self.connection.last_insert_rowid()))
    }

    /// Drops what is staged and not applied.
    pub fn clear_staging(&mut self) -> Result<()> {
        self.batch(|workspace| forget_staged(&workspace.connection))
    }

    /// Drops one staged package, for the user who leaves it out of the merge.
    pub fn unstage(&mut self, package: PackageId) -> Result<()> {
        self.batch(|workspace| {
            for sql in [
                "DELETE FROM staging WHERE package = ?1",
                "DELETE FROM package_disposition WHERE package = ?1 AND package IN (SELECT id FROM package WHERE merged IS NULL)",
                "DELETE FROM package WHERE id = ?1 AND merged IS NULL",
            ] {
                workspace.connection.execute(sql, [package.0])?;
            }
            forget_unused_signers(&workspace.connection)
        })
    }
}

const INSERT: &str = "
    INSERT INTO staging (key, revision, hash, package, is_tombstone, week, surveyor, minutes, body)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING";

/// Drops packages that were read and never applied.
pub(in crate::store) fn forget_staged(connection: &Connection) -> Result<()> {
    let is_empty: bool = connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM package WHERE merged IS NULL)", [], |row| {
        row.get(0)
    })?;
    if is_empty {
        return Ok(());
    }
    connection.execute_batch(
        "DELETE FROM staging;
         DELETE FROM package_disposition WHERE package IN (SELECT id FROM package WHERE merged IS NULL);
         DELETE FROM package WHERE merged IS NULL;",
    )?;
    forget_unused_signers(connection)
}

fn forget_unused_signers(connection: &Connection) -> Result<()> {
    connection.execute(
        "DELETE FROM signer WHERE id NOT IN (SELECT signer FROM package WHERE signer IS NOT NULL)",
        [],
    )?;
    Ok(())
}
