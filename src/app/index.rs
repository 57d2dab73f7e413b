//! Computing the index: of a workspace's or master's records, or of values from a published report.

mod lines;
mod master;
mod origin;
mod run;

use crate::dataset::Damaged;
use crate::form::Form;
use crate::index::{BindError, GivenValues, IndexTree, ItemRule, LeavesError, NodeScore, score_given};
use crate::instrument::CanonicalError;
use crate::words::Words;

pub use lines::Lines;
pub use master::index_of_master;
pub use origin::{Origin, ReadAs, UnsettledChoice, VersionShare};
pub use run::IndexRun;

/// The figures of an index, as `index --json` prints them.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct IndexReport {
    /// The form's id.
    pub form: String,
    /// The item rule that was used.
    pub rule: String,
    /// Where the records come from; nothing where values were given.
    #[serde(flatten)]
    pub origin: Origin,
    /// The whole first, then unit by unit; nodes in the order of the tree.
    pub nodes: Vec<NodeScore>,
}

impl IndexReport {
    /// Whether a figure stands on some persons, but fewer than these.
    pub fn stands_on_fewer_than(&self, threshold: u64) -> bool {
        self.nodes.iter().any(|score| score.n.is_some_and(|n| n > 0 && n < threshold))
    }
}

/// Why there is no index.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The instrument has no index sheet.
    #[error("the form has no index sheet")]
    NoIndex,
    /// No item rule of this name.
    #[error("no such rule: `{found}`; there are {allowed}")]
    UnknownRule {
        /// What was asked for.
        found: String,
        /// What there is.
        allowed: String,
    },
    /// The columns do not fit.
    #[error(transparent)]
    Columns(#[from] BindError),
    /// A record cannot be read.
    #[error(transparent)]
    Damaged(#[from] Damaged),
    /// The given values cannot be read.
    #[error(transparent)]
    Leaves(#[from] LeavesError),
    /// The workspace has no instrument: nothing was merged yet.
    #[error("nothing was merged yet")]
    NoInstrument,
    /// No form and no version of this name.
    #[error("no form `{0}` inside")]
    NoSuchForm(String),
    /// The workspace refused.
    #[error(transparent)]
    Store(#[from] crate::store::Error),
    /// The stored instrument cannot be read.
    #[error(transparent)]
    Instrument(#[from] CanonicalError),
    /// The user stopped it.
    #[error("stopped")]
    Cancelled,
}

impl Error {
    /// The refusal in words.
    pub fn say(&self, words: Words) -> String {
        match self {
            Self::NoIndex => words.say("index-error-no-index"),
            Self::NoInstrument => words.say("index-error-no-instrument"),
            Self::Cancelled => words.say("index-error-cancelled"),
            Self::NoSuchForm(form) => words.say_with("index-error-no-such-form", &[("form", form.as_str().into())]),
            Self::UnknownRule { found, allowed } => words.say_with(
                "index-error-unknown-rule",
                &[("found", found.as_str().into()), ("allowed", allowed.as_str().into())],
            ),
            Self::Columns(BindError::Withheld(name)) => words.say_with("index-error-withheld", &[("name", name.as_str().into())]),
            Self::Columns(BindError::NoSuchColumn(name)) => words.say_with("index-error-no-such-column", &[("name", name.as_str().into())]),
            Self::Columns(BindError::OutOfReach(name)) => words.say_with("index-error-out-of-reach", &[("name", name.as_str().into())]),
            Self::Leaves(error) => say_leaves(error, words),
            other => other.to_string(),
        }
    }
}

fn say_leaves(error: &LeavesError, words: Words) -> String {
    let at_line =
        |key: &str, line: u64, found: &str| words.say_with(key, &[("line", line.to_string().as_str().into()), ("found", found.into())]);
    match error {
        LeavesError::Header(found) => words.say_with("index-error-header", &[("found", found.as_str().into())]),
        LeavesError::UnknownNode { line, name } => at_line("index-error-unknown-node", *line, name),
        LeavesError::BadNumber { line, found } => at_line("index-error-bad-number", *line, found),
        LeavesError::Repeated { line, name } => at_line("index-error-repeated", *line, name),
        other => other.to_string(),
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IndexRequest {
    /// Questions to split by, by name or path.
    pub by: Vec<String>,
    /// Another item rule than the instrument's own.
    pub rule: Option<String>,
}

/// The index of given values: a CSV `node,value` or `unit,node,value`.
pub fn index_of_leaves(form: &Form, tree: Option<&IndexTree>, csv: &str) -> Result<IndexReport, Error> {
    let tree = tree.ok_or(Error::NoIndex)?;
    let given = GivenValues::read(tree, csv)?;
    Ok(IndexReport {
        form: form.id.clone(),
        rule: tree.rule.word().to_owned(),
        origin: Origin::default(),
        nodes: score_given(tree, &given),
    })
}

fn item_rule(tree: &IndexTree, asked: Option<&str>) -> Result<ItemRule, Error> {
    let Some(word) = asked else { return Ok(tree.rule) };
    let offered = tree.rules();
    let unknown = || Error::UnknownRule {
        found: word.to_owned(),
        allowed: offered.iter().map(|rule| rule.word()).collect::<Vec<_>>().join(", "),
    };
    ItemRule::parse(word).filter(|rule| offered.contains(rule)).ok_or_else(unknown)
}
