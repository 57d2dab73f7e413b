//! Nobody was interviewed: where, and why. Neither a name nor an answer is asked for.

use eframe::egui::{Id, Key, Modal, ScrollArea, Ui};

use super::home::{FormFacts, HomeFacts};
use crate::app::collect::NoInterview;
use crate::gui::command::{Command, Inbox};
use crate::gui::theme::{TARGET, space};
use crate::gui::view::View;
use crate::gui::widgets::{
    ChoiceRow, Mark, SearchList, SearchOutcome, caption, choice_row_ui, link_button, primary_button, quiet_button, sheet,
};

/// The sheet: remembers what was chosen and not yet noted.
#[derive(Debug, Default)]
pub struct ContactSheet {
    form: usize,
    why: Option<NoInterview>,
    unit: Option<usize>,
    list: SearchList,
}

impl ContactSheet {
    /// Draws the sheet over the page; `true` when it is over.
    pub fn ui(&mut self, ui: &Ui, view: &View<'_>, facts: &HomeFacts, inbox: &mut Inbox) -> bool {
        let mut is_over = false;
        let room = ui.ctx().content_rect().size();
        let modal = Modal::new(Id::unique("no interview"))
            .frame(sheet(ui, view.tokens))
            .show(ui.ctx(), |ui| {
                ui.set_width((room.x - 96.0).clamp(240.0, 560.0));
                let height = room.y - 96.0;
                ScrollArea::vertical()
                    .max_height(height)
                    .min_scrolled_height(height)
                    .show(ui, |ui| {
                        ui.heading(view.say("home-contact"));
                        caption(ui, view.tokens, &view.say("contact-hint"));
                        ui.add_space(space::S);
                        self.forms_ui(ui, view, &facts.forms);
                        self.reasons_ui(ui, view);
                        if let Some(form) = facts.forms.get(self.form) {
                            self.unit_ui(ui, view, form);
                            is_over = self.end_ui(ui, view, form, inbox);
                        }
                    });
            });
        let is_escaped = ui.input(|input| input.key_pressed(Key::Escape));
        is_over || modal.should_close() || is_escaped
    }

    /// Which form it would have been, where there are several.
    fn forms_ui(&mut self, ui: &mut Ui, view: &View<'_>, forms: &[FormFacts]) {
        for (index, form) in forms.iter().enumerate().filter(|_| forms.len() > 1) {
            if row_ui(ui, view, None, &form.title, self.form == index) {
                self.form = index;
                self.unit = None;
            }
        }
        if forms.len() > 1 {
            ui.add_space(space::M);
        }
    }

    fn reasons_ui(&mut self, ui: &mut Ui, view: &View<'_>) {
        let digit = ui.input(|input| {
            NoInterview::ALL
                .into_iter()
                .zip([Key::Num1, Key::Num2, Key::Num3])
                .find(|(_, key)| input.key_pressed(*key))
        });
        if let Some((why, _)) = digit.filter(|_| !ui.ctx().text_edit_focused()) {
            self.why = Some(why);
        }
        for (why, key) in NoInterview::ALL.into_iter().zip('1'..) {
            if row_ui(ui, view, Some(key), &view.say(&reason_key(why.word())), self.why == Some(why)) {
                self.why = Some(why);
            }
        }
    }

    fn unit_ui(&mut self, ui: &mut Ui, view: &View<'_>, form: &FormFacts) {
        if form.units.is_empty() {
            return;
        }
        ui.add_space(space::M);
        let name = match self.unit.and_then(|unit| form.units.get(unit)) {
            Some((_, label)) => view.say_with("field-search-chosen", &[("name", label.as_str().into())]),
            None => view.say("contact-unit"),
        };
        ui.label(&name);
        let labels: Vec<String> = form.units.iter().map(|(_, label)| label.clone()).collect();
        if self.list.labels() != labels {
            self.list.offer(labels);
        }
        let chosen: Vec<usize> = self.unit.into_iter().collect();
        ui.scope(|ui| {
            ui.set_max_height(TARGET * 5.0);
            let (id, label) = (Id::unique("unit of a contact"), view.say("contact-unit"));
            let (outcome, _) = self.list.ui(ui, view.tokens, view.words, id, &label, &chosen);
            if let SearchOutcome::Chosen(index) = outcome {
                self.unit = Some(index);
            }
        });
    }

    fn end_ui(&mut self, ui: &mut Ui, view: &View<'_>, form: &FormFacts, inbox: &mut Inbox) -> bool {
        let mut is_over = false;
        ui.add_space(space::M);
        let noted: Vec<String> = form
            .contacts
            .iter()
            .map(|(reason, n)| format!("{} {}", reason_in_words(view, reason), view.words.integer(*n as i64)))
            .collect();
        if !noted.is_empty() {
            caption(
                ui,
                view.tokens,
                &view.say_with("contact-noted", &[("list", noted.join(" · ").into())]),
            );
        }
        ui.horizontal_wrapped(|ui| {
            if primary_button(ui, view.tokens, self.why.is_some(), &view.say("contact-note")).clicked()
                && let Some(why) = self.why
            {
                let unit = self.unit.and_then(|unit| form.units.get(unit)).map(|(code, _)| code.clone());
                inbox.send(Command::Note {
                    form: form.identity.clone(),
                    unit: unit.unwrap_or_default(),
                    why,
                });
                is_over = true;
            }
            is_over |= quiet_button(ui, true, &view.say("contact-close")).clicked();
            if !noted.is_empty() && link_button(ui, view.tokens, &view.say("contact-take-back")).clicked() {
                inbox.send(Command::TakeBackNote {
                    form: form.identity.clone(),
                });
            }
        });
        is_over
    }
}

fn row_ui(ui: &mut Ui, view: &View<'_>, key: Option<char>, label: &str, is_chosen: bool) -> bool {
    let row = ChoiceRow {
        key,
        label,
        mark: Mark::One,
        is_chosen,
        is_enabled: true,
        ..ChoiceRow::default()
    };
    choice_row_ui(ui, view.tokens, &row).clicked()
}

fn reason_key(reason: &str) -> String {
    format!("contact-{}", reason.replace('_', "-"))
}

/// A reason that the catalogue does not know, a campaign's own, is shown as it is.
fn reason_in_words(view: &View<'_>, reason: &str) -> String {
    let key = reason_key(reason);
    if view.words.has(&key) { view.say(&key) } else { reason.to_owned() }
}
