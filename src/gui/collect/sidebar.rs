//! Where am I: the form, how far it is, its sections with their state, and the pages of the section that is open.

use eframe::egui::{Atom, Button, FontId, RichText, ScrollArea, Ui, Vec2};

use super::outline::{self, Outline, Page, PageKind, State};
use crate::gui::command::{Command, Inbox, Turn};
use crate::gui::theme::{size, space};
use crate::gui::view::View;
use crate::gui::widgets::{Sign, caption, markup, progress_bar, sign_ui};
use crate::gui::{fonts, theme};
use crate::interview::Interview;

/// Draws the sidebar; pressing a section or a page turns to it.
pub fn sidebar_ui(ui: &mut Ui, view: &View<'_>, interview: &Interview, outline: &Outline, here: Option<usize>, inbox: &mut Inbox) {
    ui.add(eframe::egui::Label::new(RichText::new(&interview.form().title).font(theme::strong_font())).wrap());
    ui.add_space(space::S);
    progress_ui(ui, view, interview, outline, true);
    ui.add_space(space::M);
    let footer = 40.0;
    ScrollArea::vertical()
        .id_salt("sections")
        .max_height(ui.available_height() - footer)
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let open = here.and_then(|page| outline.pages.get(page)).map(|page| page.section);
            for (index, section) in outline.sections.iter().enumerate() {
                let is_open = open == Some(index);
                let items: Vec<_> = outline
                    .pages
                    .get(section.pages.clone())
                    .unwrap_or_default()
                    .iter()
                    .flat_map(|page| page.items.iter().copied())
                    .collect();
                let name = section_name(view, interview, outline, index);
                let state_sign = if is_open {
                    Sign::Here
                } else {
                    sign(outline::state(interview, &items))
                };
                let first = section.pages.start;
                if entry_ui(ui, view, state_sign, &name, is_open, 0.0) {
                    send(interview, outline, first, inbox);
                }
                for page in section.pages.clone().filter(|_| is_open && section.pages.len() > 1) {
                    let Some(shown) = outline.pages.get(page) else { continue };
                    let state_sign = if here == Some(page) {
                        Sign::Here
                    } else {
                        sign(outline::state(interview, &shown.items))
                    };
                    if entry_ui(
                        ui,
                        view,
                        state_sign,
                        &page_name(view, interview, outline, shown, page),
                        here == Some(page),
                        space::L,
                    ) {
                        send(interview, outline, page, inbox);
                    }
                }
            }
            let name = view.say("field-review");
            if entry_ui(
                ui,
                view,
                if here.is_none() { Sign::Here } else { Sign::Open },
                &name,
                here.is_none(),
                0.0,
            ) {
                inbox.send(Command::Turn(Turn::Review));
            }
        });
    caption(ui, view.tokens, &view.say("field-f1"));
}

/// The bar; the count under it where there is room for words.
pub fn progress_ui(ui: &mut Ui, view: &View<'_>, interview: &Interview, outline: &Outline, has_room: bool) {
    let (done, all) = outline::progress(interview, outline);
    let share = if all == 0 { 0.0 } else { done as f32 / all as f32 };
    let sentence = view.say_with("field-progress", &[("n", done.to_string().into()), ("of", all.to_string().into())]);
    let fill = if done == all { view.tokens.done } else { view.tokens.accent };
    progress_bar(ui, view.tokens, share, fill, &sentence);
    if has_room {
        caption(ui, view.tokens, &sentence);
    }
}

/// What a section is called; what stands in no group is called like the form.
pub fn section_name(view: &View<'_>, interview: &Interview, outline: &Outline, index: usize) -> String {
    let label = outline
        .sections
        .get(index)
        .map(|section| interview.label(section.at))
        .unwrap_or_default();
    if label.is_empty() {
        view.say("field-section-unnamed")
    } else {
        label
    }
}

/// What a page is called in a list: the beginning of its question.
pub fn page_name(view: &View<'_>, interview: &Interview, outline: &Outline, page: &Page, index: usize) -> String {
    if let PageKind::More(_) = page.kind {
        return view.say("field-more-page");
    }
    let label = outline::title(interview, page);
    let plain = markup::plain(&label);
    if plain.trim().is_empty() {
        let first = outline.sections.get(page.section).map_or(0, |section| section.pages.start);
        return view.say_with("field-question-number", &[("n", (index + 1 - first).to_string().into())]);
    }
    plain
}

/// The sign of a state.
pub fn sign(state: State) -> Sign {
    match state {
        State::Open | State::Begun => Sign::Open,
        State::Done => Sign::Done,
        State::Later => Sign::Later,
        State::Wrong => Sign::Block,
    }
}

fn send(interview: &Interview, outline: &Outline, page: usize, inbox: &mut Inbox) {
    if let Some(to) = outline.reference(interview, page) {
        inbox.send(Command::Turn(Turn::To(to)));
    }
}

fn entry_ui(ui: &mut Ui, view: &View<'_>, sign: Sign, name: &str, is_here: bool, indent: f32) -> bool {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        ui.spacing_mut().button_padding = Vec2::new(space::XS, 6.0);
        ui.spacing_mut().interact_size.y = 30.0;
        ui.add_space(indent);
        ui.vertical(|ui| {
            ui.add_space(6.0);
            ui.set_width(18.0);
            sign_ui(ui, view.tokens, sign);
        });
        let family = if is_here {
            fonts::semibold()
        } else {
            eframe::egui::FontFamily::Proportional
        };
        let colour = if is_here { view.tokens.accent } else { view.tokens.ink };
        let text = RichText::new(name).font(FontId::new(size::SMALL, family)).color(colour);
        let button = Button::new((text, Atom::grow()))
            .frame_when_inactive(false)
            .truncate()
            .min_size(Vec2::new(ui.available_width(), 30.0));
        ui.add(button).on_hover_text(name).clicked()
    })
    .inner
}
