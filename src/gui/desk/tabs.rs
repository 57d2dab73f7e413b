//! The tabs of the desk, in the order of the work. Ctrl+Page Up and Ctrl+Page Down go from one to the next, as in a browser.

use eframe::egui::{Align, Button, Id, Key, Layout, Margin, Modifiers, Panel, RichText, ScrollArea, Ui};

use crate::gui::command::{Command, Inbox};
use crate::gui::menu::menu_ui;
use crate::gui::route::Route;
use crate::gui::theme::{self, space};
use crate::gui::view::View;
use crate::gui::widgets::follow_focus;

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
        let response = ui.add(Button::selectable(is_here, text));
        if is_here && was_turned(ui, route) {
            response.scroll_to_me(None);
        }
        if response.clicked() {
            inbox.send(Command::Go(target));
        }
    }
}

/// Whether this is another screen than that of the frame before.
fn was_turned(ui: &Ui, route: Route) -> bool {
    let shown = Id::unique("tab shown");
    let before = ui.data(|data| data.get_temp::<Route>(shown));
    ui.data_mut(|data| data.insert_temp(shown, route));
    before != Some(route)
}

/// The tab that the keys ask for.
fn neighbour(ui: &Ui, route: Route) -> Option<Route> {
    let at = TABS.iter().position(|(tab, _)| *tab == route)?;
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::CTRL, key));
    let to = if pressed(Key::PageDown) {
        at.checked_add(1)
    } else if pressed(Key::PageUp) {
        at.checked_sub(1)
    } else {
        None
    };
    TABS.get(to?).map(|(tab, _)| *tab)
}

/// Draws the tabs over the desk's screens.
pub(super) fn tabs_ui(ui: &mut Ui, view: &View<'_>, route: Route, inbox: &mut Inbox) {
    if let Some(tab) = neighbour(ui, route) {
        inbox.send(Command::Go(tab));
    }
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
                        follow_focus(ui);
                    });
                });
            });
        });
    });
}
