//! Reading packages into the master's staging table, each whole or not at all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::plan::{Accepted, Counts, MergePlan, PlannedPackage, SignerStanding, Verdict};
use crate::dataset::Schema;
use crate::exchange::archive::Bounds;
use crate::exchange::tables::PackagedRecord;
use crate::exchange::{Opener, Package, Refusal};
use crate::instrument::Instrument;
use crate::store::{self, InstrumentSource, PackageHeader, PackagePlan, StagedVersion, Workspace};
use crate::words::Progress;

/// What reading is told.
pub struct Reading<'a> {
    /// Opens what is sealed to the master.
    pub opener: Option<&'a Opener>,
    /// Takes forms that the master does not know.
    pub accepts_forms: bool,
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
pub fn stage(master: &mut Workspace, paths: &[PathBuf], reading: &Reading<'_>) -> Result<MergePlan, StageError> {
    master.clear_staging();
    let mut stager = Stager {
        campaign: master.campaign()?,
        master,
        reading,
        schemas: BTreeMap::new(),
        learned: Vec::new(),
    };
    let mut packages = Vec::with_capacity(paths.len());
    for (index, path) in paths.iter().enumerate() {
        reading.progress.step(index as u64, paths.len() as u64);
        let verdict = match stager.take(path) {
            Ok(verdict) => verdict,
            Err(Stop::Refused(refusal)) => Verdict::Refused(refusal),
            Err(Stop::Store(error)) => return Err(error.into()),
            Err(Stop::Cancelled) => {
                stager.master.clear_staging();
                stager.forget_unused()?;
                return Err(StageError::Cancelled);
            }
        };
        packages.push(PlannedPackage {
            path: path.clone(),
            verdict,
        });
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
    /// Released schemas by instrument, so that each is compiled once.
    schemas: BTreeMap<String, Schema>,
    /// Forms that the master did not have.
    learned: Vec<String>,
}

impl Stager<'_> {
    fn take(&mut self, path: &Path) -> Result<Verdict, Stop> {
        if self.reading.progress.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        let package = Package::read(path, self.reading.opener, &Bounds::DEFAULT)?;
        let hash = package.hash.clone();
        if self.master.package(&hash)?.is_some() {
            return Ok(Verdict::AlreadyMerged { hash });
        }
        self.check_kind(&package)?;
        let standing = self.standing(&package)?;
        let brings_form = self.instrument(&package)?;
        let header = header(&package, path, self.reading.now)?;
        let dispositions = package.dispositions()?;
        let Some(schema) = self.schemas.get(&package.manifest.instrument.identity) else {
            return Err(Refusal::InstrumentMismatch.into());
        };
        let progress = self.reading.progress;
        let staged = self.master.stage::<Stop>(&header, |stage| {
            package.for_each_record(schema, |record| {
                if progress.is_cancelled() {
                    return Err(Stop::Cancelled);
                }
                Ok(stage.version(&version(&record, schema, &mut Vec::new()))?)
            })?;
            for disposition in &dispositions {
                stage.disposition(disposition);
            }
            Ok(())
        })?;
        if staged.is_none() {
            return Ok(Verdict::AlreadyMerged { hash });
        }
        let manifest = package.manifest;
        Ok(Verdict::Accepted(Box::new(Accepted {
            hash,
            instrument: manifest.instrument.identity,
            form: manifest.instrument.form,
            version: manifest.instrument.version,
            campaign: manifest.campaign,
            number: manifest.number,
            workspace: manifest.workspace,
            signer: manifest.signer,
            standing,
            is_sealed: package.was_sealed,
            brings_form,
            counts: Counts::default(),
            dispositions: manifest.counts.dispositions,
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
        if self.schemas.contains_key(&entry.identity) {
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
        self.schemas.insert(entry.identity.clone(), instrument.plan.released);
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
