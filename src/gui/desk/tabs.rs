//! The tabs of the desk, in the order of the work.

use eframe::egui::{Align, Button, Layout, Margin, Panel, RichText, ScrollArea, Ui};

use crate::gui::command::{Command, Inbox};
use crate::gui::menu::menu_ui;
use crate::gui::route::Route;
use crate::gui::theme::{self, space};
use crate::gui::view::View;

const TABS: [(Route, &str); 9] = [
    (Route::Merge, "desk-tab-merge"),
    (Route::Conflicts, "desk-tab-conflicts"),
    (Route::Work, "desk-tab-work"),
    (Route::Quality, "desk-tab-quality"),
    (Route::Grid, "desk-tab-grid"),
    (Route::Tables, "desk-tab-tables"),
    (Route::Versions, "desk-tab-versions"),
    (Route::Index, "desk-tab-index"),
    (Route::Publish, "desk-tab-publish"),
];

fn tabs(ui: &mut Ui, view: &View<'_>, route: Route, inbox: &mut Inbox) {
    for (target, key) in TABS {
        let is_here = target == route;
        let mut text = RichText::new(view.say(key));
        if is_here {
            text = text.font(theme::strong_font()).color(view.tokens.accent);
        }
        if ui.add(Button::selectable(is_here, text)).clicked() {
            inbox.send(Command::Go(target));
        }
    }
}

/// Draws the tabs over the desk's screens.
pub(super) fn tabs_ui(ui: &mut Ui, view: &View<'_>, route: Route, inbox: &mut Inbox) {
    let frame = eframe::egui::Frame::new()
        .fill(view.tokens.surface)
        .inner_margin(Margin::symmetric(space::XL as i8, space::S as i8));
    Panel::top("tabs").resizable(false).frame(frame).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                menu_ui(ui, view, Some(Route::Home), inbox);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    // On a narrow screen the tabs move sideways.
                    ScrollArea::horizontal().id_salt("tabs").show(ui, |ui| {
                        ui.horizontal(|ui| tabs(ui, view, route, inbox));
                    });
                });
            });
        });
    });
}
