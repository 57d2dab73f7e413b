//! What the surveyor does: home, and the interview of the moment. Each answer is on the disk when the call that brought it returns.

use std::path::{Path, PathBuf};

use eframe::egui::{Context, Ui};
use jiff::Zoned;
use tempfile::TempDir;

use super::attaching::Wanted;
use crate::app::attach;
use crate::app::collect::{self, Collector, Ending, NoInterview};
use crate::app::form_media;
use crate::app::tell::Tell;
use crate::gui::collect::InterviewScreen;
use crate::gui::collect::attached::{Attached, LARGEST_SHOWN};
use crate::gui::collect::finished::finished_ui;
use crate::gui::collect::home::{HomeFacts, HomeScreen};
use crate::gui::collect::records::{RecordFacts, RecordsScreen};
use crate::gui::collect::screen::Beside;
use crate::gui::command::{Inbox, Turn};
use crate::gui::pictures::{Drawing, Pictures};
use crate::gui::refusal::Refusal;
use crate::gui::route::Route;
use crate::gui::session::Session;
use crate::gui::view::View;
use crate::interview::{Answer, Step};
use crate::store::{self, RecordId};
use crate::words::{Lang, Words};

/// The field's screens and what they show.
#[derive(Default)]
pub(super) struct Field {
    home: HomeScreen,
    facts: HomeFacts,
    screen: InterviewScreen,
    collector: Option<Collector>,
    /// When the last answer reached the disk, as shown.
    saved: Option<String>,
    /// The form of the interview finished last, and how it ended.
    finished: Option<(String, Ending)>,
    records: RecordsScreen,
    /// What the list of finished records shows.
    finished_records: Vec<RecordFacts>,
    /// The form of the interview of the moment.
    identity: String,
    pictures: Pictures,
    attached: Attached,
    /// The question that a file is being chosen for.
    pub(super) choosing: Option<String>,
    /// Sounds and films that were opened; they go when the window does.
    lent: Option<TempDir>,
}

/// What an interview has cost since it was opened: grows with its answers, never with the frames drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Expressions evaluated, for answers and for what is shown of them.
    pub evaluations: u64,
    /// How often the pages were worked out.
    pub layouts: u64,
}

/// There is no folder for what the system's player is to find.
#[derive(Debug)]
struct Scratch(std::io::Error);

impl Tell for Scratch {
    fn tell(&self, words: Words) -> String {
        words.say_with("refused-scratch", &[("why", self.0.tell(words).into())])
    }
}

impl Field {
    /// What the interview of the moment has cost so far.
    pub(super) fn effort(&self) -> Effort {
        let interview = self.collector.as_ref().map(Collector::interview);
        Effort {
            evaluations: interview.map_or(0, |interview| interview.evaluations() + interview.evaluations_to_show()),
            layouts: self.screen.times_laid(),
        }
    }

    /// What home shows.
    pub(super) fn facts(&self) -> &HomeFacts {
        &self.facts
    }

    /// A receipt chosen in the system's dialog.
    pub(super) fn found_receipt(&mut self, path: &Path) {
        self.home.found_receipt(path);
    }

    /// Reads again what home shows.
    pub(super) fn refresh(&mut self, session: &Session, now: &Zoned) -> Result<(), Refusal> {
        self.facts = session.home(now)?;
        Ok(())
    }

    /// A new interview with the form of this identity.
    pub(super) fn begin(&mut self, session: &mut Session, identity: &str) -> Result<(), Refusal> {
        let collector = session.begin(identity)?;
        self.show(session, collector)
    }

    /// Goes on with a draft.
    pub(super) fn resume(&mut self, session: &Session, record: &str) -> Result<(), Refusal> {
        let collector = session.resume(record_id(record)?)?;
        self.show(session, collector)
    }

    /// Throws a draft away.
    pub(super) fn discard(session: &mut Session, record: &str) -> Result<(), Refusal> {
        collect::discard(&mut session.workspace, record_id(record)?)?;
        Ok(())
    }

