//! The ledger of what was published from here: nothing is taken out of it, for what was published stays published.

use rusqlite::Row;

use super::stamp::{stamp, timestamp};
use super::{Result, Workspace};

/// A release or a table that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedEntry {
    /// When.
    pub made: jiff::Timestamp,
    /// The file's name, without its folder.
    pub name: String,
    /// Why a rule was overridden; empty where none was.
    pub remark: String,
    /// What it tells, as JSON.
    pub content: String,
    /// The persons in it, in rising order.
    pub members: Vec<u64>,
}

/// Which entry of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishedId(i64);

/// A ledger's entry is bounded when it is unpacked.
const MOST_BYTES: usize = 256 << 20;

impl Workspace {
    /// Notes what is about to be published.
    pub fn log_published(&mut self, instrument: &str, entry: &PublishedEntry) -> Result<PublishedId> {
        let instrument = self.instrument_row(instrument)?;
        let content = zstd::bulk::compress(entry.content.as_bytes(), 6).map_err(|error| unreadable_detail(&error))?;
        let members: Vec<u8> = entry.members.iter().flat_map(|member| member.to_le_bytes()).collect();
        self.connection.execute(
            "INSERT INTO published (instrument, made, name, remark, content, members) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (instrument, stamp(entry.made), &entry.name, &entry.remark, content, members),
        )?;
        Ok(PublishedId(self.connection.last_insert_rowid()))
    }

    /// Takes an entry back whose file could not be written: nobody has seen it.
    pub fn forget_unpublished(&mut self, id: PublishedId) -> Result<()> {
        self.connection.execute("DELETE FROM published WHERE id = ?1", [id.0])?;
        Ok(())
    }

    /// What was published of a form (every version of it), the oldest first.
    pub fn published(&self, form: &str) -> Result<Vec<PublishedEntry>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT made, name, remark, content, members FROM published JOIN instrument ON instrument.id = published.instrument
             WHERE instrument.form = ?1 ORDER BY published.id",
        )?;
        let rows = statement.query_map([form], read)?;
        rows.map(|row| {
            let (mut entry, packed) = row?;
            let content = zstd::bulk::decompress(&packed, MOST_BYTES).map_err(|error| unreadable_detail(&error))?;
            entry.content = String::from_utf8(content).map_err(|error| super::Error::Unreadable(error.to_string()))?;
            Ok(entry)
        })
        .collect()
    }
}

fn unreadable_detail(error: &std::io::Error) -> super::Error {
    super::Error::Unreadable(error.to_string())
}

fn read(row: &Row<'_>) -> rusqlite::Result<(PublishedEntry, Vec<u8>)> {
    let members: Vec<u8> = row.get(4)?;
    let (members, _rest) = members.as_chunks::<8>();
    let entry = PublishedEntry {
        made: timestamp(row, 0)?,
        name: row.get(1)?,
        remark: row.get(2)?,
        content: String::new(),
        members: members.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect(),
    };
    Ok((entry, row.get(3)?))
}
