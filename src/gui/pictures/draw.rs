//! A picture on the screen: as large as it is, no larger than the room, in its own proportions.

use eframe::egui::{
    Color32, CornerRadius, Painter, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, accesskit::Role,
};

use super::{Picture, Pictures};
use crate::gui::theme::{CORNER, Tokens};
use crate::gui::view::View;
use crate::gui::widgets::{Sign, banner};

/// The size of something in a room: never larger than it is, never out of proportion.
pub fn fitted(size: Vec2, room: Vec2) -> Vec2 {
    let share = (room.x / size.x.max(1.0)).min(room.y / size.y.max(1.0)).min(1.0);
    (size * share).max(Vec2::splat(1.0))
}

/// A picture that can be pressed; in its place the reason why there is none. `None` before it was looked up.
pub fn picture_ui(ui: &mut Ui, view: &View<'_>, pictures: &Pictures, name: &str, room: Vec2) -> Option<Response> {
    let picture = pictures.find(name)?;
    let Some(size) = picture.size() else {
        banner(ui, view.tokens, Sign::Warn, &reason(view, picture, name));
        return None;
    };
    let (rect, response) = ui.allocate_exact_size(fitted(size, room), Sense::click());
    let words = view.say_with("field-picture", &[("name", name.into())]);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
    paint(ui.painter(), view.tokens, picture, rect);
    if response.has_focus() {
        let ring = Stroke::new(2.0, view.tokens.accent);
        ui.painter()
            .rect_stroke(rect.expand(2.0), CornerRadius::same(CORNER), ring, StrokeKind::Outside);
    }
    Some(response)
}

/// Why there is nothing to see.
pub fn reason(view: &View<'_>, picture: &Picture, name: &str) -> String {
    let key = match picture {
        Picture::Absent => "field-picture-absent",
        Picture::Unreadable | Picture::Coming(_) | Picture::Ready(_) => "field-picture-unreadable",
    };
    view.say_with(key, &[("name", name.into())])
}

/// Paints what there is into a place that has its proportions; an empty frame while it is coming.
pub fn paint(painter: &Painter, tokens: &Tokens, picture: &Picture, rect: Rect) {
    match picture {
        Picture::Ready(texture) => {
            let whole = Rect::from_min_max(Pos2::ZERO, Pos2::new(1.0, 1.0));
            painter.image(texture.id(), rect, whole, Color32::WHITE);
        }
        Picture::Coming(_) | Picture::Absent | Picture::Unreadable => {
            painter.rect_filled(rect, CornerRadius::same(CORNER), tokens.hover);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_shrink_into_their_room_and_never_grow() {
        let room = Vec2::new(200.0, 100.0);
        assert_eq!(fitted(Vec2::new(400.0, 100.0), room), Vec2::new(200.0, 50.0));
        assert_eq!(fitted(Vec2::new(100.0, 400.0), room), Vec2::new(25.0, 100.0));
        assert_eq!(fitted(Vec2::new(10.0, 10.0), room), Vec2::new(10.0, 10.0));
        assert_eq!(fitted(Vec2::new(0.0, 0.0), room), Vec2::new(1.0, 1.0));
    }
}
