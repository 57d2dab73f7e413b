//! What is wrong with a form, as data; the words come from the catalogue.

use super::Place;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; the form runs.
    Warning,
    /// The form cannot be used.
    Error,
}

/// One problem of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong, with the names that it concerns.
    pub kind: FindingKind,
    /// Where.
    pub place: Place,
}

/// The kinds of problems. Each has the catalogue key `finding-<kebab-case name>` and its fields as the message's arguments.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are the names in the message")]
pub enum FindingKind {
    /// The file is not a workbook, not Markdown tables, not XML.
    Unreadable { reason: String },
    /// A sheet that must be there is not.
    MissingSheet { sheet: String, suggestion: Option<String> },
    /// A column that must be there is not.
    MissingColumn { column: String, suggestion: Option<String> },
    /// A `type` that does not exist.
    UnknownType { found: String, suggestion: Option<String> },
    /// A list named in `type` that `choices` does not have.
    UnknownList { list: String, suggestion: Option<String> },
    /// `${name}` that no question bears.
    UnknownReference { name: String, suggestion: Option<String> },
    /// Two siblings with one name.
    DuplicateName { name: String },
    /// Two choices of a list with one name.
    DuplicateChoice { list: String, name: String },
    /// A name that XML does not allow.
    InvalidName { name: String },
    /// An expression that does not parse or calls what does not exist; `span` counts bytes of `source`.
    BadExpression {
        source: String,
        start: u32,
        end: u32,
        reason: String,
    },
    /// Calculations or conditions that depend on themselves; the path goes round.
    Cycle { path: Vec<String> },
    /// `begin_…` and `end_…` that do not match.
    UnbalancedGroup { found: String },
}

impl FindingKind {
    /// Errors stop the form from being used, warnings do not.
    pub fn severity(&self) -> Severity {
        Severity::Error
    }
}
