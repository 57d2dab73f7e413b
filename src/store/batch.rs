//! Several changes as one.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::{Error, Workspace};

impl Workspace {
    /// Does several things as one: all of them are kept, or none. Nests.
    ///
    /// Nothing inside is durable before the outermost call returns, so an interview never runs in here; a simulation does. A panic inside
    /// takes everything back before it goes on: nobody answers into a transaction that will never end.
    pub fn batch<T, E: From<Error>>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        let level = if self.connection.is_autocommit() { &OUTERMOST } else { &NESTED };
        self.run(level.begin)?;
        let worked = catch_unwind(AssertUnwindSafe(|| {
            let value = work(self)?;
            self.run(level.keep)?;
            Ok(value)
        }));
        if !matches!(worked, Ok(Ok(_))) && !self.connection.is_autocommit() {
            self.run(level.take_back)?;
        }
        worked.unwrap_or_else(|panic| resume_unwind(panic))
    }

    fn run(&self, sql: &str) -> Result<(), Error> {
        Ok(self.connection.execute_batch(sql)?)
    }
}

struct Level {
    begin: &'static str,
    keep: &'static str,
    take_back: &'static str,
}

const OUTERMOST: Level = Level {
    begin: "BEGIN IMMEDIATE",
    keep: "COMMIT",
    take_back: "ROLLBACK",
};

const NESTED: Level = Level {
    begin: "SAVEPOINT batch",
    keep: "RELEASE batch",
    take_back: "ROLLBACK TO batch; RELEASE batch",
};
