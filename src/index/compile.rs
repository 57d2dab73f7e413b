//! Compiles the `index` sheet: every row checked, all that is wrong told at once.

use std::collections::BTreeMap;

use super::condition;
use super::expand::{Expansion, expand};
use super::tree::{Group, IndexNode, IndexTree};
use super::value::number;
use super::words::{Combine, ItemRule};
use crate::dataset::{Column, Schema};
use crate::form::annex::{AnnexRow, bare, rows, sheet, unknown_columns};
use crate::form::{AnnexProblem, Finding, Form, NodeId, Sheet};

/// The columns of the sheet beside `label::…`.
const COLUMNS: [&str; 20] = [
    "node",
    "parent",
    "label",
    "items",
    "score",
    "combine",
    "weight",
    "reverse",
    "min",
    "max",
    "lo",
    "hi",
    "minimum_n",
    "digits",
    "when",
    "unit",
    "group",
    "case_weight",
    "stratum",
    "cluster",
];

/// Those that speak of the whole sample, in the root's row alone.
pub(super) const ROOT_COLUMNS: [&str; 5] = ["unit", "group", "case_weight", "stratum", "cluster"];

/// Decimals shown where no row says how many.
const DEFAULT_DIGITS: usize = 2;

impl IndexTree {
    /// Compiles the sheet of a form's workbook; `None` when it has no such sheet.
    pub fn compile(form: &Form) -> Result<Option<Self>, Vec<Finding>> {
        sheet(form, "index").map(|sheet| Self::of_sheet(form, sheet)).transpose()
    }

    /// Compiles a sheet for a form.
    pub fn of_sheet(form: &Form, sheet: &Sheet) -> Result<Self, Vec<Finding>> {
        let mut compiler = Compiler {
            form,
            schema: Schema::of(form),
            findings: unknown_columns(sheet, &COLUMNS, Some("label")),
        };
        let tree = compiler.compile(sheet);
        match tree {
            Some(tree) if compiler.findings.is_empty() => Ok(tree),
            _ => {
                compiler.findings.sort_by(|a, b| a.place.cmp(&b.place));
                Err(compiler.findings)
            }
        }
    }
}

/// A row of the sheet in the order of the tree.
pub(super) struct Placed<'a> {
    pub(super) row: AnnexRow<'a>,
    /// Index into the list of placed rows.
    parent: Option<usize>,
    has_children: bool,
}

pub(super) struct Compiler<'a> {
    pub(super) form: &'a Form,
    pub(super) schema: Schema,
    findings: Vec<Finding>,
}

impl<'a> Compiler<'a> {
    fn compile(&mut self, sheet: &'a Sheet) -> Option<IndexTree> {
        let placed = self.place(sheet);
        let root = placed.first()?.row;
        let rule = self.root_rule(root)?;
        let mut tree = IndexTree {
            nodes: Vec::new(),
            rule,
            unit: self.column(root, "unit"),
            group: self.column(root, "group").map(|node| self.group(root, node)),
            case_weight: self.column(root, "case_weight"),
            stratum: self.column(root, "stratum"),
            cluster: self.column(root, "cluster"),
            bare: bare(sheet, &COLUMNS),
        };
        let mut index_of: Vec<usize> = Vec::new();
        for entry in &placed {
            let parent = entry.parent.and_then(|parent| index_of.get(parent).copied());
            let node = self.node(entry, parent.and_then(|parent| tree.nodes.get(parent)));
            let index = tree.nodes.len();
            index_of.push(index);
            tree.nodes.push(IndexNode { parent, ..node });
            if let Some(above) = parent.and_then(|parent| tree.nodes.get_mut(parent)) {
                above.children.push(index);
            }
            self.items(entry, index, &mut tree);
        }
        count_items(&mut tree);
        self.check_names(&placed, &tree);
        self.check_parents(&placed, &index_of, &tree);
        self.check_reach(&placed, &index_of, &tree);
        Some(tree)
    }

    pub(super) fn report(&mut self, row: AnnexRow<'_>, column: &str, problem: AnnexProblem) {
        self.findings.push(row.problem(column, problem));
    }

