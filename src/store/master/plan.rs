//! Decides what a staged row means for the master: a pure decision over the versions known before it.

use super::pass::Job;
use super::row::Head;
use super::stage::{StagedPackage, StagedRow, Staging};
use super::version::Content;
use super::{PackageHeader, PackageId};
use crate::store::{Error, Result, Workspace};

/// What a row would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// A record that the master does not have.
    New,
    /// A version that the master has.
    Same,
    /// A newer version of a record that it has.
    Newer,
    /// An older version than it has.
    Older,
    /// Another content at the revision that is current.
    Conflict,
}

/// Decides over one version, given what is known of its key. A tombstone is in conflict with nothing: it wins.
pub(super) fn decide(known: &[Head<'_>], row: &Head<'_>) -> Outcome {
    let Some(highest) = known.iter().map(|version| version.revision).max() else {
        return Outcome::New;
    };
    let is_same = |version: &Head<'_>| version.revision == row.revision && version.content.is_same(row.content, row.key, row.revision);
    if known.iter().any(is_same) {
        return Outcome::Same;
    }
    if row.revision > highest {
        return Outcome::Newer;
    }
    if row.revision < highest {
        return Outcome::Older;
    }
    if row.content == Content::Tombstone {
        return Outcome::Newer;
    }
    let is_withdrawn = known
        .iter()
        .any(|version| version.revision == highest && version.content == Content::Tombstone);
    if is_withdrawn { Outcome::Older } else { Outcome::Conflict }
}

/// What one staged package would do; packages count in the order of their staging.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackagePlan {
    /// The staged package.
    pub package: PackageId,
    /// What it says of itself.
    pub header: PackageHeader,
    /// Rows that add a record.
    pub new: u64,
    /// Rows that the master has.
    pub same: u64,
    /// Rows that bring a newer version.
    pub newer: u64,
    /// Rows that bring an older version.
    pub older: u64,
    /// Rows that disagree with the current version.
    pub conflicts: u64,
    /// Tombstones among the rows.
    pub withdrawn: u64,
}

impl PackagePlan {
    fn count(&mut self, outcome: Outcome) {
        let counter = match outcome {
            Outcome::New => &mut self.new,
            Outcome::Same => &mut self.same,
            Outcome::Newer => &mut self.newer,
            Outcome::Older => &mut self.older,
            Outcome::Conflict => &mut self.conflicts,
        };
        *counter += 1;
    }
}

/// One row of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedRow<'a> {
    /// The staged package.
    pub package: PackageId,
    /// The record's key.
    pub key: &'a str,
    /// The revision.
    pub revision: u32,
    /// Whether it is a tombstone.
    pub is_tombstone: bool,
    /// What it would do.
    pub outcome: Outcome,
}

impl Workspace {
    /// What applying would do, package by package. Changes nothing.
    pub fn plan(&self) -> Result<Vec<PackagePlan>> {
        let fresh = |staged: &StagedPackage| PackagePlan {
            package: staged.id,
            header: staged.header.clone(),
            new: 0,
            same: 0,
            newer: 0,
            older: 0,
            conflicts: 0,
            withdrawn: staged.withdrawn(),
        };
        let mut plans: Vec<PackagePlan> = self.staging.packages().iter().map(fresh).collect();
        let staging = &self.staging;
        self.for_each_job(
            self.jobs()?,
            |job| outcomes(job, staging),
            |found| {
                for (package, outcome) in found {
                    if let Some(plan) = plans.get_mut(package) {
                        plan.count(outcome);
                    }
                }
                Ok::<_, Error>(())
            },
        )?;
        Ok(plans)
    }

    /// Hands over every staged row with what it would do, by key; within a key, packages in the order of their staging, since what an
    /// earlier one brings is known to a later one.
    pub fn for_each_planned(&self, mut take: impl FnMut(PlannedRow<'_>) -> Result<()>) -> Result<()> {
        let packages = self.staging.packages();
        for job in self.jobs()? {
            let job = self.fetched(job)?;
            job.for_each_record(&job.unpack()?, &self.staging, |rows, staged| {
                decide_all(rows.iter().map(|row| row.head).collect(), staged, |row, outcome| {
                    let package = packages.get(row.package).ok_or(Error::NoSuchPackage(String::new()))?;
                    let planned = PlannedRow {
                        package: package.id,
                        key: row.head.key,
                        revision: row.head.revision,
                        is_tombstone: row.head.content == Content::Tombstone,
                        outcome,
                    };
                    take(planned)
                })
            })?;
        }
        Ok(())
    }
}

/// Decides over the staged rows of a record one after the other, given what is known of it.
fn decide_all<'a>(
    mut known: Vec<Head<'a>>,
    staged: &[StagedRow<'a>],
    mut take: impl FnMut(&StagedRow<'a>, Outcome) -> Result<()>,
) -> Result<()> {
    for row in staged {
        let outcome = decide(&known, &row.head);
        known.push(row.head);
        take(row, outcome)?;
    }
    Ok(())
}

/// What each staged row of a job would do, with its package's place among the staged ones.
fn outcomes(job: &Job, staging: &Staging) -> Result<Vec<(usize, Outcome)>> {
    let mut found = Vec::with_capacity(job.staged.len());
    if job.chunk.is_some() {
        job.for_each_record(&job.unpack()?, staging, |rows, staged| {
            decide_all(rows.iter().map(|row| row.head).collect(), staged, |row, outcome| {
                found.push((row.package, outcome));
                Ok(())
            })
        })?;
        return Ok(found);
    }
    for places in staging.records(job.staged.clone()) {
        // Of a record that nobody knows and one package shows once, nothing needs to be read.
        if places.len() == 1 {
            found.push((staging.package_at(places.start), Outcome::New));
        } else {
            decide_all(Vec::new(), &staging.rows(places)?, |row, outcome| {
                found.push((row.package, outcome));
                Ok(())
            })?;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::row::Head;
    use super::super::version::Content;
    use super::{Outcome, decide};

    /// A version with one byte of content; 0 is a tombstone.
    fn version(revision: u32, content: &[u8; 1]) -> Head<'_> {
        Head {
            key: "k",
            revision,
            content: if *content == [0] {
                Content::Tombstone
            } else {
                Content::Body(content)
            },
            instrument: 1,
        }
    }

    #[test]
    fn what_a_row_means_depends_on_what_is_known() {
        #[track_caller]
        fn case(known: &[(u32, u8)], row: (u32, u8), expected: Outcome) {
            let contents: Vec<[u8; 1]> = known.iter().map(|(_, content)| [*content]).collect();
            let heads = known
                .iter()
                .zip(&contents)
                .map(|((revision, _), content)| version(*revision, content));
            let found = decide(&heads.collect::<Vec<_>>(), &version(row.0, &[row.1]));
            assert_eq!(found, expected, "{row:?} given {known:?}");
        }
        case(&[], (1, 7), Outcome::New);
        case(&[(1, 7)], (1, 7), Outcome::Same);
        case(&[(1, 7)], (2, 8), Outcome::Newer);
        case(&[(1, 7), (2, 8)], (1, 7), Outcome::Same);
        case(&[(2, 8)], (1, 7), Outcome::Older);
        case(&[(1, 7)], (1, 8), Outcome::Conflict);
        // a tombstone, written as content 0, wins at its revision
        case(&[(2, 8)], (2, 0), Outcome::Newer);
        case(&[(2, 0)], (2, 8), Outcome::Older);
        case(&[(2, 0)], (3, 8), Outcome::Newer);
    }
}
