//! Stars in a row: as many are filled as were given.

use std::f32::consts::{FRAC_PI_2, TAU};

use eframe::egui::{Color32, Painter, Pos2, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, accesskit::Role, epaint::PathShape};

use super::choice_row::{answer_focus, focus_ring, keeps_enter};
use crate::gui::theme::{TARGET, Tokens};

/// Draws the stars, each called by its name; the one that was pressed. `given` is how many are filled.
pub fn stars_ui(ui: &mut Ui, tokens: &Tokens, names: &[String], given: usize, is_enabled: bool) -> Option<usize> {
    let mut pressed = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(2.0);
        for (index, name) in names.iter().enumerate() {
            let sense = if is_enabled { Sense::click() } else { Sense::hover() };
            let (rect, response) = ui.allocate_exact_size(Vec2::splat(TARGET + 4.0), sense);
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, is_enabled, index + 1 == given, name));
            if response.has_focus() {
                ui.data_mut(|data| data.insert_temp(answer_focus(), response.id));
                focus_ring(ui.painter(), rect.shrink(4.0), tokens);
            }
            let is_filled = index < given;
            let edge = if is_filled || response.hovered() {
                tokens.accent
            } else {
                tokens.quiet
            };
            paint(ui.painter(), rect.center(), is_filled.then_some(tokens.accent), edge);
            if response.clicked() && !keeps_enter(ui, &response) {
                pressed = Some(index);
            }
        }
    });
    pressed
}

/// A star of five points: painted as triangles around its middle, because it is not convex.
fn paint(painter: &Painter, centre: Pos2, fill: Option<Color32>, edge: Color32) {
    let corner = |index: usize| {
        let radius = if index.is_multiple_of(2) { 17.0 } else { 7.5 };
        centre + Vec2::angled(index as f32 * TAU / 10.0 - FRAC_PI_2) * radius
    };
    let corners: Vec<Pos2> = (0..10).map(corner).collect();
    if let Some(fill) = fill {
        for index in 0..10 {
            let triangle = vec![centre, corner(index), corner((index + 1) % 10)];
            painter.add(Shape::convex_polygon(triangle, fill, Stroke::new(0.75, fill)));
        }
    }
    painter.add(PathShape::closed_line(corners, Stroke::new(1.5, edge)));
}
