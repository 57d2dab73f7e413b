//! What the figures of an index tell of counts, as the ledger remembers it: a table for each question that it scores, and one for the whole.

use std::collections::BTreeSet;

use super::grid::Grid;
use crate::index::{IndexTree, ItemRule};
use crate::instrument::Instrument;
use crate::privacy::ledger::{Axis, CountsRelease, ShownCount};
use crate::privacy::tables::{FigureMask, FigureNode, TableRule};

/// The tables of the root and of every leaf. What lies between them has the bases of either.
#[expect(clippy::too_many_arguments, reason = "the figures, what is hidden of them, and what they are of")]
pub(super) fn counts(
    instrument: &Instrument,
    tree: &IndexTree,
    rule: ItemRule,
    grid: &Grid,
    nodes: &[FigureNode],
    masks: &[FigureMask],
    by: &[String],
    (table_rule, persons): (&TableRule, u64),
) -> Vec<CountsRelease> {
    let schema = &instrument.plan.released;
    let path = |node| schema.find(node).and_then(|at| schema.get(at)).map(|column| column.path.clone());
    let unit = tree.unit.and_then(path);
    let named = |name: &String| {
        let mut columns = schema.columns();
        let found = columns.find(|(_, column)| column.name == *name || column.path == *name);
        found.map_or_else(|| name.clone(), |(_, column)| column.path.clone())
    };
    let sides = Sides {
        grid,
        unit,
        by: by.iter().map(|name| (name.clone(), named(name))).collect(),
    };
    let told = |(number, (node, mask)): (usize, (&FigureNode, &FigureMask))| {
        let all = grid.at(grid.rows(), grid.columns());
        let is_root = number == 0;
        let leaf = tree.nodes.get(number).filter(|node| node.children.is_empty())?;
        let shown = Shown { node, mask, table_rule };
        let answers = tree.answers_counted(number, rule);
        let question = tree.item(number).and_then(path);
        Some(match (answers, question) {
            _ if is_root && node.bases.get(all) == Some(&persons) => sides.release(None, &shown),
            (Some([counted, others]), Some(question)) => sides.release(Some(Item::share(question, counted, others)), &shown),
            _ => sides.release(Some(Item::base(&leaf.name)), &shown),
        })
    };
    // The root stands for all that lies between it and the leaves.
    let root = nodes
        .first()
        .zip(masks.first())
        .filter(|_| tree.nodes.first().is_some_and(|root| !root.children.is_empty()));
    let root = root.map(|(node, mask)| {
        let shown = Shown { node, mask, table_rule };
        let is_everybody = node.bases.get(grid.at(grid.rows(), grid.columns())) == Some(&persons);
        sides.release((!is_everybody).then(|| Item::base(tree.name())), &shown)
    });
    root.into_iter()
        .chain(nodes.iter().zip(masks).enumerate().filter_map(told))
        .collect()
}

/// The question of a node and how its answers are put together: all that count, and apart, where they are told apart.
struct Item {
    question: String,
    groups: Vec<BTreeSet<String>>,
}

/// What a group of answers is to a figure.
#[derive(Clone, Copy)]
enum Told {
    Base,
    Counted(usize),
    Unanswered,
}

impl Item {
    fn base(node: &str) -> Self {
        Self {
            question: format!("index:{node}"),
            groups: vec![["answered".to_owned()].into(), [String::new()].into()],
        }
    }

    fn share(question: String, counted: BTreeSet<String>, others: BTreeSet<String>) -> Self {
        let all = counted.union(&others).cloned().collect();
        Self {
            question,
            groups: vec![all, counted, others, [String::new()].into()],
        }
    }

    fn told(&self, group: usize) -> Told {
        match group {
            0 => Told::Base,
            last if last + 1 == self.groups.len() => Told::Unanswered,
            middle => Told::Counted(middle - 1),
        }
    }
}

/// What a reader sees of a node.
struct Shown<'a> {
    node: &'a FigureNode,
    mask: &'a FigureMask,
    table_rule: &'a TableRule,
}

