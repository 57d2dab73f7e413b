//! An interview on the screen: which page is shown, what was tried, and how pages turn.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use eframe::egui::{CentralPanel, Frame, Id, Key, Margin, Memory, Modifiers, Panel, Popup, Ui};
use jiff::Zoned;

use super::answer::Searching;
use super::attached::Attached;
use super::bars::{actions_ui, head_ui, next_language};
use super::draft::Drafts;
use super::enlarged::Enlarged;
use super::find::FindScreen;
use super::keys::{self, PageKey};
use super::label::picture_names;
use super::outline::{Outline, Page};
use super::page::PageScreen;
use super::question::{Asking, Guidance, Tried, Wish};
use super::removal::Removal;
use super::repeats::{instance_here, may_change, neighbours, repeat_to_grow, strip_ui};
use super::review::{self, ReviewScreen};
use super::scroll::Scroll;
use super::sidebar::{Standing, progress_ui, sidebar_ui};
use crate::gui::command::{Command, Inbox, Turn};
use crate::gui::pictures::Pictures;
use crate::gui::theme::{FOLD, size, space};
use crate::gui::view::View;
use crate::interview::{Answer, At, Interview, Missing, Violation};

/// Under this height everything around the question shrinks.
const LOW: f32 = 520.0;

/// What floats over the page.
#[derive(Debug, Default)]
enum Overlay {
    #[default]
    None,
    Find(FindScreen),
    Keys,
    Removal(Removal),
    Enlarged(Enlarged),
}

/// What the window knows beside the interview.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// When the last answer reached the disk, as shown.
    pub saved: Option<&'a str>,
    /// The form's pictures, as far as they are looked up.
    pub pictures: &'a Pictures,
    /// The files of the record.
    pub attached: &'a Attached,
}

/// The interview's screen: remembers the page and half-typed text, never answers.
#[derive(Debug, Default)]
pub struct InterviewScreen {
    /// The page's reference; `None` is the review.
    here: Option<String>,
    /// The page drawn last.
    drawn: Option<String>,
    laid: Option<Laid>,
    times_laid: u64,
    drafts: Drafts,
    lists: BTreeMap<String, Searching>,
    page: PageScreen,
    review: ReviewScreen,
    /// Of the review.
    scroll: Scroll,
    overlay: Overlay,
    tried: Tried,
    /// Unlikely answers that were asked about once, with their questions: kept, they hold nobody up again.
    doubted: BTreeSet<(String, String)>,
    guidance: Guidance,
}

/// The pages of an interview as it stood at a revision.
#[derive(Debug, Clone)]
struct Laid {
    revision: u64,
    outline: Rc<Outline>,
    standing: Rc<Standing>,
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

