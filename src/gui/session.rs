//! The open workspace: its forms, who asks, and what home shows of it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::Zoned;

use super::collect::home::{DraftFacts, FormFacts, HomeFacts};
use super::collect::records::{Journey, RecordFacts};
use super::refusal::Refusal;
use crate::app;
use crate::app::collect::Collector;
use crate::app::workspace::Purpose;
use crate::dataset::codebook::labels;
use crate::form::Choice;
use crate::instrument::Instrument;
use crate::interview::Plan;
use crate::store::{Passphrase, RecordId, RecordRow, State, Surveyor, Workspace};

/// An open workspace with everything read that the screens need again and again.
#[derive(Debug)]
pub struct Session {
    /// The file; lent out while a task works on it.
    pub workspace: Workspace,
    /// Who asks, once chosen.
    pub surveyor: Option<String>,
    /// By identity.
    plans: BTreeMap<String, Arc<Plan>>,
    /// Codes and names of the units that respondents belong to, by the identity of the form.
    units: BTreeMap<String, Vec<(String, String)>>,
}

impl Session {
    /// Opens a workspace: slow, because the passphrase is meant to be.
    pub fn open(path: &Path, passphrase: &str) -> Result<Self, Refusal> {
        Self::of(app::workspace::open(path, &Passphrase::new(passphrase))?)
    }

    /// Makes a workspace, with one form where a form is named.
    pub fn create(path: &Path, passphrase: &str, purpose: Purpose, form: &str, campaign: &str) -> Result<Self, Refusal> {
        let instrument = if form.is_empty() {
            None
        } else {
            Some(app::instrument::named(form)?)
        };
        let workspace = app::workspace::create(path, &Passphrase::new(passphrase), purpose, campaign)?;
        if let Some(instrument) = instrument {
            app::instrument::add(&workspace, &instrument)?;
        }
        Self::of(workspace)
    }

    /// Reads the forms of a workspace.
    pub fn of(workspace: Workspace) -> Result<Self, Refusal> {
        let mut session = Self {
            workspace,
            surveyor: None,
            plans: BTreeMap::new(),
            units: BTreeMap::new(),
        };
        session.read_forms()?;
        Ok(session)
    }

    /// Reads forms that are new: a merge brings some.
    pub fn read_forms(&mut self) -> Result<(), Refusal> {
        for summary in self.workspace.instruments()? {
            if !self.plans.contains_key(&summary.identity) {
                let instrument = app::instrument::of_workspace(&self.workspace, &summary.identity)?;
                self.units.insert(summary.identity.clone(), unit_names(&instrument));
                self.plans.insert(summary.identity, Plan::of(instrument.form));
            }
        }
        Ok(())
    }

    /// The names to choose from.
    pub fn surveyors(&self) -> Result<Vec<String>, Refusal> {
        Ok(self.workspace.surveyors()?.into_iter().map(|surveyor| surveyor.name).collect())
    }

    /// This one asks from now on.
    pub fn sign_in(&mut self, name: &str) -> Result<(), Refusal> {
        if !self.workspace.surveyors()?.iter().any(|known| known.name == name) {
            self.workspace.add_surveyor(&Surveyor {
                name: name.to_owned(),
                code: None,
            })?;
        }
        self.surveyor = Some(name.to_owned());
        Ok(())
    }

    /// A new interview.
    pub fn begin(&mut self, identity: &str) -> Result<Collector, Refusal> {
        let plan = self.plan(identity)?;
        let surveyor = self.surveyor.clone();
        Ok(Collector::begin(&mut self.workspace, identity, &plan, surveyor.as_deref())?)
    }

    /// A draft where it was left.
    pub fn resume(&self, record: RecordId) -> Result<Collector, Refusal> {
        let row = self.workspace.record(record)?;
        Ok(Collector::open(&self.workspace, &self.plan(&row.instrument)?, record)?)
    }

    /// A finished record, opened for a correction.
    pub fn correct(&mut self, record: RecordId) -> Result<Collector, Refusal> {
        let row = self.workspace.record(record)?;
        let plan = self.plan(&row.instrument)?;
        Ok(Collector::reopen(&mut self.workspace, &plan, record)?)
    }

    /// The finished records, the one touched last first.
    pub fn finished(&self, now: &Zoned) -> Result<Vec<RecordFacts>, Refusal> {
        let records = self.workspace.records()?;
        let is_finished = |row: &RecordRow| row.state == State::Finished;
        Ok(records.into_iter().filter(is_finished).map(|row| finished(row, now)).collect())
    }

