//! One question with what stands around its answer: label, hint, and what is wrong with the answer.

use std::collections::BTreeMap;

use eframe::egui::{FontId, Ui};

use super::draft::Drafts;
use crate::form::DataType;
use crate::gui::command::Inbox;
use crate::gui::fonts;
use crate::gui::theme::{size, space};
use crate::gui::view::View;
use crate::gui::widgets::{SearchList, Sign, banner, markdown_ui};
use crate::interview::{At, Interview, Violation};

/// What a question's control reads, remembers and sends.
pub struct Asking<'a> {
    /// Words and colours.
    pub view: &'a View<'a>,
    /// The answers.
    pub interview: &'a Interview,
    /// Half-typed text.
    pub drafts: &'a mut Drafts,
    /// What was searched, by reference.
    pub lists: &'a mut BTreeMap<String, SearchList>,
    /// Where commands go.
    pub inbox: &'a mut Inbox,
    /// Whether the user tried to go on: what is missing is said only then.
    pub has_tried: bool,
    /// Whether this page was shown for the first time: its first field takes the keyboard.
    pub is_fresh: bool,
    /// Nothing that floats over the page has the keyboard.
    pub has_keys: bool,
}

impl Asking<'_> {
    /// A question with everything around it. `has_digits`: the digit keys are its own.
    pub fn question_ui(&mut self, ui: &mut Ui, at: At, heading: f32, has_digits: bool) {
        self.label_ui(ui, at, heading);
        self.answer_ui(ui, at, has_digits);
        self.violation_ui(ui, at);
    }

    /// The question in words, and its hint.
    pub fn label_ui(&self, ui: &mut Ui, at: At, heading: f32) {
        let (interview, tokens) = (self.interview, self.view.tokens);
        let question = interview.form().question(interview.node(at));
        let is_note = question.is_some_and(|question| question.data == DataType::Note);
        let font = if is_note {
            FontId::proportional(size::HEADING - 2.0)
        } else {
            FontId::new(heading, fonts::semibold())
        };
        markdown_ui(ui, tokens, &interview.label(at), font, tokens.ink);
        let hint = interview.hint(at);
        if !hint.is_empty() {
            markdown_ui(ui, tokens, &hint, FontId::proportional(size::BODY), tokens.quiet);
        }
        ui.add_space(space::S);
    }

    /// What is wrong, in the author's words or ours. What is merely missing is said after the user tried to go on.
    pub fn violation_ui(&self, ui: &mut Ui, at: At) {
        let Some(violation) = self.interview.violation(at) else { return };
        if violation == Violation::Required && !self.has_tried {
            return;
        }
        let own = self.interview.violation_message(at).filter(|message| !message.is_empty());
        let message = own.unwrap_or_else(|| {
            self.view.say(match violation {
                Violation::Required => "field-required",
                Violation::Constraint => "field-constraint",
            })
        });
        banner(ui, self.view.tokens, Sign::Block, &message);
    }
}
