//! The strips around a page: above, where am I and is it saved; below, the way back and the way on.

use eframe::egui::{Align, Label, Layout, RichText, Ui, containers::menu::MenuButton};

use super::names::{instance_name, page_number, section_name};
use super::outline::Outline;
use super::review;
use crate::form::LanguageIx;
use crate::gui::command::{Command, Inbox, Turn};
use crate::gui::menu::menu_ui;
use crate::gui::route::Route;
use crate::gui::theme::{size, space};
use crate::gui::view::View;
use crate::gui::widgets::{caption, circle, primary_button, quiet_button};
use crate::interview::Interview;

/// Where am I, is it saved, and in which language.
pub fn head_ui(
    ui: &mut Ui,
    view: &View<'_>,
    interview: &Interview,
    outline: &Outline,
    here: Option<usize>,
    saved: Option<&str>,
    inbox: &mut Inbox,
) {
    ui.horizontal(|ui| {
        let title = place(view, interview, outline, here);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            menu_ui(ui, view, Some(Route::Home), inbox);
            language_ui(ui, view, interview, inbox);
            if let Some(saved) = saved {
                let saved = view.say_with("field-saved", &[("time", saved.into())]);
                ui.label(RichText::new(saved).size(size::SMALL).color(view.tokens.done));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let title = RichText::new(&title).size(size::SMALL).color(view.tokens.quiet);
                ui.add(Label::new(title).truncate());
            });
        });
    });
}

/// `Phần B · Con 2 · 3/5`.
fn place(view: &View<'_>, interview: &Interview, outline: &Outline, here: Option<usize>) -> String {
    let Some((index, page)) = here.and_then(|index| Some((index, outline.pages.get(index)?))) else {
        return view.say("field-review");
    };
    let mut names = vec![section_name(view, interview, outline, page.section)];
    names.extend(
        outline
            .stretches_around(index)
            .map(|stretch| instance_name(view, interview, stretch.at)),
    );
    let (number, of) = page_number(outline, index);
    let section = names.join(" · ");
    let arguments = [
        ("section", section.into()),
        ("n", number.to_string().into()),
        ("of", of.to_string().into()),
    ];
    view.say_with("field-place", &arguments)
}

/// The form's other language, or all of them behind a button where there are more.
fn language_ui(ui: &mut Ui, view: &View<'_>, interview: &Interview, inbox: &mut Inbox) {
    let languages = &interview.form().languages;
    let Some(next) = next_language(interview) else { return };
    let words = view.say_with("field-language-switch", &[("name", next.as_str().into())]);
    if languages.len() == 2 {
        let button = quiet_button(ui, true, &language_code(interview));
        if button.accessible_name(&words).on_hover_text(&words).clicked() {
            inbox.send(Command::AskIn(next));
        }
        return;
    }
    MenuButton::new(language_code(interview)).ui(ui, |ui| {
        ui.set_min_width(200.0);
        for (index, language) in languages.iter().enumerate() {
            let is_now = usize::from(interview.language().0) == index;
            if circle(ui, view.tokens, is_now, &language.name).clicked() {
                inbox.send(Command::AskIn(language.name.clone()));
                ui.close();
            }
        }
        caption(ui, view.tokens, &words);
    });
}

/// The language that Ctrl+L turns to; `None` where the form has one only.
pub fn next_language(interview: &Interview) -> Option<String> {
    let languages = &interview.form().languages;
    let next = (usize::from(interview.language().0) + 1) % languages.len().max(1);
    (languages.len() > 1)
        .then(|| languages.get(next).map(|language| language.name.clone()))
        .flatten()
}

fn language_code(interview: &Interview) -> String {
    let LanguageIx(index) = interview.language();
    let language = interview.form().languages.get(usize::from(index));
    language
        .map(|language| language.code().map_or_else(|| language.name.clone(), str::to_uppercase))
        .unwrap_or_default()
}

/// Back and on; on the review, the end.
pub fn actions_ui(ui: &mut Ui, view: &View<'_>, interview: &Interview, outline: &Outline, here: Option<usize>, inbox: &mut Inbox) {
    ui.horizontal(|ui| {
        let is_first = here == Some(0);
        if quiet_button(ui, !is_first, &view.say("field-back")).clicked() {
            inbox.send(Command::Turn(Turn::Back));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            if here.is_some() {
                if primary_button(ui, view.tokens, true, &view.say("field-next")).clicked() {
                    inbox.send(Command::Turn(Turn::Next));
                }
                return;
            }
            let is_complete = review::is_complete(interview, outline);
            if primary_button(ui, view.tokens, is_complete, &view.say("field-finish")).clicked() {
                inbox.send(Command::Finish);
            }
            if !is_complete {
                caption(ui, view.tokens, &view.say("field-finish-blocked"));
            }
        });
    });
}
