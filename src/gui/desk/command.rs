//! Everything that the coordinator's screens and the export can ask for: each is carried out by an [`Errand`](super::Errand).

use std::path::PathBuf;

/// One wish at the desk.
#[derive(Debug, Clone, PartialEq)]
pub enum DeskCommand {
    /// Say column by column what would leave.
    PreviewExport,
    /// Write the package to this file or folder.
    WriteExport(PathBuf),
    /// Take in a receipt of the master.
    ImportReceipt(PathBuf),

    /// Read what the master holds.
    LookAtMaster,
    /// Read these files and folders and say what merging them would do.
    PlanMerge(Vec<PathBuf>),
    /// Do what the plan says.
    ApplyMerge,
    /// Forget the plan.
    DropPlan,

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
