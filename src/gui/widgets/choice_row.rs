//! One answer that can be chosen: a full-width row with its number key at the left, filled with the accent when chosen.

use eframe::egui::{
    Align2, Color32, CornerRadius, FontId, Id, Key, Painter, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    accesskit::Role,
};

use super::{Pen, markdown_job, markup};
use crate::gui::pictures::{Picture, fitted, paint};
use crate::gui::theme::{CORNER, TARGET, Tokens, size, space};

/// The room of a picture in a row.
const PICTURE: Vec2 = Vec2::new(132.0, 96.0);

/// Whether one answer excludes the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mark {
    /// A dot: one of them.
    #[default]
    One,
    /// A tick: any of them.
    Many,
}

/// What a row shows.
#[derive(Debug, Clone, Default)]
pub struct ChoiceRow<'a> {
    /// The digit that chooses it, if there is one left for it.
    pub key: Option<char>,
    /// The answer in words; wraps, never cut.
    pub label: &'a str,
    /// What stands before the words.
    pub picture: Option<&'a Picture>,
    /// One or many.
    pub mark: Mark,
    /// The mark is not drawn: the fill alone says what is chosen, and the words where there is no picture.
    pub is_bare: bool,
    /// Chosen now.
    pub is_chosen: bool,
    /// Can be changed.
    pub is_enabled: bool,
}

impl ChoiceRow<'_> {
    /// The words laid out for their room.
    pub(super) fn pen<'t>(&self, tokens: &'t Tokens, size: f32) -> Pen<'t> {
        Pen {
            font: FontId::proportional(size),
            colour: if self.is_chosen { tokens.on_accent } else { tokens.ink },
            tokens: (!self.is_chosen).then_some(tokens),
        }
    }

    /// Whether the picture stands for the words.
    pub(super) fn has_picture_alone(&self) -> bool {
        self.is_bare && self.picture.and_then(Picture::size).is_some()
    }

    /// Announces the answer; Enter does not choose it, because Enter goes on.
    pub(super) fn respond(&self, ui: &Ui, rect: Rect, mut response: Response) -> Response {
        let role = match self.mark {
            Mark::One => Role::RadioButton,
            Mark::Many => Role::CheckBox,
        };
        response.widget_info(|| WidgetInfo::selected(role, self.is_enabled, self.is_chosen, markup::plain(self.label)));
        if response.has_focus() {
            ui.data_mut(|data| data.insert_temp(answer_focus(), response.id));
        }
        if response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            response = ui
                .interact(rect, response.id.with("enter goes on"), Sense::hover())
                .with_new_rect(rect);
        }
        response
    }

    pub(super) fn sense(&self) -> Sense {
        if self.is_enabled { Sense::click() } else { Sense::hover() }
    }

    /// The frame, filled when chosen, with a ring when it has the keyboard.
    pub(super) fn paint_frame(&self, ui: &Ui, tokens: &Tokens, rect: Rect, response: &Response) {
        let fill = match (self.is_chosen, response.hovered() && self.is_enabled) {
            (true, _) => tokens.accent,
            (false, true) => tokens.hover,
            (false, false) => tokens.surface,
        };
        let edge = Stroke::new(1.0, if self.is_chosen { tokens.accent } else { tokens.line });
        ui.painter().rect(rect, CornerRadius::same(CORNER), fill, edge, StrokeKind::Inside);
        if ui.memory(|memory| memory.has_focus(response.id)) {
            focus_ring(ui.painter(), rect, tokens);
        }
    }

    pub(super) fn paint_key(&self, painter: &Painter, tokens: &Tokens, centre: Pos2) {
        let Some(key) = self.key else { return };
        let colour = self.quiet(tokens);
        painter.text(centre, Align2::CENTER_CENTER, key, FontId::monospace(size::SMALL), colour);
    }

    pub(super) fn paint_mark(&self, painter: &Painter, tokens: &Tokens, centre: Pos2) {
        let colour = self.quiet(tokens);
        let stroke = Stroke::new(1.5, colour);
        match self.mark {
            _ if self.is_bare => {}
            Mark::One => {
                painter.circle_stroke(centre, 8.0, stroke);
                if self.is_chosen {
                    painter.circle_filled(centre, 4.5, colour);
                }
            }
            Mark::Many => {
                let square = Rect::from_center_size(centre, Vec2::splat(17.0));
                painter.rect_stroke(square, CornerRadius::same(4), stroke, StrokeKind::Inside);
                if self.is_chosen {
                    tick(painter, centre, colour);
                }
            }
        }
    }

    fn quiet(&self, tokens: &Tokens) -> Color32 {
        if self.is_chosen { tokens.on_accent } else { tokens.quiet }
    }
}

/// Draws the row. `clicked()` tells that it was chosen.
pub fn choice_row_ui(ui: &mut Ui, tokens: &Tokens, row: &ChoiceRow<'_>) -> Response {
    let width = ui.available_width();
    let gutter = TARGET;
    let picture = row.picture.and_then(|picture| Some((picture, fitted(picture.size()?, PICTURE))));
    let picture_width = picture.map_or(0.0, |(_, size)| size.x + space::M);
    let words = if row.has_picture_alone() { "" } else { row.label };
    let pen = row.pen(tokens, size::BODY);
    let mut job = markdown_job(words, &pen);
    job.wrap.max_width = (width - gutter * 2.0 - picture_width).max(40.0);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let picture_height = picture.map_or(0.0, |(_, size)| size.y + space::S * 2.0);
    let height = (galley.size().y + space::M * 2.0).max(TARGET).max(picture_height);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, height), row.sense());
    let response = row.respond(ui, rect, response);
    if !ui.is_rect_visible(rect) {
        return response;
    }
    row.paint_frame(ui, tokens, rect, &response);
    let painter = ui.painter();
    row.paint_key(painter, tokens, Pos2::new(rect.left() + gutter / 2.0, rect.center().y));
    if let Some((picture, size)) = picture {
        let place = Rect::from_min_size(Pos2::new(rect.left() + gutter, rect.center().y - size.y / 2.0), size);
        paint(painter, tokens, picture, place);
    }
    painter.galley(
        Pos2::new(rect.left() + gutter + picture_width, rect.center().y - galley.size().y / 2.0),
        galley,
        pen.colour,
    );
    row.paint_mark(painter, tokens, Pos2::new(rect.right() - gutter / 2.0, rect.center().y));
    response
}

/// Where the answer that has the keyboard leaves its id, so that Enter can tell it from a button.
pub fn answer_focus() -> Id {
    Id::unique("the answer that has the keyboard")
}

/// Whether a press is Enter on what has the keyboard: on an answer it goes on and chooses nothing.
pub(super) fn keeps_enter(ui: &Ui, response: &Response) -> bool {
    response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

/// The ring around what has the keyboard.
pub(in crate::gui) fn focus_ring(painter: &Painter, rect: Rect, tokens: &Tokens) {
    painter.rect_stroke(
        rect.expand(2.0),
        CornerRadius::same(CORNER + 2),
        Stroke::new(2.0, tokens.accent),
        StrokeKind::Outside,
    );
}

/// A tick around a point.
pub(in crate::gui) fn tick(painter: &Painter, centre: Pos2, colour: Color32) {
    let points = [(-4.5, 0.0), (-1.2, 3.5), (4.5, -3.5)];
    painter.line(points.map(|(x, y)| centre + Vec2::new(x, y)).to_vec(), Stroke::new(2.0, colour));
}
