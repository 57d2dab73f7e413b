//! The page before the first question: what the survey is for, and whether the respondent agrees. Nothing is ticked in advance.

use eframe::egui::{FontId, Ui};

use super::outline::Page;
use super::question::Asking;
use crate::form::DataType;
use crate::gui::theme::{size, space};
use crate::gui::widgets::{card, markdown_ui};

/// The notes on a card, the question under it.
pub fn consent_ui(ui: &mut Ui, asking: &mut Asking<'_>, page: &Page, heading: f32) {
    let interview = asking.interview;
    for &at in &page.items {
        let is_note = interview
            .form()
            .question(interview.node(at))
            .is_some_and(|question| question.data == DataType::Note);
        if is_note {
            let tokens = asking.view.tokens;
            card(ui, tokens, |ui| {
                markdown_ui(ui, tokens, &interview.label(at), FontId::proportional(size::BODY), tokens.ink);
                asking.media_ui(ui, &interview.form().node(interview.node(at)).media);
            });
            ui.add_space(space::M);
        } else {
            asking.question_ui(ui, at, heading, true);
        }
    }
}
