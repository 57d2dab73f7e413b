//! The ledger of releases: each new one is checked against it, then noted in it, then written.

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::Error;
use crate::instrument::Instrument;
use crate::privacy::ledger::{Content, Release, Version, leak};
use crate::store::{PublishedEntry, PublishedId, Workspace};

/// A release as the ledger lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerLine {
    /// The form's id.
    pub form: String,
    /// The file's name.
    pub name: String,
    /// When it was published.
    pub made: jiff::Timestamp,
    /// Whether it is a table; else a data file.
    pub is_table: bool,
    /// How many persons are in it.
    pub records: usize,
    /// Why a rule was overridden; empty where none was.
    pub remark: String,
}

/// Everything that was published from a master, the oldest first.
pub fn ledger(master: &Workspace) -> Result<Vec<LedgerLine>, Error> {
    let mut forms: Vec<String> = master.instruments()?.into_iter().map(|summary| summary.form).collect();
    forms.sort_unstable();
    forms.dedup();
    let mut lines = Vec::new();
    for form in forms {
        for entry in master.published(&form)? {
            lines.push(LedgerLine {
                is_table: matches!(content(&entry)?, Content::Counts(_)),
                form: form.clone(),
                records: entry.members.len(),
                name: entry.name,
                made: entry.made,
                remark: entry.remark,
            });
        }
    }
    lines.sort_by(|a, b| a.made.cmp(&b.made).then_with(|| a.name.cmp(&b.name)));
    Ok(lines)
}

fn content(entry: &PublishedEntry) -> Result<Content, Error> {
    serde_json::from_str(&entry.content).map_err(|error| Error::Ledger(error.to_string()))
}

/// Refuses a release that leaks together with earlier ones of its form, whichever version.
pub(super) fn check(master: &Workspace, instrument: &Instrument, new: &Release) -> Result<(), Error> {
    let entries = master.published(&instrument.form.id)?;
    let earlier: Vec<Release> = entries
        .iter()
        .map(|entry| {
            Ok(Release {
                name: entry.name.clone(),
                members: entry.members.iter().copied().map(Version).collect(),
                content: content(entry)?,
            })
        })
        .collect::<Result<_, Error>>()?;
    match leak(new, &earlier) {
        Some(found) => Err(Error::Leak(found)),
        None => Ok(()),
    }
}

/// Notes a release, then writes it; one that could not be written is taken out again.
pub(super) fn publish(
    master: &mut Workspace,
    instrument: &Instrument,
    release: &Release,
    remark: &str,
    path: &Path,
    write: impl FnOnce() -> std::io::Result<()>,
) -> Result<(), Error> {
    let entry = PublishedEntry {
        made: jiff::Timestamp::now(),
        name: release.name.clone(),
        remark: remark.to_owned(),
        content: serde_json::to_string(&release.content).map_err(|error| Error::Ledger(error.to_string()))?,
        members: release.members.iter().map(|version| version.0).collect(),
    };
    let id: PublishedId = master.log_published(&instrument.identity.0, &entry)?;
    if let Err(source) = write() {
        master.forget_unpublished(id)?;
        return Err(Error::Io {
            path: path.to_path_buf(),
            source,
        });
    }
    Ok(())
}

/// A release with its persons, which must be in rising order.
pub(super) fn release(path: &Path, versions: &[Version], content: Content) -> Release {
    Release {
        name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        members: Arc::from(versions),
        content,
    }
}
