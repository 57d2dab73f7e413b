//! One answer that can be chosen: a full-width row with its number key at the left, filled with the accent when chosen.

use eframe::egui::{
    Align2, Color32, CornerRadius, FontId, Id, Key, Painter, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    accesskit::Role,
};

use super::{Pen, markdown_job, markup};
use crate::gui::theme::{CORNER, TARGET, Tokens, size, space};

/// Whether one answer excludes the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A dot: one of them.
    One,
    /// A tick: any of them.
    Many,
}

/// What a row shows.
#[derive(Debug, Clone)]
pub struct ChoiceRow<'a> {
    /// The digit that chooses it, if there is one left for it.
    pub key: Option<char>,
    /// The answer in words; wraps, never cut.
    pub label: &'a str,
    /// One or many.
    pub mark: Mark,
    /// Chosen now.
    pub is_chosen: bool,
    /// Can be changed.
    pub is_enabled: bool,
}

/// Draws the row. `clicked()` tells that it was chosen; Enter on a focused row does not choose it, because Enter goes on.
pub fn choice_row_ui(ui: &mut Ui, tokens: &Tokens, row: &ChoiceRow<'_>) -> Response {
    let width = ui.available_width();
    let gutter = TARGET;
    let text_colour = if row.is_chosen { tokens.on_accent } else { tokens.ink };
    let pen = Pen {
        font: FontId::proportional(size::BODY),
        colour: text_colour,
        tokens: (!row.is_chosen).then_some(tokens),
    };
    let mut job = markdown_job(row.label, &pen);
    job.wrap.max_width = (width - gutter * 2.0).max(40.0);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let height = (galley.size().y + space::M * 2.0).max(TARGET);
    let (rect, mut response) = ui.allocate_exact_size(
        Vec2::new(width, height),
        if row.is_enabled { Sense::click() } else { Sense::hover() },
    );
    let role = match row.mark {
        Mark::One => Role::RadioButton,
        Mark::Many => Role::CheckBox,
    };
    response.widget_info(|| WidgetInfo::selected(role, row.is_enabled, row.is_chosen, markup::plain(row.label)));
    if response.has_focus() {
        ui.data_mut(|data| data.insert_temp(answer_focus(), response.id));
    }
    if response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        response = ui
            .interact(rect, response.id.with("enter goes on"), Sense::hover())
            .with_new_rect(rect);
    }
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let painter = ui.painter();
    let fill = match (row.is_chosen, response.hovered() && row.is_enabled) {
        (true, _) => tokens.accent,
        (false, true) => tokens.hover,
        (false, false) => tokens.surface,
    };
    painter.rect(
        rect,
        CornerRadius::same(CORNER),
        fill,
        Stroke::new(1.0, if row.is_chosen { tokens.accent } else { tokens.line }),
        StrokeKind::Inside,
    );
    if ui.memory(|memory| memory.has_focus(response.id)) {
        focus_ring(painter, rect, tokens);
    }
    if let Some(key) = row.key {
        let colour = if row.is_chosen { tokens.on_accent } else { tokens.quiet };
        painter.text(
            Pos2::new(rect.left() + gutter / 2.0, rect.center().y),
            Align2::CENTER_CENTER,
            key,
            FontId::monospace(size::SMALL),
            colour,
        );
    }
    painter.galley(
        Pos2::new(rect.left() + gutter, rect.center().y - galley.size().y / 2.0),
        galley,
        text_colour,
    );
    let mark_colour = if row.is_chosen { tokens.on_accent } else { tokens.quiet };
    paint_mark(painter, Pos2::new(rect.right() - gutter / 2.0, rect.center().y), row, mark_colour);
    response
}

/// Where the answer that has the keyboard leaves its id, so that Enter can tell it from a button.
pub fn answer_focus() -> Id {
    Id::unique("the answer that has the keyboard")
}

/// The ring around what has the keyboard.
pub(super) fn focus_ring(painter: &Painter, rect: Rect, tokens: &Tokens) {
    painter.rect_stroke(
        rect.expand(2.0),
        CornerRadius::same(CORNER + 2),
        Stroke::new(2.0, tokens.accent),
        StrokeKind::Outside,
    );
}

fn paint_mark(painter: &Painter, centre: Pos2, row: &ChoiceRow<'_>, colour: Color32) {
    let stroke = Stroke::new(1.5, colour);
    match row.mark {
        Mark::One => {
            painter.circle_stroke(centre, 8.0, stroke);
            if row.is_chosen {
                painter.circle_filled(centre, 4.5, colour);
            }
        }
        Mark::Many => {
            let square = Rect::from_center_size(centre, Vec2::splat(17.0));
            painter.rect_stroke(square, CornerRadius::same(4), stroke, StrokeKind::Inside);
            if row.is_chosen {
                let points = [(-4.5, 0.0), (-1.2, 3.5), (4.5, -3.5)];
                painter.line(points.map(|(x, y)| centre + Vec2::new(x, y)).to_vec(), Stroke::new(2.0, colour));
            }
        }
    }
}
