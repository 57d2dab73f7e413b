//! Files that answers name: pictures, recordings and the like, kept in parts so that no file has to fit into memory.
//!
//! What came in a draft goes when the draft takes it back. What a finished version names stays until a correction that no longer names it
//! is finished, so that giving the correction up brings everything back. A withdrawal takes all of them along.

use std::collections::BTreeSet;

use rusqlite::OptionalExtension as _;
use sha2::{Digest as _, Sha256};

use super::{Error, RecordId, Result, State, Workspace};

/// A file that an answer names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// As the answer has it; unique in its record.
    pub name: String,
    /// SHA-256, lower-case hex.
    pub hash: String,
    /// In bytes.
    pub size: u64,
}

impl Workspace {
    /// Keeps a file with a draft, part by part: `next` gives them until there are none. All of it is kept, or nothing.
    pub fn attach<E: From<Error>>(
        &mut self,
        id: RecordId,
        name: &str,
        mut next: impl FnMut() -> Result<Option<Vec<u8>>, E>,
    ) -> Result<Attachment, E> {
        self.batch(|workspace| {
            let (record, revision) = workspace.standing_as(id, State::Draft)?;
            let begun = workspace.begin_attachment(record, revision, name)?;
            let (mut hash, mut size) = (Sha256::new(), 0_u64);
            let mut seq = 0_u32;
            while let Some(part) = next()? {
                hash.update(&part);
                size += part.len() as u64;
                workspace.add_part(begun, seq, &part)?;
                seq += 1;
            }
            let attachment = Attachment {
                name: name.to_owned(),
                hash: hex::encode(hash.finalize()),
                size,
            };
            workspace.end_attachment(begun, &attachment)?;
            Ok(attachment)
        })
    }

    fn begin_attachment(&self, record: i64, revision: u32, name: &str) -> Result<i64> {
        let sql = "INSERT INTO attachment (record, revision, name, hash, size) VALUES (?1, ?2, ?3, '', 0)";
        Ok(self.connection.prepare_cached(sql)?.insert((record, revision, name))?)
    }

    fn add_part(&self, attachment: i64, seq: u32, bytes: &[u8]) -> Result<()> {
        let sql = "INSERT INTO attachment_part (attachment, seq, bytes) VALUES (?1, ?2, ?3)";
        self.connection.prepare_cached(sql)?.execute((attachment, seq, bytes))?;
        Ok(())
    }

    fn end_attachment(&self, attachment: i64, found: &Attachment) -> Result<()> {
        let size = i64::try_from(found.size).unwrap_or(i64::MAX);
        self.connection.execute(
            "UPDATE attachment SET hash = ?2, size = ?3 WHERE id = ?1",
            (attachment, &found.hash, size),
        )?;
        Ok(())
    }

    /// The files of a record, by name.
    pub fn attachments(&self, id: RecordId) -> Result<Vec<Attachment>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT name, hash, size FROM attachment JOIN record ON record.id = attachment.record WHERE record.uuid = ?1 ORDER BY name",
        )?;
        let rows = statement.query_map([id.to_string()], |row| {
            Ok(Attachment {
                name: row.get(0)?,
                hash: row.get(1)?,
                size: row.get::<_, i64>(2)?.unsigned_abs(),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Hands over the parts of a file in order; tells whether there is a file of this name.
    pub fn for_each_part<E: From<Error>>(&self, id: RecordId, name: &str, mut take: impl FnMut(&[u8]) -> Result<(), E>) -> Result<bool, E> {
        let Some(attachment) = self.attachment_row(id, name)? else {
            return Ok(false);
        };
        let sql = "SELECT bytes FROM attachment_part WHERE attachment = ?1 ORDER BY seq";
        let mut statement = self.connection.prepare_cached(sql).map_err(Error::from)?;
        let mut rows = statement.query([attachment]).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            let part: Vec<u8> = row.get(0).map_err(Error::from)?;
            take(&part)?;
        }
        Ok(true)
    }

    fn attachment_row(&self, id: RecordId, name: &str) -> Result<Option<i64>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT attachment.id FROM attachment JOIN record ON record.id = attachment.record
             WHERE record.uuid = ?1 AND attachment.name = ?2",
        )?;
        Ok(statement.query_row((id.to_string(), name), |row| row.get(0)).optional()?)
    }

    /// Takes back a file that came in this draft; one that a finished version may name stays until the correction is finished.
    pub fn detach(&mut self, id: RecordId, name: &str) -> Result<()> {
        self.batch(|workspace| {
            let (record, revision) = workspace.standing_as(id, State::Draft)?;
            workspace.erase_attachments("record = ?1 AND revision = ?2 AND name = ?3", (record, revision, name))
        })?;
        self.leave_no_trace()
    }

    /// Erases the files of a record that its newest version does not name.
    pub fn keep_attachments(&mut self, id: RecordId, named: &BTreeSet<String>) -> Result<()> {
        let unnamed: Vec<String> = self
            .attachments(id)?
            .into_iter()
            .map(|attachment| attachment.name)
            .filter(|name| !named.contains(name))
            .collect();
        self.batch(|workspace| {
            let (record, ..) = workspace.standing(id)?;
            unnamed
                .iter()
                .try_for_each(|name| workspace.erase_attachments("record = ?1 AND name = ?2", (record, name)))
        })
    }

    /// Erases those for which `condition` holds; without its record none is left behind.
    pub(super) fn erase_attachments(&self, condition: &str, of: impl rusqlite::Params + Clone) -> Result<()> {
        let parts = format!("DELETE FROM attachment_part WHERE attachment IN (SELECT id FROM attachment WHERE {condition})");
        self.connection.prepare_cached(&parts)?.execute(of.clone())?;
        let whole = format!("DELETE FROM attachment WHERE {condition}");
        self.connection.prepare_cached(&whole)?.execute(of)?;
        Ok(())
    }
}
