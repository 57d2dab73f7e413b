//! Tells a workspace from any other file, before any key is derived.

use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::passphrase::{Beginning, Salt};
use super::schema::MIGRATIONS;
use super::{Error, Result};

const PAGE: u64 = 4096;

/// What a file that is no workspace seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Nothing in it.
    Empty,
    /// A folder.
    Folder,
    /// A database without encryption.
    PlainSqlite,
    /// A zip: an export package or a workbook.
    Zip,
    /// A sealed package.
    Sealed,
    /// Readable text.
    Text,
    /// Anything else.
    Other,
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "an empty file",
            Self::Folder => "a folder",
            Self::PlainSqlite => "an unencrypted database",
            Self::Zip => "a zip file (a package is merged, a workbook is added as a form)",
            Self::Sealed => "a sealed package (it is merged, not opened)",
            Self::Text => "a text file",
            Self::Other => "some other file",
        })
    }
}

/// Reads the beginning of the file and refuses what cannot be a workspace, before any key is derived.
pub(super) fn recognise(path: &Path) -> Result<Salt> {
    let foreign = |looks_like| Error::NotAWorkspace {
        path: path.to_path_buf(),
        looks_like,
    };
    let damaged = |detail: &str| Error::Damaged {
        path: path.to_path_buf(),
        detail: detail.to_owned(),
    };
    let cannot_read = || Error::io("cannot read", path);
    let found = match std::fs::metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(Error::Missing { path: path.to_path_buf() }),
        Err(error) => return Err(cannot_read()(error)),
    };
    if found.is_dir() {
        return Err(foreign(Foreign::Folder));
    }
    let mut head = Vec::with_capacity(PAGE as usize);
    File::open(path)
        .and_then(|file| file.take(PAGE).read_to_end(&mut head))
        .map_err(cannot_read())?;
    let Some(first) = head.first_chunk::<16>() else {
        return Err(foreign(what_it_is(&head)));
    };
    let salt = match Salt::read(*first) {
        Beginning::Workspace(salt) => salt,
        Beginning::NewerCost(_) => {
            return Err(Error::Newer {
                path: path.to_path_buf(),
                found: MIGRATIONS.len() as u32 + 1,
                known: MIGRATIONS.len() as u32,
            });
        }
        Beginning::Other => return Err(foreign(what_it_is(&head))),
    };
    if found.len() < PAGE {
        return Err(damaged("the file is cut off"));
    }
    // With a log or a journal beside it, SQLite mends a last page that a power cut left half-written.
    let is_mended_by = |ending: &str| {
        let mut beside = path.as_os_str().to_os_string();
        beside.push(ending);
        std::fs::metadata(PathBuf::from(beside)).is_ok_and(|beside| beside.len() > 0)
    };
    if found.len() % PAGE != 0 && !["-wal", "-journal"].into_iter().any(is_mended_by) {
        return Err(damaged("the file is cut off"));
    }
    Ok(salt)
}

fn what_it_is(head: &[u8]) -> Foreign {
    match head {
        [] => Foreign::Empty,
        _ if head.starts_with(b"SQLite format 3\0") => Foreign::PlainSqlite,
        _ if head.starts_with(b"PK\x03\x04") => Foreign::Zip,
        _ if head.starts_with(b"age-encryption.org/") => Foreign::Sealed,
        // A page may end in the middle of a letter.
        _ if std::str::from_utf8(head).map_or_else(|error| error.valid_up_to() + 4 > head.len(), |_| true) && !head.contains(&0) => {
            Foreign::Text
        }
        _ => Foreign::Other,
    }
}
