//! Data for practice: interviews that nobody gave, in a workspace that may hold such.

use jiff::tz::{Offset, TimeZone};
use uuid::Uuid;

use super::collect;
use super::instrument;
use super::simulate::{Simulated, Simulation};
use crate::interview::Plan;
use crate::store::{self, NewRecord, RecordId, Workspace};
use crate::words::Progress;

/// Interviews kept in one transaction: a stop loses no more than these.
const BATCH: u64 = 25;

/// Why nothing was simulated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Real answers and simulated ones never lie side by side.
    #[error("not a training workspace: simulated interviews are kept in one made with --training")]
    NotTraining,
    /// No form to fill in.
    #[error("the workspace has no form: add one first")]
    NoForm,
    /// The form in the workspace cannot be read.
    #[error(transparent)]
    Instrument(#[from] instrument::Error),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Fills in so many interviews with the newest form of a training workspace, from the day that it was made on; tells how many, fewer if
/// the user stopped it. The same seed gives the same answers.
pub fn simulate(workspace: &mut Workspace, count: u64, seed: u64, progress: &dyn Progress) -> Result<u64, Error> {
    if !workspace.is_training() {
        return Err(Error::NotTraining);
    }
    let identity = workspace.instruments()?.pop().ok_or(Error::NoForm)?.identity;
    let instrument = instrument::of_workspace(workspace, &identity)?;
    let identifying = instrument.plan.direct().map(|column| column.node).collect();
    let plan = Plan::of(instrument.form);
    let mut simulation = Simulation::new(plan, seed, first_moment(workspace), [].into()).identifying(identifying);
    let mut done = 0;
    while done < count && !progress.is_cancelled() {
        let size = BATCH.min(count - done);
        let interviews = simulation.by_ref().take(size as usize);
        workspace.batch(|workspace| {
            interviews
                .into_iter()
                .try_for_each(|interview| keep(workspace, &identity, &interview))
        })?;
        done += size;
        progress.step(done, count);
    }
    Ok(done)
}

/// Eight in the morning, in Hà Nội, of the day on which the workspace was made.
fn first_moment(workspace: &Workspace) -> jiff::Zoned {
    let made = workspace.created().to_zoned(TimeZone::fixed(Offset::constant(7)));
    made.with().hour(8).minute(0).second(0).subsec_nanosecond(0).build().unwrap_or(made)
}

fn keep(workspace: &mut Workspace, identity: &str, simulated: &Simulated) -> store::Result<()> {
    let record = RecordId(Uuid::new_v4());
    workspace.begin_record(&NewRecord {
        id: record,
        instrument: identity,
        surveyor: None,
        opening: &simulated.opening,
    })?;
    for event in &simulated.events {
        workspace.append(record, event)?;
    }
    let minutes = simulated.finished.duration_since(&simulated.opening.now).as_mins();
    collect::keep_finished(
        workspace,
        record,
        &simulated.interview,
        &simulated.finished,
        u32::try_from(minutes).unwrap_or(0),
    )
}
