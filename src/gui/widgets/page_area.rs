//! A page that is longer than the screen: it scrolls by wheel and finger, and by keys where nothing on it could have the keyboard.

use eframe::egui::{Key, Modifiers, ScrollArea, Ui, style::ScrollAnimation, vec2};

/// How much of the page's height a key moves.
const STRIDE: f32 = 0.85;

/// Draws a page that scrolls up and down. `salt` tells it from others of its screen.
pub fn page_area<R>(ui: &mut Ui, salt: impl std::hash::Hash + std::fmt::Debug, add: impl FnOnce(&mut Ui) -> R) -> R {
    let area = ScrollArea::vertical().id_salt(salt).auto_shrink([false, false]);
    let page = area.show(ui, |ui| {
        let inner = add(ui);
        let strides = strides(ui);
        if strides != 0.0 {
            let moved = vec2(0.0, -strides * ui.clip_rect().height() * STRIDE);
            ui.scroll_with_delta_animation(moved, ScrollAnimation::none());
        }
        inner
    });
    page.inner
}

/// How many screens further down the keys ask for, unless something floats over the page.
pub(super) fn strides(ui: &Ui) -> f32 {
    if !ui.memory(|memory| memory.allows_interaction(ui.layer_id())) || eframe::egui::Popup::is_any_open(ui.ctx()) {
        return 0.0;
    }
    ui.input_mut(|input| {
        let mut count = |key| input.count_and_consume_key(Modifiers::NONE, key) as f32;
        count(Key::PageDown) - count(Key::PageUp)
    })
}
