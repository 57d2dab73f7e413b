//! The index as a table that leaves: what stands on a few persons is withheld, and nothing around it gives it back.
//!
//! On the screen the coordinator sees every figure; a file, and whatever a program is handed to print on, goes through here. Figures are
//! rounded to the digits of the sheet, and ranks are those among the figures that are shown.

mod grid;
mod told;

use std::path::Path;

use serde::Serialize;

use self::grid::Grid;
use super::table::threshold_rule;
use super::{Error, ledger, records};
use crate::app::canary;
use crate::app::index::{self, IndexReport, IndexRequest, index_of_master};
use crate::dataset::{Column, ColumnIx, Interest};
use crate::exchange::files::write_file;
use crate::index::{IndexTree, ItemRule, NodeScore, rank};
use crate::instrument::Instrument;
use crate::output::table::Cell;
use crate::output::{Layout, Table, to_xlsx};
use crate::privacy::canary::Sightings;
use crate::privacy::ledger::{Content, CountsRelease, Release, Version};
use crate::privacy::tables::TableRule;
use crate::store::Workspace;
use crate::words::Progress;

/// Which index is to leave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexTableRequest {
    /// A form's id, with all its versions, or the identity of one of them; without it the form that was added last.
    pub form: Option<String>,
    /// What is computed.
    pub index: IndexRequest,
    /// A lower threshold than the usual one.
    pub threshold: Option<u64>,
    /// Whether it leaves although it is too large to be held against an earlier release.
    pub allows_unchecked: bool,
    /// Why a rule is overridden: goes into the ledger.
    pub reason: String,
}

/// An index that may leave.
#[derive(Debug, Clone)]
pub struct IndexTable {
    /// The figures that are shown; the others are `None`.
    pub report: IndexReport,
    /// Bases that are hidden with their figures.
    pub hidden_bases: usize,
    /// Figures that are hidden, those on hidden bases among them.
    pub hidden_figures: usize,
    /// Figures on too small a base to be a percentage of anything, their base shown.
    pub on_small_base: usize,
    withheld: Vec<Withheld>,
    digits: Vec<u8>,
    instrument: Instrument,
    counts: Vec<CountsRelease>,
    members: Vec<Version>,
    unchecked: Option<String>,
    reason: String,
}

/// Why a figure is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Withheld {
    /// It is, or there is none.
    Nothing,
    /// Its base is hidden too.
    Base,
    /// It would tell a small count, or another hidden figure.
    Figure,
    /// So few persons make no percentage.
    SmallBase,
}

