//! Choices that are all in sight: one of them, or any of them, standing as the author says.

use eframe::egui::{Response, Ui, Vec2};

use super::chosen_names;
use super::layout::{Layout, Look};
use crate::form::{DataType, MediaKind};
use crate::gui::collect::digits::{digit_for, pressed_digit};
use crate::gui::collect::label::other_language;
use crate::gui::collect::question::{Asking, Wish};
use crate::gui::command::{Command, Turn};
use crate::gui::theme::space;
use crate::gui::widgets::{ChoiceRow, Mark, Tile, caption, choice_row_ui, link_button, markup, scale_ui};
use crate::interview::{At, Offered};

impl Asking<'_> {
    pub(super) fn choices_ui(&mut self, ui: &mut Ui, at: At, mark: Mark, has_digits: bool) {
        let offered = self.interview.choices(at).unwrap_or_default();
        let chosen = chosen_names(self.interview, at);
        let is_enabled = !self.interview.is_read_only(at);
        let look = self.look(at, ui.available_width(), offered.len());
        let rows: Vec<ChoiceRow<'_>> = offered
            .iter()
            .enumerate()
            .map(|(index, choice)| ChoiceRow {
                key: has_digits.then(|| digit_for(index)).flatten(),
                label: &choice.label,
                picture: self.picture_name(at, &choice.name).and_then(|name| self.pictures.find(name)),
                mark,
                is_bare: look.is_bare,
                is_chosen: chosen.contains(&choice.name),
                is_enabled,
            })
            .collect();
        let responses = rows_ui(ui, self, look.layout, &rows);
        let digit = if has_digits && self.has_keys { pressed_digit(ui) } else { None };
        let is_pressed = |index: usize, response: &Response| response.clicked() || digit.is_some() && digit_for(index) == digit;
        let pressed = responses.iter().enumerate().find(|(index, response)| is_pressed(*index, response));
        if let Some(choice) = pressed.and_then(|(index, _)| offered.get(index)).filter(|_| is_enabled) {
            self.choose(at, mark, &choice.name, &chosen, &offered);
            if look.is_quick {
                self.inbox.send(Command::Turn(Turn::Next));
            }
        }
        if self.takes_keyboard(has_digits) {
            let first = offered.iter().position(|choice| chosen.contains(&choice.name)).unwrap_or(0);
            if let Some(response) = responses.get(first) {
                response.request_focus();
            }
        }
        self.beside_choices_ui(ui, at, &offered);
    }

    fn look(&self, at: At, width: f32, count: usize) -> Look {
        let form = self.interview.form();
        let id = self.interview.node(at);
        let data = form.question(id).map_or(DataType::SelectOne, |question| question.data);
        Look::of(&form.node(id).appearance, data, width, count)
    }

    fn picture_name(&self, at: At, name: &str) -> Option<&str> {
        let choice = self.interview.named_choice(at, name)?;
        choice.media.file(MediaKind::Image, self.interview.language())
    }

    /// What belongs to choices and cannot stand in their rows: sounds, films, large pictures, and that words are in another language.
    fn beside_choices_ui(&mut self, ui: &mut Ui, at: At, offered: &[Offered]) {
        let language = self.interview.language();
        let choices = offered
            .iter()
            .filter_map(|choice| Some((choice, self.interview.named_choice(at, &choice.name)?)));
        let mut shown_in = None;
        let mut pressed = None;
        for (offered, choice) in choices {
            shown_in = shown_in.or_else(|| other_language(&choice.label, self.interview));
            if choice.media.is_empty() {
                continue;
            }
            let label = markup::plain(&offered.label);
            let kinds = [
                (MediaKind::Audio, "field-choice-listen"),
                (MediaKind::Video, "field-choice-watch"),
                (MediaKind::BigImage, "field-choice-enlarge"),
            ];
            for (kind, key) in kinds {
                let Some(name) = choice.media.file(kind, language) else { continue };
                let words = self.view.say_with(key, &[("label", label.as_str().into())]);
                if link_button(ui, self.view.tokens, &words).clicked() {
                    pressed = Some((kind, name.to_owned()));
                }
            }
        }
        match pressed {
            Some((MediaKind::BigImage, name)) => self.wish = Some(Wish::Enlarge(name)),
            Some((_, name)) => self.inbox.send(Command::Play { name }),
            None => {}
        }
        if let Some(shown) = shown_in {
            caption(ui, self.view.tokens, &self.fall_back_words(shown));
        }
    }

    pub(super) fn choose(&mut self, at: At, mark: Mark, name: &str, chosen: &[String], offered: &[Offered]) {
        let is_rank = self
            .interview
            .form()
            .question(self.interview.node(at))
            .is_some_and(|question| question.data == DataType::Rank);
        let value = match mark {
            Mark::One => name.to_owned(),
            Mark::Many if is_rank => toggled(chosen, name).join(" "),
            Mark::Many => {
                let kept = toggled(chosen, name);
                let in_order: Vec<&str> = offered
                    .iter()
                    .map(|choice| choice.name.as_str())
                    .filter(|name| kept.iter().any(|kept| kept == name))
                    .collect();
                in_order.join(" ")
            }
        };
        self.send_text(at, value);
    }
}

