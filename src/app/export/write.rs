//! Writing packages: one for each form version with something to hand over.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::preview::{fate_word, how, why_word};
use super::released::{Released, keyed_rows};
use super::target::Target;
use super::{ExportError, forms_to_hand_over, load};
use crate::app::{canary, keys};
use crate::exchange::Recipient;
use crate::exchange::manifest::{ColumnEntry, InstrumentEntry};
use crate::exchange::package::{Contents, Draft, Origin, source_entry};
use crate::form;
use crate::instrument::Instrument;
use crate::privacy::ColumnPlan;
use crate::store::{ExportEntry, ExportKey, InstrumentSummary, ReleasedRow, Workspace};
use crate::words::Progress;

/// Whom a package is sealed to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Seal {
    /// The campaign's recipient, where it has one; else not sealed.
    #[default]
    Campaign,
    /// This recipient (`age1…`).
    To(String),
    /// Not sealed, whatever the campaign says.
    Open,
}

/// What was written.
#[derive(Debug, Clone, Serialize)]
pub struct ExportReport {
    /// One for each form version with something to hand over.
    pub packages: Vec<WrittenPackage>,
}

/// One package on disk.
#[derive(Debug, Clone, Serialize)]
pub struct WrittenPackage {
    /// Where it is.
    pub path: PathBuf,
    /// The form's id.
    pub form: String,
    /// Its number: unchanged when nothing changed since the last one.
    pub number: u32,
    /// SHA-256 of its manifest.
    pub hash: String,
    /// Finished records in it.
    pub finished: u32,
    /// Withdrawals in it.
    pub withdrawn: u32,
    /// Of both, those that no earlier package held in this revision.
    pub new: u64,
    /// Answers that were withheld because they are no value of their question.
    pub withheld: u64,
    /// Whether it is sealed. An open package deserves a warning.
    pub is_sealed: bool,
}

/// Writes one package for each form version that has something to hand over. With more than one, each file's name bears its form.
///
/// A path that ends in `.zip` or `.age` is a file, any other a folder with the same members.
pub fn export(workspace: &mut Workspace, path: &Path, seal: &Seal, progress: &dyn Progress) -> Result<ExportReport, ExportError> {
    let recipient = match seal {
        Seal::Campaign => keys::campaign_recipient(workspace)?,
        Seal::To(text) => Some(text.parse::<Recipient>()?),
        Seal::Open => None,
    };
    let target = Target::of(path, recipient)?;
    let summaries = forms_to_hand_over(workspace)?;
    let is_only_one = summaries.len() == 1;
    let mut packages = Vec::new();
    for summary in &summaries {
        let tag = format!("{}-{}", summary.form, summary.identity.get(..8).unwrap_or_default());
        let target = if is_only_one { target.clone() } else { target.tagged(&tag) };
        packages.push(export_form(workspace, summary, &target, progress)?);
    }
    Ok(ExportReport { packages })
}

