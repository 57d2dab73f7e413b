//! The laptop's own records: what they are called, in which state they are, and the lists that home shows.

use std::fmt;
use std::str::FromStr;

use rusqlite::{OptionalExtension as _, Row};
use uuid::Uuid;

use super::stamp::{stamp, timestamp, unreadable};
use super::{Error, Result, Workspace};
use crate::interview::Ambient;

/// The identity of a record inside its workspace. Random, without time; never leaves: packages bear a key made from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub Uuid);

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for RecordId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Being filled in, or reopened for a correction.
    Draft,
    /// Leaves with the next export.
    Finished,
    /// Erased at the respondent's wish; a tombstone leaves with the next export.
    Withdrawn,
}

impl State {
    /// The word in the file and in messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Finished => "finished",
            Self::Withdrawn => "withdrawn",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        [Self::Draft, Self::Finished, Self::Withdrawn]
            .into_iter()
            .find(|state| state.word() == word)
    }
}

/// A record about to begin.
#[derive(Debug, Clone)]
pub struct NewRecord<'a> {
    /// Random.
    pub id: RecordId,
    /// The identity of its instrument.
    pub instrument: &'a str,
    /// Who asks, by name.
    pub surveyor: Option<&'a str>,
    /// What its first moment knows.
    pub opening: &'a Ambient,
}

/// A record in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// Its identity.
    pub id: RecordId,
    /// The identity of its instrument.
    pub instrument: String,
    /// 1 for the first filling, one more for each correction and for the withdrawal.
    pub revision: u32,
    /// Where it stands.
    pub state: State,
    /// Who asked.
    pub surveyor: Option<String>,
    /// What to call it; empty if nothing names it.
    pub title: String,
    /// When it was begun.
    pub started: jiff::Timestamp,
    /// When it was touched last.
    pub changed: jiff::Timestamp,
    /// When it was finished last; a record that is being corrected has a moment too.
    pub finished: Option<jiff::Timestamp>,
    /// The question looked at last.
    pub visited: Option<String>,
    /// Whether its newest finished version has gone out.
    pub is_exported: bool,
    /// Whether a master has confirmed that version.
    pub has_arrived: bool,
}

/// The numbers on home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Drafts, corrections among them.
    pub drafts: u32,
    /// Finished records.
    pub finished: u32,
    /// Withdrawn records.
    pub withdrawn: u32,
    /// Finished or withdrawn since they last went out.
    pub new_since_export: u32,
    /// Finished or withdrawn, and confirmed by a master.
    pub arrived: u32,
}

const ROWS: &str = "
    SELECT record.uuid, instrument.identity, record.revision, record.state, surveyor.name, record.title, record.started, record.changed,
           body.finished, record.visited, exported.record IS NOT NULL, receipt.key IS NOT NULL
    FROM record
    JOIN instrument ON instrument.id = record.instrument
    LEFT JOIN surveyor ON surveyor.id = record.surveyor
    LEFT JOIN body ON body.record = record.id AND body.revision = (SELECT max(revision) FROM body WHERE record = record.id)
    LEFT JOIN exported ON exported.record = body.record AND exported.revision = body.revision
    LEFT JOIN receipt ON receipt.key = exported.key AND receipt.revision = exported.revision";

impl Workspace {
    /// Begins a record: a draft at revision 1. A surveyor's name that was never added counts as none.
    pub fn begin_record(&self, new: &NewRecord<'_>) -> Result<()> {
        let instrument = self.instrument_row(new.instrument)?;
        let opening = serde_json::to_string(new.opening).map_err(|error| Error::Unreadable(error.to_string()))?;
        let now = stamp(new.opening.now.timestamp());
        self.connection.execute(
            "INSERT INTO record (uuid, instrument, revision, state, surveyor, started, changed, opening)
             VALUES (?1, ?2, 1, 'draft', (SELECT id FROM surveyor WHERE name = ?3), ?4, ?4, ?5)",
            (new.id.to_string(), instrument, new.surveyor, now, opening),
        )?;
        Ok(())
    }

    /// All records, the one touched last first.
    pub fn records(&self) -> Result<Vec<RecordRow>> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{ROWS} ORDER BY record.changed DESC, record.id DESC"))?;
        let rows = statement.query_map([], read_row)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// One record.
    pub fn record(&self, id: RecordId) -> Result<RecordRow> {
        let mut statement = self.connection.prepare_cached(&format!("{ROWS} WHERE record.uuid = ?1"))?;
        statement
            .query_row([id.to_string()], read_row)
            .optional()?
            .ok_or(Error::NoSuchRecord(id))
    }

