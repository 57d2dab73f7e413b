//! One row of a ranking: its rank, its words, and the buttons that move it; it can be dragged too.

use eframe::egui::{
    Align2, Color32, CornerRadius, FontId, Id, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, accesskit::Role,
};

use super::choice_row::{answer_focus, focus_ring};
use super::{Pen, markdown_job, markup};
use crate::gui::theme::{CORNER, TARGET, Tokens, size, space};

/// What a row shows.
#[derive(Debug, Clone, Copy)]
pub struct RankRow<'a> {
    /// Stable identity.
    pub id: Id,
    /// The choice in words.
    pub label: &'a str,
    /// What a screen reader says: the rank and the words.
    pub name: &'a str,
    /// Its rank, the first 1; `None` before it has one.
    pub rank: Option<usize>,
    /// The digit that gives it the next rank.
    pub key: Option<char>,
    /// Can be changed.
    pub is_enabled: bool,
    /// What the buttons are called; `None` where the row cannot go that way.
    pub up: Option<&'a str>,
    /// Likewise.
    pub down: Option<&'a str>,
}

/// What was done to a row.
#[derive(Debug, Clone)]
pub struct RankOutcome {
    /// The row itself.
    pub response: Response,
    /// A button moved it: −1 up, 1 down.
    pub moved: i64,
}

/// Draws the row.
pub fn rank_row_ui(ui: &mut Ui, tokens: &Tokens, row: &RankRow<'_>) -> RankOutcome {
    let buttons = TARGET * 2.0;
    let width = ui.available_width();
    let colour = if row.rank.is_some() { tokens.ink } else { tokens.quiet };
    let pen = Pen {
        font: FontId::proportional(size::BODY),
        colour,
        tokens: Some(tokens),
    };
    let mut job = markdown_job(row.label, &pen);
    job.wrap.max_width = (width - TARGET - buttons - space::S).max(40.0);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let height = (galley.size().y + space::M * 2.0).max(TARGET);
    let (_, rect) = ui.allocate_space(Vec2::new(width, height));
    let sense = if row.is_enabled { Sense::click_and_drag() } else { Sense::hover() };
    let response = ui.interact(rect, row.id, sense);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, row.is_enabled, row.rank.is_some(), markup::plain(row.name)));
    if response.has_focus() {
        ui.data_mut(|data| {
            data.insert_temp(answer_focus(), response.id);
            data.insert_temp(moves_with_alt(), response.id);
        });
    }
    if ui.is_rect_visible(rect) {
        let fill = if response.hovered() && row.is_enabled {
            tokens.hover
        } else {
            tokens.surface
        };
        let edge = if response.dragged() { tokens.accent } else { tokens.line };
        let painter = ui.painter();
        painter.rect(rect, CornerRadius::same(CORNER), fill, Stroke::new(1.0, edge), StrokeKind::Inside);
        if response.has_focus() {
            focus_ring(painter, rect, tokens);
        }
        paint_rank(ui, tokens, row, Pos2::new(rect.left() + TARGET / 2.0, rect.center().y));
        let top = rect.center().y - galley.size().y / 2.0;
        painter.galley(Pos2::new(rect.left() + TARGET, top), galley, colour);
    }
    let mut moved = 0;
    for (slot, name, by) in [(2.0, row.up, -1), (1.0, row.down, 1)] {
        let Some(name) = name.filter(|_| row.is_enabled) else { continue };
        let left = rect.right() - TARGET * slot;
        let place = Rect::from_min_size(Pos2::new(left, rect.center().y - TARGET / 2.0), Vec2::splat(TARGET)).shrink(4.0);
        if arrow_ui(ui, tokens, place, row.id.with(by), name, by) {
            moved = by;
        }
    }
    RankOutcome { response, moved }
}

/// Where a row that has the keyboard leaves its id: Alt with an arrow moves it, and means nothing else meanwhile.
pub fn moves_with_alt() -> Id {
    Id::unique("what Alt with an arrow moves")
}

fn paint_rank(ui: &Ui, tokens: &Tokens, row: &RankRow<'_>, centre: Pos2) {
    let painter = ui.painter();
    let small = FontId::monospace(size::SMALL);
    match (row.rank, row.key) {
        (Some(rank), _) => {
            painter.circle_filled(centre, 13.0, tokens.accent);
            painter.text(centre, Align2::CENTER_CENTER, rank, small, tokens.on_accent);
        }
        (None, Some(key)) => {
            painter.text(centre, Align2::CENTER_CENTER, key, small, tokens.quiet);
        }
        (None, None) => {}
    }
}

fn arrow_ui(ui: &Ui, tokens: &Tokens, place: Rect, id: Id, name: &str, by: i64) -> bool {
    let response = ui.interact(place, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let painter = ui.painter();
    let fill = if response.hovered() { tokens.line } else { Color32::TRANSPARENT };
    painter.rect_filled(place, CornerRadius::same(CORNER), fill);
    if response.has_focus() {
        focus_ring(painter, place.shrink(2.0), tokens);
    }
    let way = by as f32;
    let points = [(-6.0, -3.0), (0.0, 3.0), (6.0, -3.0)].map(|(x, y)| place.center() + Vec2::new(x, y * way));
    painter.line(points.to_vec(), Stroke::new(2.0, tokens.ink));
    response.clicked()
}
