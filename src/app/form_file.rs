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

/// A form's bytes and where its attached files are: in `FORM-media/`, then beside the form.
#[derive(Debug, Clone)]
pub struct FormFile {
    /// Without its folder.
    pub name: String,
    /// As they are on disk.
    pub bytes: Vec<u8>,
    folders: [PathBuf; 2],
}

impl FormFile {
    /// Reads the file; the attached ones are read when they are asked for.
    pub fn read(path: &Path) -> io::Result<Self> {
        let beside = path.parent().unwrap_or(Path::new("")).to_owned();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let media = beside.join(format!("{stem}-media"));
        Ok(Self {
            name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            bytes: fs::read(path)?,
            folders: [media, beside],
        })
    }

    /// Where an attached file lies.
    pub(super) fn place_of(&self, file_name: &str) -> Option<PathBuf> {
        // A form may come from anybody: the names in it must not lead out of its folders.
        if file_name.contains(['/', '\\', ':']) || file_name.starts_with('.') {
            return None;
        }
        let places = self.folders.iter().map(|folder| folder.join(file_name));
        places.into_iter().find(|place| place.is_file())
    }

    /// The names of everything in `FORM-media/`, in their order.
    pub(super) fn names_in_media_folder(&self) -> Vec<String> {
        let [media, _] = &self.folders;
        let entries = fs::read_dir(media).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }
}

impl Attachments for FormFile {
    fn bytes(&self, file_name: &str) -> Option<Vec<u8>> {
        fs::read(self.place_of(file_name)?).ok()
    }
}

/// Reads a form that is to be used.
pub fn open(path: &Path) -> Result<Form, Error> {
    compile(path, &read(path)?)
}

/// Gets the file of a form that is to be used.
pub(super) fn read(path: &Path) -> Result<FormFile, Error> {
    FormFile::read(path).map_err(|source| Error::Unreadable {
        path: path.to_owned(),
        source,
    })
}

/// Compiles the form in a file.
pub(super) fn compile(path: &Path, file: &FormFile) -> Result<Form, Error> {
    let (form, findings) = form::read(&file.name, &file.bytes, file);
    form.ok_or_else(|| Error::HasErrors {
        path: path.to_owned(),
        findings,
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::FormFile;
    use crate::form::Attachments as _;

    #[test]
    fn attached_files_lie_beside_the_form_or_in_its_media_folder_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("forms")).unwrap();
        fs::create_dir(folder.path().join("forms/poll-media")).unwrap();
        fs::write(folder.path().join("forms/wards.csv"), "name\n1").unwrap();
        fs::write(folder.path().join("forms/poll-media/fees.csv"), "name\n2").unwrap();
        fs::write(folder.path().join("secret.csv"), "name\n3").unwrap();
        fs::write(folder.path().join("forms/poll.xlsx"), "").unwrap();
        let files = FormFile::read(&folder.path().join("forms/poll.xlsx")).unwrap();
        assert_eq!(files.bytes("wards.csv"), Some(b"name\n1".to_vec()));
        assert_eq!(files.bytes("fees.csv"), Some(b"name\n2".to_vec()));
        assert_eq!(files.bytes("../secret.csv"), None);
        assert_eq!(files.bytes("..\\secret.csv"), None);
        assert_eq!(files.bytes("absent.csv"), None);
    }
}