/// Draws the choices; the responses in their order.
fn rows_ui(ui: &mut Ui, asking: &Asking<'_>, layout: Layout, rows: &[ChoiceRow<'_>]) -> Vec<Response> {
    let tokens = asking.view.tokens;
    match layout {
        Layout::List => rows.iter().map(|row| choice_row_ui(ui, tokens, row)).collect(),
        Layout::Scale => scale_ui(ui, tokens, rows),
        Layout::Columns(columns) => {
            let air = space::S * (columns - 1) as f32;
            let width = ((ui.available_width() - air) / columns as f32).floor();
            let lines = rows.chunks(columns);
            let lines = lines.map(|line| line.iter().map(|row| Tile::new(ui, tokens, row.clone(), Some(width))).collect());
            lines
                .collect::<Vec<Vec<_>>>()
                .into_iter()
                .flat_map(|line| line_ui(ui, asking, line))
                .collect()
        }
        Layout::Pack => {
            let tiles: Vec<Tile<'_>> = rows.iter().map(|row| Tile::new(ui, tokens, row.clone(), None)).collect();
            let lines = packed(tiles, ui.available_width());
            lines.into_iter().flat_map(|line| line_ui(ui, asking, line)).collect()
        }
    }
}

/// One line of tiles, all as tall as the tallest.
fn line_ui(ui: &mut Ui, asking: &Asking<'_>, line: Vec<Tile<'_>>) -> Vec<Response> {
    let height = line.iter().map(Tile::height).fold(0.0, f32::max);
    let tokens = asking.view.tokens;
    let drawn = ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(space::S);
        line.into_iter().map(|tile| tile.ui(ui, tokens, height)).collect()
    });
    drawn.inner
}

/// Tiles in lines: a line is full when the next tile has no room on it.
fn packed(tiles: Vec<Tile<'_>>, width: f32) -> Vec<Vec<Tile<'_>>> {
    let mut lines: Vec<Vec<Tile<'_>>> = Vec::new();
    let mut used = f32::INFINITY;
    for tile in tiles {
        used += space::S + tile.width();
        match lines.last_mut() {
            Some(line) if used <= width => line.push(tile),
            _ => {
                used = tile.width();
                lines.push(vec![tile]);
            }
        }
    }
    lines
}

fn toggled(chosen: &[String], name: &str) -> Vec<String> {
    let mut kept: Vec<String> = chosen.iter().filter(|chosen| *chosen != name).cloned().collect();
    if kept.len() == chosen.len() {
        kept.push(name.to_owned());
    }
    kept
}
