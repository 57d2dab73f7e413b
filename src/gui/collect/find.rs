//! Ctrl+G: find a question by its number, its words, or the words of its section, accents aside.

use eframe::egui::{Id, Key, Modal, Ui};

use super::outline::{Outline, is_note};
use super::sidebar::page_name;
use crate::gui::command::{Command, Inbox, Turn};
use crate::gui::view::View;
use crate::gui::widgets::{SearchList, SearchOutcome, sheet};
use crate::interview::Interview;

/// Remembers what is searched.
#[derive(Debug, Default)]
pub struct FindScreen {
    list: SearchList,
    is_begun: bool,
}

impl FindScreen {
    /// Draws the search over the page; `true` when it is over.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, interview: &Interview, outline: &Outline, inbox: &mut Inbox) -> bool {
        let mut is_over = false;
        let modal = Modal::new(Id::unique("find")).frame(sheet(ui, view.tokens)).show(ui.ctx(), |ui| {
            ui.set_width((ui.ctx().content_rect().width() - 96.0).clamp(240.0, 560.0));
            ui.heading(view.say("field-find"));
            let targets = targets(view, interview, outline);
            let labels: Vec<String> = targets.iter().map(|(label, _)| label.clone()).collect();
            let (outcome, field) = self.list.ui(
                ui,
                view.tokens,
                view.words,
                Id::unique("find field"),
                &view.say("field-find"),
                &labels,
                &[],
            );
            if !self.is_begun {
                field.request_focus();
                self.is_begun = true;
            }
            if let SearchOutcome::Chosen(index) = outcome
                && let Some((_, reference)) = targets.get(index)
            {
                inbox.send(Command::Turn(Turn::To(reference.clone())));
                is_over = true;
            }
        });
        let is_escaped = ui.input(|input| input.key_pressed(Key::Escape));
        is_over || modal.should_close() || is_escaped
    }
}

/// Every page, and every row of a page with several, by its words.
fn targets(view: &View<'_>, interview: &Interview, outline: &Outline) -> Vec<(String, String)> {
    let mut targets = Vec::new();
    for (index, page) in outline.pages.iter().enumerate() {
        let Some(reference) = outline.reference(interview, index) else {
            continue;
        };
        targets.push((page_name(view, interview, outline, page, index), reference));
        if page.items.len() > 1 {
            let rows = page.items.iter().filter(|at| !is_note(interview, **at));
            targets.extend(rows.map(|at| (interview.label(*at), interview.reference(*at))));
        }
    }
    targets
}
