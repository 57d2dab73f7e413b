//! The records as a grid: a million rows, of which those in sight are unpacked. Search and filter without accents.
//!
//! The screen scrolls by rows, not by points: a million rows are more points than a coordinate can count.

use std::collections::HashMap;

use eframe::egui::{ComboBox, Id, Key, Label, Rect, RichText, Slider, Ui, UiBuilder, vec2};
use egui_extras::Column;

use super::DeskCommand;
use super::cells::{page_ui, shares_ui, title_ui};
use super::material::{Asked, Material};
use crate::app::desk::grid::{GridRow, Query, rows};
use crate::gui::command::{Command, Inbox};
use crate::gui::theme::{DENSE_ROW, space};
use crate::gui::view::View;
use crate::gui::widgets::{DenseTable, Head, TextField, caption, cell_ui, quiet_button};
use crate::words::Lang;

/// Below this height, in points, the title is left out.
const LOW: f32 = 420.0;
/// Rows that are kept unpacked.
const KEPT: usize = 4096;
/// Rows that are unpacked together: a little more than a screen.
const AHEAD: usize = 64;

/// The screen: remembers what is looked for, where it is, and the rows in sight.
#[derive(Debug, Default)]
pub struct GridScreen {
    text: String,
    column: Option<usize>,
    choice: Option<u32>,
    first: usize,
    /// Points scrolled that make no whole row yet.
    scrolled: f32,
    kept: HashMap<usize, GridRow>,
    /// What the kept rows are of.
    of: Option<(usize, Lang)>,
}

