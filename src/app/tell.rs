//! Why something was not done, in the user's language: what both front ends say when a use case refuses.
//!
//! The store and the packages word their own refusals; what the use cases add is worded here. What only a damaged file or a bug brings
//! about is said in the catalogue's words with the technical detail in brackets.

use std::cmp::Reverse;
use std::io;
use std::path::Path;

use super::moment::NoChance;
use super::{
    attach, collect, convert, export, form_file, form_media, index, instrument, keys, merge, practice, receipt, training, try_form,
    workspace,
};
use crate::exchange::ReceiptError;
use crate::form::Finding;
use crate::instrument::CanonicalError;
use crate::interview::StepError;
use crate::store;
use crate::words::{Argument, Words};

/// An error that a user can be told.
pub trait Tell: std::fmt::Debug {
    /// What went wrong and what to do: lower case, no full stop.
    fn tell(&self, words: Words) -> String;
}

/// A file could not be read.
pub fn unreadable(words: Words, path: &Path, source: &io::Error) -> String {
    of_file(words, "refused-unreadable", path, source)
}

/// A file could not be written.
pub fn unwritable(words: Words, path: &Path, source: &io::Error) -> String {
    of_file(words, "refused-unwritable", path, source)
}

fn of_file(words: Words, key: &str, path: &Path, source: &io::Error) -> String {
    let path = path.display().to_string();
    words.say_with(key, &[("path", path.into()), ("why", source.tell(words).into())])
}

fn one<'a>(words: Words, key: &str, name: &str, value: impl Into<Argument<'a>>) -> String {
    words.say_with(key, &[(name, value.into())])
}

fn with_path(words: Words, key: &str, path: &Path) -> String {
    one(words, key, "path", path.display().to_string())
}

impl Tell for io::Error {
    fn tell(&self, words: Words) -> String {
        let key = match self.kind() {
            io::ErrorKind::NotFound => "refused-io-not-found",
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "refused-io-permission",
            io::ErrorKind::StorageFull => "refused-io-full",
            io::ErrorKind::IsADirectory => "refused-io-folder",
            io::ErrorKind::AlreadyExists => "refused-io-exists",
            io::ErrorKind::InvalidData => "refused-io-not-text",
            _ => return self.to_string(),
        };
        words.say(key)
    }
}

impl Tell for store::Error {
    fn tell(&self, words: Words) -> String {
        self.say(words)
    }
}

impl Tell for NoChance {
    fn tell(&self, words: Words) -> String {
        one(words, "refused-no-chance", "detail", self.to_string())
    }
}

impl Tell for CanonicalError {
    fn tell(&self, words: Words) -> String {
        one(words, "refused-instrument-damaged", "detail", self.to_string())
    }
}

impl Tell for workspace::Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Store(error) => error.tell(words),
            Self::NoChance(error) => error.tell(words),
        }
    }
}

impl Tell for instrument::Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Store(error) => error.tell(words),
            Self::Missing { path, .. } => with_path(words, "refused-no-form", path),
            Self::Wrong { path, findings } => findings_of(words, path, findings),
            Self::Media(error) => error.tell(words),
            Self::Canonical(error) => error.tell(words),
        }
    }
}

impl Tell for form_media::Error {
    fn tell(&self, words: Words) -> String {
        let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
        match self {
            Self::TooLarge { path, size, limit } => {
                let arguments = [
                    ("path", path.display().to_string().into()),
                    ("size", megabytes(*size).into()),
                    ("limit", megabytes(*limit).into()),
                ];
                words.say_with("refused-media-file", &arguments)
            }
            Self::TooMuch { size, limit } => {
                let arguments = [("size", megabytes(*size).into()), ("limit", megabytes(*limit).into())];
                words.say_with("refused-media-sum", &arguments)
            }
            Self::Unreadable { path, source } => unreadable(words, path, source),
        }
    }
}

