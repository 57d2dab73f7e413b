//! Handing data to other programs: tables in the layout they expect, submissions for a server, or a form as servers take it.
//!
//! Nothing is made coarser or left out here. From a laptop's workspace everything goes out as it was answered; a master has only what left
//! the laptops, and that is looked through once more for what points at a person.

mod form;
mod notes;
mod source;
mod sqlite;
mod submissions;
mod tables;

use std::path::PathBuf;

use serde::Serialize;

use super::canary::Stopped;
use super::form_file;
use crate::instrument::CanonicalError;
use crate::output::Layout;
use crate::store;

pub use form::{ENDING as FORM_ENDING, WrittenForm, form, is_form};
pub use source::Keeper;
pub use submissions::{Submissions, submissions};
pub use tables::{ENDINGS, Tables, tables};

/// Whose tables the files shall look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// Ours, as in field packages.
    #[default]
    Phieu,
    /// ODK Central's.
    Central,
    /// ODK Briefcase's.
    Briefcase,
}

impl Look {
    /// All, in the order of the help.
    pub const ALL: [Self; 3] = [Self::Phieu, Self::Central, Self::Briefcase];

    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Phieu => "phieu",
            Self::Central => "central",
            Self::Briefcase => "briefcase",
        }
    }

    fn layout(self) -> Layout {
        match self {
            Self::Phieu => Layout::PHIEU_SEALED,
            Self::Central => Layout::CENTRAL,
            Self::Briefcase => Layout::BRIEFCASE,
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// Whose tables they shall look like.
    pub look: Look,
    /// Whether the choices of questions with several get columns of their own. Not in our own layout.
    pub splits_choices: bool,
    /// Whether heads leave groups out. Not in our own layout.
    pub omits_groups: bool,
    /// One form alone: its id, or the identity of one of its versions.
    pub form: Option<String>,
    /// Whether a laptop's answers may be written as they were given. A training workspace holds nobody's.
    pub allows_identifying: bool,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrittenFile {
    /// Where it is.
    pub path: PathBuf,
    /// The form's id.
    pub form: String,
    /// Its rows, the heads not counted; in a workbook those of the first sheet.
    pub rows: u64,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nobody wants it any more.
    #[error("cancelled")]
    Cancelled,
    /// The workspace has no form.
    #[error("no form inside")]
    NoForm,
    /// It has no form of this name.
    #[error("no form `{0}` inside")]
    NoSuchForm(String),
    /// No files with this ending are written.
    #[error("files that end in `{found}` are not written: {path:?}")]
    Ending {
        /// The ending, without its point.
        found: String,
        /// The file.
        path: PathBuf,
    },
    /// The form cannot be used.
    #[error(transparent)]
    Form(#[from] form_file::Error),
    /// A form would replace the file that it is read from.
    #[error("the file that is read would be lost: {path:?}")]
    OntoItself {
        /// The file.
        path: PathBuf,
    },
    /// The store refused.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A stored form cannot be read.
    #[error(transparent)]
    Instrument(#[from] CanonicalError),
    /// A record cannot be unpacked.
    #[error("a record cannot be read: {0}")]
    DamagedRecord(String),
    /// It is a laptop's, and nobody has said that the file is to hold what points at persons.
    #[error("names and numbers would be written as they were given: {columns:?}")]
    Identifying {
        /// The questions that would have stayed, identifiers first.
        columns: Vec<String>,
    },
    /// Something in a master's records points at a person.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// A workbook cannot hold it.
    #[error("too much for a workbook: {reason}: {path:?}")]
    TooMuch {
        /// The file.
        path: PathBuf,
        /// What there is too much of.
        reason: String,
    },
    /// The folder holds something.
    #[error("the folder is not empty: {path:?}")]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// A file could not be written.
    #[error("cannot write: {source}: {path:?}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl Error {
    fn io(path: &std::path::Path) -> impl Fn(std::io::Error) -> Self + use<> {
        let path = path.to_path_buf();
        move |source| Self::Io {
            path: path.clone(),
            source,
        }
    }
}
