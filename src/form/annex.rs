//! The sheets that other tools ignore, `privacy` and `index`: read row by row, every cell with its place.
//!
//! The form keeps them as cells; the layers above give them a meaning. What they find wrong is an [`AnnexProblem`].

use serde::{Deserialize, Serialize};

use super::{Cell, Finding, FindingKind, Form, Place, Sheet};

/// What can be wrong in a sheet of ours.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are the names in the message")]
pub enum AnnexProblem {
    /// A column that the sheet does not have; `allowed` lists those that it has.
    UnknownColumn { column: String, allowed: String },
    /// A cell that must be filled in.
    MissingCell { column: String },
    /// A cell that has no effect in this row.
    UnusedCell { column: String },
    /// A word outside the column's closed list.
    UnknownWord { column: String, found: String, allowed: String },
    /// A name that no question bears.
    UnknownQuestion { name: String },
    /// A name that several questions bear.
    AmbiguousQuestion { name: String },
    /// A second row for one thing.
    RepeatedRow { name: String },
    /// Not a number, or one out of range.
    BadNumber { column: String, found: String },
    /// A recode that is none.
    BadRecode { found: String },
    /// A recode that this type of question cannot take.
    RecodeDoesNotFit { found: String, type_name: String },
    /// A column of the choice list that no choice fills in.
    UnknownChoiceColumn { column: String, list: String },
    /// A recode for a role that never leaves.
    RecodeWithoutEffect { found: String, role: String },
    /// A parent that no row defines.
    UnknownParent { name: String },
    /// Rows that are each other's parents.
    ParentCycle { name: String },
    /// No row without a parent.
    MissingRoot,
    /// A second row without a parent.
    SecondRoot { name: String, first: String },
    /// A question that has no number to score.
    NotScorable { name: String, type_name: String },
    /// Questions whose list gives no score to any choice.
    NoScores { name: String, list: String },
    /// A score of a choice that is no number.
    BadScore { list: String, choice: String, found: String },
    /// Both items and rows below.
    ItemsAboveNodes { name: String },
    /// A row that the rule of its parent cannot combine without this cell.
    CellNeededByParent { column: String, parent: String, word: String },
    /// Two bounds in the wrong order.
    EmptyRange { low: String, high: String },
    /// A column named in the root's row that is not in the table of the items or above it.
    OutOfReach { name: String, item: String },
    /// A condition that does not parse or reads what is not there.
    BadCondition { source: String, reason: String },
    /// A question that the sheet lets out and that stays: it is computed from `origin`, which points at a person.
    StaysWithItsSource { name: String, role: String, origin: String },
    /// A question that the sheet lets out and that stays for want of a recode.
    StaysWithoutRecode { name: String, role: String },
    /// A question that the sheet lets out and that is of a type which never leaves as answered.
    NeverAsAnswered { name: String, type_name: String },
}

impl AnnexProblem {
    /// Whether everything goes on, only not as the author may think.
    pub fn is_doubt(&self) -> bool {
        matches!(
            self,
            Self::StaysWithItsSource { .. } | Self::StaysWithoutRecode { .. } | Self::NeverAsAnswered { .. }
        )
    }

