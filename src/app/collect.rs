//! Collecting: an interview whose every step is on the disk before the next question shows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Zoned};
use uuid::Uuid;

use super::moment::{self, NoChance};
use crate::dataset::{Record, Schema};
use crate::form::DataType;
use crate::interview::journal::{self, ReplayError};
use crate::interview::{Ambient, At, Event, Interview, Missing, Plan, Step, StepError, Violation};
use crate::store::{self, Disposition, Finished, NewRecord, RecordId, RecordRow, State, Workspace};

/// The question of this name asks for consent.
const CONSENT: &str = "consent";

/// The setting that names the record on the screen.
const AT_HAND: &str = "at hand";

/// A pause longer than this does not count as interview time: the laptop was closed.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(10);

/// Why a step of collecting was not taken. After any of them the interview is as it was before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The interview refused the step.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The store refused: the answer is not kept.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Questions are open.
    #[error("{} questions are still open", .0.len())]
    StillOpen(Vec<OpenQuestion>),
    /// The journal does not fit the form: another form's, or a bug.
    #[error("the draft {record} cannot be opened: {source}")]
    Replay {
        /// The record.
        record: RecordId,
        /// The line that does not fit.
        source: ReplayError,
    },
    /// Nothing random.
    #[error(transparent)]
    NoChance(#[from] NoChance),
}

/// A question that keeps a record from being finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenQuestion {
    /// Where, with positions: `/data/v[1]/s`.
    pub at: String,
    /// Why.
    pub why: WhyOpen,
}

/// Why a question is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyOpen {
    /// Required and not answered.
    Required,
    /// The answer breaks the constraint.
    Constraint,
    /// To be asked later.
    Later,
}

/// How an interview ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The record is finished: it leaves with the next package.
    Finished,
    /// The respondent did not agree: no answer is kept, and a refusal is noted.
    Declined,
}

/// Why there was no interview, in the words of `dispositions.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoInterview {
    /// The person does not want to.
    Refused,
    /// Nobody was there.
    NotMet,
    /// Somebody was there who cannot be asked: too young, ill, another language.
    Unable,
}

impl NoInterview {
    /// All of them, in the order that they are offered.
    pub const ALL: [Self; 3] = [Self::Refused, Self::NotMet, Self::Unable];

    /// The word in the file and in packages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::NotMet => "not_at_home",
            Self::Unable => "unable",
        }
    }
}

/// One record being filled in. It holds the interview; the workspace is lent at each step.
#[derive(Debug)]
pub struct Collector {
    record: RecordId,
    interview: Interview,
    device: BTreeMap<String, String>,
    visited: Option<String>,
    title: String,
    is_begun: bool,
    clock: Stopwatch,
}

impl Collector {
    /// Begins a record on the instrument of this identity, whose plan this is.
    pub fn begin(workspace: &mut Workspace, identity: &str, plan: &Arc<Plan>, surveyor: Option<&str>) -> Result<Self, Error> {
        let opening = moment::ambient(device(workspace, surveyor))?;
        Self::begin_with(workspace, identity, plan, surveyor, RecordId(Uuid::new_v4()), opening)
    }

    /// Begins a record of this id at a given moment: for simulations and tests.
    pub fn begin_with(
        workspace: &mut Workspace,
        identity: &str,
        plan: &Arc<Plan>,
        surveyor: Option<&str>,
        record: RecordId,
        opening: Ambient,
    ) -> Result<Self, Error> {
        workspace.begin_record(&NewRecord {
            id: record,
            instrument: identity,
            surveyor,
            opening: &opening,
        })?;
        let interview = Interview::begin(Arc::clone(plan), &opening);
        Ok(Self {
            record,
            interview,
            clock: Stopwatch::started(&opening.now),
            device: opening.device,
            visited: None,
            title: String::new(),
            is_begun: false,
        })
    }

    /// Opens a draft where it was left: the same question, the same answers.
    pub fn open(workspace: &Workspace, plan: &Arc<Plan>, record: RecordId) -> Result<Self, Error> {
        let row = workspace.record(record)?;
        if row.state != State::Draft {
            let (found, needed) = (row.state.word(), State::Draft.word());
            return Err(store::Error::WrongState { record, found, needed }.into());
        }
        let (interview, clock) = replay(workspace, plan, record)?;
        Ok(Self {
            record,
            interview,
            device: device(workspace, row.surveyor.as_deref()),
            visited: row.visited,
            title: row.title,
            is_begun: !workspace.journal(record)?.is_empty(),
            clock,
        })
    }

    /// Opens a finished record for a correction: the next revision, which counts once it is finished.
    pub fn reopen(workspace: &mut Workspace, plan: &Arc<Plan>, record: RecordId) -> Result<Self, Error> {
        workspace.batch(|workspace| {
            workspace.reopen(record, jiff::Timestamp::now())?;
            Self::open(workspace, plan, record)
        })
    }

    /// The record's identity.
    pub fn record(&self) -> RecordId {
        self.record
    }

