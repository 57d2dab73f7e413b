//! Before the end: what keeps the interview open, then every answer in words; each line jumps to its question.

use std::sync::Arc;

use eframe::egui::text::TextFormat;
use eframe::egui::{Atom, Button, CornerRadius, FontId, Galley, Pos2, RichText, Sense, Ui, Vec2, WidgetInfo, accesskit::Role};

use super::answers::{Told, told};
use super::names;
use super::outline::{Outline, is_answered, is_asking};
use crate::gui::command::{Command, Inbox, Turn};
use crate::gui::fonts;
use crate::gui::theme::{self, CORNER, TARGET, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{Pen, Sign, banner, caption, focus_ring, markdown_job, sign_ui};
use crate::interview::{At, Interview, Missing, Violation};
use crate::words::Lang;

/// Lines measured in a frame: a roster of thousands appears bit by bit rather than late.
const AT_ONCE: usize = 400;
/// Under this width an answer stands below its question.
const NARROW: f32 = 440.0;

/// Something that still wants attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// The question.
    pub at: At,
    /// Why.
    pub why: Why,
}

/// Why a question is on the list. The first three stop the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Breaks a rule.
    Wrong,
    /// Must be answered.
    Required,
    /// Put off.
    Later,
    /// Unlikely, and kept.
    Doubtful,
    /// May stay empty.
    Empty,
}

impl Why {
    /// Whether the interview cannot be finished with it.
    pub fn blocks(self) -> bool {
        self < Self::Doubtful
    }

    fn sign(self) -> Sign {
        match self {
            Self::Wrong | Self::Required => Sign::Block,
            Self::Later => Sign::Later,
            Self::Doubtful => Sign::Warn,
            Self::Empty => Sign::Open,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Wrong => "field-review-wrong",
            Self::Required => "field-review-required",
            Self::Later => "field-review-later",
            Self::Doubtful => "field-review-doubtful",
            Self::Empty => "field-review-empty",
        }
    }
}

/// All that is open, in form order.
pub fn open(interview: &Interview, outline: &Outline) -> Vec<Open> {
    let asked = outline.pages.iter().flat_map(|page| page.items.iter().copied());
    asked.filter_map(|at| why(interview, at).map(|why| Open { at, why })).collect()
}

/// Whether nothing keeps the interview open.
pub fn is_complete(interview: &Interview, outline: &Outline) -> bool {
    let mut asked = outline.pages.iter().flat_map(|page| page.items.iter().copied());
    !asked.any(|at| why(interview, at).is_some_and(Why::blocks))
}

fn why(interview: &Interview, at: At) -> Option<Why> {
    match (interview.violation(at), interview.missing(at)) {
        (Some(Violation::Constraint), _) => Some(Why::Wrong),
        (_, Some(Missing::Later)) => Some(Why::Later),
        (Some(Violation::Required), _) => Some(Why::Required),
        _ if interview.is_doubtful(at) => Some(Why::Doubtful),
        _ if is_asking(interview, at) && !is_answered(interview, at) => Some(Why::Empty),
        _ => None,
    }
}

/// What is listed, and how tall each line is: worked out once for each state of the interview.
#[derive(Debug, Default)]
pub struct ReviewScreen {
    listed: Option<Listed>,
}

#[derive(Debug)]
struct Listed {
    revision: u64,
    lang: Lang,
    open: Vec<Open>,
    told: Vec<Told>,
    width: f32,
    heights: Vec<f32>,
}

impl ReviewScreen {
    /// Draws what is open, then all that was said.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, interview: &Interview, outline: &Outline, inbox: &mut Inbox) {
        let (revision, lang) = (interview.revision(), view.words.lang());
        if self
            .listed
            .as_ref()
            .is_none_or(|listed| (listed.revision, listed.lang) != (revision, lang))
        {
            self.listed = Some(Listed {
                revision,
                lang,
                open: open(interview, outline),
                told: told(view, interview, outline),
                width: 0.0,
                heights: Vec::new(),
            });
        }
        let Some(listed) = &mut self.listed else { return };
        ui.label(RichText::new(view.say("field-review")).text_style(theme::question_style()));
        open_ui(ui, view, interview, outline, &listed.open, inbox);
        ui.add_space(space::L);
        ui.label(RichText::new(view.say("field-review-answers")).heading());
        listed.answers_ui(ui, view, inbox);
        ui.add_space(space::XL);
    }
}

impl Listed {
    fn answers_ui(&mut self, ui: &mut Ui, view: &View<'_>, inbox: &mut Inbox) {
        ui.spacing_mut().item_spacing.y = 0.0;
        let width = ui.available_width();
        if (self.width - width).abs() > 0.5 {
            self.width = width;
            self.heights.clear();
        }
        let measured = self.heights.len();
        for (index, told) in self.told.iter().enumerate().take(measured + AT_ONCE) {
            let laid = |ui: &Ui| Laid::of(ui, view, told, width);
            let known = self.heights.get(index).copied();
            let height = known.unwrap_or_else(|| laid(ui).height);
            if known.is_none() {
                self.heights.push(height);
            }
            let (id, rect) = ui.allocate_space(Vec2::new(width, height));
            if ui.is_rect_visible(rect) && laid(ui).ui(ui, view, told, id, rect) {
                inbox.send(Command::Turn(Turn::To(told.reference.clone())));
            }
        }
        if self.heights.len() < self.told.len() {
            ui.ctx().request_repaint();
        }
    }
}

/// A line laid out for its width.
struct Laid {
    question: Arc<Galley>,
    answer: Arc<Galley>,
    is_narrow: bool,
    indent: f32,
    height: f32,
}

