//! Plain tables in one SQLite file: records, repeats, what was chosen where several could be, why answers are missing, choices, codebook,
//! units.
//!
//! Columns are called by the question's name, by its path where two bear one name. A question that was not asked is NULL and nothing else;
//! one that was asked and not answered is NULL too, with its reason in `missing_answer`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::source::Holding;
use super::tables::Tables;
use super::{Error, Keeper, WrittenFile};
use crate::dataset::units::{Epoch, Extent, Units};
use crate::dataset::{Codebook, ColumnType, Missing, TableSchema, Value};
use crate::output::{Entry, FormTables, Layout};
use crate::store::{Order, PlainDatabase, PlainType, PlainValue, Workspace};
use crate::words::Progress;

/// Writes everything into one file.
pub(super) fn write(workspace: &Workspace, holdings: &[Holding], path: &Path, progress: &dyn Progress) -> Result<Tables, Error> {
    let mut database = PlainDatabase::begin(path)?;
    let common = Common::make(&mut database)?;
    let mut taken: BTreeSet<String> = COMMON.iter().map(|name| (*name).to_owned()).collect();
    let mut report = Tables::of(holdings);
    for holding in holdings {
        let names = table_names(holding, holdings.len() > 1, &mut taken);
        let rows = records(&mut database, workspace, holding, &names, &common, progress)?;
        explain(&database, holding, &names, &common)?;
        report.files.push(WrittenFile {
            path: path.to_path_buf(),
            form: holding.summary.form.clone(),
            rows,
        });
    }
    units(&database, &common)?;
    database.finish(path)?;
    Ok(report)
}

const COMMON: [&str; 6] = ["chosen", "missing_answer", "choice", "codebook", "unit", "unit_change"];

/// The tables that all forms share.
struct Common {
    chosen: usize,
    missing: usize,
    choice: usize,
    codebook: usize,
    unit: usize,
    unit_change: usize,
}

impl Common {
    fn make(database: &mut PlainDatabase) -> Result<Self, Error> {
        let columns = |names: &[&str]| -> Vec<(String, PlainType)> {
            let kind = |name: &str| if name == "position" { PlainType::Integer } else { PlainType::Text };
            names.iter().map(|name| ((*name).to_owned(), kind(name))).collect()
        };
        let [chosen, missing, choice, codebook, unit, unit_change] = COMMON;
        Ok(Self {
            chosen: database.table(chosen, &columns(&["table_name", "row_key", "question", "position", "choice"]), &[])?,
            missing: database.table(missing, &columns(&["table_name", "row_key", "question", "reason"]), &[])?,
            choice: database.table(
                choice,
                &columns(&["table_name", "question", "position", "name", "language", "label"]),
                &[],
            )?,
            codebook: database.table(
                codebook,
                &columns(&["table_name", "question", "path", "type", "language", "label", "treatment"]),
                &[],
            )?,
            unit: database.table(
                unit,
                &columns(&["epoch", "code", "name", "district_code", "district"]),
                &["epoch", "code"],
            )?,
            unit_change: database.table(unit_change, &columns(&["former", "current", "extent"]), &["former", "current"])?,
        })
    }
}

/// The tables' names: the form's id, with its version where there are several, and the repeats' behind it.
fn table_names(holding: &Holding, is_tagged: bool, taken: &mut BTreeSet<String>) -> Vec<String> {
    let form = &holding.summary.form;
    let stem = if is_tagged {
        format!("{form}_{}", holding.summary.version)
    } else {
        form.clone()
    };
    let mut names = Vec::new();
    for table in &holding.schema().tables {
        let wanted = if table.name.is_empty() {
            stem.clone()
        } else {
            format!("{stem}_{}", table.name.replace('-', "_"))
        };
        let mut name = wanted.clone();
        let mut number = 2;
        // Names of tables know no letter case.
        while !taken.insert(name.to_lowercase()) {
            name = format!("{wanted}_{number}");
            number += 1;
        }
        names.push(name);
    }
    names
}

const RECORD: [&str; 6] = ["KEY", "REVISION", "STATUS", "WEEK", "SURVEYOR", "MINUTES"];

