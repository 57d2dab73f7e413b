//! Why the store refused: one variant for each thing that the user can do something about.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use super::{Foreign, RecordId, Unsuitable};

/// Why the store refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The passphrase chosen for a new workspace is too short.
    #[error("the passphrase is too short: choose at least {minimum} characters")]
    PassphraseTooShort {
        /// How many characters it must have.
        minimum: usize,
    },
    /// The file is a workspace, but this passphrase does not open it (or its first page is damaged: nothing can tell the two apart).
    #[error("wrong passphrase: check Caps Lock and the Vietnamese input mode, or restore a backup copy: {path:?}")]
    WrongPassphrase {
        /// The workspace.
        path: PathBuf,
    },
    /// The user picked some other kind of file.
    #[error("not a survey workspace but {looks_like}: choose a file ending in .phieu: {path:?}")]
    NotAWorkspace {
        /// The file.
        path: PathBuf,
        /// What it seems to be.
        looks_like: Foreign,
    },
    /// A workspace of which a part is missing or changed.
    #[error("the workspace is damaged ({detail}): restore the newest backup copy beside it: {path:?}")]
    Damaged {
        /// The workspace.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// Made by a newer program.
    #[error("the workspace has format {found}, this program knows up to {known}: install the newer version: {path:?}")]
    Newer {
        /// The workspace.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The newest format known here.
        known: u32,
    },
    /// Another window or command has it open.
    #[error("the workspace is open in another window or command: close that one first: {path:?}")]
    AlreadyOpen {
        /// The workspace.
        path: PathBuf,
    },
    /// A new workspace never replaces a file.
    #[error("there is a file of this name already: choose another name: {path:?}")]
    AlreadyExists {
        /// The file.
        path: PathBuf,
    },
    /// Nothing there.
    #[error("no such workspace: {path:?}")]
    Missing {
        /// Where it should be.
        path: PathBuf,
    },
    /// The folder is no place for a write-ahead log.
    #[error("{reason}: keep the workspace in a folder on this computer's own disk: {path:?}")]
    Unsuitable {
        /// The workspace.
        path: PathBuf,
        /// What is wrong with its folder.
        reason: Unsuitable,
    },
    /// The file, its folder or the stick must not be written to.
    #[error("the workspace or its folder is write-protected: copy it to a folder of your own on this computer: {path:?}")]
    WriteProtected {
        /// The file.
        path: PathBuf,
    },
    /// The disk is full: what was confirmed before is safe, this change is not kept.
    #[error("the disk is full: free some space and repeat the last step")]
    DiskFull,
    /// A page of the open workspace cannot be read.
    #[error("a part of the workspace cannot be read ({0}): close it and restore the newest backup copy")]
    Corrupt(String),
    /// No record of this id.
    #[error("no such record: {0}")]
    NoSuchRecord(RecordId),
    /// The record is in another state than the step needs.
    #[error("the record is {found}, this needs one that is {needed}: {record}")]
    WrongState {
        /// The record.
        record: RecordId,
        /// What it is.
        found: &'static str,
        /// What it would have to be.
        needed: &'static str,
    },
    /// No instrument of this identity.
    #[error("no such form in this workspace: `{0}`")]
    NoSuchInstrument(String),
    /// No package of this hash.
    #[error("no such package in this workspace: `{0}`")]
    NoSuchPackage(String),
    /// A package of more than 4 GiB of answers.
    #[error("the package is too large: split it")]
    PackageTooLarge,
    /// No version of this key and hash, or it is not part of a conflict.
    #[error("no open conflict of this key and hash: `{0}`")]
    NoSuchConflict(String),
    /// What is stored cannot be read back: a bug here or a damaged file.
    #[error("cannot read what is stored: {0}")]
    Unreadable(String),
    /// The file system refused.
    #[error("{doing}: {source}: {path:?}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// On which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The passphrase could not be turned into a key: too little memory.
    #[error("cannot derive the key from the passphrase: {0}")]
    Key(String),
    /// A statement failed: a bug here or a damaged file.
    #[error("database: {0}")]
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt(error.to_string()),
            _ => Self::Sqlite(error),
        }
    }
}

impl Error {
    /// The file system refused to let something be read.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { doing, path, source }
    }

    /// The file system refused to let something be written, which the user can often mend.
    pub(super) fn writing(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| match source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::WriteProtected { path },
            io::ErrorKind::StorageFull => Self::DiskFull,
            _ => Self::Io { doing, path, source },
        }
    }
}

/// Shorthand of this layer.
pub type Result<T, E = Error> = std::result::Result<T, E>;
