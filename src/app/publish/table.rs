//! A table that leaves: two questions of the merged records, small counts hidden, held against everything that was published before.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::records::{self, Absent};
use super::{Error, instrument_of, ledger};
use crate::app::canary;
use crate::dataset::{Column, ColumnType};
use crate::exchange::files::write_file;
use crate::instrument::Instrument;
use crate::output::table::Cell;
use crate::output::{Layout, Table, to_xlsx};
use crate::privacy::ledger::{Axis, Content, CountsRelease, ShownCount, Version};
use crate::privacy::microdata::{CodedColumn, Weight};
use crate::privacy::tables::{CountTable, GroupDisclosure, ProtectedTable, TableRule, protect};
use crate::store::Workspace;
use crate::words::{Progress, Words};

/// Which table is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableRequest {
    /// The form, by its id or the identity of one of its versions; without one the newest with records.
    pub form: Option<String>,
    /// The question whose answers are rows.
    pub rows: String,
    /// The question whose answers are columns.
    pub columns: String,
    /// The question that holds how many persons a record stands for: shares by it stand beside those of the records.
    pub weight: Option<String>,
    /// A lower threshold than the usual one.
    pub threshold: Option<u64>,
    /// Whether it leaves although it is too large to be held against an earlier release.
    pub allows_unchecked: bool,
    /// Why a rule is overridden: goes into the ledger.
    pub reason: String,
}

