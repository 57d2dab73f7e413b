//! Before an instance of a repeat goes: what would be lost, by name, and a way back.

use eframe::egui::{Id, Key, Label, Modal, RichText, ScrollArea, Ui};

use super::names::{answer_in_words, instance_name};
use super::repeats::is_begun;
use crate::gui::command::{Command, Inbox};
use crate::gui::theme::{size, space};
use crate::gui::view::View;
use crate::gui::widgets::{caption, danger_button, markup, primary_button, sheet};
use crate::interview::{At, Interview};

/// Lost answers that are listed one by one.
const LISTED: usize = 8;

/// An instance that may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    at: String,
    name: String,
    /// Questions and their answers, in form order.
    lost: Vec<(String, String)>,
    /// Lost answers beyond those listed.
    more: usize,
    has_focus: bool,
}

impl Removal {
    /// What removing an instance takes along; `None` where nothing is lost.
    pub fn of(view: &View<'_>, interview: &Interview, at: At) -> Option<Self> {
        if !is_begun(interview, at) {
            return None;
        }
        let mut removal = Self {
            at: interview.reference(at),
            name: instance_name(view, interview, at),
            lost: Vec::new(),
            more: 0,
            has_focus: false,
        };
        let mut left = vec![at];
        while let Some(at) = left.pop() {
            removal.add(view, interview, at);
            left.extend(interview.children(at).into_iter().rev());
        }
        Some(removal)
    }

    fn add(&mut self, view: &View<'_>, interview: &Interview, at: At) {
        if !interview.is_asked_for(at) {
            return;
        }
        let answer = answer_in_words(view, interview, at);
        // An answer that is hidden now would be lost as well.
        let hidden = || {
            Some(interview.kept_value(at))
                .filter(|kept| !kept.is_empty())
                .map(|_| view.say("field-remove-hidden"))
        };
        let Some(answer) = answer.or_else(hidden) else { return };
        if self.lost.len() == LISTED {
            self.more += 1;
            return;
        }
        let label = markup::plain(&interview.label(at));
        let node = interview.form().node(interview.node(at));
        self.lost.push((if label.is_empty() { node.name.clone() } else { label }, answer));
    }

    /// Asks; `true` when it is settled. Nothing is removed by Enter alone: the keyboard is on the way back.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, inbox: &mut Inbox) -> bool {
        let mut is_over = false;
        let modal = Modal::new(Id::unique("removal"))
            .frame(sheet(ui, view.tokens))
            .show(ui.ctx(), |ui| {
                let room = ui.ctx().content_rect();
                ui.set_width((room.width() - 96.0).clamp(240.0, 520.0));
                let named = [("name", self.name.as_str().into())];
                ui.add(Label::new(RichText::new(view.say_with("field-remove-ask", &named)).heading()).wrap());
                let count = self.lost.len() + self.more;
                caption(ui, view.tokens, &view.say_with("field-remove-lost", &[("n", count.into())]));
                ui.add_space(space::S);
                ScrollArea::vertical().max_height((room.height() - 260.0).max(80.0)).show(ui, |ui| {
                    for (question, answer) in &self.lost {
                        ui.add(Label::new(RichText::new(question).size(size::SMALL).color(view.tokens.quiet)).wrap());
                        ui.add(Label::new(RichText::new(answer).color(view.tokens.ink)).wrap());
                        ui.add_space(space::XS);
                    }
                    if self.more > 0 {
                        caption(ui, view.tokens, &view.say_with("field-remove-more", &[("n", self.more.into())]));
                    }
                });
                ui.add_space(space::M);
                ui.horizontal_wrapped(|ui| {
                    let keep = primary_button(ui, view.tokens, true, &view.say("field-remove-keep"));
                    if !self.has_focus {
                        keep.request_focus();
                        self.has_focus = true;
                    }
                    is_over |= keep.clicked();
                    if danger_button(ui, view.tokens, true, &view.say_with("field-remove-do", &named)).clicked() {
                        inbox.send(Command::Remove { at: self.at.clone() });
                        is_over = true;
                    }
                });
            });
        let is_escaped = ui.input(|input| input.key_pressed(Key::Escape));
        is_over || modal.should_close() || is_escaped
    }
}
