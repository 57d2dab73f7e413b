//! The files of a package, by name: in a zip, in a sealed zip, or in a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::Refusal;
use super::archive::Bounds;

/// The name of the manifest.
pub const MANIFEST: &str = "manifest.json";

/// Files by name, in the order of the names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Members(BTreeMap<String, Vec<u8>>);

impl Members {
    /// Puts a file in; one of the same name gives way.
    pub fn insert(&mut self, name: String, bytes: Vec<u8>) {
        self.0.insert(name, bytes);
    }

    /// The bytes of a file.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.0.get(name).map(Vec::as_slice)
    }

    /// In the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    /// Reads a folder's files. Subfolders are refused; what file managers leave behind is passed over.
    pub fn read_folder(folder: &Path, bounds: &Bounds) -> Result<Self, Refusal> {
        let mut members = Self::default();
        let mut total = 0_u64;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if is_litter(&name) {
                continue;
            }
            check_name(&name)?;
            if !entry.file_type()?.is_file() {
                return Err(Refusal::MemberUnlisted(name));
            }
            let size = entry.metadata()?.len();
            total = total.saturating_add(size);
            if members.0.len() >= bounds.members || size > bounds.member_bytes || total > bounds.total_bytes {
                return Err(Refusal::TooLarge(format!("`{name}`")));
            }
            members.insert(name, fs::read(entry.path())?);
        }
        Ok(members)
    }
}

impl FromIterator<(String, Vec<u8>)> for Members {
    fn from_iter<I: IntoIterator<Item = (String, Vec<u8>)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

/// A plain file name: no folders, no drive, nothing that only looks like a name.
pub fn check_name(name: &str) -> Result<(), Refusal> {
    let is_plain = !name.is_empty()
        && name.len() <= 200
        && !name.starts_with('.')
        && !name.chars().any(|c| c.is_control() || matches!(c, '/' | '\\' | ':'));
    is_plain.then_some(()).ok_or_else(|| Refusal::BadName(name.to_owned()))
}

fn is_litter(name: &str) -> bool {
    name.starts_with('.') || name.eq_ignore_ascii_case("thumbs.db") || name.eq_ignore_ascii_case("desktop.ini")
}
