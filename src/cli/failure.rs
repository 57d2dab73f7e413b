//! Why a command failed, in the user's language.
//!
//! The store and the packages word their own refusals; what the use cases add is worded here. What only a damaged file or a bug brings
//! about keeps the technical words that its author gave it.

use super::console::Console;
use crate::app::export::ExportError;
use crate::app::merge::MergeError;
use crate::app::{form_file, index, instrument, keys, receipt, training, try_form, workspace};
use crate::form::Finding;
use crate::store;
use crate::words::Words;

/// An error that can be told to a user.
pub(super) trait Tell {
    /// What went wrong and what to do.
    fn tell(&self, words: Words) -> String;
}

/// For `map_err`: the error in the console's language.
pub(super) fn said<E: Tell>(console: &Console) -> impl Fn(E) -> anyhow::Error + use<E> {
    let words = console.words;
    move |error| anyhow::Error::msg(error.tell(words))
}

impl Tell for store::Error {
    fn tell(&self, words: Words) -> String {
        self.say(words)
    }
}

impl Tell for workspace::Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Store(error) => error.say(words),
            other => other.to_string(),
        }
    }
}

impl Tell for instrument::Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Store(error) => error.say(words),
            Self::Missing { path, .. } => one(words, "cli-refused-no-form", "path", path.display()),
            Self::Wrong { path, findings } => findings_of(words, &path.display().to_string(), findings),
            other => other.to_string(),
        }
    }
}

impl Tell for form_file::Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Unreadable { path, .. } => one(words, "cli-unreadable", "path", path.display()),
            Self::HasErrors { path, findings } => findings_of(words, &path.display().to_string(), findings),
        }
    }
}

impl Tell for try_form::Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Form(error) => error.tell(words),
            Self::Unreadable { path, .. } => one(words, "cli-unreadable", "path", path.display()),
            Self::BadScript { path, source } => {
                let arguments = [("path", path.display().to_string().into()), ("why", source.to_string().into())];
                words.say_with("cli-try-script", &arguments)
            }
            // The place in a script and what stands there: the same in every language, for whoever tests a form.
            other => other.to_string(),
        }
    }
}

impl Tell for training::Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::NotTraining => words.say("cli-refused-not-training"),
            Self::NoForm => words.say("cli-refused-no-form-inside"),
            Self::Instrument(error) => error.tell(words),
            Self::Store(error) => error.say(words),
        }
    }
}

impl Tell for keys::Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Store(error) => error.say(words),
            Self::NotARecipient(_) => words.say("cli-refused-recipient"),
            other => other.to_string(),
        }
    }
}

impl Tell for ExportError {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Cancelled => words.say("cli-refused-cancelled"),
            Self::NoForm => words.say("cli-refused-no-form-inside"),
            Self::Store(error) => error.say(words),
            Self::Keys(error) => error.tell(words),
            Self::NotARecipient(_) => words.say("cli-refused-recipient"),
            Self::FolderUnderSeal { path } => one(words, "cli-refused-folder-seal", "path", path.display()),
            Self::NoRecipient { path } => one(words, "cli-refused-no-recipient", "path", path.display()),
            Self::Io { path, source } => unwritable(words, &path.display().to_string(), source),
            other => other.to_string(),
        }
    }
}

impl Tell for MergeError {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Cancelled => words.say("cli-refused-cancelled"),
            Self::Store(error) => error.say(words),
            Self::Keys(error) => error.tell(words),
            Self::Workspace(error) => error.tell(words),
            Self::NothingToStartFrom(None) => words.say("cli-refused-no-package"),
            Self::NothingToStartFrom(Some((path, refusal))) => format!("{}: {}", refusal.say(words), path.display()),
            other => other.to_string(),
        }
    }
}

impl Tell for receipt::Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Store(error) => error.say(words),
            Self::Keys(error) => error.tell(words),
            Self::Io { path, source } => unwritable(words, &path.display().to_string(), source),
            other => other.to_string(),
        }
    }
}

impl Tell for index::Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Store(error) => error.say(words),
            other => other.say(words),
        }
    }
}

fn one(words: Words, key: &str, name: &str, value: impl std::fmt::Display) -> String {
    words.say_with(key, &[(name, value.to_string().into())])
}

fn unwritable(words: Words, path: &str, source: &std::io::Error) -> String {
    format!("{}: {source}", one(words, "cli-unwritable", "path", path))
}

/// The first of the findings, and how to see the others.
fn findings_of(words: Words, path: &str, findings: &[Finding]) -> String {
    let first = findings
        .iter()
        .max_by_key(|finding| finding.kind.severity())
        .map(|finding| finding.say(words));
    words.say_with(
        "cli-refused-form",
        &[
            ("path", path.into()),
            ("n", findings.len().into()),
            ("first", first.unwrap_or_default().into()),
        ],
    )
}
