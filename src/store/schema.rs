//! The tables, and how an older workspace is brought up to date.
//!
//! `user_version` is the format. Before anything is changed, a copy of the file is put beside it; each step runs in one transaction with
//! the new number, so a crash in between leaves the old format.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{Error, Result, master};

/// Marks the database as ours: `PHIU` in ASCII.
pub(super) const APPLICATION_ID: u32 = 0x5048_4955;

/// One step from a format to the next.
pub(super) type Migration = fn(&Connection) -> Result<()>;

/// Steps in order: the first makes format 1 out of an empty database.
pub(super) const MIGRATIONS: &[Migration] = &[
    |connection| Ok(connection.execute_batch(include_str!("schema.sql"))?),
    |connection| Ok(connection.execute_batch(include_str!("format2.sql"))?),
    master::into_chunks,
    |connection| Ok(connection.execute_batch(include_str!("format4.sql"))?),
    |connection| Ok(connection.execute_batch(include_str!("format5.sql"))?),
    |connection| Ok(connection.execute_batch(include_str!("format6.sql"))?),
    |connection| Ok(connection.execute_batch(include_str!("format7.sql"))?),
];

/// Creates the tables of the newest format in an empty database.
pub(super) fn create(connection: &mut Connection) -> Result<()> {
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    migrate(connection, 0, MIGRATIONS)
}

/// Checks that the database is ours and of a known format, and brings an older one up to date.
pub(super) fn bring_up_to_date(connection: &mut Connection, path: &Path, migrations: &[Migration]) -> Result<()> {
    let application_id: u32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application_id != APPLICATION_ID {
        return Err(Error::Damaged {
            path: path.to_path_buf(),
            detail: "the tables are not those of a workspace".to_owned(),
        });
    }
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = migrations.len() as u32;
    if found > known {
        return Err(Error::Newer {
            path: path.to_path_buf(),
            found,
            known,
        });
    }
    if found < known {
        back_up(connection, path, found)?;
        migrate(connection, found, migrations)?;
    }
    Ok(())
}

fn migrate(connection: &mut Connection, from: u32, migrations: &[Migration]) -> Result<()> {
    for (step, format) in migrations.iter().zip(1_u32..).skip(from as usize) {
        let transaction = connection.transaction()?;
        step(&transaction)?;
        transaction.pragma_update(None, "user_version", format)?;
        transaction.commit()?;
    }
    Ok(())
}

/// Where the copy of an older format lies: `a.phieu.format1.bak`.
pub(super) fn backup_path(path: &Path, format: u32) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(format!(".format{format}.bak"));
    PathBuf::from(name)
}

/// Copies the file as it is, still encrypted; a half-written copy never bears the final name.
fn back_up(connection: &Connection, path: &Path, format: u32) -> Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let target = backup_path(path, format);
    let failed = Error::writing("cannot write the backup copy before bringing the workspace up to date", &target);
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let copy = || -> std::io::Result<()> {
        let mut half = tempfile::NamedTempFile::new_in(folder)?;
        std::io::copy(&mut std::fs::File::open(path)?, &mut half)?;
        half.as_file().sync_all()?;
        half.persist(&target)?;
        Ok(())
    };
    copy().map_err(failed)
}
