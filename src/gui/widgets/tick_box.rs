//! Yes or no, with words: a box with an edge that is seen while it is empty.

use eframe::egui::{Response, Stroke, Ui};

use crate::gui::theme::Tokens;

/// A box to tick.
pub fn tick_box(ui: &mut Ui, tokens: &Tokens, is_on: &mut bool, text: &str) -> Response {
    ui.scope(|ui| {
        ui.visuals_mut().widgets.inactive.bg_stroke = Stroke::new(1.5, tokens.quiet);
        ui.checkbox(is_on, text)
    })
    .inner
}