    /// Key in the catalogue.
    pub fn key(&self) -> &'static str {
        self.parts().0
    }

    /// Arguments of the message, by name.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        self.parts().1
    }

    fn parts(&self) -> (&'static str, Vec<(&'static str, String)>) {
        let (key, arguments): (_, Vec<(&'static str, &String)>) = match self {
            Self::UnknownColumn { column, allowed } => ("finding-annex-unknown-column", vec![("column", column), ("allowed", allowed)]),
            Self::MissingCell { column } => ("finding-annex-missing-cell", vec![("column", column)]),
            Self::UnusedCell { column } => ("finding-annex-unused-cell", vec![("column", column)]),
            Self::UnknownWord { column, found, allowed } => (
                "finding-annex-unknown-word",
                vec![("column", column), ("found", found), ("allowed", allowed)],
            ),
            Self::UnknownQuestion { name } => ("finding-annex-unknown-question", vec![("name", name)]),
            Self::AmbiguousQuestion { name } => ("finding-annex-ambiguous-question", vec![("name", name)]),
            Self::RepeatedRow { name } => ("finding-annex-repeated-row", vec![("name", name)]),
            Self::BadNumber { column, found } => ("finding-annex-bad-number", vec![("column", column), ("found", found)]),
            Self::BadRecode { found } => ("finding-annex-bad-recode", vec![("found", found)]),
            Self::RecodeDoesNotFit { found, type_name } => {
                ("finding-annex-recode-does-not-fit", vec![("found", found), ("type", type_name)])
            }
            Self::UnknownChoiceColumn { column, list } => ("finding-annex-unknown-choice-column", vec![("column", column), ("list", list)]),
            Self::RecodeWithoutEffect { found, role } => ("finding-annex-recode-without-effect", vec![("found", found), ("role", role)]),
            Self::UnknownParent { name } => ("finding-annex-unknown-parent", vec![("name", name)]),
            Self::ParentCycle { name } => ("finding-annex-parent-cycle", vec![("name", name)]),
            Self::MissingRoot => ("finding-annex-missing-root", vec![]),
            Self::SecondRoot { name, first } => ("finding-annex-second-root", vec![("name", name), ("first", first)]),
            Self::NotScorable { name, type_name } => ("finding-annex-not-scorable", vec![("name", name), ("type", type_name)]),
            Self::NoScores { name, list } => ("finding-annex-no-scores", vec![("name", name), ("list", list)]),
            Self::BadScore { list, choice, found } => (
                "finding-annex-bad-score",
                vec![("list", list), ("choice", choice), ("found", found)],
            ),
            Self::ItemsAboveNodes { name } => ("finding-annex-items-above-nodes", vec![("name", name)]),
            Self::CellNeededByParent { column, parent, word } => (
                "finding-annex-cell-needed-by-parent",
                vec![("column", column), ("parent", parent), ("word", word)],
            ),
            Self::EmptyRange { low, high } => ("finding-annex-empty-range", vec![("low", low), ("high", high)]),
            Self::OutOfReach { name, item } => ("finding-annex-out-of-reach", vec![("name", name), ("item", item)]),
            Self::BadCondition { source, reason } => ("finding-annex-bad-condition", vec![("source", source), ("reason", reason)]),
            Self::StaysWithItsSource { name, role, origin } => (
                "finding-annex-stays-with-its-source",
                vec![("name", name), ("role", role), ("origin", origin)],
            ),
            Self::StaysWithoutRecode { name, role } => ("finding-annex-stays-without-recode", vec![("name", name), ("role", role)]),
            Self::NeverAsAnswered { name, type_name } => ("finding-annex-never-as-answered", vec![("name", name), ("type", type_name)]),
        };
        (key, arguments.into_iter().map(|(name, value)| (name, value.clone())).collect())
    }
}

/// A row with its sheet, so that cells are found by the name of their column.
#[derive(Debug, Clone, Copy)]
pub struct AnnexRow<'a> {
    sheet: &'a Sheet,
    number: u32,
    cells: &'a [String],
}

impl<'a> AnnexRow<'a> {
    /// The cell under a column; empty where there is none.
    pub fn get(&self, column: &str) -> &'a str {
        let index = self.sheet.header.iter().position(|cell| is_column(cell, column));
        index.and_then(|index| self.cells.get(index)).map_or("", |text| text.trim())
    }

    /// Where the cell under a column is; the row where there is no such column.
    pub fn place(&self, column: &str) -> Place {
        let header = self.sheet.header.iter().find(|cell| is_column(cell, column));
        Place {
            sheet: self.sheet.name.as_str().into(),
            row: self.number,
            column: header.map_or(0, |cell| cell.column),
        }
    }

    /// Cells under `prefix::…`, by what follows the colons.
    pub fn translations(&self, prefix: &str) -> Vec<(&'a str, &'a str)> {
        let cells = self.sheet.header.iter().zip(self.cells);
        let translated = cells.filter_map(|(header, text)| {
            let (column, language) = header.text.split_once("::")?;
            let is_wanted = column.trim().eq_ignore_ascii_case(prefix) && !text.trim().is_empty();
            is_wanted.then_some((language.trim(), text.trim()))
        });
        translated.collect()
    }

    /// A problem with the cell under a column.
    pub fn problem(&self, column: &str, problem: AnnexProblem) -> Finding {
        Finding::new(FindingKind::Annex(problem), self.place(column))
    }
}

