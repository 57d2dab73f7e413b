//! The interview is complete: thanks, and what next.

use eframe::egui::{Key, RichText, Ui};

use crate::app::collect::Ending;
use crate::gui::command::{Command, Inbox};
use crate::gui::route::Route;
use crate::gui::theme::{self, space};
use crate::gui::view::View;
use crate::gui::widgets::{Sign, banner, column, primary_button, quiet_button};

/// Draws the page; `finished` is the identity of the form that was just filled in, and how that ended.
pub fn finished_ui(ui: &mut Ui, view: &View<'_>, finished: Option<&(String, Ending)>, inbox: &mut Inbox) {
    let [title, news] = match finished {
        Some((_, Ending::Declined)) => ["field-declined", "field-declined-noted"],
        _ => ["field-finished", "field-finished-saved"],
    };
    let form = finished.map(|(form, _)| form.as_str());
    column(ui, |ui| {
        ui.add_space(space::HUGE);
        ui.label(RichText::new(view.say(title)).text_style(theme::question_style()));
        banner(ui, view.tokens, Sign::Done, &view.say(news));
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
