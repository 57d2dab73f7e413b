//! Rows that share one scale, on one page: the scale's heads stay while rows scroll, a digit answers the current row and moves down.

use eframe::egui::text::LayoutJob;
use eframe::egui::{
    Align, Align2, Color32, CornerRadius, FontId, Galley, Key, Modifiers, Pos2, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo, accesskit::Role,
};
use std::sync::Arc;

use super::digits::{digit_for, pressed_digit};
use super::missing::word;
use super::outline::{self, Page};
use super::question::Asking;
use crate::gui::theme::{CORNER, TARGET, Tokens, size, space};
use crate::gui::widgets::{Sign, answer_focus, caption};
use crate::interview::{At, Missing, Offered};

/// Where the keys are in a matrix.
#[derive(Debug, Default, Clone, Copy)]
pub struct MatrixScreen {
    /// The current row, an index into the rows.
    pub row: usize,
    /// The row that a jump was aimed at.
    pub aim: Option<usize>,
    scroll_to: bool,
}

/// How the width is shared out.
struct Columns {
    text: f32,
    cell: f32,
}

impl MatrixScreen {
    /// On a page just turned to, the first row without an answer is current.
    pub fn begin(&mut self, asking: &Asking<'_>, page: &Page) {
        let rows = rows(asking, page);
        let open = rows.iter().position(|at| !outline::is_answered(asking.interview, *at));
        self.row = self.aim.take().or(open).unwrap_or(0);
        self.scroll_to = true;
    }

    /// Draws heads and rows.
    pub fn ui(&mut self, ui: &mut Ui, asking: &mut Asking<'_>, page: &Page) {
        let rows = rows(asking, page);
        let Some(&first) = rows.first() else { return };
        let scale = asking.interview.choices(first).unwrap_or_default();
        self.keys(ui, asking, &rows, &scale);
        let answered = rows.iter().filter(|at| outline::is_answered(asking.interview, **at)).count();
        let counter = asking.view.say_with(
            "field-matrix-counter",
            &[("n", answered.to_string().into()), ("of", rows.len().to_string().into())],
        );
        caption(ui, asking.view.tokens, &counter);
        let columns = Columns::of(ui.available_width(), scale.len());
        heads_ui(ui, asking.view.tokens, &columns, &scale);
        let height = (ui.available_height() - TARGET - space::M).max(TARGET * 2.0);
        // Beside the rows, not on them.
        ui.spacing_mut().scroll.bar_outer_margin = -space::M;
        ScrollArea::vertical()
            .id_salt("matrix")
            .max_height(height)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                for (index, &at) in rows.iter().enumerate() {
                    self.row_ui(ui, asking, at, index, &columns, &scale);
                }
            });
        if let Some(&at) = rows.get(self.row)
            && asking.missing_ui(ui, at)
        {
            self.move_down(rows.len());
        }
    }

    fn keys(&mut self, ui: &Ui, asking: &mut Asking<'_>, rows: &[At], scale: &[Offered]) {
        self.row = self.row.min(rows.len().saturating_sub(1));
        if !asking.has_keys || ui.ctx().text_edit_focused() {
            return;
        }
        let (down, up) = ui.input_mut(|input| {
            (
                input.count_and_consume_key(Modifiers::NONE, Key::ArrowDown),
                input.count_and_consume_key(Modifiers::NONE, Key::ArrowUp),
            )
        });
        if down + up > 0 {
            self.row = (self.row + down).saturating_sub(up).min(rows.len().saturating_sub(1));
            self.scroll_to = true;
        }
        let Some(&at) = rows.get(self.row) else { return };
        if let Some(choice) =
            pressed_digit(ui).and_then(|digit| scale.iter().enumerate().find(|(index, _)| digit_for(*index) == Some(digit)))
        {
            asking.send_text(at, choice.1.name.clone());
            self.move_down(rows.len());
        }
    }

    fn move_down(&mut self, rows: usize) {
        self.row = (self.row + 1).min(rows.saturating_sub(1));
        self.scroll_to = true;
    }

    fn row_ui(&mut self, ui: &mut Ui, asking: &mut Asking<'_>, at: At, index: usize, columns: &Columns, scale: &[Offered]) {
        let tokens = asking.view.tokens;
        let interview = asking.interview;
        let label = interview.label(at);
        let is_current = index == self.row;
        let is_answered = outline::is_answered(interview, at);
        let ink = if is_answered && !is_current { tokens.quiet } else { tokens.ink };
        let galley = wrapped(ui, &label, columns.text - space::M * 2.0, ink, Align::LEFT);
        let note = row_note(asking, at);
        let note_height = if note.is_some() { 20.0 } else { 0.0 };
        let height = (galley.size().y + space::S * 2.0 + note_height).max(TARGET);
        let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_current, &label));
        if response.clicked() {
            self.row = index;
        }
        if is_current {
            let frame = (CornerRadius::same(CORNER), tokens.surface, Stroke::new(1.5, tokens.accent));
            ui.painter().rect(rect, frame.0, frame.1, frame.2, StrokeKind::Inside);
            if self.scroll_to {
                ui.scroll_to_rect(rect.expand2(Vec2::new(0.0, TARGET)), None);
                self.scroll_to = false;
            }
        }
        let text_height = galley.size().y + note_height;
        let text_top = rect.center().y - text_height / 2.0;
        let text_bottom = text_top + galley.size().y;
        ui.painter().galley(Pos2::new(rect.left() + space::M, text_top), galley, ink);
        if let Some((sign, words)) = note {
            sign.paint(ui.painter(), Pos2::new(rect.left() + space::M + 8.0, text_bottom + 11.0), tokens);
            ui.painter().text(
                Pos2::new(rect.left() + space::M + 22.0, text_bottom + 11.0),
                Align2::LEFT_CENTER,
                words,
                FontId::proportional(size::SMALL - 1.0),
                sign.colour(tokens),
            );
        }
        for (column, choice) in scale.iter().enumerate() {
            let left = rect.left() + columns.text + columns.cell * column as f32;
            let cell = Rect::from_min_size(Pos2::new(left, rect.top()), Vec2::new(columns.cell, rect.height()));
            let is_chosen = interview.value(at) == choice.name;
            let look = Cell {
                digit: digit_for(column),
                is_chosen,
                is_quiet: !is_current,
            };
            let response = ui.interact(cell, response.id.with(column), Sense::click());
            let name = format!("{label}: {}", choice.label);
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_chosen, &name));
            if response.has_focus() {
                ui.data_mut(|data| data.insert_temp(answer_focus(), response.id));
            }
            look.paint(ui, tokens, cell.center(), response.hovered(), response.has_focus());
            if response.clicked()
                && !interview.is_read_only(at)
                && !(response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter)))
            {
                asking.send_text(at, choice.name.clone());
                self.row = index;
                if is_current {
                    self.row += 1;
                    self.scroll_to = true;
                }
            }
        }
    }
}

