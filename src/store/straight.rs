//! Writing much at once straight into the file.
//!
//! The log lets an answer reach the disk with one write, but whatever goes through it is written twice. What would fill the file anew
//! goes into it at once, with the pages that were there before kept beside it until all has reached the disk: if the power fails, the next
//! opening puts them back. Either way the change is kept whole or not at all.

use rusqlite::Connection;

use super::{Result, Workspace};

/// Ways of keeping a change whole.
#[derive(Debug, Clone, Copy)]
pub(super) enum Keeping {
    /// New pages in a log, brought into the file later.
    Log,
    /// Former pages in a journal, gone once the change has reached the disk; that it is gone must have reached it too.
    Former,
}

impl Keeping {
    fn pragmas(self) -> (&'static str, &'static str) {
        match self {
            Self::Log => ("WAL", "FULL"),
            Self::Former => ("DELETE", "EXTRA"),
        }
    }

    /// Takes this way from now on. Tells the way that the database has.
    pub(super) fn begin(self, connection: &Connection) -> Result<String> {
        let (mode, synchronous) = self.pragmas();
        let mode = connection.pragma_update_and_check(None, "journal_mode", mode, |row| row.get(0))?;
        connection.pragma_update(None, "synchronous", synchronous)?;
        Ok(mode)
    }
}

impl Workspace {
    /// Does something that writes much, as one change of its own. Where the file cannot be written straight now, it goes through the log.
    pub(super) fn straight<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        if !self.connection.is_autocommit() {
            return work(self);
        }
        // Either way of keeping it whole serves.
        let _ = Keeping::Former.begin(&self.connection);
        let done = work(self);
        // Nothing is lost where this fails: answers only take longer until the next opening.
        let _ = Keeping::Log.begin(&self.connection);
        done
    }
}
