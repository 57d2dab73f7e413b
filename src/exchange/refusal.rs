//! Why a package is refused: one variant for each thing that someone can do something about.

use serde::Serialize;

use crate::words::Words;

/// Why a package is refused, whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Refusal {
    /// There is no such file or folder.
    #[error("there is no such file or folder")]
    NotThere,
    /// The file or folder could not be read at all.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// No zip, no sealed file, no folder with a manifest.
    #[error("not an export package")]
    NotAPackage,
    /// The zip breaks off or its inside does not decode: copy it again.
    #[error("damaged or cut short: {0}")]
    Damaged(String),
    /// More or larger members than a package ever has.
    #[error("too large: {0}")]
    TooLarge(String),
    /// A member whose name would lead out of the package.
    #[error("a member with a forbidden name: `{0}`")]
    BadName(String),
    /// Sealed, and to some other key than this master's.
    #[error("sealed to another key: ask for an export sealed to this master")]
    SealedToAnother,
    /// Made by a later program.
    #[error("format {found} is newer than this program reads ({ours}): update the program")]
    FormatTooNew {
        /// The package's format version.
        found: u32,
        /// The newest known here.
        ours: u32,
    },
    /// The manifest is there and is none of ours.
    #[error("the manifest cannot be read: {0}")]
    ManifestUnreadable(String),
    /// The manifest was changed after signing.
    #[error("the signature does not fit the manifest")]
    SignatureWrong,
    /// A member that the manifest lists is not there.
    #[error("a member is missing: `{0}`")]
    MemberMissing(String),
    /// A member that the manifest does not list.
    #[error("a member that the manifest does not list: `{0}`")]
    MemberUnlisted(String),
    /// A member's sum differs from the manifest's.
    #[error("a member was changed: `{0}`")]
    MemberChanged(String),
    /// The instrument inside is not the one that the manifest names.
    #[error("the instrument inside is not the one that the manifest names")]
    InstrumentMismatch,
    /// The instrument inside does not compile here.
    #[error("the instrument cannot be read: {0}")]
    InstrumentUnreadable(String),
    /// The master does not have this form, and was not told to take it.
    #[error("the master does not know the form `{form}` version `{version}`: accept the form to take it")]
    UnknownInstrument {
        /// The form's id.
        form: String,
        /// The form's version.
        version: String,
    },
    /// A loose file, and the master has no form that it could be of.
    #[error("the master has no form that the file could be of: make it with `phieu new MASTER --form FORM`")]
    NoForm,
    /// A loose file with the rows of a repeat, and no file with its records beside it.
    #[error("rows of a repeat: the file with their records is not beside it")]
    NoRecords,
    /// Another campaign than the master's.
    #[error("campaign `{theirs}`, the master collects `{ours}`")]
    OtherCampaign {
        /// The master's.
        ours: String,
        /// The package's.
        theirs: String,
    },
    /// Training data for a real master.
    #[error("training data: the master holds real answers")]
    Training,
    /// Real answers for a training master.
    #[error("real answers: the master is for training")]
    NotTraining,
    /// The sums are right and the content is not: some other program wrote it.
    #[error("`{member}`, row {row}, column `{column}`: {problem}")]
    Content {
        /// Which member.
        member: String,
        /// The row, the header being row 1; 0 for the member as a whole.
        row: u64,
        /// The column's head; empty for the row as a whole.
        column: String,
        /// What does not fit.
        problem: ContentProblem,
    },
}