    /// The interview as it stands.
    pub fn interview(&self) -> &Interview {
        &self.interview
    }

    /// The question looked at last.
    pub fn visited(&self) -> Option<&str> {
        self.visited.as_deref()
    }

    /// Takes a step now. When it returns, the step has reached the disk.
    pub fn apply(&mut self, workspace: &mut Workspace, step: Step) -> Result<(), Error> {
        let ambient = moment::ambient(self.device.clone())?;
        self.apply_with(workspace, step, ambient)
    }

    /// Takes a step at a given moment: for simulations and tests.
    pub fn apply_with(&mut self, workspace: &mut Workspace, step: Step, ambient: Ambient) -> Result<(), Error> {
        self.interview.apply(&step, &ambient)?;
        let event = Event { step, ambient };
        if let Err(refusal) = self.keep(workspace, &event) {
            // What is not on the disk must not be on the screen either.
            (self.interview, self.clock) = replay(workspace, self.interview.plan(), self.record)?;
            return Err(refusal.into());
        }
        self.clock.tick(&event.ambient.now);
        self.is_begun = true;
        Ok(())
    }

    /// The step and what it made of the record's name, in one transaction.
    fn keep(&mut self, workspace: &mut Workspace, event: &Event) -> store::Result<()> {
        let title = self.interview.name();
        workspace.batch(|workspace| {
            workspace.append(self.record, event)?;
            if title == self.title {
                Ok(())
            } else {
                workspace.set_title(self.record, &title)
            }
        })?;
        self.title = title;
        Ok(())
    }

    /// Notes the question that is being looked at.
    pub fn visit(&mut self, workspace: &Workspace, at: &str) -> Result<(), Error> {
        if self.visited.as_deref() != Some(at) {
            workspace.set_visited(self.record, at)?;
            self.visited = Some(at.to_owned());
        }
        Ok(())
    }

    /// What keeps the record from being finished, in form order.
    pub fn open_questions(&self) -> Vec<OpenQuestion> {
        open_questions(&self.interview)
    }

    /// Whether anything was ever answered.
    pub fn is_begun(&self) -> bool {
        self.is_begun
    }

    /// Ends the interview, or says what is still open.
    pub fn finish(&mut self, workspace: &mut Workspace) -> Result<Ending, Error> {
        let now = moment::now();
        if self.open_questions().is_empty() && is_declined(&self.interview) {
            let refusal = Disposition {
                unit: String::new(),
                group: String::new(),
                week: moment::week(&now),
                reason: NoInterview::Refused.word().to_owned(),
            };
            workspace.decline(self.record, now.timestamp(), &refusal)?;
            return Ok(Ending::Declined);
        }
        self.finish_at(workspace, &now).map(|()| Ending::Finished)
    }

    /// Finishes the record at a given moment: for simulations and tests.
    pub fn finish_at(&mut self, workspace: &mut Workspace, now: &Zoned) -> Result<(), Error> {
        let open = self.open_questions();
        if !open.is_empty() {
            return Err(Error::StillOpen(open));
        }
        let mut clock = self.clock.clone();
        clock.tick(now);
        Ok(keep_finished(workspace, self.record, &self.interview, now, clock.minutes())?)
    }
}

/// Lays a finished interview out as a record and keeps it.
pub(super) fn keep_finished(
    workspace: &mut Workspace,
    record: RecordId,
    interview: &Interview,
    now: &Zoned,
    minutes: u32,
) -> store::Result<()> {
    let schema = Schema::of(interview.form());
    let finished = Finished {
        body: &Record::of(&schema, interview).pack(&schema),
        at: now.timestamp(),
        week: &moment::week(now),
        minutes: Some(minutes),
        title: &interview.name(),
    };
    workspace.batch(|workspace| {
        workspace.finish(record, &finished)?;
        match named_files(interview) {
            Some(named) => workspace.keep_attachments(record, &named),
            None => Ok(()),
        }
    })
}

/// The files that answers name; `None` where no question asks for one.
fn named_files(interview: &Interview) -> Option<BTreeSet<String>> {
    let form = interview.form();
    let takes_file = |id| form.question(id).is_some_and(|question| question.data.is_file());
    if !form.ids().any(takes_file) {
        return None;
    }
    let asked = interview.all().into_iter().filter(|at| takes_file(interview.node(*at)));
    Some(
        asked
            .map(|at| interview.value(at).to_owned())
            .filter(|name| !name.is_empty())
            .collect(),
    )
}

/// Gives up a draft: one that was never finished is erased, a correction goes back to the finished version.
pub fn discard(workspace: &mut Workspace, record: RecordId) -> Result<(), Error> {
    Ok(workspace.discard_draft(record)?)
}

/// Withdraws a record at the respondent's wish: its answers are erased, and the next export says so.
pub fn withdraw(workspace: &mut Workspace, record: RecordId) -> Result<(), Error> {
    let now = moment::now();
    Ok(workspace.withdraw(record, now.timestamp(), &moment::week(&now))?)
}

