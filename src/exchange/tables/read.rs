//! Reading tables back into record versions, trusting nothing.

use csv::StringRecord;

use super::{FINISHED, PackagedRecord, Staff, TOMBSTONE, is_week, layout};
use crate::dataset::{Record, Rows, Schema, TableSchema, Value};
use crate::exchange::{ContentProblem, Refusal, fit, key};
use crate::output::tables::FormTable;
use crate::output::{CellError, FormTables, Layout, csv::reader, read_cell};

/// Hands over every record version of the tables, in the order of their keys.
///
/// `tables` gives for each table of the schema its member's name and bytes. Whatever [`TablesWriter`](super::TablesWriter) would not
/// have written is refused.
pub fn read_tables<E: From<Refusal>>(
    schema: &Schema,
    is_sealed: bool,
    tables: &[(&str, &[u8])],
    mut take: impl FnMut(PackagedRecord) -> Result<(), E>,
) -> Result<(), E> {
    let mut cursors = Vec::with_capacity(tables.len());
    let expected = FormTables::of_schema(schema, layout(is_sealed));
    for ((table, expected), (member, bytes)) in schema.tables.iter().zip(expected.tables()).zip(tables) {
        cursors.push(Cursor::open(member, bytes, table, expected)?);
    }
    let Some((own, repeats)) = cursors.split_first_mut() else {
        return Err(Refusal::MemberMissing(String::new()).into());
    };
    let mut last = String::new();
    while own.has_row {
        let record = read_record(schema, is_sealed, own, repeats, &last)?;
        last.clone_from(&record.key);
        take(record)?;
        own.advance()?;
    }
    match repeats.iter().find(|cursor| cursor.has_row) {
        Some(left) => Err(left.orphan().into()),
        None => Ok(()),
    }
}