    /// Rows depth first, parents before children.
    fn place(&mut self, sheet: &'a Sheet) -> Vec<Placed<'a>> {
        let mut by_name: BTreeMap<&str, AnnexRow<'a>> = BTreeMap::new();
        let mut children: BTreeMap<&str, Vec<AnnexRow<'a>>> = BTreeMap::new();
        let mut root: Option<AnnexRow<'a>> = None;
        for row in rows(sheet) {
            let name = row.get("node");
            if name.is_empty() {
                self.report(row, "node", AnnexProblem::MissingCell { column: "node".to_owned() });
            } else if by_name.insert(name, row).is_some() {
                self.report(row, "node", AnnexProblem::RepeatedRow { name: name.to_owned() });
            } else if !row.get("parent").is_empty() {
                children.entry(row.get("parent")).or_default().push(row);
            } else if let Some(first) = root {
                let problem = AnnexProblem::SecondRoot {
                    name: name.to_owned(),
                    first: first.get("node").to_owned(),
                };
                self.report(row, "parent", problem);
            } else {
                root = Some(row);
            }
        }
        let Some(root) = root else {
            let kind = crate::form::FindingKind::Annex(AnnexProblem::MissingRoot);
            self.findings.push(Finding::new(kind, sheet.whole()));
            return Vec::new();
        };
        let mut placed = Vec::new();
        descend(root, None, &mut children, &mut placed);
        // What was not reached hangs under a name that no row bears, or in a ring.
        for row in children.into_values().flatten() {
            let name = row.get("parent").to_owned();
            let problem = if by_name.contains_key(name.as_str()) {
                AnnexProblem::ParentCycle { name }
            } else {
                AnnexProblem::UnknownParent { name }
            };
            self.report(row, "parent", problem);
        }
        placed
    }

    fn root_rule(&mut self, root: AnnexRow<'_>) -> Option<ItemRule> {
        if root.get("score").is_empty() {
            self.report(
                root,
                "score",
                AnnexProblem::MissingCell {
                    column: "score".to_owned(),
                },
            );
            return None;
        }
        self.rule(root)
    }

    fn rule(&mut self, row: AnnexRow<'_>) -> Option<ItemRule> {
        let word = row.get("score");
        let rule = ItemRule::parse(word);
        if rule.is_none() && !word.is_empty() {
            let allowed = ItemRule::ALL.map(ItemRule::word).join(", ");
            self.report(
                row,
                "score",
                AnnexProblem::UnknownWord {
                    column: "score".to_owned(),
                    found: word.to_owned(),
                    allowed,
                },
            );
        }
        rule
    }

    fn combine(&mut self, row: AnnexRow<'_>) -> Combine {
        let word = row.get("combine");
        if word.is_empty() {
            return Combine::Items;
        }
        Combine::parse(word).unwrap_or_else(|| {
            let allowed = Combine::ALL.map(Combine::word).join(", ");
            self.report(
                row,
                "combine",
                AnnexProblem::UnknownWord {
                    column: "combine".to_owned(),
                    found: word.to_owned(),
                    allowed,
                },
            );
            Combine::Items
        })
    }

    fn number(&mut self, row: AnnexRow<'_>, column: &str) -> Option<f64> {
        let text = row.get(column);
        let parsed = number(text);
        if parsed.is_none() && !text.is_empty() {
            self.report(
                row,
                column,
                AnnexProblem::BadNumber {
                    column: column.to_owned(),
                    found: text.to_owned(),
                },
            );
        }
        parsed
    }

    fn count(&mut self, row: AnnexRow<'_>, column: &str, inherited: u64) -> u64 {
        let text = row.get(column);
        if text.is_empty() {
            return inherited;
        }
        text.parse().unwrap_or_else(|_| {
            self.report(
                row,
                column,
                AnnexProblem::BadNumber {
                    column: column.to_owned(),
                    found: text.to_owned(),
                },
            );
            inherited
        })
    }

    fn is_reversed(&mut self, row: AnnexRow<'_>) -> bool {
        match row.get("reverse").to_lowercase().as_str() {
            "yes" => true,
            "" | "no" => false,
            found => {
                let problem = AnnexProblem::UnknownWord {
                    column: "reverse".to_owned(),
                    found: found.to_owned(),
                    allowed: "yes, no".to_owned(),
                };
                self.report(row, "reverse", problem);
                false
            }
        }
    }

    fn node(&mut self, entry: &Placed<'_>, parent: Option<&IndexNode>) -> IndexNode {
        let row = entry.row;
        if parent.is_some() {
            for column in ROOT_COLUMNS.into_iter().filter(|column| !row.get(column).is_empty()) {
                self.report(row, column, AnnexProblem::UnusedCell { column: column.to_owned() });
            }
        }
        let node = IndexNode {
            name: row.get("node").to_owned(),
            labels: self.labels(row),
            parent: None,
            children: Vec::new(),
            items: 0,
            item: None,
            own_rule: parent.and_then(|parent| self.rule(row).or(parent.own_rule)),
            combine: self.combine(row),
            weight: self.number(row, "weight"),
            is_reversed: self.is_reversed(row),
            min: self.number(row, "min"),
            max: self.number(row, "max"),
            lo: self.number(row, "lo"),
            hi: self.number(row, "hi"),
            minimum_n: self.count(row, "minimum_n", parent.map_or(0, |parent| parent.minimum_n)),
            digits: self
                .count(row, "digits", parent.map_or(DEFAULT_DIGITS, |parent| parent.digits) as u64)
                .min(9) as usize,
            when: None,
        };
        self.check_range(row, &node);
        node
    }

    fn labels(&self, row: AnnexRow<'_>) -> Vec<String> {
        let translations = row.translations("label");
        let label = |name: &str| {
            translations
                .iter()
                .find(|(language, _)| *language == name)
                .map_or(row.get("label"), |(_, text)| text)
        };
        self.form
            .languages
            .iter()
            .map(|language| label(&language.name).to_owned())
            .collect()
    }

    fn check_range(&mut self, row: AnnexRow<'_>, node: &IndexNode) {
        for (low, high, low_name, high_name) in [(node.min, node.max, "min", "max"), (node.lo, node.hi, "lo", "hi")] {
            if let (Some(low), Some(high)) = (low, high)
                && low >= high
            {
                let problem = AnnexProblem::EmptyRange {
                    low: row.get(low_name).to_owned(),
                    high: row.get(high_name).to_owned(),
                };
                self.report(row, high_name, problem);
            }
        }
        for (found, missing, name) in [(node.lo, node.hi, "hi"), (node.hi, node.lo, "lo")] {
            if found.is_some() && missing.is_none() {
                self.report(row, name, AnnexProblem::MissingCell { column: name.to_owned() });
            }
        }
        let is_mapped = node.lo.is_some() && node.hi.is_some();
        if node.combine == Combine::Papi && !is_mapped {
            self.report(row, "lo", AnnexProblem::MissingCell { column: "lo".to_owned() });
        }
        if is_mapped && node.combine != Combine::Papi {
            for (bound, name) in [(node.min, "min"), (node.max, "max")] {
                if bound.is_none() {
                    self.report(row, name, AnnexProblem::MissingCell { column: name.to_owned() });
                }
            }
        }
    }

    /// The question that a cell of the root's row names.
    fn column(&mut self, root: AnnexRow<'_>, column: &str) -> Option<NodeId> {
        let name = root.get(column);
        if name.is_empty() {
            return None;
        }
        let found = self
            .schema
            .columns()
            .find(|(_, question)| question.name == name || question.path == name)
            .map(|(_, question)| question.node);
        if found.is_none() {
            self.report(root, column, AnnexProblem::UnknownQuestion { name: name.to_owned() });
        }
        found
    }

    fn group(&mut self, root: AnnexRow<'_>, node: NodeId) -> Group {
        let itemset = self.form.question(node).and_then(|question| question.choices.as_ref());
        let choices = itemset
            .and_then(|itemset| self.form.lists.get(&itemset.list))
            .map(|list| list.choices.as_slice())
            .unwrap_or_default();
        let mut weights = Vec::new();
        for choice in choices {
            let Some(cell) = choice.extra.get("weight").map(|cell| cell.trim()).filter(|cell| !cell.is_empty()) else {
                continue;
            };
            match number(cell).filter(|weight| *weight >= 0.0) {
                Some(weight) => weights.push((choice.name.clone(), weight)),
                None => self.report(
                    root,
                    "group",
                    AnnexProblem::BadNumber {
                        column: "weight".to_owned(),
                        found: cell.to_owned(),
                    },
                ),
            }
        }
        Group { node, weights }
    }

    fn items(&mut self, entry: &Placed<'_>, index: usize, tree: &mut IndexTree) {
        let cell = entry.row.get("items");
        if !cell.is_empty() && entry.has_children {
            let name = entry.row.get("node").to_owned();
            self.report(entry.row, "items", AnnexProblem::ItemsAboveNodes { name });
            return;
        }
        let Expansion { items, problems } = expand(self.form, &self.schema, cell);
        for problem in problems {
            self.report(entry.row, "items", problem);
        }
        self.condition(entry.row, index, items.first().map(|column| column.node), tree);
        let problems = attach(self.form, tree, index, &items);
        for problem in problems {
            self.report(entry.row, "items", problem);
        }
    }

    fn condition(&mut self, row: AnnexRow<'_>, index: usize, first: Option<NodeId>, tree: &mut IndexTree) {
        let source = row.get("when");
        if source.is_empty() {
            return;
        }
        match condition::compile(self.form, source, first.unwrap_or(NodeId(0)), row.place("when")) {
            Ok(condition) => {
                if let Some(node) = tree.nodes.get_mut(index) {
                    node.when = Some(condition);
                }
            }
            Err(problem) => self.report(row, "when", problem),
        }
    }
}

fn descend<'a>(row: AnnexRow<'a>, parent: Option<usize>, children: &mut BTreeMap<&str, Vec<AnnexRow<'a>>>, placed: &mut Vec<Placed<'a>>) {
    let index = placed.len();
    let below = children.remove(row.get("node")).unwrap_or_default();
    placed.push(Placed {
        row,
        parent,
        has_children: !below.is_empty(),
    });
    for child in below {
        descend(child, Some(index), children, placed);
    }
}

