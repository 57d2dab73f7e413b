//! A form on disk with the files that it names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::form::{self, Attachments, Finding, Form};

/// Why a form cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be read.
    #[error("cannot read {path:?}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It has errors; the words for them come from the catalogue.
    #[error("{path:?} has {} errors: `phieu check` lists them", .findings.len())]
    HasErrors {
        /// The file.
        path: PathBuf,
        /// All that is wrong with it.
        findings: Vec<Finding>,
    },
}

/// The folders in which a form's attached files are looked for: beside the form, then `FORM-media/`.
#[derive(Debug, Clone)]
pub struct BesideTheForm {
    folders: [PathBuf; 2],
}

impl BesideTheForm {
    /// The folders of the form at this path.
    pub fn of(form: &Path) -> Self {
        let beside = form.parent().unwrap_or(Path::new("")).to_owned();
        let stem = form.file_stem().unwrap_or_default().to_string_lossy();
        let media = beside.join(format!("{stem}-media"));
        Self { folders: [beside, media] }
    }
}

impl Attachments for BesideTheForm {
    fn bytes(&self, file_name: &str) -> Option<Vec<u8>> {
        // A name from a form never leaves these folders.
        let is_plain = Path::new(file_name).file_name().is_some_and(|name| name == file_name);
        if !is_plain {
            return None;
        }
        self.folders.iter().find_map(|folder| fs::read(folder.join(file_name)).ok())
    }
}

/// Reads a form that is to be used.
pub fn open(path: &Path) -> Result<Form, Error> {
    let bytes = fs::read(path).map_err(|source| Error::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let (form, findings) = form::read(&name, &bytes, &BesideTheForm::of(path));
    form.ok_or_else(|| Error::HasErrors {
        path: path.to_owned(),
        findings,
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::BesideTheForm;
    use crate::form::Attachments as _;

    #[test]
    fn attached_files_lie_beside_the_form_or_in_its_media_folder_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("forms")).unwrap();
        fs::create_dir(folder.path().join("forms/poll-media")).unwrap();
        fs::write(folder.path().join("forms/wards.csv"), "name\n1").unwrap();
        fs::write(folder.path().join("forms/poll-media/fees.csv"), "name\n2").unwrap();
        fs::write(folder.path().join("secret.csv"), "name\n3").unwrap();
        let files = BesideTheForm::of(&folder.path().join("forms/poll.xlsx"));
        assert_eq!(files.bytes("wards.csv"), Some(b"name\n1".to_vec()));
        assert_eq!(files.bytes("fees.csv"), Some(b"name\n2".to_vec()));
        assert_eq!(files.bytes("../secret.csv"), None);
        assert_eq!(files.bytes("absent.csv"), None);
    }
}
