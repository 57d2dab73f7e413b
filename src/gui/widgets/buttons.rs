//! Buttons by how much they matter: one primary on a page, quiet ones beside it, links for what is rarely needed.

use eframe::egui::{Button, Color32, Response, RichText, Stroke, TextStyle, Ui, Vec2};

use crate::gui::theme::{self, TARGET, Tokens};

/// The one thing to do next.
pub fn primary_button(ui: &mut Ui, tokens: &Tokens, is_enabled: bool, text: &str) -> Response {
    let height = ui.spacing().interact_size.y.max(TARGET - 4.0);
    let text = RichText::new(text).font(theme::strong_font()).color(tokens.on_accent);
    filled(ui, is_enabled, text, tokens.accent, height)
}

/// What destroys something.
pub fn danger_button(ui: &mut Ui, tokens: &Tokens, is_enabled: bool, text: &str) -> Response {
    let text = RichText::new(text).font(theme::strong_font()).color(tokens.surface);
    filled(ui, is_enabled, text, tokens.block, TARGET - 4.0)
}

fn filled(ui: &mut Ui, is_enabled: bool, text: RichText, fill: Color32, height: f32) -> Response {
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        widgets.inactive.bg_stroke = Stroke::NONE;
        ui.add_enabled(is_enabled, Button::new(text).fill(fill).min_size(Vec2::new(0.0, height)))
    })
    .inner
}

/// Anything else that can be done.
pub fn quiet_button(ui: &mut Ui, is_enabled: bool, text: &str) -> Response {
    let height = ui.spacing().interact_size.y;
    ui.add_enabled(is_enabled, Button::new(text).min_size(Vec2::new(0.0, height)))
}

/// What a quiet button with this text takes of a row, the space before it included.
pub fn button_width(ui: &Ui, text: &str) -> f32 {
    let font = TextStyle::Button.resolve(ui.style());
    let letters = ui.fonts_mut(|fonts| fonts.layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER).size().x);
    let spacing = ui.spacing();
    (letters + spacing.button_padding.x * 2.0).max(spacing.interact_size.x) + spacing.item_spacing.x
}

/// A word that can be pressed.
pub fn link_button(ui: &mut Ui, tokens: &Tokens, text: &str) -> Response {
    ui.scope(|ui| {
        ui.spacing_mut().button_padding.x = theme::space::S;
        let height = ui.spacing().interact_size.y;
        ui.add(
            Button::new(RichText::new(text).color(tokens.accent))
                .frame_when_inactive(false)
                .min_size(Vec2::new(0.0, height)),
        )
    })
    .inner
}
