//! Where the records come from: a laptop's own, or a master's; and who each of their versions is for a server.
//!
//! A server knows a submission by its `instanceID` for good. So every version of a record is a submission of its own: the first bears the
//! id that the form gave it, a correction one that is made from it, always the same, and names the one it replaces.

use std::collections::BTreeSet;

use super::Error;
use crate::app::canary;
use crate::dataset::{ColumnIx, Record, Schema, Value};
use crate::form::{DataType, Form, NodeId};
use crate::instrument::Instrument;
use crate::output::Facts;
use crate::privacy::canary::{Canary, Sighting, Sightings};
use crate::privacy::{ColumnPlan, Fate, Role};
use crate::store::{InstrumentSummary, MergedVersion, Order, OwnVersion, RecordId, RecordRow, State, Workspace};

/// Who holds the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeper {
    /// The laptop that collected them: everything is there, names and numbers too.
    Laptop,
    /// A master: what left the laptops is there.
    Master,
}

/// One form version and its records.
pub(super) struct Holding {
    pub(super) summary: InstrumentSummary,
    pub(super) instrument: Instrument,
    pub(super) keeper: Keeper,
    /// Records to come, for the progress.
    pub(super) records: u64,
    /// Records that are left out because two contents contradict each other.
    pub(super) conflicts: u64,
}

/// One finished version of a record.
pub(super) struct Version {
    /// What the record is called in our own tables.
    pub(super) key: String,
    /// The record, where it was collected here.
    pub(super) record: Option<RecordId>,
    /// The `instanceID` of the record's first version here.
    pub(super) root: String,
    /// Its own.
    pub(super) instance: String,
    /// That of the version before it.
    pub(super) replaces: Option<String>,
    pub(super) is_newest: bool,
    /// What is known of it, but for its key.
    pub(super) facts: Facts,
    pub(super) content: Record,
}

/// The form versions with records, or all when there are no records at all.
pub(super) fn holdings(workspace: &Workspace, form: Option<&str>) -> Result<Vec<Holding>, Error> {
    let mut all = workspace.instruments()?;
    if all.is_empty() {
        return Err(Error::NoForm);
    }
    if let Some(form) = form {
        all.retain(|summary| summary.form == form || summary.identity == form);
        if all.is_empty() {
            return Err(Error::NoSuchForm(form.to_owned()));
        }
    }
    let records = workspace.records()?;
    let mut holdings = Vec::with_capacity(all.len());
    for summary in all {
        let merged = workspace.master_counts(&summary.identity)?;
        let is_finished = |row: &&RecordRow| row.instrument == summary.identity && row.state != State::Withdrawn && row.finished.is_some();
        let own = records.iter().filter(is_finished).count() as u64;
        let is_merged = merged.packages > 0;
        holdings.push(Holding {
            instrument: Instrument::from_canonical(&workspace.instrument_canonical(&summary.identity)?)?,
            keeper: if is_merged { Keeper::Master } else { Keeper::Laptop },
            records: if is_merged { u64::from(merged.records) } else { own },
            conflicts: u64::from(merged.conflicts),
            summary,
        });
    }
    if holdings.iter().any(|holding| holding.records > 0) {
        holdings.retain(|holding| holding.records > 0);
    }
    Ok(holdings)
}

impl Holding {
    /// What of a laptop's answers points at a person by itself, or was kept from leaving: the paths of these questions.
    pub(super) fn identifying(&self) -> Vec<String> {
        if self.keeper == Keeper::Master {
            return Vec::new();
        }
        let stays = |plan: &&ColumnPlan| matches!(plan.fate, Fate::Stays(_));
        let mut columns: Vec<&ColumnPlan> = self.instrument.plan.columns.iter().filter(stays).collect();
        // The identifiers first.
        columns.sort_by_key(|plan| plan.role != Some(Role::Direct));
        columns.into_iter().map(|plan| plan.path.clone()).collect()
    }

    pub(super) fn form(&self) -> &Form {
        &self.instrument.form
    }

    /// What the records are laid out in.
    pub(super) fn schema(&self) -> &Schema {
        match self.keeper {
            Keeper::Laptop => &self.instrument.schema,
            Keeper::Master => &self.instrument.plan.released,
        }
    }

    /// What sets the files of this form version apart from those of others.
    pub(super) fn tag(&self) -> String {
        format!("{}-{}", self.summary.form, self.summary.identity.get(..8).unwrap_or_default())
    }

