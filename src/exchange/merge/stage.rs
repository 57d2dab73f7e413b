//! Staging packages in a master, each whole or not at all: what the master decides about each, in the order of their paths.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::doubts::Doubts;
use super::known::Known;
use super::loose_files;
use super::plan::{Accepted, Counts, MergePlan, PlannedPackage, SignerStanding, Verdict};
use super::side_by_side::{portions, side_by_side};
use super::task::{Found, Read, ReadRows, Rows, Step, Task, find, settled};
use super::walk;
use crate::exchange::loose::Released;
use crate::exchange::{Opener, Package, Refusal};
use crate::instrument::Instrument;
use crate::store::{self, InstrumentSource, PackageHeader, PackagePlan, Stage, Workspace};
use crate::words::Progress;

/// What reading is told.
pub struct Reading<'a> {
    /// Opens what is sealed to the master.
    pub opener: Option<&'a Opener>,
    /// Takes forms that the master does not know.
    pub accepts_forms: bool,
    /// Takes loose tables too, row by row.
    pub takes_loose: bool,
    /// When this happens.
    pub now: jiff::Timestamp,
    /// Told after each package; may cancel.
    pub progress: &'a dyn Progress,
}

/// Why staging stopped. What a package did wrong is no such reason: it is in the plan.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StageError {
    /// Nobody wants it any more; nothing is staged.
    #[error("cancelled")]
    Cancelled,
    /// The master failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Reads the packages at these paths and tells what merging them would do. Whatever was staged before is dropped.
///
/// Files are read and their rows are checked on all processors, some files at a time; the master decides in between, in the order of the
/// paths.
pub fn stage(master: &mut Workspace, paths: &[PathBuf], reading: &Reading<'_>) -> Result<MergePlan, StageError> {
    // As one: the master is asked about each of thousands of packages, and forms that came with them stay or go together.
    master.batch(|master| stage_all(master, paths, reading))
}

fn stage_all(master: &mut Workspace, paths: &[PathBuf], reading: &Reading<'_>) -> Result<MergePlan, StageError> {
    master.clear_staging();
    let mut stager = Stager {
        campaign: master.campaign()?,
        known: Known::default(),
        master,
        reading,
        packaged: BTreeMap::new(),
        learned: Vec::new(),
    };
    if reading.takes_loose {
        stager.known = Known::of(stager.master, reading.now)?;
    }
    let mut packages = Vec::with_capacity(paths.len());
    let keeps_folders = stager.known.has_repeats();
    let is_read_at_once = |path: &Path| reading.takes_loose && !keeps_folders && walk::is_table_name(path);
    for some in portions(paths, keeps_folders, |path| !is_read_at_once(path)) {
        reading.progress.step(packages.len() as u64, paths.len() as u64);
        match stager.take(some) {
            Ok(planned) => packages.extend(planned),
            Err(Stop::Cancelled) => {
                stager.master.clear_staging();
                return Err(StageError::Cancelled);
            }
            Err(Stop::Store(error)) => return Err(error.into()),
            // What is wrong with one package is said in its verdict.
            Err(Stop::Refused(_)) => {}
        }
    }
    stager.forget_unused()?;
    reading.progress.step(paths.len() as u64, paths.len() as u64);
    count(&mut packages, &master.plan()?);
    Ok(MergePlan { packages })
}