fn is_column(header: &Cell, column: &str) -> bool {
    header.text.trim().eq_ignore_ascii_case(column)
}

/// A sheet without its places: the columns that are filled in anywhere, and the rows that are not blank.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BareSheet {
    /// In a fixed order, not that of the sheet.
    pub columns: Vec<String>,
    /// A cell for each column.
    pub rows: Vec<Vec<String>>,
}

/// The sheet of this name, if the form's workbook has it.
pub fn sheet<'a>(form: &'a Form, name: &str) -> Option<&'a Sheet> {
    form.workbook
        .sheets
        .iter()
        .find(|sheet| sheet.name.trim().eq_ignore_ascii_case(name))
}

/// The rows of a sheet.
pub fn rows(sheet: &Sheet) -> impl Iterator<Item = AnnexRow<'_>> {
    sheet.rows.iter().map(move |(number, cells)| AnnexRow {
        sheet,
        number: *number,
        cells,
    })
}

/// Columns that are none of `known` and not a translation of `translated`.
pub fn unknown_columns(sheet: &Sheet, known: &[&str], translated: Option<&str>) -> Vec<Finding> {
    let is_known = |cell: &&Cell| {
        let text = cell.text.trim();
        let prefix = text.split_once("::").map(|(prefix, _)| prefix.trim());
        text.is_empty()
            || known.iter().any(|column| text.eq_ignore_ascii_case(column))
            || prefix.is_some_and(|prefix| translated.is_some_and(|column| prefix.eq_ignore_ascii_case(column)))
    };
    let finding = |cell: &Cell| {
        let problem = AnnexProblem::UnknownColumn {
            column: cell.text.clone(),
            allowed: known.join(", "),
        };
        let place = Place {
            sheet: sheet.name.as_str().into(),
            row: 1,
            column: cell.column,
        };
        Finding::new(FindingKind::Annex(problem), place)
    };
    sheet.header.iter().filter(|cell| !is_known(cell)).map(finding).collect()
}

/// A sheet without its places; `order` lists its columns, translations go last by their names.
pub fn bare(sheet: &Sheet, order: &[&str]) -> BareSheet {
    let cell = |cells: &[String], position: usize| cells.get(position).map_or("", |text| text.trim()).to_owned();
    let is_filled = |position: usize| sheet.rows.iter().any(|(_, cells)| !cell(cells, position).is_empty());
    let place = |name: &str| {
        order
            .iter()
            .position(|column| name.eq_ignore_ascii_case(column))
            .unwrap_or(order.len())
    };
    let named = sheet
        .header
        .iter()
        .enumerate()
        .map(|(position, header)| (position, header.text.trim().to_owned()));
    let mut kept: Vec<(usize, String)> = named.filter(|(position, name)| !name.is_empty() && is_filled(*position)).collect();
    kept.sort_by(|(_, a), (_, b)| (place(a), a).cmp(&(place(b), b)));
    let rows = sheet
        .rows
        .iter()
        .map(|(_, cells)| kept.iter().map(|(position, _)| cell(cells, *position)).collect());
    let rows = rows.filter(|row: &Vec<String>| row.iter().any(|cell| !cell.is_empty())).collect();
    let columns = kept.iter().map(|(_, name)| name.clone()).collect();
    BareSheet { columns, rows }
}

/// A sheet again, of what [`bare`] left.
pub fn dressed(name: &str, bare: &BareSheet) -> Sheet {
    let header = |(index, text): (usize, &String)| Cell {
        text: text.clone(),
        column: index as u32 + 1,
    };
    Sheet {
        name: name.to_owned(),
        header: bare.columns.iter().enumerate().map(header).collect(),
        rows: bare
            .rows
            .iter()
            .enumerate()
            .map(|(index, row)| (index as u32 + 2, row.clone()))
            .collect(),
    }
}
