//! Gathering: packages into the master, the ledger of what was merged, and taking a merge back.
//!
//! [`plan`] reads the packages and stages their rows in memory; [`apply`] merges what is staged. Between the two nothing of the master
//! has changed, and [`discard`] leaves it so.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::keys;
use super::moment::random;
use super::workspace::{self, Purpose};
use crate::exchange::archive::Bounds;
use crate::exchange::merge::{Reading, StageError, stage, walk};
use crate::exchange::{Package, merge};
use crate::store::{self, Passphrase, Standings, Workspace};
use crate::words::Progress;

pub use crate::exchange::loose::{LooseReport, Repaired, SetAside};
pub use crate::exchange::{Accepted, Counts, MergePlan, PlannedPackage, Refusal, SignerStanding, Verdict};

/// What a merge is told beforehand.
#[derive(Debug, Clone, Copy, Default)]
pub struct MergeOptions {
    /// Takes forms that the master does not know.
    pub accept_form: bool,
    /// Takes loose tables too, row by row.
    pub loose: bool,
}

/// What a merge did.
#[derive(Debug, Clone, Serialize)]
pub struct MergeReport {
    /// Packages merged.
    pub packages: u64,
    /// Record versions that the master did not have.
    pub versions: u64,
    /// What is in the master now, form by form.
    pub forms: Vec<FormTotals>,
}

/// What a master has of one form.
#[derive(Debug, Clone, Serialize)]
pub struct FormTotals {
    /// The form's id.
    pub form: String,
    /// The form's version.
    pub version: String,
    /// The form's title.
    pub title: String,
    /// Records with one current content.
    pub records: u32,
    /// Withdrawn records.
    pub withdrawn: u32,
    /// Records with a conflict to settle.
    pub conflicts: u32,
    /// Merged packages.
    pub packages: u32,
}

/// One package that the master has merged.
#[derive(Debug, Clone, Serialize)]
pub struct LedgerRow {
    /// SHA-256 of its manifest.
    pub hash: String,
    /// When it was merged: packages merged at once share the moment.
    pub merged_at: jiff::Timestamp,
    /// The file or folder that it came from.
    pub path: PathBuf,
    /// The form's id.
    pub form: String,
    /// Which workspace wrote it.
    pub workspace: String,
    /// Its number there.
    pub number: u32,
    /// The public key that signed it, hexadecimal.
    pub signer: Option<String>,
    /// Finished records in it.
    pub finished: u32,
    /// Withdrawals in it.
    pub withdrawn: u32,
}

