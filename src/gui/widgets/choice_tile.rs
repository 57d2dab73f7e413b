//! Answers side by side: tiles with their picture on top, and steps of a scale on one line.

use std::sync::Arc;

use eframe::egui::text::LayoutJob;
use eframe::egui::{Align, Align2, Color32, FontId, Galley, Pos2, Rect, Response, Stroke, Ui, Vec2};

use super::choice_row::{ChoiceRow, focus_ring};
use super::markdown_job;
use crate::gui::pictures::{Picture, fitted, paint};
use crate::gui::theme::{TARGET, Tokens, size, space};

/// The tallest picture on a tile.
const PICTURE: f32 = 150.0;
/// The tallest picture over a step of a scale.
const FACE: f32 = 56.0;
/// A key, a mark and the air around them.
const GUTTER: f32 = 36.0;

/// A tile laid out for its width.
pub struct Tile<'a> {
    choice: ChoiceRow<'a>,
    galley: Arc<Galley>,
    picture: Option<(&'a Picture, Vec2)>,
    width: f32,
}

impl<'a> Tile<'a> {
    /// Lays a tile out; `width` is the most it may have, `None` as much as its words need.
    pub fn new(ui: &Ui, tokens: &Tokens, choice: ChoiceRow<'a>, width: Option<f32>) -> Self {
        let most = width.unwrap_or_else(|| ui.available_width());
        let room = Vec2::new((most - space::S * 2.0).max(24.0), PICTURE);
        let picture = choice.picture.and_then(|picture| Some((picture, fitted(picture.size()?, room))));
        let sides = if picture.is_some() { space::S * 2.0 } else { GUTTER * 2.0 };
        let words = if choice.has_picture_alone() { "" } else { choice.label };
        let mut job = markdown_job(words, &choice.pen(tokens, size::BODY));
        job.wrap.max_width = (most - sides).max(24.0);
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
        let needed = (galley.size().x + sides).max(picture.map_or(0.0, |(_, size)| size.x + space::S * 2.0));
        Self {
            choice,
            galley,
            picture,
            width: width.unwrap_or_else(|| needed.max(TARGET * 2.0).min(most)),
        }
    }

    /// How wide it is.
    pub fn width(&self) -> f32 {
        self.width
    }

    /// How tall it must be.
    pub fn height(&self) -> f32 {
        let words = self.galley.size().y;
        let Some((_, picture)) = self.picture else {
            return (words + space::M * 2.0).max(TARGET);
        };
        let foot = if self.choice.is_bare && self.choice.key.is_none() {
            0.0
        } else {
            24.0
        };
        let words = if words > 1.0 && !self.choice.has_picture_alone() {
            words + space::S
        } else {
            0.0
        };
        picture.y + space::S * 2.0 + words + foot
    }

    /// Draws it, as tall as its neighbours.
    pub fn ui(self, ui: &mut Ui, tokens: &Tokens, height: f32) -> Response {
        let (rect, response) = ui.allocate_exact_size(Vec2::new(self.width, height), self.choice.sense());
        let response = self.choice.respond(ui, rect, response);
        if !ui.is_rect_visible(rect) {
            return response;
        }
        self.choice.paint_frame(ui, tokens, rect, &response);
        let painter = ui.painter();
        let ink = self.choice.pen(tokens, size::BODY).colour;
        let Some((picture, size)) = self.picture else {
            self.choice
                .paint_key(painter, tokens, Pos2::new(rect.left() + GUTTER / 2.0, rect.center().y));
            let at = Pos2::new(rect.left() + GUTTER, rect.center().y - self.galley.size().y / 2.0);
            painter.galley(at, self.galley, ink);
            self.choice
                .paint_mark(painter, tokens, Pos2::new(rect.right() - GUTTER / 2.0, rect.center().y));
            return response;
        };
        let top = rect.top() + space::S;
        let place = Rect::from_min_size(Pos2::new(rect.center().x - size.x / 2.0, top), size);
        paint(painter, tokens, picture, place);
        if !self.choice.has_picture_alone() {
            let at = Pos2::new(rect.center().x - self.galley.size().x / 2.0, place.bottom() + space::S);
            painter.galley(at, self.galley, ink);
        }
        let foot = rect.bottom() - 18.0;
        self.choice.paint_key(painter, tokens, Pos2::new(rect.left() + 18.0, foot));
        self.choice.paint_mark(painter, tokens, Pos2::new(rect.right() - 18.0, foot));
        response
    }
}

