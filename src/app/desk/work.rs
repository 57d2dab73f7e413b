//! The map of work: what was planned, done and refused, by unit, group, surveyor or week.
//!
//! No day leaves a laptop, only the week: so weeks are the finest time there is. A surveyor is a code, and known where packages came sealed.

use std::collections::BTreeMap;

use super::frame::{Frame, FrameCell, Label, Role};
use super::tally::pass;
use crate::app::merge::MergeError;
use crate::exchange::loose::FilledTable;
use crate::store::{Decision, PlannedWork, Snapshot, Workspace};
use crate::words::Progress;

/// What the map is drawn by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum By {
    /// The unit.
    #[default]
    Unit,
    /// The group of respondents.
    Group,
    /// The surveyor's code.
    Surveyor,
    /// The week of finishing.
    Week,
}

impl By {
    /// All, in the order of the screen.
    pub const ALL: [Self; 4] = [Self::Unit, Self::Group, Self::Surveyor, Self::Week];
}

/// A row of the map.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkRow {
    /// The code, as stored.
    pub code: String,
    /// In words.
    pub label: Label,
    /// Interviews wanted, where a plan says so.
    pub planned: Option<u32>,
    /// Finished interviews.
    pub done: u64,
    /// Refusals and other contacts without an interview.
    pub refused: u64,
}

impl WorkRow {
    /// Refused among all contacts.
    pub fn refusal_share(&self) -> Option<f64> {
        let contacts = self.done + self.refused;
        (contacts > 0).then(|| self.refused as f64 / contacts as f64)
    }
}

/// The map of work of a form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkMap {
    /// For each way of looking, its rows in order: units as the form lists them, weeks by time.
    pub rows: BTreeMap<By, Vec<WorkRow>>,
    /// Interviews wanted in all.
    pub planned: u32,
    /// Finished.
    pub done: u64,
    /// Refused.
    pub refused: u64,
}

#[derive(Default)]
struct Count {
    units: BTreeMap<u32, u64>,
    groups: BTreeMap<u32, u64>,
    surveyors: BTreeMap<String, u64>,
    weeks: BTreeMap<String, u64>,
    done: u64,
}

/// Draws the map.
pub fn map(master: &Workspace, frame: &Frame, snapshot: &Snapshot, progress: &dyn Progress) -> Result<WorkMap, MergeError> {
    let (unit, group) = (frame.column_of(Role::Unit), frame.column_of(Role::Group));
    let count = pass(
        frame,
        snapshot,
        progress,
        Count::default,
        |count, row| {
            count.done += 1;
            let add = |map: &mut BTreeMap<u32, u64>, column: Option<usize>| {
                if let Some(FrameCell::Choice(choice)) = column.map(|column| row.cell(column)) {
                    *map.entry(choice).or_default() += 1;
                }
            };
            add(&mut count.units, unit);
            add(&mut count.groups, group);
            let surveyor = row.held.row.surveyor.unwrap_or_default();
            bump(&mut count.surveyors, surveyor, 1);
            bump(&mut count.weeks, row.held.row.week, 1);
        },
        |sum, part| {
            part.units
                .iter()
                .for_each(|(choice, n)| *sum.units.entry(*choice).or_default() += n);
            part.groups
                .iter()
                .for_each(|(choice, n)| *sum.groups.entry(*choice).or_default() += n);
            part.surveyors.iter().for_each(|(code, n)| bump(&mut sum.surveyors, code, *n));
            part.weeks.iter().for_each(|(week, n)| bump(&mut sum.weeks, week, *n));
            sum.done += part.done;
        },
    )?;
    let mut map = WorkMap {
        done: count.done,
        ..WorkMap::default()
    };
    let planned = master.planned_work(&frame.form)?;
    map.planned = planned.iter().map(|planned| planned.count).sum();
    map.rows
        .insert(By::Unit, chosen(frame, unit, &count.units, &planned, |planned| &planned.unit));
    map.rows
        .insert(By::Group, chosen(frame, group, &count.groups, &planned, |planned| &planned.group));
    map.rows.insert(By::Surveyor, plain(&count.surveyors));
    map.rows.insert(By::Week, plain(&count.weeks));
    for identity in &frame.identities {
        for disposition in master.merged_dispositions(identity)? {
            map.refused += 1;
            for (by, code) in [
                (By::Unit, &disposition.unit),
                (By::Group, &disposition.group),
                (By::Week, &disposition.week),
            ] {
                refuse(map.rows.entry(by).or_default(), code);
            }
        }
    }
    Ok(map)
}

