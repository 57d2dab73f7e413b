//! An interview on the screen: which page is shown, what was tried, and how pages turn.

use std::collections::BTreeMap;

use eframe::egui::{Align, FontId, Id, Key, Layout, Margin, Memory, Modifiers, Panel, Popup, RichText, ScrollArea, Ui};
use jiff::Zoned;

use super::consent::consent_ui;
use super::draft::Drafts;
use super::find::FindScreen;
use super::keys::{self, PageKey};
use super::matrix::MatrixScreen;
use super::more::more_ui;
use super::outline::{self, Outline, Page, PageKind};
use super::question::Asking;
use super::review::{self, review_ui};
use super::sidebar::{progress_ui, section_name, sidebar_ui};
use crate::form::LanguageIx;
use crate::gui::command::{Command, Inbox, Turn};
use crate::gui::fonts;
use crate::gui::menu::menu_ui;
use crate::gui::route::Route;
use crate::gui::theme::{FOLD, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{SearchList, caption, column, markdown_ui, primary_button, quiet_button};
use crate::interview::{Answer, Interview, Missing, Violation};

/// Under this height everything around the question shrinks.
const LOW: f32 = 520.0;

/// What floats over the page.
#[derive(Debug, Default)]
enum Overlay {
    #[default]
    None,
    Find(FindScreen),
    Keys,
}

/// The interview's screen: remembers the page and half-typed text, never answers.
#[derive(Debug, Default)]
pub struct InterviewScreen {
    /// The page's reference; `None` is the review.
    here: Option<String>,
    /// The page drawn last.
    drawn: Option<String>,
    drafts: Drafts,
    lists: BTreeMap<String, SearchList>,
    matrix: MatrixScreen,
    overlay: Overlay,
    has_tried: bool,
}

impl InterviewScreen {
    /// Opens an interview at a place remembered, else at the first page where something is open.
    pub fn open(interview: &Interview, place: Option<&str>) -> Self {
        let outline = Outline::of(interview);
        let at = place
            .and_then(|place| outline.page_at(interview, place))
            .or_else(|| outline.first_open(interview));
        Self {
            here: at.and_then(|page| outline.reference(interview, page)),
            ..Self::default()
        }
    }

    /// The page shown, by reference; `None` on the review.
    pub fn place(&self) -> Option<&str> {
        self.here.as_deref()
    }

    /// What was typed and not yet confirmed, as answers. Text that is no value of its question stays where it is.
    pub fn take_typed(&mut self, interview: &Interview, now: &Zoned) -> Vec<(String, Answer)> {
        let mut answers = Vec::new();
        for (reference, draft) in self.drafts.typed().filter(|(reference, _)| interview.find(reference).is_some()) {
            if let Ok(value) = draft.stored(now) {
                answers.push((reference.to_owned(), Answer::Text(value)));
            }
        }
        for (reference, _) in &answers {
            self.drafts.confirm(reference);
        }
        answers
    }

    /// Turns the page. Onwards only when what is on it is in order; what was put off does not hold back.
    pub fn turn(&mut self, turn: &Turn, interview: &Interview) {
        let outline = Outline::of(interview);
        let here = self.here.as_deref().and_then(|here| outline.page_at(interview, here));
        let to = match (turn, here) {
            (Turn::Next, Some(page)) if self.holds_back(interview, &outline, page) => {
                self.has_tried = true;
                return;
            }
            (Turn::Next | Turn::Past, Some(page)) => (page + 1 < outline.pages.len()).then_some(page + 1),
            (Turn::Next | Turn::Past | Turn::Review, _) => None,
            (Turn::Back, Some(page)) => Some(page.saturating_sub(1)),
            (Turn::Back, None) => outline.pages.len().checked_sub(1),
            (Turn::To(reference), _) => {
                let found = outline.page_at(interview, reference);
                self.point_at(interview, &outline, found, reference);
                found
            }
        };
        let to = to.and_then(|page| outline.reference(interview, page));
        if to != self.here {
            self.here = to;
            self.has_tried = false;
            self.drafts.clear();
        }
    }

    fn holds_back(&self, interview: &Interview, outline: &Outline, page: usize) -> bool {
        let Some(page) = outline.pages.get(page) else { return false };
        let is_wrong = page.items.iter().any(|at| match interview.violation(*at) {
            Some(Violation::Constraint) => true,
            Some(Violation::Required) => interview.missing(*at) != Some(Missing::Later),
            None => false,
        });
        is_wrong || self.drafts.typed().next().is_some()
    }

    /// In a matrix, a jump to one of its rows makes that row current.
    fn point_at(&mut self, interview: &Interview, outline: &Outline, page: Option<usize>, reference: &str) {
        let page = page.and_then(|page| outline.pages.get(page));
        let matrix = page.filter(|page| page.kind == PageKind::Matrix);
        self.matrix.aim = matrix.and_then(|page| page.items.iter().position(|at| Some(*at) == interview.find(reference)));
    }

    /// Draws the interview.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, interview: &Interview, saved: Option<&str>, inbox: &mut Inbox) {
        let outline = Outline::of(interview);
        let mut here = self.here.as_deref().and_then(|here| outline.page_at(interview, here));
        if here.is_none() && self.here.is_some() {
            here = outline.first_open(interview);
            self.here = here.and_then(|page| outline.reference(interview, page));
        }
        let has_keys = matches!(self.overlay, Overlay::None) && !Popup::is_any_open(ui.ctx());
        if has_keys && let Some(key) = keys::pressed(ui) {
            self.page_key(key, interview, inbox);
        }
        let (width, height) = (ui.available_width(), ui.available_height());
        let is_folded = width < FOLD;
        let sides = if is_folded { space::L as i8 } else { space::XXL as i8 };
        if !is_folded {
            let frame = eframe::egui::Frame::new()
                .fill(view.tokens.surface)
                .inner_margin(Margin::same(space::L as i8));
            Panel::left("sidebar")
                .resizable(false)
                .exact_size(264.0)
                .frame(frame)
                .show(ui, |ui| {
                    sidebar_ui(ui, view, interview, &outline, here, inbox);
                });
        }
        let bar = eframe::egui::Frame::new().fill(view.tokens.paper);
        let low = height < LOW;
        let y = if low { space::XS } else { space::M } as i8;
        Panel::top("head")
            .frame(bar.inner_margin(Margin::symmetric(sides, y)))
            .show_separator_line(false)
            .show(ui, |ui| {
                head_ui(ui, view, interview, &outline, here, saved, inbox);
                if is_folded {
                    progress_ui(ui, view, interview, &outline, !low);
                }
            });
        Panel::bottom("actions")
            .resizable(false)
            .frame(bar.inner_margin(Margin::symmetric(sides, y)))
            .show(ui, |ui| {
                actions_ui(ui, view, interview, &outline, here, inbox);
            });
        let before = inbox.len();
        eframe::egui::CentralPanel::default().frame(bar).show(ui, |ui| {
            self.page_ui(
                ui,
                view,
                interview,
                &outline,
                here,
                has_keys,
                if low { size::HEADING } else { size::QUESTION },
                inbox,
            );
        });
        if has_keys && inbox.len() == before && enter_goes_on(ui) {
            let is_review = here.is_none();
            inbox.send(if is_review && is_complete(interview, &outline) {
                Command::Finish
            } else {
                Command::Turn(Turn::Next)
            });
        }
        self.overlay_ui(ui, view, interview, &outline, inbox);
    }

    fn page_key(&mut self, key: PageKey, interview: &Interview, inbox: &mut Inbox) {
        match key {
            PageKey::Back => inbox.send(Command::Turn(Turn::Back)),
            PageKey::Next => inbox.send(Command::Turn(Turn::Next)),
            PageKey::Review => inbox.send(Command::Turn(Turn::Review)),
            PageKey::Find => self.overlay = Overlay::Find(FindScreen::default()),
            PageKey::Help => self.overlay = Overlay::Keys,
            PageKey::Language => {
                if let Some(name) = next_language(interview) {
                    inbox.send(Command::AskIn(name));
                }
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one frame's worth of borrows, passed on once")]
    fn page_ui(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        interview: &Interview,
        outline: &Outline,
        here: Option<usize>,
        has_keys: bool,
        heading: f32,
        inbox: &mut Inbox,
    ) {
        let is_fresh = self.drawn != self.here || self.matrix.aim.is_some();
        self.drawn.clone_from(&self.here);
        let Some(page) = here.and_then(|page| outline.pages.get(page)) else {
            ScrollArea::vertical()
                .id_salt("review")
                .auto_shrink([false, false])
                .show(ui, |ui| column(ui, |ui| review_ui(ui, view, interview, outline, inbox)));
            return;
        };
        let mut asking = Asking {
            view,
            interview,
            drafts: &mut self.drafts,
            lists: &mut self.lists,
            inbox,
            has_tried: self.has_tried,
            is_fresh,
            has_keys,
        };
        if page.kind == PageKind::Matrix {
            if is_fresh {
                self.matrix.begin(&asking, page);
            }
            column(ui, |ui| {
                let title = outline::title(interview, page);
                let font = FontId::new(heading.min(size::HEADING + 2.0), fonts::semibold());
                markdown_ui(ui, view.tokens, &title, font, view.tokens.ink);
                self.matrix.ui(ui, &mut asking, page);
            });
            return;
        }
        let salt = ("page", self.here.clone());
        ScrollArea::vertical().id_salt(salt).auto_shrink([false, false]).show(ui, |ui| {
            column(ui, |ui| {
                ui.add_space(space::S);
                if let PageKind::More(repeat) = page.kind {
                    more_ui(ui, view, interview, page.at, repeat, asking.inbox);
                } else {
                    items_ui(ui, &mut asking, page, heading);
                }
                ui.add_space(space::XL);
            });
        });
    }

    fn overlay_ui(&mut self, ui: &mut Ui, view: &View<'_>, interview: &Interview, outline: &Outline, inbox: &mut Inbox) {
        let is_over = match &mut self.overlay {
            Overlay::None => false,
            Overlay::Find(find) => find.ui(ui, view, interview, outline, inbox),
            Overlay::Keys => keys::keys_ui(ui, view),
        };
        if is_over {
            self.overlay = Overlay::None;
        }
    }
}

/// The questions of a page; with one alone, its ways not to answer stand under it.
fn items_ui(ui: &mut Ui, asking: &mut Asking<'_>, page: &Page, heading: f32) {
    match page.kind {
        PageKind::Consent => consent_ui(ui, asking, page, heading),
        PageKind::FieldList => {
            asking.label_ui(ui, page.at, heading);
            for &at in &page.items {
                asking.question_ui(ui, at, size::BODY, false);
                ui.add_space(space::L);
            }
        }
        PageKind::Question | PageKind::Matrix | PageKind::More(_) => {
            asking.question_ui(ui, page.at, heading, true);
            if asking.missing_ui(ui, page.at) && is_put_off(asking.inbox) {
                asking.inbox.send(Command::Turn(Turn::Past));
            }
        }
    }
}

fn is_put_off(inbox: &Inbox) -> bool {
    matches!(
        inbox.last(),
        Some(Command::Answer {
            answer: Answer::Missing(Missing::Later),
            ..
        })
    )
}

fn head_ui(
    ui: &mut Ui,
    view: &View<'_>,
    interview: &Interview,
    outline: &Outline,
    here: Option<usize>,
    saved: Option<&str>,
    inbox: &mut Inbox,
) {
    ui.horizontal(|ui| {
        let page = here.and_then(|page| Some((page, outline.pages.get(page)?)));
        let title = page.map_or_else(
            || view.say("field-review"),
            |(index, page)| {
                let pages = outline.sections.get(page.section).map_or(0..0, |section| section.pages.clone());
                let name = section_name(view, interview, outline, page.section);
                let (number, of) = ((index + 1 - pages.start).to_string(), pages.len().to_string());
                view.say_with("field-place", &[("section", name.into()), ("n", number.into()), ("of", of.into())])
            },
        );
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            menu_ui(ui, view, Some(Route::Home), inbox);
            if let Some(name) = next_language(interview) {
                let button = quiet_button(ui, true, &language_code(interview));
                let hint = view.say_with("field-language-switch", &[("name", name.as_str().into())]);
                if button.accessible_name(&hint).on_hover_text(&hint).clicked() {
                    inbox.send(Command::AskIn(name));
                }
            }
            if let Some(saved) = saved {
                ui.label(
                    RichText::new(view.say_with("field-saved", &[("time", saved.into())]))
                        .size(size::SMALL)
                        .color(view.tokens.done),
                );
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(eframe::egui::Label::new(RichText::new(title).size(size::SMALL).color(view.tokens.quiet)).truncate());
            });
        });
    });
}