/// A table that may leave.
#[derive(Debug, Clone)]
pub struct CrossTable {
    /// What is shown.
    pub table: ProtectedTable,
    /// The question of the rows and that of the columns, in the form's words.
    pub questions: [String; 2],
    instrument: Instrument,
    counts: CountsRelease,
    /// Sums of weights by position in the whole table, in millionths.
    weights: Option<Vec<u128>>,
    versions: Vec<Version>,
    unchecked: Option<String>,
    reason: String,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrittenTable {
    /// Where.
    pub path: PathBuf,
    /// Counts and totals hidden for being small.
    pub primary: usize,
    /// Counts and totals hidden in all.
    pub hidden: usize,
    /// Small groups of one mind.
    pub group_disclosures: usize,
}

/// Counts the merged records by two questions and hides what is to be hidden.
pub fn cross_table(master: &Workspace, request: &TableRequest, words: Words, progress: &dyn Progress) -> Result<CrossTable, Error> {
    let rule = threshold_rule(request.threshold, &request.reason)?;
    if request.allows_unchecked && request.reason.trim().is_empty() {
        return Err(Error::ReasonNeeded {
            usual: TableRule::THRESHOLD,
        });
    }
    let instrument = instrument_of(master, request.form.as_deref())?;
    let wanted = [&request.rows, &request.columns];
    let mut found = Vec::with_capacity(2);
    for name in wanted {
        let (at, column) = records::find(&instrument, name)?;
        if matches!(column.kind, ColumnType::Many | ColumnType::Rank) {
            return Err(Error::SeveralAnswers(name.clone()));
        }
        found.push((at, column));
    }
    let columns: Vec<_> = found.iter().map(|(at, _)| (*at, Absent::Blank)).collect();
    let weight = request.weight.as_deref().map(|name| records::find(&instrument, name)).transpose()?;
    let held = records::read(master, &instrument, &columns, weight.map(|(at, _)| at), progress)?;
    if let (Some(name), None) = (&request.weight, &held.weights) {
        return Err(Error::NoWeights(name.clone()));
    }
    let labels = |(_, column): &(_, &Column)| label(&instrument, column, words);
    let questions: Vec<String> = found.iter().map(labels).collect();
    let sides: Vec<Side> = held
        .columns
        .iter()
        .zip(&found)
        .map(|(coded, (_, column))| Side::of(coded, column, &instrument, words))
        .collect();
    let ([rows, columns], [row_question, column_question]) = (sides.as_slice(), questions.as_slice()) else {
        return Err(Error::NoSuchColumn(request.rows.clone()));
    };
    let mut counts = vec![0_u64; rows.labels.len() * columns.labels.len()];
    for (row, column) in rows.places.iter().zip(&columns.places) {
        if let Some(count) = counts.get_mut(row * columns.labels.len() + column) {
            *count += 1;
        }
    }
    let weights = held.weights.as_ref().map(|weights| weighted(rows, columns, weights));
    let table = protect(&CountTable::new(rows.labels.clone(), columns.labels.clone(), counts)?, &rule);
    let shown = table
        .whole()
        .cells()
        .iter()
        .zip(table.mask())
        .map(|(count, is_hidden)| match (is_hidden, count) {
            (false, count) => ShownCount::Shown(*count),
            (true, 0) => ShownCount::HiddenNought,
            (true, _) => ShownCount::Hidden,
        });
    let counts = CountsRelease {
        axes: vec![rows.axis.clone(), columns.axis.clone()],
        cells: shown.collect(),
        threshold: rule.threshold,
        is_base: false,
    };
    Ok(CrossTable {
        table,
        questions: [row_question.clone(), column_question.clone()],
        counts,
        weights,
        versions: held.versions,
        unchecked: request.allows_unchecked.then(|| request.reason.trim().to_owned()),
        reason: request.reason.trim().to_owned(),
        instrument,
    })
}

/// The sums of weights at every position of a table, its totals among them.
fn weighted(rows: &Side, columns: &Side, weights: &[Weight]) -> Vec<u128> {
    let width = columns.labels.len() + 1;
    let mut sums = vec![0_u128; (rows.labels.len() + 1) * width];
    for ((row, column), weight) in rows.places.iter().zip(&columns.places).zip(weights) {
        for row in [*row, rows.labels.len()] {
            for column in [*column, columns.labels.len()] {
                if let Some(sum) = sums.get_mut(row * width + column) {
                    *sum += u128::from(weight.0);
                }
            }
        }
    }
    sums
}

/// The rule with this threshold; one below the usual takes a reason.
pub(super) fn threshold_rule(threshold: Option<u64>, reason: &str) -> Result<TableRule, Error> {
    let threshold = threshold.unwrap_or(TableRule::THRESHOLD);
    if threshold < TableRule::LOWEST_THRESHOLD {
        return Err(Error::ThresholdTooLow {
            least: TableRule::LOWEST_THRESHOLD,
        });
    }
    if threshold < TableRule::THRESHOLD && reason.trim().is_empty() {
        return Err(Error::ReasonNeeded {
            usual: TableRule::THRESHOLD,
        });
    }
    Ok(TableRule {
        threshold,
        ..TableRule::default()
    })
}

/// One side of a table: the answers that were given, those of a list all of them.
struct Side {
    labels: Vec<String>,
    /// By record.
    places: Vec<usize>,
    axis: Axis,
}

impl Side {
    fn of(coded: &CodedColumn, column: &Column, instrument: &Instrument, words: Words) -> Self {
        let is_blank = coded.blanks() > 0;
        let mut answers: Vec<String> = coded.labels().to_vec();
        if is_blank {
            answers.push(String::new());
        }
        let last = answers.len().saturating_sub(1);
        let place = |code: &u32| {
            if (*code as usize) < coded.labels().len() {
                *code as usize
            } else {
                last
            }
        };
        let label = |answer: &String| match answer.as_str() {
            "" => words.say("publish-no-answer"),
            answer => choice_label(instrument, column, answer, words),
        };
        Self {
            labels: answers.iter().map(label).collect(),
            places: coded.codes().iter().map(place).collect(),
            axis: Axis {
                question: column.path.clone(),
                groups: answers.iter().map(|answer| [answer.clone()].into()).collect(),
            },
        }
    }
}

/// The label of a question in the language of the words where the form speaks it.
pub(super) fn label(instrument: &Instrument, column: &Column, words: Words) -> String {
    let book = instrument.released_codebook();
    let language = language(&book.languages, words);
    let variable = book.variables.iter().find(|variable| variable.path == column.path);
    let label = variable
        .and_then(|variable| variable.labels.get(language))
        .filter(|label| !label.is_empty());
    label.cloned().unwrap_or_else(|| column.name.clone())
}

fn choice_label(instrument: &Instrument, column: &Column, answer: &str, words: Words) -> String {
    let book = instrument.released_codebook();
    let language = language(&book.languages, words);
    let variable = book.variables.iter().find(|variable| variable.path == column.path);
    let choice = variable.and_then(|variable| variable.choices.iter().find(|choice| choice.name == answer));
    let label = choice
        .and_then(|choice| choice.labels.get(language))
        .filter(|label| !label.is_empty());
    label.cloned().unwrap_or_else(|| answer.to_owned())
}

/// The form's language that is the words' own; else its first.
fn language(languages: &[String], words: Words) -> usize {
    let code = format!("({})", words.lang().code());
    languages.iter().position(|name| name.to_lowercase().ends_with(&code)).unwrap_or(0)
}

impl CrossTable {
    /// Small groups that all gave, or did not give, an answer, in words.
    pub fn warnings(&self, words: Words) -> Vec<String> {
        let (rows, columns) = (self.table.whole().rows(), self.table.whole().columns());
        let say = |group: &GroupDisclosure| {
            let name = |names: &[String], at: usize| names.get(at).cloned().unwrap_or_default();
            let arguments = [
                ("row", name(rows, group.row).into()),
                ("column", name(columns, group.column).into()),
                ("base", group.base.into()),
            ];
            words.say_with(if group.is_all { "publish-group-all" } else { "publish-group-none" }, &arguments)
        };
        self.table.group_disclosures().iter().map(say).collect()
    }

