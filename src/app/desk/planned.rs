//! The rows behind the counts of a plan.

use serde::Serialize;

use crate::app::merge::{Accepted, MergeError, MergePlan};
use crate::store::{Outcome, Workspace};

/// A record version of a staged package and what it would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowOfPlan {
    /// The record's key.
    pub key: String,
    /// Its revision.
    pub revision: u32,
    /// Whether it withdraws the record.
    pub withdraws: bool,
    /// `new`, `same`, `newer`, `older`, `conflict`.
    pub outcome: &'static str,
}

/// The outcomes with their words.
pub const OUTCOMES: [(Outcome, &str); 5] = [
    (Outcome::New, "new"),
    (Outcome::Newer, "newer"),
    (Outcome::Same, "same"),
    (Outcome::Older, "older"),
    (Outcome::Conflict, "conflict"),
];

fn word(outcome: Outcome) -> &'static str {
    OUTCOMES.iter().find(|(known, _)| *known == outcome).map_or("", |(_, word)| word)
}

/// The rows of a staged package with an outcome (all of them without one), by key; at most `most`.
pub fn rows(master: &Workspace, package: &Accepted, outcome: Option<Outcome>, most: usize) -> Result<Vec<RowOfPlan>, MergeError> {
    let staged = master.plan()?.into_iter().find(|plan| plan.header.hash == package.hash);
    let Some(staged) = staged else { return Ok(Vec::new()) };
    let mut rows = Vec::new();
    master.for_each_planned(|row| {
        let is_wanted = row.package == staged.package && outcome.is_none_or(|outcome| outcome == row.outcome);
        if is_wanted && rows.len() < most {
            rows.push(RowOfPlan {
                key: row.key.to_owned(),
                revision: row.revision,
                withdraws: row.is_tombstone,
                outcome: word(row.outcome),
            });
        }
        Ok(())
    })?;
    Ok(rows)
}

/// The package of a plan with this hash.
pub fn package<'a>(plan: &'a MergePlan, hash: &str) -> Option<&'a Accepted> {
    plan.accepted().map(|(_, accepted)| accepted).find(|accepted| accepted.hash == hash)
}
