//! A page that scrolls when it is long: by wheel and finger, by Page Up and Page Down, and by itself to keep what is looked at in place.

use eframe::egui::{Key, Modifiers, ScrollArea, Ui};

use crate::gui::widgets::{column, follow_focus};

/// How much of the page's height a key moves.
const STRIDE: f32 = 0.85;

/// Where a page is to be scrolled to in the next frame.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Scroll {
    to: Option<f32>,
    at: f32,
}

impl Scroll {
    /// Draws a page. `has_keys`: nothing that floats over it has the keyboard.
    pub fn ui(&mut self, ui: &mut Ui, salt: impl std::hash::Hash + std::fmt::Debug, has_keys: bool, add: impl FnOnce(&mut Ui)) {
        let mut area = ScrollArea::vertical().id_salt(salt).auto_shrink([false, false]);
        if let Some(to) = self.to.take() {
            area = area.vertical_scroll_offset(to);
        }
        let output = area.show(ui, |ui| {
            column(ui, add);
            follow_focus(ui);
        });
        self.at = output.state.clamped_offset().y;
        let (down, up) = if has_keys {
            ui.input_mut(|input| {
                let down = input.count_and_consume_key(Modifiers::NONE, Key::PageDown);
                (down, input.count_and_consume_key(Modifiers::NONE, Key::PageUp))
            })
        } else {
            (0, 0)
        };
        if down + up > 0 {
            let height = output.inner_rect.height();
            let end = (output.content_size.y - height).max(0.0);
            let stride = height * STRIDE * (down as f32 - up as f32);
            self.to = Some((self.at + stride).clamp(0.0, end));
            ui.ctx().request_repaint();
        }
    }

    /// What is looked at has moved: the page moves along, so that nothing seems to.
    pub fn follow(&mut self, ui: &Ui, moved: f32) {
        self.to = Some((self.at + moved).max(0.0));
        ui.ctx().request_discard("a question appeared above the one that was answered");
        ui.ctx().request_repaint();
    }
}