impl Tell for attach::Error {
    fn tell(&self, words: Words) -> String {
        let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
        match self {
            Self::Unreadable { path, source } => unreadable(words, path, source),
            Self::Empty { path } => with_path(words, "refused-attach-empty", path),
            Self::TooLarge { path, size, limit } => {
                let arguments = [
                    ("path", path.display().to_string().into()),
                    ("size", megabytes(*size).into()),
                    ("limit", megabytes(*limit).into()),
                ];
                words.say_with("refused-attach-large", &arguments)
            }
            Self::WrongKind { path, expected } => {
                let arguments = [("path", path.display().to_string().into()), ("expected", expected.as_str().into())];
                words.say_with("refused-attach-kind", &arguments)
            }
            Self::Stopped => words.say("refused-attach-stopped"),
            Self::Store(error) => error.tell(words),
        }
    }
}

impl Tell for form_media::Unplayable {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Absent { name } => one(words, "refused-media-absent", "name", name.as_str()),
            Self::NotMedia { name } => one(words, "refused-media-kind", "name", name.as_str()),
            Self::Unwritable { path, source } => unwritable(words, path, source),
            Self::Store(error) => error.tell(words),
        }
    }
}

impl Tell for form_file::Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Unreadable { path, source } => unreadable(words, path, source),
            Self::HasErrors { path, findings } => findings_of(words, path, findings),
        }
    }
}

/// The first of the findings, and how to see the others.
fn findings_of(words: Words, path: &Path, findings: &[Finding]) -> String {
    let first = findings
        .iter()
        .min_by_key(|finding| Reverse(finding.kind.severity()))
        .map(|finding| finding.say(words));
    let arguments = [
        ("path", path.display().to_string().into()),
        ("n", findings.len().into()),
        ("first", first.unwrap_or_default().into()),
    ];
    words.say_with("refused-form", &arguments)
}

impl Tell for StepError {
    fn tell(&self, words: Words) -> String {
        let kind = |expected: &str| {
            let key = format!("refused-step-kind-{}", expected.replace(' ', "-"));
            Argument::from(if words.has(&key) { words.say(&key) } else { expected.to_owned() })
        };
        match self {
            Self::NoSuchNode(at) => one(words, "refused-step-no-node", "at", at.as_str()),
            Self::WrongNode { at, expected } => {
                words.say_with("refused-step-node", &[("at", at.as_str().into()), ("expected", kind(expected))])
            }
            Self::NotRelevant(at) => one(words, "refused-step-not-asked", "at", at.as_str()),
            Self::ReadOnly(at) => one(words, "refused-step-read-only", "at", at.as_str()),
            Self::WrongType { at, value, expected } => words.say_with(
                "refused-step-type",
                &[
                    ("at", at.as_str().into()),
                    ("value", value.as_str().into()),
                    ("expected", kind(expected)),
                ],
            ),
            Self::NoSuchLanguage(name) => one(words, "refused-step-language", "name", name.as_str()),
            Self::CountedRepeat(at) => one(words, "refused-step-counted", "at", at.as_str()),
            Self::NoRoom(at) => one(words, "refused-step-no-room", "at", at.as_str()),
        }
    }
}

impl Tell for collect::Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Store(error) => error.tell(words),
            Self::Step(error) => one(words, "refused-answer", "reason", error.tell(words)),
            Self::StillOpen(open) => one(words, "refused-still-open", "n", open.len()),
            Self::Replay { source, .. } => one(words, "refused-draft", "detail", source.to_string()),
            Self::NoChance(error) => error.tell(words),
        }
    }
}

impl Tell for try_form::Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Form(error) => error.tell(words),
            Self::Unreadable { path, source } => unreadable(words, path, source),
            Self::BadScript { path, source } => {
                let arguments = [("path", path.display().to_string().into()), ("why", source.to_string().into())];
                words.say_with("refused-script", &arguments)
            }
            Self::Step { number, source } => {
                let arguments = [("number", number.to_string().into()), ("why", source.tell(words).into())];
                words.say_with("refused-script-step", &arguments)
            }
        }
    }
}

