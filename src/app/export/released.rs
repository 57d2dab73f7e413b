//! The records of a form as they leave: keyed, released, checked once more.

use super::ExportError;
use crate::app::keys;
use crate::dataset::{Missing, Record, Value};
use crate::exchange::tables::{PackagedRecord, Staff, TablesWriter, WrittenTables};
use crate::exchange::{fit, key};
use crate::instrument::Instrument;
use crate::store::{self, InstrumentSummary, ReleasedRow, Workspace};
use crate::words::Progress;

/// The rows to hand over with their keys, in the order of the keys.
pub(super) fn keyed_rows(workspace: &mut Workspace, summary: &InstrumentSummary) -> Result<Vec<(String, ReleasedRow)>, ExportError> {
    let secret = keys::pseudonyms(workspace)?;
    let mut rows = Vec::new();
    workspace.for_each_released::<store::Error>(&summary.identity, |row| {
        rows.push((key::key(&secret, &row.record.to_string()), row));
        Ok(())
    })?;
    rows.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(rows)
}

/// Records as they leave.
pub(super) struct Released {
    pub(super) records: Vec<PackagedRecord>,
    /// Answers that are no value of their question.
    pub(super) withheld: u64,
}

impl Released {
    pub(super) fn of(
        instrument: &Instrument,
        rows: &[(String, ReleasedRow)],
        is_sealed: bool,
        progress: &dyn Progress,
    ) -> Result<Self, ExportError> {
        let mut released = Self {
            records: Vec::with_capacity(rows.len()),
            withheld: 0,
        };
        for (index, (key, row)) in rows.iter().enumerate() {
            progress.step(index as u64, rows.len() as u64);
            if progress.is_cancelled() {
                return Err(ExportError::Cancelled);
            }
            let content = row.body.as_deref().map(|body| released.content(instrument, body)).transpose()?;
            let is_finished = content.is_some();
            released.records.push(PackagedRecord {
                key: key.clone(),
                revision: row.revision,
                content,
                week: if is_finished { row.week.clone() } else { String::new() },
                staff: if is_sealed && is_finished {
                    Staff {
                        surveyor: row.surveyor.clone(),
                        minutes: row.minutes,
                    }
                } else {
                    Staff::default()
                },
            });
        }
        progress.step(rows.len() as u64, rows.len() as u64);
        Ok(released)
    }

    /// The released content. What is no value of its column could be anything: it stays, and is counted.
    fn content(&mut self, instrument: &Instrument, body: &[u8]) -> Result<Record, ExportError> {
        let whole = Record::unpack(&instrument.schema, body).map_err(|error| ExportError::DamagedRecord(error.to_string()))?;
        let mut content = instrument.plan.release(&whole);
        for (rows, table) in content.tables.iter_mut().zip(&instrument.plan.released.tables) {
            for (value, column) in rows.cells.iter_mut().flat_map(|row| row.iter_mut().zip(&table.columns)) {
                if fit::problem(value, column).is_some() {
                    *value = Value::Missing(Missing::Empty);
                    self.withheld += 1;
                }
            }
        }
        Ok(content)
    }

    pub(super) fn tables(&self, instrument: &Instrument, is_sealed: bool) -> std::io::Result<WrittenTables> {
        let mut writer = TablesWriter::new(&instrument.form.id, &instrument.plan.released, is_sealed)?;
        for record in &self.records {
            writer.add(record)?;
        }
        writer.finish()
    }
}
