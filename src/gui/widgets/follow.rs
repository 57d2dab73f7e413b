//! A page that is longer than the screen scrolls to whatever gets the keyboard: the toolkit leaves it out of sight.

use eframe::egui::{Id, Memory, Ui, Vec2};

use crate::gui::theme::space;

/// Scrolls when the keyboard went to something on this page that is not wholly in sight. To be called inside the area that scrolls, after
/// everything in it.
pub fn follow_focus(ui: &Ui) {
    let kept = ui.scope_id().with("what had the keyboard");
    let focused = ui.memory(Memory::focused);
    let before = ui.data(|data| data.get_temp::<Option<Id>>(kept)).flatten();
    if focused == before {
        return;
    }
    ui.data_mut(|data| data.insert_temp(kept, focused));
    let found = focused.and_then(|id| ui.ctx().read_response(id));
    // What lies beside this page is not on it.
    let is_here = |rect| ui.min_rect().expand(1.0).contains_rect(rect);
    let Some(found) = found.filter(|found| found.layer_id == ui.layer_id() && is_here(found.rect)) else {
        return;
    };
    let rect = found.rect.expand2(Vec2::splat(space::M));
    if !ui.clip_rect().contains_rect(rect) {
        ui.scroll_to_rect(rect, None);
    }
}