impl GridScreen {
    /// Draws the rows in sight.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, material: &Material, asked: &Asked, inbox: &mut Inbox) {
        let now = (std::ptr::from_ref(material) as usize, view.words.lang());
        if self.of != Some(now) {
            self.kept.clear();
            self.of = Some(now);
        }
        page_ui(ui, |ui| {
            // On a low screen the rows need the room.
            if ui.available_height() > LOW {
                title_ui(ui, &view.say("desk-tab-grid"));
            }
            self.search_ui(ui, view, material, asked.found.is_some(), inbox);
            let found = asked.found.as_ref().map(|(_, places)| places.as_slice());
            let count = found.map_or(material.snapshot.len(), <[u32]>::len);
            if ui.available_height() > LOW || count == 0 {
                let all = material.snapshot.len();
                let sentence = view.say_with("grid-count", &[("n", count.into()), ("all", all.into())]);
                caption(ui, view.tokens, &sentence);
                shares_ui(ui, view, material);
            }
            if count > 0 {
                self.rows_ui(ui, view, material, found, count);
            }
        });
    }

    fn search_ui(&mut self, ui: &mut Ui, view: &View<'_>, material: &Material, is_filtered: bool, inbox: &mut Inbox) {
        let lang = view.words.lang();
        ui.horizontal_wrapped(|ui| {
            let name = view.say("grid-search");
            let field = TextField::line(Id::unique("search records"), &name)
                .hint(&name)
                .width(320.0)
                .ui(ui, view.tokens, &mut self.text);
            let is_entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let columns = &material.frame.columns;
            let shown = self.column.and_then(|column| columns.get(column)).map(|column| column.name.clone());
            ComboBox::from_id_salt("filter column")
                .width(180.0)
                .truncate()
                .selected_text(shown.unwrap_or_else(|| view.say("grid-any-question")))
                .show_ui(ui, |ui| {
                    if ui.selectable_label(self.column.is_none(), view.say("grid-any-question")).clicked() {
                        (self.column, self.choice) = (None, None);
                    }
                    for (index, column) in columns.iter().enumerate().filter(|(_, column)| !column.choices.is_empty()) {
                        if ui.selectable_label(self.column == Some(index), &column.name).clicked() {
                            (self.column, self.choice) = (Some(index), None);
                        }
                    }
                })
                .response
                .accessible_name(view.say("grid-filter-question"));
            if let Some(column) = self.column.and_then(|column| columns.get(column)) {
                let label = |choice: u32| {
                    column
                        .choices
                        .get(choice as usize)
                        .map_or("", |choice| choice.label.get(lang))
                        .to_owned()
                };
                ComboBox::from_id_salt("filter choice")
                    .width(220.0)
                    .truncate()
                    .selected_text(self.choice.map_or_else(|| view.say("grid-any-answer"), label))
                    .show_ui(ui, |ui| {
                        for choice in 0..column.choices.len() as u32 {
                            if ui.selectable_label(self.choice == Some(choice), label(choice)).clicked() {
                                self.choice = Some(choice);
                            }
                        }
                    })
                    .response
                    .accessible_name(view.say("grid-filter-answer"));
            }
            if quiet_button(ui, true, &view.say("grid-find")).clicked() || is_entered {
                self.first = 0;
                inbox.send(Command::Desk(DeskCommand::Find(Query {
                    text: self.text.trim().to_owned(),
                    filter: self.column.zip(self.choice),
                })));
            }
            let is_begun = is_filtered || !self.text.is_empty() || self.column.is_some();
            if is_begun && quiet_button(ui, true, &view.say("grid-all")).clicked() {
                (self.text, self.column, self.choice, self.first) = (String::new(), None, None, 0);
                inbox.send(Command::Desk(DeskCommand::Find(Query::default())));
            }
        });
    }

    fn rows_ui(&mut self, ui: &mut Ui, view: &View<'_>, material: &Material, found: Option<&[u32]>, count: usize) {
        let pitch = DENSE_ROW + space::XS;
        let room = ui.available_height() - pitch - space::XL;
        let visible = ((room / pitch).floor().max(1.0) as usize).min(count);
        let last = count - visible;
        self.scroll(ui, visible, last);
        let place = |row: usize| found.map_or(Some(row), |found| found.get(row).map(|place| *place as usize));
        let area = ui.available_rect_before_wrap();
        let height = pitch * (visible + 1) as f32;
        let table = Rect::from_min_size(area.min, vec2(area.width() - space::XXL, height));
        ui.scope_builder(UiBuilder::new().max_rect(table), |ui| {
            self.table_ui(ui, view, material, visible, place);
        });
        if last > 0 {
            let bar = Rect::from_min_size(table.right_top(), vec2(space::XXL, height));
            let mut beside = ui.new_child(UiBuilder::new().max_rect(bar));
            beside.spacing_mut().slider_width = height - DENSE_ROW;
            // The first row is at the top.
            let slider = Slider::new(&mut self.first, last..=0).vertical().show_value(false);
            beside.add(slider).accessible_name(view.say("grid-position"));
        }
        let about = [
            ("from", (self.first + 1).into()),
            ("to", (self.first + visible).into()),
            ("n", count.into()),
        ];
        caption(ui, view.tokens, &view.say_with("grid-range", &about));
    }

    /// Follows the wheel and the keys.
    fn scroll(&mut self, ui: &Ui, visible: usize, last: usize) {
        let area = ui.available_rect_before_wrap();
        let is_typing = ui.ctx().text_edit_focused();
        let (is_over, wheel, jump) = ui.input(|input| {
            let is_over = input.pointer.hover_pos().is_some_and(|at| area.contains(at));
            let page = visible as isize;
            let jump = match () {
                () if is_typing => 0,
                () if input.key_pressed(Key::PageDown) => page,
                () if input.key_pressed(Key::PageUp) => -page,
                () if input.key_pressed(Key::End) => last as isize,
                () if input.key_pressed(Key::Home) => -(last as isize),
                () => 0,
            };
            (is_over, input.smooth_scroll_delta.y, jump)
        });
        if is_over {
            self.scrolled -= wheel;
        }
        let pitch = DENSE_ROW + space::XS;
        let rows = (self.scrolled / pitch).trunc();
        self.scrolled -= rows * pitch;
        self.first = self.first.saturating_add_signed(rows as isize + jump).min(last);
    }

    fn table_ui(&mut self, ui: &mut Ui, view: &View<'_>, material: &Material, visible: usize, place: impl Fn(usize) -> Option<usize>) {
        let columns = &material.frame.columns;
        let lang = view.words.lang();
        let shown: Vec<Option<GridRow>> = (self.first..self.first + visible)
            .map(|row| self.row(material, place(row)?, lang))
            .collect();
        let plain = |key, width| Head::words(view.say(key), Column::exact(width).clip(true));
        let own = [
            plain("grid-key", 290.0),
            plain("work-by-week", 108.0),
            plain("work-by-surveyor", 108.0),
        ];
        let asked = columns.iter().map(|column| {
            let width = Column::exact(140.0).clip(true);
            let head = if column.kind.is_numeric() {
                Head::number(&column.name, width)
            } else {
                Head::words(&column.name, width)
            };
            head.explained(column.label.get(lang))
        });
        let table = DenseTable::new("grid", own.into_iter().chain(asked));
        table.ui(ui, view.tokens, visible, |table_row, index| {
            let Some(Some(row)) = shown.get(index) else { return };
            table_row.col(|ui| {
                // To be copied, for the command line asks for keys.
                ui.add_space(space::S);
                ui.add(Label::new(RichText::new(&row.key).monospace()).truncate());
            });
            table_row.col(|ui| cell_ui(ui, false, RichText::new(&row.week)));
            table_row.col(|ui| cell_ui(ui, false, RichText::new(&row.surveyor)));
            for (cell, column) in row.cells.iter().zip(columns) {
                table_row.col(|ui| cell_ui(ui, column.kind.is_numeric(), RichText::new(cell)));
            }
        });
    }

    /// A row, unpacked with those behind it unless it is at hand.
    fn row(&mut self, material: &Material, place: usize, lang: Lang) -> Option<GridRow> {
        if !self.kept.contains_key(&place) {
            if self.kept.len() > KEPT {
                self.kept.clear();
            }
            // A damaged chunk has no rows to show; reading it for real says so.
            let read = rows(&material.frame, &material.snapshot, place, AHEAD, lang).unwrap_or_default();
            self.kept.extend(read.into_iter().map(|row| (row.place, row)));
        }
        self.kept.get(&place).cloned()
    }
}
