//! Handing over: what leaves the laptop, shown before it leaves, and the package that takes it.

mod preview;
mod released;
mod target;
mod write;

pub use preview::{PackagePreview, Preview, PreviewColumn, preview};
pub use write::{ExportReport, Seal, WrittenPackage, export};

use std::path::PathBuf;

use super::canary::Stopped;
use super::keys;
use crate::exchange::NotARecipient;
use crate::instrument::{CanonicalError, Instrument};
use crate::store::{self, InstrumentSummary, Workspace};

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// Nobody wants it any more.
    #[error("cancelled")]
    Cancelled,
    /// The workspace has no form.
    #[error("the workspace has no form: add one first")]
    NoForm,
    /// The store refused.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A form of the workspace cannot be compiled.
    #[error("the form `{form}` cannot be read: {source}")]
    Instrument {
        /// The form's id.
        form: String,
        /// Why.
        source: CanonicalError,
    },
    /// A key is missing or damaged.
    #[error(transparent)]
    Keys(#[from] keys::Error),
    /// The recipient is none.
    #[error(transparent)]
    NotARecipient(#[from] NotARecipient),
    /// A record in the workspace cannot be unpacked.
    #[error("a record of the workspace cannot be read: {0}")]
    DamagedRecord(String),
    /// Something that leaves points at a person.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// A folder cannot be sealed.
    #[error("a folder cannot be sealed: choose a file name that ends in .zip.age: {path:?}")]
    FolderUnderSeal {
        /// The folder.
        path: PathBuf,
    },
    /// The name promises a seal, and there is nobody to seal to.
    #[error("no recipient to seal to: give one (`age1…`), or choose a file name that ends in .zip: {path:?}")]
    NoRecipient {
        /// The file.
        path: PathBuf,
    },
    /// The file could not be written.
    #[error("cannot write the package: {source}: {path:?}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// The form versions with records or contacts; when nothing was collected at all, every one.
fn forms_to_hand_over(workspace: &Workspace) -> Result<Vec<InstrumentSummary>, ExportError> {
    let all = workspace.instruments()?;
    if all.is_empty() {
        return Err(ExportError::NoForm);
    }
    let mut used = Vec::new();
    for summary in &all {
        if workspace.has_released(&summary.identity)? || !workspace.dispositions(&summary.identity)?.is_empty() {
            used.push(summary.clone());
        }
    }
    Ok(if used.is_empty() { all } else { used })
}

fn load(workspace: &Workspace, summary: &InstrumentSummary) -> Result<Instrument, ExportError> {
    let canonical = workspace.instrument_canonical(&summary.identity)?;
    Instrument::from_canonical(&canonical).map_err(|source| ExportError::Instrument {
        form: summary.form.clone(),
        source,
    })
}
