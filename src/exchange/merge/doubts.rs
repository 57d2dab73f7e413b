//! What a package holds that its form would not have allowed: told in the plan, for a signed package is taken whole.

use serde::Serialize;

use crate::dataset::Schema;
use crate::exchange::loose::Fault;
use crate::exchange::rules::Breach;
use crate::words::Words;

/// Doubts that are listed one by one; beyond that they are counted.
const LISTED: usize = 1000;

/// What is doubtful in a package.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Doubts {
    /// Records with a value that the form would not have allowed.
    pub count: u64,
    /// The first thousand, by key.
    pub listed: Vec<Doubt>,
}

/// A record that the form would not have given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// The record's key.
    pub key: String,
    /// The question's path.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What is wrong with it.
    pub fault: Fault,
}

impl Doubts {
    pub(super) fn note(&mut self, key: &str, schema: &Schema, breach: Breach) {
        self.count += 1;
        if self.listed.len() < LISTED {
            self.listed.push(Doubt {
                key: key.to_owned(),
                column: schema.get(breach.at).map(|column| column.path.clone()).unwrap_or_default(),
                value: breach.value,
                fault: breach.wrong.into(),
            });
        }
    }

    /// How many there are, then the first `most` of them, a line each; none where there is no doubt.
    pub fn lines(&self, words: Words, most: usize) -> Vec<String> {
        if self.count == 0 {
            return Vec::new();
        }
        let head = words.say_with("merge-doubts", &[("n", (self.count as i64).into())]);
        let lines = self.listed.iter().take(most).map(|doubt| doubt.say(words));
        std::iter::once(head).chain(lines).collect()
    }
}

impl Doubt {
    /// The record and what is wrong with it, in words.
    pub fn say(&self, words: Words) -> String {
        let arguments = [
            ("key", self.key.as_str().into()),
            ("column", self.column.as_str().into()),
            ("value", self.value.as_str().into()),
            ("why", self.fault.say(words).into()),
        ];
        words.say_with("merge-doubt", &arguments)
    }
}