    /// Hands over every finished version; those of a record one after the other. A master knows no moments and goes by keys.
    pub(super) fn for_each(
        &self,
        workspace: &Workspace,
        order: Order,
        mut take: impl FnMut(Version) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let names = Names::of(self.form(), self.schema());
        match self.keeper {
            Keeper::Laptop => {
                let mut line: Option<(RecordId, Line)> = None;
                workspace.for_each_own_version(&self.summary.identity, order, |own| {
                    let content = self.unpack(&own.body)?;
                    let line = match &mut line {
                        Some((record, line)) if *record == own.record => line,
                        line => &mut line.insert((own.record, Line::of_record(own.record, names.instance(&content)))).1,
                    };
                    take(self.own(workspace, &names, line, own, content))
                })
            }
            Keeper::Master => {
                let mut line: Option<(String, Line)> = None;
                let mut watch = Watch::of(canary::of_workspace(workspace, &[&self.instrument])?, self);
                workspace.for_each_merged_version::<Error>(&self.summary.identity, |merged| {
                    let content = self.unpack(merged.body)?;
                    watch.look(&content);
                    let line = match &mut line {
                        Some((key, line)) if key == merged.key => line,
                        line => &mut line.insert((merged.key.to_owned(), Line::of_key(merged.key))).1,
                    };
                    take(self.merged(line, merged, content))
                })?;
                // Files are there only once all of this is done, so what points at a person stops them all.
                Ok(canary::pass(watch.found)?)
            }
        }
    }

    fn unpack(&self, body: &[u8]) -> Result<Record, Error> {
        Record::unpack(self.schema(), body).map_err(|error| Error::DamagedRecord(error.to_string()))
    }

    fn own(&self, workspace: &Workspace, names: &Names, line: &mut Line, own: OwnVersion, mut content: Record) -> Version {
        let (instance, replaces) = line.next(own.revision);
        names.set(&mut content, &instance, replaces.as_deref());
        Version {
            key: own.record.to_string(),
            record: Some(own.record),
            root: line.root.clone().unwrap_or_else(|| instance.clone()),
            instance,
            replaces,
            is_newest: own.is_newest,
            facts: Facts {
                revision: own.revision,
                status: "finished".to_owned(),
                week: own.week,
                finished: Some(own.finished),
                surveyor_code: own.code,
                surveyor_name: own.surveyor,
                minutes: own.minutes,
                attachments_expected: names.attachments(&content),
                device: workspace.id().to_string(),
                form_version: self.form().version.clone(),
                ..Facts::default()
            },
            content,
        }
    }

    fn merged(&self, line: &mut Line, merged: MergedVersion<'_>, content: Record) -> Version {
        let (instance, replaces) = line.next(merged.revision);
        Version {
            root: line.root.clone().unwrap_or_else(|| instance.clone()),
            instance,
            replaces,
            is_newest: merged.is_newest,
            facts: Facts {
                revision: merged.revision,
                status: "finished".to_owned(),
                week: merged.week.to_owned(),
                surveyor_code: merged.surveyor.map(str::to_owned),
                minutes: merged.minutes,
                form_version: self.form().version.clone(),
                ..Facts::default()
            },
            key: merged.key.to_owned(),
            record: None,
            content,
        }
    }
}

/// Looks at every answer of a master's records before it leaves.
struct Watch<'a> {
    canary: Canary,
    holding: &'a Holding,
    /// Rows so far, by table; the head is row 1.
    rows: Vec<u64>,
    found: Sightings,
}

impl<'a> Watch<'a> {
    fn of(canary: Canary, holding: &'a Holding) -> Self {
        Self {
            canary,
            rows: vec![1; holding.schema().tables.len()],
            holding,
            found: Sightings::default(),
        }
    }

    fn look(&mut self, record: &Record) {
        let tables = record.tables.iter().zip(&self.holding.schema().tables).zip(&mut self.rows);
        for ((rows, table), number) in tables {
            for cells in &rows.cells {
                *number += 1;
                for (value, column) in cells.iter().zip(&table.columns) {
                    let what = match value {
                        Value::Text(text) | Value::One(text) => self.canary.look(text),
                        Value::Integer(whole) => self.canary.look_at_number(&whole.to_string()),
                        Value::Decimal(number) => self.canary.look_at_number(number),
                        Value::Many(chosen) => chosen.iter().find_map(|choice| self.canary.look(choice)),
                        Value::Missing(_) => None,
                    };
                    if let Some(what) = what {
                        self.found.note(Sighting {
                            file: if table.name.is_empty() {
                                self.holding.form().id.clone()
                            } else {
                                table.name.clone()
                            },
                            row: *number,
                            column: column.path.clone(),
                            what,
                        });
                    }
                }
            }
        }
    }
}

