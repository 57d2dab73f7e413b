//! What one path holds, and reading its rows: work that needs no master, so that many paths can be read side by side.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::doubts::Doubts;
use super::known::KnownForm;
use super::loose_files::Sorted;
use super::plan::{Accepted, PlannedPackage, Verdict};
use super::stage::{Reading, Stop};
use super::walk;
use crate::dataset::Schema;
use crate::exchange::archive::Bounds;
use crate::exchange::loose::{self, LooseFile, LooseReport, Released};
use crate::exchange::rules::Before;
use crate::exchange::tables::PackagedRecord;
use crate::exchange::{Package, Refusal};
use crate::store::{PackageHeader, Stage, StagedVersion};
use crate::words::Progress;

/// What a path holds.
pub(super) enum Found {
    Package(Box<Package>),
    /// Tables that nobody vouches for.
    Loose(Vec<Sorted>),
    /// Such tables with their rows.
    Read(Vec<Read>),
    Refused(Refusal),
}

/// A package that the master takes, and whose rows are still to be read.
pub(super) struct Task {
    pub(super) path: PathBuf,
    pub(super) header: PackageHeader,
    pub(super) accepted: Accepted,
    pub(super) rows: Rows,
}

pub(super) enum Rows {
    Package {
        package: Box<Package>,
        released: Arc<Released>,
        /// Still without rows.
        stage: Stage,
    },
    Loose {
        /// The table of the form.
        own: LooseFile,
        /// Those of its repeats by their place in the schema.
        beside: Vec<(usize, LooseFile)>,
        known: Arc<KnownForm>,
        /// Older versions that it may be of, the newest first.
        alike: Vec<Arc<KnownForm>>,
    },
}

/// Either settled or still to be read.
pub(super) enum Step {
    Settled(PlannedPackage),
    Task(Box<Task>),
}

impl Step {
    /// Reads what is still to be read.
    pub(super) fn read(self, progress: &dyn Progress) -> Read {
        match self {
            Self::Settled(planned) => Read::Settled(planned),
            Self::Task(task) => task.read(progress),
        }
    }
}

/// What reading the rows of a package came to.
pub(super) enum Read {
    Settled(PlannedPackage),
    Stopped(Stop),
    Rows(Box<ReadRows>),
}

/// A package with its rows.
pub(super) struct ReadRows {
    pub(super) path: PathBuf,
    pub(super) header: PackageHeader,
    pub(super) accepted: Accepted,
    pub(super) stage: Stage,
}

impl Task {
    pub(super) fn read(self, progress: &dyn Progress) -> Read {
        let Self {
            path,
            mut header,
            mut accepted,
            rows,
        } = self;
        let outcome = match rows {
            Rows::Package {
                package,
                released,
                mut stage,
            } => read_package(&package, &released, &mut stage, progress).map(|doubts| {
                accepted.doubts = doubts;
                stage
            }),
            Rows::Loose { own, beside, known, alike } => read_loose(&own, &beside, known, alike).map(|read| {
                header.instrument.clone_from(&read.version.identity);
                accepted.instrument.clone_from(&read.version.identity);
                accepted.version.clone_from(&read.version.version);
                accepted.loose = Some(read.report);
                read.stage
            }),
        };
        match outcome {
            Ok(mut stage) => {
                stage.settle();
                Read::Rows(Box::new(ReadRows {
                    path,
                    header,
                    accepted,
                    stage,
                }))
            }
            Err(Stop::Refused(refusal)) => Read::Settled(settled(&path, Verdict::Refused(refusal))),
            Err(stop) => Read::Stopped(stop),
        }
    }
}

fn read_package(package: &Package, released: &Released, stage: &mut Stage, progress: &dyn Progress) -> Result<Doubts, Stop> {
    let schema = &released.schema;
    let mut judge = released.rules.judge(Before::Nothing, BTreeSet::new());
    let mut doubts = Doubts::default();
    let mut body = Vec::new();
    package.for_each_record(schema, |record| {
        if progress.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        let version = version(&record, schema, &mut body);
        if let Some(body) = version.body.filter(|_| !judge.allows_everything())
            && let Ok(Some(breach)) = judge.judge(body)
        {
            doubts.note(&record.key, schema, breach);
        }
        Ok(stage.version(&version)?)
    })?;
    for disposition in package.dispositions()? {
        stage.disposition(&disposition);
    }
    Ok(doubts)
}

/// A loose file with its rows.
struct ReadLoose {
    /// What it was read as.
    version: Arc<KnownForm>,
    stage: Stage,
    report: LooseReport,
}

/// Reads a loose file, as the version of its form that takes most of its rows; of two that take as many, as the newer one.
fn read_loose(
    own: &LooseFile,
    beside: &[(usize, LooseFile)],
    newest: Arc<KnownForm>,
    alike: Vec<Arc<KnownForm>>,
) -> Result<ReadLoose, Stop> {
    let read = |version: Arc<KnownForm>, beside: &[(usize, LooseFile)]| -> Result<ReadLoose, Stop> {
        let mut stage = version.stage.clone();
        let report = loose::read(own, beside, &version.released, &mut stage)?;
        Ok(ReadLoose { version, stage, report })
    };
    // What hangs under a row goes by the tables of one version.
    let alike = if beside.is_empty() { alike } else { Vec::new() };
    let has_others = !alike.is_empty();
    let mut best = read(newest, beside)?;
    for version in alike {
        if best.report.set_aside_count == 0 {
            break;
        }
        let other = read(version, beside)?;
        if other.report.taken > best.report.taken {
            best = other;
        }
    }
    best.report.version = has_others.then(|| best.version.version.clone());
    Ok(best)
}

/// Reads what a path holds; its sums are checked, its rows are not. `known` holds the master's forms, for loose files.
pub(super) fn find(path: &Path, reading: &Reading<'_>, known: &[Arc<KnownForm>]) -> Found {
    if reading.takes_loose && walk::is_table_name(path) {
        return match std::fs::read(path) {
            Ok(bytes) => Found::Loose(vec![Sorted::of(path.to_path_buf(), bytes, known)]),
            Err(error) => Found::Refused(Refusal::Unreadable(error.to_string())),
        };
    }
    match Package::read(path, reading.opener, &Bounds::DEFAULT) {
        Ok(package) => Found::Package(Box::new(package)),
        Err(refusal) => match Package::tables_without_sums(path, reading.opener, &Bounds::DEFAULT) {
            Ok(tables) if reading.takes_loose && !tables.is_empty() => {
                let tables = tables.into_iter().map(|(name, bytes)| Sorted::of(path.join(name), bytes, known));
                Found::Loose(tables.collect())
            }
            _ => Found::Refused(refusal),
        },
    }
}

pub(super) fn settled(path: &Path, verdict: Verdict) -> PlannedPackage {
    PlannedPackage {
        path: path.to_path_buf(),
        verdict,
    }
}

fn version<'a>(record: &'a PackagedRecord, schema: &Schema, body: &'a mut Vec<u8>) -> StagedVersion<'a> {
    let is_finished = record.content.is_some();
    if let Some(content) = &record.content {
        *body = content.pack(schema);
    }
    StagedVersion {
        key: &record.key,
        revision: record.revision,
        body: is_finished.then_some(body),
        week: &record.week,
        surveyor: record.staff.surveyor.as_deref(),
        minutes: record.staff.minutes,
    }
}
