//! A file as the answer: chosen in the system's dialog, typed as a path, dropped on the window, or drawn here.

use eframe::egui::{Key, Ui, Vec2};

use super::field::field_id;
use crate::app::attach;
use crate::form::{Appearance, DataType, Question};
use crate::gui::collect::attached::{LARGEST_SHOWN, size_in_words};
use crate::gui::collect::question::Asking;
use crate::gui::command::Command;
use crate::gui::pictures::picture_ui;
use crate::gui::theme::space;
use crate::gui::widgets::{Sign, TextField, banner, caption, quiet_button};
use crate::interview::At;

/// The room of a picture that was attached.
const ROOM: Vec2 = Vec2::new(480.0, 300.0);

impl Asking<'_> {
    /// What is attached, and the ways to attach something.
    pub(super) fn attachment_ui(&mut self, ui: &mut Ui, at: At, question: &Question, appearance: &Appearance) {
        let is_enabled = !self.interview.is_read_only(at);
        let is_drawn = question.data == DataType::Image && ["draw", "signature"].iter().any(|word| appearance.has(word));
        let name = self.interview.value(at).to_owned();
        if is_drawn && is_enabled && (name.is_empty() || self.has_strokes(ui, at)) {
            self.pad_ui(ui, at, appearance.has("signature"));
        } else if !name.is_empty() {
            self.attached_ui(ui, question.data, &name);
        }
        if !is_enabled {
            if name.is_empty() {
                caption(ui, self.view.tokens, &self.view.say("answer-attach-none"));
            }
            return;
        }
        ui.horizontal_wrapped(|ui| {
            let choose = if name.is_empty() {
                "answer-attach-choose"
            } else {
                "answer-attach-replace"
            };
            let button = quiet_button(ui, true, &self.view.say(choose));
            if self.is_fresh && !is_drawn {
                button.request_focus();
            }
            if button.clicked() {
                let (at, data) = (self.interview.reference(at), question.data);
                self.inbox.send(Command::ChooseFile { at, data });
            }
            if !name.is_empty() && quiet_button(ui, true, &self.view.say("answer-attach-remove")).clicked() {
                self.forget_strokes(ui, at);
                let at = self.interview.reference(at);
                self.inbox.send(Command::Detach { at });
            }
        });
        self.path_ui(ui, at);
        let limit = self
            .view
            .say_with("answer-attach-hint", &[("limit", (attach::LARGEST >> 20).into())]);
        caption(ui, self.view.tokens, &limit);
        if ui.input(|input| !input.raw.hovered_files.is_empty()) {
            banner(ui, self.view.tokens, Sign::Here, &self.view.say("answer-attach-drop"));
        }
    }

    /// The file, as a picture where it is one.
    fn attached_ui(&self, ui: &mut Ui, data: DataType, name: &str) {
        let size = self.attached.sizes.get(name).copied();
        if data == DataType::Image && size.is_some_and(|size| size <= LARGEST_SHOWN) {
            picture_ui(ui, self.view, &self.attached.pictures, name, ROOM);
        }
        let said = match size {
            Some(size) => {
                let size = size_in_words(self.view.words, size);
                self.view
                    .say_with("answer-attach-name", &[("name", name.into()), ("size", size.into())])
            }
            None => self.view.say_with("answer-attach-lost", &[("name", name.into())]),
        };
        let sign = if size.is_some() { Sign::Done } else { Sign::Warn };
        banner(ui, self.view.tokens, sign, &said);
        ui.add_space(space::S);
    }

    /// The way to a file, typed where the system has no dialog.
    fn path_ui(&mut self, ui: &mut Ui, at: At) {
        let reference = self.interview.reference(at);
        let id = field_id(&reference).with("path");
        let mut path: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        let name = self.view.say("answer-attach-path");
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 140.0).clamp(160.0, 480.0);
            let field = TextField::line(id, &name)
                .hint(&name)
                .width(width)
                .ui(ui, self.view.tokens, &mut path);
            let is_entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let is_given = !path.trim().is_empty();
            let is_pressed = quiet_button(ui, is_given, &self.view.say("answer-attach-do")).clicked();
            if is_given && (is_entered || is_pressed) {
                let path = path.trim().trim_matches('"').into();
                self.inbox.send(Command::Attach { at: reference, path });
                ui.data_mut(|data| data.remove::<String>(id));
            } else if field.changed() {
                ui.data_mut(|data| data.insert_temp(id, path.clone()));
            }
        });
    }
}