fn read_record(
    schema: &Schema,
    is_sealed: bool,
    own: &Cursor<'_>,
    repeats: &mut [Cursor<'_>],
    last: &str,
) -> Result<PackagedRecord, Refusal> {
    let record_key = own.fixed(0).to_owned();
    if !key::is_key(&record_key) {
        return Err(own.refuse("KEY", ContentProblem::Key(record_key)));
    }
    if record_key.as_str() <= last {
        return Err(own.refuse("KEY", ContentProblem::KeyOrder(record_key)));
    }
    let is_finished = match own.fixed(2) {
        FINISHED => true,
        TOMBSTONE => false,
        other => return Err(own.unfit("STATUS", other)),
    };
    let content = if is_finished {
        let mut record = Record {
            tables: vec![Rows {
                parents: vec![0],
                cells: vec![own.values()?],
            }],
        };
        read_repeats(schema, &record_key, &mut record, repeats)?;
        Some(record)
    } else {
        own.check_blank()?;
        None
    };
    let week = own.fixed(3);
    if is_finished != is_week(week) || (!is_finished && !week.is_empty()) {
        return Err(own.unfit("WEEK", week));
    }
    Ok(PackagedRecord {
        revision: own
            .number(1, "REVISION")?
            .filter(|revision| *revision > 0)
            .ok_or_else(|| own.unfit("REVISION", own.fixed(1)))?,
        content,
        week: week.to_owned(),
        staff: if is_sealed { own.staff()? } else { Staff::default() },
        key: record_key,
    })
}

/// The rows of one record in the tables of repeats. Each must hang under a row that is there, and stand in its place.
fn read_repeats(schema: &Schema, record_key: &str, record: &mut Record, repeats: &mut [Cursor<'_>]) -> Result<(), Refusal> {
    let mut keys: Vec<Vec<String>> = vec![vec![record_key.to_owned()]];
    for (table, cursor) in schema.tables.iter().skip(1).zip(repeats) {
        let parents = table.parent.and_then(|parent| keys.get(parent)).map_or(&[][..], Vec::as_slice);
        let mut rows = Rows::default();
        let mut own_keys = Vec::new();
        // Where the row before hung, and its position there.
        let (mut above, mut position) = (0, 0_u32);
        while cursor.has_row && cursor.belongs_to(record_key) {
            let parent_key = cursor.fixed(1);
            while parents.get(above).is_some_and(|parent| parent != parent_key) {
                above += 1;
                position = 0;
            }
            if above >= parents.len() {
                return Err(cursor.orphan());
            }
            position += 1;
            if cursor.fixed(0) != format!("{parent_key}/{}[{position}]", cursor.step) {
                return Err(cursor.refuse("KEY", ContentProblem::KeyOrder(cursor.fixed(0).to_owned())));
            }
            own_keys.push(cursor.fixed(0).to_owned());
            rows.parents.push(above as u32);
            rows.cells.push(cursor.values()?);
            cursor.advance()?;
        }
        keys.push(own_keys);
        record.tables.push(rows);
    }
    Ok(())
}

/// A table being read: one row at a time.
struct Cursor<'a> {
    member: &'a str,
    table: &'a TableSchema,
    /// What its rows are called under the row above.
    step: String,
    /// How many columns stand before the questions.
    fixed: usize,
    reader: csv::Reader<&'a [u8]>,
    row: StringRecord,
    /// The header is row 1.
    number: u64,
    has_row: bool,
}

impl<'a> Cursor<'a> {
    fn open(member: &'a str, bytes: &'a [u8], table: &'a TableSchema, expected: &FormTable) -> Result<Self, Refusal> {
        let mut cursor = Self {
            member,
            table,
            step: expected.step().to_owned(),
            fixed: expected.heads.len().saturating_sub(table.columns.len()),
            reader: reader(bytes),
            row: StringRecord::new(),
            number: 1,
            has_row: true,
        };
        let header = cursor.reader.headers().map_err(|_not_csv| Refusal::Content {
            member: member.to_owned(),
            row: 1,
            column: String::new(),
            problem: ContentProblem::NotCsv,
        })?;
        if !header.iter().eq(&expected.heads) {
            return Err(cursor.refuse("", ContentProblem::Header));
        }
        cursor.advance()?;
        Ok(cursor)
    }

    fn advance(&mut self) -> Result<(), Refusal> {
        self.number += 1;
        self.has_row = self.reader.read_record(&mut self.row).map_err(|_not_csv| Refusal::Content {
            member: self.member.to_owned(),
            row: self.number,
            column: String::new(),
            problem: ContentProblem::NotCsv,
        })?;
        Ok(())
    }

    fn fixed(&self, index: usize) -> &str {
        self.row.get(index).unwrap_or_default()
    }

    fn values(&self) -> Result<Vec<Value>, Refusal> {
        let cells = self.row.iter().skip(self.fixed).zip(&self.table.columns);
        cells
            .map(|(cell, column)| {
                let value = read_cell(cell, column.kind, &Layout::PHIEU).map_err(|error| match error {
                    CellError::Code(text) | CellError::Type(text) => self.unfit(&column.path, &text),
                })?;
                match fit::problem(&value, column) {
                    Some(problem) => Err(self.refuse(&column.path, problem)),
                    None => Ok(value),
                }
            })
            .collect()
    }

    /// A tombstone has nothing but its key.
    fn check_blank(&self) -> Result<(), Refusal> {
        let mut cells = self.row.iter().skip(self.fixed).zip(&self.table.columns);
        match cells.find(|(cell, _)| !cell.is_empty()) {
            Some((cell, column)) => Err(self.unfit(&column.path, cell)),
            None => Ok(()),
        }
    }

    fn staff(&self) -> Result<Staff, Refusal> {
        let surveyor = match read_cell(self.fixed(4), crate::dataset::ColumnType::Text, &Layout::PHIEU) {
            Ok(Value::Text(code)) => Some(code),
            Ok(Value::Missing(crate::dataset::Missing::NotAsked)) => None,
            _ => return Err(self.unfit("SURVEYOR", self.fixed(4))),
        };
        Ok(Staff {
            surveyor,
            minutes: self.number(5, "MINUTES")?,
        })
    }

    /// A whole number as we write it; `None` for an empty cell.
    fn number(&self, index: usize, head: &str) -> Result<Option<u32>, Refusal> {
        let cell = self.fixed(index);
        if cell.is_empty() {
            return Ok(None);
        }
        let number: Option<u32> = cell.parse().ok().filter(|number: &u32| number.to_string() == cell);
        number.map(Some).ok_or_else(|| self.unfit(head, cell))
    }

    /// Whether the row hangs, directly or not, under the record.
    fn belongs_to(&self, record_key: &str) -> bool {
        let parent = self.fixed(1);
        parent.split('/').next() == Some(record_key)
    }

    fn orphan(&self) -> Refusal {
        self.refuse("PARENT_KEY", ContentProblem::Orphan(self.fixed(1).to_owned()))
    }

    fn unfit(&self, column: &str, text: &str) -> Refusal {
        self.refuse(column, ContentProblem::Type(text.to_owned()))
    }

    fn refuse(&self, column: &str, problem: ContentProblem) -> Refusal {
        Refusal::Content {
            member: self.member.to_owned(),
            row: self.number,
            column: column.to_owned(),
            problem,
        }
    }
}
