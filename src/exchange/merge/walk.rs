//! Finding packages: files as named, folders walked.

use std::fs;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use crate::exchange::members::MANIFEST;

/// Folders below folders are walked this deep.
const DEPTH: usize = 16;

/// The packages among the inputs, sorted within each folder, each path once.
///
/// A file that is named is taken whatever it is called, so that it is refused by name when it is no package; inside a folder only what
/// ends like a package counts, and what ends like a table where loose tables are taken. A folder with a manifest in it is itself a
/// package.
pub fn find(inputs: &[PathBuf], takes_loose: bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for input in inputs {
        let place = Place::of(input.clone());
        if input.is_dir() {
            walk(place, DEPTH, takes_loose, &mut found);
        } else {
            found.push(place);
        }
    }
    // As plain texts: comparing paths takes them apart each time.
    let mut seen = FxHashSet::default();
    let new = found
        .into_iter()
        .filter_map(|place| seen.insert(place.real.into_os_string()).then_some(place.path));
    new.collect()
}

/// A path as it was given, and as it is without links.
struct Place {
    path: PathBuf,
    real: PathBuf,
}

impl Place {
    fn of(path: PathBuf) -> Self {
        Self {
            real: fs::canonicalize(&path).unwrap_or_else(|_| path.clone()),
            path,
        }
    }
}

fn walk(place: Place, depth: usize, takes_loose: bool, found: &mut Vec<Place>) {
    let folder = place.path.as_path();
    if folder.join(MANIFEST).is_file() {
        found.push(place);
        return;
    }
    let Some(depth) = depth.checked_sub(1) else { return };
    // A folder that cannot be listed is named in the plan, as a package that cannot be read.
    let Ok(entries) = fs::read_dir(folder) else {
        found.push(place);
        return;
    };
    let mut entries: Vec<fs::DirEntry> = entries.filter_map(Result::ok).collect();
    entries.sort_by_cached_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        // The entry tells what it is without another look at the disk: there may be tens of thousands.
        let Ok(kind) = entry.file_type() else { continue };
        let below = |path: PathBuf| Place {
            real: place.real.join(entry.file_name()),
            path,
        };
        // A link could lead round in a circle.
        if kind.is_dir() && !is_hidden(&path) {
            walk(below(path), depth, takes_loose, found);
        } else if is_package_name(&path) || takes_loose && is_table_name(&path) {
            if kind.is_file() {
                found.push(below(path));
            } else if kind.is_symlink() && path.is_file() {
                found.push(Place::of(path));
            }
        }
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

fn is_package_name(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    !name.starts_with('.') && [".zip", ".zip.age", ".age"].iter().any(|ending| name.ends_with(ending))
}

/// Whether a file is called like a loose table.
pub fn is_table_name(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    !name.starts_with('.') && [".csv", ".tsv", ".txt"].iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_walked_and_package_folders_are_not_entered() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        for (name, text) in [
            ("usb/b/máy 2.ZIP", ""),
            ("usb/a.zip.age", ""),
            ("usb/readme.txt", ""),
            ("usb/.trash/c.zip", ""),
            ("usb/unpacked/manifest.json", "{}"),
            ("usb/unpacked/inner.zip", ""),
            ("notes.txt", ""),
        ] {
            fs::create_dir_all(at(name).parent().unwrap()).unwrap();
            fs::write(at(name), text).unwrap();
        }
        let found = find(&[at("usb"), at("notes.txt"), at("usb/a.zip.age"), at("gone.zip")], false);
        assert_eq!(
            found,
            [
                at("usb/a.zip.age"),
                at("usb/b/máy 2.ZIP"),
                at("usb/unpacked"),
                at("notes.txt"),
                at("gone.zip")
            ]
        );
    }
}
