//! The ways not to answer: don't know, refused, come back later.

use eframe::egui::{Button, Key, Modifiers, RichText, Ui};

use super::outline;
use super::question::Asking;
use crate::gui::command::{Command, missing_key};
use crate::gui::theme::{size, space};
use crate::interview::{Answer, At, Missing};

impl Asking<'_> {
    /// Don't know, refused, come back later: by key and by pointer. `true` when one was pressed.
    pub fn missing_ui(&mut self, ui: &mut Ui, at: At) -> bool {
        if !outline::is_asking(self.interview, at) {
            return false;
        }
        let said = self.interview.missing(at);
        let mut is_pressed = false;
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            for missing in [Missing::DontKnow, Missing::Refused, Missing::Later] {
                let Some(letter) = missing_key(missing) else { continue };
                let label = format!("{letter}  {}", self.view.say(word(missing)));
                let mut text = RichText::new(&label).size(size::SMALL);
                if said == Some(missing) {
                    text = text.color(self.view.tokens.on_accent);
                }
                let mut button = Button::new(text).selected(said == Some(missing));
                if said == Some(missing) {
                    button = button.fill(self.view.tokens.accent);
                }
                let is_key = self.has_keys && key_of(letter).is_some_and(|key| letter_pressed(ui, key));
                if ui.add(button).clicked() || is_key {
                    is_pressed = true;
                    self.say_missing(at, missing, said);
                }
            }
        });
        is_pressed
    }

    /// Gives a missing answer, or takes it back when it is already given. Putting off goes on.
    pub fn say_missing(&mut self, at: At, missing: Missing, said: Option<Missing>) {
        let reference = self.interview.reference(at);
        self.drafts.confirm(&reference);
        let answer = if said == Some(missing) {
            Answer::Text(String::new())
        } else {
            Answer::Missing(missing)
        };
        self.inbox.send(Command::Answer { at: reference, answer });
    }
}

/// The words of a missing answer.
pub fn word(missing: Missing) -> &'static str {
    match missing {
        Missing::DontKnow => "field-dont-know",
        Missing::Refused => "field-refused",
        Missing::Later => "field-later",
        Missing::NotAsked | Missing::Empty => "field-empty",
    }
}

/// A letter pressed alone; while a text field has the keyboard, together with Alt.
pub fn letter_pressed(ui: &Ui, key: Key) -> bool {
    let is_typing = ui.ctx().text_edit_focused();
    ui.input_mut(|input| {
        if is_typing {
            input.consume_key(Modifiers::ALT, key)
        } else {
            input.modifiers.is_none() && input.key_pressed(key)
        }
    })
}

fn key_of(letter: char) -> Option<Key> {
    Key::from_name(&letter.to_string())
}
