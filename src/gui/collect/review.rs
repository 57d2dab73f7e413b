//! Before the end: what is open, what was put off, what breaks a rule; each line jumps to its question.

use eframe::egui::{Button, RichText, Ui, Vec2};

use super::outline::{self, Outline};
use crate::gui::command::{Command, Inbox, Turn};
use crate::gui::theme::{self, TARGET, space};
use crate::gui::view::View;
use crate::gui::widgets::{Sign, banner, caption, sign_ui};
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
            Self::Later => Sign::Warn,
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
    for entry in &open {
        if line_ui(ui, view, interview, outline, *entry) {
            inbox.send(Command::Turn(Turn::To(interview.reference(entry.at))));
        }
    }
    if open.is_empty() {
        caption(ui, view.tokens, &view.say("field-review-nothing"));
    }
}

fn line_ui(ui: &mut Ui, view: &View<'_>, interview: &Interview, outline: &Outline, open: Open) -> bool {
    ui.horizontal(|ui| {
        sign_ui(ui, view.tokens, open.why.sign());
        let page = outline.page_with(open.at).and_then(|page| outline.pages.get(page));
        let above = page
            .filter(|page| page.at != open.at)
            .map(|page| outline::title(interview, page))
            .filter(|title| !title.is_empty());
        let label = interview.label(open.at);
        let why = view.say(open.why.key());
        let text = RichText::new(match above {
            Some(above) => format!("{label}\n{why} · {above}"),
            None => format!("{label}\n{why}"),
        });
        ui.add(Button::new(text).wrap().min_size(Vec2::new(ui.available_width(), TARGET)))
            .clicked()
    })
    .inner
}
