//! Nearly equal records under different keys: one form keyed in twice, or one respondent invented from another.
//!
//! Two records of a form that differ in at most a tenth of the answers agree wholly in one of some parts of the questionnaire, when there
//! is one part more than answers that may differ. So only records that share a part are compared, and none is missed; where very many
//! share one, each is compared with those next to it in order, which is told.

use serde::Serialize;

use crate::app::merge::MergeError;
use crate::dataset::{CellRef, ColumnIx, Interest};
use crate::instrument::Instrument;
use crate::store::{self, Workspace};
use crate::words::Progress;

/// The share of equal answers from which records are listed.
pub const SIMILAR: f64 = 0.9;

/// Records that share a part and are all compared with one another.
const MOST_TOGETHER: usize = 64;

/// Beyond that: how many next in order each is compared with.
const NEIGHBOURS: usize = 16;

/// A tenth of ten is one, whatever the machine makes of 0.1.
const ROUNDING: f64 = 1e-9;

/// Pairs that are listed.
pub const LISTED: usize = 1000;

/// Two records that are nearly equal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// Their keys, the lesser first.
    pub keys: [String; 2],
    /// The share of equal answers among the questions that either answers.
    pub similarity: f64,
    /// How many of those there are.
    pub compared: u32,
    /// How many differ.
    pub different: u32,
    /// Whether one surveyor brought both; unknown where packages came unsealed.
    pub is_same_surveyor: Option<bool>,
}

/// The pairs of a form.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Duplicates {
    /// The form's title and version.
    pub form: String,
    /// The most similar first; at most a thousand.
    pub pairs: Vec<Pair>,
    /// How many pairs there are.
    pub count: u64,
    /// Some parts are shared by so many records that not all pairs of those were compared.
    pub is_partial: bool,
}

/// A record as it is compared: a number for each answer, 0 for none.
struct Rows {
    width: usize,
    cells: Vec<u16>,
    keys: Vec<String>,
    surveyors: Vec<Option<String>>,
}

impl Rows {
    fn row(&self, index: usize) -> &[u16] {
        self.cells.get(index * self.width..(index + 1) * self.width).unwrap_or_default()
    }
}

/// The nearly equal records of every form version of a master.
pub fn duplicates(master: &Workspace, threshold: f64, progress: &dyn Progress) -> Result<Vec<Duplicates>, MergeError> {
    let mut all = Vec::new();
    for summary in master.instruments()? {
        let canonical = master.instrument_canonical(&summary.identity)?;
        let instrument = Instrument::from_canonical(&canonical).map_err(|error| store::Error::Unreadable(error.to_string()))?;
        let rows = read(master, &summary.identity, &instrument, progress)?;
        let mut found = compare(&rows, threshold, progress)?;
        found.form = format!("{} · {}", summary.title, summary.version);
        if found.count > 0 {
            all.push(found);
        }
    }
    Ok(all)
}

fn read(master: &Workspace, identity: &str, instrument: &Instrument, progress: &dyn Progress) -> Result<Rows, MergeError> {
    let schema = &instrument.plan.released;
    let width = schema.tables.first().map_or(0, |table| table.columns.len());
    let columns: Vec<ColumnIx> = (0..width).map(|column| ColumnIx { table: 0, column }).collect();
    let interest = Interest::new(schema, columns.iter().copied());
    let mut rows = Rows {
        width,
        cells: Vec::new(),
        keys: Vec::new(),
        surveyors: Vec::new(),
    };
    master.for_each_current(identity, |row| {
        if progress.is_cancelled() {
            return Err(MergeError::Cancelled);
        }
        let glimpse = interest
            .glimpse(row.body)
            .map_err(|error| store::Error::Unreadable(error.to_string()))?;
        rows.cells.extend(columns.iter().map(|at| number(glimpse.cell(*at, 0))));
        rows.keys.push(row.key.to_owned());
        rows.surveyors.push(row.surveyor.map(str::to_owned));
        Ok(())
    })?;
    Ok(rows)
}

/// A number for an answer; texts that differ share one once in sixty thousand.
fn number(cell: CellRef<'_>) -> u16 {
    match cell {
        CellRef::Missing(_) => 0,
        CellRef::Choice { index, .. } => index as u16 % 0x7fff + 1,
        other => {
            let hash = blake3::hash(other.text().unwrap_or_default().as_bytes());
            let [first, second, ..] = *hash.as_bytes();
            u16::from_le_bytes([first, second]) | 0x8000
        }
    }
}

fn compare(rows: &Rows, threshold: f64, progress: &dyn Progress) -> Result<Duplicates, MergeError> {
    let mut found = Duplicates::default();
    let may_differ = ((1.0 - threshold) * rows.width as f64 + ROUNDING).floor() as usize;
    let parts = (may_differ + 1).min(rows.width.max(1));
    let mut pairs = std::collections::BTreeSet::new();
    for part in 0..parts {
        progress.step(part as u64, parts as u64);
        if progress.is_cancelled() {
            return Err(MergeError::Cancelled);
        }
        let of_part = |index: usize| rows.row(index).iter().skip(part).step_by(parts);
        let mut order: Vec<u32> = (0..rows.keys.len() as u32).collect();
        order.sort_unstable_by(|one, other| {
            let (one, other) = (*one as usize, *other as usize);
            of_part(one).cmp(of_part(other)).then_with(|| rows.row(one).cmp(rows.row(other)))
        });
        for together in order.chunk_by(|one, other| of_part(*one as usize).eq(of_part(*other as usize))) {
            // A part that neither answers says nothing.
            let is_blank = together.first().is_none_or(|first| of_part(*first as usize).all(|cell| *cell == 0));
            if together.len() < 2 || is_blank {
                continue;
            }
            let reach = if together.len() <= MOST_TOGETHER {
                together.len()
            } else {
                found.is_partial = true;
                NEIGHBOURS
            };
            for (place, one) in together.iter().enumerate() {
                for other in together.iter().skip(place + 1).take(reach) {
                    let (low, high) = (*one.min(other), *one.max(other));
                    let (compared, different) = difference(rows.row(low as usize), rows.row(high as usize));
                    let is_similar = f64::from(compared - different) >= threshold * f64::from(compared);
                    if compared > 1 && is_similar {
                        pairs.insert((different * 1_000_000 / compared, low, high));
                    }
                }
            }
        }
    }
    found.count = pairs.len() as u64;
    found.pairs = pairs
        .into_iter()
        .take(LISTED)
        .filter_map(|(_, low, high)| pair(rows, low as usize, high as usize))
        .collect();
    Ok(found)
}

/// How many questions either answers, and how many of these differ.
fn difference(one: &[u16], other: &[u16]) -> (u32, u32) {
    let cells = one.iter().zip(other).filter(|(one, other)| **one != 0 || **other != 0);
    cells.fold((0, 0), |(compared, different), (one, other)| {
        (compared + 1, different + u32::from(one != other))
    })
}

fn pair(rows: &Rows, low: usize, high: usize) -> Option<Pair> {
    let (compared, different) = difference(rows.row(low), rows.row(high));
    let mut keys = [rows.keys.get(low)?.clone(), rows.keys.get(high)?.clone()];
    keys.sort();
    let surveyors = (rows.surveyors.get(low)?.as_ref(), rows.surveyors.get(high)?.as_ref());
    Some(Pair {
        keys,
        similarity: f64::from(compared - different) / f64::from(compared),
        compared,
        different,
        is_same_surveyor: match surveyors {
            (Some(one), Some(other)) => Some(one == other),
            _ => None,
        },
    })
}