/// Notes a contact without an interview, this week. Unit and group may be empty.
pub fn note_disposition(workspace: &Workspace, identity: &str, unit: &str, group: &str, reason: &str) -> Result<(), Error> {
    let week = moment::week(&moment::now());
    let disposition = Disposition {
        unit: unit.to_owned(),
        group: group.to_owned(),
        week,
        reason: reason.to_owned(),
    };
    Ok(workspace.add_disposition(identity, &disposition)?)
}

/// Takes back the contact that was noted last; tells whether there was one.
pub fn take_back_disposition(workspace: &Workspace, identity: &str) -> Result<bool, Error> {
    Ok(workspace.take_back_disposition(identity)?.is_some())
}

/// Remembers which record is on the screen, so that opening the workspace after a crash lands on it; `None` once it was put down.
pub fn keep_at_hand(workspace: &Workspace, record: Option<RecordId>) -> Result<(), Error> {
    let id = record.map(|record| record.to_string()).unwrap_or_default();
    Ok(workspace.set_setting(AT_HAND, &id)?)
}

/// The draft that was on the screen when the workspace was left without putting it down.
pub fn at_hand(workspace: &Workspace) -> Result<Option<RecordRow>, Error> {
    let id = workspace.setting(AT_HAND)?.and_then(|id| id.parse().ok());
    let row = match id.map(|id| workspace.record(id)) {
        None | Some(Err(store::Error::NoSuchRecord(_))) => None,
        Some(row) => Some(row?),
    };
    Ok(row.filter(|row| row.state == State::Draft))
}

/// Whether the respondent declined: consent was asked for, and after the answer nothing else of the form is asked.
pub fn is_declined(interview: &Interview) -> bool {
    let form = interview.form();
    let asks = |at: &At| {
        let question = form.question(interview.node(*at));
        question.is_some_and(|question| question.is_asked && !matches!(question.data, DataType::Note | DataType::Metadata))
    };
    let (asked, silent): (Vec<At>, Vec<At>) = interview.all().into_iter().filter(asks).partition(|at| interview.is_relevant(*at));
    let [only] = asked.as_slice() else { return false };
    !silent.is_empty() && form.node(interview.node(*only)).name == CONSENT && !interview.value(*only).is_empty()
}

/// What keeps an interview from being finished, in form order.
pub fn open_questions(interview: &Interview) -> Vec<OpenQuestion> {
    let open = |at| {
        let why = match interview.hindrance(at) {
            Some(Violation::Required) => Some(WhyOpen::Required),
            Some(Violation::Constraint) => Some(WhyOpen::Constraint),
            None => None,
        };
        let is_later = interview.is_relevant(at) && interview.missing(at) == Some(Missing::Later);
        let why = if is_later { WhyOpen::Later } else { why? };
        Some(OpenQuestion {
            at: interview.reference(at),
            why,
        })
    };
    interview.all().into_iter().filter_map(open).collect()
}

fn device(workspace: &Workspace, surveyor: Option<&str>) -> BTreeMap<String, String> {
    let mut device = BTreeMap::from([("deviceid".to_owned(), workspace.id().to_string())]);
    device.extend(surveyor.map(|name| ("username".to_owned(), name.to_owned())));
    device
}

fn replay(workspace: &Workspace, plan: &Arc<Plan>, record: RecordId) -> Result<(Interview, Stopwatch), Error> {
    let opening = workspace.opening(record)?;
    let events = workspace.journal(record)?;
    let mut clock = Stopwatch::started(&opening.now);
    for event in &events {
        clock.tick(&event.ambient.now);
    }
    let interview = journal::replay(plan, &opening, &events).map_err(|source| Error::Replay { record, source })?;
    Ok((interview, clock))
}

/// Time spent on the interview: from step to step, without long pauses and without a clock that was set back.
#[derive(Debug, Clone)]
struct Stopwatch {
    last: jiff::Timestamp,
    spent: SignedDuration,
}

impl Stopwatch {
    fn started(at: &Zoned) -> Self {
        Self {
            last: at.timestamp(),
            spent: SignedDuration::ZERO,
        }
    }

    fn tick(&mut self, at: &Zoned) {
        let pause = at.timestamp().duration_since(self.last);
        if pause.is_positive() && pause <= LONGEST_PAUSE {
            self.spent += pause;
        }
        self.last = at.timestamp();
    }

    fn minutes(&self) -> u32 {
        u32::try_from(self.spent.as_mins()).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::Stopwatch;

    #[test]
    fn a_night_between_two_answers_is_no_interview_time() {
        let at = |time: &str| format!("2026-11-{time}+07:00[+07:00]").parse::<jiff::Zoned>().unwrap();
        let mut clock = Stopwatch::started(&at("22T16:00:00"));
        clock.tick(&at("22T16:05:00"));
        clock.tick(&at("23T08:00:00"));
        clock.tick(&at("23T08:04:30"));
        clock.tick(&at("23T07:00:00"));
        clock.tick(&at("23T07:01:00"));
        assert_eq!(clock.minutes(), 10);
    }
}
