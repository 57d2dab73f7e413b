//! The ledger of releases: each new one is checked against it, then noted in it, then written.

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::Error;
use crate::instrument::Instrument;
use crate::privacy::ledger::{Content, Leak, LeakedGroup, Release, Version, hold};
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
    let mut lines = Vec::new();
    for form in forms(master)? {
        for entry in master.published(&form)? {
            lines.push(LedgerLine {
                is_table: !matches!(content(&entry)?, Content::File(_)),
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

/// Refuses a release that leaks together with earlier ones of any form of the master: waves and versions are linked by the names of their
/// questions. One that is too large to be held against another is refused too, unless somebody says why it leaves all the same. What is to
/// be remarked in the ledger.
pub(super) fn check(master: &Workspace, new: &Release, unchecked: Option<&str>, reason: &str) -> Result<String, Error> {
    let mut earlier = Vec::new();
    for form in forms(master)? {
        for entry in master.published(&form)? {
            earlier.push(Release {
                name: entry.name.clone(),
                members: entry.members.iter().copied().map(Version).collect(),
                content: content(&entry)?.by_name(),
            });
        }
    }
    let new = Release {
        name: new.name.clone(),
        members: Arc::clone(&new.members),
        content: new.content.clone().by_name(),
    };
    let verdict = hold(&new, &earlier);
    match (verdict.leak, verdict.unchecked) {
        (Some(found), _) => Err(Error::Leak(found)),
        (None, with) if with.is_empty() => Ok(reason.to_owned()),
        (None, with) => match unchecked {
            Some(why) => Ok(format!("{why} (unchecked against {})", with.join(", "))),
            None => Err(Error::Leak(Leak {
                with,
                what: LeakedGroup::TooLarge,
            })),
        },
    }
}

fn forms(master: &Workspace) -> Result<Vec<String>, Error> {
    let mut forms: Vec<String> = master.instruments()?.into_iter().map(|summary| summary.form).collect();
    forms.sort_unstable();
    forms.dedup();
    Ok(forms)
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
    let content = serde_json::to_string(&release.content).map_err(|error| Error::Ledger(error.to_string()))?;
    let members: Vec<u64> = release.members.iter().map(|version| version.0).collect();
    let is_known = |entry: &PublishedEntry| {
        entry.name == release.name && entry.content == content && entry.members == members && entry.remark == remark
    };
    // The same once more, under the same name, tells nobody anything: one entry is enough.
    if master.published(&instrument.form.id)?.iter().any(is_known) {
        return write().map_err(|source| Error::Io {
            path: path.to_path_buf(),
            source,
        });
    }
    let entry = PublishedEntry {
        made: jiff::Timestamp::now(),
        name: release.name.clone(),
        remark: remark.to_owned(),
        content,
        members,
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
