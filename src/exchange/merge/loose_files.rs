//! Which loose files belong together: the table of a form, and beside it in the same folder the tables of its repeats.
//!
//! A file is of the form and the table most of whose questions it has; of forms that are alike, of the newest. Of a form's versions that
//! are alike, the one that takes most of its rows is found by reading them. The table of a repeat goes with the file whose name its own
//! begins with, else with the only one of its form in the folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::known::KnownForm;
use crate::exchange::Refusal;
use crate::exchange::loose::{LooseFile, table_of};
use crate::exchange::manifest::sha256_hex;

/// Files that make one package.
pub(super) struct Group {
    pub(super) path: PathBuf,
    /// What makes it this package: the hash of the file, or of the hashes of all its files.
    pub(super) hash: String,
    /// Its form, by its place among those that the master has.
    pub(super) known: Result<usize, Refusal>,
    /// Older versions of its form that it may be of as well, the newest first.
    pub(super) alike: Vec<usize>,
    pub(super) own: LooseFile,
    /// By their tables' places in the schema.
    pub(super) beside: Vec<(usize, LooseFile)>,
}

/// A file and what it is.
pub(super) struct Sorted {
    path: PathBuf,
    bytes: Vec<u8>,
    /// SHA-256 of the bytes.
    hash: String,
    /// Form and table.
    kind: Option<(usize, usize)>,
    /// Older versions of the form whose own table has as many of its questions.
    alike: Vec<usize>,
}

impl Sorted {
    /// Looks at a file. `known` holds the master's forms, the newest first.
    pub(super) fn of(path: PathBuf, bytes: Vec<u8>, known: &[Arc<KnownForm>]) -> Self {
        let (kind, alike) = kinds(&bytes, known);
        Self {
            kind,
            alike,
            hash: sha256_hex(&bytes),
            path,
            bytes,
        }
    }
}

/// Puts together what belongs together, in the order of the files.
pub(super) fn group(files: Vec<Sorted>) -> Vec<Group> {
    let (parts, wholes): (Vec<Sorted>, Vec<Sorted>) = files.into_iter().partition(|file| matches!(file.kind, Some((_, 1..))));
    let mut groups: Vec<Group> = wholes.into_iter().map(whole).collect();
    for part in parts {
        let Some((form, table)) = part.kind else { continue };
        match home(&groups, &part, form, table) {
            Some(home) => {
                if let Some(group) = groups.get_mut(home) {
                    group.hash = sha256_hex(format!("{}{}", group.hash, part.hash).as_bytes());
                    group.beside.push((table, file(part)));
                }
            }
            None => groups.push(Group {
                known: Err(Refusal::NoRecords),
                ..whole(part)
            }),
        }
    }
    groups.sort_by(|one, other| one.path.cmp(&other.path));
    groups
}

/// The form and the table that a file is of, and the older versions that it may be of as well.
fn kinds(bytes: &[u8], known: &[Arc<KnownForm>]) -> (Option<(usize, usize)>, Vec<usize>) {
    let found = known.iter().enumerate();
    let found: Vec<(usize, (usize, usize))> = found
        .filter_map(|(form, known)| Some((form, table_of(bytes, &known.released)?)))
        .collect();
    let Some(&(form, (table, questions))) = found.iter().rev().max_by_key(|(_, (_, questions))| *questions) else {
        return (None, Vec::new());
    };
    let is_alike = |(other, kind): &&(usize, (usize, usize))| {
        let is_version = match (known.get(form), known.get(*other)) {
            (Some(one), Some(other)) => one.form == other.form,
            _ => false,
        };
        is_version && *other != form && *kind == (table, questions)
    };
    // The rows of a repeat go with those that they hang under.
    let alike = found.iter().filter(|_| table == 0).filter(is_alike);
    (Some((form, table)), alike.map(|(other, _)| *other).collect())
}

fn whole(file_of: Sorted) -> Group {
    Group {
        path: file_of.path.clone(),
        hash: file_of.hash.clone(),
        known: file_of.kind.map(|(form, _)| form).ok_or(Refusal::NoForm),
        alike: file_of.alike.clone(),
        own: file(file_of),
        beside: Vec::new(),
    }
}

fn file(sorted: Sorted) -> LooseFile {
    LooseFile {
        name: sorted.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        bytes: sorted.bytes,
    }
}

/// The group that a table of a repeat goes with: one of its form, in its folder, that has no such table yet.
fn home(groups: &[Group], part: &Sorted, form: usize, table: usize) -> Option<usize> {
    let stem = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let is_possible = |group: &Group| {
        let is_free = group.beside.iter().all(|(taken, _)| *taken != table);
        is_free && group.known.as_ref() == Ok(&form) && group.path.parent() == part.path.parent()
    };
    let possible: Vec<usize> = groups
        .iter()
        .enumerate()
        .filter(|(_, group)| is_possible(group))
        .map(|(index, _)| index)
        .collect();
    let name = stem(&part.path);
    let named = possible.iter().copied().filter_map(|index| {
        let own = stem(&groups.get(index)?.path);
        name.starts_with(&own).then_some((own.len(), index))
    });
    let by_name = named.max().map(|(_, index)| index);
    by_name.or(match possible.as_slice() {
        [only] => Some(*only),
        _ => None,
    })
}
