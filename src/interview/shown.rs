//! What is shown of an interview and takes an evaluation: kept until the next step, so that a window may ask for it in every frame.
//!
//! Nothing here may be read while an interview settles: what is kept then is not yet true.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use super::Interview;
use super::choices::Offered;
use super::tree::At;
use crate::form::{TemplatePart, Text};
use crate::xpath::Ast;

/// Lists of choices kept at most: a screen shows far fewer, a walk through a whole roster asks for each once.
const MOST_LISTS: usize = 256;

/// An expression, by its address, at a node. The address names the expression for as long as what is kept holds on to it.
type Spot = (usize, At);

/// Texts and lists of choices as shown now.
#[derive(Debug, Default)]
pub(super) struct Shown {
    texts: RefCell<HashMap<Spot, (Arc<Ast>, String)>>,
    choices: RefCell<HashMap<At, Arc<[Offered]>>>,
    evaluations: Cell<u64>,
}

/// A copy goes its own way from its first step on: it shows nothing yet.
impl Clone for Shown {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Shown {
    /// A step was taken: nothing that was shown need be true any more.
    pub(super) fn forget(&mut self) {
        let (texts, choices) = (self.texts.get_mut(), self.choices.get_mut());
        // Between the steps of a script nothing is shown.
        if !texts.is_empty() {
            texts.clear();
        }
        if !choices.is_empty() {
            choices.clear();
        }
    }

    fn count(&self) {
        self.evaluations.set(self.evaluations.get() + 1);
    }
}

impl Interview {
    /// How many expressions have been evaluated only to be shown: for tests that hold windows to asking once after each answer.
    pub fn evaluations_to_show(&self) -> u64 {
        self.shown.evaluations.get()
    }

    /// A text of the form in the current language, its outputs seen from a node.
    pub fn words(&self, text: &Text, at: At) -> String {
        self.put_into_words(text, |ast| self.shown_text(ast, at))
    }

    /// The same, in the middle of a step.
    pub(super) fn words_now(&self, text: &Text, at: At) -> String {
        self.put_into_words(text, |ast| self.text_now(ast, at))
    }

    fn put_into_words(&self, text: &Text, output: impl Fn(&Arc<Ast>) -> String) -> String {
        let Some((template, _)) = text.in_language(self.language, self.plan.form.default_language) else {
            return String::new();
        };
        let mut words = String::new();
        for part in &template.parts {
            match part {
                TemplatePart::Literal(literal) => words.push_str(literal),
                TemplatePart::Output(condition) => words.push_str(&output(&condition.expression.ast)),
            }
        }
        words
    }

    /// An expression's value at a node as text, worked out once after each step.
    pub(super) fn shown_text(&self, ast: &Arc<Ast>, at: At) -> String {
        let spot = (Arc::as_ptr(ast).addr(), at);
        if let Some((_, text)) = self.shown.texts.borrow().get(&spot) {
            return text.clone();
        }
        self.shown.count();
        self.effort.begin();
        let text = self.text_now(ast, at);
        self.shown.texts.borrow_mut().insert(spot, (Arc::clone(ast), text.clone()));
        text
    }

    fn text_now(&self, ast: &Ast, at: At) -> String {
        self.peek(ast, at, |value, reader| value.to_text(reader).into_owned())
            .unwrap_or_default()
    }

    /// The choices offered now, filtered, in the order shown; `None` for what has no choices. Asking again is free until the next step.
    pub fn choices(&self, at: At) -> Option<Arc<[Offered]>> {
        if let Some(offered) = self.shown.choices.borrow().get(&at) {
            return Some(Arc::clone(offered));
        }
        self.effort.begin();
        let offered: Arc<[Offered]> = self.offered(at)?.into();
        if self.takes_an_expression(at) {
            self.shown.count();
        }
        let mut kept = self.shown.choices.borrow_mut();
        if kept.len() >= MOST_LISTS {
            kept.clear();
        }
        kept.insert(at, Arc::clone(&offered));
        Some(offered)
    }
}