/// Hangs items under a row: one item makes the row itself a leaf, unless the row maps what it combines; several become nodes.
fn attach(form: &Form, tree: &mut IndexTree, index: usize, items: &[Column]) -> Vec<AnnexProblem> {
    let Some(row) = tree.nodes.get(index).cloned() else {
        return Vec::new();
    };
    let rule = row.own_rule.unwrap_or(tree.rule);
    let mut problems = Vec::new();
    for column in items {
        let scale = match super::scale::Scale::of(form, column.node, column.kind, rule) {
            Ok(scale) => scale,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        let item = Some(super::tree::Item { node: column.node, scale });
        if items.len() == 1 && row.lo.is_none() {
            if let Some(node) = tree.nodes.get_mut(index) {
                node.item = item;
            }
            continue;
        }
        let child = tree.nodes.len();
        tree.nodes.push(IndexNode {
            name: column.name.clone(),
            labels: crate::dataset::codebook::labels(form, &form.node(column.node).label),
            parent: Some(index),
            item,
            weight: None,
            lo: None,
            hi: None,
            when: None,
            combine: Combine::Items,
            ..row.clone()
        });
        if let Some(node) = tree.nodes.get_mut(index) {
            node.children.push(child);
        }
    }
    problems
}

fn count_items(tree: &mut IndexTree) {
    for index in (0..tree.nodes.len()).rev() {
        let Some(node) = tree.nodes.get(index) else { continue };
        let below: u32 = node
            .children
            .iter()
            .filter_map(|child| tree.nodes.get(*child))
            .map(|child| child.items)
            .sum();
        if let Some(node) = tree.nodes.get_mut(index) {
            // A leaf without a question is one item whose value is given from outside.
            node.items = below.max(1);
        }
    }
}
