//! Why nothing was published, in the user's language.

use super::Error;
use crate::app::tell::{Tell, unwritable};
use crate::privacy::ledger::{Leak, LeakedGroup};
use crate::privacy::recoding::SearchError;
use crate::words::{Argument, Words};

fn one<'a>(words: Words, key: &str, name: &str, value: impl Into<Argument<'a>>) -> String {
    words.say_with(key, &[(name, value.into())])
}

impl Tell for Error {
    fn tell(&self, words: Words) -> String {
        match self {
            Self::Cancelled | Self::Search(SearchError::Cancelled) | Self::Index(crate::app::index::Error::Cancelled) => {
                words.say("refused-cancelled")
            }
            Self::NothingMerged => words.say("refused-nothing-merged"),
            Self::NoSuchForm(form) => one(words, "refused-no-such-form", "name", form.as_str()),
            Self::NoSuchColumn(column) => one(words, "refused-publish-column", "column", column.as_str()),
            Self::SeveralAnswers(column) => one(words, "refused-publish-several", "column", column.as_str()),
            Self::NoWeights(column) => one(words, "refused-publish-weights", "column", column.as_str()),
            Self::NoQuasi => words.say("refused-publish-no-quasi"),
            Self::WeakWish => words.say("refused-publish-weak"),
            Self::NoReview { path } => one(words, "refused-publish-review", "path", path.display().to_string()),
            Self::Search(SearchError::Unreachable) => words.say("refused-publish-unreachable"),
            Self::Search(error) => one(words, "refused-publish-ledger", "why", error.to_string()),
            Self::Microdata(error) => one(words, "refused-publish-ledger", "why", error.to_string()),
            Self::ThresholdTooLow { least } => one(words, "refused-publish-threshold", "least", *least),
            Self::ReasonNeeded { usual } => one(words, "refused-publish-reason", "usual", *usual),
            Self::Index(error) => error.say(words),
            Self::Leak(leak) => tell_leak(leak, words),
            Self::Stopped(stopped) => stopped.tell(words),
            Self::Ending { found, path } => {
                let arguments = [("found", found.as_str().into()), ("path", path.display().to_string().into())];
                words.say_with("refused-publish-ending", &arguments)
            }
            Self::TooMuch(why) | Self::Ledger(why) => one(words, "refused-publish-ledger", "why", why.as_str()),
            Self::Table(error) => one(words, "refused-publish-ledger", "why", error.to_string()),
            Self::Damaged(error) => one(words, "refused-record-damaged", "detail", error.to_string()),
            Self::Instrument(error) => error.tell(words),
            Self::Store(error) => error.tell(words),
            Self::NoChance(error) => error.tell(words),
            Self::Io { path, source } => unwritable(words, path, source),
        }
    }
}

/// Which earlier release it leaks with, and what.
fn tell_leak(leak: &Leak, words: Words) -> String {
    let with = leak.with.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match &leak.what {
        LeakedGroup::Count { group, count } => {
            let answers: Vec<String> = group.iter().map(|(question, answer)| format!("{question} = {answer}")).collect();
            let arguments = [
                ("with", with.into()),
                ("group", answers.join(", ").into()),
                ("count", (*count).into()),
            ];
            words.say_with("refused-publish-leak-count", &arguments)
        }
        LeakedGroup::Records { persons, least } => {
            let arguments = [("with", with.into()), ("persons", (*persons).into()), ("least", (*least).into())];
            words.say_with("refused-publish-leak-records", &arguments)
        }
        LeakedGroup::TooLarge => one(words, "refused-publish-unchecked", "with", with),
        LeakedGroup::Contradiction => one(words, "refused-publish-leak-contradiction", "with", with),
    }
}
