//! The open workspace, and whatever works on it: one thing at a time, in a thread that the workspace is lent to.

use eframe::egui::Context;
use jiff::Zoned;

use crate::app::check::Checked;
use crate::app::practice::Practice;
use crate::gui::desk::{Errand, News};
use crate::gui::dialog::Found;
use crate::gui::refusal::Refusal;
use crate::gui::session::Session;
use crate::gui::task::{Look, Task};
use crate::words::Progress;

/// Work shorter than this shows no progress: a screen that flashes is worse than one that waits.
const NOTICEABLE_MS: i64 = 200;

/// The workspace, here or lent.
#[derive(Default)]
pub(super) struct Work {
    session: Option<Session>,
    task: Option<Running>,
}

struct Running {
    task: Task<Report>,
    began: Zoned,
    /// The workspace is lent to it.
    is_lent: bool,
}

/// What a task brings back.
pub(super) enum Report {
    /// A workspace that was opened or made.
    Opened(Box<Result<Session, Refusal>>),
    /// A form was looked at: what is wrong with it, and the workspace that was made with it where it can be used.
    Examined(Box<Checked>, Option<Box<Result<Session, Refusal>>>),
    /// A folder to practise with.
    Prepared(Result<Practice, Refusal>),
    /// What the system's dialog found.
    Found(Found),
    /// The workspace that was lent, and what came of it.
    Back(Box<Session>, Result<News, Refusal>),
    /// The workspace that was lent, the question, and the name of the file that is to be its answer.
    Attached(Box<Session>, String, Result<String, Refusal>),
    /// The task died: a bug.
    Died,
}

impl Work {
    /// The workspace, unless there is none or it is lent.
    pub(super) fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// The workspace, to change it.
    pub(super) fn session_mut(&mut self) -> Option<&mut Session> {
        self.session.as_mut()
    }

    /// Whether a workspace is open, be it lent.
    pub(super) fn is_open(&self) -> bool {
        self.session.is_some() || self.task.as_ref().is_some_and(|running| running.is_lent)
    }

    /// Whether something runs: until it ends, screens show what was.
    pub(super) fn is_busy(&self) -> bool {
        self.task.is_some()
    }

    /// The work that has lasted long enough to be shown.
    pub(super) fn noticeable(&self, now: &Zoned) -> Option<&Task<Report>> {
        let running = self.task.as_ref()?;
        let elapsed = now.timestamp().as_millisecond() - running.began.timestamp().as_millisecond();
        (elapsed >= NOTICEABLE_MS).then_some(&running.task)
    }

    /// Puts a workspace here.
    pub(super) fn keep(&mut self, session: Session) {
        self.session = Some(session);
    }

    /// Puts the workspace away.
    pub(super) fn close(&mut self) {
        self.session = None;
    }

    /// Lends the workspace to an errand; it comes back with the report.
    pub(super) fn lend(&mut self, ctx: &Context, now: &Zoned, errand: Errand) {
        let Some(mut session) = self.session.take() else { return };
        let task = Task::begin(ctx, move |progress| {
            let done = errand.run(&mut session, progress);
            Report::Back(Box::new(session), done)
        });
        self.run(task, now, true);
    }

    /// Lends the workspace to work that brings it back in its report.
    pub(super) fn lend_for(&mut self, ctx: &Context, now: &Zoned, work: impl FnOnce(Session, &dyn Progress) -> Report + Send + 'static) {
        let Some(session) = self.session.take() else { return };
        self.run(Task::begin(ctx, move |progress| work(session, progress)), now, true);
    }

    /// Begins work that needs no workspace.
    pub(super) fn begin(&mut self, ctx: &Context, now: &Zoned, work: impl FnOnce(&dyn Progress) -> Report + Send + 'static) {
        let task = Task::begin(ctx, work);
        self.run(task, now, false);
    }

    fn run(&mut self, task: Task<Report>, now: &Zoned, is_lent: bool) {
        self.task = Some(Running {
            task,
            began: now.clone(),
            is_lent,
        });
    }

    /// Asks what runs to stop.
    pub(super) fn cancel(&self) {
        if let Some(running) = &self.task {
            running.task.cancel();
        }
    }

    /// What a task reports, once.
    pub(super) fn report(&mut self) -> Option<Report> {
        let report = match self.task.as_ref()?.task.look() {
            Look::Working => return None,
            Look::Over(report) => report,
            Look::Died => Report::Died,
        };
        self.task = None;
        Some(report)
    }
}
