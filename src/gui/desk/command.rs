//! Everything that the coordinator's screens and the export can ask for: each is carried out by an [`Errand`](super::Errand).

use std::path::PathBuf;

use super::publishing::PublishCommand;
use crate::app::desk::conflicts::Choice;
use crate::app::desk::grid::Query;
use crate::app::desk::versions::Settlement;
use crate::store::Outcome;
use crate::words::Lang;

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

    /// Show the rows behind a count of the plan.
    OpenCount {
        /// The package's hash.
        package: String,
        /// Which count.
        outcome: Outcome,
    },
    /// Take the last merge back.
    Undo {
        /// Who does.
        who: String,
    },
    /// List the records with two contents.
    LookAtConflicts,
    /// Settle records; without keys all of them.
    Settle {
        /// The records.
        keys: Vec<String>,
        /// What is chosen.
        choice: Choice,
        /// Who decides.
        who: String,
        /// Why.
        why: String,
    },
    /// List nearly equal records.
    LookForDuplicates,
    /// Read the records of a form; without its id, of the one shown last, else of the newest.
    LookAtForm(Option<String>),
    /// Look for records.
    Find(Query),
    /// Set one question against another, by their places.
    Cross(usize, usize),
    /// Take a plan of work from a file.
    PlanWork {
        /// The file.
        path: PathBuf,
        /// Who plans.
        who: String,
    },
    /// Keep what choices of older versions are now.
    KeepVersions {
        /// Choice by choice.
        settlements: Vec<Settlement>,
        /// Who decides.
        who: String,
    },
    /// Write the choices of older versions as a table to fill in.
    WriteVersions(PathBuf, Lang),
    /// Take the filled-in table.
    ReadVersions {
        /// The file.
        path: PathBuf,
        /// Who filled it in.
        who: String,
    },

    /// Compute the index.
    ComputeIndex(IndexWish),
    /// Let data out.
    Publish(PublishCommand),
}

/// Which index is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexWish {
    /// The form's id; without one the form with an index that was added last.
    pub form: Option<String>,
    /// The item rule; without one the instrument's own.
    pub rule: Option<String>,
}
