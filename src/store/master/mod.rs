//! What a coordinator merges: the union of every (key, revision, hash) seen, and which package each was seen in.
//!
//! The way of a package: [`stage`](super::Workspace::stage) its rows → [`plan`](super::Workspace::plan) → show →
//! [`apply_staged`](super::Workspace::apply_staged) in one transaction, or [`clear_staging`](super::Workspace::clear_staging).
//! Since the union is of sets, order, grouping and repetition of packages cannot matter.

mod apply;
mod conflict;
mod current;
mod package;
mod plan;
mod stage;

pub use apply::Applied;
pub use conflict::{Conflict, Contender};
pub use current::{CurrentRow, MasterCounts};
pub use package::{PackageHeader, PackageId, PackageRow, Signer};
pub use plan::{Outcome, PackagePlan, PlannedRow};
pub use stage::{Stage, StagedVersion, VersionHash};

pub(super) use stage::forget_staged;
