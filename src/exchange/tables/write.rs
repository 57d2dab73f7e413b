//! Writing record versions into tables.

use super::{FINISHED, PackagedRecord, REPEAT_HEADS, TOMBSTONE, fixed_heads, heads, member_names, short_name};
use crate::dataset::{Record, Rows, Schema, TableSchema};
use crate::exchange::manifest::{RecordCounts, TableEntry};
use crate::output::{CsvWriter, Layout, write_text};

/// Writes the tables of a package, record by record in the order of their keys.
#[derive(Debug)]
pub struct TablesWriter<'a> {
    schema: &'a Schema,
    is_sealed: bool,
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

impl<'a> TablesWriter<'a> {
    /// Empty tables of the released schema.
    pub fn new(form_id: &str, schema: &'a Schema, is_sealed: bool) -> csv::Result<Self> {
        let open = |(index, table): (usize, &TableSchema)| {
            let fixed = if index == 0 { fixed_heads(is_sealed) } else { REPEAT_HEADS };
            let heads = heads(fixed, table);
            CsvWriter::new(Layout::PHIEU, heads.iter().map(|head| write_text(head, &Layout::PHIEU)))
        };
        Ok(Self {
            schema,
            is_sealed,
            names: member_names(form_id, schema),
            writers: schema.tables.iter().enumerate().map(open).collect::<csv::Result<_>>()?,
            counts: RecordCounts::default(),
        })
    }

    /// Adds a record version. Keys must come in order, each once.
    pub fn add(&mut self, packaged: &PackagedRecord) -> csv::Result<()> {
        let revision = packaged.revision.to_string();
        let minutes = packaged.staff.minutes.map(|minutes| minutes.to_string()).unwrap_or_default();
        let surveyor = packaged.staff.surveyor.as_deref().unwrap_or_default();
        let surveyor = write_text(surveyor, &Layout::PHIEU);
        let status = if packaged.content.is_some() { FINISHED } else { TOMBSTONE };
        let mut fixed = vec![packaged.key.as_str(), &revision, status, &packaged.week];
        if self.is_sealed {
            fixed.extend([surveyor.as_ref(), &minutes]);
        }
        let Some(own) = self.writers.first_mut() else { return Ok(()) };
        let Some(content) = &packaged.content else {
            self.counts.tombstones += 1;
            let blanks = self.schema.tables.first().map_or(0, |table| table.columns.len());
            return own.row(fixed.into_iter().chain(std::iter::repeat_n("", blanks)), []);
        };
        self.counts.finished += 1;
        own.row(
            fixed,
            content.tables.first().and_then(|rows| rows.cells.first()).into_iter().flatten(),
        )?;
        self.add_repeats(&packaged.key, content)
    }

    fn add_repeats(&mut self, key: &str, content: &Record) -> csv::Result<()> {
        let mut keys: Vec<Vec<String>> = vec![vec![key.to_owned()]];
        for ((table, rows), writer) in self.schema.tables.iter().zip(&content.tables).zip(&mut self.writers).skip(1) {
            let parents = table.parent.and_then(|parent| keys.get(parent)).map_or(&[][..], Vec::as_slice);
            let own = row_keys(parents, rows, short_name(&self.schema.tables, table));
            for ((row, parent), own) in rows.cells.iter().zip(&rows.parents).zip(&own) {
                let parent = parents.get(*parent as usize).map_or("", String::as_str);
                writer.row([own.as_str(), parent], row)?;
            }
            keys.push(own);
        }
        Ok(())
    }

    /// Ends the tables.
    pub fn finish(self) -> std::io::Result<WrittenTables> {
        let entry = |((table, member), writer): ((&TableSchema, String), &CsvWriter)| TableEntry {
            table: table.name.clone(),
            member,
            rows: writer.rows(),
        };
        let entries = self.schema.tables.iter().zip(self.names).zip(&self.writers).map(entry).collect();
        Ok(WrittenTables {
            entries,
            bytes: self.writers.into_iter().map(CsvWriter::finish).collect::<std::io::Result<_>>()?,
            counts: self.counts,
        })
    }
}

/// `<parent>/<repeat>[<n>]`, n counting from 1 under each parent.
fn row_keys(parents: &[String], rows: &Rows, name: &str) -> Vec<String> {
    let mut seen = vec![0_u32; parents.len()];
    let key = |parent: &u32| {
        let above = parents.get(*parent as usize).map_or("", String::as_str);
        let position = seen.get_mut(*parent as usize).map_or(0, |count| {
            *count += 1;
            *count
        });
        format!("{above}/{name}[{position}]")
    };
    rows.parents.iter().map(key).collect()
}
