//! A table of questions: heads over a shared scale, and rows whose cells are its steps.

use std::sync::Arc;

use eframe::egui::{
    Align, Align2, Color32, CornerRadius, FontId, Galley, Id, Key, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    accesskit::Role,
};

use super::answer::chosen_names;
use super::digits::{digit_for, pressed_digit};
use super::matrix::is_one;
use super::missing::word;
use super::outline;
use super::question::{Asking, Tried};
use crate::form::MediaKind;
use crate::gui::pictures::{Picture, fitted, paint};
use crate::gui::theme::{CORNER, TARGET, Tokens, size, space};
use crate::gui::widgets::{Pen, Sign, answer_focus, caption, markdown_job, markdown_ui, markup, tick};
use crate::interview::{At, Missing, Offered, Violation};

/// The room of a picture over a step.
const FACE: f32 = 44.0;

/// How the width is shared out.
pub struct Columns {
    text: f32,
    cell: f32,
}

impl Columns {
    /// Words get the most; cells stay wide enough to be hit.
    pub fn of(width: f32, scale: usize) -> Self {
        let count = scale.max(1) as f32;
        let cell = ((width * 0.56) / count).clamp(40.0, 120.0);
        Self {
            text: width - cell * count,
            cell,
        }
    }
}

/// A row as drawn.
pub struct Drawn {
    /// The row itself: pressing it makes it current.
    pub response: Response,
    /// The row has the keyboard.
    pub has_keyboard: bool,
    /// A cell was pressed.
    pub is_answered: bool,
}

/// A table in the middle of a page; the row that has the keyboard. A digit answers that row and moves down.
pub fn table_ui(ui: &mut Ui, asking: &mut Asking<'_>, head: Option<At>, rows: &[At]) -> Option<At> {
    let first = *rows.first()?;
    let mut current = None;
    let scale = asking.interview.choices(first).unwrap_or_default();
    let columns = Columns::of(ui.available_width(), scale.len());
    heads_ui(ui, asking, &columns, head, first, &scale);
    ui.spacing_mut().item_spacing.y = 2.0;
    let mut goes_down = false;
    for &at in rows {
        let is_current = asking.current == Some(at);
        let drawn = row_ui(ui, asking, at, &columns, &scale, is_current);
        if drawn.response.clicked() || goes_down || asking.is_fresh && is_current {
            drawn.response.request_focus();
        }
        goes_down = false;
        if drawn.has_keyboard && asking.has_keys && asking.answer_row(at, &scale, pressed_digit(ui)) {
            goes_down = is_one(asking, at);
        }
        if drawn.is_answered {
            drawn.response.request_focus();
        }
        if drawn.has_keyboard {
            current = Some(at);
        }
    }
    current
}

