//! The menu at the top right: language, light, size, and the way out.

use eframe::egui::{Ui, containers::menu::MenuButton};

use super::command::{Command, Inbox};
use super::route::Route;
use super::theme::Theme;
use super::view::View;
use super::widgets::circle;
use crate::words::Lang;

/// Sizes offered, in percent of the screen's own.
const ZOOMS: [u16; 5] = [80, 100, 125, 150, 200];

/// Draws the button and its menu; `home` adds the way there.
pub fn menu_ui(ui: &mut Ui, view: &View<'_>, home: Option<Route>, inbox: &mut Inbox) {
    MenuButton::new(view.say("menu")).ui(ui, |ui| {
        ui.set_min_width(220.0);
        if let Some(home) = home
            && ui.button(view.say("menu-home")).clicked()
        {
            inbox.send(Command::Go(home));
        }
        if home.is_some() && ui.button(view.say("menu-close-workspace")).clicked() {
            inbox.send(Command::CloseWorkspace);
        }
        ui.menu_button(view.say("menu-language"), |ui| {
            for lang in Lang::ALL {
                if circle(ui, view.tokens, view.words.lang() == lang, lang.name()).clicked() {
                    inbox.send(Command::Speak(lang));
                }
            }
        });
        ui.menu_button(view.say("menu-theme"), |ui| {
            for theme in Theme::ALL {
                if circle(ui, view.tokens, std::ptr::eq(view.tokens, theme.tokens()), &view.say(theme.key())).clicked() {
                    inbox.send(Command::Light(theme));
                }
            }
        });
        ui.menu_button(view.say("menu-zoom"), |ui| {
            for percent in ZOOMS {
                let is_now = (ui.ctx().zoom_factor() * 100.0).round() as u16 == percent;
                if circle(ui, view.tokens, is_now, &format!("{percent} %")).clicked() {
                    inbox.send(Command::Zoom(f32::from(percent) / 100.0));
                }
            }
        });
    });
}