    /// The numbers on home.
    pub fn counts(&self) -> Result<Counts> {
        let sql = format!(
            "SELECT count(*) FILTER (WHERE state = 'draft'), count(*) FILTER (WHERE state = 'finished'),
                    count(*) FILTER (WHERE state = 'withdrawn'), count(*) FILTER (WHERE has_version AND NOT is_exported),
                    count(*) FILTER (WHERE has_version AND has_arrived)
             FROM (SELECT state, has_version, is_exported, has_arrived FROM ({}))",
            ROWS.replace("body.finished,", "body.record IS NOT NULL AS has_version,")
                .replace("exported.record IS NOT NULL", "exported.record IS NOT NULL AS is_exported")
                .replace("receipt.key IS NOT NULL", "receipt.key IS NOT NULL AS has_arrived"),
        );
        let read = |row: &Row<'_>| {
            Ok(Counts {
                drafts: row.get(0)?,
                finished: row.get(1)?,
                withdrawn: row.get(2)?,
                new_since_export: row.get(3)?,
                arrived: row.get(4)?,
            })
        };
        Ok(self.connection.prepare_cached(&sql)?.query_row([], read)?)
    }

    /// Notes the question that is being looked at, so that opening the draft again lands there.
    pub fn set_visited(&self, id: RecordId, place: &str) -> Result<()> {
        self.change(id, "UPDATE record SET visited = ?2 WHERE uuid = ?1", place)
    }

    /// Notes what to call the record in lists.
    pub fn set_title(&self, id: RecordId, title: &str) -> Result<()> {
        self.change(id, "UPDATE record SET title = ?2 WHERE uuid = ?1", title)
    }

    fn change(&self, id: RecordId, sql: &str, value: &str) -> Result<()> {
        let rows = self.connection.prepare_cached(sql)?.execute((id.to_string(), value))?;
        if rows == 0 { Err(Error::NoSuchRecord(id)) } else { Ok(()) }
    }

    /// What the first moment of a record knew.
    pub fn opening(&self, id: RecordId) -> Result<Ambient> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT opening FROM record WHERE uuid = ?1 AND opening IS NOT NULL")?;
        let opening: Option<String> = statement.query_row([id.to_string()], |row| row.get(0)).optional()?;
        let opening = opening.ok_or(Error::NoSuchRecord(id))?;
        serde_json::from_str(&opening).map_err(|error| Error::Unreadable(format!("opening of {id}: {error}")))
    }

    /// The row number, the revision and the state, for the steps that need a certain state.
    pub(super) fn standing(&self, id: RecordId) -> Result<(i64, u32, State)> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, revision, state FROM record WHERE uuid = ?1")?;
        let row = statement.query_row([id.to_string()], |row| Ok((row.get(0)?, row.get(1)?, state(row, 2)?)));
        row.optional()?.ok_or(Error::NoSuchRecord(id))
    }

    pub(super) fn standing_as(&self, id: RecordId, needed: State) -> Result<(i64, u32)> {
        let (row, revision, found) = self.standing(id)?;
        if found != needed {
            return Err(Error::WrongState {
                record: id,
                found: found.word(),
                needed: needed.word(),
            });
        }
        Ok((row, revision))
    }
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<RecordRow> {
    let id: String = row.get(0)?;
    Ok(RecordRow {
        id: id.parse().map_err(|error| unreadable(0, error))?,
        instrument: row.get(1)?,
        revision: row.get(2)?,
        state: state(row, 3)?,
        surveyor: row.get(4)?,
        title: row.get(5)?,
        started: timestamp(row, 6)?,
        changed: timestamp(row, 7)?,
        finished: row.get::<_, Option<String>>(8)?.map(|_| timestamp(row, 8)).transpose()?,
        visited: row.get(9)?,
        is_exported: row.get(10)?,
        has_arrived: row.get(11)?,
    })
}

fn state(row: &Row<'_>, column: usize) -> rusqlite::Result<State> {
    let word: String = row.get(column)?;
    State::of_word(&word).ok_or_else(|| unreadable(column, std::io::Error::other(word)))
}
