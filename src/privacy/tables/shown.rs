//! A table as it may be read: counts that are shown, percentages on a sufficient base, and groups that all answered alike.

use super::CountTable;

/// What counts and percentages may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableRule {
    /// Counts from 1 to below this are hidden.
    pub threshold: u64,
    /// A percentage is of at least so many.
    pub least_base: u64,
}

impl TableRule {
    /// The threshold without an override.
    pub const THRESHOLD: u64 = 10;
    /// The lowest threshold that an override may ask for.
    pub const LOWEST_THRESHOLD: u64 = 5;
    /// The base of a percentage: fewer persons give a share that a single one of them moves by more than three points.
    pub const LEAST_BASE: u64 = 30;
}

impl Default for TableRule {
    fn default() -> Self {
        Self {
            threshold: Self::THRESHOLD,
            least_base: Self::LEAST_BASE,
        }
    }
}

/// A table some of whose counts are hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtectedTable {
    table: CountTable,
    primary: Vec<bool>,
    hidden: Vec<bool>,
    rule: TableRule,
}

/// A small group of which all, or none, gave an answer: who knows that somebody belongs to it knows the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupDisclosure {
    /// The group.
    pub row: usize,
    /// The answer.
    pub column: usize,
    /// How many belong to it.
    pub base: u64,
    /// All of them gave the answer; else none.
    pub is_all: bool,
}

impl ProtectedTable {
    pub(super) fn new(table: CountTable, primary: Vec<bool>, hidden: Vec<bool>, rule: TableRule) -> Self {
        Self {
            table,
            primary,
            hidden,
            rule,
        }
    }

    /// Labels of rows and columns. Its counts are all there, the hidden ones too: not for who reads the table.
    pub fn whole(&self) -> &CountTable {
        &self.table
    }

    /// The rule that it was protected by.
    pub fn rule(&self) -> TableRule {
        self.rule
    }

    /// A count or a total; `None` where it is hidden.
    pub fn count(&self, row: usize, column: usize) -> Option<u64> {
        (!self.is_hidden(row, column)).then(|| self.table.count(row, column))
    }

    /// Whether a count or total is hidden.
    pub fn is_hidden(&self, row: usize, column: usize) -> bool {
        let at = row * (self.table.columns().len() + 1) + column;
        self.hidden.get(at) == Some(&true)
    }

    /// By position in [`CountTable::cells`], whether it is hidden.
    pub fn mask(&self) -> &[bool] {
        &self.hidden
    }

    /// How many counts and totals are hidden for being small.
    pub fn primary(&self) -> usize {
        self.primary.iter().filter(|primary| **primary).count()
    }

    /// How many counts and totals are hidden in all.
    pub fn hidden(&self) -> usize {
        self.hidden.iter().filter(|hidden| **hidden).count()
    }

    /// The share of a row that gave an answer, 0 to 1: where both are shown and the row is base enough.
    pub fn share(&self, row: usize, column: usize) -> Option<f64> {
        let base = self.count(row, self.table.columns().len())?;
        let count = self.count(row, column)?;
        (base >= self.rule.least_base.max(1)).then(|| count as f64 / base as f64)
    }

    /// The groups that are seen to have all answered alike, on a base that is too small for percentages. Where the base or the count is
    /// hidden nothing is seen; rows without anybody are no groups.
    pub fn group_disclosures(&self) -> Vec<GroupDisclosure> {
        let last = self.table.columns().len();
        let mut found = Vec::new();
        for row in 0..self.table.rows().len() {
            let base = self.table.count(row, last);
            if base == 0 || base >= self.rule.least_base {
                continue;
            }
            let all = (0..last).find(|column| self.table.count(row, *column) == base);
            let columns = match all {
                // That all gave one answer says of every other that none did.
                Some(column) => vec![(column, true)],
                None => (0..last)
                    .filter(|column| self.table.count(row, *column) == 0)
                    .map(|column| (column, false))
                    .collect(),
            };
            let is_seen = |column: usize| !self.is_hidden(row, column) && !self.is_hidden(row, last);
            found.extend(
                columns
                    .into_iter()
                    .filter(|(column, _)| is_seen(*column))
                    .map(|(column, is_all)| GroupDisclosure { row, column, base, is_all }),
            );
        }
        found
    }
}
