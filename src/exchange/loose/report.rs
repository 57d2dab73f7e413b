//! What reading a loose file found: what was repaired, and what was set aside and why.

use std::collections::BTreeMap;

use serde::Serialize;

use super::text::Encoding;
use crate::exchange::rules::Wrong;
use crate::words::Words;

/// Rows set aside that are listed one by one; beyond that they are counted.
const LISTED: usize = 1000;

/// What a spreadsheet program had done to a value, and was undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Repair {
    /// Spaces around it.
    Spaces,
    /// Line breaks as Windows writes them.
    LineEnds,
    /// `0,5` for `0.5`.
    DecimalComma,
    /// `5.0` or `05` for `5`.
    WholeNumber,
    /// `4` for `00004`.
    LeadingZeros,
    /// `YES` for `yes`.
    Case,
    /// The choice's label for its name.
    Label,
    /// Several choices in another order than the list's.
    Order,
    /// `22/11/2026` for `2026-11-22`.
    DayFirst,
    /// `11/22/2026` for `2026-11-22`.
    MonthFirst,
    /// A number of days for a date.
    DayNumber,
}

/// Why a row was set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fault {
    /// More or fewer cells than the header has.
    Cells {
        /// In the header.
        expected: usize,
        /// In the row.
        found: usize,
    },
    /// The file ends before the line does.
    CutShort,
    /// A quote that is not closed, or one inside a cell: rows may have run into one another.
    Quotes,
    /// A byte was lost: NUL, or what means nothing in the file's encoding.
    LostByte,
    /// No key that can be told from another.
    Key,
    /// No whole number above zero.
    Revision,
    /// Neither finished nor withdrawn.
    Status,
    /// A withdrawn record with answers.
    Answers,
    /// No value of the question.
    Value,
    /// No choice of the question.
    Choice,
    /// Two readings are possible.
    Ambiguous,
    /// The question must be answered.
    Required,
    /// The form does not ask the question, given the other answers.
    NotAsked,
    /// The question's constraint does not hold.
    Constraint,
    /// No choice that the form offers, given the other answers.
    NotOffered,
    /// The form computes another value.
    Computed {
        /// This one.
        expected: String,
    },
    /// The answers call for another number of rows in a repeat.
    Rows {
        /// How many.
        expected: usize,
    },
    /// A row of a repeat whose record is not there, or was set aside.
    NoRecord,
    /// A record of which a row in a repeat's table was set aside, or may be missing.
    Incomplete,
}

impl From<Wrong> for Fault {
    fn from(wrong: Wrong) -> Self {
        match wrong {
            Wrong::NotAsked => Self::NotAsked,
            Wrong::Constraint => Self::Constraint,
            Wrong::Required => Self::Required,
            Wrong::NotOffered => Self::NotOffered,
            Wrong::Computed(expected) => Self::Computed { expected },
            Wrong::Rows { expected } => Self::Rows { expected },
        }
    }
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetAside {
    /// The file's name.
    pub file: String,
    /// Its number; the header is row 1.
    pub row: u64,
    /// The column's head; empty for the row as a whole.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// Why.
    pub fault: Fault,
}

/// A kind of repair in a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repaired {
    /// The file's name.
    pub file: String,
    /// The column's head.
    pub column: String,
    /// What was undone.
    pub repair: Repair,
    /// How often.
    pub count: u64,
    /// Where first.
    pub row: u64,
    /// What stood there.
    pub value: String,
}

/// What reading a loose file found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LooseReport {
    /// The file's name.
    pub file: String,
    /// The files beside it that rows of repeats were taken from.
    pub beside: Vec<String>,
    /// The version of the form that it was read as, where others would have been possible.
    pub version: Option<String>,
    /// How it is written.
    pub encoding: Encoding,
    /// What stands between its cells.
    pub separator: char,
    /// Rows below the header.
    pub rows: u64,
    /// Rows that were taken.
    pub taken: u64,
    /// The header again, somewhere in the middle.
    pub repeated_headers: u64,
    /// Columns that the form does not have, or does not let out.
    pub ignored: Vec<String>,
    /// Columns of the form that the file does not have, and tables of repeats that are not beside it: not asked.
    pub missing: Vec<String>,
    /// Questions with a rule that reads what did not leave the laptop: that rule is not judged.
    pub unjudged: Vec<String>,
    /// Rows of repeats in the files beside it.
    pub repeat_rows: u64,
    /// Rows of repeats that were taken.
    pub repeat_taken: u64,
    /// By column and kind.
    pub repaired: Vec<Repaired>,
    /// Rows that were set aside: the first thousand.
    pub set_aside: Vec<SetAside>,
    /// How many were, in all.
    pub set_aside_count: u64,
}

/// Gathers a report row by row.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) file: String,
    repaired: BTreeMap<(usize, Repair), (u64, u64, String)>,
    pub(super) set_aside: Vec<SetAside>,
    pub(super) set_aside_count: u64,
}

