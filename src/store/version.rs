//! Finished versions of what was collected here with everything in them, older ones too: for files that stay on the laptop.
//!
//! A record's versions come one after the other, the oldest first. Withdrawn records have none.

use rusqlite::Row;

use super::stamp::timestamp;
use super::{Error, RecordId, Result, Workspace};

/// A finished version of a record that was collected here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnVersion {
    /// The record.
    pub record: RecordId,
    /// Its revision.
    pub revision: u32,
    /// Whether no later one was finished.
    pub is_newest: bool,
    /// The packed record, in the form's own schema.
    pub body: Vec<u8>,
    /// When the first version was finished.
    pub finished: jiff::Timestamp,
    /// ISO week of finishing this one.
    pub week: String,
    /// Length of the interview.
    pub minutes: Option<u32>,
    /// The surveyor's name.
    pub surveyor: Option<String>,
    /// The campaign's code of the surveyor.
    pub code: Option<String>,
}

/// Records in the order in which they were first finished, or the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The first one first.
    OldestFirst,
    /// The last one first.
    NewestFirst,
}

impl Workspace {
    /// Hands over every finished version of an instrument's records that were collected here.
    pub fn for_each_own_version<E: From<Error>>(
        &self,
        instrument: &str,
        order: Order,
        mut take: impl FnMut(OwnVersion) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = match order {
            Order::OldestFirst => format!("{OWN} ORDER BY first, record.uuid, body.revision"),
            Order::NewestFirst => format!("{OWN} ORDER BY first DESC, record.uuid, body.revision"),
        };
        let query = || -> Result<_> { Ok((self.instrument_row(instrument)?, self.connection.prepare_cached(&sql)?)) };
        let (instrument, mut statement) = query()?;
        let mut rows = statement.query([instrument]).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            take(read_own(row).map_err(Error::from)?)?;
        }
        Ok(())
    }
}

const OWN: &str = "
    SELECT record.uuid, body.revision, body.revision = (SELECT max(revision) FROM body AS other WHERE other.record = record.id), body.body,
           (SELECT min(finished) FROM body AS other WHERE other.record = record.id) AS first, body.week, body.minutes, surveyor.name,
           surveyor.code
    FROM record
    JOIN body ON body.record = record.id
    LEFT JOIN surveyor ON surveyor.id = record.surveyor
    WHERE record.instrument = ?1 AND record.state <> 'withdrawn' AND body.body IS NOT NULL";

fn read_own(row: &Row<'_>) -> rusqlite::Result<OwnVersion> {
    let id: String = row.get(0)?;
    let id = id
        .parse()
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))?;
    Ok(OwnVersion {
        record: id,
        revision: row.get(1)?,
        is_newest: row.get(2)?,
        body: row.get(3)?,
        finished: timestamp(row, 4)?,
        week: row.get(5)?,
        minutes: row.get(6)?,
        surveyor: row.get(7)?,
        code: row.get(8)?,
    })
}