fn actions_ui(ui: &mut Ui, view: &View<'_>, interview: &Interview, outline: &Outline, here: Option<usize>, inbox: &mut Inbox) {
    ui.horizontal(|ui| {
        let is_first = here == Some(0);
        if quiet_button(ui, !is_first, &view.say("field-back")).clicked() {
            inbox.send(Command::Turn(Turn::Back));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if here.is_some() {
                if primary_button(ui, view.tokens, true, &view.say("field-next")).clicked() {
                    inbox.send(Command::Turn(Turn::Next));
                }
            } else {
                let is_complete = is_complete(interview, outline);
                if primary_button(ui, view.tokens, is_complete, &view.say("field-finish")).clicked() {
                    inbox.send(Command::Finish);
                }
                if !is_complete {
                    caption(ui, view.tokens, &view.say("field-finish-blocked"));
                }
            }
        });
    });
}

fn is_complete(interview: &Interview, outline: &Outline) -> bool {
    !review::open(interview, outline).iter().any(|open| open.why.blocks())
}

/// Enter goes on unless a button outside the page, or a text of several lines, has the keyboard. Ctrl+Enter always does.
fn enter_goes_on(ui: &Ui) -> bool {
    let is_forced = ui.input_mut(|input| input.consume_key(Modifiers::CTRL, Key::Enter));
    let is_pressed = ui.input(|input| input.key_pressed(Key::Enter) && input.modifiers.is_none());
    if is_forced || !is_pressed {
        return is_forced;
    }
    match ui.memory(Memory::focused) {
        None => true,
        Some(id) => !ui.ctx().text_edit_focused() && is_answer(ui, id),
    }
}

/// Whether what has the keyboard is an answer rather than a button: answers mark themselves.
fn is_answer(ui: &Ui, id: Id) -> bool {
    ui.data(|data| data.get_temp::<Id>(crate::gui::widgets::answer_focus()) == Some(id))
}

fn next_language(interview: &Interview) -> Option<String> {
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
