//! Fills a training workspace with simulated interviews, as if a surveyor had kept it for some days.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Zoned;
use uuid::Uuid;

use super::simulate::{Simulated, Simulation};
use super::{collect, instrument, moment};
use crate::dataset::{Record, Schema};
use crate::interview::Plan;
use crate::store::{self, Finished, NewRecord, RecordId, Workspace};
use crate::words::Progress;

/// The moment before the first interview: fixed, so that a seed gives the same interviews whenever it is used.
const FIRST: &str = "2026-11-02T08:00:00+07:00[+07:00]";

/// Interviews that are kept in one transaction.
const BATCH: u64 = 100;

/// Why a workspace was not filled.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Simulated answers among real ones would be a forgery.
    #[error("the workspace is not for training")]
    NotTraining,
    /// It has no form.
    #[error("the workspace has no form")]
    NoForm,
    /// No form of this id.
    #[error("the workspace has no form `{0}`")]
    NoSuchForm(String),
    /// The form in the workspace cannot be compiled.
    #[error(transparent)]
    Instrument(#[from] instrument::Error),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The constant above is no moment: a bug.
    #[error(transparent)]
    Moment(#[from] jiff::Error),
    /// Nobody wants more; what was kept stays.
    #[error("cancelled")]
    Cancelled,
}

/// What was added to the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filled {
    /// Finished interviews.
    pub finished: u64,
    /// Interviews that no answer could bring to an end: the form allows none. They stay as drafts.
    pub drafts: u64,
}

/// Adds `count` simulated interviews with the workspace's only form, or the one of this id (the newest version).
pub fn fill(workspace: &mut Workspace, form: Option<&str>, count: u64, seed: u64, progress: &dyn Progress) -> Result<Filled, Error> {
    if !workspace.is_training() {
        return Err(Error::NotTraining);
    }
    let known = workspace.instruments()?;
    let chosen = match form {
        None => known.last().ok_or(Error::NoForm)?,
        Some(id) => known.iter().rfind(|known| known.form == id).ok_or_else(|| Error::NoSuchForm(id.to_owned()))?,
    };
    let instrument = instrument::of_workspace(workspace, &chosen.identity)?;
    let first: Zoned = FIRST.parse()?;
    let device = BTreeMap::from([("deviceid".to_owned(), workspace.id().to_string()), ("username".to_owned(), SURVEYOR.to_owned())]);
    let mut simulation = Simulation::new(Plan::of(Arc::clone(&instrument.form)), seed, first, device);
    let mut filled = Filled::default();
    let mut done = 0;
    while done < count {
        if progress.is_cancelled() {
            return Err(Error::Cancelled);
        }
        let batch = BATCH.min(count - done);
        workspace.batch(|workspace| {
            for simulated in simulation.by_ref().take(batch as usize) {
                let is_finished = keep(workspace, &chosen.identity, &instrument.schema, &simulated)?;
                *(if is_finished { &mut filled.finished } else { &mut filled.drafts }) += 1;
            }
            Ok::<_, store::Error>(())
        })?;
        done += batch;
        progress.step(done, count);
    }
    Ok(filled)
}

/// Who asks in a simulation.
const SURVEYOR: &str = "Người phỏng vấn mô phỏng";

/// Keeps one interview with its journal; whether it could be finished.
fn keep(workspace: &mut Workspace, identity: &str, schema: &Schema, simulated: &Simulated) -> store::Result<bool> {
    let id = RecordId(Uuid::new_v4());
    workspace.begin_record(&NewRecord { id, instrument: identity, surveyor: None, opening: &simulated.opening })?;
    for event in &simulated.events {
        workspace.append(id, event)?;
    }
    let title = simulated.interview.name();
    if !collect::open_questions(&simulated.interview).is_empty() {
        workspace.set_title(id, &title)?;
        return Ok(false);
    }
    let elapsed = simulated.finished.duration_since(&simulated.opening.now);
    let finished = Finished {
        body: &Record::of(schema, &simulated.interview).pack(schema),
        at: simulated.finished.timestamp(),
        week: &moment::week(&simulated.finished),
        minutes: u32::try_from(elapsed.as_mins()).ok(),
        title: &title,
    };
    workspace.finish(id, &finished)?;
    Ok(true)
}
