//! Rows in chunks: some hundred versions in one compressed blob, in the order of their keys.
//!
//! A row of its own in the database for each version would cost more than the version. All versions of a record stand in one chunk, so
//! whatever is decided record by record is decided with one chunk in hand. A chunk reaches from its first key to the next one's.

use rusqlite::{Connection, OptionalExtension as _};

use super::packing;
use super::row::{Head, Row};
use crate::dataset::varint;
use crate::store::{Error, Result};

/// Bytes of rows in a chunk before it is packed, about; a record with very many versions may go beyond.
const FULL: usize = 48 << 10;

/// A chunk in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ChunkPlace {
    pub(super) id: i64,
    pub(super) first_key: String,
}

/// A chunk to be written.
#[derive(Debug)]
pub(super) struct PackedChunk {
    pub(super) first_key: String,
    pub(super) blob: Vec<u8>,
}

/// Gathers rows and cuts them into chunks.
#[derive(Debug, Default)]
pub(super) struct ChunkWriter {
    rows: Vec<u8>,
    /// Where each record begins.
    starts: Vec<usize>,
}

impl ChunkWriter {
    /// Where the versions of the next record are appended. Keys come in order.
    pub(super) fn record(&mut self) -> &mut Vec<u8> {
        self.starts.push(self.rows.len());
        &mut self.rows
    }

    /// Where a further version of the same record is appended.
    pub(super) fn same_record(&mut self) -> &mut Vec<u8> {
        &mut self.rows
    }

    /// Cuts evenly, so that a full chunk which grows by a row becomes two that have room.
    pub(super) fn finish(self) -> Result<Vec<PackedChunk>> {
        let count = self.rows.len().div_ceil(FULL).max(1);
        let size = self.rows.len() / count;
        let mut bounds: Vec<usize> = Vec::with_capacity(count + 1);
        for &start in &self.starts {
            if bounds.last().is_none_or(|last| start >= last + size.max(1)) && bounds.len() < count {
                bounds.push(start);
            }
        }
        bounds.push(self.rows.len());
        let pieces = bounds.windows(2).filter_map(|pair| match pair {
            [from, to] => self.rows.get(*from..*to).filter(|rows| !rows.is_empty()),
            _ => None,
        });
        pieces.map(pack).collect()
    }
}

fn pack(rows: &[u8]) -> Result<PackedChunk> {
    let first = Head::read(&mut &*rows)?;
    let mut blob = Vec::new();
    varint::write(&mut blob, rows.len() as u64);
    packing::pack(rows, &mut blob).map_err(|error| Error::Unreadable(error.to_string()))?;
    Ok(PackedChunk {
        first_key: first.key.to_owned(),
        blob,
    })
}

/// The bytes of the rows in a blob.
pub(super) fn unpack(mut blob: &[u8]) -> Result<Vec<u8>> {
    let unreadable = |error: &dyn std::fmt::Display| Error::Unreadable(format!("a chunk of records: {error}"));
    let length = varint::read(&mut blob).map_err(|error| unreadable(&error))?;
    packing::unpack(blob, length as usize).map_err(|error| unreadable(&error))
}

/// The rows in the bytes of a chunk.
pub(super) fn rows(mut bytes: &[u8]) -> Result<Vec<Row<'_>>> {
    let mut rows = Vec::new();
    while !bytes.is_empty() {
        rows.push(Row::read(&mut bytes)?);
    }
    Ok(rows)
}

/// The rows of each record, in the order of the keys.
pub(super) fn records<'r, 'a>(rows: &'r [Row<'a>]) -> impl Iterator<Item = &'r [Row<'a>]> {
    rows.chunk_by(|one, other| one.head.key == other.head.key)
}

/// Where the chunks begin, in the order of the keys.
pub(super) fn places(connection: &Connection) -> Result<Vec<ChunkPlace>> {
    let mut statement = connection.prepare_cached("SELECT id, first_key FROM chunk ORDER BY first_key")?;
    let places = statement.query_map([], |row| {
        Ok(ChunkPlace {
            id: row.get(0)?,
            first_key: row.get(1)?,
        })
    })?;
    Ok(places.collect::<rusqlite::Result<_>>()?)
}

/// The bytes of the rows of a chunk.
pub(super) fn read(connection: &Connection, id: i64) -> Result<Vec<u8>> {
    unpack(&blob(connection, id)?)
}

/// A chunk as it lies in the file.
pub(super) fn blob(connection: &Connection, id: i64) -> Result<Vec<u8>> {
    let mut statement = connection.prepare_cached("SELECT rows FROM chunk WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0))?)
}

/// The bytes of the chunk that a key belongs to; empty where there is none.
pub(super) fn read_around(connection: &Connection, key: &str) -> Result<Vec<u8>> {
    let mut statement = connection.prepare_cached("SELECT rows FROM chunk WHERE first_key <= ?1 ORDER BY first_key DESC LIMIT 1")?;
    let found = statement
        .query_row([key], |row| Ok(unpack(row.get_ref(0)?.as_blob()?)))
        .optional()?;
    found.unwrap_or_else(|| Ok(Vec::new()))
}

/// Calls `take` with the bytes of every chunk, in the order of the keys.
pub(super) fn scan<E: From<Error>>(connection: &Connection, mut take: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
    let failed = |error: rusqlite::Error| E::from(Error::from(error));
    let mut statement = connection
        .prepare_cached("SELECT rows FROM chunk ORDER BY first_key")
        .map_err(failed)?;
    let mut found = statement.query([]).map_err(failed)?;
    while let Some(row) = found.next().map_err(failed)? {
        let blob = row.get_ref(0).map_err(failed)?;
        let blob = blob.as_blob().map_err(|error| Error::Unreadable(error.to_string()))?;
        take(&unpack(blob)?)?;
    }
    Ok(())
}

/// The chunks as they lie in the file, in the order of the keys.
pub(super) fn blobs(connection: &Connection) -> Result<Vec<Vec<u8>>> {
    let mut statement = connection.prepare_cached("SELECT rows FROM chunk ORDER BY first_key")?;
    let blobs = statement.query_map([], |row| row.get(0))?;
    Ok(blobs.collect::<rusqlite::Result<_>>()?)
}

/// Puts chunks in the place of another one.
pub(super) fn replace(connection: &Connection, old: Option<i64>, new: &[PackedChunk]) -> Result<()> {
    if let Some(old) = old {
        connection.prepare_cached("DELETE FROM chunk WHERE id = ?1")?.execute([old])?;
    }
    let mut insert = connection.prepare_cached("INSERT INTO chunk (first_key, rows) VALUES (?1, ?2)")?;
    for chunk in new {
        insert.execute((&chunk.first_key, &chunk.blob))?;
    }
    Ok(())
}
