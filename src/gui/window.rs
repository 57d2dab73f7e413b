//! The window as a whole: carries out commands before each frame, then draws the screen of the route.

use std::path::PathBuf;

use eframe::egui::{self, CentralPanel, Context, Margin, Panel, RawInput, RichText, Ui};
use jiff::Zoned;

use super::collect::finished::finished_ui;
use super::collect::home::{HomeFacts, HomeScreen};
use super::collect::{InterviewScreen, outline};
use super::command::{Browse, Command, Inbox, Outcome, Turn};
use super::desk::export_preview::ExportScreen;
use super::desk::figures::Figures;
use super::desk::index::IndexScreen;
use super::desk::merge::{MergeFacts, MergeScreen};
use super::desk::tabs::tabs_ui;
use super::errand::{self, Errand};
use super::ime::ImeFix;
use super::pace::Pace;
use super::refusal::Refusal;
use super::route::Route;
use super::session::Session;
use super::start::StartScreen;
use super::task::{Look, Task};
use super::theme::{self, Theme, size, space};
use super::view::View;
use super::widgets::{Sign, banner, caption, column, progress_bar, quiet_button};
use super::{dialog, fonts};
use crate::app;
use crate::app::collect::{self, Collector};
use crate::app::export::{ExportReport, Preview};
use crate::app::preferences::Preferences;
use crate::app::workspace::Purpose;
use crate::interview::Step;
use crate::store::RecordId;
use crate::words::{Lang, Progress, Words};

/// What the window is told when it starts.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The workspace to open.
    pub workspace: Option<PathBuf>,
    /// Its passphrase, where the surroundings give one; else the window asks.
    pub passphrase: Option<String>,
    /// The language asked for; else the preferences decide.
    pub lang: Option<Lang>,
    /// The language of the locale, for whoever has no preferences yet.
    pub locale: Option<Lang>,
    /// Where preferences are kept; `None` keeps none.
    pub preferences: Option<PathBuf>,
}

/// A sentence at the foot of the window until it is dismissed.
#[derive(Debug)]
struct Notice {
    sign: Sign,
    text: String,
}

/// What a task brings back.
enum Report {
    Opened(Box<Result<Session, Refusal>>),
    Found(dialog::Found),
    /// The workspace that was lent to an errand, and what came of it.
    Back(Box<Session>, Result<Errand, Refusal>),
}

/// The coordinator's screens and what they show.
#[derive(Default)]
struct Desk {
    export: ExportScreen,
    preview: Option<Preview>,
    written: Option<ExportReport>,
    merge: MergeScreen,
    merging: MergeFacts,
    index: IndexScreen,
    figures: Option<Figures>,
}

/// Everything that the window holds.
pub struct Window {
    preferences: Preferences,
    preferences_path: Option<PathBuf>,
    /// Where new workspaces are proposed.
    folder: PathBuf,
    words: Words,
    theme: Theme,
    now: Zoned,
    route: Route,
    inbox: Inbox,
    ime: ImeFix,
    pace: Pace,
    notice: Option<Notice>,
    task: Option<Task<Report>>,
    start: StartScreen,
    home: HomeScreen,
    facts: HomeFacts,
    interview: InterviewScreen,
    desk: Desk,
    session: Option<Session>,
    collector: Option<Collector>,
    /// When the last answer reached the disk, as shown.
    saved: Option<String>,
    /// The form of the interview finished last.
    finished: Option<String>,
}

