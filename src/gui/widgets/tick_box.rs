//! Yes or no, and one of several, with words: a box and a circle whose edge is seen while they are empty.

use eframe::egui::{Response, Stroke, Ui};

use crate::gui::theme::Tokens;

/// A box to tick.
pub fn tick_box(ui: &mut Ui, tokens: &Tokens, is_on: &mut bool, text: &str) -> Response {
    with_edge(ui, tokens, |ui| ui.checkbox(is_on, text))
}

/// A circle, one of several, to fill.
pub fn circle(ui: &mut Ui, tokens: &Tokens, is_on: bool, text: &str) -> Response {
    with_edge(ui, tokens, |ui| ui.radio(is_on, text))
}

fn with_edge(ui: &mut Ui, tokens: &Tokens, add: impl FnOnce(&mut Ui) -> Response) -> Response {
    ui.scope(|ui| {
        ui.visuals_mut().widgets.inactive.bg_stroke = Stroke::new(1.5, tokens.quiet);
        add(ui)
    })
    .inner
}