impl Tell for training::Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::NotTraining => words.say("refused-not-training"),
            Self::NoForm => words.say("refused-no-form-inside"),
            Self::Instrument(error) => error.tell(words),
            Self::Store(error) => error.tell(words),
        }
    }
}

impl Tell for keys::Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Store(error) => error.tell(words),
            Self::NoChance(error) => error.tell(words),
            Self::Damaged(name) => one(words, "refused-secret-damaged", "name", name.as_str()),
            Self::NotARecipient(_) => words.say("refused-recipient"),
        }
    }
}

impl Tell for export::ExportError {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Cancelled => words.say("refused-cancelled"),
            Self::NoForm => words.say("refused-no-form-inside"),
            Self::Store(error) => error.tell(words),
            Self::Keys(error) => error.tell(words),
            Self::NotARecipient(_) => words.say("refused-recipient"),
            Self::Instrument { source, .. } => source.tell(words),
            Self::DamagedRecord(detail) => one(words, "refused-record-damaged", "detail", detail.as_str()),
            Self::Stopped(stopped) => stopped.tell(words),
            Self::FolderUnderSeal { path } => with_path(words, "refused-folder-seal", path),
            Self::NoRecipient { path } => with_path(words, "refused-no-recipient", path),
            Self::Io { path, source } => unwritable(words, path, source),
        }
    }
}

impl Tell for convert::Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Cancelled => words.say("refused-cancelled"),
            Self::NoForm => words.say("refused-no-form-inside"),
            Self::NoSuchForm(name) => one(words, "refused-no-such-form", "name", name.as_str()),
            Self::Ending { found, path } => {
                let known = convert::ENDINGS.map(|ending| format!(".{ending}")).join(", ");
                let arguments = [
                    ("found", found.as_str().into()),
                    ("known", known.into()),
                    ("path", path.display().to_string().into()),
                ];
                words.say_with("refused-ending", &arguments)
            }
            Self::Store(error) => error.tell(words),
            Self::Instrument(error) => error.tell(words),
            Self::DamagedRecord(detail) => one(words, "refused-record-damaged", "detail", detail.as_str()),
            Self::Identifying { columns } => one(words, "refused-convert-identifying", "columns", columns.join(", ")),
            Self::Form(error) => error.tell(words),
            Self::OntoItself { path } => with_path(words, "refused-onto-itself", path),
            Self::Stopped(stopped) => stopped.tell(words),
            Self::TooMuch { path, reason } => {
                let arguments = [("why", reason.as_str().into()), ("path", path.display().to_string().into())];
                words.say_with("refused-too-much", &arguments)
            }
            Self::NotEmpty { path } => with_path(words, "refused-folder-full", path),
            Self::Io { path, source } => unwritable(words, path, source),
        }
    }
}

impl Tell for merge::MergeError {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Cancelled => words.say("refused-cancelled"),
            Self::Store(error) => error.tell(words),
            Self::Keys(error) => error.tell(words),
            Self::Workspace(error) => error.tell(words),
            Self::Scratch(error) => one(words, "refused-scratch", "why", error.tell(words)),
            Self::NothingToStartFrom(None) => words.say("refused-no-package"),
            Self::NothingToStartFrom(Some((path, refusal))) => format!("{}: {}", refusal.say(words), path.display()),
        }
    }
}

impl Tell for receipt::Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Store(error) => error.tell(words),
            Self::Keys(error) => error.tell(words),
            Self::Io { path, source } => of_file(words, "refused-file", path, source),
            Self::Refused { path, source } => {
                let key = match source {
                    ReceiptError::NotAReceipt => "refused-receipt-other",
                    ReceiptError::TooNew(_) => "refused-receipt-newer",
                    ReceiptError::SignatureWrong => "refused-receipt-changed",
                };
                with_path(words, key, path)
            }
            Self::OtherCampaign { ours, theirs } => words.say_with(
                "refused-receipt-campaign",
                &[("ours", ours.as_str().into()), ("theirs", theirs.as_str().into())],
            ),
            Self::OtherPurpose => words.say("refused-receipt-purpose"),
            Self::OtherMaster => words.say("refused-receipt-master"),
        }
    }
}

