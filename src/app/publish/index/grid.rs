//! An index report as tables of bases: units down, splits across, one table for each node.

use std::collections::BTreeMap;

use crate::app::index::IndexReport;
use crate::app::publish::Error;
use crate::index::{IndexTree, ItemRule, NodeScore};
use crate::privacy::tables::{CountTable, FigureNode};

/// The answers to the questions of a split, in the order of their names; nothing for no answer.
pub(super) type Split = BTreeMap<String, Option<String>>;

/// The rows and columns of a report. The last row is of those without a unit; it is not printed, but who knows the others can work it out.
pub(super) struct Grid {
    pub(super) units: Vec<String>,
    /// One that is empty where nothing is split.
    pub(super) splits: Vec<Split>,
    is_split: bool,
}

impl Grid {
    pub(super) fn of(report: &IndexReport, tree: &IndexTree) -> Self {
        let root = || report.nodes.iter().filter(|score| score.node == tree.name());
        let mut units: Vec<String> = root().filter_map(|score| score.unit.clone()).collect();
        units.sort_unstable();
        units.dedup();
        let mut splits: Vec<Split> = root().filter_map(|score| score.by.clone()).collect();
        splits.sort_unstable();
        splits.dedup();
        let is_split = !splits.is_empty();
        if !is_split {
            splits.push(Split::new());
        }
        Self { units, splits, is_split }
    }

    /// Rows and columns without totals.
    pub(super) fn rows(&self) -> usize {
        self.units.len() + 1
    }

    pub(super) fn columns(&self) -> usize {
        self.splits.len()
    }

    /// How many positions a table has, totals among them.
    pub(super) fn positions(&self) -> usize {
        (self.rows() + 1) * (self.columns() + 1)
    }

    pub(super) fn at(&self, row: usize, column: usize) -> usize {
        row * (self.columns() + 1) + column
    }

    /// Where a score stands: all units are the row of totals, all of a split the column of totals.
    pub(super) fn place(&self, score: &NodeScore) -> Option<usize> {
        let row = match &score.unit {
            None => self.rows(),
            Some(unit) => self.units.binary_search(unit).ok()?,
        };
        let column = match &score.by {
            None => self.columns(),
            Some(split) => self.splits.binary_search(split).ok()?,
        };
        Some(self.at(row, column))
    }

    /// The nodes of the tree, in its order.
    pub(super) fn nodes(&self, report: &IndexReport, tree: &IndexTree, rule: ItemRule) -> Result<Vec<FigureNode>, Error> {
        let mut scores: BTreeMap<(usize, usize), &NodeScore> = BTreeMap::new();
        for score in &report.nodes {
            if let (Some(node), Some(at)) = (tree.find(&score.node), self.place(score)) {
                scores.insert((node, at), score);
            }
        }
        let node = |number: usize| self.node(number, &|at| scores.get(&(number, at)).copied(), tree, rule);
        (0..tree.nodes.len()).map(node).collect()
    }

    fn node<'a>(
        &self,
        number: usize,
        score: &dyn Fn(usize) -> Option<&'a NodeScore>,
        tree: &IndexTree,
        rule: ItemRule,
    ) -> Result<FigureNode, Error> {
        let base = |at: usize| score(at).and_then(|score| score.n).unwrap_or(0);
        let counts = self.table(&base)?;
        let mut bases = counts.cells().to_vec();
        let mut has_figure = vec![false; self.positions()];
        for (at, (own, has_figure)) in bases.iter_mut().zip(&mut has_figure).enumerate() {
            if let Some(score) = score(self.printed(at)) {
                *own = score.n.unwrap_or(0);
                *has_figure = score.value.is_some();
            }
        }
        let answers = if tree.answers_counted(number, rule).is_some() {
            let counted = |at: usize| {
                let share = score(at).and_then(|score| score.value).unwrap_or(0.0) / 100.0;
                ((base(at) as f64 * share).round() as u64).min(base(at))
            };
            Some([self.table(&counted)?, self.table(&|at| base(at) - counted(at))?])
        } else {
            None
        };
        Ok(FigureNode {
            parent: tree.nodes.get(number).and_then(|node| node.parent),
            counts,
            bases,
            has_figure,
            answers,
        })
    }

    /// Where the figure of a position is printed: without a split, what stands in the only column is printed as its total.
    fn printed(&self, at: usize) -> usize {
        let width = self.columns() + 1;
        if self.is_split { at } else { at / width * width + self.columns() }
    }

    /// Counts by unit and split; who is missing from them to what is printed for all units has no unit.
    fn table(&self, count: &dyn Fn(usize) -> u64) -> Result<CountTable, Error> {
        let cell = |row: usize, column: usize| count(self.printed(self.at(row, column)));
        let mut counts = Vec::with_capacity(self.rows() * self.columns());
        for row in 0..self.units.len() {
            counts.extend((0..self.columns()).map(|column| cell(row, column)));
        }
        for column in 0..self.columns() {
            let known: u64 = (0..self.units.len()).map(|row| cell(row, column)).sum();
            counts.push(cell(self.rows(), column).saturating_sub(known));
        }
        Ok(CountTable::new(
            vec![String::new(); self.rows()],
            vec![String::new(); self.columns()],
            counts,
        )?)
    }
}
