//! Where the records of an index come from: so many from each version of the form, and what of them counts nowhere.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::words::Words;

/// The records behind the figures.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Origin {
    /// Version by version, the newest first: its index is the one that was computed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<VersionShare>,
    /// Answers of older versions that nobody has said what they are in the newest one: as answers to an item they count in no figure, as
    /// a unit or group only in the whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unsettled: Vec<UnsettledChoice>,
    /// Rows of answers without a usable weight: they count in no figure.
    #[serde(skip_serializing_if = "is_nought")]
    pub unweighted: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_nought(count: &u64) -> bool {
    *count == 0
}

/// The records of one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VersionShare {
    /// The version.
    pub version: String,
    /// Its identity.
    pub instrument: String,
    /// Its current records.
    pub records: u64,
    /// Whether they are in the figures; records of a newer version that has no index are not.
    pub is_counted: bool,
    /// What the index reads and this version does not ask.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
}

/// A choice of an older version that is nothing in the newest one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnsettledChoice {
    /// The older version.
    pub version: String,
    /// The question.
    pub question: String,
    /// What the index reads it for.
    pub read_as: ReadAs,
    /// The choice there.
    pub choice: String,
    /// What it says there, in the languages of the program.
    #[serde(skip)]
    pub labels: BTreeMap<&'static str, String>,
    /// How many answers.
    pub answers: u64,
}

/// What an index reads a question for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ReadAs {
    /// It is an item.
    Item,
    /// It names the unit.
    Unit,
    /// It names the group of respondents.
    Group,
}

impl Origin {
    /// The identity of the version whose index was computed.
    pub fn frame(&self) -> Option<&str> {
        let counted = self.versions.iter().find(|share| share.is_counted);
        counted.map(|share| share.instrument.as_str())
    }

    /// What a reader must know to trust the figures; nothing where all records are of one version and count.
    pub fn say(&self, words: Words) -> Vec<String> {
        let mut lines = Vec::new();
        let with_records = || self.versions.iter().filter(|share| share.records > 0);
        if with_records().count() > 1 || with_records().any(|share| !share.is_counted || !share.lacks.is_empty()) {
            lines.extend(with_records().map(|share| share.say(words)));
        }
        // What counts nowhere comes first: many split units must not hide it.
        let (items, others): (Vec<_>, Vec<_>) = self.unsettled.iter().partition(|choice| choice.read_as == ReadAs::Item);
        lines.extend(items.into_iter().chain(others).map(|choice| choice.say(words)));
        if self.unweighted > 0 {
            lines.push(words.say_with("index-unweighted", &[("n", self.unweighted.into())]));
        }
        lines
    }
}

impl VersionShare {
    fn say(&self, words: Words) -> String {
        let about = [("n", self.records.into()), ("version", self.version.as_str().into())];
        if !self.is_counted {
            return words.say_with("index-version-left-out", &about);
        }
        let mut line = words.say_with("versions-share", &about);
        if !self.lacks.is_empty() {
            let lacks = [("n", self.lacks.len().into()), ("names", self.lacks.join(", ").into())];
            line.push_str("; ");
            line.push_str(&words.say_with("versions-lacks", &lacks));
        }
        line
    }
}

impl UnsettledChoice {
    fn say(&self, words: Words) -> String {
        let label = self.labels.get(words.lang().code()).map_or("", String::as_str);
        let key = match self.read_as {
            ReadAs::Item => "index-unsettled-item",
            ReadAs::Unit => "index-unsettled-unit",
            ReadAs::Group => "index-unsettled-group",
        };
        words.say_with(
            key,
            &[
                ("n", self.answers.into()),
                ("question", self.question.as_str().into()),
                ("choice", self.choice.as_str().into()),
                ("label", label.into()),
                ("version", self.version.as_str().into()),
            ],
        )
    }
}
