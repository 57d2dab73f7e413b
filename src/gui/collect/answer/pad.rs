//! A sheet to draw or sign on with mouse, finger or pen: each line is kept as soon as it ends.

use std::sync::Arc;

use eframe::egui::{Color32, CornerRadius, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, accesskit::Role};

use super::field::field_id;
use crate::gui::collect::question::Asking;
use crate::gui::command::Command;
use crate::gui::pictures::{Drawing, INK, PEN};
use crate::gui::theme::CORNER;
use crate::gui::widgets::{caption, quiet_button};
use crate::interview::At;

/// The lines drawn so far, as shares of the sheet.
type Lines = Arc<Vec<Vec<Pos2>>>;

impl Asking<'_> {
    /// The sheet with its lines.
    pub(super) fn pad_ui(&mut self, ui: &mut Ui, at: At, is_signature: bool) {
        let reference = self.interview.reference(at);
        let id = field_id(&reference).with("pad");
        let width = ui.available_width().min(640.0);
        let room = ui.clip_rect().height() * 0.6;
        let height = if is_signature { 200.0_f32 } else { 380.0 };
        let size = Vec2::new(width, height.min(room.max(100.0)));
        let mut lines: Lines = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
        let name = self.interview.label(at);
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &name));
        let share = |at: Pos2| {
            Pos2::new((at.x - rect.left()) / rect.width(), (at.y - rect.top()) / rect.height()).clamp(Pos2::ZERO, Pos2::new(1.0, 1.0))
        };
        let pointer = response.interact_pointer_pos().map(share);
        let mut is_changed = false;
        if let Some(pointer) = pointer {
            let drawn = Arc::make_mut(&mut lines);
            if response.drag_started() {
                // A drag is known as one after some points of way only: the line begins where the pen was put down.
                let origin = ui.input(|input| input.pointer.press_origin()).map_or(pointer, share);
                drawn.push(vec![origin, pointer]);
            } else if response.clicked() {
                drawn.push(vec![pointer]);
            } else if response.dragged()
                && let Some(line) = drawn.last_mut()
                && line.last() != Some(&pointer)
            {
                line.push(pointer);
            }
        }
        is_changed |= response.clicked() || response.drag_stopped();
        paint(ui, self.view.tokens.line, rect, &lines);
        if lines.is_empty() {
            caption(ui, self.view.tokens, &self.view.say("answer-pad-hint"));
        } else {
            ui.horizontal(|ui| {
                if quiet_button(ui, true, &self.view.say("answer-pad-undo")).clicked() {
                    Arc::make_mut(&mut lines).pop();
                    is_changed = true;
                }
            });
        }
        if is_changed {
            let at = reference;
            let size = [size.x as u32, size.y as u32];
            let drawing = Drawing {
                lines: Arc::clone(&lines),
                size,
            };
            let is_blank = lines.is_empty();
            self.inbox.send(if is_blank {
                Command::Detach { at }
            } else {
                Command::Draw { at, drawing }
            });
        }
        ui.data_mut(|data| data.insert_temp(id, lines));
    }

    /// Whether something was drawn here since the interview was opened.
    pub(super) fn has_strokes(&self, ui: &Ui, at: At) -> bool {
        let id = field_id(&self.interview.reference(at)).with("pad");
        ui.data(|data| data.get_temp::<Lines>(id)).is_some_and(|lines| !lines.is_empty())
    }

    pub(super) fn forget_strokes(&self, ui: &Ui, at: At) {
        let id = field_id(&self.interview.reference(at)).with("pad");
        ui.data_mut(|data| data.remove::<Lines>(id));
    }
}

/// Paper is white and ink dark in every light: that is how the picture is kept.
fn paint(ui: &Ui, edge: Color32, rect: Rect, lines: &[Vec<Pos2>]) {
    let painter = ui.painter_at(rect);
    painter.rect(
        rect,
        CornerRadius::same(CORNER),
        Color32::WHITE,
        Stroke::new(1.0, edge),
        StrokeKind::Inside,
    );
    let ink = Color32::from_rgb(INK[0], INK[1], INK[2]);
    let place = |share: &Pos2| rect.min + Vec2::new(share.x * rect.width(), share.y * rect.height());
    for line in lines {
        match line.as_slice() {
            [dot] => {
                painter.circle_filled(place(dot), PEN, ink);
            }
            points => {
                painter.add(Shape::line(points.iter().map(place).collect(), Stroke::new(PEN * 2.0, ink)));
            }
        }
    }
}