impl Window {
    /// Sets the window up: fonts, light, language; opens the workspace that was named.
    pub fn new(ctx: &Context, request: Request) -> Self {
        let preferences = request.preferences.as_deref().map(Preferences::load).unwrap_or_default();
        let remembered = preferences.language.as_deref().and_then(|code| code.parse().ok());
        let lang = request.lang.or(remembered).or(request.locale).unwrap_or_default();
        let theme = Theme::chosen(preferences.theme, ctx.system_theme());
        fonts::install(ctx);
        theme::apply(ctx, theme);
        ctx.set_zoom_factor(preferences.zoom.unwrap_or(1.0));
        let mut window = Self {
            preferences,
            preferences_path: request.preferences,
            folder: etcetera::home_dir().unwrap_or_else(|_| PathBuf::from(".")),
            words: Words::new(lang),
            theme,
            now: Zoned::now(),
            route: Route::Start,
            inbox: Inbox::default(),
            ime: ImeFix::default(),
            pace: Pace::default(),
            notice: None,
            task: None,
            start: StartScreen::default(),
            home: HomeScreen::default(),
            facts: HomeFacts::default(),
            interview: InterviewScreen::default(),
            desk: Desk::default(),
            session: None,
            collector: None,
            saved: None,
            finished: None,
        };
        if let Some(path) = request.workspace {
            window.start.ask(&path);
            if let Some(passphrase) = request.passphrase {
                window.inbox.send(Command::OpenWorkspace { path, passphrase });
            }
        }
        window
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
            if let Err(refusal) = self.carry_out(ctx, command) {
                self.notice = Some(Notice {
                    sign: Sign::Block,
                    text: refusal.say(self.words),
                });
            }
            ctx.request_repaint();
        }
    }

    fn carry_out(&mut self, ctx: &Context, command: Command) -> Result<(), Refusal> {
        self.notice = None;
        match command {
            Command::Go(route) => self.go(route)?,
            Command::Light(theme) => self.light(ctx, theme),
            Command::Speak(lang) => self.speak(lang),
            Command::Zoom(zoom) => self.zoom(ctx, zoom),
            Command::OpenWorkspace { path, passphrase } => {
                self.begin_task(ctx, move || Report::Opened(Box::new(Session::open(&path, &passphrase))));
            }
            Command::CreateWorkspace {
                path,
                passphrase,
                is_training,
                form,
            } => {
                let purpose = if is_training { Purpose::Training } else { Purpose::Real };
                self.begin_task(ctx, move || {
                    Report::Opened(Box::new(Session::create(&path, &passphrase, purpose, &form)))
                });
            }
            Command::CloseWorkspace => self.close(),
            Command::SignIn(name) => {
                if let Some(session) = &mut self.session {
                    session.sign_in(&name)?;
                }
                self.refresh()?;
            }
            Command::SignOut => {
                if let Some(session) = &mut self.session {
                    session.surveyor = None;
                }
            }
            Command::Browse(browse) => {
                let words = self.words;
                self.begin_task(ctx, move || Report::Found(dialog::browse(browse, words)));
            }
            Command::Begin(identity) => self.begin(&identity)?,
            Command::Resume(record) => self.resume(&record)?,
            Command::Discard(record) => {
                let id = record_id(&record)?;
                if let Some(session) = &mut self.session {
                    collect::discard(&mut session.workspace, id)?;
                }
                self.refresh()?;
            }
            Command::Answer { at, answer } => self.step(Step::Answer { at, answer })?,
            Command::AskIn(name) => self.ask_in(name)?,
            Command::Add { repeat } => self.add_instance(repeat)?,
            Command::Remove { at } => self.step(Step::Remove { at })?,
            Command::Turn(turn) => self.turn(&turn)?,
            Command::Finish => self.finish()?,
            Command::Note { outcome } => self.note(outcome)?,
            Command::PreviewExport => self.lend(ctx, errand::preview),
            Command::WriteExport(path) => self.lend(ctx, move |session, progress| errand::write(session, &path, progress)),
            Command::ImportReceipt(path) => self.lend(ctx, move |session, _| errand::import_receipt(session, &path)),
            Command::PlanMerge(paths) => self.lend(ctx, move |session, progress| errand::plan(session, &paths, progress)),
            Command::ApplyMerge => self.lend(ctx, errand::apply),
            Command::DropPlan => {
                if let Some(plan) = self.desk.merging.plan.take() {
                    self.lend(ctx, move |session, _| errand::drop_plan(session, &plan));
                }
            }
            Command::ComputeIndex { rule } => {
                let code = self.words.lang().code();
                self.lend(ctx, move |session, progress| errand::index(session, &rule, code, progress));
            }
            Command::Cancel => {
                if let Some(task) = &self.task {
                    task.cancel();
                }
            }
        }
        Ok(())
    }

    fn go(&mut self, route: Route) -> Result<(), Refusal> {
        if self.route == Route::Interview {
            self.keep_typed();
            self.visit()?;
            self.collector = None;
        }
        self.route = if self.session.is_none() { Route::Start } else { route };
        match self.route {
            Route::Export => self.inbox.send(Command::PreviewExport),
            Route::Index => self.inbox.send(Command::ComputeIndex { rule: String::new() }),
            _ => {}
        }
        self.refresh()
    }

    fn light(&mut self, ctx: &Context, theme: Theme) {
        self.theme = theme;
        theme::apply(ctx, theme);
        self.preferences.theme = theme.preference();
        self.keep_preferences();
    }

    fn speak(&mut self, lang: Lang) {
        self.words = Words::new(lang);
        self.preferences.language = Some(lang.code().to_owned());
        self.keep_preferences();
    }

    fn zoom(&mut self, ctx: &Context, zoom: f32) {
        ctx.set_zoom_factor(zoom);
        self.preferences.zoom = Some(zoom);
        self.keep_preferences();
    }

    /// Preferences that cannot be kept are no reason to bother anybody.
    fn keep_preferences(&self) {
        if let Some(path) = &self.preferences_path
            && let Err(error) = self.preferences.save(path)
        {
            tracing::warn!(%error, "preferences not kept");
        }
    }

    fn close(&mut self) {
        self.keep_typed();
        self.collector = None;
        self.session = None;
        self.saved = None;
        self.route = Route::Start;
        self.start = StartScreen::default();
    }

    fn begin(&mut self, identity: &str) -> Result<(), Refusal> {
        let Some(session) = &mut self.session else { return Ok(()) };
        let collector = session.begin(identity)?;
        self.show(collector)
    }

    fn resume(&mut self, record: &str) -> Result<(), Refusal> {
        let Some(session) = &mut self.session else { return Ok(()) };
        let id = record_id(record)?;
        let collector = session.resume(id)?;
        self.show(collector)
    }

    fn show(&mut self, collector: Collector) -> Result<(), Refusal> {
        self.interview = InterviewScreen::open(collector.interview(), collector.visited());
        self.collector = Some(collector);
        self.saved = None;
        self.route = Route::Interview;
        self.visit()
    }

    /// Takes a step of the interview: when this returns, the answer is on the disk.
    fn step(&mut self, step: Step) -> Result<(), Refusal> {
        let (Some(session), Some(collector)) = (&mut self.session, &mut self.collector) else {
            return Ok(());
        };
        collector.apply(&mut session.workspace, step)?;
        self.saved = Some(self.now.strftime("%H:%M").to_string());
        Ok(())
    }

    /// A new instance is shown at once.
    fn add_instance(&mut self, repeat: String) -> Result<(), Refusal> {
        self.step(Step::Add { repeat: repeat.clone() })?;
        let Some(collector) = &self.collector else { return Ok(()) };
        let interview = collector.interview();
        let last = (1_u32..=u32::MAX)
            .map(|position| format!("{repeat}[{position}]"))
            .take_while(|reference| interview.find(reference).is_some())
            .last();
        let first = last.and_then(|instance| {
            let outline = outline::Outline::of(interview);
            let at = interview.find(&instance)?;
            let inside = |page: &outline::Page| std::iter::successors(Some(page.at), |up| interview.parent(*up)).any(|up| up == at);
            let page = outline.pages.iter().position(inside)?;
            outline.reference(interview, page)
        });
        if let Some(first) = first {
            self.interview.turn(&Turn::To(first), interview);
        }
        self.visit()
    }

    /// The interview changes its language, and the window with it where it can.
    fn ask_in(&mut self, name: String) -> Result<(), Refusal> {
        let code = crate::form::Language { name: name.clone() }
            .code()
            .and_then(|code| code.parse().ok());
        self.step(Step::Language { name })?;
        if let Some(lang) = code {
            self.words = Words::new(lang);
        }
        Ok(())
    }

    fn turn(&mut self, turn: &Turn) -> Result<(), Refusal> {
        self.keep_typed_or_refuse()?;
        if let Some(collector) = &self.collector {
            self.interview.turn(turn, collector.interview());
        }
        self.visit()
    }

    /// Half-typed text becomes answers.
    fn keep_typed_or_refuse(&mut self) -> Result<(), Refusal> {
        let Some(collector) = &self.collector else { return Ok(()) };
        for (at, answer) in self.interview.take_typed(collector.interview(), &self.now) {
            self.step(Step::Answer { at, answer })?;
        }
        Ok(())
    }

    fn keep_typed(&mut self) {
        if let Err(refusal) = self.keep_typed_or_refuse() {
            tracing::warn!(%refusal, "typed text not kept");
        }
    }

    /// The page shown is remembered in the file, so that reopening lands on it.
    fn visit(&mut self) -> Result<(), Refusal> {
        if let (Some(session), Some(collector), Some(place)) = (&self.session, &mut self.collector, self.interview.place()) {
            collector.visit(&session.workspace, place)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Refusal> {
        self.keep_typed_or_refuse()?;
        let (Some(session), Some(collector)) = (&mut self.session, &mut self.collector) else {
            return Ok(());
        };
        collector.finish(&mut session.workspace)?;
        self.finished = Some(session.identity_of(collector.record())?);
        self.collector = None;
        self.route = Route::Finished;
        self.refresh()
    }

    fn note(&mut self, outcome: Outcome) -> Result<(), Refusal> {
        let Some(session) = &self.session else { return Ok(()) };
        let reason = match outcome {
            Outcome::Refused => "refused",
            Outcome::NotMet => "not_at_home",
        };
        if let Some(form) = self.facts.forms.first() {
            collect::note_disposition(&session.workspace, &form.identity, "", "", reason)?;
        }
        self.refresh()
    }

    /// Reads again what home shows.
    fn refresh(&mut self) -> Result<(), Refusal> {
        if let Some(session) = &self.session {
            self.facts = session.home(&self.now)?;
            self.desk.merging.totals = app::merge::totals(&session.workspace)?;
        }
        Ok(())
    }

    /// Lends the workspace to work that lasts longer than a frame; it comes back with the report.
    fn lend(&mut self, ctx: &Context, work: impl FnOnce(&mut Session, &dyn Progress) -> Result<Errand, Refusal> + Send + 'static) {
        let Some(mut session) = self.session.take() else { return };
        self.task = Some(Task::begin(ctx, move |progress| {
            let done = work(&mut session, progress);
            Report::Back(Box::new(session), done)
        }));
    }

    fn begin_task(&mut self, ctx: &Context, work: impl FnOnce() -> Report + Send + 'static) {
        self.task = Some(Task::begin(ctx, move |_| work()));
    }

    fn look_at_task(&mut self) {
        let Some(task) = &self.task else { return };
        let report = match task.look() {
            Look::Working => return,
            Look::Over(report) => report,
            Look::Died => {
                self.task = None;
                self.notice = Some(Notice {
                    sign: Sign::Block,
                    text: self.words.say("window-died"),
                });
                return;
            }
        };
        self.task = None;
        let taken = match report {
            Report::Opened(session) => session.and_then(|session| self.opened(session)),
            Report::Found(found) => {
                self.found(found);
                Ok(())
            }
            Report::Back(session, done) => {
                self.session = Some(*session);
                done.and_then(|errand| self.take_in(errand))
            }
        };
        if let Err(refusal) = taken {
            self.notice = Some(Notice {
                sign: Sign::Block,
                text: refusal.say(self.words),
            });
        }
    }

    fn opened(&mut self, mut session: Session) -> Result<(), Refusal> {
        self.preferences.remember(session.workspace.path());
        self.keep_preferences();
        if let [only] = session.surveyors()?.as_slice() {
            session.surveyor = Some(only.clone());
        }
        self.route = self.start.destination();
        self.start.clear();
        let folder = session.workspace.path().with_extension("");
        self.desk = Desk::default();
        self.desk
            .export
            .propose(PathBuf::from(format!("{}-{}.zip", folder.display(), self.now.strftime("%Y%m%d"))));
        self.session = Some(session);
        self.refresh()?;
        // What other laptops sent and nobody asks in is a master: its place is the desk.
        let is_master = self.desk.merging.totals.iter().any(|total| total.packages > 0) && self.facts.finished == 0;
        if is_master && self.route == Route::Home {
            self.route = Route::Merge;
        }
        Ok(())
    }

    fn take_in(&mut self, errand: Errand) -> Result<(), Refusal> {
        match errand {
            Errand::Previewed(preview) => self.desk.preview = Some(*preview),
            Errand::Written(report, preview) => {
                self.desk.written = Some(report);
                self.desk.preview = Some(*preview);
            }
            Errand::Arrived(arrived) => {
                let text = self
                    .words
                    .say_with("desk-receipt-read", &[("n", arrived.listed.into()), ("new", arrived.new.into())]);
                self.notice = Some(Notice { sign: Sign::Done, text });
            }
            Errand::Planned(plan) => {
                self.desk.merging.report = None;
                self.desk.merging.plan = Some(plan);
            }
            Errand::Merged(report) => {
                self.desk.merging.plan = None;
                self.desk.merging.report = Some(report);
            }
            Errand::Indexed(figures) => self.desk.figures = Some(figures),
            Errand::Nothing => {}
        }
        self.refresh()
    }

    /// A path chosen in the system's dialog goes to the screen that asked for it.
    fn found(&mut self, found: dialog::Found) {
        match (found.browse, found.paths.as_slice()) {
            (_, []) => {}
            (Browse::Packages | Browse::Folder, _) => self.inbox.send(Command::PlanMerge(found.paths)),
            (Browse::Receipt, [path, ..]) => self.inbox.send(Command::ImportReceipt(path.clone())),
            (Browse::Package, [path, ..]) => self.desk.export.propose(path.clone()),
            (browse, [path, ..]) => self.start.found(browse, path),
        }
    }

    /// Files dropped on the window are packages to merge.
    fn take_dropped(&mut self, ctx: &Context) {
        let paths: Vec<PathBuf> = ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect());
        if self.route == Route::Merge && !paths.is_empty() {
            self.inbox.send(Command::PlanMerge(paths));
        }
    }

    /// Draws the screen of the route.
    pub fn ui(&mut self, ui: &mut Ui) {
        let (words, now, theme) = (self.words, self.now.clone(), self.theme);
        let view = View {
            words,
            tokens: theme.tokens(),
            now: &now,
        };
        self.strip_ui(ui, &view);
        self.notice_ui(ui, &view);
        let paper = egui::Frame::new().fill(view.tokens.paper);
        CentralPanel::default().frame(paper).show(ui, |ui| {
            if let Some(task) = &self.task {
                working_ui(ui, &view, task, &mut self.inbox);
                return;
            }
            let Some(session) = &self.session else {
                self.start.ui(ui, &view, &self.preferences.recent, &self.folder, &mut self.inbox);
                return;
            };
            if session.surveyor.is_none() && !self.route.is_desk() {
                self.start.surveyor_ui(ui, &view, &self.facts.surveyors, &mut self.inbox);
                return;
            }
            self.screen_ui(ui, &view);
        });
    }

    fn screen_ui(&mut self, ui: &mut Ui, view: &View<'_>) {
        match self.route {
            Route::Interview => {
                if let Some(collector) = &self.collector {
                    self.interview
                        .ui(ui, view, collector.interview(), self.saved.as_deref(), &mut self.inbox);
                }
            }
            Route::Finished => finished_ui(ui, view, self.finished.as_deref(), &mut self.inbox),
            Route::Export => self
                .desk
                .export
                .ui(ui, view, self.desk.preview.as_ref(), self.desk.written.as_ref(), &mut self.inbox),
            Route::Merge => {
                tabs_ui(ui, view, self.route, &mut self.inbox);
                self.desk.merge.ui(ui, view, &self.desk.merging, &mut self.inbox);
            }
            Route::Index => {
                tabs_ui(ui, view, self.route, &mut self.inbox);
                self.desk.index.ui(ui, view, self.desk.figures.as_ref(), &mut self.inbox);
            }
            Route::Start | Route::Home => self.home.ui(ui, view, &self.facts, &mut self.inbox),
        }
    }

    /// Training is said on every screen.
    fn strip_ui(&self, ui: &mut Ui, view: &View<'_>) {
        if self.session.as_ref().is_some_and(|session| session.workspace.is_training()) {
            let frame = egui::Frame::new()
                .fill(view.tokens.hover)
                .inner_margin(Margin::symmetric(space::L as i8, 3));
            Panel::top("training").frame(frame).show(ui, |ui| {
                ui.label(
                    RichText::new(view.say("start-training-banner"))
                        .size(size::SMALL)
                        .color(view.tokens.warn),
                );
            });
        }
    }

    fn notice_ui(&mut self, ui: &mut Ui, view: &View<'_>) {
        let Some(notice) = &self.notice else { return };
        let frame = egui::Frame::new()
            .fill(view.tokens.surface)
            .inner_margin(Margin::symmetric(space::XL as i8, space::M as i8));
        let mut is_read = false;
        Panel::bottom("notice").frame(frame).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    is_read = quiet_button(ui, true, &view.say("window-dismiss")).clicked();
                    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                        banner(ui, view.tokens, notice.sign, &notice.text)
                    });
                });
            });
        });
        if is_read {
            self.notice = None;
        }
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
        self.theme.tokens().paper.to_normalized_gamma_f32()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.keep_typed();
    }
}

/// The id of a record as screens carry it.
fn record_id(text: &str) -> Result<RecordId, Refusal> {
    text.parse().map_err(|error| Refusal::Said(format!("{error}: {text}")))
}

fn working_ui(ui: &mut Ui, view: &View<'_>, task: &Task<Report>, inbox: &mut Inbox) {
    column(ui, |ui| {
        ui.add_space(space::HUGE);
        ui.label(RichText::new(view.say("window-working")).text_style(theme::question_style()));
        match task.share() {
            Some(share) => {
                progress_bar(ui, view.tokens, share, view.tokens.accent, &view.say("window-working"));
                if quiet_button(ui, true, &view.say("window-cancel")).clicked() {
                    inbox.send(Command::Cancel);
                }
            }
            None => {
                caption(ui, view.tokens, &view.say("start-working"));
            }
        }
    });
}
