//! Everything that the coordinator's screens and the export can ask for: each is carried out by an [`Errand`](super::Errand).

use std::path::PathBuf;

/// One wish at the desk.
#[derive(Debug, Clone, PartialEq)]
pub enum DeskCommand {
    /// Say column by column what would leave.
    PreviewExport,
    /// Write the package to this file or folder.
    WriteExport(PathBuf),
    /// Seal packages to this recipient from now on; an empty text seals no more.
    SealTo(String),
    /// Take in a receipt of the master.
    ImportReceipt(PathBuf),

    /// Read what the master holds.
    LookAtMaster,
    /// Read these files and folders and say what merging them would do.
    PlanMerge(Vec<PathBuf>),
    /// Plan the same again and take the forms that the packages bring.
    AcceptForms,
    /// Do what the plan says.
    ApplyMerge,
    /// Forget the plan.
    DropPlan,
    /// Write the receipt for the laptops to this file.
    WriteReceipt(PathBuf),
    /// Show the key that packages for this master are sealed to.
    ShowKey,

    /// Compute the index.
    ComputeIndex(IndexWish),
}

/// Which index is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexWish {
    /// The instrument's identity; without one the newest that has an index.
    pub form: Option<String>,
    /// The item rule; without one the instrument's own.
    pub rule: Option<String>,
}
