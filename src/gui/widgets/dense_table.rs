//! A table of the desk: small rows in stripes under quiet heads, numbers at the right, as wide as its columns want.

use eframe::egui::{Align, Label, Layout, RichText, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

use super::page_area::strides;
use crate::gui::theme::{self, DENSE_ROW, Tokens, space};

/// The head of a column, and how wide the column is.
#[derive(Debug, Clone)]
pub struct Head {
    text: String,
    explained: String,
    is_number: bool,
    column: Column,
}

impl Head {
    /// Over words.
    pub fn words(text: impl Into<String>, column: Column) -> Self {
        Self {
            text: text.into(),
            explained: String::new(),
            is_number: false,
            column,
        }
    }

    /// Over numbers, which stand at the right.
    pub fn number(text: impl Into<String>, column: Column) -> Self {
        Self {
            is_number: true,
            ..Self::words(text, column)
        }
    }

    /// Nothing but room between a number and what follows it.
    pub fn air() -> Self {
        Self::words("", Column::exact(space::S))
    }

    /// Whether it stands over numbers.
    pub fn is_number(&self) -> bool {
        self.is_number
    }

    /// With a longer text for the pointer that rests on it.
    #[must_use]
    pub fn explained(mut self, text: impl Into<String>) -> Self {
        self.explained = text.into();
        self
    }

    fn ui(&self, ui: &mut Ui, tokens: &Tokens) {
        cell_ui(ui, self.is_number, RichText::new(&self.text).color(tokens.quiet));
        if !self.explained.is_empty() {
            ui.response().on_hover_text(&self.explained);
        }
    }
}

/// The cells of a row, from left to right.
pub struct Cells<'r, 'a, 'b>(&'r mut TableRow<'a, 'b>);

impl Cells<'_, '_, '_> {
    /// The next cell. Out of sight it stays empty: a form has more questions than a screen has columns, and a screen reader is told of
    /// everything that is drawn.
    pub fn col(&mut self, add: impl FnOnce(&mut Ui)) {
        self.0.col(|ui| {
            if ui.is_rect_visible(ui.max_rect()) {
                add(ui);
            }
        });
    }
}

/// What a table looks like before it has rows.
#[derive(Debug)]
pub struct DenseTable {
    salt: &'static str,
    heads: Vec<Head>,
    scrolls: bool,
}

impl DenseTable {
    /// A table that is as tall as its rows. `salt` tells it from others on its screen.
    pub fn new(salt: &'static str, heads: impl IntoIterator<Item = Head>) -> Self {
        Self {
            salt,
            heads: heads.into_iter().collect(),
            scrolls: false,
        }
    }

    /// Rows scroll under heads that stay.
    #[must_use]
    pub fn scrolling(mut self, scrolls: bool) -> Self {
        self.scrolls = scrolls;
        self
    }

    /// Draws heads and rows; `add_row` fills the row of an index.
    pub fn ui(self, ui: &mut Ui, tokens: &Tokens, rows: usize, add_row: impl FnMut(&mut Cells<'_, '_, '_>, usize)) {
        // Two tables of one page must not share their cells' identities.
        ui.push_id(self.salt, |ui| self.rows_ui(ui, tokens, rows, add_row));
    }

    fn rows_ui(self, ui: &mut Ui, tokens: &Tokens, rows: usize, mut add_row: impl FnMut(&mut Cells<'_, '_, '_>, usize)) {
        ScrollArea::horizontal().id_salt(self.salt).show(ui, |ui| {
            theme::make_dense(ui);
            let place = ui.scope_id().with("first row");
            let before: f32 = ui.data(|data| data.get_temp(place)).unwrap_or_default();
            let strides = if self.scrolls { strides(ui) } else { 0.0 };
            let height = ui.available_height();
            let mut empty = TableBuilder::new(ui)
                .striped(true)
                .vscroll(self.scrolls)
                .cell_layout(Layout::left_to_right(Align::Center));
            if strides != 0.0 {
                empty = empty.vertical_scroll_offset((before + strides * height).max(0.0));
            }
            let table = self.heads.iter().fold(empty, |table, head| table.column(head.column));
            let table = table.header(DENSE_ROW, |mut row| {
                let mut cells = Cells(&mut row);
                for head in &self.heads {
                    cells.col(|ui| head.ui(ui, tokens));
                }
            });
            let drawn = table.body(|body| {
                body.rows(DENSE_ROW, rows, |mut row| {
                    let index = row.index();
                    add_row(&mut Cells(&mut row), index);
                });
            });
            ui.data_mut(|data| data.insert_temp(place, drawn.state.clamped_offset().y));
        });
    }
}

/// A cell: words at the left, numbers at the right. Neither is text to be selected: letter by letter, that is much for a screen reader.
pub fn cell_ui(ui: &mut Ui, is_number: bool, text: RichText) {
    let label = Label::new(text).selectable(false);
    if is_number {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.add(label));
    } else {
        ui.add_space(space::S);
        ui.add(label.truncate());
    }
}