impl Withheld {
    fn word(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Base => "base",
            Self::Figure => "figure",
            Self::SmallBase => "small base",
        }
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrittenIndex {
    /// Where.
    pub path: std::path::PathBuf,
    /// Bases that are hidden with their figures.
    pub hidden_bases: usize,
    /// Figures that are hidden.
    pub hidden_figures: usize,
    /// Figures on too small a base.
    pub on_small_base: usize,
}

/// Computes an index and withholds what is to be withheld.
pub fn index_table(master: &Workspace, request: &IndexTableRequest, progress: &dyn Progress) -> Result<IndexTable, Error> {
    let table_rule = threshold_rule(request.threshold, &request.reason)?;
    if request.allows_unchecked && request.reason.trim().is_empty() {
        return Err(Error::ReasonNeeded {
            usual: TableRule::THRESHOLD,
        });
    }
    let mut report = index_of_master(master, request.form.as_deref(), &request.index, progress)?;
    let frame = report.origin.frame().ok_or(index::Error::NoInstrument)?;
    let instrument = Instrument::from_canonical(&master.instrument_canonical(frame)?)?;
    let tree = instrument.index.as_ref().ok_or(index::Error::NoIndex)?;
    let rule = ItemRule::parse(&report.rule).unwrap_or(tree.rule);
    let grid = Grid::of(&report, tree);
    let nodes = grid.nodes(&report, tree, rule)?;
    let masks = crate::privacy::tables::protect_figures(&nodes, &table_rule);
    let mut members = Vec::new();
    for share in report.origin.versions.iter().filter(|share| share.is_counted) {
        let version = Instrument::from_canonical(&master.instrument_canonical(&share.instrument)?)?;
        take_members(master, &version, &instrument, tree, &mut members)?;
    }
    members.sort_unstable();
    let counts = told::counts(
        &instrument,
        tree,
        rule,
        &grid,
        &nodes,
        &masks,
        &request.index.by,
        (&table_rule, members.len() as u64),
    );
    let mut withheld = Vec::with_capacity(report.nodes.len());
    let mut digits = Vec::with_capacity(report.nodes.len());
    for score in &mut report.nodes {
        let node = tree.find(&score.node);
        let shown = node.and_then(|node| tree.nodes.get(node)).map_or(2, |node| node.digits);
        digits.push(u8::try_from(shown).unwrap_or(u8::MAX));
        let place = node.zip(grid.place(score));
        let mask = place.and_then(|(node, at)| Some((masks.get(node)?, at)));
        withheld.push(withhold(
            score,
            mask.map(|(mask, at)| (mask.hides_base(at), mask.hides_figure(at))),
            shown,
            &table_rule,
        ));
    }
    rank(&mut report.nodes);
    let many = |why: Withheld| withheld.iter().filter(|own| **own == why).count();
    Ok(IndexTable {
        hidden_bases: many(Withheld::Base),
        hidden_figures: many(Withheld::Base) + many(Withheld::Figure),
        on_small_base: many(Withheld::SmallBase),
        report,
        withheld,
        digits,
        counts,
        members,
        unchecked: request.allows_unchecked.then(|| request.reason.trim().to_owned()),
        reason: request.reason.trim().to_owned(),
        instrument,
    })
}

/// Takes out of a score what must not leave, and rounds the rest. A place that is not known is hidden whole.
fn withhold(score: &mut NodeScore, hidden: Option<(bool, bool)>, digits: usize, rule: &TableRule) -> Withheld {
    let (hides_base, hides_figure) = hidden.unwrap_or((true, true));
    let has_figure = score.value.is_some();
    let is_small = score.n.is_none_or(|n| n < rule.least_base);
    let why = match (hides_base, hides_figure) {
        (true, _) => Withheld::Base,
        (_, true) if has_figure => Withheld::Figure,
        _ if has_figure && is_small => Withheld::SmallBase,
        _ => Withheld::Nothing,
    };
    if hides_base {
        score.n = None;
    }
    let keeps = why == Withheld::Nothing;
    let scale = 10_f64.powi(digits.min(12) as i32);
    let rounded = |value: Option<f64>| value.filter(|_| keeps).map(|value| (value * scale).round() / scale);
    (score.value, score.se) = (rounded(score.value), rounded(score.se));
    (score.low, score.high) = (rounded(score.low), rounded(score.high));
    why
}

/// Who is counted of a version of the form: a record, or where units are rows of a repeat, each of its rows.
fn take_members(
    master: &Workspace,
    version: &Instrument,
    newest: &Instrument,
    tree: &IndexTree,
    members: &mut Vec<Version>,
) -> Result<(), Error> {
    let schema = &version.plan.released;
    let name = |node| {
        newest
            .plan
            .released
            .find(node)
            .and_then(|at| newest.plan.released.get(at))
            .map(|column| &column.name)
    };
    let names: Vec<&String> = tree.items().filter_map(name).collect();
    let is_item = |column: &Column| names.iter().any(|name| **name == column.name);
    let items: Vec<ColumnIx> = schema.columns().filter(|(_, column)| is_item(column)).map(|(at, _)| at).collect();
    let mut tables: Vec<usize> = items.iter().map(|at| at.table).collect();
    tables.sort_unstable();
    tables.dedup();
    let interest = Interest::new(schema, items);
    master.for_each_current(&version.identity.0, |row| -> Result<(), Error> {
        let record = records::version(&row);
        if tables.iter().all(|table| *table == 0) {
            members.push(record);
            return Ok(());
        }
        let seen = interest.glimpse(row.body)?;
        for table in &tables {
            members.extend((0..seen.row_count(*table)).map(|number| record.row(*table, number)));
        }
        Ok(())
    })
}

impl IndexTable {
    /// The table as it is written: `node,parent,unit`, the columns of the split, `n,value,se,low,high,rank,of`, and why a figure is withheld.
    pub fn to_table(&self) -> Table {
        let lines = self.report.csv();
        let texts = lines.head.len().saturating_sub(lines.numbers);
        let rows = self
            .report
            .nodes
            .iter()
            .zip(&lines.rows)
            .zip(self.withheld.iter().zip(&self.digits));
        let row = |((score, line), (withheld, digits)): ((&NodeScore, &Vec<String>), (&Withheld, &u8))| {
            let text = |text: &str| {
                if text.is_empty() {
                    Cell::Blank
                } else {
                    Cell::Text(text.to_owned())
                }
            };
            let whole = |count: Option<u64>| count.map_or(Cell::Blank, |count| Cell::Integer(count as i64));
            let figure = |value: Option<f64>| value.map_or(Cell::Blank, |value| Cell::Decimal { value, digits: *digits });
            let mut row: Vec<Cell> = line.iter().take(texts).map(|cell| text(cell)).collect();
            row.push(whole(score.n));
            row.extend([score.value, score.se, score.low, score.high].map(figure));
            row.extend([whole(score.rank), whole(score.of), text(withheld.word())]);
            row
        };
        Table {
            title: self.report.form.clone(),
            rows: rows.map(row).collect(),
            heads: [lines.head.clone(), vec!["withheld".to_owned()]].concat(),
        }
    }