/// The versions of one record, one after the other.
struct Line {
    /// What the ids are made from.
    seed: String,
    /// The id of the first version where the record brought it.
    given: Option<String>,
    root: Option<String>,
    last: Option<String>,
}

impl Line {
    fn of_record(record: RecordId, given: Option<String>) -> Self {
        Self {
            seed: record.to_string(),
            given: Some(given.unwrap_or_else(|| format!("uuid:{record}"))),
            root: None,
            last: None,
        }
    }

    /// A key is a pseudonym, and what is made from it tells no more than it does.
    fn of_key(key: &str) -> Self {
        Self {
            seed: key.to_owned(),
            given: None,
            root: None,
            last: None,
        }
    }

    /// The id of the next version, and that of the one it replaces.
    fn next(&mut self, revision: u32) -> (String, Option<String>) {
        let given = self.given.take().filter(|_| revision == 1);
        let instance = given.unwrap_or_else(|| derived(&self.seed, revision));
        self.root.get_or_insert_with(|| instance.clone());
        let replaces = self.last.replace(instance.clone());
        (instance, replaces)
    }
}

/// The id of a version: whoever converts it again gives it the same.
fn derived(seed: &str, revision: u32) -> String {
    let hash = blake3::derive_key("phieu 2026 submission of a record", format!("{seed} {revision}").as_bytes());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(byte, from)| *byte = from);
    format!("uuid:{}", uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// The columns that name a submission and its files.
pub(super) struct Names {
    instance: Option<ColumnIx>,
    deprecated: Option<ColumnIx>,
    media: Vec<ColumnIx>,
}

impl Names {
    pub(super) fn of(form: &Form, schema: &Schema) -> Self {
        let local = |id: NodeId| form.node(id).name.rsplit(':').next().unwrap_or_default();
        let named = |name: &str| {
            let is_it = |id: &NodeId| local(*id) == name && form.node(*id).parent.is_some_and(|above| local(above) == "meta");
            form.ids().find(is_it).and_then(|id| schema.find(id))
        };
        let is_media = |id: NodeId| {
            let data = form.question(id).map(|question| question.data);
            matches!(data, Some(DataType::Image | DataType::Audio | DataType::Video | DataType::File))
        };
        Self {
            instance: named("instanceID"),
            deprecated: named("deprecatedID"),
            media: schema
                .columns()
                .filter(|(_, column)| is_media(column.node))
                .map(|(at, _)| at)
                .collect(),
        }
    }

    /// The id that the form gave.
    fn instance(&self, record: &Record) -> Option<String> {
        let id = record.get(self.instance?, 0)?.text();
        (!id.is_empty()).then_some(id)
    }

    /// A correction keeps the first version's id in its answers: here it gets its own.
    fn set(&self, record: &mut Record, instance: &str, replaces: Option<&str>) {
        if let Some(at) = self.instance {
            record.set(at, 0, Value::Text(instance.to_owned()));
        }
        if let (Some(at), Some(replaces)) = (self.deprecated, replaces) {
            record.set(at, 0, Value::Text(replaces.to_owned()));
        }
    }

    /// How many files the answers name.
    fn attachments(&self, record: &Record) -> u32 {
        self.files(record).len() as u32
    }

    /// The files that the answers name.
    pub(super) fn files(&self, record: &Record) -> BTreeSet<String> {
        let rows = |at: &ColumnIx| record.tables.get(at.table).map_or(0, |rows| rows.cells.len());
        let cells = self
            .media
            .iter()
            .flat_map(|at| (0..rows(at)).filter_map(|row| record.get(*at, row)));
        cells.map(Value::text).filter(|name| !name.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_has_an_id_of_its_own_and_names_the_one_before() {
        let record = RecordId(uuid::Uuid::from_u128(7));
        let mut line = Line::of_record(record, Some("uuid:given".to_owned()));
        let (first, none) = line.next(1);
        let (second, former) = line.next(2);
        assert_eq!((first.as_str(), none), ("uuid:given", None));
        assert_eq!(former.as_deref(), Some("uuid:given"));
        assert!(second.starts_with("uuid:") && second != first);
        assert_eq!(Line::of_record(record, None).next(2).0, second, "the same whoever asks");
        assert_ne!(Line::of_key("abc").next(1).0, Line::of_key("abd").next(1).0);
    }
}
