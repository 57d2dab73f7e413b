//! Where a package goes: a zip, a sealed zip, or a folder.

use std::path::{Path, PathBuf};

use super::ExportError;
use crate::exchange::members::Members;
use crate::exchange::{Recipient, archive, files, seal};

/// Where a package goes, and how.
#[derive(Debug, Clone)]
pub(super) enum Target {
    Folder(PathBuf),
    Zip(PathBuf),
    Sealed(PathBuf, Recipient),
}

impl Target {
    /// By the path's ending; a sealed file is called `.age`.
    pub(super) fn of(path: &Path, recipient: Option<Recipient>) -> Result<Self, ExportError> {
        let ends_in = |ending: &str| path.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending));
        let path = path.to_path_buf();
        match recipient {
            Some(recipient) if ends_in("age") => Ok(Self::Sealed(path, recipient)),
            Some(recipient) if ends_in("zip") => {
                let mut sealed = path.into_os_string();
                sealed.push(".age");
                Ok(Self::Sealed(sealed.into(), recipient))
            }
            Some(_) => Err(ExportError::FolderUnderSeal { path }),
            None if ends_in("age") => Err(ExportError::NoRecipient { path }),
            None if ends_in("zip") => Ok(Self::Zip(path)),
            None => Ok(Self::Folder(path)),
        }
    }

    pub(super) fn tagged(&self, tag: &str) -> Self {
        match self {
            Self::Folder(path) => Self::Folder(files::tagged(path, tag)),
            Self::Zip(path) => Self::Zip(files::tagged(path, tag)),
            Self::Sealed(path, recipient) => Self::Sealed(files::tagged(path, tag), recipient.clone()),
        }
    }

    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Folder(path) | Self::Zip(path) | Self::Sealed(path, _) => path,
        }
    }

    pub(super) fn is_sealed(&self) -> bool {
        matches!(self, Self::Sealed(..))
    }

    pub(super) fn write(&self, members: &Members) -> std::io::Result<()> {
        match self {
            Self::Folder(path) => files::write_folder(path, members),
            Self::Zip(path) => files::write_file(path, &archive::write(members)?),
            Self::Sealed(path, recipient) => files::write_file(path, &seal::seal(&archive::write(members)?, recipient)?),
        }
    }
}