/// Why a merge could not be planned or done. What is wrong with a package is in the plan.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// Nobody wants it any more: the master is as it was.
    #[error("cancelled")]
    Cancelled,
    /// The store refused.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A key of the master is damaged.
    #[error(transparent)]
    Keys(#[from] keys::Error),
    /// The master could not be made.
    #[error(transparent)]
    Workspace(#[from] workspace::Error),
    /// No room for a master that is made for looking only.
    #[error("cannot make a temporary folder: {0}")]
    Scratch(std::io::Error),
    /// There is no master, and no package to make one from.
    #[error("no package that a master could be made from{}", .0.as_ref().map(|(path, why)| format!(": {}: {why}", path.display())).unwrap_or_default())]
    NothingToStartFrom(Option<(PathBuf, Refusal)>),
}

impl From<StageError> for MergeError {
    fn from(error: StageError) -> Self {
        match error {
            StageError::Cancelled => Self::Cancelled,
            StageError::Store(error) => Self::Store(error),
        }
    }
}

/// Opens the master, or makes it when there is no such file: it takes its form, its campaign and its purpose from the first package
/// that is whole. A sealed package cannot be the first: it is sealed to a master that exists.
pub fn open_or_create(path: &Path, passphrase: &Passphrase, inputs: &[PathBuf]) -> Result<Workspace, MergeError> {
    if path.exists() {
        return Ok(workspace::open(path, passphrase)?);
    }
    let mut first_refusal = None;
    for input in walk::find(inputs, false) {
        let read = Package::read(&input, None, &Bounds::DEFAULT).and_then(|package| merge::compile(&package).map(|_compiles| package));
        match read {
            Ok(package) => return create(path, passphrase, &package),
            Err(refusal) => first_refusal = first_refusal.or(Some((input, refusal))),
        }
    }
    Err(MergeError::NothingToStartFrom(first_refusal))
}

/// What merging into a master that is yet to be made would do. Nothing is left on the disk.
pub fn plan_afresh(inputs: &[PathBuf], options: MergeOptions, progress: &dyn Progress) -> Result<MergePlan, MergeError> {
    let folder = tempfile::tempdir().map_err(MergeError::Scratch)?;
    let passphrase = hex::encode(random::<16>().map_err(workspace::Error::from)?);
    let mut master = open_or_create(&folder.path().join("master.phieu"), &Passphrase::new(&passphrase), inputs)?;
    plan(&mut master, inputs, options, progress)
}

fn create(path: &Path, passphrase: &Passphrase, package: &Package) -> Result<Workspace, MergeError> {
    let manifest = &package.manifest;
    let purpose = if manifest.training { Purpose::Training } else { Purpose::Real };
    let master = workspace::create(path, passphrase, purpose, &manifest.campaign)?;
    merge::add_instrument(&master, package, jiff::Timestamp::now()).map_err(|stop| match stop {
        merge::Stop::Refused(refusal) => MergeError::NothingToStartFrom(Some((path.to_path_buf(), refusal))),
        merge::Stop::Store(error) => error.into(),
        merge::Stop::Cancelled => MergeError::Cancelled,
    })?;
    Ok(master)
}

/// Reads packages (files, and folders with packages anywhere below) and tells what merging them would do.
pub fn plan(master: &mut Workspace, inputs: &[PathBuf], options: MergeOptions, progress: &dyn Progress) -> Result<MergePlan, MergeError> {
    let opener = keys::opener(master)?;
    let reading = Reading {
        opener: opener.as_ref(),
        accepts_forms: options.accept_form,
        takes_loose: options.loose,
        now: jiff::Timestamp::now(),
        progress,
    };
    Ok(stage(master, &walk::find(inputs, options.loose), &reading)?)
}

/// Leaves a package of the plan out.
pub fn leave_out(master: &mut Workspace, plan: &mut MergePlan, path: &Path) -> Result<(), MergeError> {
    let Some(index) = plan.packages.iter().position(|package| package.path == path) else {
        return Ok(());
    };
    let package = plan.packages.remove(index);
    let Verdict::Accepted(accepted) = package.verdict else {
        return Ok(());
    };
    let staged = master.plan()?.into_iter().find(|staged| staged.header.hash == accepted.hash);
    if let Some(staged) = staged {
        master.unstage(staged.package);
    }
    if accepted.brings_form {
        master.forget_unused_instrument(&accepted.instrument)?;
    }
    Ok(())
}

/// Forgets the plan: the master is as it was.
pub fn discard(master: &mut Workspace, plan: &MergePlan) -> Result<(), MergeError> {
    master.clear_staging();
    for (_, accepted) in plan.accepted().filter(|(_, accepted)| accepted.brings_form) {
        master.forget_unused_instrument(&accepted.instrument)?;
    }
    Ok(())
}

/// Merges what the plan staged, all of it or, when it is cancelled or fails, nothing.
pub fn apply(master: &mut Workspace, progress: &dyn Progress) -> Result<MergeReport, MergeError> {
    let applied = master
        .apply_staged(jiff::Timestamp::now(), progress)?
        .ok_or(MergeError::Cancelled)?;
    Ok(MergeReport {
        packages: applied.packages,
        versions: applied.versions,
        forms: totals_among(master, &master.standings_after(&applied)?)?,
    })
}

/// What is in a master, form by form.
pub fn totals(master: &Workspace) -> Result<Vec<FormTotals>, MergeError> {
    totals_among(master, &master.standings()?)
}

fn totals_among(master: &Workspace, standings: &Standings) -> Result<Vec<FormTotals>, MergeError> {
    let total = |instrument: store::InstrumentSummary| {
        let counts = master.counts_among(standings, &instrument.identity)?;
        Ok(FormTotals {
            form: instrument.form,
            version: instrument.version,
            title: instrument.title,
            records: counts.records,
            withdrawn: counts.withdrawn,
            conflicts: counts.conflicts,
            packages: counts.packages,
        })
    };
    master.instruments()?.into_iter().map(total).collect()
}

/// A public key as people compare it: its beginning in two groups of four.
pub fn short_key(key: &str) -> String {
    match (key.get(..4), key.get(4..8)) {
        (Some(first), Some(second)) => format!("{first} {second}"),
        _ => key.to_owned(),
    }
}

/// Takes back the last merge: all packages that were merged at once. Tells which.
pub fn undo(master: &mut Workspace) -> Result<Vec<LedgerRow>, MergeError> {
    let rows = ledger(master)?;
    let Some(last) = rows.iter().map(|row| row.merged_at).max() else {
        return Ok(Vec::new());
    };
    let undone: Vec<LedgerRow> = rows.into_iter().filter(|row| row.merged_at == last).collect();
    master.undo_packages(&undone.iter().map(|row| row.hash.as_str()).collect::<Vec<_>>())?;
    Ok(undone)
}

/// Every merged package, the last one first.
pub fn ledger(master: &Workspace) -> Result<Vec<LedgerRow>, MergeError> {
    let instruments = master.instruments()?;
    let form_of = |identity: &str| {
        instruments
            .iter()
            .find(|known| known.identity == identity)
            .map_or("", |known| known.form.as_str())
    };
    let mut rows: Vec<LedgerRow> = master
        .packages()?
        .into_iter()
        .map(|package| LedgerRow {
            form: form_of(&package.header.instrument).to_owned(),
            hash: package.header.hash,
            merged_at: package.merged,
            path: PathBuf::from(package.header.file_name),
            workspace: package.header.workspace,
            number: package.header.number,
            signer: package.header.signer,
            finished: package.finished,
            withdrawn: package.withdrawn,
        })
        .collect();
    rows.sort_by(|a, b| b.merged_at.cmp(&a.merged_at).then_with(|| a.path.cmp(&b.path)));
    Ok(rows)
}