/// Why one package was not taken.
#[derive(Debug)]
pub enum Stop {
    /// Something is wrong with the package.
    Refused(Refusal),
    /// Something is wrong with the master.
    Store(store::Error),
    /// Nobody wants it any more.
    Cancelled,
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<store::Error> for Stop {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

struct Stager<'a> {
    master: &'a mut Workspace,
    reading: &'a Reading<'a>,
    campaign: String,
    /// Forms that packages brought, so that each is compiled and looked for once.
    packaged: BTreeMap<String, Taken>,
    /// Forms that the master did not have.
    learned: Vec<String>,
    /// What loose files are held against.
    known: Known,
}

/// A form that packages are taken for.
struct Taken {
    released: Arc<Released>,
    /// Without rows.
    stage: Stage,
}

impl Stager<'_> {
    /// Takes some paths.
    fn take(&mut self, paths: &[PathBuf]) -> Result<Vec<PlannedPackage>, Stop> {
        self.check_cancelled()?;
        let found = {
            let (reading, known) = (self.reading, &self.known);
            let gathers = known.has_repeats();
            side_by_side(paths, |path| {
                if reading.progress.is_cancelled() {
                    return Found::Read(vec![Read::Stopped(Stop::Cancelled)]);
                }
                match find(path, reading, &known.forms) {
                    // A file by itself needs nothing more of the master: it is read while it is at hand.
                    Found::Loose(tables) if !gathers => {
                        let groups = loose_files::group(tables).into_iter();
                        Found::Read(groups.map(|group| known.step(group).read(reading.progress)).collect())
                    }
                    found => found,
                }
            })
        };
        let mut read = Vec::with_capacity(paths.len());
        let mut steps = Vec::new();
        let mut loose = Vec::new();
        for (at, (path, found)) in paths.iter().zip(found).enumerate() {
            self.check_cancelled()?;
            match found {
                Found::Read(whole) => read.extend(whole.into_iter().map(|read| (at, read))),
                Found::Refused(refusal) => read.push((at, Read::Settled(settled(path, Verdict::Refused(refusal))))),
                Found::Package(package) => steps.push((at, self.step(path, |stager| stager.package(path, package))?)),
                Found::Loose(tables) => loose.extend(tables),
            }
        }
        // What belongs together comes behind what stands alone.
        let groups = loose_files::group(loose).into_iter();
        steps.extend(groups.map(|group| (paths.len(), self.known.step(group))));
        let steps: Vec<Mutex<Option<(usize, Step)>>> = steps.into_iter().map(|step| Mutex::new(Some(step))).collect();
        let progress = self.reading.progress;
        let rest = side_by_side(&steps, |step| {
            let (at, step) = step.lock().unwrap_or_else(PoisonError::into_inner).take()?;
            Some((at, step.read(progress)))
        });
        read.extend(rest.into_iter().flatten());
        read.sort_by_key(|(at, _)| *at);
        read.into_iter().map(|(_, read)| self.plan(read)).collect()
    }

    /// What becomes of a package that was read.
    fn plan(&mut self, read: Read) -> Result<PlannedPackage, Stop> {
        let ReadRows {
            path,
            header,
            accepted,
            stage,
        } = match read {
            Read::Settled(planned) => return Ok(planned),
            Read::Stopped(stop) => return Err(stop),
            Read::Rows(rows) => *rows,
        };
        let hash = header.hash.clone();
        let is_new = self.master.add_staged(header, stage)?.is_some();
        let verdict = if is_new {
            Verdict::Accepted(Box::new(accepted))
        } else {
            Verdict::AlreadyMerged { hash }
        };
        Ok(settled(&path, verdict))
    }

    fn check_cancelled(&self) -> Result<(), Stop> {
        if self.reading.progress.is_cancelled() {
            Err(Stop::Cancelled)
        } else {
            Ok(())
        }
    }

    /// What is wrong with a package is its verdict; what is wrong with the master stops everything.
    fn step(&mut self, path: &Path, take: impl FnOnce(&mut Self) -> Result<Step, Stop>) -> Result<Step, Stop> {
        match take(self) {
            Err(Stop::Refused(refusal)) => Ok(Step::Settled(settled(path, Verdict::Refused(refusal)))),
            other => other,
        }
    }

    fn package(&mut self, path: &Path, package: Box<Package>) -> Result<Step, Stop> {
        let hash = package.hash.clone();
        if self.master.has_package(&hash)? {
            return Ok(Step::Settled(settled(path, Verdict::AlreadyMerged { hash })));
        }
        self.check_kind(&package)?;
        let standing = self.standing(&package)?;
        let brings_form = self.instrument(&package)?;
        let header = header(&package, path, self.reading.now)?;
        let taken = self.packaged.get(&package.manifest.instrument.identity);
        let taken = taken.ok_or(Refusal::InstrumentMismatch)?;
        let manifest = &package.manifest;
        let accepted = Accepted {
            hash,
            instrument: manifest.instrument.identity.clone(),
            form: manifest.instrument.form.clone(),
            version: manifest.instrument.version.clone(),
            campaign: manifest.campaign.clone(),
            number: manifest.number,
            workspace: manifest.workspace.clone(),
            signer: manifest.signer.clone(),
            standing,
            is_sealed: package.was_sealed,
            brings_form,
            counts: Counts::default(),
            dispositions: manifest.counts.dispositions,
            doubts: Doubts::default(),
            loose: None,
        };
        Ok(Step::Task(Box::new(Task {
            path: path.to_path_buf(),
            header,
            accepted,
            rows: Rows::Package {
                package,
                released: Arc::clone(&taken.released),
                stage: taken.stage.clone(),
            },
        })))
    }