    /// The weighted share of a row that gave an answer, where the records' own is shown: the sum of the weights of a hidden count, or of few
    /// persons, would tell how many they are.
    fn weighted_share(&self, row: usize, column: usize) -> Option<f64> {
        self.table.share(row, column)?;
        let weights = self.weights.as_ref()?;
        let columns = self.table.whole().columns().len();
        let sum = |column: usize| weights.get(row * (columns + 1) + column).copied();
        let (part, whole) = (sum(column)?, sum(columns)?);
        (whole > 0).then(|| part as f64 / whole as f64)
    }

    /// The table as it is written: counts, the shares of each row where its base allows, and the weighted shares where there are weights. What
    /// is hidden is `x`.
    pub fn to_table(&self, words: Words) -> Table {
        let whole = self.table.whole();
        let (rows, columns) = (whole.rows().len(), whole.columns().len());
        let total = words.say("publish-total");
        let names = whole.columns().iter().chain([&total]);
        let shares = whole.columns().iter().map(|name| format!("{name} %"));
        let weighted = whole.columns().iter().filter(|_| self.weights.is_some());
        let weighted = weighted.map(|name| words.say_with("publish-weighted-share", &[("name", name.as_str().into())]));
        let heads = std::iter::once(self.questions[0].clone())
            .chain(names.cloned())
            .chain(shares)
            .chain(weighted);
        let row = |row: usize| {
            let name = Cell::Text(whole.rows().get(row).unwrap_or(&total).clone());
            let counts = (0..=columns).map(|column| match self.table.count(row, column) {
                Some(count) => Cell::Integer(count as i64),
                None => Cell::Text(HIDDEN.to_owned()),
            });
            let percent = |share: Option<f64>| match share {
                Some(share) => Cell::Decimal {
                    value: (share * 10_000.0).round() / 100.0,
                    digits: 2,
                },
                None => Cell::Blank,
            };
            let shares = (0..columns).map(|column| percent(self.table.share(row, column)));
            let weighted = (0..columns).filter(|_| self.weights.is_some());
            let weighted = weighted.map(|column| percent(self.weighted_share(row, column)));
            std::iter::once(name).chain(counts).chain(shares).chain(weighted).collect()
        };
        Table {
            title: self.questions[1].clone(),
            heads: heads.collect(),
            rows: (0..=rows).map(row).collect(),
        }
    }
}

/// What stands in the place of a hidden count.
const HIDDEN: &str = "x";

/// Writes a table, by the path's ending, once the ledger and the canary have nothing against it.
pub fn write_table(master: &mut Workspace, cross: &CrossTable, path: &Path, words: Words) -> Result<WrittenTable, Error> {
    let table = cross.to_table(words);
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let bytes = match ending.as_str() {
        "csv" => table.to_csv(Layout::PHIEU).map_err(|source| Error::Io {
            path: path.to_path_buf(),
            source,
        })?,
        "xlsx" => to_xlsx(std::slice::from_ref(&table)).map_err(|error| Error::TooMuch(error.to_string()))?,
        _ => {
            return Err(Error::Ending {
                found: ending,
                path: path.to_path_buf(),
            });
        }
    };
    let looked = canary::of_workspace(master, &[&cross.instrument])?;
    let mut found = crate::privacy::canary::Sightings::default();
    canary::of_path(&looked, path, &mut found);
    canary::of_table(&looked, &path.display().to_string(), &table, &mut found);
    canary::pass(found)?;
    let release = ledger::release(path, &cross.versions, Content::Counts(cross.counts.clone()));
    let remark = ledger::check(master, &release, cross.unchecked.as_deref(), &cross.reason)?;
    ledger::publish(master, &cross.instrument, &release, &remark, path, || write_file(path, &bytes))?;
    Ok(WrittenTable {
        path: path.to_path_buf(),
        primary: cross.table.primary(),
        hidden: cross.table.hidden(),
        group_disclosures: cross.table.group_disclosures().len(),
    })
}
