//! The tabs of the desk, in the order of the work.

use eframe::egui::{Align, Button, Layout, Margin, Panel, RichText, Ui};

use crate::gui::command::{Command, Inbox};
use crate::gui::menu::menu_ui;
use crate::gui::route::Route;
use crate::gui::theme::{self, space};
use crate::gui::view::View;

/// Draws the tabs over the desk's screens.
pub(super) fn tabs_ui(ui: &mut Ui, view: &View<'_>, route: Route, inbox: &mut Inbox) {
    let frame = eframe::egui::Frame::new()
        .fill(view.tokens.surface)
        .inner_margin(Margin::symmetric(space::XL as i8, space::S as i8));
    Panel::top("tabs").resizable(false).frame(frame).show(ui, |ui| {
        ui.horizontal(|ui| {
            for (target, key) in [(Route::Merge, "desk-tab-merge"), (Route::Index, "desk-tab-index")] {
                let is_here = target == route;
                let mut text = RichText::new(view.say(key));
                if is_here {
                    text = text.font(theme::strong_font()).color(view.tokens.accent);
                }
                if ui.add(Button::selectable(is_here, text)).clicked() {
                    inbox.send(Command::Go(target));
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                menu_ui(ui, view, Some(Route::Home), inbox);
            });
        });
    });
}
