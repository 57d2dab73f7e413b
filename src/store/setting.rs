//! Settings that travel with the workspace, and its secrets.
//!
//! Secrets (the pseudonym secret of a campaign, the signing seed, the age identity) are made elsewhere, where chance is known, and are as
//! safe as the file.

use rusqlite::OptionalExtension as _;
use zeroize::Zeroizing;

use super::{Result, Workspace};

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
    pub fn secret_or_else<E: From<super::Error>>(
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
        insert().map_err(super::Error::from)?;
        Ok(secret)
    }

    /// Destroys a secret for good. Without the pseudonym secret nothing links a key to a record any more.
    pub fn destroy_secret(&mut self, name: &str) -> Result<()> {
        self.connection.execute("DELETE FROM secret WHERE name = ?1", [name])?;
        self.leave_no_trace()
    }

    /// Empties the log, so that what was erased is on the disk nowhere, not even encrypted.
    pub(super) fn leave_no_trace(&self) -> Result<()> {
        if self.connection.is_autocommit() {
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
        Ok(())
    }
}