impl Laid {
    fn of(ui: &Ui, view: &View<'_>, told: &Told, width: f32) -> Self {
        let tokens = view.tokens;
        let is_heading = told.answer.is_none();
        let indent = (told.depth as f32 * space::L).min(space::L * 4.0);
        let room = width - indent - space::S * 2.0;
        let is_narrow = room < NARROW;
        let share = if is_narrow || is_heading { 1.0 } else { 0.56 };
        let font = match (is_heading, told.depth) {
            (true, 0) => FontId::new(size::BODY, fonts::semibold()),
            (true, _) => FontId::new(size::SMALL, fonts::semibold()),
            (false, _) => FontId::proportional(size::SMALL),
        };
        let words = |text: &str, font: FontId, colour, width: f32| {
            let job = eframe::egui::text::LayoutJob::simple(text.to_owned(), font, colour, width);
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let colour = if is_heading { tokens.ink } else { tokens.quiet };
        let question = words(&told.question, font, colour, room * share - space::M);
        let answer = told.answer.as_deref().unwrap_or_default();
        let colour = if told.is_said { tokens.ink } else { tokens.quiet };
        let answer_width = if is_narrow { room } else { room * (1.0 - share) };
        let answer = words(answer, FontId::proportional(size::BODY), colour, answer_width.max(40.0));
        let text = match (is_heading, is_narrow) {
            (true, _) => question.size().y + space::M,
            (false, true) => question.size().y + answer.size().y,
            (false, false) => question.size().y.max(answer.size().y),
        };
        Self {
            question,
            answer,
            is_narrow,
            indent,
            height: text + space::S + 2.0,
        }
    }

    /// Draws the line; tells whether it was pressed.
    fn ui(self, ui: &mut Ui, view: &View<'_>, told: &Told, id: eframe::egui::Id, rect: eframe::egui::Rect) -> bool {
        let tokens = view.tokens;
        let response = ui.interact(rect, id, Sense::click());
        let said = match &told.answer {
            Some(answer) => format!("{}: {answer}", told.question),
            None => told.question.clone(),
        };
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &said));
        if response.hovered() {
            ui.painter().rect_filled(rect, CornerRadius::same(CORNER), tokens.hover);
        }
        if response.has_focus() {
            focus_ring(ui.painter(), rect.shrink(2.0), tokens);
        }
        let left = rect.left() + space::S + self.indent;
        let room = rect.width() - self.indent - space::S * 2.0;
        let is_heading = told.answer.is_none();
        let top = rect.top() + space::XS + if is_heading { space::M } else { 0.0 };
        let below = top + self.question.size().y;
        ui.painter().galley(Pos2::new(left, top), self.question, tokens.ink);
        let answer_at = if self.is_narrow {
            Pos2::new(left, below)
        } else {
            Pos2::new(left + room * 0.56, top)
        };
        ui.painter().galley(answer_at, self.answer, tokens.ink);
        response.clicked()
    }
}

fn open_ui(ui: &mut Ui, view: &View<'_>, interview: &Interview, outline: &Outline, open: &[Open], inbox: &mut Inbox) {
    let blocking = open.iter().filter(|open| open.why.blocks()).count();
    if blocking == 0 {
        banner(ui, view.tokens, Sign::Done, &view.say("field-review-complete"));
    } else {
        let words = view.say_with("field-review-blocking", &[("n", blocking.into())]);
        banner(ui, view.tokens, Sign::Block, &words);
    }
    ui.add_space(space::M);
    for line in lines(interview, outline, open) {
        if line_ui(ui, view, &line) {
            inbox.send(Command::Turn(Turn::To(interview.reference(line.first))));
        }
    }
    if open.is_empty() {
        caption(ui, view.tokens, &view.say("field-review-nothing"));
    }
}

/// What is open on one page for one reason: a matrix of 39 rows is one line.
struct Line {
    page: usize,
    first: At,
    why: Why,
    title: String,
    rows: usize,
}

fn lines(interview: &Interview, outline: &Outline, open: &[Open]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for entry in open {
        let Some(index) = outline.page_with(entry.at) else { continue };
        let Some(page) = outline.pages.get(index) else { continue };
        // What is open comes in form order, so the lines of a page are the last ones.
        let mut same_page = lines.iter_mut().rev().take_while(|line| line.page == index);
        if let Some(line) = same_page.find(|line| line.why == entry.why) {
            line.rows += 1;
            continue;
        }
        lines.push(Line {
            page: index,
            first: entry.at,
            why: entry.why,
            title: names::title(interview, page),
            rows: 1,
        });
    }
    lines
}

fn line_ui(ui: &mut Ui, view: &View<'_>, line: &Line) -> bool {
    ui.horizontal(|ui| {
        sign_ui(ui, view.tokens, line.why.sign());
        let why = view.say(line.why.key());
        let why = match line.rows {
            1 => why,
            rows => view.say_with("field-review-rows", &[("n", rows.into()), ("why", why.into())]),
        };
        let pen = Pen {
            font: FontId::proportional(size::BODY),
            colour: view.tokens.ink,
            tokens: None,
        };
        let mut job = markdown_job(&line.title, &pen);
        let quiet = TextFormat::simple(FontId::proportional(size::SMALL), view.tokens.quiet);
        job.append(&format!("\n{why}"), 0.0, quiet);
        let button = Button::new((job, Atom::grow())).wrap();
        ui.add(button.min_size(Vec2::new(ui.available_width(), TARGET))).clicked()
    })
    .inner
}