    /// How often the pages have been worked out: for tests that hold the window to once after each step.
    pub fn times_laid(&self) -> u64 {
        self.times_laid
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

    /// The pictures that the page shown wants.
    pub fn wanted_pictures(&mut self, interview: &Interview) -> Vec<String> {
        let outline = self.laid(interview).outline;
        let mut names = Vec::new();
        if let Overlay::Enlarged(enlarged) = &self.overlay {
            names.push(enlarged.name.clone());
        }
        let Some(page) = self.index(interview, &outline).and_then(|index| outline.pages.get(index)) else {
            return names;
        };
        for at in std::iter::once(page.at).chain(page.items.iter().copied()).chain(page.lent_words()) {
            picture_names(interview, at, &mut names);
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The questions of the page shown that take a file.
    pub fn file_questions(&mut self, interview: &Interview) -> Vec<At> {
        let outline = self.laid(interview).outline;
        let page = self.index(interview, &outline).and_then(|index| outline.pages.get(index));
        let takes_file = |at: &At| {
            let question = interview.form().question(interview.node(*at));
            question.is_some_and(|question| question.data.is_file())
        };
        page.map(|page| page.items.iter().copied().filter(takes_file).collect())
            .unwrap_or_default()
    }

    /// The pages, worked out once after each step.
    fn laid(&mut self, interview: &Interview) -> Laid {
        let revision = interview.revision();
        if let Some(laid) = self.laid.as_ref().filter(|laid| laid.revision == revision) {
            return laid.clone();
        }
        self.times_laid += 1;
        let outline = Rc::new(Outline::of(interview));
        let standing = Rc::new(Standing::of(interview, &outline));
        let laid = Laid {
            revision,
            outline,
            standing,
        };
        self.laid.insert(laid).clone()
    }

    fn index(&self, interview: &Interview, outline: &Outline) -> Option<usize> {
        self.here.as_deref().and_then(|here| outline.page_at(interview, here))
    }

    /// Turns the page. Onwards only when what is on it is in order; what was put off does not hold back.
    pub fn turn(&mut self, turn: &Turn, interview: &Interview) {
        let outline = self.laid(interview).outline;
        let mut aim = None;
        let to = match (turn, self.index(interview, &outline)) {
            (Turn::Next, Some(page)) if self.holds_back(interview, &outline, page) => {
                self.tried = Tried::Now;
                return;
            }
            (Turn::Next, Some(page)) if self.doubts(interview, &outline, page) => {
                self.tried = Tried::Now;
                return;
            }
            (Turn::Next | Turn::Past, Some(page)) => (page + 1 < outline.pages.len()).then_some(page + 1),
            (Turn::Next | Turn::Past | Turn::Review, _) => None,
            (Turn::Back, Some(page)) => Some(page.saturating_sub(1)),
            (Turn::Back, None) => outline.pages.len().checked_sub(1),
            (Turn::To(reference), _) => {
                aim = interview.find(reference);
                outline.page_at(interview, reference)
            }
        };
        let page = to.and_then(|page| outline.pages.get(page));
        let aim = page.zip(aim).and_then(|(page, aim)| first_below(interview, page, aim));
        let to = to.and_then(|page| outline.reference(interview, page));
        if to != self.here {
            self.here = to;
            self.tried = Tried::No;
            self.drafts.clear();
            self.page.begin(page, aim);
        } else if aim.is_some() {
            self.page.begin(page, aim);
            self.drawn = None;
        }
    }

    /// Whether the page shown lies in an instance.
    pub fn lies_in(&mut self, interview: &Interview, instance: At) -> bool {
        let outline = self.laid(interview).outline;
        let page = self.index(interview, &outline);
        page.is_some_and(|page| outline.stretches_around(page).any(|stretch| stretch.at == instance))
    }

    /// Forgets what was typed: instances have moved up, and bear the references of others.
    pub fn forget_typed(&mut self) {
        self.drafts.clear();
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

    /// Whether an answer on the page is unlikely and was not asked about yet; now it was.
    fn doubts(&mut self, interview: &Interview, outline: &Outline, page: usize) -> bool {
        let Some(page) = outline.pages.get(page) else { return false };
        let doubtful = page.items.iter().filter(|at| interview.is_doubtful(**at));
        let before = self.doubted.len();
        self.doubted
            .extend(doubtful.map(|at| (interview.reference(*at), interview.value(*at).to_owned())));
        self.doubted.len() > before
    }

    /// Draws the interview.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, interview: &Interview, beside: Beside<'_>, inbox: &mut Inbox) {
        let Laid { outline, standing, .. } = self.laid(interview);
        let mut here = self.index(interview, &outline);
        if here.is_none() && self.here.is_some() {
            here = outline.first_open(interview);
            self.here = here.and_then(|page| outline.reference(interview, page));
        }
        let has_keys = matches!(self.overlay, Overlay::None) && !Popup::is_any_open(ui.ctx());
        if has_keys && let Some(key) = keys::pressed(ui) {
            self.page_key(key, view, interview, &outline, here, inbox);
        }
        // Before a button that has the keyboard takes it for a press.
        let is_forced = has_keys && ui.input_mut(|input| input.consume_key(Modifiers::CTRL, Key::Enter));
        let is_sought = has_keys && seeks_the_page(ui);
        let (width, height) = (ui.available_width(), ui.available_height());
        let is_folded = width < FOLD;
        let sides = if is_folded { space::L as i8 } else { space::XXL as i8 };
        if !is_folded {
            let frame = Frame::new().fill(view.tokens.surface).inner_margin(Margin::same(space::L as i8));
            Panel::left("sidebar")
                .resizable(false)
                .exact_size(264.0)
                .frame(frame)
                .show(ui, |ui| {
                    sidebar_ui(ui, view, interview, &outline, &standing, here, inbox);
                });
        }
        let bar = Frame::new().fill(view.tokens.paper);
        let low = height < LOW;
        let y = if low { space::XS } else { space::M } as i8;
        let tried = self.tried;
        if tried == Tried::Now {
            self.tried = Tried::Before;
        }
        let mut asking = Asking {
            view,
            interview,
            pictures: beside.pictures,
            attached: beside.attached,
            drafts: &mut self.drafts,
            lists: &mut self.lists,
            inbox,
            wish: None,
            tried,
            is_fresh: self.drawn != self.here,
            is_sought,
            has_keys,
            guidance: self.guidance,
            current: None,
        };
        self.drawn.clone_from(&self.here);
        Panel::top("head")
            .frame(bar.inner_margin(Margin::symmetric(sides, y)))
            .show_separator_line(false)
            .show(ui, |ui| {
                head_ui(ui, view, interview, &outline, here, beside.saved, asking.inbox);
                if is_folded {
                    progress_ui(ui, view, &standing, !low);
                }
                if let Some(stretch) = here.and_then(|page| outline.stretches_around(page).last()) {
                    strip_ui(ui, &mut asking, stretch.at);
                }
            });
        Panel::bottom("actions")
            .resizable(false)
            .frame(bar.inner_margin(Margin::symmetric(sides, y)))
            .show(ui, |ui| {
                actions_ui(ui, view, interview, &outline, here, asking.inbox);
            });
        let before = asking.inbox.len();
        let page = here.and_then(|page| outline.pages.get(page));
        CentralPanel::default().frame(bar).show(ui, |ui| match page {
            Some(page) => {
                let heading = if low { size::HEADING } else { size::QUESTION };
                self.page.ui(ui, &mut asking, &outline, page, heading);
            }
            None => {
                self.scroll.ui(ui, "review", has_keys, |ui| {
                    self.review.ui(ui, view, interview, &outline, asking.inbox);
                });
            }
        });
        let wish = asking.wish.take();
        if is_forced {
            go_on(interview, &outline, page, inbox);
        } else if has_keys && inbox.len() == before && enter_goes_on(ui) {
            self.enter(ui, interview, &outline, page, inbox);
        }
        self.grant(view, interview, wish, inbox);
        self.overlay_ui(ui, view, interview, &outline, beside.pictures, inbox);
    }

    fn enter(&mut self, ui: &Ui, interview: &Interview, outline: &Outline, page: Option<&Page>, inbox: &mut Inbox) {
        match page {
            Some(page) => match self.page.enter(page) {
                Some(turn) => inbox.send(Command::Turn(turn)),
                None => ui.ctx().request_repaint(),
            },
            None => go_on(interview, outline, page, inbox),
        }
    }

    /// What a page asks of its screen.
    fn grant(&mut self, view: &View<'_>, interview: &Interview, wish: Option<Wish>, inbox: &mut Inbox) {
        match wish {
            None => {}
            Some(Wish::TurnGuidance) => {
                self.guidance = match self.guidance {
                    Guidance::Folded => Guidance::Unfolded,
                    Guidance::Unfolded => Guidance::Folded,
                };
            }
            Some(Wish::Enlarge(name)) => self.overlay = Overlay::Enlarged(Enlarged::of(name)),
            Some(Wish::Remove(at)) => self.remove(view, interview, at, inbox),
        }
    }

    /// Removes an instance at once where nothing is lost, and asks where something is.
    fn remove(&mut self, view: &View<'_>, interview: &Interview, at: At, inbox: &mut Inbox) {
        match Removal::of(view, interview, at) {
            Some(removal) => self.overlay = Overlay::Removal(removal),
            None => inbox.send(Command::Remove {
                at: interview.reference(at),
            }),
        }
    }

    fn page_key(
        &mut self,
        key: PageKey,
        view: &View<'_>,
        interview: &Interview,
        outline: &Outline,
        here: Option<usize>,
        inbox: &mut Inbox,
    ) {
        let instance = here.and_then(|page| instance_here(interview, outline, page, self.page.current()));
        match key {
            PageKey::Back => inbox.send(Command::Turn(Turn::Back)),
            PageKey::Review => inbox.send(Command::Turn(Turn::Review)),
            PageKey::Find => self.overlay = Overlay::Find(FindScreen::default()),
            PageKey::Help => self.overlay = Overlay::Keys,
            PageKey::Language => {
                if let Some(name) = next_language(interview) {
                    inbox.send(Command::AskIn(name));
                }
            }
            PageKey::InstanceBefore | PageKey::InstanceAfter => {
                let (before, after) = instance.map_or((None, None), |at| neighbours(interview, at));
                let to = if key == PageKey::InstanceBefore { before } else { after };
                if let Some(to) = to {
                    inbox.send(Command::Turn(Turn::To(interview.reference(to))));
                }
            }
            PageKey::Add => {
                let page = here.and_then(|index| Some((index, outline.pages.get(index)?)));
                if let Some(repeat) = page.and_then(|(index, page)| repeat_to_grow(interview, outline, index, page)) {
                    inbox.send(Command::Add { repeat });
                }
            }
            PageKey::Remove => {
                if let Some(at) = instance.filter(|at| may_change(interview, *at)) {
                    self.remove(view, interview, at, inbox);
                }
            }
        }
    }

    fn overlay_ui(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        interview: &Interview,
        outline: &Outline,
        pictures: &Pictures,
        inbox: &mut Inbox,
    ) {
        let is_over = match &mut self.overlay {
            Overlay::None => false,
            Overlay::Find(find) => find.ui(ui, view, interview, outline, inbox),
            Overlay::Keys => keys::keys_ui(ui, view),
            Overlay::Removal(removal) => removal.ui(ui, view, inbox),
            Overlay::Enlarged(enlarged) => enlarged.ui(ui, view, pictures),
        };
        if is_over {
            self.overlay = Overlay::None;
        }
    }
}

/// Onwards from the whole page, and from a complete review to the end.
fn go_on(interview: &Interview, outline: &Outline, page: Option<&Page>, inbox: &mut Inbox) {
    inbox.send(match page {
        None if review::is_complete(interview, outline) => Command::Finish,
        _ => Command::Turn(Turn::Next),
    });
}

/// The question of a page that was meant: itself, or the first one of a group or an instance in the middle of the page.
fn first_below(interview: &Interview, page: &Page, aim: At) -> Option<At> {
    let lies_below = |at: &&At| std::iter::successors(Some(**at), |at| interview.parent(*at)).any(|above| above == aim);
    page.items
        .iter()
        .find(lies_below)
        .filter(|_| aim != page.at || page.items.len() == 1)
        .copied()
}

/// Enter goes on unless a button outside the page, or a text of several lines, has the keyboard.
fn enter_goes_on(ui: &Ui) -> bool {
    let is_pressed = ui.input(|input| input.key_pressed(Key::Enter) && input.modifiers.is_none());
    is_pressed
        && match ui.memory(Memory::focused) {
            None => true,
            Some(id) => !ui.ctx().text_edit_focused() && is_answer(ui, id),
        }
}

/// Whether a key looks for something to stand on while nothing has the keyboard: it means the question, not what is drawn before it.
fn seeks_the_page(ui: &Ui) -> bool {
    let is_seeking = ui.input(|input| input.modifiers.is_none() && [Key::Tab, Key::ArrowDown].iter().any(|key| input.key_pressed(*key)));
    is_seeking && ui.memory(Memory::focused).is_none()
}

/// Whether what has the keyboard is an answer rather than a button: answers mark themselves.
fn is_answer(ui: &Ui, id: Id) -> bool {
    ui.data(|data| data.get_temp::<Id>(crate::gui::widgets::answer_focus()) == Some(id))
}
