//! Writing record versions into tables.

use super::{FINISHED, PackagedRecord, TOMBSTONE, layout, member_names};
use crate::dataset::Schema;
use crate::exchange::manifest::{RecordCounts, TableEntry};
use crate::output::tables::FormTable;
use crate::output::{CsvWriter, Facts, FormTables};

/// Writes the tables of a package, record by record in the order of their keys.
#[derive(Debug)]
pub struct TablesWriter {
    tables: FormTables,
    names: Vec<String>,
    writers: Vec<CsvWriter>,
    counts: RecordCounts,
}

/// The tables, ready to be members.
#[derive(Debug)]
pub struct WrittenTables {
    /// For the manifest.
    pub entries: Vec<TableEntry>,
    /// For each entry, its bytes.
    pub bytes: Vec<Vec<u8>>,
    /// How many of what; dispositions are not among them.
    pub counts: RecordCounts,
}

impl TablesWriter {
    /// Empty tables of the released schema.
    pub fn new(form_id: &str, schema: &Schema, is_sealed: bool) -> csv::Result<Self> {
        let layout = layout(is_sealed);
        let tables = FormTables::of_schema(schema, layout);
        let open = |table: &FormTable| CsvWriter::new(layout, &table.heads);
        Ok(Self {
            names: member_names(form_id, schema),
            writers: tables.tables().iter().map(open).collect::<csv::Result<_>>()?,
            counts: RecordCounts::default(),
            tables,
        })
    }

    /// Adds a record version. Keys must come in order, each once.
    pub fn add(&mut self, packaged: &PackagedRecord) -> csv::Result<()> {
        let is_finished = packaged.content.is_some();
        *if is_finished {
            &mut self.counts.finished
        } else {
            &mut self.counts.tombstones
        } += 1;
        let facts = Facts {
            key: packaged.key.clone(),
            revision: packaged.revision,
            status: if is_finished { FINISHED } else { TOMBSTONE }.to_owned(),
            week: packaged.week.clone(),
            surveyor_code: packaged.staff.surveyor.clone(),
            minutes: packaged.staff.minutes,
            ..Facts::default()
        };
        let writers = &mut self.writers;
        self.tables
            .lay_out(&facts, packaged.content.as_ref(), |table, entries| match writers.get_mut(table) {
                Some(writer) => writer.entries(entries),
                None => Ok(()),
            })
    }

    /// Ends the tables.
    pub fn finish(self) -> std::io::Result<WrittenTables> {
        let entry = |((table, member), writer): ((&FormTable, String), &CsvWriter)| TableEntry {
            table: table.path.clone(),
            member,
            rows: writer.rows(),
        };
        let entries = self.tables.tables().iter().zip(self.names).zip(&self.writers).map(entry).collect();
        Ok(WrittenTables {
            entries,
            bytes: self.writers.into_iter().map(CsvWriter::finish).collect::<std::io::Result<_>>()?,
            counts: self.counts,
        })
    }
}