    /// Opens a finished record for a correction.
    pub(super) fn correct(&mut self, session: &mut Session, record: &str) -> Result<(), Refusal> {
        let collector = session.correct(record_id(record)?)?;
        self.show(session, collector)
    }

    /// Erases a record at the respondent's wish.
    pub(super) fn withdraw(&mut self, session: &mut Session, now: &Zoned, record: &str) -> Result<(), Refusal> {
        collect::withdraw(&mut session.workspace, record_id(record)?)?;
        self.list(session, now)
    }

    /// Reads what the list of finished records shows.
    pub(super) fn list(&mut self, session: &Session, now: &Zoned) -> Result<(), Refusal> {
        self.finished_records = session.finished(now)?;
        Ok(())
    }

    fn show(&mut self, session: &Session, collector: Collector) -> Result<(), Refusal> {
        collect::keep_at_hand(&session.workspace, Some(collector.record()))?;
        let identity = session.identity_of(collector.record())?;
        if identity != self.identity {
            self.pictures.clear();
            self.identity = identity;
        }
        self.screen = InterviewScreen::open(collector.interview(), collector.visited());
        self.collector = Some(collector);
        self.saved = None;
        self.attached = Attached::default();
        self.read_attachments(session)?;
        self.visit(session)
    }

    /// Takes a step of the interview: when this returns, the answer is on the disk.
    pub(super) fn step(&mut self, session: &mut Session, now: &Zoned, step: Step) -> Result<(), Refusal> {
        let Some(collector) = &mut self.collector else { return Ok(()) };
        collector.apply(&mut session.workspace, step)?;
        self.saved = Some(now.strftime("%H:%M").to_string());
        Ok(())
    }

    /// An instance is gone; from a page inside it to the one that sums its repeat up.
    pub(super) fn remove_instance(&mut self, session: &mut Session, now: &Zoned, at: String) -> Result<(), Refusal> {
        self.keep_typed_or_refuse(session, now)?;
        let lies_in = match &self.collector {
            Some(collector) => {
                let interview = collector.interview();
                interview.find(&at).is_some_and(|instance| self.screen.lies_in(interview, instance))
            }
            None => return Ok(()),
        };
        let repeat = at.rsplit_once('[').map(|(repeat, _)| format!("{repeat}+"));
        self.step(session, now, Step::Remove { at })?;
        self.screen.forget_typed();
        if let (Some(collector), Some(repeat), true) = (&self.collector, repeat, lies_in) {
            self.screen.turn(&Turn::To(repeat), collector.interview());
        }
        self.visit(session)
    }

    /// A new instance is shown at once.
    pub(super) fn add_instance(&mut self, session: &mut Session, now: &Zoned, repeat: String) -> Result<(), Refusal> {
        self.keep_typed_or_refuse(session, now)?;
        self.step(session, now, Step::Add { repeat: repeat.clone() })?;
        let Some(collector) = &self.collector else { return Ok(()) };
        let interview = collector.interview();
        let count = interview.find(&repeat).and_then(|first| {
            let above = interview.parent(first)?;
            Some(interview.instances(above, interview.node(first)).len())
        });
        if let Some(count) = count {
            self.screen.turn(&Turn::To(format!("{repeat}[{count}]")), interview);
        }
        self.visit(session)
    }

    /// The interview changes its language; tells which that is for the window, where it can follow.
    pub(super) fn ask_in(&mut self, session: &mut Session, now: &Zoned, name: String) -> Result<Option<Lang>, Refusal> {
        let language = crate::form::Language { name: name.clone() };
        self.step(session, now, Step::Language { name })?;
        Ok(language.code().and_then(|code| code.parse().ok()))
    }

    /// Another page.
    pub(super) fn turn(&mut self, session: &mut Session, now: &Zoned, turn: &Turn) -> Result<(), Refusal> {
        self.keep_typed_or_refuse(session, now)?;
        if let Some(collector) = &self.collector {
            self.screen.turn(turn, collector.interview());
        }
        self.visit(session)
    }

