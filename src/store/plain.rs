//! A plain SQLite database for other programs: made whole beside its place, then put there. It is not encrypted and not ours to open.

use std::path::Path;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};

use super::{Error, Result};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlainType {
    /// Text.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Real,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum PlainValue {
    /// Nothing.
    Null,
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
}

impl ToSql for PlainValue {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Real(number) => ValueRef::Real(*number),
        }))
    }
}

/// A database being made.
#[derive(Debug)]
pub struct PlainDatabase {
    connection: Connection,
    half: tempfile::NamedTempFile,
    /// By table: the statement that appends a row.
    inserts: Vec<String>,
}

impl PlainDatabase {
    /// Begins a database that will lie at a path.
    pub fn begin(path: &Path) -> Result<Self> {
        let failed = || Error::writing("cannot write the database", path);
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let half = tempfile::NamedTempFile::new_in(folder).map_err(failed())?;
        let connection = Connection::open(half.path())?;
        connection.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")?;
        Ok(Self {
            connection,
            half,
            inserts: Vec::new(),
        })
    }

    /// Makes a table; its number.
    pub fn table(&mut self, name: &str, columns: &[(String, PlainType)], key: &[&str]) -> Result<usize> {
        let column = |(name, kind): &(String, PlainType)| {
            let kind = match kind {
                PlainType::Text => "TEXT",
                PlainType::Integer => "INTEGER",
                PlainType::Real => "REAL",
            };
            format!("{} {kind}", quoted(name))
        };
        let mut parts: Vec<String> = columns.iter().map(column).collect();
        if !key.is_empty() {
            let key: Vec<String> = key.iter().map(|name| quoted(name)).collect();
            parts.push(format!("PRIMARY KEY ({})", key.join(", ")));
        }
        self.connection
            .execute_batch(&format!("CREATE TABLE {} ({})", quoted(name), parts.join(", ")))?;
        let places = vec!["?"; columns.len()].join(", ");
        self.inserts.push(format!("INSERT INTO {} VALUES ({places})", quoted(name)));
        Ok(self.inserts.len() - 1)
    }

    /// Appends a row to a table.
    pub fn row(&self, table: usize, cells: &[PlainValue]) -> Result<()> {
        let Some(insert) = self.inserts.get(table) else { return Ok(()) };
        self.connection.prepare_cached(insert)?.execute(params_from_iter(cells))?;
        Ok(())
    }

    /// Puts the database in its place.
    pub fn finish(self, path: &Path) -> Result<()> {
        let failed = || Error::writing("cannot write the database", path);
        self.connection.execute_batch("COMMIT")?;
        self.connection.close().map_err(|(_, error)| error)?;
        self.half.as_file().sync_all().map_err(failed())?;
        self.half.persist(path).map_err(|error| failed()(error.error))?;
        Ok(())
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
