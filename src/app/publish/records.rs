//! The merged records as coded columns: what tables count and releases recode.

use rustc_hash::FxHashMap;

use super::Error;
use crate::dataset::{CellRef, Column, ColumnIx, ColumnType, Interest, Missing};
use crate::instrument::Instrument;
use crate::privacy::ledger::Version;
use crate::privacy::microdata::{BLANK, CodedColumn, Weight};
use crate::store::{CurrentRow, Workspace};
use crate::words::Progress;

/// Records of the form's own table, in the order of their versions, which tells nothing of where they came from.
pub(super) struct Held {
    pub(super) versions: Vec<Version>,
    pub(super) columns: Vec<CodedColumn>,
    /// By record, where a weight was asked for and is there for every record.
    pub(super) weights: Option<Vec<Weight>>,
}

/// How answers that are not there become codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    /// All alike: blank.
    Blank,
    /// Each kind is an answer of its own, in the words of our tables (`.d`, `.r`).
    Told,
}

/// Finds a column of the form's own table by its question's name or path.
pub(super) fn find<'a>(instrument: &'a Instrument, name: &str) -> Result<(ColumnIx, &'a Column), Error> {
    let own = instrument.plan.released.columns().filter(|(at, _)| at.table == 0);
    let mut found = own.filter(|(_, column)| column.path == name || column.name == name);
    found.next().ok_or_else(|| Error::NoSuchColumn(name.to_owned()))
}

/// Reads some columns of every current record.
pub(super) fn read(
    master: &Workspace,
    instrument: &Instrument,
    wanted: &[(ColumnIx, Absent)],
    weight: Option<ColumnIx>,
    progress: &dyn Progress,
) -> Result<Held, Error> {
    let schema = &instrument.plan.released;
    let interest = Interest::new(schema, wanted.iter().map(|(at, _)| *at).chain(weight));
    let mut builders: Vec<Builder> = wanted
        .iter()
        .map(|(at, absent)| {
            let column = schema.get(*at).ok_or_else(|| Error::NoSuchColumn(String::new()))?;
            Ok(Builder::new(column, *absent))
        })
        .collect::<Result<_, Error>>()?;
    let (mut versions, mut weights) = (Vec::new(), Vec::new());
    let total = u64::from(master.master_counts(&instrument.identity.0)?.records);
    master.for_each_current(&instrument.identity.0, |row| -> Result<(), Error> {
        if versions.len().is_multiple_of(1024) {
            progress.step(versions.len() as u64, total);
            if progress.is_cancelled() {
                return Err(Error::Cancelled);
            }
        }
        let seen = interest.glimpse(row.body)?;
        versions.push(version(&row));
        for (builder, (at, _)) in builders.iter_mut().zip(wanted) {
            builder.add(seen.cell(*at, 0));
        }
        if let Some(at) = weight {
            let persons = seen.cell(at, 0).text().and_then(|text| text.parse().ok());
            weights.push(persons.and_then(Weight::of));
        }
        Ok(())
    })?;
    let mut order: Vec<usize> = (0..versions.len()).collect();
    order.sort_unstable_by_key(|record| versions.get(*record).copied());
    let weights: Option<Vec<Weight>> = weights.into_iter().collect();
    let arranged = |of: &dyn Fn(usize) -> Option<Weight>| order.iter().filter_map(|record| of(*record)).collect::<Vec<_>>();
    Ok(Held {
        columns: builders.into_iter().map(|builder| builder.finish(&order)).collect(),
        weights: weight.and(weights).map(|weights| arranged(&|record| weights.get(record).copied())),
        versions: order.iter().filter_map(|record| versions.get(*record).copied()).collect(),
    })
}

/// A record's content as the ledger remembers it.
pub(super) fn version(row: &CurrentRow<'_>) -> Version {
    let mut hasher = blake3::Hasher::new_derive_key("phieu 2026 version in the ledger of releases");
    hasher
        .update(row.key.as_bytes())
        .update(&row.revision.to_le_bytes())
        .update(row.body);
    let mut bytes = [0; 8];
    bytes
        .iter_mut()
        .zip(hasher.finalize().as_bytes())
        .for_each(|(byte, from)| *byte = *from);
    Version(u64::from_le_bytes(bytes))
}

/// A column being read.
struct Builder {
    name: String,
    /// Of the choices' list, and what else was met.
    labels: Vec<String>,
    code_of: FxHashMap<String, u32>,
    codes: Vec<u32>,
    absent: Absent,
    /// Labels are numbers or texts without an order of their own.
    is_sorted: bool,
}

impl Builder {
    fn new(column: &Column, absent: Absent) -> Self {
        let labels: Vec<String> = column.choices.iter().flat_map(|choices| choices.iter().cloned()).collect();
        let code_of = labels.iter().cloned().zip(0..).collect();
        Self {
            name: column.path.clone(),
            is_sorted: column.kind == ColumnType::One && column.choices.is_some(),
            labels,
            code_of,
            codes: Vec::new(),
            absent,
        }
    }

    fn add(&mut self, cell: CellRef<'_>) {
        let code = match cell {
            CellRef::Choice { index, .. } if (index as usize) < self.labels.len() => index,
            CellRef::Missing(missing) => match (self.absent, absent_label(missing)) {
                (Absent::Told, Some(label)) => self.code(label),
                _ => BLANK,
            },
            other => match other.text() {
                Some(text) => self.code(&text),
                None => BLANK,
            },
        };
        self.codes.push(code);
    }

    fn code(&mut self, text: &str) -> u32 {
        if let Some(code) = self.code_of.get(text) {
            return *code;
        }
        let code = self.labels.len() as u32;
        self.labels.push(text.to_owned());
        self.code_of.insert(text.to_owned(), code);
        code
    }

    fn finish(self, order: &[usize]) -> CodedColumn {
        let codes = order
            .iter()
            .map(|record| self.codes.get(*record).copied().unwrap_or(BLANK))
            .collect();
        let column = CodedColumn::new(self.name.clone(), self.labels.clone(), codes);
        match column {
            Ok(column) if self.is_sorted => column,
            Ok(column) => sorted(&column),
            // Every code was given out together with its label.
            Err(_impossible) => CodedColumn::from_texts(self.name, []),
        }
    }
}

/// The same answers with labels in rising order.
fn sorted(column: &CodedColumn) -> CodedColumn {
    let texts = (0..column.codes().len()).map(|record| column.label(record).unwrap_or_default());
    CodedColumn::from_texts(column.name(), texts)
}

/// What our tables write for an answer that is not there; nothing for a question that was not asked.
fn absent_label(missing: Missing) -> Option<&'static str> {
    match missing {
        Missing::NotAsked => None,
        Missing::Empty => Some("."),
        Missing::DontKnow => Some(".d"),
        Missing::Refused => Some(".r"),
        Missing::Later => Some(".l"),
    }
}