impl Notes {
    /// Nothing was found in a file yet.
    pub(super) fn of(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn repaired(&mut self, column: usize, repair: Repair, row: u64, value: &str) {
        let (count, ..) = self.repaired.entry((column, repair)).or_insert_with(|| (0, row, value.to_owned()));
        *count += 1;
    }

    pub(super) fn set_aside(&mut self, row: u64, column: &str, value: &str, fault: Fault) {
        self.set_aside_count += 1;
        if self.set_aside.len() < LISTED {
            self.set_aside.push(SetAside {
                file: self.file.clone(),
                row,
                column: column.to_owned(),
                value: value.to_owned(),
                fault,
            });
        }
    }

    pub(super) fn into_repaired(self, head: impl Fn(usize) -> String) -> Vec<Repaired> {
        let file = self.file;
        let repaired = self.repaired.into_iter().map(|((column, repair), (count, row, value))| Repaired {
            file: file.clone(),
            column: head(column),
            repair,
            count,
            row,
            value,
        });
        repaired.collect()
    }
}

impl Repair {
    /// The repair in words.
    pub fn say(self, words: Words) -> String {
        words.say(match self {
            Self::Spaces => "loose-repair-spaces",
            Self::LineEnds => "loose-repair-line-ends",
            Self::DecimalComma => "loose-repair-decimal-comma",
            Self::WholeNumber => "loose-repair-whole-number",
            Self::LeadingZeros => "loose-repair-leading-zeros",
            Self::Case => "loose-repair-case",
            Self::Label => "loose-repair-label",
            Self::Order => "loose-repair-order",
            Self::DayFirst => "loose-repair-day-first",
            Self::MonthFirst => "loose-repair-month-first",
            Self::DayNumber => "loose-repair-day-number",
        })
    }
}

impl Fault {
    /// The reason in words.
    pub fn say(&self, words: Words) -> String {
        let key = match self {
            Self::Cells { expected, found } => {
                let count = |number: usize| (number as i64).into();
                return words.say_with("loose-fault-cells", &[("expected", count(*expected)), ("found", count(*found))]);
            }
            Self::CutShort => "loose-fault-cut-short",
            Self::Quotes => "loose-fault-quotes",
            Self::LostByte => "loose-fault-lost-byte",
            Self::Key => "loose-fault-key",
            Self::Revision => "loose-fault-revision",
            Self::Status => "loose-fault-status",
            Self::Answers => "loose-fault-answers",
            Self::Value => "loose-fault-value",
            Self::Choice => "loose-fault-choice",
            Self::Ambiguous => "loose-fault-ambiguous",
            Self::Required => "loose-fault-required",
            Self::NotAsked => "loose-fault-not-asked",
            Self::Constraint => "loose-fault-constraint",
            Self::NotOffered => "loose-fault-not-offered",
            Self::Computed { expected } => return words.say_with("loose-fault-computed", &[("expected", expected.as_str().into())]),
            Self::Rows { expected } => return words.say_with("loose-fault-rows", &[("expected", (*expected as i64).into())]),
            Self::NoRecord => "loose-fault-no-record",
            Self::Incomplete => "loose-fault-incomplete",
        };
        words.say(key)
    }
}

impl LooseReport {
    /// The report in one line.
    pub fn summary(&self, words: Words) -> String {
        let count = |count: u64| (count as i64).into();
        let repaired = self.repaired.iter().map(|repaired| repaired.count).sum();
        let arguments = [
            ("taken", count(self.taken)),
            ("repaired", count(repaired)),
            ("aside", count(self.set_aside_count)),
        ];
        words.say_with("loose-summary", &arguments)
    }

    /// What was repaired and which rows stay out, a line each; at most `most` rows, then how many more there are.
    pub fn lines(&self, words: Words, most: usize) -> Vec<String> {
        let placed = |file: &str, line: String| {
            if file == self.file {
                return line;
            }
            words.say_with("loose-in-file", &[("file", file.into()), ("line", line.into())])
        };
        let beside = (!self.beside.is_empty()).then(|| {
            let files = self.beside.join(", ");
            words.say_with(
                "loose-beside",
                &[("files", files.into()), ("rows", (self.repeat_taken as i64).into())],
            )
        });
        let version = self.version.as_deref();
        let version = version.map(|version| words.say_with("loose-version", &[("version", version.into())]));
        let repaired = self.repaired.iter().map(|repaired| placed(&repaired.file, repaired.say(words)));
        let columns = [
            ("loose-ignored", &self.ignored),
            ("loose-missing", &self.missing),
            ("loose-unjudged", &self.unjudged),
        ];
        let columns = columns.into_iter().filter(|(_, columns)| !columns.is_empty());
        let columns = columns.map(|(key, columns)| words.say_with(key, &[("columns", columns.join(", ").into())]));
        let rows = self.set_aside.iter().take(most).map(|row| placed(&row.file, row.say(words)));
        let more = self.set_aside_count.saturating_sub(most as u64);
        let more = (more > 0).then(|| words.say_with("loose-set-aside-more", &[("count", (more as i64).into())]));
        let whole = version.into_iter().chain(beside);
        whole.chain(repaired).chain(columns).chain(rows).chain(more).collect()
    }
}

impl Repaired {
    /// The repair with its place, in words.
    pub fn say(&self, words: Words) -> String {
        let arguments = [
            ("column", self.column.as_str().into()),
            ("repair", self.repair.say(words).into()),
            ("count", (self.count as i64).into()),
            ("row", (self.row as i64).into()),
            ("value", self.value.as_str().into()),
        ];
        words.say_with("loose-repaired", &arguments)
    }
}

impl SetAside {
    /// The row with its reason, in words.
    pub fn say(&self, words: Words) -> String {
        let arguments = [
            ("row", (self.row as i64).into()),
            ("column", self.column.as_str().into()),
            ("value", self.value.as_str().into()),
            ("why", self.fault.say(words).into()),
        ];
        let key = if self.column.is_empty() {
            "loose-set-aside-row"
        } else {
            "loose-set-aside"
        };
        words.say_with(key, &arguments)
    }
}
