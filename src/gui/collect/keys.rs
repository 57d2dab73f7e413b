//! The keys of an interview: what they do, and the page of them behind F1.

use eframe::egui::{FontId, Grid, Id, Key, Memory, Modal, Modifiers, RichText, ScrollArea, Ui, Vec2};

use crate::gui::theme::{TARGET, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{moves_with_alt, primary_button, sheet};

/// A key that works on every page of an interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageKey {
    /// Alt+←.
    Back,
    /// Ctrl+G.
    Find,
    /// Ctrl+L.
    Language,
    /// F1.
    Help,
    /// F9: the list of what is open.
    Review,
    /// Alt+↑: the instance before.
    InstanceBefore,
    /// Alt+↓: the instance after.
    InstanceAfter,
    /// Ctrl+N: one more instance.
    Add,
    /// Ctrl+D: this instance goes.
    Remove,
}

/// The keys, as the F1 page lists them: what is written on them, and the key of what they do.
const LISTED: [(&str, &str); 15] = [
    ("1 … 9", "shortcut-digit"),
    ("Enter", "shortcut-enter"),
    ("Ctrl + Enter", "shortcut-enter-anywhere"),
    ("Alt + ←", "shortcut-back"),
    ("↑ ↓", "shortcut-arrows"),
    ("Tab", "shortcut-tab"),
    ("K / T / S", "shortcut-missing"),
    ("Alt + K / T / S", "shortcut-missing-typing"),
    ("H", "shortcut-guidance"),
    ("Alt + ↑ / ↓", "shortcut-instance"),
    ("Ctrl + N / D", "shortcut-repeat"),
    ("Ctrl + G", "shortcut-find"),
    ("Ctrl + L", "shortcut-language"),
    ("F9", "shortcut-review"),
    ("Ctrl + / Ctrl −", "shortcut-zoom"),
];

/// The page key pressed in this frame. Enter is not among them: controls decide first what it means to them.
///
/// Alt with an arrow belongs to a row of a ranking while it has the keyboard.
pub fn pressed(ui: &Ui) -> Option<PageKey> {
    let moved = ui.data(|data| data.get_temp::<Id>(moves_with_alt()));
    let is_moving = moved.is_some() && moved == ui.memory(Memory::focused);
    let is_free = |page_key: &PageKey| !(is_moving && matches!(page_key, PageKey::InstanceBefore | PageKey::InstanceAfter));
    ui.input_mut(|input| {
        let keys = [
            (Modifiers::ALT, Key::ArrowLeft, PageKey::Back),
            (Modifiers::CTRL, Key::G, PageKey::Find),
            (Modifiers::CTRL, Key::L, PageKey::Language),
            (Modifiers::NONE, Key::F1, PageKey::Help),
            (Modifiers::NONE, Key::F9, PageKey::Review),
            (Modifiers::ALT, Key::ArrowUp, PageKey::InstanceBefore),
            (Modifiers::ALT, Key::ArrowDown, PageKey::InstanceAfter),
            (Modifiers::CTRL, Key::N, PageKey::Add),
            (Modifiers::CTRL, Key::D, PageKey::Remove),
        ];
        keys.into_iter()
            .filter(|(.., page_key)| is_free(page_key))
            .find(|(modifiers, key, _)| input.consume_key(*modifiers, *key))
            .map(|(.., page_key)| page_key)
    })
}

/// Draws the list of keys over the page; `true` when it is over.
pub fn keys_ui(ui: &mut Ui, view: &View<'_>) -> bool {
    let mut is_over = false;
    let modal = Modal::new(Id::unique("keys")).frame(sheet(ui, view.tokens)).show(ui.ctx(), |ui| {
        ui.heading(view.say("shortcut-title"));
        ui.add_space(space::S);
        let room = ui.ctx().content_rect().height() - 2.0 * (TARGET + space::HUGE + space::XXL);
        ScrollArea::vertical().max_height(room).min_scrolled_height(room).show(ui, |ui| {
            ui.spacing_mut().interact_size.y = space::XL;
            Grid::new("keys")
                .num_columns(2)
                .spacing(Vec2::new(space::XL, space::M))
                .show(ui, |ui| {
                    for (keys, meaning) in LISTED {
                        ui.label(RichText::new(keys).font(FontId::monospace(size::SMALL)).color(view.tokens.accent));
                        ui.label(view.say(meaning));
                        ui.end_row();
                    }
                });
        });
        ui.add_space(space::M);
        is_over = primary_button(ui, view.tokens, true, &view.say("shortcut-close")).clicked();
    });
    let is_escaped = ui.input(|input| input.key_pressed(Key::Escape));
    is_over || modal.should_close() || is_escaped
}
