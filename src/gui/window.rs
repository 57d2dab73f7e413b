//! The window as a whole: carries out commands before each frame, then draws the screen of the route.

mod appearance;
mod attaching;
mod drawing;
mod field;
mod opening;
mod work;

use std::path::{Path, PathBuf};

use eframe::egui::{self, Context, RawInput, Ui};
use jiff::Zoned;

use super::command::{Command, Inbox};
use super::desk::{Desk, DeskCommand, IndexWish, PublishCommand};
use super::dialog;
use super::findings::FindingsScreen;
use super::ime::ImeFix;
use super::outside::Outside;
use super::pace::Pace;
use super::refusal::Refusal;
use super::route::Route;
use super::session::Session;
use super::start::StartScreen;
use super::widgets::Sign;
use crate::app::check::check;
use crate::app::practice::{self, Practice};
use crate::app::workspace::Purpose;
use crate::instrument::built_in_names;
use crate::interview::Step;
use crate::words::{Lang, Progress};
use appearance::Appearance;
use drawing::Notice;
pub use field::Effort;
use field::Field;
use work::{Report, Work};

/// What the window is told when it starts.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The workspace to open.
    pub workspace: Option<PathBuf>,
    /// A folder to practise with, whose steps the first screen offers.
    pub practice: Option<PathBuf>,
    /// Its passphrase, where the surroundings give one; else the window asks.
    pub passphrase: Option<String>,
    /// The language asked for; else the preferences decide.
    pub lang: Option<Lang>,
    /// The language of the locale, for whoever has no preferences yet.
    pub locale: Option<Lang>,
    /// Where preferences are kept; `None` keeps none.
    pub preferences: Option<PathBuf>,
}

/// Everything that the window holds.
pub struct Window {
    appearance: Appearance,
    /// Where new workspaces are proposed.
    folder: PathBuf,
    practice: Option<Practice>,
    now: Zoned,
    route: Route,
    inbox: Inbox,
    ime: ImeFix,
    pace: Pace,
    notice: Option<Notice>,
    /// What was found in the form that was named last, until it has been read.
    findings: Option<FindingsScreen>,
    /// The workspace, and whatever works on it.
    work: Work,
    is_training: bool,
    /// The open workspace lies in the folder to practise with.
    is_practising: bool,
    start: StartScreen,
    field: Field,
    desk: Desk,
    outside: Outside,
}

impl Window {
    /// Sets the window up: fonts, light, language; opens the workspace that was named.
    pub fn new(ctx: &Context, request: Request) -> Self {
        let mut window = Self {
            appearance: Appearance::load(ctx, request.preferences, request.lang, request.locale),
            folder: etcetera::home_dir().unwrap_or_else(|_| PathBuf::from(".")),
            practice: None,
            now: Zoned::now(),
            route: Route::Start,
            inbox: Inbox::default(),
            ime: ImeFix::default(),
            pace: Pace::default(),
            notice: None,
            findings: None,
            work: Work::default(),
            is_training: false,
            is_practising: false,
            start: StartScreen::default(),
            field: Field::default(),
            desk: Desk::default(),
            outside: Outside::default(),
        };
        let named = request.practice.map(|folder| std::path::absolute(&folder).unwrap_or(folder));
        let practice = named.or_else(|| window.appearance.practice().map(Path::to_path_buf));
        if let Some(practice) = practice.map(|folder| Practice::of(&folder)).filter(Practice::exists) {
            window.offer(practice);
        }
        if let Some(path) = request.workspace.map(|path| std::path::absolute(&path).unwrap_or(path)) {
            window.start.ask(&path);
            if let Some(passphrase) = request.passphrase {
                window.inbox.send(Command::OpenWorkspace { path, passphrase });
            }
        }
        window
    }

    /// What the interview of the moment has cost: for tests that hold frames to costing nothing.
    pub fn effort(&self) -> Effort {
        self.field.effort()
    }

    /// Carries out what the screens asked for, and takes in what tasks report. Nothing is drawn here.
    pub fn logic(&mut self, ctx: &Context) {
        self.now = Zoned::now();
        self.look_at_task();
        self.take_dropped(ctx);
        if ctx.input(|input| input.viewport().close_requested()) {
            self.keep_typed();
        }
        for command in self.inbox.drain() {
            if self.work.is_busy() && !command.is_always_possible() {
                // It waits for the workspace to come back; the task wakes the window.
                self.inbox.send(command);
                continue;
            }
            if let Err(refusal) = self.carry_out(ctx, command) {
                self.refuse(&refusal);
            }
            ctx.request_repaint();
        }
        if self.route == Route::Interview
            && let Err(refusal) = self.look_up_pictures(ctx)
        {
            self.refuse(&refusal);
        }
        if let Some(refusal) = self.outside.refused() {
            self.refuse(&refusal);
        }
    }

