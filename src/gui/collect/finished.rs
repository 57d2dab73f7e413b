//! The interview is complete: thanks, and what next.

use eframe::egui::{Key, RichText, Ui};

use crate::gui::command::{Command, Inbox};
use crate::gui::route::Route;
use crate::gui::theme::{self, space};
use crate::gui::view::View;
use crate::gui::widgets::{Sign, banner, column, primary_button, quiet_button};

/// Draws the page; `form` is the identity of the form that was just finished.
pub fn finished_ui(ui: &mut Ui, view: &View<'_>, form: Option<&str>, inbox: &mut Inbox) {
    column(ui, |ui| {
        ui.add_space(space::HUGE);
        ui.label(RichText::new(view.say("field-finished")).text_style(theme::question_style()));
        banner(ui, view.tokens, Sign::Done, &view.say("field-finished-saved"));
        ui.add_space(space::XL);
        ui.horizontal_wrapped(|ui| {
            let again = primary_button(ui, view.tokens, form.is_some(), &view.say("field-finished-again"));
            let is_enter = ui.memory(|memory| memory.focused().is_none()) && ui.input(|input| input.key_pressed(Key::Enter));
            if let Some(form) = form
                && (again.clicked() || is_enter)
            {
                inbox.send(Command::Begin(form.to_owned()));
            }
            if quiet_button(ui, true, &view.say("field-finished-home")).clicked() {
                inbox.send(Command::Go(Route::Home));
            }
        });
    });
}
