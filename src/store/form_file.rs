//! The pictures, sounds and films that a form shows: kept with the form, each file once whichever forms and versions show it.

use rusqlite::OptionalExtension as _;
use sha2::{Digest as _, Sha256};

use super::{Result, Workspace};

impl Workspace {
    /// Keeps a file under the name that the form writes; one of the same name is replaced.
    pub fn set_form_file(&self, identity: &str, name: &str, bytes: &[u8]) -> Result<()> {
        let instrument = self.instrument_row(identity)?;
        let hash = hex::encode(Sha256::digest(bytes));
        let mut find = self.connection.prepare_cached("SELECT id FROM file WHERE hash = ?1")?;
        let file: Option<i64> = find.query_row([&hash], |row| row.get(0)).optional()?;
        let file = if let Some(file) = file {
            file
        } else {
            let sql = "INSERT INTO file (hash, bytes) VALUES (?1, ?2)";
            self.connection.prepare_cached(sql)?.insert((&hash, bytes))?
        };
        self.connection.execute(
            "INSERT INTO form_file (instrument, name, file) VALUES (?1, ?2, ?3)
             ON CONFLICT (instrument, name) DO UPDATE SET file = excluded.file",
            (instrument, name, file),
        )?;
        Ok(())
    }

    /// The names of the files kept with a form, in their order.
    pub fn form_files(&self, identity: &str) -> Result<Vec<String>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT form_file.name FROM form_file JOIN instrument ON instrument.id = form_file.instrument
             WHERE instrument.identity = ?1 ORDER BY form_file.name",
        )?;
        let names = statement.query_map([identity], |row| row.get(0))?;
        Ok(names.collect::<rusqlite::Result<_>>()?)
    }

    /// The bytes of a file kept with a form; `None` where there is none of this name.
    pub fn form_file(&self, identity: &str, name: &str) -> Result<Option<Vec<u8>>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT file.bytes FROM form_file JOIN instrument ON instrument.id = form_file.instrument JOIN file ON file.id = form_file.file
             WHERE instrument.identity = ?1 AND form_file.name = ?2",
        )?;
        Ok(statement.query_row([identity, name], |row| row.get(0)).optional()?)
    }
}