/// What stands over the cells, and in the corner the words of whoever lends them. Where there is no room, a line names the digits.
pub fn heads_ui(ui: &mut Ui, asking: &mut Asking<'_>, columns: &Columns, head: Option<At>, first: At, scale: &[Offered]) {
    let tokens = asking.view.tokens;
    let corner = head.map(|at| asking.interview.label(at)).unwrap_or_default();
    if let Some(at) = head {
        asking.media_ui(ui, &asking.interview.form().node(asking.interview.node(at)).media);
    }
    if columns.cell < 64.0 {
        if !corner.is_empty() {
            markdown_ui(ui, tokens, &corner, FontId::proportional(size::BODY), tokens.quiet);
        }
        let steps = scale.iter().zip(1..);
        let legend: Vec<String> = steps
            .map(|(choice, number)| format!("{number} {}", markup::plain(&choice.label)))
            .collect();
        caption(ui, tokens, &legend.join(" · "));
        return;
    }
    let pictures: Vec<Option<(&Picture, Vec2)>> = scale.iter().map(|choice| face(asking, first, &choice.name, columns.cell)).collect();
    let galleys: Vec<Arc<Galley>> = scale
        .iter()
        .map(|choice| {
            laid(
                ui,
                &choice.label,
                columns.cell - space::S,
                tokens,
                size::SMALL,
                tokens.quiet,
                Align::Center,
            )
        })
        .collect();
    let corner = laid(
        ui,
        &corner,
        columns.text - space::M * 2.0,
        tokens,
        size::BODY,
        tokens.quiet,
        Align::LEFT,
    );
    let face_height = pictures.iter().flatten().map(|(_, size)| size.y + space::XS).fold(0.0, f32::max);
    let words_height = galleys.iter().map(|galley| galley.size().y).fold(20.0, f32::max);
    let height = (words_height + face_height).max(corner.size().y) + space::S;
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::hover());
    let bottom = rect.bottom() - space::XS;
    let corner_at = Pos2::new(rect.left() + space::M, bottom - corner.size().y);
    ui.painter().galley(corner_at, corner, tokens.quiet);
    for (column, (galley, picture)) in galleys.into_iter().zip(pictures).enumerate() {
        let centre = rect.left() + columns.text + columns.cell * (column as f32 + 0.5);
        if let Some((picture, size)) = picture {
            let top = bottom - words_height - space::XS - size.y;
            paint(
                ui.painter(),
                tokens,
                picture,
                Rect::from_min_size(Pos2::new(centre - size.x / 2.0, top), size),
            );
        }
        let top = bottom - galley.size().y;
        ui.painter().galley(Pos2::new(centre, top), galley, tokens.quiet);
    }
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, tokens.line));
}

fn face<'a>(asking: &Asking<'a>, at: At, name: &str, cell: f32) -> Option<(&'a Picture, Vec2)> {
    let choice = asking.interview.named_choice(at, name)?;
    let file = choice.media.file(MediaKind::Image, asking.interview.language())?;
    let picture = asking.pictures.find(file)?;
    Some((picture, fitted(picture.size()?, Vec2::new(cell - space::S, FACE))))
}

/// Draws a row and its cells; what is pressed becomes an answer.
pub fn row_ui(ui: &mut Ui, asking: &mut Asking<'_>, at: At, columns: &Columns, scale: &[Offered], is_current: bool) -> Drawn {
    let tokens = asking.view.tokens;
    let interview = asking.interview;
    let label = interview.label(at);
    let name = markup::plain(&label);
    let is_answered = outline::is_answered(interview, at);
    let ink = if is_answered && !is_current { tokens.quiet } else { tokens.ink };
    let width = columns.text - space::M * 2.0;
    let words = laid(ui, &label, width, tokens, size::BODY, ink, Align::LEFT);
    let hint = laid(ui, &interview.hint(at), width, tokens, size::SMALL, tokens.quiet, Align::LEFT);
    let note = row_note(asking, at);
    let hint_height = if hint.text().is_empty() { 0.0 } else { hint.size().y };
    let note_height = if note.is_some() { 20.0 } else { 0.0 };
    let text_height = words.size().y + hint_height + note_height;
    let height = (text_height + space::S * 2.0).max(TARGET);
    let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), height));
    let id = Id::unique(("row", interview.reference(at)));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_current, &name));
    if response.has_focus() {
        ui.data_mut(|data| data.insert_temp(answer_focus(), id));
    }
    if is_current {
        let frame = (CornerRadius::same(CORNER), tokens.surface, Stroke::new(1.5, tokens.accent));
        ui.painter().rect(rect, frame.0, frame.1, frame.2, StrokeKind::Inside);
    }
    let mut top = rect.center().y - text_height / 2.0;
    for (galley, height) in [(Arc::clone(&words), words.size().y), (hint, hint_height)] {
        if height > 0.0 {
            ui.painter().galley(Pos2::new(rect.left() + space::M, top), galley, ink);
            top += height;
        }
    }
    if let Some((sign, words)) = note {
        let left = rect.left() + space::M;
        sign.paint(ui.painter(), Pos2::new(left + 8.0, top + 11.0), tokens);
        let at = Pos2::new(left + 22.0, top + 11.0);
        let font = FontId::proportional(size::SMALL - 1.0);
        ui.painter().text(at, Align2::LEFT_CENTER, words, font, sign.colour(tokens));
    }
    let mut is_pressed = false;
    let chosen = chosen_names(interview, at);
    for (column, choice) in scale.iter().enumerate() {
        let left = rect.left() + columns.text + columns.cell * column as f32;
        let cell = Cell {
            rect: Rect::from_min_size(Pos2::new(left, rect.top()), Vec2::new(columns.cell, rect.height())),
            id: id.with(column),
            name: format!("{name}: {}", markup::plain(&choice.label)),
            digit: digit_for(column),
            is_one: is_one(asking, at),
            is_chosen: chosen.contains(&choice.name),
            is_quiet: !is_current,
        };
        if cell.ui(ui, tokens) && !interview.is_read_only(at) {
            asking.choose_in_row(at, &choice.name);
            is_pressed = true;
        }
    }
    let has_keyboard = response.has_focus();
    let response = if has_keyboard && ui.input(|input| input.key_pressed(Key::Enter)) {
        // Enter goes on; it does not press the row.
        ui.interact(rect, id.with("enter goes on"), Sense::hover())
    } else {
        response
    };
    if interview.violation(at) == Some(Violation::Constraint) || interview.is_doubtful(at) {
        asking.violation_ui(ui, at);
    }
    Drawn {
        response,
        has_keyboard,
        is_answered: is_pressed,
    }
}

