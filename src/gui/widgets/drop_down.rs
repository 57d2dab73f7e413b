//! A closed box that shows what is chosen and opens a list under it.

use eframe::egui::{
    CornerRadius, EventFilter, FontId, Id, Key, Modifiers, Popup, PopupCloseBehavior, Pos2, Rect, Response, Sense, SetOpenCommand, Shape,
    Stroke, StrokeKind, Ui, Vec2, WidgetInfo, accesskit::Role,
};

use super::choice_row::{answer_focus, focus_ring, keeps_enter};
use crate::gui::theme::{CORNER, TARGET, Tokens, size, space};

/// A drop-down.
#[derive(Debug, Clone, Copy)]
pub struct DropDown<'a> {
    /// Stable identity.
    pub id: Id,
    /// What a screen reader calls it.
    pub name: &'a str,
    /// What is chosen in words, or what to do while nothing is.
    pub shown: &'a str,
    /// Nothing is chosen.
    pub is_empty: bool,
    /// Can be changed.
    pub is_enabled: bool,
    /// Its width in points.
    pub width: f32,
}

impl DropDown<'_> {
    /// Draws the box; Space, ↓ or a press opens it. `list` draws what it opens and tells whether that is done with.
    pub fn ui(&self, ui: &mut Ui, tokens: &Tokens, list: impl FnOnce(&mut Ui, bool) -> bool) -> Response {
        let width = self.width.min(ui.available_width());
        let colour = if self.is_empty { tokens.quiet } else { tokens.ink };
        let font = FontId::proportional(size::BODY);
        let galley = ui.painter().layout(self.shown.to_owned(), font, colour, width - TARGET - space::M);
        let height = (galley.size().y + space::M * 2.0).max(TARGET);
        let (_, rect) = ui.allocate_space(Vec2::new(width, height));
        let sense = if self.is_enabled { Sense::click() } else { Sense::hover() };
        let response = ui.interact(rect, self.id, sense);
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::ComboBox, self.is_enabled, self.name);
            info.current_text_value = Some(self.shown.to_owned());
            info
        });
        let popup_id = self.id.with("list");
        let was_open = Popup::is_id_open(ui.ctx(), popup_id);
        if response.has_focus() {
            ui.data_mut(|data| data.insert_temp(answer_focus(), response.id));
            let keys = EventFilter {
                vertical_arrows: true,
                ..EventFilter::default()
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, keys));
        }
        let is_opened = self.is_enabled && !was_open && opens(ui, &response);
        let command = is_opened.then_some(SetOpenCommand::Bool(true));
        let popup = Popup::from_response(&response)
            .id(popup_id)
            .open_memory(command)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .width(rect.width());
        let is_done = popup.show(|ui| list(ui, is_opened)).is_some_and(|shown| shown.inner);
        if is_done {
            Popup::close_id(ui.ctx(), popup_id);
        }
        if was_open && (is_done || !Popup::is_id_open(ui.ctx(), popup_id)) {
            response.request_focus();
        }
        self.paint(ui, tokens, rect, &response);
        ui.painter().galley(
            Pos2::new(rect.left() + space::M, rect.center().y - galley.size().y / 2.0),
            galley,
            colour,
        );
        response
    }

    fn paint(&self, ui: &Ui, tokens: &Tokens, rect: Rect, response: &Response) {
        let painter = ui.painter();
        let fill = if response.hovered() && self.is_enabled {
            tokens.hover
        } else {
            tokens.surface
        };
        painter.rect(
            rect,
            CornerRadius::same(CORNER),
            fill,
            Stroke::new(1.0, tokens.line),
            StrokeKind::Inside,
        );
        let centre = Pos2::new(rect.right() - TARGET / 2.0, rect.center().y);
        let points = [(-5.0, -2.5), (0.0, 2.5), (5.0, -2.5)].map(|(x, y)| centre + Vec2::new(x, y));
        painter.add(Shape::line(points.to_vec(), Stroke::new(2.0, tokens.quiet)));
        if response.has_focus() {
            focus_ring(painter, rect, tokens);
        }
    }
}

/// Whether the box is opened in this frame.
fn opens(ui: &Ui, response: &Response) -> bool {
    if response.clicked() && !keeps_enter(ui, response) {
        return true;
    }
    response.has_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown))
}