fn bump(map: &mut BTreeMap<String, u64>, code: &str, n: u64) {
    match map.get_mut(code) {
        Some(known) => *known += n,
        None => {
            map.insert(code.to_owned(), n);
        }
    }
}

fn refuse(rows: &mut Vec<WorkRow>, code: &str) {
    if let Some(row) = rows.iter_mut().find(|row| row.code == code) {
        row.refused += 1;
    } else {
        rows.push(WorkRow {
            code: code.to_owned(),
            label: Label::same(code),
            refused: 1,
            ..WorkRow::default()
        });
    }
}

/// The choices of a question, each with what was done and planned; a choice with neither is left out unless there is a plan.
fn chosen(
    frame: &Frame,
    column: Option<usize>,
    done: &BTreeMap<u32, u64>,
    planned: &[PlannedWork],
    key: impl Fn(&PlannedWork) -> &String,
) -> Vec<WorkRow> {
    let Some(column) = column.and_then(|column| frame.columns.get(column)) else {
        return Vec::new();
    };
    let rows = column.choices.iter().enumerate().map(|(index, choice)| {
        let wanted = planned.iter().filter(|planned| *key(planned) == choice.name);
        let wanted: Vec<u32> = wanted.map(|planned| planned.count).collect();
        WorkRow {
            code: choice.name.clone(),
            label: choice.label.clone(),
            planned: (!wanted.is_empty()).then(|| wanted.iter().sum()),
            done: done.get(&(index as u32)).copied().unwrap_or(0),
            refused: 0,
        }
    });
    rows.filter(|row| row.done > 0 || row.planned.is_some()).collect()
}

fn plain(counts: &BTreeMap<String, u64>) -> Vec<WorkRow> {
    let row = |(code, done): (&String, &u64)| WorkRow {
        code: code.clone(),
        label: Label::same(code),
        done: *done,
        ..WorkRow::default()
    };
    counts.iter().map(row).collect()
}

/// Puts a plan of work in the place of the former one, and keeps who did.
pub fn plan(master: &mut Workspace, form: &str, planned: &[PlannedWork], who: &str) -> Result<(), MergeError> {
    master.batch(|master| {
        master.plan_work(form, planned)?;
        let wanted: u64 = planned.iter().map(|planned| u64::from(planned.count)).sum();
        master.keep_decision(&Decision {
            at: jiff::Timestamp::now(),
            who: who.to_owned(),
            act: "plan".to_owned(),
            subject: form.to_owned(),
            why: String::new(),
            detail: serde_json::json!({ "interviews": wanted }).to_string(),
        })?;
        Ok(())
    })
}

/// A plan of work as a table: `unit,group,count`, the group may be left out. Tells the line that cannot be read.
pub fn read_plan(file: &[u8]) -> Result<Vec<PlannedWork>, u64> {
    let table = FilledTable::of(file);
    let mut reader = table.reader();
    let heads: Vec<String> = reader
        .headers()
        .map_err(|_not_csv| 1_u64)?
        .iter()
        .map(|head| head.trim().to_lowercase())
        .collect();
    let place = |names: &[&str]| heads.iter().position(|head| names.contains(&head.as_str()));
    let unit = place(&["unit", "đơn vị", "don vi"]).ok_or(1_u64)?;
    let count = place(&["count", "planned", "số phiếu", "so phieu"]).ok_or(1_u64)?;
    let group = place(&["group", "nhóm", "nhom"]);
    let mut planned = Vec::new();
    for (record, line) in reader.records().zip(2_u64..) {
        let record = record.map_err(|_not_csv| line)?;
        let cell = |at: usize| record.get(at).unwrap_or_default().trim().to_owned();
        planned.push(PlannedWork {
            unit: cell(unit),
            group: group.map(cell).unwrap_or_default(),
            count: cell(count).parse().map_err(|_not_a_number| line)?,
        });
    }
    Ok(planned)
}
