//! The workspace file: one encrypted SQLite database that serves a laptop and the city's master alike, and the only SQL of the program.
//!
//! [`Workspace`] is the open file. Its methods live beside their tables: what a laptop collects ([`records`](Workspace::records), the
//! journal, dispositions, exports) and, under `master`, what a coordinator merges. The store knows no clock and no chance: moments, ids
//! and random bytes are handed in. `assets/docs/workspace-format.md` is the format's specification.

mod attachment;
mod batch;
mod desk;
mod disposition;
mod error;
mod export;
mod finish;
mod form_file;
mod instrument;
mod journal;
mod lock;
mod master;
mod passphrase;
mod place;
mod plain;
mod published;
mod recognise;
mod record;
mod reviewed;
mod schema;
mod setting;
mod stamp;
mod straight;
mod surveyor;
mod version;
mod words;
mod workspace;

pub use attachment::Attachment;
pub use desk::{Decision, PlannedWork, RenamedChoice};
pub use disposition::Disposition;
pub use error::{Error, Result};
pub use export::{ExportEntry, ExportKey, ReleasedRow};
pub use finish::Finished;
pub use instrument::{InstrumentSource, InstrumentSummary};
pub use master::{
    Applied, Conflict, Contender, CurrentRow, HeldRow, MasterCounts, MergedVersion, Outcome, PackageHeader, PackageId, PackagePlan,
    PackageRow, PlannedRow, Signer, Snapshot, Stage, StagedVersion, Standings, VersionHash,
};
pub use passphrase::{Cost, MINIMUM_PASSPHRASE, Passphrase};
pub use place::Unsuitable;
pub use plain::{PlainDatabase, PlainType, PlainValue};
pub use published::{PublishedEntry, PublishedId};
pub use recognise::Foreign;
pub use record::{Counts, NewRecord, RecordId, RecordRow, State};
pub use reviewed::ReviewedText;
pub use surveyor::Surveyor;
pub use version::{Order, OwnVersion};
pub use workspace::{NewWorkspace, Workspace};

#[cfg(test)]
mod tests;
