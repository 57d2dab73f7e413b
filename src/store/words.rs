//! Refusals in the user's language: what happened, and what to do.

use std::path::Path;

use super::{Error, Foreign, Unsuitable};
use crate::words::{Argument, Words};

impl Error {
    /// The refusal as both front ends say it.
    pub fn say(&self, words: Words) -> String {
        let file = |path: &Path| ("path", Argument::from(path.display().to_string()));
        let text = |name: &'static str, text: &str| (name, Argument::from(text.to_owned()));
        match self {
            Self::PassphraseTooShort { minimum } => words.say_with("store-passphrase-short", &[("minimum", (*minimum).into())]),
            Self::WrongPassphrase { path } => words.say_with("store-passphrase-wrong", &[file(path)]),
            Self::NotAWorkspace { path, looks_like } => {
                words.say_with("store-foreign", &[file(path), ("what", words.say(looks_like.key()).into())])
            }
            Self::Damaged { path, detail } => words.say_with("store-damaged", &[file(path), text("detail", detail)]),
            Self::Newer { path, .. } => words.say_with("store-newer", &[file(path)]),
            Self::AlreadyOpen { path } => words.say_with("store-open-already", &[file(path)]),
            Self::AlreadyExists { path } => words.say_with("store-exists-already", &[file(path)]),
            Self::Missing { path } => words.say_with("store-missing", &[file(path)]),
            Self::Unsuitable { path, reason } => {
                let (key, what) = match reason {
                    Unsuitable::Network(what) => ("store-place-network", what),
                    Unsuitable::Cloud(what) => ("store-place-cloud", what),
                };
                words.say_with(key, &[file(path), text("what", what)])
            }
            Self::WriteProtected { path } => words.say_with("store-write-protected", &[file(path)]),
            Self::DiskFull => words.say("store-disk-full"),
            Self::Corrupt(detail) => words.say_with("store-corrupt", &[text("detail", detail)]),
            Self::NoSuchRecord(_) => words.say("store-no-record"),
            Self::WrongState { found, needed, .. } => {
                let [found, needed] = [found, needed].map(|state| words.say(&format!("store-state-{state}")));
                words.say_with("store-wrong-state", &[("found", found.into()), ("needed", needed.into())])
            }
            Self::NoSuchInstrument(identity) => words.say_with("store-no-form", &[text("form", identity)]),
            Self::NoSuchPackage(hash) => words.say_with("store-no-package", &[text("package", hash)]),
            Self::PackageTooLarge => words.say("store-package-too-large"),
            Self::NoSuchConflict(_) => words.say("store-no-conflict"),
            Self::Io { path, source, .. } => words.say_with("store-io", &[file(path), text("detail", &source.to_string())]),
            Self::Key(detail) => words.say_with("store-key", &[text("detail", detail)]),
            Self::Unreadable(detail) => words.say_with("store-unreadable", &[text("detail", detail)]),
            Self::Sqlite(error) => words.say_with("store-unreadable", &[text("detail", &error.to_string())]),
        }
    }
}

impl Foreign {
    const fn key(self) -> &'static str {
        match self {
            Self::Empty => "store-foreign-empty",
            Self::Folder => "store-foreign-folder",
            Self::PlainSqlite => "store-foreign-database",
            Self::Zip => "store-foreign-zip",
            Self::Sealed => "store-foreign-sealed",
            Self::Text => "store-foreign-text",
            Self::Other => "store-foreign-other",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{Error, Foreign, Unsuitable};
    use crate::store::RecordId;
    use crate::words::{Lang, Words};

    #[test]
    fn every_refusal_is_said_in_both_languages() {
        let path = || PathBuf::from("khảo sát.phieu");
        let foreign = [
            Foreign::Empty,
            Foreign::Folder,
            Foreign::PlainSqlite,
            Foreign::Zip,
            Foreign::Sealed,
            Foreign::Text,
            Foreign::Other,
        ];
        let mut refusals: Vec<Error> = foreign.map(|looks_like| Error::NotAWorkspace { path: path(), looks_like }).into();
        for (found, needed) in [("draft", "finished"), ("finished", "draft"), ("withdrawn", "draft")] {
            refusals.push(Error::WrongState {
                record: RecordId(uuid::Uuid::nil()),
                found,
                needed,
            });
        }
        for reason in [Unsuitable::Network("cifs".to_owned()), Unsuitable::Cloud("OneDrive".to_owned())] {
            refusals.push(Error::Unsuitable { path: path(), reason });
        }
        refusals.extend([
            Error::PassphraseTooShort { minimum: 8 },
            Error::WrongPassphrase { path: path() },
            Error::Damaged {
                path: path(),
                detail: "x".to_owned(),
            },
            Error::Newer {
                path: path(),
                found: 2,
                known: 1,
            },
            Error::AlreadyOpen { path: path() },
            Error::AlreadyExists { path: path() },
            Error::Missing { path: path() },
            Error::WriteProtected { path: path() },
            Error::DiskFull,
            Error::Corrupt("x".to_owned()),
            Error::NoSuchRecord(RecordId(uuid::Uuid::nil())),
            Error::NoSuchInstrument("x".to_owned()),
            Error::NoSuchPackage("x".to_owned()),
            Error::PackageTooLarge,
            Error::NoSuchConflict("x".to_owned()),
            Error::Unreadable("x".to_owned()),
            Error::Io {
                doing: "x",
                path: path(),
                source: std::io::Error::other("x"),
            },
            Error::Key("x".to_owned()),
            Error::Sqlite(rusqlite::Error::InvalidQuery),
        ]);
        for refusal in refusals {
            for lang in [Lang::Vi, Lang::En] {
                let said = refusal.say(Words::new(lang));
                assert!(
                    !said.contains("store-") && !said.contains('{') && said.contains(' '),
                    "{refusal:?}: {said}"
                );
            }
        }
    }
}
