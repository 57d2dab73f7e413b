//! The journal: every answer in the order given, appended and never changed.

use super::stamp::stamp;
use super::{Error, RecordId, Result, State, Workspace};
use crate::interview::Event;

impl Workspace {
    /// Appends one event to a draft. When it returns, the answer has reached the disk.
    pub fn append(&mut self, id: RecordId, event: &Event) -> Result<()> {
        let json = serde_json::to_string(event).map_err(|error| Error::Unreadable(error.to_string()))?;
        let changed = stamp(event.ambient.now.timestamp());
        self.batch(|workspace| {
            let (row, revision) = workspace.standing_as(id, State::Draft)?;
            let connection = &workspace.connection;
            connection
                .prepare_cached("INSERT INTO journal (record, revision, event) VALUES (?1, ?2, ?3)")?
                .execute((row, revision, json))?;
            connection
                .prepare_cached("UPDATE record SET changed = ?2 WHERE id = ?1")?
                .execute((row, changed))?;
            Ok(())
        })
    }

    /// All events of a record that count, in order: those of a correction that was given up are left out.
    pub fn journal(&self, id: RecordId) -> Result<Vec<Event>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT journal.revision, journal.event FROM journal JOIN record ON record.id = journal.record
             WHERE record.uuid = ?1 ORDER BY journal.seq",
        )?;
        let rows = statement.query_map([id.to_string()], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, Option<String>>(1)?))
        })?;
        let mut events: Vec<(u32, Event)> = Vec::new();
        for row in rows {
            let (revision, json) = row?;
            let Some(json) = json else {
                events.retain(|(of, _)| *of < revision);
                continue;
            };
            let event = serde_json::from_str(&json).map_err(|error| Error::Unreadable(format!("journal of {id}: {error}")))?;
            events.push((revision, event));
        }
        Ok(events.into_iter().map(|(_, event)| event).collect())
    }
}
