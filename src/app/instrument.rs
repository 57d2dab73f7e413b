//! Instruments by name, from a file, and in a workspace.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::form::{Attachments, Finding};
use crate::instrument::{CanonicalError, Instrument, Source};
use crate::store::{self, InstrumentSource, Workspace};

/// Why there is no instrument.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Neither the name of a built-in instrument nor a file that can be read.
    #[error("no such form: a built-in name or a file is needed: {source}: {path:?}")]
    Missing {
        /// What was asked for.
        path: PathBuf,
        /// Why the file could not be read.
        source: std::io::Error,
    },
    /// The file was read, and this is wrong with it.
    #[error("the form has {} findings: `phieu check` lists them: {path:?}", .findings.len())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// All that was found.
        findings: Vec<Finding>,
    },
    /// What a workspace keeps cannot be compiled.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Attached files beside a form, and in `FORM-media/`.
#[derive(Debug)]
pub struct Beside {
    folders: [PathBuf; 2],
}

impl Beside {
    /// Those of this form.
    pub fn of(form: &Path) -> Self {
        let beside = form.parent().unwrap_or(Path::new("")).to_path_buf();
        let media = format!("{}-media", form.file_stem().unwrap_or_default().to_string_lossy());
        Self {
            folders: [beside.join(media), beside],
        }
    }
}

impl Attachments for Beside {
    fn bytes(&self, file_name: &str) -> Option<Vec<u8>> {
        let is_plain = Path::new(file_name).file_name().is_some_and(|name| name == file_name);
        self.folders
            .iter()
            .filter(|_| is_plain)
            .find_map(|folder| fs::read(folder.join(file_name)).ok())
    }
}

/// The built-in instrument of this name, else the one in this file.
pub fn named(name: &str) -> Result<Instrument, Error> {
    if let Some(instrument) = Instrument::built_in(name) {
        return Ok(instrument);
    }
    let path = PathBuf::from(name);
    let bytes = fs::read(&path).map_err(|source| Error::Missing {
        path: path.clone(),
        source,
    })?;
    let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (instrument, findings) = Instrument::read(&file_name, &bytes, &Beside::of(&path));
    instrument.ok_or(Error::Wrong { path, findings })
}

/// Adds an instrument to a workspace; tells whether it was new there.
pub fn add(workspace: &Workspace, instrument: &Instrument) -> Result<bool, Error> {
    let Source { file_name, bytes } = &instrument.source;
    let source = InstrumentSource {
        identity: &instrument.identity.0,
        form: &instrument.form.id,
        version: &instrument.form.version,
        title: &instrument.form.title,
        canonical: &instrument.canonical(),
        source_name: file_name,
        source: bytes,
    };
    Ok(workspace.add_instrument(&source, Timestamp::now())?)
}

/// The instrument of this identity in a workspace.
pub fn of_workspace(workspace: &Workspace, identity: &str) -> Result<Instrument, Error> {
    Ok(Instrument::from_canonical(&workspace.instrument_canonical(identity)?)?)
}
