//! What stands around content: the column, cards, banners, rules, thin bars and big numbers.

use eframe::egui::{
    Align, Color32, CornerRadius, FontId, Frame, Layout, Margin, Rect, Response, RichText, Sense, Stroke, Ui, Vec2, WidgetInfo,
    accesskit::Role,
};

use super::{Sign, sign_ui};
use crate::gui::fonts;
use crate::gui::theme::{COLUMN, CORNER, Tokens, size, space};

/// One left-aligned column, at most [`COLUMN`] wide, with air at its sides.
pub fn column<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let air = if ui.available_width() < 480.0 { space::L } else { space::XXL };
    let width = (ui.available_width() - air * 2.0).min(COLUMN);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.add_space(air);
        ui.allocate_ui_with_layout(Vec2::new(width, ui.available_height()), Layout::top_down(Align::Min), |ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(space::S);
            ui.set_width(width);
            add(ui)
        })
        .inner
    })
    .inner
}

/// A surface for things that belong together.
pub fn card<R>(ui: &mut Ui, tokens: &Tokens, add: impl FnOnce(&mut Ui) -> R) -> R {
    Frame::new()
        .fill(tokens.surface)
        .stroke(Stroke::new(1.0, tokens.line))
        .corner_radius(CornerRadius::same(CORNER + 4))
        .inner_margin(Margin::same(space::L as i8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            add(ui)
        })
        .inner
}

/// The frame of what floats over a page.
pub fn sheet(ui: &Ui, tokens: &Tokens) -> Frame {
    Frame::popup(ui.style())
        .fill(tokens.surface)
        .corner_radius(CornerRadius::same(CORNER + 4))
        .inner_margin(Margin::same(space::XL as i8))
}

/// A sign and a sentence in the sign's colour.
pub fn banner(ui: &mut Ui, tokens: &Tokens, sign: Sign, text: &str) -> Response {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        sign_ui(ui, tokens, sign);
        ui.add(eframe::egui::Label::new(RichText::new(text).color(sign.colour(tokens))).wrap())
    })
    .inner
}

/// Small quiet words.
pub fn caption(ui: &mut Ui, tokens: &Tokens, text: &str) -> Response {
    ui.add(eframe::egui::Label::new(RichText::new(text).size(size::SMALL).color(tokens.quiet)).wrap())
}

/// The one number that a page is about.
pub fn headline(ui: &mut Ui, tokens: &Tokens, number: &str) -> Response {
    ui.label(
        RichText::new(number)
            .font(FontId::new(size::HEADLINE, fonts::semibold()))
            .color(tokens.ink),
    )
}

/// A hairline between two parts.
pub fn rule(ui: &mut Ui, tokens: &Tokens) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 1.0), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, tokens.line);
}

/// A thin bar: `share` of it filled. `name` is said by a screen reader.
pub fn progress_bar(ui: &mut Ui, tokens: &Tokens, share: f32, fill: Color32, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 6.0), Sense::hover());
    let share = share.clamp(0.0, 1.0);
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, name));
    ui.painter().rect_filled(rect, CornerRadius::same(3), tokens.line);
    let done = Rect::from_min_size(rect.min, Vec2::new(rect.width() * share, rect.height()));
    ui.painter().rect_filled(done, CornerRadius::same(3), fill);
    response
}