    /// Like is merged with like only.
    fn check_kind(&self, package: &Package) -> Result<(), Refusal> {
        let manifest = &package.manifest;
        match (self.master.is_training(), manifest.training) {
            (false, true) => return Err(Refusal::Training),
            (true, false) => return Err(Refusal::NotTraining),
            (true, true) | (false, false) => {}
        }
        if manifest.campaign != self.campaign {
            return Err(Refusal::OtherCampaign {
                ours: self.campaign.clone(),
                theirs: manifest.campaign.clone(),
            });
        }
        Ok(())
    }

    fn standing(&self, package: &Package) -> Result<SignerStanding, store::Error> {
        let signers = self.master.signers(&package.manifest.workspace)?;
        let Some(last) = signers.last() else {
            return Ok(SignerStanding::FirstUse);
        };
        if signers.iter().any(|signer| signer.public_key == package.manifest.signer) {
            return Ok(SignerStanding::Known);
        }
        Ok(SignerStanding::Changed {
            before: last.public_key.clone(),
        })
    }

    /// Makes the package's released schema known; tells whether the master learned the form with it.
    fn instrument(&mut self, package: &Package) -> Result<bool, Stop> {
        let entry = &package.manifest.instrument;
        if self.packaged.contains_key(&entry.identity) {
            return Ok(false);
        }
        let is_known = self.master.instruments()?.iter().any(|known| known.identity == entry.identity);
        if !is_known && !self.reading.accepts_forms {
            return Err(Stop::Refused(Refusal::UnknownInstrument {
                form: entry.form.clone(),
                version: entry.version.clone(),
            }));
        }
        let instrument = compile(package)?;
        if !is_known {
            add_instrument(self.master, package, self.reading.now)?;
            self.learned.push(entry.identity.clone());
        }
        let taken = Taken {
            released: Arc::new(Released::of(&instrument)),
            stage: self.master.stage_for(&entry.identity)?,
        };
        self.packaged.insert(entry.identity.clone(), taken);
        Ok(!is_known)
    }

    /// A form whose package was refused in the end is not kept.
    fn forget_unused(&self) -> Result<(), store::Error> {
        self.learned
            .iter()
            .try_for_each(|identity| self.master.forget_unused_instrument(identity))
    }
}

/// The instrument that a package brings.
pub fn compile(package: &Package) -> Result<Instrument, Refusal> {
    let entry = &package.manifest.instrument;
    let instrument = Instrument::from_canonical(&entry.canonical).map_err(|error| Refusal::InstrumentUnreadable(error.to_string()))?;
    let is_named_rightly = instrument.form.id == entry.form && instrument.form.version == entry.version;
    is_named_rightly.then_some(instrument).ok_or(Refusal::InstrumentMismatch)
}

/// Lets a master learn the form that a package brings.
pub fn add_instrument(master: &Workspace, package: &Package, now: jiff::Timestamp) -> Result<(), Stop> {
    let entry = &package.manifest.instrument;
    let source = package.source()?;
    master.add_instrument(
        &InstrumentSource {
            identity: &entry.identity,
            form: &entry.form,
            version: &entry.version,
            title: &entry.title,
            canonical: &entry.canonical,
            source_name: &entry.source.name,
            source: &source,
        },
        now,
    )?;
    Ok(())
}

fn header(package: &Package, path: &Path, now: jiff::Timestamp) -> Result<PackageHeader, Refusal> {
    let manifest = &package.manifest;
    Ok(PackageHeader {
        hash: package.hash.clone(),
        instrument: manifest.instrument.identity.clone(),
        signer: Some(manifest.signer.clone()),
        signer_name: String::new(),
        workspace: manifest.workspace.clone(),
        campaign: manifest.campaign.clone(),
        number: u32::try_from(manifest.number).map_err(|error| Refusal::ManifestUnreadable(error.to_string()))?,
        created: now,
        is_training: manifest.training,
        file_name: path.display().to_string(),
    })
}

/// Puts the store's counts beside the packages that they are of.
fn count(packages: &mut [PlannedPackage], plans: &[PackagePlan]) {
    let plans: BTreeMap<&str, &PackagePlan> = plans.iter().map(|plan| (plan.header.hash.as_str(), plan)).collect();
    for package in packages {
        let Verdict::Accepted(accepted) = &mut package.verdict else {
            continue;
        };
        let Some(plan) = plans.get(accepted.hash.as_str()) else { continue };
        accepted.counts = Counts {
            new: plan.new,
            same: plan.same,
            newer: plan.newer,
            older: plan.older,
            conflict: plan.conflicts,
            withdrawn: plan.withdrawn,
        };
    }
}
