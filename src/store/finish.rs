//! Finishing, correcting, giving up and withdrawing a record.
//!
//! A finished version is never changed: a correction is the next revision. Until it is finished, the version before it is what an export
//! carries. A withdrawal erases every answer and leaves a revision without content.

use super::stamp::stamp;
use super::{Disposition, Error, RecordId, Result, State, Workspace};

/// What finishing a draft keeps.
#[derive(Debug, Clone, Copy)]
pub struct Finished<'a> {
    /// The record, packed.
    pub body: &'a [u8],
    /// The moment.
    pub at: jiff::Timestamp,
    /// The ISO week of the moment, where the surveyor is.
    pub week: &'a str,
    /// How long the interview took.
    pub minutes: Option<u32>,
    /// What to call the record in lists.
    pub title: &'a str,
}

impl Workspace {
    /// Finishes a draft.
    pub fn finish(&mut self, id: RecordId, finished: &Finished<'_>) -> Result<()> {
        self.batch(|workspace| {
            let (row, revision) = workspace.standing_as(id, State::Draft)?;
            let hash = blake3::hash(finished.body);
            let at = stamp(finished.at);
            workspace
                .connection
                .prepare_cached(
                    "INSERT INTO body (record, revision, body, hash, finished, week, minutes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute((row, revision, finished.body, hash.as_bytes(), &at, finished.week, finished.minutes))?;
            workspace
                .connection
                .prepare_cached("UPDATE record SET state = 'finished', changed = ?2, title = ?3 WHERE id = ?1")?
                .execute((row, at, finished.title))?;
            Ok(())
        })
    }

    /// Opens a finished record for a correction and tells its new revision.
    pub fn reopen(&mut self, id: RecordId, at: jiff::Timestamp) -> Result<u32> {
        self.batch(|workspace| {
            let (row, revision) = workspace.standing_as(id, State::Finished)?;
            workspace.connection.execute(
                "UPDATE record SET state = 'draft', revision = ?2, changed = ?3 WHERE id = ?1",
                (row, revision + 1, stamp(at)),
            )?;
            Ok(revision + 1)
        })
    }

    /// Gives up a draft: one that was never finished is erased, a correction goes back to the finished version.
    pub fn discard_draft(&mut self, id: RecordId) -> Result<()> {
        self.batch(|workspace| {
            let (row, revision) = workspace.standing_as(id, State::Draft)?;
            if workspace.newest_finished(row)?.is_some() {
                let connection = &workspace.connection;
                connection.execute(
                    "INSERT INTO journal (record, revision, event) VALUES (?1, ?2, NULL)",
                    (row, revision),
                )?;
                connection.execute(
                    "UPDATE record SET state = 'finished', revision = ?2 WHERE id = ?1",
                    (row, revision - 1),
                )?;
                return workspace.erase_attachments("record = ?1 AND revision = ?2", (row, revision));
            }
            workspace.erase_answers(row)?;
            workspace.connection.execute("DELETE FROM record WHERE id = ?1", [row])?;
            Ok::<_, Error>(())
        })?;
        self.leave_no_trace()
    }

    /// Withdraws a record at the respondent's wish: every answer is erased. One that was ever finished leaves a tombstone, since it may
    /// have gone out; one that was not leaves nothing.
    pub fn withdraw(&mut self, id: RecordId, at: jiff::Timestamp, week: &str) -> Result<()> {
        let (row, _, state) = self.standing(id)?;
        if state == State::Withdrawn {
            return Ok(());
        }
        let Some(last) = self.newest_finished(row)? else {
            return self.discard_draft(id);
        };
        self.batch(|workspace| {
            workspace.erase_answers(row)?;
            let connection = &workspace.connection;
            let at = stamp(at);
            connection.execute(
                "INSERT INTO body (record, revision, finished, week) VALUES (?1, ?2, ?3, ?4)",
                (row, last + 1, &at, week),
            )?;
            connection.execute(
                "UPDATE record SET revision = ?2, changed = ?3, started = ?3, opening = NULL, visited = NULL, title = '', surveyor = NULL
                 WHERE id = ?1",
                (row, last + 1, at),
            )?;
            Ok::<_, Error>(())
        })?;
        self.leave_no_trace()
    }

    /// The respondent declined to take part: every answer is erased, and the refusal is noted in its place.
    pub fn decline(&mut self, id: RecordId, at: jiff::Timestamp, refusal: &Disposition) -> Result<()> {
        let instrument = self.record(id)?.instrument;
        self.batch(|workspace| {
            workspace.add_disposition(&instrument, refusal)?;
            workspace.withdraw(id, at, &refusal.week)
        })?;
        self.leave_no_trace()
    }

    /// The newest finished version of a record, packed; `None` if it was never finished or is withdrawn.
    pub fn body(&self, id: RecordId) -> Result<Option<Vec<u8>>> {
        let (row, ..) = self.standing(id)?;
        let Some(revision) = self.newest_finished(row)? else {
            return Ok(None);
        };
        let mut statement = self
            .connection
            .prepare_cached("SELECT body FROM body WHERE record = ?1 AND revision = ?2")?;
        Ok(statement.query_row((row, revision), |row| row.get(0))?)
    }

    fn newest_finished(&self, row: i64) -> Result<Option<u32>> {
        Ok(self
            .connection
            .prepare_cached("SELECT max(revision) FROM body WHERE record = ?1")?
            .query_row([row], |row| row.get(0))?)
    }

    fn erase_answers(&self, row: i64) -> Result<()> {
        for sql in [
            "UPDATE record SET state = 'withdrawn' WHERE id = ?1",
            "DELETE FROM journal WHERE record = ?1",
            "DELETE FROM body WHERE record = ?1",
        ] {
            self.connection.execute(sql, [row])?;
        }
        self.erase_attachments("record = ?1", [row])
    }
}
