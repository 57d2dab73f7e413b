//! Contacts without an interview: a unit, a respondent group, a week and a reason, no answers.

use rusqlite::{OptionalExtension as _, Row};

use super::{Result, Workspace};

/// A refusal or a non-contact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Disposition {
    /// The unit's code; may be empty.
    pub unit: String,
    /// The respondent group; may be empty.
    pub group: String,
    /// ISO week, `2026-W47`.
    pub week: String,
    /// A word of the campaign's list (`refused`, `not_at_home`, …).
    pub reason: String,
}

impl Workspace {
    /// Notes a contact without an interview.
    pub fn add_disposition(&self, instrument: &str, disposition: &Disposition) -> Result<()> {
        let instrument = self.instrument_row(instrument)?;
        self.connection.execute(
            "INSERT INTO disposition (instrument, unit, cohort, week, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
            (
                instrument,
                &disposition.unit,
                &disposition.group,
                &disposition.week,
                &disposition.reason,
            ),
        )?;
        Ok(())
    }

    /// Takes back the contact of an instrument that was noted last, and tells which it was.
    pub fn take_back_disposition(&self, instrument: &str) -> Result<Option<Disposition>> {
        let instrument = self.instrument_row(instrument)?;
        let mut statement = self.connection.prepare_cached(
            "DELETE FROM disposition WHERE id = (SELECT max(id) FROM disposition WHERE instrument = ?1)
             RETURNING unit, cohort, week, reason",
        )?;
        Ok(statement.query_row([instrument], read).optional()?)
    }

    /// All of an instrument, sorted, so that the order of noting does not leave.
    pub fn dispositions(&self, instrument: &str) -> Result<Vec<Disposition>> {
        let instrument = self.instrument_row(instrument)?;
        let mut statement = self.connection.prepare_cached(
            "SELECT unit, cohort, week, reason FROM disposition WHERE instrument = ?1 ORDER BY week, unit, cohort, reason",
        )?;
        let rows = statement.query_map([instrument], read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Disposition> {
    Ok(Disposition {
        unit: row.get(0)?,
        group: row.get(1)?,
        week: row.get(2)?,
        reason: row.get(3)?,
    })
}
