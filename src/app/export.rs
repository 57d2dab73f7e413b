//! Handing over: what leaves the laptop, shown before it leaves, and the package that takes it.

use std::path::PathBuf;

use serde::Serialize;

/// What would leave the workspace, form by form.
#[derive(Debug, Clone, Serialize)]
pub struct Preview {
    /// One for each form version that would make a package.
    pub packages: Vec<PackagePreview>,
    /// The recipient that the campaign seals to (`age1…`); without one a package is readable by whoever finds it.
    pub recipient: Option<String>,
    /// Whether the workspace is for training.
    pub is_training: bool,
}

/// What would leave of one form.
#[derive(Debug, Clone, Serialize)]
pub struct PackagePreview {
    /// The form's id.
    pub form: String,
    /// The form's title.
    pub title: String,
    /// The form's version.
    pub version: String,
    /// The instrument's identity.
    pub identity: String,
    /// Finished records, all of which leave each time.
    pub finished: u64,
    /// Withdrawn records: they leave as a key without content.
    pub withdrawn: u64,
    /// Of both, those that no earlier package held in this revision.
    pub new: u64,
    /// Drafts, which stay.
    pub drafts: u64,
    /// Refusals and non-contacts.
    pub dispositions: u64,
    /// Each column of the form, in form order.
    pub columns: Vec<PreviewColumn>,
}

/// What becomes of one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreviewColumn {
    /// The repeat's table; empty for the form's own.
    pub table: String,
    /// The question by path.
    pub path: String,
    /// The question's label in the form's default language; the name where there is none.
    pub label: String,
    /// Whether and how it leaves.
    pub fate: Fate,
}

/// Whether and how a column leaves. The texts are codes of the catalogue (`privacy-…`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// As it is.
    Leaves {
        /// Why it may.
        why: String,
    },
    /// Coarser than it was answered.
    Coarsened {
        /// How.
        how: String,
        /// Why it may.
        why: String,
    },
    /// Not at all.
    Stays {
        /// Why not.
        why: String,
    },
}

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
    pub number: u64,
    /// Finished records in it.
    pub finished: u64,
    /// Withdrawals in it.
    pub withdrawn: u64,
    /// Of both, those that no earlier package held in this revision.
    pub new: u64,
    /// Whether it is sealed. An open package deserves a warning.
    pub is_sealed: bool,
}
