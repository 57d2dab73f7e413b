//! Which pictures, sounds and films go with a form into a workspace: what the form names, and whatever else of the kind lies in its
//! `FORM-media/` folder, because a name may depend on an answer. Choice lists and tables are compiled into the form and need no file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::form_file::FormFile;
use crate::form::{Finding, FindingKind, Form, Media, Place, file_name};
use crate::store::{self, Workspace};

/// No file may be larger: a film of a minute or two.
const LARGEST_FILE: u64 = 64 << 20;

/// All files of a form together may not be larger: a workspace is backed up and carried about.
const LARGEST_SUM: u64 = 512 << 20;

/// What a form shows, by the name that it writes.
pub type FormMedia = BTreeMap<String, Vec<u8>>;

/// Why a form's files cannot be taken along.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A single file is too large.
    #[error("{size} bytes, at most {limit}: {path:?}")]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// In bytes.
        size: u64,
        /// In bytes.
        limit: u64,
    },
    /// They are too large together.
    #[error("{size} bytes in all, at most {limit}")]
    TooMuch {
        /// In bytes.
        size: u64,
        /// In bytes.
        limit: u64,
    },
    /// A file is there but cannot be read.
    #[error("cannot read {path:?}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Why a sound or a film cannot be played.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unplayable {
    /// Nobody put it beside the form.
    #[error("no such file: {name:?}")]
    Absent {
        /// Its name in the form.
        name: String,
    },
    /// It is no picture, sound or film: what a form brings must not be run.
    #[error("neither a picture nor a sound nor a film: {name:?}")]
    NotMedia {
        /// Its name in the form.
        name: String,
    },
    /// It cannot be written where the player finds it.
    #[error("{source}: {path:?}")]
    Unwritable {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The store refused.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Writes a file that a form shows into a folder, for the system's own player; its path there.
pub fn lend(workspace: &Workspace, identity: &str, name: &str, folder: &Path) -> Result<PathBuf, Unplayable> {
    let named = || name.to_owned();
    if !is_media(name) || name.contains(['/', '\\', ':']) {
        return Err(Unplayable::NotMedia { name: named() });
    }
    let bytes = workspace
        .form_file(identity, name)?
        .ok_or_else(|| Unplayable::Absent { name: named() })?;
    let path = folder.join(name);
    fs::write(&path, bytes).map_err(|source| Unplayable::Unwritable {
        path: path.clone(),
        source,
    })?;
    Ok(path)
}

/// Reads what a form shows. What is not there is no refusal: the window says so beside the text, and [`missing`] before.
pub fn read(file: &FormFile, form: &Form) -> Result<FormMedia, Error> {
    let named = form.media_files().into_iter().map(str::to_owned);
    let others = file.names_in_media_folder().into_iter().filter(|name| is_media(name));
    let names: BTreeSet<String> = named.chain(others).collect();
    let mut media = FormMedia::new();
    let mut sum = 0;
    for name in names {
        let Some(path) = file.place_of(&name) else { continue };
        let unreadable = |source| Error::Unreadable {
            path: path.clone(),
            source,
        };
        let size = fs::metadata(&path).map_err(unreadable)?.len();
        sum += size;
        if size > LARGEST_FILE {
            let limit = LARGEST_FILE;
            return Err(Error::TooLarge { path, size, limit });
        }
        if sum > LARGEST_SUM {
            let limit = LARGEST_SUM;
            return Err(Error::TooMuch { size: sum, limit });
        }
        let bytes = fs::read(&path).map_err(unreadable)?;
        media.insert(name, bytes);
    }
    Ok(media)
}

/// What a form names and nobody put beside it, each where it is named first.
pub fn missing(file: &FormFile, form: &Form) -> Vec<Finding> {
    let absent: BTreeSet<&str> = form
        .media_files()
        .into_iter()
        .filter(|name| file.place_of(name).is_none())
        .collect();
    let place_of = |name: &str| -> Place {
        let names = |media: &Media| media.all().any(|file| file == name);
        let node = form.nodes.iter().find(|node| names(&node.media)).map(|node| &node.place);
        let choices = || form.lists.values().flat_map(|list| &list.choices);
        let choice = || choices().find(|choice| names(&choice.media)).map(|choice| &choice.place);
        let begun = || {
            let begins = |id| {
                form.question(id)
                    .is_some_and(|question| question.default.as_deref().map(file_name) == Some(name))
            };
            form.ids().find(|id| begins(*id)).map(|id| &form.node(id).place)
        };
        node.or_else(choice).or_else(begun).cloned().unwrap_or_default()
    };
    let finding = |name: &str| Finding::new(FindingKind::MissingAttachment { file: name.to_owned() }, place_of(name));
    absent.into_iter().map(finding).collect()
}

/// Whether a file is a picture, a sound or a film, by its name.
fn is_media(name: &str) -> bool {
    const KINDS: [&str; 22] = [
        "png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "svg", "mp3", "wav", "ogg", "oga", "opus", "m4a", "aac", "flac", "mp4",
        "m4v", "mov", "webm", "3gp",
    ];
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    extension.is_some_and(|extension| KINDS.contains(&extension.as_str()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::form;

    const FORM: &str = "
| survey | | | | |
| | type | name | label | image |
| | note | hall | Trụ sở | hall.png |
| | note | map | Bản đồ | map.jpg |
| | text | why | Vì sao | |
";

    #[test]
    fn what_the_form_names_and_what_lies_in_its_folder_goes_along() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("poll-media")).unwrap();
        fs::write(folder.path().join("poll.md"), FORM).unwrap();
        for name in [
            "poll-media/hall.png",
            "poll-media/ward-3.JPG",
            "poll-media/wards.csv",
            "hall.png",
            "holiday.png",
        ] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        let file = FormFile::read(&folder.path().join("poll.md")).unwrap();
        let form = form::read(&file.name, &file.bytes, &file).0.unwrap();
        let media = read(&file, &form).unwrap();
        let names: Vec<&String> = media.keys().collect();
        assert_eq!(
            names,
            ["hall.png", "ward-3.JPG"],
            "neither tables nor what merely lies beside the form"
        );
        assert_eq!(media.get("hall.png").map(Vec::as_slice), Some(b"poll-media/hall.png".as_slice()));
        let [absent] = missing(&file, &form).try_into().unwrap();
        assert_eq!(absent.place.row, 5);
        assert!(matches!(absent.kind, FindingKind::MissingAttachment { file } if file == "map.jpg"));
    }

    #[test]
    fn a_file_beyond_the_limit_is_refused_before_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("poll.md"), FORM).unwrap();
        fs::File::create(folder.path().join("map.jpg"))
            .unwrap()
            .set_len(LARGEST_FILE + 1)
            .unwrap();
        let file = FormFile::read(&folder.path().join("poll.md")).unwrap();
        let form = form::read(&file.name, &file.bytes, &file).0.unwrap();
        assert!(matches!(read(&file, &form), Err(Error::TooLarge { .. })));
    }
}
