//! What is wrong with a form that was named: everything at once, each with its place, and the part of the cell that is meant.

use eframe::egui::{Label, RichText, TextWrapMode, Ui};

use super::command::{Command, Inbox};
use super::theme::{self, size, space};
use super::view::View;
use super::widgets::{Sign, caption, card, column, page_area, primary_button, sign_ui};
use crate::app::check::{Checked, ToldFinding};
use crate::words::Words;

/// Characters of a line of an excerpt: what fits beside the margins of the narrowest window.
const EXCERPT_WIDTH: usize = 64;

/// More are not drawn: the first hundreds are enough work for a day.
const MOST_SHOWN: usize = 300;

/// The screen: the findings of one form in the language of the moment.
#[derive(Debug)]
pub struct FindingsScreen {
    checked: Checked,
    told: Vec<ToldFinding>,
}

impl FindingsScreen {
    /// Shows what was found.
    pub fn of(checked: Checked, words: Words) -> Self {
        let told = checked.told(words, EXCERPT_WIDTH);
        Self { checked, told }
    }

    /// Says it in another language.
    pub fn relabel(&mut self, words: Words) {
        self.told = self.checked.told(words, EXCERPT_WIDTH);
    }

    /// Draws the list. A form with errors leads back, one with warnings onwards.
    pub fn ui(&self, ui: &mut Ui, view: &View<'_>, inbox: &mut Inbox) {
        let errors = self.told.iter().filter(|finding| finding.is_error).count();
        let (title, button) = if errors > 0 {
            ("findings-title-refused", "findings-back")
        } else {
            ("findings-title-usable", "findings-go-on")
        };
        page_area(ui, "findings", |ui| {
            column(ui, |ui| {
                ui.add_space(space::XL);
                let title = view.say_with(title, &[("file", self.checked.file_name().into())]);
                ui.add(Label::new(RichText::new(title).text_style(theme::question_style())).wrap());
                let counts = [("errors", errors.into()), ("warnings", (self.told.len() - errors).into())];
                caption(ui, view.tokens, &view.say_with("findings-count", &counts));
                ui.add_space(space::M);
                if primary_button(ui, view.tokens, true, &view.say(button)).clicked() {
                    inbox.send(Command::PutFindingsAway);
                }
                ui.add_space(space::M);
                for finding in self.told.iter().take(MOST_SHOWN) {
                    finding_ui(ui, view, finding);
                }
                let rest = self.told.len().saturating_sub(MOST_SHOWN);
                if rest > 0 {
                    caption(ui, view.tokens, &view.say_with("findings-more", &[("n", rest.into())]));
                }
                ui.add_space(space::XL);
            });
        });
    }
}

fn finding_ui(ui: &mut Ui, view: &View<'_>, finding: &ToldFinding) {
    let (sign, word) = if finding.is_error {
        (Sign::Block, "findings-error")
    } else {
        (Sign::Warn, "findings-warning")
    };
    card(ui, view.tokens, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            sign_ui(ui, view.tokens, sign);
            let severity = RichText::new(view.say(word)).size(size::SMALL).color(sign.colour(view.tokens));
            ui.label(severity);
            if !finding.place.is_empty() {
                ui.label(RichText::new(&finding.place).size(size::SMALL).color(view.tokens.quiet));
            }
        });
        ui.add(Label::new(&finding.words).wrap());
        if let Some(excerpt) = &finding.excerpt {
            let written = RichText::new(excerpt).monospace().size(size::SMALL);
            ui.add(Label::new(written).wrap_mode(TextWrapMode::Extend));
        }
    });
}