/// A circle with its digit; filled when chosen.
struct Cell {
    digit: Option<char>,
    is_chosen: bool,
    is_quiet: bool,
}

impl Cell {
    fn paint(&self, ui: &Ui, tokens: &Tokens, centre: Pos2, is_hovered: bool, has_focus: bool) {
        let painter = ui.painter();
        let fill = match (self.is_chosen, is_hovered) {
            (true, _) => tokens.accent,
            (false, true) => tokens.hover,
            (false, false) => Color32::TRANSPARENT,
        };
        let edge = if self.is_chosen {
            tokens.accent
        } else if self.is_quiet {
            tokens.line
        } else {
            tokens.quiet
        };
        painter.circle(centre, 14.0, fill, Stroke::new(1.5, edge));
        if has_focus {
            painter.circle_stroke(centre, 18.0, Stroke::new(2.0, tokens.accent));
        }
        let ink = if self.is_chosen { tokens.on_accent } else { tokens.quiet };
        if let Some(digit) = self.digit {
            painter.text(centre, Align2::CENTER_CENTER, digit, FontId::monospace(size::SMALL), ink);
        }
    }
}

impl Columns {
    fn of(width: f32, scale: usize) -> Self {
        let count = scale.max(1) as f32;
        let cell = ((width * 0.56) / count).clamp(40.0, 120.0);
        Self {
            text: width - cell * count,
            cell,
        }
    }
}

fn heads_ui(ui: &mut Ui, tokens: &Tokens, columns: &Columns, scale: &[Offered]) {
    let is_narrow = columns.cell < 64.0;
    if is_narrow {
        let legend: Vec<String> = scale
            .iter()
            .enumerate()
            .map(|(index, choice)| format!("{} {}", index + 1, choice.label))
            .collect();
        caption(ui, tokens, &legend.join(" · "));
        return;
    }
    let galleys: Vec<Arc<Galley>> = scale
        .iter()
        .map(|choice| head(ui, &choice.label, columns.cell - space::S, tokens.quiet))
        .collect();
    let height = galleys.iter().map(|galley| galley.size().y).fold(20.0, f32::max) + space::S;
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::hover());
    for (column, galley) in galleys.into_iter().enumerate() {
        let centre = rect.left() + columns.text + columns.cell * (column as f32 + 0.5);
        let top = rect.bottom() - space::XS - galley.size().y;
        ui.painter().galley(Pos2::new(centre, top), galley, tokens.quiet);
    }
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, tokens.line));
}

fn head(ui: &Ui, text: &str, width: f32, colour: Color32) -> Arc<Galley> {
    let mut job = LayoutJob::simple(text.to_owned(), FontId::proportional(size::SMALL), colour, width);
    job.halign = Align::Center;
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

fn wrapped(ui: &Ui, text: &str, width: f32, colour: Color32, align: Align) -> Arc<Galley> {
    let mut job = LayoutJob::simple(text.to_owned(), FontId::proportional(size::BODY), colour, width);
    job.halign = align;
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

fn rows(asking: &Asking<'_>, page: &Page) -> Vec<At> {
    page.items
        .iter()
        .copied()
        .filter(|at| asking.interview.choices(*at).is_some_and(|choices| !choices.is_empty()))
        .collect()
}

fn row_note(asking: &Asking<'_>, at: At) -> Option<(Sign, String)> {
    match asking.interview.missing(at) {
        Some(missing @ Missing::Later) => Some((Sign::Later, asking.view.say(word(missing)))),
        Some(missing @ (Missing::DontKnow | Missing::Refused)) => Some((Sign::Done, asking.view.say(word(missing)))),
        _ if asking.has_tried && asking.interview.violation(at).is_some() => Some((Sign::Block, asking.view.say("field-required"))),
        _ => None,
    }
}
