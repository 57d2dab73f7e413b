//! Digit keys that choose an answer.

use eframe::egui::{Key, Ui};

/// The digit key of the choice at `index`: the first nine have one.
pub fn digit_for(index: usize) -> Option<char> {
    u32::try_from(index + 1)
        .ok()
        .filter(|digit| *digit <= 9)
        .and_then(|digit| char::from_digit(digit, 10))
}

/// The digit pressed in this frame, unless a text field has the keyboard.
pub fn pressed_digit(ui: &Ui) -> Option<char> {
    if ui.ctx().text_edit_focused() {
        return None;
    }
    let keys = [
        Key::Num1,
        Key::Num2,
        Key::Num3,
        Key::Num4,
        Key::Num5,
        Key::Num6,
        Key::Num7,
        Key::Num8,
        Key::Num9,
    ];
    ui.input(|input| keys.iter().position(|key| input.key_pressed(*key) && input.modifiers.is_none()))
        .and_then(digit_for)
}