/// Draws the steps of a scale on one line, each with its picture and its words below; the responses in order.
pub fn scale_ui(ui: &mut Ui, tokens: &Tokens, steps: &[ChoiceRow<'_>]) -> Vec<Response> {
    let width = ui.available_width() / steps.len().max(1) as f32;
    let laid: Vec<Step<'_>> = steps.iter().map(|choice| Step::new(ui, tokens, choice, width)).collect();
    let height = laid.iter().map(Step::height).fold(TARGET, f32::max);
    let responses = ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let last = laid.len().saturating_sub(1);
        let places = laid.into_iter().enumerate();
        places
            .map(|(index, step)| step.ui(ui, tokens, Vec2::new(width, height), index > 0, index < last))
            .collect()
    });
    responses.inner
}

struct Step<'a> {
    choice: &'a ChoiceRow<'a>,
    galley: Arc<Galley>,
    picture: Option<(&'a Picture, Vec2)>,
}

impl<'a> Step<'a> {
    fn new(ui: &Ui, tokens: &Tokens, choice: &'a ChoiceRow<'a>, width: f32) -> Self {
        let room = Vec2::new(width - space::S, FACE);
        let plain = ChoiceRow {
            is_chosen: false,
            ..choice.clone()
        };
        let mut job: LayoutJob = markdown_job(choice.label, &plain.pen(tokens, size::SMALL));
        job.wrap.max_width = width - space::S;
        job.halign = Align::Center;
        Self {
            choice,
            galley: ui.fonts_mut(|fonts| fonts.layout_job(job)),
            picture: choice.picture.and_then(|picture| Some((picture, fitted(picture.size()?, room)))),
        }
    }

    fn height(&self) -> f32 {
        let picture = self.picture.map_or(0.0, |(_, size)| size.y + space::S);
        TARGET + picture + self.galley.size().y + space::S
    }

    fn ui(self, ui: &mut Ui, tokens: &Tokens, size: Vec2, has_left: bool, has_right: bool) -> Response {
        let (rect, response) = ui.allocate_exact_size(size, self.choice.sense());
        let response = self.choice.respond(ui, rect, response);
        let centre = Pos2::new(rect.center().x, rect.top() + TARGET / 2.0);
        let painter = ui.painter();
        let line = Stroke::new(2.0, tokens.line);
        if has_left {
            painter.hline(rect.left()..=centre.x - 16.0, centre.y, line);
        }
        if has_right {
            painter.hline(centre.x + 16.0..=rect.right(), centre.y, line);
        }
        let (fill, edge) = match (self.choice.is_chosen, response.hovered() && self.choice.is_enabled) {
            (true, _) => (tokens.accent, tokens.accent),
            (false, true) => (tokens.hover, tokens.quiet),
            (false, false) => (Color32::TRANSPARENT, tokens.quiet),
        };
        painter.circle(centre, 14.0, fill, Stroke::new(1.5, edge));
        if ui.memory(|memory| memory.has_focus(response.id)) {
            focus_ring(painter, Rect::from_center_size(centre, Vec2::splat(32.0)), tokens);
        }
        if let Some(key) = self.choice.key {
            let ink = if self.choice.is_chosen { tokens.on_accent } else { tokens.quiet };
            painter.text(centre, Align2::CENTER_CENTER, key, FontId::monospace(size::SMALL), ink);
        } else if self.choice.is_chosen {
            painter.circle_filled(centre, 5.0, tokens.on_accent);
        }
        let mut top = rect.top() + TARGET;
        if let Some((picture, size)) = self.picture {
            paint(
                painter,
                tokens,
                picture,
                Rect::from_min_size(Pos2::new(centre.x - size.x / 2.0, top), size),
            );
            top += size.y + space::S;
        }
        painter.galley(Pos2::new(centre.x, top), self.galley, tokens.ink);
        response
    }
}
