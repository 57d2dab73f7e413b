//! A page that is longer than the screen scrolls to whatever gets the keyboard: the toolkit leaves it out of sight.

use eframe::egui::{Id, Memory, Ui, Vec2};

use crate::gui::theme::space;

/// Scrolls when the keyboard went to something on this page that is not wholly in sight. To be called inside the area that scrolls, after
/// everything in it.
pub fn follow_focus(ui: &Ui) {
    let kept = Id::unique("what had the keyboard");
    let focused = ui.memory(Memory::focused);
    let before = ui.data(|data| data.get_temp::<Option<Id>>(kept)).flatten();
    if focused == before {
        return;
    }
    ui.data_mut(|data| data.insert_temp(kept, focused));
    let found = focused.and_then(|id| ui.ctx().read_response(id));
    let Some(found) = found.filter(|found| found.layer_id == ui.layer_id()) else {
        return;
    };
    let rect = found.rect.expand2(Vec2::splat(space::M));
    if !ui.clip_rect().contains_rect(rect) {
        ui.scroll_to_rect(rect, None);
    }
}
