//! Attaching files to answers: what may be attached, how large it may be, and what it is called inside the record.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization as _;

use crate::form::DataType;
use crate::store::{self, RecordId, Workspace};
use crate::words::Progress;

/// No file may be larger: no server of the field takes more in one submission.
pub const LARGEST: u64 = 100 << 20;
/// So much is read, encrypted and written at once.
const PART: usize = 1 << 20;
/// Letters of a name, without its ending.
const LONGEST_NAME: usize = 80;

const PICTURES: &[&str] = &["jpg", "jpeg", "png", "gif", "webp", "bmp", "heic", "heif", "tif", "tiff"];
const SOUNDS: &[&str] = &[
    "mp3", "m4a", "aac", "amr", "wav", "ogg", "oga", "opus", "flac", "wma", "3gp", "3gpp",
];
const FILMS: &[&str] = &["mp4", "m4v", "mov", "avi", "mkv", "webm", "3gp", "3gpp", "wmv", "mpg", "mpeg"];

/// Why a file is not attached. The record is as it was.
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
    /// Nothing in it.
    #[error("the file is empty: {path:?}")]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// Too large for a submission.
    #[error("{size} bytes, at most {limit}: {path:?}")]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// In bytes.
        size: u64,
        /// In bytes.
        limit: u64,
    },
    /// The question asks for another kind of file.
    #[error("not one of {expected}: {path:?}")]
    WrongKind {
        /// The file.
        path: PathBuf,
        /// The endings that are.
        expected: String,
    },
    /// The user stopped it.
    #[error("stopped")]
    Stopped,
    /// The store refused.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// The endings of files that a question takes; empty where it takes any.
pub fn endings(data: DataType) -> &'static [&'static str] {
    match data {
        DataType::Image => PICTURES,
        DataType::Audio => SOUNDS,
        DataType::Video => FILMS,
        _ => &[],
    }
}

/// Copies a file into a draft; the name that its answer is to have. Stopped or refused in the middle, nothing of it is kept.
pub fn file(workspace: &mut Workspace, record: RecordId, data: DataType, path: &Path, progress: &dyn Progress) -> Result<String, Error> {
    let unreadable = |source| Error::Unreadable {
        path: path.to_owned(),
        source,
    };
    let mut file = File::open(path).map_err(unreadable)?;
    let found = file.metadata().map_err(unreadable)?;
    if found.is_dir() {
        return Err(unreadable(io::ErrorKind::IsADirectory.into()));
    }
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let expected = endings(data);
    if !expected.is_empty() && !expected.contains(&ending.as_str()) {
        return Err(Error::WrongKind {
            path: path.to_owned(),
            expected: expected.join(", "),
        });
    }
    let too_large = |size| Error::TooLarge {
        path: path.to_owned(),
        size,
        limit: LARGEST,
    };
    match found.len() {
        0 => return Err(Error::Empty { path: path.to_owned() }),
        size if size > LARGEST => return Err(too_large(size)),
        _ => {}
    }
    let name = free_name(workspace, record, &path.file_name().unwrap_or_default().to_string_lossy())?;
    let mut done = 0_u64;
    workspace.attach(record, &name, || {
        if progress.is_cancelled() {
            return Err(Error::Stopped);
        }
        let mut part = Vec::with_capacity(PART);
        Read::by_ref(&mut file)
            .take(PART as u64)
            .read_to_end(&mut part)
            .map_err(unreadable)?;
        done += part.len() as u64;
        if done > LARGEST {
            // It grew while it was read.
            return Err(too_large(done));
        }
        progress.step(done, found.len());
        Ok((!part.is_empty()).then_some(part))
    })?;
    Ok(name)
}

/// Keeps what was made here, a drawing for instance, with a draft; the name that its answer is to have.
pub fn bytes(workspace: &mut Workspace, record: RecordId, name: &str, bytes: &[u8]) -> Result<String, Error> {
    let name = free_name(workspace, record, name)?;
    let mut parts = bytes.chunks(PART);
    workspace.attach(record, &name, || Ok::<_, Error>(parts.next().map(<[u8]>::to_vec)))?;
    Ok(name)
}

/// The whole of a file that an answer names; `None` where there is none of this name.
pub fn whole(workspace: &Workspace, record: RecordId, name: &str) -> Result<Option<Vec<u8>>, store::Error> {
    let mut whole = Vec::new();
    let is_there = workspace.for_each_part(record, name, |part| {
        whole.extend_from_slice(part);
        Ok::<_, store::Error>(())
    })?;
    Ok(is_there.then_some(whole))
}

/// A name that no other file of the record has: `ảnh.jpg`, then `ảnh-2.jpg`.
fn free_name(workspace: &Workspace, record: RecordId, wanted: &str) -> Result<String, store::Error> {
    let taken: BTreeSet<String> = workspace
        .attachments(record)?
        .into_iter()
        .map(|attachment| attachment.name.to_lowercase())
        .collect();
    let (stem, ending) = tidy(wanted);
    let names = std::iter::once(format!("{stem}{ending}")).chain((2_u32..).map(|number| format!("{stem}-{number}{ending}")));
    let free = names.into_iter().find(|name| !taken.contains(&name.to_lowercase()));
    Ok(free.unwrap_or_default())
}

/// A name that every system and every server takes: its stem, and its ending with the point.
fn tidy(name: &str) -> (String, String) {
    let clean: String = name
        .nfc()
        .map(|c| match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            c if c.is_control() => '_',
            c => c,
        })
        .collect();
    let clean = clean.trim().trim_start_matches('.').trim_end_matches(['.', ' ']);
    let (stem, ending) = match clean.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 8 => (stem, format!(".{}", ending.to_lowercase())),
        _ => (clean, String::new()),
    };
    let stem: String = stem.chars().take(LONGEST_NAME).collect();
    let is_device = ["con", "prn", "aux", "nul"].contains(&stem.to_lowercase().as_str());
    match stem.trim() {
        "" => ("file".to_owned(), ending),
        stem if is_device => (format!("{stem}_"), ending),
        stem => (stem.to_owned(), ending),
    }
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn names_are_ones_that_every_system_takes() {
        #[track_caller]
        fn case(name: &str, stem: &str, ending: &str) {
            assert_eq!(tidy(name), (stem.to_owned(), ending.to_owned()), "{name}");
        }
        case("Ảnh nhà.JPG", "Ảnh nhà", ".jpg");
        case("../../etc/passwd", "_.._etc_passwd", "");
        case("a:b?.png", "a_b_", ".png");
        case(".hidden", "hidden", "");
        case("CON.txt", "CON_", ".txt");
        case("", "file", "");
        case("a.b.c.d", "a.b.c", ".d");
    }
}
