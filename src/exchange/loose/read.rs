//! Reading a loose file, and the files of its repeats beside it, into records.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{Released, Role};
use super::repeats::{Origin, Repeats};
use super::report::{Fault, LooseReport};
use super::table::{LooseTable, Row, RowStop, whole_row};
use crate::dataset::{ColumnIx, packed};
use crate::exchange::merge::Stop;
use crate::exchange::rules::{Before, Breach, Judge};
use crate::exchange::tables::is_week;
use crate::exchange::{ContentProblem, Refusal};
use crate::store::{Stage, StagedVersion};

/// A file of a table.
#[derive(Debug)]
pub struct LooseFile {
    /// Its name, without folders.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Reads the file of a form's own table, with those of its repeats by table of the schema, into a stage and tells what was found.
///
/// # Errors
///
/// A file that is no table of these columns is refused whole. A row that cannot be taken is none: it is in the report.
pub fn read(own: &LooseFile, beside: &[(usize, LooseFile)], released: &Released, stage: &mut Stage) -> Result<LooseReport, Stop> {
    let refuse = |file: &LooseFile| {
        Stop::Refused(Refusal::Content {
            member: file.name.clone(),
            row: 1,
            column: String::new(),
            problem: ContentProblem::Header,
        })
    };
    let table = LooseTable::open(&own.name, &own.bytes, released, 0).ok_or_else(|| refuse(own))?;
    let mut tables: Vec<Option<LooseTable<'_>>> = released.tables.iter().map(|_| None).collect();
    for (index, file) in beside {
        let found = LooseTable::open(&file.name, &file.bytes, released, *index).ok_or_else(|| refuse(file))?;
        if let Some(place) = tables.get_mut(*index) {
            *place = Some(found);
        }
    }
    let opened = std::iter::once(&table).chain(tables.iter().flatten());
    let mut absent: BTreeSet<ColumnIx> = opened.flat_map(LooseTable::absent).collect();
    for (index, schema) in released.schema.tables.iter().enumerate().skip(1) {
        if tables.get(index).is_none_or(Option::is_none) {
            absent.extend((0..schema.columns.len()).map(|column| ColumnIx { table: index, column }));
        }
    }
    let mut reader = Reader {
        place: places(&table),
        judge: released.rules.judge(Before::Cells, absent.clone()),
        repeats: Repeats::read(&mut tables)?,
        released,
        key_form: None,
        body: Vec::new(),
        breaches: BTreeMap::new(),
    };
    let table = reader.records(table, stage)?;
    for origin in reader.repeats.left() {
        let breach = reader.breaches.remove(&origin);
        if let Some(Some(table)) = tables.get_mut(origin.0) {
            table.counts.taken -= 1;
            match breach {
                Some((head, breach)) => table.notes.set_aside(origin.1, &head, &breach.value, breach.wrong.into()),
                None => table.notes.set_aside(origin.1, "", "", Fault::NoRecord),
            }
        }
    }
    Ok(report(table, tables, released, &absent))
}

/// Puts together what was found in all files.
fn report(own: LooseTable<'_>, beside: Vec<Option<LooseTable<'_>>>, released: &Released, absent: &BTreeSet<ColumnIx>) -> LooseReport {
    let missing = released.schema.tables.iter().enumerate().flat_map(|(index, schema)| {
        let is_there = index == 0 || beside.get(index).is_some_and(Option::is_some);
        let place = |path: &str| match index {
            0 => path.to_owned(),
            _ => format!("{}/{path}", schema.name),
        };
        let columns = schema.columns.iter().enumerate();
        let columns = columns.filter(move |(column, _)| {
            absent.contains(&ColumnIx {
                table: index,
                column: *column,
            })
        });
        let columns: Vec<String> = columns.map(|(_, column)| place(&column.path)).collect();
        if is_there { columns } else { vec![schema.name.clone()] }
    });
    let mut report = LooseReport {
        file: own.notes.file.clone(),
        beside: beside.iter().flatten().map(|table| table.notes.file.clone()).collect(),
        version: None,
        encoding: own.encoding,
        separator: char::from(own.head.separator),
        rows: own.counts.rows,
        taken: own.counts.taken,
        repeated_headers: own.counts.repeated_headers,
        ignored: own
            .ignored()
            .chain(beside.iter().flatten().flat_map(LooseTable::ignored))
            .cloned()
            .collect(),
        missing: missing.collect(),
        unjudged: released.rules.unjudged().to_vec(),
        repeat_rows: beside.iter().flatten().map(|table| table.counts.rows).sum(),
        repeat_taken: beside.iter().flatten().map(|table| table.counts.taken).sum(),
        repaired: Vec::new(),
        set_aside: Vec::new(),
        set_aside_count: 0,
    };
    for table in std::iter::once(own).chain(beside.into_iter().flatten()) {
        let LooseTable { head, mut notes, .. } = table;
        report.set_aside.append(&mut notes.set_aside);
        report.set_aside_count += notes.set_aside_count;
        let head = |index: usize| head.heads.get(index).cloned().unwrap_or_default();
        report.repaired.extend(notes.into_repaired(head));
    }
    report
}

/// Where the columns beside the questions are.
struct Places {
    key: Option<usize>,
    revision: Option<usize>,
    status: Option<usize>,
    week: Option<usize>,
    surveyor: Option<usize>,
    minutes: Option<usize>,
}

fn places(table: &LooseTable<'_>) -> Places {
    Places {
        key: table.place(Role::Key),
        revision: table.place(Role::Revision),
        status: table.place(Role::Status),
        week: table.place(Role::Week),
        surveyor: table.place(Role::Surveyor),
        minutes: table.place(Role::Minutes),
    }
}

struct Reader<'a> {
    place: Places,
    judge: Judge<'a>,
    repeats: Repeats,
    released: &'a Released,
    /// What the keys of the file look like.
    key_form: Option<KeyForm>,
    body: Vec<u8>,
    /// What the form would not have allowed in rows of repeats, with the paths of their columns.
    breaches: BTreeMap<Origin, (String, Breach)>,
}

