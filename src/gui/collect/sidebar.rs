//! Where am I: the form, how far it is, its sections with their state; of the section that is open its pages, and the instances of its
//! repeats.

use eframe::egui::{Atom, Button, FontFamily, FontId, Label, RichText, ScrollArea, Ui, Vec2};

use super::names::{instance_title, page_name, section_name};
use super::outline::{Outline, State, progress, state};
use crate::gui::command::{Command, Inbox, Turn};
use crate::gui::theme::{size, space};
use crate::gui::view::View;
use crate::gui::widgets::{Sign, caption, progress_bar, sign_ui};
use crate::gui::{fonts, theme};
use crate::interview::{At, Interview};

/// The height of a line.
const LINE: f32 = 32.0;

/// How far an interview and its sections have come: worked out once after each step.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Standing {
    answered: usize,
    asked: usize,
    sections: Vec<State>,
}

impl Standing {
    /// As it is now.
    pub fn of(interview: &Interview, outline: &Outline) -> Self {
        let (answered, asked) = progress(interview, outline);
        let sections = outline.sections.iter();
        Self {
            answered,
            asked,
            sections: sections.map(|section| pages_state(interview, outline, &section.pages)).collect(),
        }
    }
}

fn pages_state(interview: &Interview, outline: &Outline, pages: &std::ops::Range<usize>) -> State {
    let pages = outline.pages.get(pages.clone()).unwrap_or_default();
    let items: Vec<At> = pages.iter().flat_map(|page| page.items.iter().copied()).collect();
    state(interview, &items)
}

/// A line of the sidebar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Section(usize),
    /// An index into the stretches.
    Instance(usize),
    Page(usize),
    Review,
}

/// Draws the sidebar; pressing a line turns to it.
pub fn sidebar_ui(
    ui: &mut Ui,
    view: &View<'_>,
    interview: &Interview,
    outline: &Outline,
    standing: &Standing,
    here: Option<usize>,
    inbox: &mut Inbox,
) {
    ui.add(Label::new(RichText::new(&interview.form().title).font(theme::strong_font())).wrap());
    ui.add_space(space::S);
    progress_ui(ui, view, standing, true);
    ui.add_space(space::M);
    let entries = entries(outline, here);
    let current = entries.iter().position(|(entry, _)| is_here(*entry, here));
    let footer = 40.0;
    let mut area = ScrollArea::vertical()
        .id_salt("sections")
        .max_height(ui.available_height() - footer)
        .auto_shrink([false, false]);
    ui.spacing_mut().item_spacing.y = 2.0;
    let moved = ui.data(|data| data.get_temp::<Option<usize>>(ui.scope_id().with("here"))) != Some(here);
    if moved {
        ui.data_mut(|data| data.insert_temp(ui.scope_id().with("here"), here));
        let height = ui.available_height() - footer;
        let top = current.unwrap_or(0) as f32 * (LINE + 2.0);
        area = area.vertical_scroll_offset((top - height / 2.0).max(0.0));
    }
    area.show_rows(ui, LINE, entries.len(), |ui, rows| {
        for (entry, depth) in entries.get(rows).unwrap_or_default() {
            let line = Line {
                is_here: is_here(*entry, here),
                is_strong: current.is_some() && is_around(*entry, outline, here),
                depth: *depth,
            };
            let (sign, name) = described(view, interview, outline, standing, *entry);
            if line.ui(ui, view, sign, &name) {
                send(interview, outline, *entry, inbox);
            }
        }
    });
    caption(ui, view.tokens, &view.say("field-f1"));
}

/// Sections; of the open one its pages; of the instances only that which the page lies in is unfolded.
fn entries(outline: &Outline, here: Option<usize>) -> Vec<(Entry, usize)> {
    let open = here.and_then(|page| outline.pages.get(page)).map(|page| page.section);
    let mut entries = Vec::new();
    for (index, section) in outline.sections.iter().enumerate() {
        entries.push((Entry::Section(index), 0));
        if open == Some(index) && section.pages.len() > 1 {
            add_pages(outline, section.pages.clone(), here, &mut entries);
        }
    }
    entries.push((Entry::Review, 0));
    entries
}

fn add_pages(outline: &Outline, pages: std::ops::Range<usize>, here: Option<usize>, entries: &mut Vec<(Entry, usize)>) {
    let mut page = pages.start;
    let mut stretch = outline.stretches.partition_point(|stretch| stretch.pages.start < page);
    let depth_of = |page: usize| outline.stretches_around(page).count();
    while page < pages.end {
        let mut is_folded = false;
        while let Some(found) = outline.stretches.get(stretch).filter(|found| found.pages.start == page) {
            entries.push((Entry::Instance(stretch), found.depth + 1));
            let is_open = here.is_some_and(|here| found.pages.contains(&here)) && found.pages.len() > 1;
            stretch += 1;
            if !is_open {
                page = found.pages.end;
                stretch = outline.stretches.partition_point(|stretch| stretch.pages.start < page);
                is_folded = true;
                break;
            }
        }
        if !is_folded {
            entries.push((Entry::Page(page), depth_of(page) + 1));
            page += 1;
        }
    }
}

fn is_here(entry: Entry, here: Option<usize>) -> bool {
    match entry {
        Entry::Page(page) => here == Some(page),
        Entry::Review => here.is_none(),
        Entry::Section(_) | Entry::Instance(_) => false,
    }
}

