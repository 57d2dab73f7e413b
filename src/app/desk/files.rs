//! The desk's tables as files: the plan of work, and the choices of older versions to be filled in.

use std::path::{Path, PathBuf};

use super::conflicts::Author;
use super::versions::{self, FillError};
use super::work;
use crate::app::merge::MergeError;
use crate::app::tell::{Tell, unreadable, unwritable};
use crate::exchange::files::write_file;
use crate::store::Workspace;
use crate::words::{Lang, Words};

/// Why a table was not taken or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It cannot be read.
    #[error("cannot read: {source}: {path:?}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It cannot be written.
    #[error("cannot write: {source}: {path:?}")]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line of a plan of work says no number of interviews in a unit.
    #[error("line {line} is no line of a plan: {path:?}")]
    PlanLine {
        /// The file.
        path: PathBuf,
        /// Its line.
        line: u64,
    },
    /// A line of the filled-in table cannot be used.
    #[error("{0}: {1:?}")]
    Fill(FillError, PathBuf),
    /// The master refused.
    #[error(transparent)]
    Merge(#[from] MergeError),
}

impl Tell for Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Unreadable { path, source } => unreadable(words, path, source),
            Self::Unwritable { path, source } => unwritable(words, path, source),
            Self::PlanLine { path, line } => words.say_with(
                "work-plan-line",
                &[("line", (*line as i64).into()), ("path", path.display().to_string().into())],
            ),
            Self::Fill(error, path) => format!("{}: {}", error.say(words), path.display()),
            Self::Merge(error) => error.tell(words),
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|source| Error::Unreadable {
        path: path.to_path_buf(),
        source,
    })
}

/// Takes a plan of work from a file.
pub fn read_plan(master: &mut Workspace, form: &str, path: &Path, who: &str) -> Result<(), Error> {
    let planned = work::read_plan(&read(path)?).map_err(|line| Error::PlanLine {
        path: path.to_path_buf(),
        line,
    })?;
    Ok(work::plan(master, form, &planned, who)?)
}

/// Writes the choices of older versions as a table to fill in, as a spreadsheet program opens it.
pub fn write_versions(master: &Workspace, path: &Path, lang: Lang) -> Result<(), Error> {
    let failed = |source| Error::Unwritable {
        path: path.to_path_buf(),
        source,
    };
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    for row in versions::table(&versions::frames(master)?, lang) {
        writer.write_record(row).map_err(|error| failed(error.into()))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(error.into_error()))?;
    write_file(path, &bytes).map_err(failed)
}

/// Takes a filled-in table; how many lines were kept.
pub fn read_versions(master: &mut Workspace, path: &Path, author: Author<'_>) -> Result<usize, Error> {
    let file = read(path)?;
    let settlements = versions::read(&versions::frames(master)?, &file).map_err(|error| Error::Fill(error, path.to_path_buf()))?;
    versions::settle(master, &settlements, author)?;
    Ok(settlements.len())
}