    fn look_up_pictures(&mut self, ctx: &Context) -> Result<(), Refusal> {
        match self.work.session() {
            Some(session) => self.field.look_up_pictures(ctx, session),
            None => Ok(()),
        }
    }

    fn refuse(&mut self, refusal: &Refusal) {
        self.notice = Some(Notice {
            sign: Sign::Block,
            text: refusal.say(self.appearance.words()),
        });
    }

    fn carry_out(&mut self, ctx: &Context, command: Command) -> Result<(), Refusal> {
        self.notice = None;
        match command {
            Command::Go(route) => self.go(route)?,
            Command::Light(theme) => self.appearance.light(ctx, theme),
            Command::Speak(lang) => {
                self.appearance.speak(lang);
                self.desk.relabel(lang);
                if let Some(findings) = &mut self.findings {
                    findings.relabel(self.appearance.words());
                }
            }
            Command::Zoom(zoom) => self.appearance.zoom(ctx, zoom),
            Command::OpenWorkspace { path, passphrase } => {
                let open = move |_: &dyn Progress| Report::Opened(Box::new(Session::open(&path, &passphrase)));
                self.work.begin(ctx, &self.now, open);
            }
            Command::CreateWorkspace {
                path,
                passphrase,
                is_training,
                form,
                campaign,
            } => {
                let purpose = if is_training { Purpose::Training } else { Purpose::Real };
                let create = move |_: &dyn Progress| create(&form, || Session::create(&path, &passphrase, purpose, &form, &campaign));
                self.work.begin(ctx, &self.now, create);
            }
            Command::PutFindingsAway => self.findings = None,
            Command::MakePractice => {
                let folder = self.folder.join("phieu-practice");
                let make = move |progress: &dyn Progress| Report::Prepared(practice::built_in(&folder, progress).map_err(Refusal::from));
                self.work.begin(ctx, &self.now, make);
            }
            Command::CloseWorkspace => self.close(),
            Command::SignIn(name) => self.in_field(|_, session, _| session.sign_in(&name))?,
            Command::SignOut => self.in_field(|_, session, _| {
                session.surveyor = None;
                Ok(())
            })?,
            Command::Browse(browse) => {
                let words = self.appearance.words();
                self.work
                    .begin(ctx, &self.now, move |_| Report::Found(dialog::browse(browse, words)));
            }
            Command::Begin(identity) => self.ask(|field, session| field.begin(session, &identity))?,
            Command::Resume(record) => self.ask(|field, session| field.resume(session, &record))?,
            Command::Discard(record) => self.in_field(|_, session, _| Field::discard(session, &record))?,
            Command::Answer { at, answer } => self.step(Step::Answer { at, answer })?,
            Command::ChooseFile { at, data } => self.choose_file(ctx, at, data),
            Command::Attach { at, path } => self.attach(ctx, at, path),
            Command::Draw { at, drawing } => self.interviewing(|field, session, now| field.draw(session, now, at, &drawing))?,
            Command::Detach { at } => self.interviewing(|field, session, now| field.attached(session, now, at, String::new()))?,
            Command::AskIn(name) => self.ask_in(name)?,
            Command::Add { repeat } => self.interviewing(|field, session, now| field.add_instance(session, now, repeat))?,
            Command::Remove { at } => self.interviewing(|field, session, now| field.remove_instance(session, now, at))?,
            Command::Play { name } => {
                let lent = self.interviewing(|field, session, _| field.lend(session, &name).map(Some))?;
                if let Some(path) = lent {
                    self.outside.open(ctx, path.into());
                }
            }
            Command::Turn(turn) => self.interviewing(|field, session, now| field.turn(session, now, &turn))?,
            Command::Finish => {
                self.in_field(Field::finish)?;
                self.route = Route::Finished;
            }
            Command::Correct(record) => self.ask(|field, session| field.correct(session, &record))?,
            Command::Withdraw(record) => self.in_field(|field, session, now| field.withdraw(session, now, &record))?,
            Command::Note { form, unit, why } => self.in_field(|_, session, _| Field::note(session, &form, &unit, why))?,
            Command::TakeBackNote { form } => self.in_field(|_, session, _| Field::take_back(session, &form))?,
            Command::Desk(command) => {
                if let Some(errand) = self.desk.errand(command, self.appearance.words().lang()) {
                    self.work.lend(ctx, &self.now, errand);
                }
            }
            Command::Cancel => self.work.cancel(),
        }
        Ok(())
    }