/// A circle with its digit, or a square where several may be chosen; filled when chosen.
struct Cell {
    rect: Rect,
    id: Id,
    name: String,
    digit: Option<char>,
    is_one: bool,
    is_chosen: bool,
    is_quiet: bool,
}

impl Cell {
    /// Draws it; tells whether it was pressed. The row has the keyboard, never a cell.
    fn ui(self, ui: &Ui, tokens: &Tokens) -> bool {
        let response = ui.interact(self.rect, self.id, Sense::CLICK);
        let role = if self.is_one { Role::RadioButton } else { Role::CheckBox };
        response.widget_info(|| WidgetInfo::selected(role, true, self.is_chosen, &self.name));
        let (painter, centre) = (ui.painter(), self.rect.center());
        let fill = match (self.is_chosen, response.hovered()) {
            (true, _) => tokens.accent,
            (false, true) => tokens.hover,
            (false, false) => Color32::TRANSPARENT,
        };
        let edge = match (self.is_chosen, self.is_quiet) {
            (true, _) => tokens.accent,
            (false, true) => tokens.line,
            (false, false) => tokens.quiet,
        };
        let stroke = Stroke::new(1.5, edge);
        if self.is_one {
            painter.circle(centre, 14.0, fill, stroke);
        } else {
            let square = Rect::from_center_size(centre, Vec2::splat(26.0));
            painter.rect(square, CornerRadius::same(6), fill, stroke, StrokeKind::Inside);
        }
        let ink = if self.is_chosen { tokens.on_accent } else { tokens.quiet };
        match self.digit {
            _ if self.is_chosen && !self.is_one => tick(painter, centre, ink),
            Some(digit) => {
                painter.text(centre, Align2::CENTER_CENTER, digit, FontId::monospace(size::SMALL), ink);
            }
            None => {}
        }
        response.clicked()
    }
}

fn laid(ui: &Ui, text: &str, width: f32, tokens: &Tokens, size: f32, colour: Color32, align: Align) -> Arc<Galley> {
    let pen = Pen {
        font: FontId::proportional(size),
        colour,
        tokens: Some(tokens),
    };
    let mut job = markdown_job(text, &pen);
    job.wrap.max_width = width;
    job.halign = align;
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

fn row_note(asking: &Asking<'_>, at: At) -> Option<(Sign, String)> {
    match asking.interview.missing(at) {
        Some(missing @ Missing::Later) => Some((Sign::Later, asking.view.say(word(missing)))),
        Some(missing @ (Missing::DontKnow | Missing::Refused)) => Some((Sign::Done, asking.view.say(word(missing)))),
        _ if asking.tried != Tried::No && asking.interview.violation(at) == Some(Violation::Required) => {
            Some((Sign::Block, asking.view.say("field-review-required")))
        }
        _ => None,
    }
}