impl Shown<'_> {
    fn count(&self, at: usize, told: Told) -> ShownCount {
        let base = self.node.bases.get(at).copied().unwrap_or(0);
        // Where a respondent counts in several rows, totals are no sums, and tell nothing of them.
        let is_sum = self.node.counts.cells().get(at) == Some(&base);
        match told {
            Told::Base if !is_sum => ShownCount::Untold,
            Told::Unanswered => ShownCount::Untold,
            Told::Base if !self.mask.hides_base(at) => ShownCount::Shown(base),
            Told::Base if base > 0 => ShownCount::Hidden,
            Told::Base => ShownCount::HiddenNought,
            Told::Counted(which) => {
                let is_shown = !self.mask.hides_figure(at) && base >= self.table_rule.least_base;
                let count = self
                    .node
                    .answers
                    .as_ref()
                    .and_then(|answers| answers.get(which))
                    .and_then(|table| table.cells().get(at));
                count
                    .filter(|_| is_shown)
                    .map_or(ShownCount::Untold, |count| ShownCount::Shown(*count))
            }
        }
    }
}

/// The questions of the rows and columns.
struct Sides<'a> {
    grid: &'a Grid,
    unit: Option<String>,
    /// By name as asked for, and by path.
    by: Vec<(String, String)>,
}

impl Sides<'_> {
    fn release(&self, item: Option<Item>, shown: &Shown<'_>) -> CountsRelease {
        let mut axes = Vec::new();
        if let Some(question) = &self.unit {
            let groups = self
                .grid
                .units
                .iter()
                .map(|unit| [unit.clone()].into())
                .chain([[String::new()].into()]);
            axes.push(Axis {
                question: question.clone(),
                groups: groups.collect(),
            });
        }
        for (name, question) in &self.by {
            let answers: BTreeSet<String> = self.grid.splits.iter().map(|split| answer(split, name)).collect();
            axes.push(Axis {
                question: question.clone(),
                groups: answers.into_iter().map(|answer| [answer].into()).collect(),
            });
        }
        if let Some(item) = &item {
            axes.push(Axis {
                question: item.question.clone(),
                groups: item.groups.clone(),
            });
        }
        let size = axes.iter().map(|axis| axis.groups.len() + 1).product();
        let cells = (0..size).map(|cell| self.cell(&axes, cell, item.as_ref(), shown)).collect();
        CountsRelease {
            axes,
            cells,
            threshold: shown.table_rule.threshold,
            is_base: item.is_some(),
        }
    }

    fn cell(&self, axes: &[Axis], cell: usize, item: Option<&Item>, shown: &Shown<'_>) -> ShownCount {
        let mut rest = cell;
        let mut chosen: Vec<Option<usize>> = Vec::new();
        for axis in axes.iter().rev() {
            let width = axis.groups.len() + 1;
            chosen.push(Some(rest % width).filter(|group| *group < axis.groups.len()));
            rest /= width;
        }
        chosen.reverse();
        let mut chosen = chosen.into_iter();
        let row = match &self.unit {
            Some(_) => chosen.next().flatten().unwrap_or(self.grid.rows()),
            None => self.grid.rows(),
        };
        let by: Vec<Option<usize>> = chosen.by_ref().take(self.by.len()).collect();
        let Some(column) = self.column(axes, &by) else {
            return ShownCount::Untold;
        };
        let told = match item {
            None => Told::Base,
            Some(item) => match chosen.next().flatten() {
                Some(group) => item.told(group),
                None => return ShownCount::Untold,
            },
        };
        // Those without a unit are printed nowhere; what is known of them follows from the others.
        if self.unit.is_some() && row + 1 == self.grid.rows() {
            return ShownCount::Untold;
        }
        shown.count(self.grid.at(row, column), told)
    }

    /// The column of a combination: all together for no answer named, none for one that is not printed.
    fn column(&self, axes: &[Axis], by: &[Option<usize>]) -> Option<usize> {
        if by.iter().all(Option::is_none) {
            return Some(self.grid.columns());
        }
        let first = usize::from(self.unit.is_some());
        let named = self.by.iter().zip(axes.iter().skip(first)).zip(by);
        let wanted: Vec<(&String, &String)> = named
            .map(|(((name, _), axis), group)| Some((name, axis.groups.get((*group)?)?.first()?)))
            .collect::<Option<_>>()?;
        let is_it = |split: &super::grid::Split| wanted.iter().all(|(name, value)| answer(split, name) == **value);
        self.grid.splits.iter().position(is_it)
    }
}

fn answer(split: &super::grid::Split, name: &str) -> String {
    split.get(name).cloned().flatten().unwrap_or_default()
}