/// A question's name, or its path where the name is another column's too; with a number where that is taken as well.
fn heads(table: &TableSchema, fixed: &[&str]) -> Vec<String> {
    let mut taken: BTreeSet<String> = fixed.iter().map(|name| name.to_lowercase()).collect();
    let mut counts: BTreeMap<String, u32> = taken.iter().map(|name| (name.clone(), 1)).collect();
    for column in &table.columns {
        *counts.entry(column.name.to_lowercase()).or_default() += 1;
    }
    let mut heads = Vec::with_capacity(table.columns.len());
    for column in &table.columns {
        let is_alone = counts.get(&column.name.to_lowercase()) == Some(&1);
        let wanted = if is_alone { &column.name } else { &column.path };
        let mut head = wanted.clone();
        let mut number = 2;
        // A question of its own outside every group may be called as a column that every record has.
        while !taken.insert(head.to_lowercase()) {
            head = format!("{wanted}_{number}");
            number += 1;
        }
        heads.push(head);
    }
    heads
}

fn kind(kind: ColumnType) -> PlainType {
    match kind {
        ColumnType::Integer => PlainType::Integer,
        ColumnType::Decimal => PlainType::Real,
        _ => PlainType::Text,
    }
}

fn records(
    database: &mut PlainDatabase,
    workspace: &Workspace,
    holding: &Holding,
    names: &[String],
    common: &Common,
    progress: &dyn Progress,
) -> Result<u64, Error> {
    let schema = holding.schema();
    let mut tables = Vec::new();
    for (index, (table, name)) in schema.tables.iter().zip(names).enumerate() {
        let fixed: &[&str] = if index == 0 { &RECORD } else { &["KEY", "PARENT_KEY"] };
        let of_fixed = fixed.iter().map(|head| {
            let is_number = matches!(*head, "REVISION" | "MINUTES");
            ((*head).to_owned(), if is_number { PlainType::Integer } else { PlainType::Text })
        });
        let heads = heads(table, fixed);
        let columns = heads
            .iter()
            .zip(&table.columns)
            .map(|(head, column)| (head.clone(), kind(column.kind)));
        let columns: Vec<(String, PlainType)> = of_fixed.chain(columns).collect();
        tables.push((database.table(name, &columns, &["KEY"])?, heads));
    }
    let keys = FormTables::of_schema(schema, Layout::PHIEU_SEALED);
    let mut done = 0;
    holding.for_each(workspace, Order::OldestFirst, |version| {
        if progress.is_cancelled() {
            return Err(Error::Cancelled);
        }
        if !version.is_newest {
            return Ok(());
        }
        progress.step(done, holding.records);
        done += 1;
        let mut facts = version.facts.clone();
        facts.key.clone_from(&version.key);
        let mut seen = vec![0_usize; tables.len()];
        keys.lay_out(&facts, Some(&version.content), |table, entries| {
            let Some((number, heads)) = tables.get(table) else { return Ok(()) };
            let row = seen.get_mut(table).map_or(0, |seen| std::mem::replace(seen, *seen + 1));
            let text = |at: usize| entries.get(at).map(Entry::as_str).unwrap_or_default().to_owned();
            let key = text(0);
            let mut cells = vec![PlainValue::Text(key.clone())];
            if table == 0 {
                let week = PlainValue::Text(facts.week.clone());
                let surveyor = facts.surveyor_code.clone().map_or(PlainValue::Null, PlainValue::Text);
                let minutes = facts
                    .minutes
                    .map_or(PlainValue::Null, |minutes| PlainValue::Integer(minutes.into()));
                let status = PlainValue::Text(facts.status.clone());
                cells.extend([PlainValue::Integer(facts.revision.into()), status, week, surveyor, minutes]);
            } else {
                cells.push(PlainValue::Text(text(1)));
            }
            let values = version.content.tables.get(table).and_then(|rows| rows.cells.get(row));
            for (value, head) in values.into_iter().flatten().zip(heads) {
                cells.push(plain(value));
                let place = || [&names.get(table).cloned().unwrap_or_default(), &key, head].map(|text| PlainValue::Text(text.clone()));
                if let Value::Many(chosen) = value {
                    for (position, choice) in (1..).zip(chosen) {
                        let tail = [PlainValue::Integer(position), PlainValue::Text(choice.clone())];
                        database.row(common.chosen, &[place().as_slice(), &tail].concat())?;
                    }
                }
                if let Some(reason) = reason(value) {
                    let tail = [PlainValue::Text(reason.to_owned())];
                    database.row(common.missing, &[place().as_slice(), &tail].concat())?;
                }
            }
            Ok::<_, Error>(database.row(*number, &cells)?)
        })
    })?;
    Ok(done)
}

