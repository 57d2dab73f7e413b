//! Why something was not done, in words: each refusal of the layers below that a user meets, in the window's language.

use std::fmt;

use crate::app::{collect, export, index, instrument, merge, receipt, workspace};
use crate::store;
use crate::words::Words;

/// Anything that a layer below refused.
#[derive(Debug)]
pub enum Refusal {
    /// The workspace.
    Store(store::Error),
    /// The interview.
    Collect(collect::Error),
    /// A form that cannot be used.
    Form {
        /// Why, in the catalogue.
        key: &'static str,
        /// Which.
        path: String,
    },
    /// The user stopped it.
    Cancelled,
    /// Anything whose words are already written.
    Said(String),
}

impl Refusal {
    /// What to tell the user.
    pub fn say(&self, words: Words) -> String {
        match self {
            Self::Store(error) | Self::Collect(collect::Error::Store(error)) => say_store(error, words),
            Self::Collect(collect::Error::StillOpen(open)) => words.say_with("field-review-blocking", &[("n", open.len().into())]),
            Self::Collect(error) => words.say_with("field-refused-step", &[("reason", error.to_string().into())]),
            Self::Form { key, path } => words.say_with(key, &[("what", path.as_str().into())]),
            Self::Cancelled => words.say("window-cancelled"),
            Self::Said(text) => text.clone(),
        }
    }
}

fn say_store(error: &store::Error, words: Words) -> String {
    use store::Error;
    let file = |path: &std::path::Path| path.display().to_string();
    let (key, what) = match error {
        Error::PassphraseTooShort { minimum } => ("start-refused-short", minimum.to_string()),
        Error::WrongPassphrase { path } => ("start-refused-passphrase", file(path)),
        Error::NotAWorkspace { path, .. } => ("start-refused-foreign", file(path)),
        Error::Damaged { path, .. } => ("start-refused-damaged", file(path)),
        Error::Newer { path, .. } => ("start-refused-newer", file(path)),
        Error::AlreadyOpen { path } => ("start-refused-open", file(path)),
        Error::AlreadyExists { path } => ("start-refused-exists", file(path)),
        Error::Missing { path } => ("start-refused-missing", file(path)),
        Error::Unsuitable { path, .. } => ("start-refused-place", file(path)),
        Error::DiskFull => ("start-refused-full", String::new()),
        other => return other.say(words),
    };
    words.say_with(key, &[("what", what.into())])
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::Collect(error) => error.fmt(f),
            Self::Cancelled => f.write_str("cancelled"),
            Self::Form { path: text, .. } | Self::Said(text) => text.fmt(f),
        }
    }
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<collect::Error> for Refusal {
    fn from(error: collect::Error) -> Self {
        Self::Collect(error)
    }
}

impl From<workspace::Error> for Refusal {
    fn from(error: workspace::Error) -> Self {
        match error {
            workspace::Error::Store(error) => Self::Store(error),
            other => Self::Said(other.to_string()),
        }
    }
}

impl From<instrument::Error> for Refusal {
    fn from(error: instrument::Error) -> Self {
        match error {
            instrument::Error::Store(error) => Self::Store(error),
            instrument::Error::Missing { path, .. } => Self::Form {
                key: "start-refused-form-missing",
                path: path.display().to_string(),
            },
            instrument::Error::Wrong { path, .. } => Self::Form {
                key: "start-refused-form-wrong",
                path: path.display().to_string(),
            },
            instrument::Error::Canonical(error) => Self::Said(error.to_string()),
        }
    }
}

impl From<export::ExportError> for Refusal {
    fn from(error: export::ExportError) -> Self {
        match error {
            export::ExportError::Store(error) => Self::Store(error),
            export::ExportError::Cancelled => Self::Cancelled,
            other => Self::Said(other.to_string()),
        }
    }
}

impl From<merge::MergeError> for Refusal {
    fn from(error: merge::MergeError) -> Self {
        match error {
            merge::MergeError::Store(error) => Self::Store(error),
            merge::MergeError::Cancelled => Self::Cancelled,
            other => Self::Said(other.to_string()),
        }
    }
}

impl From<index::Error> for Refusal {
    fn from(error: index::Error) -> Self {
        match error {
            index::Error::Store(error) => Self::Store(error),
            other => Self::Said(other.to_string()),
        }
    }
}

impl From<receipt::Error> for Refusal {
    fn from(error: receipt::Error) -> Self {
        match error {
            receipt::Error::Store(error) => Self::Store(error),
            other => Self::Said(other.to_string()),
        }
    }
}
