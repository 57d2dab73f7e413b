//! Computing the index: of a workspace's or master's records, or of values from a published report.

mod lines;

use crate::dataset::{Damaged, Schema};
use crate::form::Form;
use crate::index::{BindError, Binding, GivenValues, IndexTree, ItemRule, LeavesError, NodeScore, Spread, Tally, score, score_given};
use crate::instrument::{CanonicalError, Instrument};
use crate::store::Workspace;
use crate::words::{Progress, Words};

pub use lines::Lines;

/// The figures of an index, as `index --json` prints them.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct IndexReport {
    /// The form's id.
    pub form: String,
    /// The item rule that was used.
    pub rule: String,
    /// The whole first, then unit by unit; nodes in the order of the tree.
    pub nodes: Vec<NodeScore>,
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

/// A tally being made: records go in one by one, packed, as a store hands them over.
#[derive(Debug)]
pub struct IndexRun<'a> {
    form: &'a Form,
    tree: &'a IndexTree,
    rule: ItemRule,
    by: Vec<String>,
    binding: Binding,
    tally: Tally,
    spread: Option<Spread>,
}

impl<'a> IndexRun<'a> {
    /// Begins. `schema` is the one that the records are packed in: the form's own on a laptop, the released one in a master.
    pub fn new(form: &'a Form, tree: Option<&'a IndexTree>, schema: &Schema, request: &IndexRequest) -> Result<Self, Error> {
        let tree = tree.ok_or(Error::NoIndex)?;
        let rule = item_rule(tree, request.rule.as_deref())?;
        let binding = Binding::new(form, tree, schema, &request.by)?;
        Ok(Self {
            form,
            tree,
            rule,
            by: request.by.clone(),
            binding,
            tally: Tally::default(),
            spread: None,
        })
    }

    /// Counts one record.
    pub fn add(&mut self, packed: &[u8]) -> Result<(), Error> {
        Ok(self.tally.add(&self.binding, packed)?)
    }

    /// Ends the first pass. The second, over the same records through [`IndexRun::add_again`], is what standard errors take; without it the
    /// figures have none.
    pub fn begin_second_pass(&mut self) {
        self.spread = Some(Spread::new(self.tree, &self.tally, Some(self.rule)));
    }

    /// Looks at a record again, in the second pass.
    pub fn add_again(&mut self, packed: &[u8]) -> Result<(), Error> {
        match &mut self.spread {
            Some(spread) => Ok(spread.add(&self.binding, packed)?),
            None => Ok(()),
        }
    }

    /// Rows of answers that were left out because their weight is missing.
    pub fn unweighted(&self) -> u64 {
        self.tally.unweighted
    }

    /// The figures of what was counted.
    pub fn finish(self) -> IndexReport {
        let nodes = score(self.tree, &self.tally, Some(self.rule), &self.by, self.spread.as_ref());
        IndexReport {
            form: self.form.id.clone(),
            rule: self.rule.word().to_owned(),
            nodes,
        }
    }
}

/// The index of a master's current records. Without an identity it is of the instrument that was added last.
pub fn index_of_master(
    master: &Workspace,
    identity: Option<&str>,
    request: &IndexRequest,
    progress: &dyn Progress,
) -> Result<IndexReport, Error> {
    let newest = || -> Result<String, Error> { Ok(master.instruments()?.pop().ok_or(Error::NoInstrument)?.identity) };
    let identity = identity.map_or_else(newest, |identity| Ok(identity.to_owned()))?;
    let instrument = Instrument::from_canonical(&master.instrument_canonical(&identity)?)?;
    let mut run = IndexRun::new(&instrument.form, instrument.index.as_ref(), &instrument.plan.released, request)?;
    let total = u64::from(master.master_counts(&identity)?.records);
    let mut done = 0_u64;
    let mut pass = |take: &mut dyn FnMut(&[u8]) -> Result<(), Error>| {
        master.for_each_current(&identity, |row| -> Result<(), Error> {
            if done.is_multiple_of(PROGRESS_EVERY) {
                progress.step(done, 2 * total);
            }
            done += 1;
            if progress.is_cancelled() {
                Err(Error::Cancelled)
            } else {
                take(row.body)
            }
        })
    };
    pass(&mut |body| run.add(body))?;
    run.begin_second_pass();
    pass(&mut |body| run.add_again(body))?;
    progress.step(2 * total, 2 * total);
    Ok(run.finish())
}

/// Records between two reports of progress.
const PROGRESS_EVERY: u64 = 1024;

/// The index of given values: a CSV `node,value` or `unit,node,value`.
pub fn index_of_leaves(form: &Form, tree: Option<&IndexTree>, csv: &str) -> Result<IndexReport, Error> {
    let tree = tree.ok_or(Error::NoIndex)?;
    let given = GivenValues::read(tree, csv)?;
    Ok(IndexReport {
        form: form.id.clone(),
        rule: tree.rule.word().to_owned(),
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
