//! The answers to each question with a bar for each, and one question against another.
//!
//! These tables are for the coordinator's eyes: there is no button that writes them to a file. What leaves must have its small cells hidden
//! first, and that is decided where tables are published.

use eframe::egui::{Button, ComboBox, Label, Panel, RichText, ScrollArea, Ui};
use egui_extras::Column;

use super::DeskCommand;
use super::cells::{bar_ui, count_ui, page_ui, percent, shares_ui};
use super::material::{Asked, Material};
use crate::app::desk::frame::{FrameColumn, Role};
use crate::app::desk::tally::{Cross, Frequencies};
use crate::gui::command::{Command, Inbox};
use crate::gui::theme::{self, DENSE_ROW, FOLD, space};
use crate::gui::view::View;
use crate::gui::widgets::{DenseTable, Head, caption, cell_ui, page_area, quiet_button};

/// The screen: remembers the chosen question.
#[derive(Debug, Default)]
pub struct TablesScreen {
    question: usize,
}

impl TablesScreen {
    /// Draws the table of the chosen question.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, material: &Material, asked: &Asked, inbox: &mut Inbox) {
        let columns = &material.frame.columns;
        self.question = self.question.min(columns.len().saturating_sub(1));
        if ui.available_width() >= FOLD {
            let frame = eframe::egui::Frame::new()
                .fill(view.tokens.surface)
                .inner_margin(eframe::egui::Margin::same(space::M as i8));
            Panel::left("questions")
                .resizable(false)
                .exact_size(320.0)
                .frame(frame)
                .show(ui, |ui| {
                    theme::make_dense(ui);
                    ScrollArea::vertical()
                        .auto_shrink([false, false])
                        .show(ui, |ui| self.list_ui(ui, view, columns));
                });
        }
        page_area(ui, "tables", |ui| {
            page_ui(ui, |ui| {
                if ui.available_width() < FOLD {
                    self.drop_down_ui(ui, view, columns);
                }
                let (Some(column), Some(counts)) = (columns.get(self.question), material.frequencies.get(self.question)) else {
                    return;
                };
                ui.add(Label::new(RichText::new(column.label.get(view.words.lang())).text_style(theme::question_style())).wrap());
                shares_ui(ui, view, material);
                let is_weighted = material.frame.column_of(Role::Weight).is_some();
                counts_ui(ui, view, column, counts, is_weighted);
                ui.add_space(space::XL);
                self.cross_ui(ui, view, material, asked, inbox);
                ui.add_space(space::M);
                caption(ui, view.tokens, &view.say("tables-hint"));
            });
        });
    }

    fn list_ui(&mut self, ui: &mut Ui, view: &View<'_>, columns: &[FrameColumn]) {
        for (index, column) in columns.iter().enumerate() {
            let label = column.label.get(view.words.lang());
            let button = Button::selectable(self.question == index, format!("{} · {label}", column.name)).truncate();
            let button = button.min_size(eframe::egui::vec2(ui.available_width(), DENSE_ROW));
            if ui.add(button).on_hover_text(label).clicked() {
                self.question = index;
            }
        }
    }

    fn drop_down_ui(&mut self, ui: &mut Ui, view: &View<'_>, columns: &[FrameColumn]) {
        let shown = columns.get(self.question).map_or("", |column| column.label.get(view.words.lang()));
        ComboBox::from_id_salt("question")
            .width(ui.available_width())
            .truncate()
            .selected_text(shown)
            .show_ui(ui, |ui| self.list_ui(ui, view, columns))
            .response
            .accessible_name(view.say("tables-question"));
    }

    fn cross_ui(&self, ui: &mut Ui, view: &View<'_>, material: &Material, asked: &Asked, inbox: &mut Inbox) {
        let columns = &material.frame.columns;
        let is_crossable = |column: &FrameColumn| (2..=200).contains(&column.choices.len());
        if !columns.get(self.question).is_some_and(is_crossable) {
            return;
        }
        ui.heading(view.say("tables-cross"));
        let own = asked.crossed.as_ref().filter(|((one, _), _)| *one == self.question);
        let other = own.and_then(|((_, other), _)| columns.get(*other));
        ComboBox::from_id_salt("cross with")
            .width(360.0)
            .truncate()
            .selected_text(other.map_or_else(
                || view.say("tables-cross-with"),
                |column| column.label.get(view.words.lang()).to_owned(),
            ))
            .show_ui(ui, |ui| {
                for (index, column) in columns.iter().enumerate().filter(|(_, column)| is_crossable(column)) {
                    let is_chosen = own.is_some_and(|((_, other), _)| *other == index);
                    let text = format!("{} · {}", column.name, column.label.get(view.words.lang()));
                    if index != self.question && ui.selectable_label(is_chosen, text).clicked() {
                        inbox.send(Command::Desk(DeskCommand::Cross(self.question, index)));
                    }
                }
            })
            .response
            .accessible_name(view.say("tables-cross-with"));
        if let (Some((_, cross)), Some(one), Some(other)) = (own, columns.get(self.question), other) {
            grid_ui(ui, view, one, other, cross);
        }
        let by_unit = material.frame.column_of(Role::Unit).filter(|unit| *unit != self.question);
        if let Some(unit) = by_unit
            && quiet_button(ui, true, &view.say("tables-by-unit")).clicked()
        {
            inbox.send(Command::Desk(DeskCommand::Cross(self.question, unit)));
        }
    }
}

