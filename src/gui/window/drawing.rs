//! Draws the window: the strips around, and the screen of the route between them.

use eframe::egui::{Align, CentralPanel, Frame, Layout, Margin, Panel, RichText, Ui};

use super::Window;
use super::work::Report;
use crate::gui::command::{Command, Inbox};
use crate::gui::route::Route;
use crate::gui::start::Known;
use crate::gui::task::Task;
use crate::gui::theme::{self, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{Sign, banner, caption, column, progress_bar, quiet_button};

/// A sentence at the foot of the window until it is dismissed.
#[derive(Debug)]
pub(super) struct Notice {
    pub(super) sign: Sign,
    pub(super) text: String,
}

impl Window {
    /// Draws the screen of the route.
    pub fn ui(&mut self, ui: &mut Ui) {
        let now = self.now.clone();
        let view = View {
            words: self.appearance.words(),
            tokens: self.appearance.theme().tokens(),
            now: &now,
        };
        if self.is_training {
            training_ui(ui, &view, self.is_practising, &mut self.inbox);
        }
        self.notice_ui(ui, &view);
        let paper = Frame::new().fill(view.tokens.paper);
        CentralPanel::default().frame(paper).show(ui, |ui| self.screen_ui(ui, &view));
        self.outside.follow_links(ui.ctx());
    }

    fn screen_ui(&mut self, ui: &mut Ui, view: &View<'_>) {
        if let Some(task) = self.work.noticeable(&self.now) {
            working_ui(ui, view, task, &mut self.inbox);
            return;
        }
        if let Some(findings) = &self.findings {
            findings.ui(ui, view, &mut self.inbox);
            return;
        }
        if !self.work.is_open() {
            let known = Known {
                recent: self.appearance.recent(),
                folder: &self.folder,
                practice: self.practice.as_ref(),
            };
            self.start.ui(ui, view, &known, &mut self.inbox);
        } else if self.route.is_desk() || self.route == Route::Export {
            self.desk.ui(ui, view, self.route, &mut self.inbox);
        } else if self.field.facts().surveyor.is_none() {
            self.start.surveyor_ui(ui, view, &self.field.facts().surveyors, &mut self.inbox);
        } else {
            self.field.ui(ui, view, self.route, &mut self.inbox);
        }
    }

    fn notice_ui(&mut self, ui: &mut Ui, view: &View<'_>) {
        let Some(notice) = &self.notice else { return };
        let frame = Frame::new()
            .fill(view.tokens.surface)
            .inner_margin(Margin::symmetric(space::XL as i8, space::M as i8));
        let mut is_read = false;
        Panel::bottom("notice").frame(frame).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    is_read = quiet_button(ui, true, &view.say("window-dismiss")).clicked();
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
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

/// Training is said on every screen; in the folder to practise with, its steps are one press away.
fn training_ui(ui: &mut Ui, view: &View<'_>, is_practising: bool, inbox: &mut Inbox) {
    let frame = Frame::new()
        .fill(view.tokens.hover)
        .inner_margin(Margin::symmetric(space::L as i8, 3));
    Panel::top("training").frame(frame).show(ui, |ui| {
        ui.spacing_mut().interact_size.y = space::L;
        ui.horizontal(|ui| {
            let text = RichText::new(view.say("start-training-banner")).size(size::SMALL);
            ui.label(text.color(view.tokens.warn));
            let steps = RichText::new(view.say("practice-steps")).size(size::SMALL);
            if is_practising && ui.link(steps).clicked() {
                inbox.send(Command::CloseWorkspace);
            }
        });
    });
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