    fn go(&mut self, route: Route) -> Result<(), Refusal> {
        if self.route == Route::Interview {
            self.interviewing(Field::leave)?;
        }
        self.route = if self.work.is_open() { route } else { Route::Start };
        match self.route {
            Route::Merge => self.inbox.send(Command::Desk(DeskCommand::LookAtMaster)),
            Route::Conflicts => self.inbox.send(Command::Desk(DeskCommand::LookAtConflicts)),
            Route::Work | Route::Quality | Route::Grid | Route::Tables | Route::Versions => {
                self.inbox.send(Command::Desk(DeskCommand::LookAtForm(None)));
            }
            Route::Export => self.inbox.send(Command::Desk(DeskCommand::PreviewExport)),
            Route::Index => self.inbox.send(Command::Desk(DeskCommand::ComputeIndex(IndexWish::default()))),
            Route::Publish => self.inbox.send(Command::Desk(DeskCommand::Publish(PublishCommand::Look))),
            Route::Records => self.interviewing(|field, session, now| field.list(session, now))?,
            Route::Start | Route::Home | Route::Interview | Route::Finished => {}
        }
        self.refresh()
    }

    /// Work in the interview: the workspace and the moment go with it.
    fn interviewing<R: Default>(
        &mut self,
        work: impl FnOnce(&mut Field, &mut Session, &Zoned) -> Result<R, Refusal>,
    ) -> Result<R, Refusal> {
        match self.work.session_mut() {
            Some(session) => work(&mut self.field, session, &self.now),
            None => Ok(R::default()),
        }
    }

    /// Work that changes what home shows.
    fn in_field(&mut self, work: impl FnOnce(&mut Field, &mut Session, &Zoned) -> Result<(), Refusal>) -> Result<(), Refusal> {
        self.interviewing(work)?;
        self.refresh()
    }

    fn step(&mut self, step: Step) -> Result<(), Refusal> {
        self.interviewing(|field, session, now| field.step(session, now, step))
    }

    /// An interview is opened and shown.
    fn ask(&mut self, open: impl FnOnce(&mut Field, &mut Session) -> Result<(), Refusal>) -> Result<(), Refusal> {
        self.interviewing(|field, session, _| open(field, session))?;
        self.route = Route::Interview;
        Ok(())
    }

    /// The interview changes its language, and the window with it where it can.
    fn ask_in(&mut self, name: String) -> Result<(), Refusal> {
        if let Some(lang) = self.interviewing(|field, session, now| field.ask_in(session, now, name))? {
            self.appearance.speak_meanwhile(lang);
        }
        Ok(())
    }

    fn keep_typed(&mut self) {
        if let Some(session) = self.work.session_mut() {
            self.field.keep_typed(session, &self.now);
        }
    }

    /// Reads again what home shows.
    fn refresh(&mut self) -> Result<(), Refusal> {
        if let Some(session) = self.work.session() {
            self.field.refresh(session, &self.now)?;
        }
        Ok(())
    }
}

/// Makes a workspace with a form, unless the form has errors; what is wrong with it is told either way.
fn create(form: &str, create: impl FnOnce() -> Result<Session, Refusal>) -> Report {
    let is_built_in = built_in_names().any(|name| name == form);
    let checked = Some(form).filter(|form| !form.is_empty() && !is_built_in);
    // A file that cannot be read is told when the workspace is made.
    match checked.and_then(|form| check(Path::new(form)).ok()) {
        Some(checked) if !checked.is_usable() => Report::Examined(Box::new(checked), None),
        Some(checked) if !checked.findings.is_empty() => Report::Examined(Box::new(checked), Some(Box::new(create()))),
        _ => Report::Opened(Box::new(create())),
    }
}

impl eframe::App for Window {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        Self::logic(self, ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        Self::ui(self, ui);
        if ui.ctx().cumulative_frame_nr() == 0 {
            tracing::info!("first frame");
        }
    }

    fn raw_input_hook(&mut self, ctx: &Context, raw: &mut RawInput) {
        self.ime.apply(&mut raw.events);
        if self.pace.apply(&mut raw.events, ctx.text_edit_focused()) {
            ctx.request_repaint();
        }
    }

    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        self.appearance.theme().tokens().paper.to_normalized_gamma_f32()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.keep_typed();
    }
}