    /// Half-typed text becomes answers.
    fn keep_typed_or_refuse(&mut self, session: &mut Session, now: &Zoned) -> Result<(), Refusal> {
        let Some(collector) = &self.collector else { return Ok(()) };
        for (at, answer) in self.screen.take_typed(collector.interview(), now) {
            self.step(session, now, Step::Answer { at, answer })?;
        }
        Ok(())
    }

    /// Half-typed text becomes answers, where it can: the window is about to go.
    pub(super) fn keep_typed(&mut self, session: &mut Session, now: &Zoned) {
        if let Err(refusal) = self.keep_typed_or_refuse(session, now) {
            tracing::warn!(%refusal, "typed text not kept");
        }
    }

    /// The page shown is remembered in the file, so that reopening lands on it.
    fn visit(&mut self, session: &Session) -> Result<(), Refusal> {
        if let (Some(collector), Some(place)) = (&mut self.collector, self.screen.place()) {
            collector.visit(&session.workspace, place)?;
        }
        Ok(())
    }

    /// Puts the interview down where it is.
    pub(super) fn leave(&mut self, session: &mut Session, now: &Zoned) -> Result<(), Refusal> {
        self.keep_typed(session, now);
        self.visit(session)?;
        let Some(collector) = self.collector.take() else { return Ok(()) };
        collect::keep_at_hand(&session.workspace, None)?;
        if !collector.is_begun() {
            // Opened and put down again: nothing worth a line among the drafts.
            collect::discard(&mut session.workspace, collector.record())?;
        }
        Ok(())
    }

    /// The interview is complete.
    pub(super) fn finish(&mut self, session: &mut Session, now: &Zoned) -> Result<(), Refusal> {
        self.keep_typed_or_refuse(session, now)?;
        let Some(collector) = &mut self.collector else { return Ok(()) };
        let form = session.identity_of(collector.record())?;
        let ending = collector.finish(&mut session.workspace)?;
        self.finished = Some((form, ending));
        self.collector = None;
        Ok(collect::keep_at_hand(&session.workspace, None)?)
    }

    /// Nobody was interviewed.
    pub(super) fn note(session: &Session, form: &str, unit: &str, why: NoInterview) -> Result<(), Refusal> {
        Ok(collect::note_disposition(&session.workspace, form, unit, "", why.word())?)
    }

    /// What was noted last was a slip.
    pub(super) fn take_back(session: &Session, form: &str) -> Result<(), Refusal> {
        collect::take_back_disposition(&session.workspace, form)?;
        Ok(())
    }

    /// Looks up the pictures of the page shown.
    pub(super) fn look_up_pictures(&mut self, ctx: &Context, session: &Session) -> Result<(), Refusal> {
        let Some(collector) = &self.collector else { return Ok(()) };
        let wanted = self.screen.wanted_pictures(collector.interview());
        let identity = &self.identity;
        let file = |name: &str| session.workspace.form_file(identity, name);
        self.pictures.look_up(ctx, &wanted, file)?;
        self.look_up_attached(ctx, session)
    }

    /// Looks up the pictures that the answers of the page shown name.
    fn look_up_attached(&mut self, ctx: &Context, session: &Session) -> Result<(), Refusal> {
        let Some(collector) = &self.collector else { return Ok(()) };
        let (record, interview) = (collector.record(), collector.interview());
        let questions = self.screen.file_questions(interview);
        let named = questions.into_iter().map(|at| interview.value(at).to_owned());
        let is_shown = |name: &String| self.attached.sizes.get(name).is_some_and(|size| *size <= LARGEST_SHOWN);
        let wanted: Vec<String> = named.filter(is_shown).collect();
        let file = |name: &str| attach::whole(&session.workspace, record, name);
        Ok(self.attached.pictures.look_up(ctx, &wanted, file)?)
    }

