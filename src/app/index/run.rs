//! A tally being made: records go in one by one, packed, as a store hands them over, of one version of a form or of several.

use std::collections::BTreeMap;

use super::{Error, IndexReport, IndexRequest, Origin, item_rule};
use crate::dataset::{ColumnIx, Schema};
use crate::form::Form;
use crate::index::{Binding, Elsewhere, IndexTree, ItemRule, Spread, Tally, score};

/// The two passes over the records.
#[derive(Debug)]
pub struct IndexRun<'a> {
    form: &'a Form,
    tree: &'a IndexTree,
    schema: &'a Schema,
    rule: ItemRule,
    by: Vec<String>,
    /// The tree's own version first.
    versions: Vec<Version>,
    /// All versions together, once the first pass is over.
    tally: Option<Tally>,
    spread: Option<Spread>,
}

#[derive(Debug)]
struct Version {
    binding: Binding,
    tally: Tally,
}

impl<'a> IndexRun<'a> {
    /// Begins. `schema` is the one that the records are packed in: the form's own on a laptop, the released one in a master.
    pub fn new(form: &'a Form, tree: Option<&'a IndexTree>, schema: &'a Schema, request: &IndexRequest) -> Result<Self, Error> {
        let tree = tree.ok_or(Error::NoIndex)?;
        let rule = item_rule(tree, request.rule.as_deref())?;
        let binding = Binding::new(form, tree, schema, &request.by)?;
        Ok(Self {
            form,
            tree,
            schema,
            rule,
            by: request.by.clone(),
            versions: vec![Version {
                binding,
                tally: Tally::default(),
            }],
            tally: None,
            spread: None,
        })
    }

    /// Lets records of another version take part; tells the columns that the index reads and that version does not have. Its records go in
    /// under the next number.
    pub fn also(&mut self, schema: &Schema, places: &BTreeMap<ColumnIx, Elsewhere>) -> Vec<ColumnIx> {
        let Some(own) = self.versions.first().map(|version| &version.binding) else {
            return Vec::new();
        };
        let binding = own.elsewhere(self.schema, schema, places);
        let lacking = own.missing_from(places);
        self.versions.push(Version {
            binding,
            tally: Tally::default(),
        });
        lacking
    }

    /// Counts one record.
    pub fn add(&mut self, packed: &[u8]) -> Result<(), Error> {
        self.add_of(0, packed)
    }

    /// Counts one record of a version, by its number: 0 is the tree's own.
    pub fn add_of(&mut self, version: usize, packed: &[u8]) -> Result<(), Error> {
        match self.versions.get_mut(version) {
            Some(Version { binding, tally }) => Ok(tally.add(binding, packed)?),
            None => Ok(()),
        }
    }

    /// Ends the first pass. The second, over the same records through [`IndexRun::add_again`], is what standard errors take; without it the
    /// figures have none.
    pub fn begin_second_pass(&mut self) {
        let tally = self.whole();
        self.spread = Some(Spread::new(self.tree, &tally, Some(self.rule)));
        self.tally = Some(tally);
    }

    /// Looks at a record again, in the second pass.
    pub fn add_again(&mut self, packed: &[u8]) -> Result<(), Error> {
        self.add_again_of(0, packed)
    }

    /// Looks at a record of a version again.
    pub fn add_again_of(&mut self, version: usize, packed: &[u8]) -> Result<(), Error> {
        match (&mut self.spread, self.versions.get(version)) {
            (Some(spread), Some(version)) => Ok(spread.add(&version.binding, packed)?),
            _ => Ok(()),
        }
    }

    /// Rows of answers that were left out because their weight is missing.
    pub fn unweighted(&self) -> u64 {
        self.versions.iter().map(|version| version.tally.unweighted).sum()
    }

    /// By column and choice of a version's schema: answers that are nothing in the tree's version.
    pub fn unsettled(&self, version: usize) -> BTreeMap<(ColumnIx, u32), u64> {
        self.versions
            .get(version)
            .map(|version| version.tally.unsettled.clone())
            .unwrap_or_default()
    }

    /// The figures of what was counted.
    pub fn finish(mut self) -> IndexReport {
        let tally = self.tally.take().unwrap_or_else(|| self.whole());
        let nodes = score(self.tree, &tally, Some(self.rule), &self.by, self.spread.as_ref());
        IndexReport {
            form: self.form.id.clone(),
            rule: self.rule.word().to_owned(),
            origin: Origin {
                unweighted: tally.unweighted,
                ..Origin::default()
            },
            nodes,
        }
    }

    /// The counts of all versions.
    fn whole(&self) -> Tally {
        let mut whole = Tally::default();
        self.versions.iter().for_each(|version| whole.merge(&version.tally));
        whole
    }
}
