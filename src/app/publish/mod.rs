//! Letting data out to strangers: protected tables, and the release with its risk report. Every one is held against all earlier ones.

mod hierarchy;
mod index;
mod ledger;
mod page;
mod records;
mod release;
mod report;
mod review;
mod saying;
mod table;
mod write;

use std::path::PathBuf;

use super::canary::Stopped;
use super::moment::NoChance;
use crate::dataset::Damaged;
use crate::instrument::{CanonicalError, Instrument};
use crate::privacy::ledger::Leak;
use crate::privacy::microdata::MicrodataError;
use crate::privacy::recoding::SearchError;
use crate::privacy::tables::TableError;
use crate::store::{self, Workspace};

pub use index::{IndexTable, IndexTableRequest, WrittenIndex, index_table, print_index, write_index};
pub use ledger::{LedgerLine, ledger};
pub use release::{FoundRelease, Part, Proposed, ReleaseWish, find_release, propose};
pub use report::{ColumnReport, RiskFigures, RiskStatement};
pub use review::{ReadText, Reading, Review, Verdict, decide, hide, read_texts, words, write_review};
pub use table::{CrossTable, TableRequest, WrittenTable, cross_table, write_table};
pub use write::{WrittenRelease, write_release};

/// Why nothing was published.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nobody wants it any more.
    #[error("cancelled")]
    Cancelled,
    /// Nothing was merged yet.
    #[error("nothing was merged yet")]
    NothingMerged,
    /// It has no form of this name.
    #[error("no form `{0}` inside")]
    NoSuchForm(String),
    /// The form has no such question that left the laptops, or it is one of a repeat.
    #[error("no such column: `{0}`")]
    NoSuchColumn(String),
    /// A question with several answers at once has no totals.
    #[error("`{0}` has several answers at once")]
    SeveralAnswers(String),
    /// Not every record has a weight.
    #[error("`{0}` is not a weight in every record")]
    NoWeights(String),
    /// A lower threshold than there may be.
    #[error("a threshold below {least} is not possible")]
    ThresholdTooLow {
        /// The lowest.
        least: u64,
    },
    /// An override without a reason.
    #[error("a threshold below {usual} takes a reason")]
    ReasonNeeded {
        /// The usual threshold.
        usual: u64,
    },
    /// Nothing is a quasi-identifier: the privacy sheet names none, and none was chosen.
    #[error("no quasi-identifier")]
    NoQuasi,
    /// A wish that asks nothing, or more than everything.
    #[error("k below 2, or a share of blanks that is no share")]
    WeakWish,
    /// The file is no review.
    #[error("not a review: {path:?}")]
    NoReview {
        /// The file.
        path: PathBuf,
    },
    /// The records make no table.
    #[error(transparent)]
    Microdata(#[from] MicrodataError),
    /// There is no release as wished.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The counts make no table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// There is no index of it.
    #[error(transparent)]
    Index(#[from] crate::app::index::Error),
    /// Together with an earlier release it would give persons away.
    #[error("leaks together with {:?}", .0.with)]
    Leak(Leak),
    /// Something points at a person.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// No files with this ending are written.
    #[error("files that end in `{found}` are not written: {path:?}")]
    Ending {
        /// The ending, without its point.
        found: String,
        /// The file.
        path: PathBuf,
    },
    /// A workbook cannot hold it.
    #[error("too much for a workbook: {0}")]
    TooMuch(String),
    /// The ledger in the file cannot be read.
    #[error("the ledger of releases cannot be read: {0}")]
    Ledger(String),
    /// A record cannot be read.
    #[error(transparent)]
    Damaged(#[from] Damaged),
    /// The stored form cannot be read.
    #[error(transparent)]
    Instrument(#[from] CanonicalError),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Nothing random.
    #[error(transparent)]
    NoChance(#[from] NoChance),
    /// A file could not be written.
    #[error("cannot write: {source}: {path:?}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// The form version that is meant: the one named by its id or identity, else the newest with records.
fn instrument_of(master: &Workspace, form: Option<&str>) -> Result<Instrument, Error> {
    let mut chosen = None;
    for summary in master.instruments()?.into_iter().rev() {
        if form.is_some_and(|form| form != summary.form && form != summary.identity) {
            continue;
        }
        if master.master_counts(&summary.identity)?.records > 0 {
            chosen = Some(summary);
            break;
        }
    }
    match (chosen, form) {
        (Some(summary), _) => Ok(Instrument::from_canonical(&master.instrument_canonical(&summary.identity)?)?),
        (None, Some(form))
            if !master
                .instruments()?
                .iter()
                .any(|known| known.form == form || known.identity == form) =>
        {
            Err(Error::NoSuchForm(form.to_owned()))
        }
        (None, _) => Err(Error::NothingMerged),
    }
}