impl Tell for index::Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Store(error) => error.tell(words),
            Self::Instrument(error) => error.tell(words),
            Self::Damaged(error) => one(words, "refused-record-damaged", "detail", error.to_string()),
            other => other.say(words),
        }
    }
}

impl Tell for practice::Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Cancelled => words.say("refused-cancelled"),
            Self::Io { path, source } => unwritable(words, path, source),
            Self::Workspace(error) => error.tell(words),
            Self::Instrument(error) => error.tell(words),
            Self::Simulate(error) => error.tell(words),
            Self::Export(error) => error.tell(words),
            Self::Merge(error) => error.tell(words),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::PathBuf;

    use super::*;
    use crate::words::Lang;

    #[test]
    fn a_refused_form_is_told_by_its_first_error() {
        let form = "| survey |\n| | type | name | label |\n| | texte | a | A |\n| | intger | b | B |\n";
        let (_, findings) = crate::form::read("f.md", form.as_bytes(), &crate::form::NoAttachments);
        let told = form_file::Error::HasErrors {
            path: PathBuf::from("f.md"),
            findings,
        };
        let told = told.tell(Words::new(Lang::En));
        assert!(told.contains("`texte`") && !told.contains("`intger`"), "{told}");
    }

    #[test]
    fn what_the_use_cases_refuse_is_said_in_both_languages() {
        let path = || PathBuf::from("khảo sát.phieu");
        let at = || "/data/q1".to_owned();
        let refusals: Vec<Box<dyn Tell>> = vec![
            Box::new(io::Error::from(io::ErrorKind::NotFound)),
            Box::new(collect::Error::StillOpen(Vec::new())),
            Box::new(collect::Error::Step(StepError::ReadOnly(at()))),
            Box::new(StepError::NoSuchNode(at())),
            Box::new(StepError::NotRelevant(at())),
            Box::new(StepError::NoSuchLanguage("Khmer".to_owned())),
            Box::new(StepError::CountedRepeat(at())),
            Box::new(StepError::NoRoom(at())),
            Box::new(StepError::WrongNode {
                at: at(),
                expected: "repeat",
            }),
            Box::new(try_form::Error::Step {
                number: 3,
                source: StepError::WrongType {
                    at: at(),
                    value: "năm".to_owned(),
                    expected: "whole number",
                },
            }),
            Box::new(training::Error::NotTraining),
            Box::new(training::Error::NoForm),
            Box::new(keys::Error::Damaged("signing".to_owned())),
            Box::new(export::ExportError::Cancelled),
            Box::new(export::ExportError::DamagedRecord("x".to_owned())),
            Box::new(export::ExportError::NoRecipient { path: path() }),
            Box::new(export::ExportError::FolderUnderSeal { path: path() }),
            Box::new(convert::Error::NoSuchForm("x".to_owned())),
            Box::new(convert::Error::Ending {
                found: "sav".to_owned(),
                path: path(),
            }),
            Box::new(convert::Error::TooMuch {
                path: path(),
                reason: "x".to_owned(),
            }),
            Box::new(convert::Error::NotEmpty { path: path() }),
            Box::new(merge::MergeError::NothingToStartFrom(None)),
            Box::new(receipt::Error::OtherPurpose),
            Box::new(receipt::Error::OtherMaster),
            Box::new(receipt::Error::Refused {
                path: path(),
                source: ReceiptError::NotAReceipt,
            }),
            Box::new(practice::Error::Io {
                path: path(),
                source: io::Error::from(io::ErrorKind::PermissionDenied),
            }),
        ];
        for refusal in refusals {
            let [vi, en] = [Lang::Vi, Lang::En].map(|lang| refusal.tell(Words::new(lang)));
            assert_ne!(vi, en, "{refusal:?}");
            for said in [vi, en] {
                assert!(
                    !said.contains("refused-") && !said.contains('{') && said.contains(' '),
                    "{refusal:?}: {said}"
                );
            }
        }
    }
}
