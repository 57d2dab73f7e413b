//! One opener at a time.
//!
//! The lock is on a file beside the workspace and belongs to the process: when the process ends, however it ends, the system takes the
//! lock away. So a lock file left behind by a crash blocks nobody, and nobody ever has to delete it.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use super::{Error, Result};

/// Held as long as the workspace is open.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock, or refuses at once.
    pub(super) fn take(workspace: &Path) -> Result<Self> {
        let path = lock_path(workspace);
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(Error::writing("cannot write the lock file", &path))?;
        match fs4::FileExt::try_lock(&file) {
            Ok(()) => Ok(Self { file }),
            Err(fs4::TryLockError::WouldBlock) => Err(Error::AlreadyOpen {
                path: workspace.to_path_buf(),
            }),
            Err(fs4::TryLockError::Error(source)) => Err(Error::Io {
                doing: "cannot lock",
                path,
                source,
            }),
        }
    }
}

impl Drop for Lock {
    /// Closing the file is not enough: a program that is being started meanwhile has the file open too until it begins to run.
    fn drop(&mut self) {
        // If this fails the lock goes with the process.
        let _ = fs4::FileExt::unlock(&self.file);
    }
}

fn lock_path(workspace: &Path) -> PathBuf {
    let mut name = workspace.as_os_str().to_os_string();
    name.push(".lock");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::{Error, Lock, lock_path};

    #[test]
    fn the_second_opener_is_refused_until_the_first_has_gone() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = folder.path().join("a.phieu");
        let first = Lock::take(&workspace).unwrap();
        assert!(matches!(Lock::take(&workspace), Err(Error::AlreadyOpen { .. })));
        drop(first);
        Lock::take(&workspace).unwrap();
    }

    #[test]
    fn a_lock_file_left_behind_blocks_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = folder.path().join("a.phieu");
        std::fs::write(lock_path(&workspace), "").unwrap();
        Lock::take(&workspace).unwrap();
    }
}
