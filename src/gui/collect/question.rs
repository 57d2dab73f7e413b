//! One question with what stands around its answer: its words above, what is wrong with the answer below.

use std::collections::BTreeMap;

use eframe::egui::{Id, Ui, UiBuilder};

use super::answer::Searching;
use super::attached::Attached;
use super::draft::Drafts;
use super::missing::word;
use crate::gui::command::Inbox;
use crate::gui::pictures::Pictures;
use crate::gui::view::View;
use crate::gui::widgets::{Sign, banner, caption};
use crate::interview::{At, Interview, Missing, Violation};

/// What a question's control reads, remembers and sends.
pub struct Asking<'a> {
    /// Words and colours.
    pub view: &'a View<'a>,
    /// The answers.
    pub interview: &'a Interview,
    /// The form's pictures, as far as they are looked up.
    pub pictures: &'a Pictures,
    /// The files of the record.
    pub attached: &'a Attached,
    /// Half-typed text.
    pub drafts: &'a mut Drafts,
    /// What was searched, by reference.
    pub lists: &'a mut BTreeMap<String, Searching>,
    /// Where commands go.
    pub inbox: &'a mut Inbox,
    /// What the screen itself does before the next frame.
    pub wish: Option<Wish>,
    /// Whether the user tried to go on.
    pub tried: Tried,
    /// Whether this page, or this question on it, was just turned to: its first field takes the keyboard.
    pub is_fresh: bool,
    /// A key looked for something to stand on while nothing had the keyboard: the choices take it.
    pub is_sought: bool,
    /// Nothing that floats over the page has the keyboard.
    pub has_keys: bool,
    /// How guidance is shown.
    pub guidance: Guidance,
    /// On a page of several questions, the one that has the keyboard.
    pub current: Option<At>,
}

/// Whether the user tried to go on from a page that was not in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tried {
    /// Not yet: what is merely missing is not said.
    #[default]
    No,
    /// In this very frame: what is wrong is brought into sight.
    Now,
    /// Before: it is said, and stays where it is.
    Before,
}

/// Whether guidance is in sight: it is for whoever asks, not for whoever answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Guidance {
    /// Behind a word.
    #[default]
    Folded,
    /// In full.
    Unfolded,
}

/// What a page asks of its screen: nothing that the interview would notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Remove an instance, after asking.
    Remove(At),
    /// Show a picture as large as there is room.
    Enlarge(String),
    /// Fold guidance, or unfold it.
    TurnGuidance,
}

impl Asking<'_> {
    /// A question with everything around it. `has_digits`: the digit keys are its own.
    ///
    /// What has the keyboard in it keeps it when questions above come and go.
    pub fn question_ui(&mut self, ui: &mut Ui, at: At, heading: f32, has_digits: bool) {
        let reference = self.interview.reference(at);
        self.label_ui(ui, at, heading);
        let own = UiBuilder::new().scope_id(Id::unique(("answer to", &reference)));
        ui.scope_builder(own, |ui| {
            let has_digits = has_digits || self.current == Some(at);
            self.answer_ui(ui, at, has_digits);
        });
        self.violation_ui(ui, at);
    }

    /// What is wrong, in the author's words or ours. What is merely missing is said after the user tried to go on.
    pub fn violation_ui(&mut self, ui: &mut Ui, at: At) {
        let Some(violation) = self.interview.violation(at) else {
            self.doubt_ui(ui, at);
            return;
        };
        if violation == Violation::Required && self.tried == Tried::No {
            return;
        }
        let own = self.interview.violation_message(at).filter(|message| !message.is_empty());
        let message = own.unwrap_or_else(|| {
            self.view.say(match violation {
                Violation::Required => "field-required",
                Violation::Constraint => "field-constraint",
            })
        });
        let shown = banner(ui, self.view.tokens, Sign::Block, &message);
        if self.tried == Tried::Now {
            shown.scroll_to_me(None);
            // The first of several is the one to begin with.
            self.tried = Tried::Before;
        }
    }

    /// An answer that is unlikely and may stand all the same: whoever asks looks at it once more.
    fn doubt_ui(&self, ui: &mut Ui, at: At) {
        if !self.interview.is_doubtful(at) {
            return;
        }
        let own = self.interview.doubt_message(at).filter(|message| !message.is_empty());
        let message = own.unwrap_or_else(|| self.view.say("field-doubtful"));
        let shown = banner(ui, self.view.tokens, Sign::Warn, &message);
        caption(ui, self.view.tokens, &self.view.say("field-doubtful-keep"));
        if self.tried == Tried::Now {
            shown.scroll_to_me(None);
        }
    }

    /// Why there is no answer, where a reason was given.
    pub fn reason_ui(&self, ui: &mut Ui, at: At) {
        let (sign, missing) = match self.interview.missing(at) {
            Some(missing @ Missing::Later) => (Sign::Later, missing),
            Some(missing @ (Missing::DontKnow | Missing::Refused)) => (Sign::Done, missing),
            _ => return,
        };
        banner(ui, self.view.tokens, sign, &self.view.say(word(missing)));
    }
}
