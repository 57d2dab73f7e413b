//! Which workspace is open: opening and closing it, and what comes back from tasks.

use std::path::PathBuf;

use super::Window;
use super::drawing::Notice;
use super::work::Report;
use crate::app::collect;
use crate::app::practice::Practice;
use crate::app::tell::Tell;
use crate::gui::command::{Browse, Command};
use crate::gui::desk::{Desk, DeskCommand};
use crate::gui::dialog::Found;
use crate::gui::findings::FindingsScreen;
use crate::gui::refusal::Refusal;
use crate::gui::route::Route;
use crate::gui::session::Session;
use crate::gui::start::StartScreen;
use crate::gui::widgets::Sign;
use crate::words::Words;

/// A task ended without a report: a fault of the program.
#[derive(Debug)]
struct Died;

impl Tell for Died {
    fn tell(&self, words: Words) -> String {
        words.say("window-died")
    }
}

impl Window {
    /// Takes in what a task reports.
    pub(super) fn look_at_task(&mut self) {
        let taken = match self.work.report() {
            None => return,
            Some(Report::Opened(session)) => {
                self.start.retry();
                session.and_then(|session| self.opened(session))
            }
            Some(Report::Examined(checked, session)) => {
                self.start.retry();
                self.findings = Some(FindingsScreen::of(*checked, self.appearance.words()));
                session.map_or(Ok(()), |session| session.and_then(|session| self.opened(session)))
            }
            Some(Report::Prepared(practice)) => practice.map(|practice| self.offer(practice)),
            Some(Report::Found(found)) => {
                self.found(found);
                Ok(())
            }
            Some(Report::Back(session, done)) => {
                self.work.keep(*session);
                done.and_then(|news| {
                    if let Some(text) = self.desk.take_in(news, self.appearance.words()) {
                        self.notice = Some(Notice { sign: Sign::Done, text });
                    }
                    self.refresh()
                })
            }
            Some(Report::Attached(session, at, name)) => {
                self.work.keep(*session);
                name.and_then(|name| self.interviewing(|field, session, now| field.attached(session, now, at, name)))
            }
            Some(Report::Died) => {
                self.close();
                Err(Died.into())
            }
        };
        if let Err(refusal) = taken {
            self.refuse(&refusal);
        }
    }

    fn opened(&mut self, mut session: Session) -> Result<(), Refusal> {
        self.appearance.remember(session.workspace.path());
        if let [only] = session.surveyors()?.as_slice() {
            session.surveyor = Some(only.clone());
        }
        self.is_training = session.workspace.is_training();
        let is_inside = |practice: &Practice| session.workspace.path().parent() == Some(practice.folder());
        self.is_practising = self.practice.as_ref().is_some_and(is_inside);
        self.desk = Desk::open(session.workspace.path(), &self.now);
        let has_packages = !session.workspace.packages()?.is_empty();
        self.work.keep(session);
        self.refresh()?;
        // What other laptops sent and nobody asks in is a master: its place is the desk.
        let is_master = has_packages && self.field.facts().finished == 0;
        let route = if is_master { Route::Merge } else { self.start.destination() };
        self.start.clear();
        if route == Route::Home && self.take_up()? {
            return Ok(());
        }
        self.go(route)
    }

    /// Goes on where the program was when it was closed or stopped in the middle of an interview; tells whether there was one.
    fn take_up(&mut self) -> Result<bool, Refusal> {
        let Some(session) = self.work.session_mut() else { return Ok(false) };
        let Some(row) = collect::at_hand(&session.workspace)? else {
            return Ok(false);
        };
        let Some(surveyor) = row.surveyor else { return Ok(false) };
        session.surveyor = Some(surveyor);
        self.refresh()?;
        if let Err(refusal) = self.ask(|field, session| field.resume(session, &row.id.to_string())) {
            self.go(Route::Home)?;
            self.refuse(&refusal);
        }
        Ok(true)
    }

    /// The first screen offers this folder to practise with, at the next start too.
    pub(super) fn offer(&mut self, practice: Practice) {
        self.appearance.remember_practice(practice.folder());
        self.practice = Some(practice);
    }

    /// Puts the workspace away.
    pub(super) fn close(&mut self) {
        self.keep_typed();
        self.work.close();
        self.field = super::field::Field::default();
        self.is_training = false;
        self.is_practising = false;
        self.route = Route::Start;
        self.start = StartScreen::default();
    }

    /// A path chosen in the system's dialog goes to the screen that asked for it.
    fn found(&mut self, found: Found) {
        let wish = match (found.browse, found.paths.as_slice()) {
            (_, []) => return,
            (Browse::Packages | Browse::Folder, _) => DeskCommand::PlanMerge(found.paths),
            (Browse::Attachment(_), [path, ..]) => return self.found_attachment(path),
            (Browse::Receipt, [path, ..]) => return self.field.found_receipt(path),
            (browse, [path, ..]) => {
                if !self.desk.found(browse, path) {
                    self.start.found(browse, path);
                }
                return;
            }
        };
        self.inbox.send(Command::Desk(wish));
    }

    /// Files dropped on the window: at the desk packages to merge, at home a receipt.
    pub(super) fn take_dropped(&mut self, ctx: &eframe::egui::Context) {
        let paths: Vec<PathBuf> = ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect());
        let wish = match (self.route, paths.as_slice()) {
            (_, []) => return,
            (Route::Merge, _) => DeskCommand::PlanMerge(paths),
            (Route::Interview, [file, ..]) => return self.dropped_on_interview(file.clone()),
            (Route::Home, [receipt]) => DeskCommand::ImportReceipt(receipt.clone()),
            _ => return,
        };
        self.inbox.send(Command::Desk(wish));
    }
}