    /// The form of a record.
    pub fn identity_of(&self, record: RecordId) -> Result<String, Refusal> {
        Ok(self.workspace.record(record)?.instrument)
    }

    fn plan(&self, identity: &str) -> Result<Arc<Plan>, Refusal> {
        self.plans
            .get(identity)
            .map(Arc::clone)
            .ok_or_else(|| crate::store::Error::NoSuchInstrument(identity.to_owned()).into())
    }

    /// What home shows.
    pub fn home(&self, now: &Zoned) -> Result<HomeFacts, Refusal> {
        let records = self.workspace.records()?;
        let counts = self.workspace.counts()?;
        let campaign = self.workspace.campaign()?;
        let file = self.workspace.path().file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mut forms = Vec::new();
        for summary in self.workspace.instruments()? {
            let mut contacts: BTreeMap<String, u64> = BTreeMap::new();
            for contact in self.workspace.dispositions(&summary.identity)? {
                *contacts.entry(contact.reason).or_default() += 1;
            }
            forms.push(FormFacts {
                units: self.units.get(&summary.identity).cloned().unwrap_or_default(),
                contacts: contacts.into_iter().collect(),
                identity: summary.identity,
                title: summary.title,
            });
        }
        let mut drafts: Vec<&RecordRow> = records.iter().filter(|row| row.state == State::Draft).collect();
        drafts.sort_by_key(|row| std::cmp::Reverse(row.changed));
        let is_today = |row: &&RecordRow| {
            row.finished
                .is_some_and(|at| at.to_zoned(now.time_zone().clone()).date() == now.date())
        };
        Ok(HomeFacts {
            name: if campaign.is_empty() { file } else { campaign },
            surveyor: self.surveyor.clone(),
            surveyors: self.surveyors()?,
            drafts: drafts.into_iter().map(|row| draft(row, now)).collect(),
            finished: u64::from(counts.finished),
            today: records.iter().filter(|row| row.state == State::Finished).filter(is_today).count() as u64,
            new_since_export: u64::from(counts.new_since_export),
            arrived: u64::from(counts.arrived),
            units: units(&records),
            forms,
        })
    }
}

fn draft(row: &RecordRow, now: &Zoned) -> DraftFacts {
    DraftFacts {
        id: row.id.to_string(),
        title: row.title.clone(),
        changed: moment(row.changed, now),
        is_correction: row.finished.is_some(),
    }
}

fn finished(row: RecordRow, now: &Zoned) -> RecordFacts {
    RecordFacts {
        id: row.id.to_string(),
        finished: moment(row.finished.unwrap_or(row.changed), now),
        title: row.title,
        surveyor: row.surveyor,
        journey: match (row.has_arrived, row.is_exported) {
            (true, _) => Journey::Arrived,
            (false, true) => Journey::Exported,
            (false, false) => Journey::Here,
        },
    }
}

/// A moment as short as it can be told apart: today's without the day.
fn moment(at: jiff::Timestamp, now: &Zoned) -> String {
    let at = at.to_zoned(now.time_zone().clone());
    let format = match () {
        () if at.date() == now.date() => "%H:%M",
        () if at.year() == now.year() => "%d/%m %H:%M",
        () => "%d/%m/%Y %H:%M",
    };
    at.strftime(format).to_string()
}

/// Codes and names of the units that the index is by, in the form's own language.
fn unit_names(instrument: &Instrument) -> Vec<(String, String)> {
    let form = &instrument.form;
    let question = instrument
        .index
        .as_ref()
        .and_then(|tree| tree.unit)
        .and_then(|unit| form.question(unit));
    let itemset = question.and_then(|question| question.choices.as_ref());
    let Some(list) = itemset.and_then(|itemset| form.lists.get(&itemset.list)) else {
        return Vec::new();
    };
    let own = usize::from(form.default_language.0);
    let named = |choice: &Choice| {
        let label = labels(form, &choice.label).into_iter().nth(own).filter(|label| !label.is_empty());
        (choice.name.clone(), label.unwrap_or_else(|| choice.name.clone()))
    };
    list.choices.iter().map(named).collect()
}

/// Finished records by the first part of their name, which an instrument's `instance_name` makes the ward.
fn units(records: &[RecordRow]) -> Vec<(String, u64)> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for row in records.iter().filter(|row| row.state == State::Finished) {
        let unit = row.title.split('·').next().unwrap_or_default().trim();
        if !unit.is_empty() {
            *counts.entry(unit.to_owned()).or_default() += 1;
        }
    }
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| crate::words::compare(&a.0, &b.0)));
    counts
}