fn counts_ui(ui: &mut Ui, view: &View<'_>, column: &FrameColumn, counts: &Frequencies, is_weighted: bool) {
    let about = [
        ("asked", counts.asked.into()),
        ("answered", counts.answered.into()),
        ("unknown", counts.dont_know.into()),
        ("refused", counts.refused.into()),
        ("empty", counts.empty.into()),
    ];
    caption(ui, view.tokens, &view.say_with("tables-counts", &about));
    if let Some(numbers) = counts.numbers {
        let about = [
            ("mean", view.words.decimal(numbers.mean(), 2).into()),
            ("min", view.words.decimal(numbers.min, 2).into()),
            ("max", view.words.decimal(numbers.max, 2).into()),
        ];
        ui.label(view.say_with("tables-numbers", &about));
    }
    if column.choices.is_empty() {
        return;
    }
    let number = |key| Head::number(view.say(key), Column::exact(96.0));
    let mut heads = vec![
        Head::words(view.say("tables-answer"), Column::exact(260.0).clip(true)),
        number("tables-records"),
        number("tables-share"),
    ];
    heads.extend(is_weighted.then(|| number("tables-weighted")));
    heads.extend([Head::air(), Head::words("", Column::remainder().at_least(120.0))]);
    DenseTable::new("counts", heads).ui(ui, view.tokens, column.choices.len(), |row, index| {
        let Some(choice) = column.choices.get(index) else { return };
        let (count, weight) = counts.choices.get(index).copied().unwrap_or_default();
        let label = choice.label.get(view.words.lang());
        let colour = if choice.is_former { view.tokens.warn } else { view.tokens.ink };
        row.col(|ui| cell_ui(ui, false, RichText::new(label).color(colour)));
        row.col(|ui| count_ui(ui, view, count));
        let share = if counts.answered == 0 {
            0.0
        } else {
            count as f64 / counts.answered as f64
        };
        row.col(|ui| cell_ui(ui, true, RichText::new(percent(view, share)).monospace()));
        let weighted = if counts.weight > 0.0 { weight / counts.weight } else { 0.0 };
        if is_weighted {
            row.col(|ui| cell_ui(ui, true, RichText::new(percent(view, weighted)).monospace()));
        }
        row.col(|_| {});
        let drawn = if is_weighted { weighted } else { share };
        row.col(|ui| bar_ui(ui, view, drawn, &format!("{label}: {}", percent(view, drawn))));
    });
}

/// Rows are the answers to the one question, columns those to the other; shares are of a column, weighted where there are weights.
fn grid_ui(ui: &mut Ui, view: &View<'_>, one: &FrameColumn, other: &FrameColumn, cross: &Cross) {
    let lang = view.words.lang();
    let used: Vec<u32> = (0..other.choices.len() as u32)
        .filter(|choice| cross.cells.keys().any(|(_, second)| second == choice))
        .collect();
    let total = |second: u32| -> f64 {
        let column = cross.cells.iter().filter(|((_, known), _)| *known == second);
        column.map(|(_, (_, weight))| weight).sum()
    };
    let totals: Vec<f64> = used.iter().map(|second| total(*second)).collect();
    let named = |second: &u32| other.choices.get(*second as usize).map_or("", |choice| choice.label.get(lang));
    let corner = Head::words("", Column::exact(180.0).clip(true));
    let heads = used.iter().map(|second| {
        let label = named(second);
        Head::number(label, Column::exact(128.0).clip(true)).explained(label)
    });
    let answered = (0_u32..).zip(&one.choices);
    let rows: Vec<_> = answered
        .filter(|(first, _)| cross.cells.keys().any(|(known, _)| known == first))
        .collect();
    let table = DenseTable::new("cross", std::iter::once(corner).chain(heads));
    table.ui(ui, view.tokens, rows.len(), |row, index| {
        let Some((first, choice)) = rows.get(index) else { return };
        row.col(|ui| cell_ui(ui, false, RichText::new(choice.label.get(lang))));
        for (second, total) in used.iter().zip(&totals) {
            let (count, weight) = cross.cells.get(&(*first, *second)).copied().unwrap_or_default();
            let share = if *total > 0.0 { weight / total } else { 0.0 };
            let text = format!("{} · {}", view.words.integer(count as i64), percent(view, share));
            row.col(|ui| cell_ui(ui, true, RichText::new(text).monospace()));
        }
    });
    caption(
        ui,
        view.tokens,
        &view.say(if cross.is_weighted {
            "tables-cross-weighted"
        } else {
            "tables-cross-shares"
        }),
    );
}
