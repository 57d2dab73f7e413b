//! What somebody who read the free texts has decided of each: kept as they are read, so that reading can be broken off at any time.

use super::stamp::stamp;
use super::{Result, Workspace};

/// A decision on a text of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedText {
    /// The record's content, as the ledger of what was published knows it.
    pub version: u64,
    /// The question by path.
    pub question: String,
    /// Whether it is let out.
    pub leaves: bool,
    /// Places of the words that are hidden when it leaves.
    pub hidden: Vec<u32>,
}

impl Workspace {
    /// Keeps decisions, all of them or none; a later one takes the place of an earlier one.
    pub fn keep_reviewed(&mut self, instrument: &str, texts: &[ReviewedText], who: &str, at: jiff::Timestamp) -> Result<()> {
        let instrument = self.instrument_row(instrument)?;
        self.batch(|workspace| {
            let mut insert = workspace.connection.prepare_cached(
                "INSERT INTO reviewed_text (instrument, version, question, leaves, hidden, who, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT DO UPDATE SET leaves = excluded.leaves, hidden = excluded.hidden, who = excluded.who, at = excluded.at",
            )?;
            for text in texts {
                let hidden: Vec<String> = text.hidden.iter().map(u32::to_string).collect();
                insert.execute((
                    instrument,
                    text.version.cast_signed(),
                    &text.question,
                    text.leaves,
                    hidden.join(" "),
                    who,
                    stamp(at),
                ))?;
            }
            Ok(())
        })
    }

    /// What was decided of the texts of a form version.
    pub fn reviewed(&self, instrument: &str) -> Result<Vec<ReviewedText>> {
        let instrument = self.instrument_row(instrument)?;
        let mut statement = self.connection.prepare_cached(
            "SELECT version, question, leaves, hidden FROM reviewed_text WHERE instrument = ?1 ORDER BY version, question",
        )?;
        let rows = statement.query_map([instrument], |row| {
            let (version, hidden): (i64, String) = (row.get(0)?, row.get(3)?);
            Ok(ReviewedText {
                version: version.cast_unsigned(),
                question: row.get(1)?,
                leaves: row.get(2)?,
                hidden: hidden.split(' ').filter_map(|place| place.parse().ok()).collect(),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
