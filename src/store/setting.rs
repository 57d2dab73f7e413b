//! Settings that travel with the workspace, and its secrets.
//!
//! Secrets (the pseudonym secret of a campaign, the signing seed, the age identity) are made elsewhere, where chance is known, and are as
//! safe as the file.

use rusqlite::OptionalExtension as _;
use zeroize::Zeroizing;

use super::schema::{MIGRATIONS, backup_path};
use super::{Error, Result, Workspace};

/// A longer file is not written anew at every erasure.
const REWRITTEN_BYTES: u64 = 128 << 20;

impl Workspace {
    /// A setting, if it was ever set.
    pub fn setting(&self, name: &str) -> Result<Option<String>> {
        let mut statement = self.connection.prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
        Ok(statement.query_row([name], |row| row.get(0)).optional()?)
    }

    /// Sets or replaces a setting.
    pub fn set_setting(&self, name: &str, value: &str) -> Result<()> {
        self.connection.execute(
            "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )?;
        Ok(())
    }

    /// A secret, if it is there.
    pub fn secret(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let mut statement = self.connection.prepare_cached("SELECT value FROM secret WHERE name = ?1")?;
        Ok(statement.query_row([name], |row| row.get(0)).optional()?.map(Zeroizing::new))
    }

    /// The secret of this name; if there is none yet, keeps the one that `make` gives.
    pub fn secret_or_else<E: From<Error>>(
        &mut self,
        name: &str,
        make: impl FnOnce() -> Result<Zeroizing<Vec<u8>>, E>,
    ) -> Result<Zeroizing<Vec<u8>>, E> {
        if let Some(secret) = self.secret(name)? {
            return Ok(secret);
        }
        let secret = make()?;
        let insert = || {
            self.connection
                .execute("INSERT INTO secret (name, value) VALUES (?1, ?2)", (name, secret.as_slice()))
        };
        insert().map_err(Error::from)?;
        Ok(secret)
    }

    /// Destroys a secret for good. Without the pseudonym secret nothing links a key to a record any more.
    pub fn destroy_secret(&mut self, name: &str) -> Result<()> {
        self.connection.execute("DELETE FROM secret WHERE name = ?1", [name])?;
        self.leave_no_trace()
    }

    /// Writes the file anew and empties its log, so that what was erased is on the disk nowhere, not even encrypted.
    ///
    /// What is deleted is overwritten at once; but pages that were divided or joined before keep copies of what lay on them. A file with many
    /// pictures would need as much memory as it is long, so above a bound such copies may stay, inside the encrypted file, until they are
    /// written over.
    pub(super) fn leave_no_trace(&self) -> Result<()> {
        if self.connection.is_autocommit() {
            let length: u64 = self.connection.query_row(
                "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
                [],
                |row| row.get::<_, i64>(0).map(|length| length as u64),
            )?;
            if length <= REWRITTEN_BYTES {
                self.connection.execute_batch("VACUUM")?;
            }
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            // Nor in the copies from before the format was changed: this file is open and whole, they have done their work.
            for format in 1..MIGRATIONS.len() as u32 {
                match std::fs::remove_file(backup_path(self.path(), format)) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        return Err(Error::writing("cannot remove the older copy", self.path())(error));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }
}
