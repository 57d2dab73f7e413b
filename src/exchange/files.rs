//! Writing so that a file is there whole or not at all, whatever moment the power fails.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::members::{MANIFEST, Members};

/// A file being written beside its place. It is there only once it is finished; dropped before, it leaves nothing.
#[derive(Debug)]
pub struct FileInMaking {
    file: tempfile::NamedTempFile,
    path: PathBuf,
}

impl FileInMaking {
    /// Begins the file that is to be at this path.
    pub fn begin(path: &Path) -> io::Result<Self> {
        Ok(Self {
            file: tempfile::Builder::new().prefix(".phieu-").tempfile_in(folder_of(path)?)?,
            path: path.to_path_buf(),
        })
    }

    /// Makes it durable and moves it to its place.
    pub fn finish(self) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        // A file is handed to other people: the temporary file's narrow permissions would follow it.
        make_readable(self.file.as_file())?;
        self.file.persist(&self.path).map_err(|error| error.error)?;
        sync_folder(folder_of(&self.path)?)
    }
}

impl io::Write for FileInMaking {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A folder being filled beside its place, likewise. What is there already must be an empty folder.
#[derive(Debug)]
pub struct FolderInMaking {
    fresh: tempfile::TempDir,
    path: PathBuf,
}

impl FolderInMaking {
    /// Begins the folder that is to be at this path.
    pub fn begin(path: &Path) -> io::Result<Self> {
        let is_free = !path.exists() || fs::read_dir(path)?.next().is_none();
        if !is_free {
            return Err(io::Error::from(io::ErrorKind::DirectoryNotEmpty));
        }
        Ok(Self {
            fresh: tempfile::Builder::new().prefix(".phieu-").tempdir_in(folder_of(path)?)?,
            path: path.to_path_buf(),
        })
    }

    /// Where to fill it.
    pub fn place(&self) -> &Path {
        self.fresh.path()
    }

    /// Moves it to its place.
    pub fn finish(self) -> io::Result<()> {
        make_enterable(self.fresh.path())?;
        if self.path.exists() {
            fs::remove_dir(&self.path)?;
        }
        fs::rename(self.fresh.path(), &self.path)?;
        // Nothing is left under the old name to be tidied away.
        let _gone = self.fresh.keep();
        sync_folder(folder_of(&self.path)?)
    }
}

/// Writes a file beside its place, makes it durable, and moves it there.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = FileInMaking::begin(path)?;
    file.write_all(bytes)?;
    file.finish()
}

/// Writes members as a folder, likewise. A package that is there already is replaced; a folder of anything else is left alone.
pub fn write_folder(path: &Path, members: &Members) -> io::Result<()> {
    let parent = folder_of(path)?;
    let fresh = tempfile::Builder::new().prefix(".phieu-").tempdir_in(parent)?;
    for (name, bytes) in members.iter() {
        let mut file = File::create(fresh.path().join(name))?;
        file.write_all(bytes)?;
        file.sync_all()?;
    }
    sync_folder(fresh.path())?;
    make_enterable(fresh.path())?;
    let old = set_aside(path, parent)?;
    let fresh = fresh.keep();
    if let Err(error) = fs::rename(&fresh, path) {
        if let Some(old) = &old {
            fs::rename(old.path().join("old"), path)?;
        }
        fs::remove_dir_all(&fresh)?;
        return Err(error);
    }
    sync_folder(parent)
}

/// Moves what is at the path out of the way, if that is a package or an empty folder.
fn set_aside(path: &Path, parent: &Path) -> io::Result<Option<tempfile::TempDir>> {
    if !path.exists() {
        return Ok(None);
    }
    let is_empty = fs::read_dir(path)?.next().is_none();
    if !is_empty && !path.join(MANIFEST).is_file() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "the folder holds something else"));
    }
    let aside = tempfile::Builder::new().prefix(".phieu-").tempdir_in(parent)?;
    fs::rename(path, aside.path().join("old"))?;
    Ok(Some(aside))
}

/// The folder that the path is in; it must be there.
fn folder_of(path: &Path) -> io::Result<&Path> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let is_there = folder.is_dir();
    is_there
        .then_some(folder)
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such folder"))
}

/// `NAME-tag.zip.age` for `NAME.zip.age`: the tag goes before everything that says what the file is.
pub fn tagged(path: &Path, tag: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let lower = name.to_lowercase();
    let ending = [".zip.age", ".zip", ".age"]
        .into_iter()
        .find(|ending| lower.ends_with(ending))
        .unwrap_or("");
    let stem = name.get(..name.len() - ending.len()).unwrap_or(&name);
    path.with_file_name(format!("{stem}-{tag}{}", name.get(stem.len()..).unwrap_or("")))
}

#[cfg(unix)]
fn make_readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_file: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn make_enterable(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_enterable(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes the new name itself durable, where the system can.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(text: &str) -> Members {
        [(MANIFEST.to_owned(), text.as_bytes().to_vec())].into_iter().collect()
    }

    #[test]
    fn a_folder_package_replaces_an_older_one_and_nothing_else() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("package");
        write_folder(&target, &members("one")).unwrap();
        write_folder(&target, &members("two")).unwrap();
        assert_eq!(fs::read(target.join(MANIFEST)).unwrap(), b"two");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "nothing is left behind");

        let photos = home.path().join("photos");
        fs::create_dir(&photos).unwrap();
        fs::write(photos.join("a.jpg"), "x").unwrap();
        assert!(write_folder(&photos, &members("three")).is_err());
        assert!(photos.join("a.jpg").exists());
    }

    #[test]
    fn a_file_is_replaced_whole() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("out.zip");
        write_file(&path, b"one").unwrap();
        write_file(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_tag_goes_before_the_ending() {
        assert_eq!(tagged(Path::new("d/tuần 3.zip.age"), "b"), Path::new("d/tuần 3-b.zip.age"));
        assert_eq!(tagged(Path::new("out.zip"), "b"), Path::new("out-b.zip"));
        assert_eq!(tagged(Path::new("out"), "b"), Path::new("out-b"));
    }
}
