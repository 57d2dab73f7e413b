//! Instruments by name, from a file, and in a workspace.

use std::path::PathBuf;

use jiff::Timestamp;

use super::form_file::FormFile;
use super::form_media;
use crate::form::Finding;
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
    /// The pictures, sounds and films beside it cannot be taken along.
    #[error(transparent)]
    Media(#[from] form_media::Error),
    /// What a workspace keeps cannot be compiled.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// The built-in instrument of this name, else the one in this file.
pub fn named(name: &str) -> Result<Instrument, Error> {
    if let Some(instrument) = Instrument::built_in(name) {
        return Ok(instrument);
    }
    let path = PathBuf::from(name);
    let file = FormFile::read(&path).map_err(|source| Error::Missing {
        path: path.clone(),
        source,
    })?;
    let (instrument, findings) = Instrument::read(&file.name, &file.bytes, &file);
    let mut instrument = instrument.ok_or(Error::Wrong { path, findings })?;
    instrument.media = form_media::read(&file, &instrument.form)?;
    Ok(instrument)
}

/// Adds an instrument and what it shows to a workspace; tells whether it was new there.
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
    let is_new = workspace.add_instrument(&source, Timestamp::now())?;
    for (name, bytes) in &instrument.media {
        workspace.set_form_file(&instrument.identity.0, name, bytes)?;
    }
    Ok(is_new)
}

/// The instrument of this identity in a workspace.
pub fn of_workspace(workspace: &Workspace, identity: &str) -> Result<Instrument, Error> {
    Ok(Instrument::from_canonical(&workspace.instrument_canonical(identity)?)?)
}
