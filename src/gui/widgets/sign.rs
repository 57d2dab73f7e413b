//! Small signs, drawn rather than typed, so that they look alike in every font. A sign never stands without its word.

use std::f32::consts::TAU;

use eframe::egui::{Color32, Painter, Pos2, Response, Sense, Shape, Stroke, Ui, Vec2};

use crate::gui::theme::Tokens;

/// What a sign says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// Complete.
    Done,
    /// Begun, or where the user is.
    Here,
    /// Not begun.
    Open,
    /// To be asked later.
    Later,
    /// Worth a look.
    Warn,
    /// Something stops the end.
    Block,
    /// Stays behind, taken out.
    Stop,
}

impl Sign {
    /// Its colour in a theme.
    pub fn colour(self, tokens: &Tokens) -> Color32 {
        match self {
            Self::Done => tokens.done,
            Self::Here => tokens.accent,
            Self::Open | Self::Stop => tokens.quiet,
            Self::Later | Self::Warn => tokens.warn,
            Self::Block => tokens.block,
        }
    }

    /// Draws it into a square of 16 points around `centre`.
    pub fn paint(self, painter: &Painter, centre: Pos2, tokens: &Tokens) {
        let colour = self.colour(tokens);
        let thick = Stroke::new(2.0, colour);
        match self {
            Self::Done => {
                let points = [(-5.5, 0.5), (-1.5, 4.5), (5.5, -4.0)];
                painter.line(points.map(|(x, y)| centre + Vec2::new(x, y)).to_vec(), thick);
            }
            Self::Here => {
                painter.circle_filled(centre, 5.0, colour);
            }
            Self::Open => {
                painter.circle_stroke(centre, 4.5, Stroke::new(1.5, colour));
            }
            Self::Later => clock(painter, centre, thick),
            Self::Warn => triangle(painter, centre, thick),
            Self::Block => {
                painter.circle_filled(centre, 7.0, colour);
                let ink = Stroke::new(2.0, tokens.surface);
                painter.line_segment([centre - Vec2::new(0.0, 3.5), centre + Vec2::new(0.0, 0.8)], ink);
                painter.circle_filled(centre + Vec2::new(0.0, 3.6), 1.2, tokens.surface);
            }
            Self::Stop => {
                painter.line_segment([centre - Vec2::new(4.5, 0.0), centre + Vec2::new(4.5, 0.0)], thick);
            }
        }
    }
}

fn clock(painter: &Painter, centre: Pos2, stroke: Stroke) {
    painter.circle_stroke(centre, 6.0, Stroke::new(1.5, stroke.color));
    let hand = |turn: f32, length: f32| centre + Vec2::angled(turn * TAU) * length;
    painter.line_segment([centre, hand(0.75, 4.0)], Stroke::new(1.5, stroke.color));
    painter.line_segment([centre, hand(0.0, 3.0)], Stroke::new(1.5, stroke.color));
}

fn triangle(painter: &Painter, centre: Pos2, stroke: Stroke) {
    let corner = |x: f32, y: f32| centre + Vec2::new(x, y);
    let outline = vec![corner(0.0, -6.5), corner(7.0, 5.5), corner(-7.0, 5.5)];
    painter.add(Shape::closed_line(outline, Stroke::new(1.5, stroke.color)));
    painter.line_segment([corner(0.0, -2.5), corner(0.0, 1.5)], Stroke::new(1.5, stroke.color));
    painter.circle_filled(corner(0.0, 3.6), 0.9, stroke.color);
}

/// A sign in the line of text; `word` is what a screen reader says for it.
pub fn sign_ui(ui: &mut Ui, tokens: &Tokens, sign: Sign) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(18.0), Sense::hover());
    sign.paint(ui.painter(), rect.center(), tokens);
    response
}