/// Length and kind of a key: a spreadsheet program that takes one for a number changes both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeyForm {
    /// Ours.
    Base32,
    /// 32 hexadecimal digits.
    Hex,
    /// With hyphens, perhaps behind `uuid:`.
    Uuid(usize),
}

impl KeyForm {
    fn of(key: &str) -> Option<Self> {
        if crate::exchange::key::is_key(key) {
            return Some(Self::Base32);
        }
        if key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Some(Self::Hex);
        }
        let bare = key.strip_prefix("uuid:").unwrap_or(key);
        (bare.len() == 36 && uuid::Uuid::try_parse(bare).is_ok()).then_some(Self::Uuid(key.len()))
    }
}

impl Reader<'_> {
    fn records<'t>(&mut self, mut table: LooseTable<'t>, stage: &mut Stage) -> Result<LooseTable<'t>, Stop> {
        table.rows(|row| self.record(row, stage), |_, _| {})?;
        Ok(table)
    }

    /// Takes a row and what hangs under it.
    fn record(&mut self, row: &mut Row<'_, '_>, stage: &mut Stage) -> Result<(), RowStop> {
        let key = row.text(self.place.key);
        let form = KeyForm::of(key).filter(|form| self.key_form.is_none_or(|known| known == *form));
        self.key_form = Some(form.ok_or(RowStop::Fault((self.place.key, Fault::Key)))?);
        let revision = match self.place.revision {
            None => 1,
            Some(_) => whole(row.text(self.place.revision))
                .filter(|number| *number > 0)
                .ok_or(RowStop::Fault((self.place.revision, Fault::Revision)))?,
        };
        let is_withdrawn = match row.text(self.place.status) {
            "" | "finished" => false,
            "tombstone" => true,
            _ => return Err(RowStop::Fault((self.place.status, Fault::Status))),
        };
        let week = row.text(self.place.week);
        if !week.is_empty() && !is_week(week) {
            return Err(RowStop::Fault((self.place.week, Fault::Value)));
        }
        if is_withdrawn {
            let has_answer = |place: &&usize| !row.cells.bytes(**place).is_empty();
            if let Some(place) = row.table.head.question.iter().flatten().find(has_answer) {
                return Err(RowStop::Fault((Some(*place), Fault::Answers)));
            }
        } else {
            self.body(key, row)?;
        }
        let minutes = row.text(self.place.minutes);
        let surveyor = row.text(self.place.surveyor);
        let staged = StagedVersion {
            key,
            revision,
            body: (!is_withdrawn).then_some(self.body.as_slice()),
            week,
            surveyor: (!surveyor.is_empty()).then_some(surveyor),
            minutes: whole(minutes),
        };
        stage.version(&staged).map_err(RowStop::Store)
    }

    /// Packs the answers of a record and holds them to the form.
    fn body(&mut self, key: &str, row: &mut Row<'_, '_>) -> Result<(), RowStop> {
        self.body.clear();
        packed::begin(&mut self.body);
        row.pack(&mut self.body)?;
        let origins = if self.released.has_repeats() {
            self.repeats.append(key, self.released, &mut self.body)?
        } else {
            Vec::new()
        };
        if self.judge.allows_everything() {
            return Ok(());
        }
        let judged = self.judge.judge(&self.body).map_err(|_damaged| whole_row(Fault::Value))?;
        let Some(breach) = judged else { return Ok(()) };
        self.repeats.refuse(&origins);
        if breach.at.table == 0 {
            let place = row.table.head.question.get(breach.at.column).copied().flatten();
            return Err(RowStop::Fault((place, breach.wrong.into())));
        }
        let origin = origins.get(breach.at.table).and_then(|rows| rows.get(breach.row)).copied();
        let column = self.released.schema.get(breach.at).map(|column| column.path.clone());
        if let Some(origin) = origin {
            self.breaches.insert(origin, (column.unwrap_or_default(), breach));
            return Err(whole_row(Fault::Incomplete));
        }
        Err(whole_row(breach.wrong.into()))
    }
}

/// A whole number, perhaps made a decimal by a spreadsheet program.
fn whole(text: &str) -> Option<u32> {
    text.strip_suffix(".0").unwrap_or(text).parse().ok()
}
