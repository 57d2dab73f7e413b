//! A picture over the page: as large as the window, or in its own size to be moved about.

use eframe::egui::{Id, Key, Modal, ScrollArea, Ui, Vec2};

use crate::gui::pictures::{Picture, Pictures, picture_ui};
use crate::gui::theme::space;
use crate::gui::view::View;
use crate::gui::widgets::{primary_button, quiet_button, sheet};

/// What is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enlarged {
    /// The picture's name in the form.
    pub name: String,
    is_in_its_own_size: bool,
}

impl Enlarged {
    /// The picture of this name.
    pub fn of(name: String) -> Self {
        Self {
            name,
            is_in_its_own_size: false,
        }
    }

    /// Draws it; `true` when it was looked at long enough.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, pictures: &Pictures) -> bool {
        let mut is_over = false;
        let modal = Modal::new(Id::unique("enlarged"))
            .frame(sheet(ui, view.tokens))
            .show(ui.ctx(), |ui| {
                let room = ui.ctx().content_rect().size() - Vec2::new(96.0, 150.0);
                let own = pictures.find(&self.name).and_then(Picture::size).unwrap_or(room);
                if self.is_in_its_own_size {
                    ScrollArea::both().max_width(room.x).max_height(room.y).show(ui, |ui| {
                        picture_ui(ui, view, pictures, &self.name, own);
                    });
                } else {
                    picture_ui(ui, view, pictures, &self.name, room);
                }
                ui.add_space(space::M);
                ui.horizontal_wrapped(|ui| {
                    is_over = primary_button(ui, view.tokens, true, &view.say("field-picture-close")).clicked();
                    let is_larger = own.x > room.x || own.y > room.y;
                    let words = if self.is_in_its_own_size {
                        "field-picture-fit"
                    } else {
                        "field-picture-own-size"
                    };
                    if is_larger && quiet_button(ui, true, &view.say(words)).clicked() {
                        self.is_in_its_own_size = !self.is_in_its_own_size;
                    }
                });
            });
        let is_escaped = ui.input(|input| input.key_pressed(Key::Escape) || input.key_pressed(Key::Enter));
        is_over || modal.should_close() || is_escaped
    }
}