fn export_form(
    workspace: &mut Workspace,
    summary: &InstrumentSummary,
    target: &Target,
    progress: &dyn Progress,
) -> Result<WrittenPackage, ExportError> {
    let instrument = load(workspace, summary)?;
    let rows = keyed_rows(workspace, summary)?;
    let new = rows.iter().filter(|(_, row)| row.is_new).count() as u64;
    let dispositions = workspace.dispositions(&summary.identity)?;
    let secret = keys::signing(workspace)?;
    let io = |source: std::io::Error| ExportError::Io {
        path: target.path().to_path_buf(),
        source,
    };
    let released = Released::of(&instrument, &rows, target.is_sealed(), progress)?;
    let draft = Draft::new(Contents {
        origin: origin(workspace, target.is_sealed())?,
        instrument: instrument_entry(workspace, summary)?,
        columns: column_entries(&instrument),
        codebook: &instrument.released_codebook(),
        tables: released.tables(&instrument, target.is_sealed()).map_err(io)?,
        dispositions: &dispositions,
    });
    let draft = draft.map_err(io)?;
    // The content decides the number: what was handed over before keeps its number and its bytes.
    let last = workspace.exports()?.into_iter().find(|entry| entry.instrument == summary.identity);
    let repeated = match &last {
        Some(entry) => Some((entry.number, draft.sign(entry.number, &secret).map_err(io)?)).filter(|(_, (_, hash))| *hash == entry.hash),
        None => None,
    };
    let is_known = repeated.is_some();
    let (number, (members, hash)) = if let Some(repeated) = repeated {
        repeated
    } else {
        let next = workspace.next_export_number()?;
        (next, draft.sign(next, &secret).map_err(io)?)
    };
    let looked = canary::of_workspace(workspace, &[&instrument])?;
    let mut found = canary::of_members(&looked, &members, &instrument.plan.released);
    canary::of_path(&looked, target.path(), &mut found);
    canary::of_instrument(&looked, &instrument, &mut found);
    canary::pass(found)?;
    if progress.is_cancelled() {
        return Err(ExportError::Cancelled);
    }
    target.write(&members).map_err(io)?;
    let report = WrittenPackage {
        path: target.path().to_path_buf(),
        form: summary.form.clone(),
        number,
        hash,
        finished: released.records.iter().filter(|record| record.content.is_some()).count() as u32,
        withdrawn: released.records.iter().filter(|record| record.content.is_none()).count() as u32,
        new,
        withheld: released.withheld,
        is_sealed: target.is_sealed(),
    };
    if !is_known {
        log(workspace, summary, &report, dispositions.len() as u32, &rows)?;
    }
    Ok(report)
}

fn origin(workspace: &Workspace, is_sealed: bool) -> Result<Origin, ExportError> {
    Ok(Origin {
        app: concat!("phieu ", env!("CARGO_PKG_VERSION")).to_owned(),
        campaign: workspace.campaign()?,
        is_training: workspace.is_training(),
        workspace: keys::fingerprint(workspace),
        is_sealed,
    })
}

fn instrument_entry(workspace: &Workspace, summary: &InstrumentSummary) -> Result<InstrumentEntry, ExportError> {
    let source = workspace.instrument_source(&summary.identity)?;
    let (name, source) = form::bare_file(&summary.source_name, &source);
    let source = source_entry(&name, &source).map_err(|error| ExportError::DamagedRecord(error.to_string()))?;
    Ok(InstrumentEntry {
        identity: summary.identity.clone(),
        form: summary.form.clone(),
        version: summary.version.clone(),
        title: summary.title.clone(),
        canonical: workspace.instrument_canonical(&summary.identity)?,
        source,
    })
}

fn column_entries(instrument: &Instrument) -> Vec<ColumnEntry> {
    let entry = |plan: &ColumnPlan| ColumnEntry {
        table: instrument
            .schema
            .tables
            .get(plan.at.table)
            .map_or_else(String::new, |table| table.name.clone()),
        path: plan.path.clone(),
        fate: fate_word(&plan.fate).to_owned(),
        how: how(&plan.fate).to_owned(),
        why: why_word(&plan.fate).to_owned(),
    };
    instrument.plan.columns.iter().map(entry).collect()
}

fn log(
    workspace: &mut Workspace,
    summary: &InstrumentSummary,
    report: &WrittenPackage,
    dispositions: u32,
    rows: &[(String, ReleasedRow)],
) -> Result<(), ExportError> {
    let exported: Vec<ExportKey> = rows
        .iter()
        .map(|(key, row)| ExportKey {
            record: row.record,
            revision: row.revision,
            key: key.clone(),
        })
        .collect();
    let entry = ExportEntry {
        number: report.number,
        instrument: summary.identity.clone(),
        made: jiff::Timestamp::now(),
        hash: report.hash.clone(),
        file_name: report.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        finished: report.finished,
        withdrawn: report.withdrawn,
        dispositions,
        is_sealed: report.is_sealed,
    };
    workspace.log_export(&entry, &exported)?;
    Ok(())
}