    /// Reads again which files the record has.
    fn read_attachments(&mut self, session: &Session) -> Result<(), Refusal> {
        let Some(collector) = &self.collector else { return Ok(()) };
        let files = session.workspace.attachments(collector.record())?;
        self.attached.sizes = files.into_iter().map(|file| (file.name, file.size)).collect();
        Ok(())
    }

    /// What a question that takes a file wants.
    pub(super) fn wanted_file(&self, at: &str) -> Option<Wanted> {
        let collector = self.collector.as_ref()?;
        let interview = collector.interview();
        let question = interview.form().question(interview.node(interview.find(at)?))?;
        question.data.is_file().then(|| Wanted {
            record: collector.record(),
            data: question.data,
            longest: question.parameters.get("max-pixels").and_then(|pixels| pixels.parse().ok()),
        })
    }

    /// The question of the page shown that a dropped file answers: the first without a file, else the first.
    pub(super) fn waits_for_file(&mut self) -> Option<String> {
        let interview = self.collector.as_ref()?.interview();
        let mut questions = self.screen.file_questions(interview);
        questions.retain(|at| !interview.is_read_only(*at));
        let open = questions.iter().find(|at| interview.value(**at).is_empty());
        open.or(questions.first()).map(|at| interview.reference(*at))
    }

    /// A drawing becomes the answer.
    pub(super) fn draw(&mut self, session: &mut Session, now: &Zoned, at: String, drawing: &Drawing) -> Result<(), Refusal> {
        let Some(wanted) = self.wanted_file(&at) else { return Ok(()) };
        let png = drawing.png().map_err(|error| store::Error::Unreadable(error.to_string()))?;
        let question = at.rsplit('/').next().unwrap_or_default();
        let name = attach::bytes(&mut session.workspace, wanted.record, &format!("{question}.png"), &png)?;
        self.attached(session, now, at, name)
    }

    /// A file of the record becomes the answer, or none does, and the one before it goes.
    pub(super) fn attached(&mut self, session: &mut Session, now: &Zoned, at: String, name: String) -> Result<(), Refusal> {
        let Some(collector) = &self.collector else { return Ok(()) };
        let (record, interview) = (collector.record(), collector.interview());
        let before = interview
            .find(&at)
            .map(|found| interview.value(found).to_owned())
            .unwrap_or_default();
        let answer = Answer::Text(name.clone());
        if let Err(refusal) = self.step(session, now, Step::Answer { at, answer }) {
            session.workspace.detach(record, &name)?;
            return Err(refusal);
        }
        if !before.is_empty() && before != name {
            session.workspace.detach(record, &before)?;
            self.attached.pictures.forget(&before);
        }
        self.read_attachments(session)
    }

    /// A sound or a film of the form, where the system's own player finds it.
    pub(super) fn lend(&mut self, session: &Session, name: &str) -> Result<PathBuf, Refusal> {
        let folder = match &self.lent {
            Some(folder) => folder,
            None => self.lent.insert(tempfile::tempdir().map_err(Scratch)?),
        };
        Ok(form_media::lend(&session.workspace, &self.identity, name, folder.path())?)
    }

    /// Draws the screen of the route: home wherever there is no other.
    pub(super) fn ui(&mut self, ui: &mut Ui, view: &View<'_>, route: Route, inbox: &mut Inbox) {
        match (route, &self.collector) {
            (Route::Interview, Some(collector)) => {
                let beside = Beside {
                    saved: self.saved.as_deref(),
                    pictures: &self.pictures,
                    attached: &self.attached,
                };
                self.screen.ui(ui, view, collector.interview(), beside, inbox);
            }
            (Route::Finished, _) => finished_ui(ui, view, self.finished.as_ref(), inbox),
            (Route::Records, _) => self.records.ui(ui, view, &self.finished_records, inbox),
            _ => self.home.ui(ui, view, &self.facts, inbox),
        }
    }
}

/// The id of a record as screens carry it.
fn record_id(text: &str) -> Result<RecordId, Refusal> {
    text.parse()
        .map_err(|error| store::Error::Unreadable(format!("{error}: {text}")).into())
}