fn plain(value: &Value) -> PlainValue {
    match value {
        Value::Missing(_) => PlainValue::Null,
        Value::Integer(number) => PlainValue::Integer(*number),
        Value::Decimal(text) => text.parse().map_or_else(|_| PlainValue::Text(text.clone()), PlainValue::Real),
        Value::Text(_) | Value::One(_) | Value::Many(_) => PlainValue::Text(value.text()),
    }
}

fn reason(value: &Value) -> Option<&'static str> {
    match value.missing()? {
        Missing::NotAsked => None,
        Missing::Empty => Some("empty"),
        Missing::DontKnow => Some("dont_know"),
        Missing::Refused => Some("refused"),
        Missing::Later => Some("later"),
    }
}

/// What the columns and choices mean.
fn explain(database: &PlainDatabase, holding: &Holding, names: &[String], common: &Common) -> Result<(), Error> {
    let book = match holding.keeper {
        Keeper::Laptop => Codebook::of(holding.form(), holding.schema(), |_| "as answered".to_owned()),
        Keeper::Master => holding.instrument.released_codebook(),
    };
    let tables: BTreeMap<&str, (&String, Vec<String>)> = holding
        .schema()
        .tables
        .iter()
        .zip(names)
        .map(|(table, name)| {
            let fixed: &[&str] = if table.name.is_empty() { &RECORD } else { &["KEY", "PARENT_KEY"] };
            (table.name.as_str(), (name, heads(table, fixed)))
        })
        .collect();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for variable in &book.variables {
        let Some((name, heads)) = tables.get(variable.table.as_str()) else {
            continue;
        };
        let at = seen.entry(variable.table.as_str()).or_default();
        let head = heads.get(*at).cloned().unwrap_or_default();
        *at += 1;
        let cells = |texts: &[&str]| -> Vec<PlainValue> { texts.iter().map(|text| PlainValue::Text((*text).to_owned())).collect() };
        for (language, label) in book.languages.iter().zip(&variable.labels) {
            let row = cells(&[
                name,
                &head,
                &variable.path,
                variable.kind.word(),
                language,
                label,
                &variable.treatment,
            ]);
            database.row(common.codebook, &row)?;
        }
        for (position, choice) in (1..).zip(&variable.choices) {
            for (language, label) in book.languages.iter().zip(&choice.labels) {
                let mut row = cells(&[name, &head]);
                row.push(PlainValue::Integer(position));
                row.extend(cells(&[&choice.name, language, label]));
                database.row(common.choice, &row)?;
            }
        }
    }
    Ok(())
}

/// The units of both epochs and the way from the old to the new.
fn units(database: &PlainDatabase, common: &Common) -> Result<(), Error> {
    let units = Units::hanoi();
    let text = |text: &str| PlainValue::Text(text.to_owned());
    for (epoch, word) in [(Epoch::Legacy2024, "2024"), (Epoch::Wards2025, "2025")] {
        for unit in units.of(epoch) {
            let (code, name) = unit.district.clone().unzip();
            let district = |part: Option<String>| part.map_or(PlainValue::Null, PlainValue::Text);
            database.row(
                common.unit,
                &[text(word), text(&unit.code.code), text(&unit.name), district(code), district(name)],
            )?;
        }
    }
    for unit in units.of(Epoch::Legacy2024) {
        for successor in units.successors(&unit.code.code) {
            let extent = match successor.extent {
                Extent::Whole => "whole",
                Extent::Part { is_default: true } => "part, most people",
                Extent::Part { is_default: false } => "part",
            };
            database.row(
                common.unit_change,
                &[text(&unit.code.code), text(&successor.code.code), text(extent)],
            )?;
        }
    }
    Ok(())
}
