//! Ctrl+G: find a question by its number, its words, or the words of its section, accents aside.

use eframe::egui::{Id, Key, Modal, Ui};

use super::names::{instance_name, instance_title, page_name};
use super::outline::{Outline, is_note};
use crate::gui::command::{Command, Inbox, Turn};
use crate::gui::view::View;
use crate::gui::widgets::{SearchList, SearchOutcome, markup, sheet};
use crate::interview::Interview;

/// Remembers what is searched.
#[derive(Debug, Default)]
pub struct FindScreen {
    list: SearchList,
    /// Where each label leads: nothing changes while this floats over the page.
    references: Option<Vec<String>>,
}

impl FindScreen {
    /// Draws the search over the page; `true` when it is over.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, interview: &Interview, outline: &Outline, inbox: &mut Inbox) -> bool {
        let mut is_over = false;
        let modal = Modal::new(Id::unique("find")).frame(sheet(ui, view.tokens)).show(ui.ctx(), |ui| {
            ui.set_width((ui.ctx().content_rect().width() - 96.0).clamp(240.0, 560.0));
            ui.heading(view.say("field-find"));
            let is_begun = self.references.is_some();
            let references = self.references.get_or_insert_with(|| {
                let (labels, references) = targets(view, interview, outline).into_iter().unzip();
                self.list.offer(labels);
                references
            });
            let (id, name) = (Id::unique("find field"), view.say("field-find"));
            let (outcome, field) = self.list.ui(ui, view.tokens, view.words, id, &name, &[]);
            if !is_begun {
                field.request_focus();
            }
            if let SearchOutcome::Chosen(index) = outcome
                && let Some(reference) = references.get(index)
            {
                inbox.send(Command::Turn(Turn::To(reference.clone())));
                is_over = true;
            }
        });
        let is_escaped = ui.input(|input| input.key_pressed(Key::Escape));
        is_over || modal.should_close() || is_escaped
    }
}

/// Every page, every question of a page with several, and every instance, by its words.
fn targets(view: &View<'_>, interview: &Interview, outline: &Outline) -> Vec<(String, String)> {
    let mut targets = Vec::new();
    let mut instances = outline.stretches.iter().peekable();
    for (index, page) in outline.pages.iter().enumerate() {
        while let Some(stretch) = instances.next_if(|stretch| stretch.pages.start == index) {
            targets.push((instance_title(view, interview, stretch.at), interview.reference(stretch.at)));
        }
        let Some(reference) = outline.reference(interview, index) else {
            continue;
        };
        let within = outline
            .stretches_around(index)
            .last()
            .map(|stretch| instance_name(view, interview, stretch.at));
        let named = |words: String| match &within {
            Some(instance) => format!("{words} · {instance}"),
            None => words,
        };
        targets.push((named(page_name(view, interview, outline, page, index)), reference));
        if page.items.len() > 1 {
            let rows = page.items.iter().filter(|at| !is_note(interview, **at));
            targets.extend(rows.map(|at| (named(markup::plain(&interview.label(*at))), interview.reference(*at))));
        }
    }
    targets
}
