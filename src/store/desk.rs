//! What a coordinator decides: who settled what and why, what renamed choices and split units are now, how many interviews are wanted.

use std::collections::BTreeMap;

use super::stamp::{stamp, timestamp};
use super::{Result, Workspace};

/// A decision as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// When.
    pub at: jiff::Timestamp,
    /// Who.
    pub who: String,
    /// What was done: `settle`, `undo`, `map`, `unit`, `plan`.
    pub act: String,
    /// To what: a record's key, a package's hash, a question, a unit.
    pub subject: String,
    /// Why; may be empty.
    pub why: String,
    /// How, as JSON.
    pub detail: String,
}

/// What a choice of an older version is now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RenamedChoice {
    /// The question's name.
    pub question: String,
    /// The choice in the older version.
    pub former: String,
    /// The choice in the newest version.
    pub current: String,
}

/// How many interviews are wanted in a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlannedWork {
    /// The unit's code.
    pub unit: String,
    /// The group of respondents; may be empty.
    pub group: String,
    /// How many.
    pub count: u32,
}

impl Workspace {
    /// Keeps a decision for good.
    pub fn keep_decision(&self, decision: &Decision) -> Result<()> {
        let Decision {
            at,
            who,
            act,
            subject,
            why,
            detail,
        } = decision;
        self.connection.execute(
            "INSERT INTO decision (at, who, act, subject, why, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (stamp(*at), who, act, subject, why, detail),
        )?;
        Ok(())
    }

    /// All decisions, the first one first.
    pub fn decisions(&self) -> Result<Vec<Decision>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT at, who, act, subject, why, detail FROM decision ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            Ok(Decision {
                at: timestamp(row, 0)?,
                who: row.get(1)?,
                act: row.get(2)?,
                subject: row.get(3)?,
                why: row.get(4)?,
                detail: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What the choices of a version of a form are in the newest one.
    pub fn renamed_choices(&self, instrument: &str) -> Result<Vec<RenamedChoice>> {
        let instrument = self.instrument_row(instrument)?;
        let mut statement = self
            .connection
            .prepare_cached("SELECT question, former, current FROM renamed_choice WHERE instrument = ?1 ORDER BY question, former")?;
        let rows = statement.query_map([instrument], |row| {
            Ok(RenamedChoice {
                question: row.get(0)?,
                former: row.get(1)?,
                current: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Says what a choice is now; an empty text takes it back.
    pub fn rename_choice(&self, instrument: &str, renamed: &RenamedChoice) -> Result<()> {
        let instrument = self.instrument_row(instrument)?;
        let RenamedChoice { question, former, current } = renamed;
        if current.is_empty() {
            let sql = "DELETE FROM renamed_choice WHERE instrument = ?1 AND question = ?2 AND former = ?3";
            self.connection.execute(sql, (instrument, question, former))?;
            return Ok(());
        }
        self.connection.execute(
            "INSERT INTO renamed_choice (instrument, question, former, current) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET current = excluded.current",
            (instrument, question, former, current),
        )?;
        Ok(())
    }

    /// Where split units are counted: old code → new code.
    pub fn unit_decisions(&self) -> Result<BTreeMap<String, String>> {
        let mut statement = self.connection.prepare_cached("SELECT former, current FROM unit_decision")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Decides where an old unit is counted; an empty text takes it back.
    pub fn decide_unit(&self, former: &str, current: &str) -> Result<()> {
        if current.is_empty() {
            self.connection.execute("DELETE FROM unit_decision WHERE former = ?1", [former])?;
            return Ok(());
        }
        self.connection.execute(
            "INSERT INTO unit_decision (former, current) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET current = excluded.current",
            (former, current),
        )?;
        Ok(())
    }

    /// How many interviews with a form are wanted, by unit and group.
    pub fn planned_work(&self, form: &str) -> Result<Vec<PlannedWork>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT unit, cohort, count FROM planned_work WHERE form = ?1 ORDER BY unit, cohort")?;
        let rows = statement.query_map([form], |row| {
            Ok(PlannedWork {
                unit: row.get(0)?,
                group: row.get(1)?,
                count: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Puts another plan of work in the place of the former one.
    pub fn plan_work(&mut self, form: &str, planned: &[PlannedWork]) -> Result<()> {
        self.batch(|workspace| {
            let connection = &workspace.connection;
            connection.execute("DELETE FROM planned_work WHERE form = ?1", [form])?;
            let mut insert = connection.prepare_cached("INSERT INTO planned_work (form, unit, cohort, count) VALUES (?1, ?2, ?3, ?4)")?;
            for PlannedWork { unit, group, count } in planned {
                insert.execute((form, unit, group, count))?;
            }
            Ok(())
        })
    }
}