/// What does not fit in a member.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ContentProblem {
    /// The header is not the one that the instrument gives.
    #[error("not the columns that the form gives")]
    Header,
    /// No CSV: broken quotes, rows of different lengths, no UTF-8.
    #[error("not a table")]
    NotCsv,
    /// The text is no value of the column's type.
    #[error("`{0}` is no value of the column")]
    Type(String),
    /// The choice is not in the list.
    #[error("`{0}` is no choice of the question")]
    Choice(String),
    /// A key that is no key of ours.
    #[error("`{0}` is no key")]
    Key(String),
    /// A key that stands twice, or out of order.
    #[error("key `{0}` is repeated or out of order")]
    KeyOrder(String),
    /// A row of a repeat whose parent is not there.
    #[error("no row `{0}` above it")]
    Orphan(String),
    /// The number of records differs from the manifest's.
    #[error("{found} records, the manifest says {stated}")]
    Count {
        /// By the manifest.
        stated: u64,
        /// In the member.
        found: u64,
    },
}

impl Refusal {
    /// The reason in words.
    pub fn say(&self, words: Words) -> String {
        let one = |key: &str, name: &str, value: &str| words.say_with(key, &[(name, value.to_owned().into())]);
        match self {
            Self::NotThere => words.say("merge-refused-not-there"),
            Self::Unreadable(why) => one("merge-refused-unreadable", "why", why),
            Self::NotAPackage => words.say("merge-refused-not-a-package"),
            Self::Damaged(why) => one("merge-refused-damaged", "why", why),
            Self::TooLarge(what) => one("merge-refused-too-large", "what", what),
            Self::BadName(name) => one("merge-refused-bad-name", "name", name),
            Self::SealedToAnother => words.say("merge-refused-sealed-to-another"),
            Self::FormatTooNew { found, ours } => words.say_with(
                "merge-refused-format-too-new",
                &[("found", found.to_string().into()), ("ours", ours.to_string().into())],
            ),
            Self::ManifestUnreadable(why) => one("merge-refused-manifest-unreadable", "why", why),
            Self::SignatureWrong => words.say("merge-refused-signature"),
            Self::MemberMissing(name) => one("merge-refused-member-missing", "name", name),
            Self::MemberUnlisted(name) => one("merge-refused-member-unlisted", "name", name),
            Self::MemberChanged(name) => one("merge-refused-member-changed", "name", name),
            Self::InstrumentMismatch => words.say("merge-refused-instrument-mismatch"),
            Self::InstrumentUnreadable(why) => one("merge-refused-instrument-unreadable", "why", why),
            Self::UnknownInstrument { form, version } => words.say_with(
                "merge-refused-unknown-instrument",
                &[("form", form.clone().into()), ("version", version.clone().into())],
            ),
            Self::OtherCampaign { ours, theirs } => words.say_with(
                "merge-refused-other-campaign",
                &[("ours", ours.clone().into()), ("theirs", theirs.clone().into())],
            ),
            Self::NoForm => words.say("merge-refused-no-form"),
            Self::NoRecords => words.say("merge-refused-no-records"),
            Self::Training => words.say("merge-refused-training"),
            Self::NotTraining => words.say("merge-refused-not-training"),
            Self::Content {
                member,
                row,
                column,
                problem,
            } => words.say_with(
                "merge-refused-content",
                &[
                    ("member", member.clone().into()),
                    ("row", row.to_string().into()),
                    ("column", column.clone().into()),
                    ("problem", problem.say(words).into()),
                ],
            ),
        }
    }
}

impl ContentProblem {
    /// The problem in words.
    pub fn say(&self, words: Words) -> String {
        let one = |key: &str, value: &str| words.say_with(key, &[("value", value.to_owned().into())]);
        match self {
            Self::Header => words.say("merge-content-header"),
            Self::NotCsv => words.say("merge-content-not-csv"),
            Self::Type(value) => one("merge-content-type", value),
            Self::Choice(value) => one("merge-content-choice", value),
            Self::Key(value) => one("merge-content-key", value),
            Self::KeyOrder(value) => one("merge-content-key-order", value),
            Self::Orphan(value) => one("merge-content-orphan", value),
            Self::Count { stated, found } => words.say_with(
                "merge-content-count",
                &[("stated", stated.to_string().into()), ("found", found.to_string().into())],
            ),
        }
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound => Self::NotThere,
            _ => Self::Unreadable(error.to_string()),
        }
    }
}
