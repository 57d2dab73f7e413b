//! Who asks: names to choose from at the start, several on one laptop.
//!
//! A name never leaves the workspace. The code that a campaign gives may leave, in sealed packages.

use super::{Result, Workspace};

/// A surveyor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surveyor {
    /// As shown in the list; unique.
    pub name: String,
    /// Given by the campaign.
    pub code: Option<String>,
}

impl Workspace {
    /// Adds a surveyor, or changes the code of one, or offers one again.
    pub fn add_surveyor(&self, surveyor: &Surveyor) -> Result<()> {
        self.connection.execute(
            "INSERT INTO surveyor (name, code) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET code = excluded.code, is_offered = 1",
            (&surveyor.name, &surveyor.code),
        )?;
        Ok(())
    }

    /// No longer offers a name; what was collected under it stays.
    pub fn retire_surveyor(&self, name: &str) -> Result<()> {
        self.connection
            .execute("UPDATE surveyor SET is_offered = 0 WHERE name = ?1", [name])?;
        Ok(())
    }

    /// Those offered, in the order of their adding.
    pub fn surveyors(&self) -> Result<Vec<Surveyor>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT name, code FROM surveyor WHERE is_offered = 1 ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            Ok(Surveyor {
                name: row.get(0)?,
                code: row.get(1)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