/// Whether the page shown lies inside.
fn is_around(entry: Entry, outline: &Outline, here: Option<usize>) -> bool {
    let Some(here) = here else { return entry == Entry::Review };
    match entry {
        Entry::Section(index) => outline.sections.get(index).is_some_and(|section| section.pages.contains(&here)),
        Entry::Instance(index) => outline.stretches.get(index).is_some_and(|stretch| stretch.pages.contains(&here)),
        Entry::Page(page) => page == here,
        Entry::Review => false,
    }
}

fn described(view: &View<'_>, interview: &Interview, outline: &Outline, standing: &Standing, entry: Entry) -> (Sign, String) {
    match entry {
        Entry::Section(index) => {
            let state = standing.sections.get(index).copied().unwrap_or(State::Open);
            (sign(state), section_name(view, interview, outline, index))
        }
        Entry::Instance(index) => match outline.stretches.get(index) {
            Some(stretch) => {
                let state = pages_state(interview, outline, &stretch.pages);
                (sign(state), instance_title(view, interview, stretch.at))
            }
            None => (Sign::Open, String::new()),
        },
        Entry::Page(index) => match outline.pages.get(index) {
            Some(page) => {
                let state = state(interview, &page.items);
                (sign(state), page_name(view, interview, outline, page, index))
            }
            None => (Sign::Open, String::new()),
        },
        Entry::Review => (Sign::Open, view.say("field-review")),
    }
}

/// The bar; the count under it where there is room for words.
pub fn progress_ui(ui: &mut Ui, view: &View<'_>, standing: &Standing, has_room: bool) {
    let (done, all) = (standing.answered, standing.asked);
    let share = if all == 0 { 0.0 } else { done as f32 / all as f32 };
    let sentence = view.say_with("field-progress", &[("n", done.to_string().into()), ("of", all.to_string().into())]);
    let fill = if done == all { view.tokens.done } else { view.tokens.accent };
    progress_bar(ui, view.tokens, share, fill, &sentence);
    if has_room {
        caption(ui, view.tokens, &sentence);
    }
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

fn send(interview: &Interview, outline: &Outline, entry: Entry, inbox: &mut Inbox) {
    let page = match entry {
        Entry::Section(index) => outline.sections.get(index).map(|section| section.pages.start),
        Entry::Instance(index) => outline.stretches.get(index).map(|stretch| stretch.pages.start),
        Entry::Page(page) => Some(page),
        Entry::Review => {
            inbox.send(Command::Turn(Turn::Review));
            return;
        }
    };
    if let Some(to) = page.and_then(|page| outline.reference(interview, page)) {
        inbox.send(Command::Turn(Turn::To(to)));
    }
}

struct Line {
    /// It is shown.
    is_here: bool,
    /// What is shown lies in it.
    is_strong: bool,
    depth: usize,
}

impl Line {
    fn ui(&self, ui: &mut Ui, view: &View<'_>, sign: Sign, name: &str) -> bool {
        let sign = if self.is_here || self.is_strong && self.depth == 0 {
            Sign::Here
        } else {
            sign
        };
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            ui.spacing_mut().button_padding = Vec2::new(space::XS, 6.0);
            ui.spacing_mut().interact_size.y = LINE;
            ui.add_space((self.depth as f32 * space::L).min(space::L * 4.0));
            ui.vertical(|ui| {
                ui.add_space(6.0);
                ui.set_width(18.0);
                sign_ui(ui, view.tokens, sign);
            });
            let is_lit = self.is_here || self.is_strong;
            let family = if is_lit { fonts::semibold() } else { FontFamily::Proportional };
            let colour = if is_lit { view.tokens.accent } else { view.tokens.ink };
            let text = RichText::new(name).font(FontId::new(size::SMALL, family)).color(colour);
            let button = Button::new((text, Atom::grow()))
                .frame_when_inactive(false)
                .truncate()
                .min_size(Vec2::new(ui.available_width(), LINE));
            ui.add(button).on_hover_text(name).clicked()
        })
        .inner
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interview::Step;
    use crate::interview::tests::{Scene, ambient};

    const ROSTER: &str = "
| survey | | | |
| | type | name | label |
| | begin_repeat | child | Con |
| | text | called | Tên |
| | text | age | Tuổi |
| | end_repeat | | |
| | text | other | Khác |
";

    #[test]
    fn instances_are_listed_and_only_the_one_at_hand_is_unfolded() {
        let mut scene = Scene::of(ROSTER);
        for _ in 0..2 {
            let repeat = "/data/child".to_owned();
            scene.interview.apply(&Step::Add { repeat }, &ambient()).unwrap();
        }
        let outline = Outline::of(&scene.interview);
        let here = outline.page_at(&scene.interview, "/data/child[2]/age");
        let expected = [
            (Entry::Section(0), 0),
            (Entry::Instance(0), 1),
            (Entry::Instance(1), 1),
            (Entry::Page(2), 2),
            (Entry::Page(3), 2),
            (Entry::Instance(2), 1),
            (Entry::Page(6), 1),
            (Entry::Section(1), 0),
            (Entry::Review, 0),
        ];
        assert_eq!(entries(&outline, here), expected);
        assert_eq!(
            entries(&outline, None),
            [(Entry::Section(0), 0), (Entry::Section(1), 0), (Entry::Review, 0)]
        );
    }
}
