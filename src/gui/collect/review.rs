//! Before the end: what is open, what was put off, what breaks a rule; each line jumps to its question.

use eframe::egui::text::TextFormat;
use eframe::egui::{Atom, Button, FontId, RichText, Ui, Vec2};

use super::outline::{self, Outline};
use crate::gui::command::{Command, Inbox, Turn};
use crate::gui::theme::{self, TARGET, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{Pen, Sign, banner, caption, markdown_job, sign_ui};
use crate::interview::{At, Interview, Missing, Violation};

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
    /// May stay empty.
    Empty,
}

impl Why {
    /// Whether the interview cannot be finished with it.
    pub fn blocks(self) -> bool {
        self < Self::Empty
    }

    fn sign(self) -> Sign {
        match self {
            Self::Wrong | Self::Required => Sign::Block,
            Self::Later => Sign::Later,
            Self::Empty => Sign::Open,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Wrong => "field-review-wrong",
            Self::Required => "field-review-required",
            Self::Later => "field-review-later",
            Self::Empty => "field-review-empty",
        }
    }
}

/// All that is open, in form order.
pub fn open(interview: &Interview, outline: &Outline) -> Vec<Open> {
    let asked = outline.pages.iter().flat_map(|page| page.items.iter().copied());
    asked.filter_map(|at| why(interview, at).map(|why| Open { at, why })).collect()
}

fn why(interview: &Interview, at: At) -> Option<Why> {
    match (interview.violation(at), interview.missing(at)) {
        (Some(Violation::Constraint), _) => Some(Why::Wrong),
        (_, Some(Missing::Later)) => Some(Why::Later),
        (Some(Violation::Required), _) => Some(Why::Required),
        _ if outline::is_asking(interview, at) && !outline::is_answered(interview, at) => Some(Why::Empty),
        _ => None,
    }
}

/// Draws the list.
pub fn review_ui(ui: &mut Ui, view: &View<'_>, interview: &Interview, outline: &Outline, inbox: &mut Inbox) {
    let open = open(interview, outline);
    ui.label(RichText::new(view.say("field-review")).text_style(theme::question_style()));
    let blocking = open.iter().filter(|open| open.why.blocks()).count();
    if blocking == 0 {
        banner(ui, view.tokens, Sign::Done, &view.say("field-review-complete"));
    } else {
        banner(
            ui,
            view.tokens,
            Sign::Block,
            &view.say_with("field-review-blocking", &[("n", blocking.into())]),
        );
    }
    ui.add_space(space::M);
    for line in lines(interview, outline, &open) {
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
    first: At,
    why: Why,
    title: String,
    rows: usize,
}

fn lines(interview: &Interview, outline: &Outline, open: &[Open]) -> Vec<Line> {
    let mut lines: Vec<(usize, Line)> = Vec::new();
    for entry in open {
        let Some(index) = outline.page_with(entry.at) else { continue };
        let Some(page) = outline.pages.get(index) else { continue };
        if let Some((_, line)) = lines.iter_mut().find(|(at, line)| *at == index && line.why == entry.why) {
            line.rows += 1;
            continue;
        }
        let title = outline::title(interview, page);
        let line = Line {
            first: entry.at,
            why: entry.why,
            title,
            rows: 1,
        };
        lines.push((index, line));
    }
    lines.into_iter().map(|(_, line)| line).collect()
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