    fn release(&self, name: &Path) -> Release {
        ledger::release(name, &self.members, Content::Figures(self.counts.clone()))
    }

    fn look(&self, master: &Workspace, path: &Path, table: &Table) -> Result<(), Error> {
        let looked = canary::of_workspace(master, &[&self.instrument])?;
        let mut found = Sightings::default();
        canary::of_path(&looked, path, &mut found);
        canary::of_table(&looked, &path.display().to_string(), table, &mut found);
        Ok(canary::pass(found)?)
    }
}

/// Writes an index, by the path's ending, once the ledger and the canary have nothing against it.
pub fn write_index(master: &mut Workspace, index: &IndexTable, path: &Path) -> Result<WrittenIndex, Error> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let table = index.to_table();
    let bytes = match ending.as_str() {
        "csv" => table.to_csv(Layout::PHIEU).map_err(|source| Error::Io {
            path: path.to_path_buf(),
            source,
        })?,
        "xlsx" => to_xlsx(std::slice::from_ref(&table)).map_err(|error| Error::TooMuch(error.to_string()))?,
        "json" => {
            // How many records a version has, and how many answers nobody has settled, is for the coordinator.
            let report = IndexReport {
                origin: index::Origin::default(),
                ..index.report.clone()
            };
            serde_json::to_vec_pretty(&report).map_err(|error| Error::Ledger(error.to_string()))?
        }
        _ => {
            return Err(Error::Ending {
                found: ending,
                path: path.to_path_buf(),
            });
        }
    };
    index.look(master, path, &table)?;
    let release = index.release(path);
    let remark = ledger::check(master, &release, index.unchecked.as_deref(), &index.reason)?;
    ledger::publish(master, &index.instrument, &release, &remark, path, || write_file(path, &bytes))?;
    Ok(WrittenIndex {
        path: path.to_path_buf(),
        hidden_bases: index.hidden_bases,
        hidden_figures: index.hidden_figures,
        on_small_base: index.on_small_base,
    })
}

/// Hands an index over as CSV, to be printed where another program reads on: as much a release as a file is.
pub fn print_index(master: &mut Workspace, index: &IndexTable) -> Result<String, Error> {
    let name = Path::new("index --csv");
    let table = index.to_table();
    index.look(master, name, &table)?;
    let release = index.release(name);
    let remark = ledger::check(master, &release, index.unchecked.as_deref(), &index.reason)?;
    let bytes = table.to_csv(Layout::PHIEU).map_err(|source| Error::Io {
        path: name.to_path_buf(),
        source,
    })?;
    ledger::publish(master, &index.instrument, &release, &remark, name, || Ok(()))?;
    let text = bytes.strip_prefix(crate::output::csv::BOM).unwrap_or(&bytes);
    Ok(String::from_utf8_lossy(text).replace("\r\n", "\n"))
}
