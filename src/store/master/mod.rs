//! What a coordinator merges: the union of every (key, revision, content) seen, and which package each was seen in.
//!
//! The way of a package: [`stage`](super::Workspace::stage) its rows → [`plan`](super::Workspace::plan) → show →
//! [`apply_staged`](super::Workspace::apply_staged) in one transaction, or [`clear_staging`](super::Workspace::clear_staging).
//! Since the union is of sets, order, grouping and repetition of packages cannot matter.
//!
//! On the disk the union is a row of [`chunk`]s in the order of the keys; merging goes through them and through the staged rows
//! [side by side](pass), and writes those anew to which something came.

mod ahead;
mod apply;
mod chunk;
mod conflict;
mod current;
mod from_rows;
mod history;
mod order;
mod package;
mod packing;
mod pass;
mod plan;
mod row;
mod snapshot;
mod stage;
mod undo;
mod union;
mod version;

pub use apply::Applied;
pub use conflict::{Conflict, Contender};
pub use current::{CurrentRow, MasterCounts, Standings};
pub use history::MergedVersion;
pub use package::{PackageHeader, PackageId, PackageRow, Signer};
pub use plan::{Outcome, PackagePlan, PlannedRow};
pub use snapshot::{HeldRow, Snapshot};
pub use stage::{Stage, StagedVersion};
pub use version::VersionHash;

pub(super) use from_rows::into_chunks;
pub(super) use stage::Staging;
