//! Rows that share one scale, as a page: the scale's heads stay while rows scroll, a digit answers the current row and moves down.

use eframe::egui::{Key, Modifiers, ScrollArea, Ui};

use super::digits::{digit_for, pressed_digit};
use super::outline::{self, Page, Part};
use super::question::Asking;
use super::table::{Columns, heads_ui, row_ui};
use crate::form::DataType;
use crate::gui::theme::{TARGET, space};
use crate::gui::widgets::caption;
use crate::interview::{At, Offered};

/// Under this height the rows need the room of the counter.
const LOW: f32 = 280.0;

/// Where the keys are in a matrix.
#[derive(Debug, Default, Clone, Copy)]
pub struct MatrixScreen {
    /// The current row, an index into the rows.
    row: usize,
    /// The row that a jump was aimed at.
    aim: Option<usize>,
    scroll_to: bool,
}

impl MatrixScreen {
    /// Before a page is shown: a jump may be aimed at one of its rows.
    pub fn aimed_at(row: Option<usize>) -> Self {
        Self {
            aim: row,
            ..Self::default()
        }
    }

    /// On a page just turned to, the first row without an answer is current.
    pub fn begin(&mut self, asking: &Asking<'_>, page: &Page) {
        let (_, rows) = table(page);
        let open = rows.iter().position(|at| !outline::is_answered(asking.interview, *at));
        self.row = self.aim.take().or(open).unwrap_or(0);
        self.scroll_to = true;
    }

    /// Draws heads and rows.
    pub fn ui(&mut self, ui: &mut Ui, asking: &mut Asking<'_>, page: &Page) {
        let (head, rows) = table(page);
        let Some(&first) = rows.first() else { return };
        let scale = asking.interview.choices(first).unwrap_or_default();
        self.keys(ui, asking, &rows, &scale);
        let is_low = ui.available_height() < LOW;
        let answered = rows.iter().filter(|at| outline::is_answered(asking.interview, **at)).count();
        let counter = asking.view.say_with(
            "field-matrix-counter",
            &[("n", answered.to_string().into()), ("of", rows.len().to_string().into())],
        );
        if !is_low {
            caption(ui, asking.view.tokens, &counter);
        }
        let columns = Columns::of(ui.available_width(), scale.len());
        heads_ui(ui, asking, &columns, head, first, &scale);
        let height = (ui.available_height() - TARGET - space::M).max(TARGET * if is_low { 1.0 } else { 2.0 });
        // Beside the rows, not on them.
        ui.spacing_mut().scroll.bar_outer_margin = -space::M;
        ScrollArea::vertical()
            .id_salt("matrix")
            .max_height(height)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                for (index, &at) in rows.iter().enumerate() {
                    let is_current = index == self.row;
                    let drawn = row_ui(ui, asking, at, &columns, &scale, is_current);
                    if drawn.response.clicked() || drawn.response.gained_focus() {
                        self.row = index;
                    }
                    if is_current && self.scroll_to {
                        ui.scroll_to_rect(drawn.response.rect.expand2([0.0, TARGET].into()), None);
                        self.scroll_to = false;
                    }
                    if drawn.is_answered {
                        self.row = index;
                        if is_current && is_one(asking, at) {
                            self.row += 1;
                            self.scroll_to = true;
                        }
                    }
                }
            });
        if let Some(&at) = rows.get(self.row)
            && asking.missing_ui(ui, at)
        {
            self.move_down(rows.len());
        }
    }

    fn keys(&mut self, ui: &Ui, asking: &mut Asking<'_>, rows: &[At], scale: &[Offered]) {
        self.row = self.row.min(rows.len().saturating_sub(1));
        if !asking.has_keys || ui.ctx().text_edit_focused() {
            return;
        }
        let (down, up) = ui.input_mut(|input| {
            (
                input.count_and_consume_key(Modifiers::NONE, Key::ArrowDown),
                input.count_and_consume_key(Modifiers::NONE, Key::ArrowUp),
            )
        });
        if down + up > 0 {
            self.row = (self.row + down).saturating_sub(up).min(rows.len().saturating_sub(1));
            self.scroll_to = true;
        }
        let Some(&at) = rows.get(self.row) else { return };
        if asking.answer_row(at, scale, pressed_digit(ui)) && is_one(asking, at) {
            self.move_down(rows.len());
        }
    }

    fn move_down(&mut self, rows: usize) {
        self.row = (self.row + 1).min(rows.saturating_sub(1));
        self.scroll_to = true;
    }
}

impl Asking<'_> {
    /// Answers a row by a digit; tells whether the digit is on the scale.
    pub(super) fn answer_row(&mut self, at: At, scale: &[Offered], digit: Option<char>) -> bool {
        let Some(digit) = digit else { return false };
        let choice = scale.iter().enumerate().find(|(index, _)| digit_for(*index) == Some(digit));
        if let Some((_, choice)) = choice.filter(|_| !self.interview.is_read_only(at)) {
            self.choose_in_row(at, &choice.name);
        }
        choice.is_some()
    }

    /// Chooses on a row; where any of the scale may be chosen, what is chosen already is taken back.
    pub(super) fn choose_in_row(&mut self, at: At, name: &str) {
        if is_one(self, at) {
            self.send_text(at, name.to_owned());
            return;
        }
        let value = self.interview.value(at);
        let mut chosen: Vec<&str> = value.split_whitespace().filter(|chosen| *chosen != name).collect();
        if chosen.len() == value.split_whitespace().count() {
            chosen.push(name);
        }
        self.send_text(at, chosen.join(" "));
    }
}

/// Whether one answer on a row excludes the others.
pub(super) fn is_one(asking: &Asking<'_>, at: At) -> bool {
    let question = asking.interview.form().question(asking.interview.node(at));
    question.is_none_or(|question| question.data == DataType::SelectOne)
}

/// What lends the table its corner, and its rows.
fn table(page: &Page) -> (Option<At>, Vec<At>) {
    let table = page.parts.iter().find_map(|part| match part {
        Part::Rows { head, rows } => Some((*head, rows.clone())),
        _ => None,
    });
    // A table of which one row is left is a question among the parts.
    table.unwrap_or_else(|| (None, page.items.clone()))
}
