//! Letting data out, step by step: choose what is what, look at what it costs, write. The search runs beside the window and can be stopped.

use std::path::PathBuf;

use eframe::egui::{Button, ComboBox, Frame, Grid, Id, Label, Margin, RichText, Ui};
use egui_extras::Column;

use super::DeskCommand;
use super::publishing::{PublishCommand, PublishNews, Publishing};
use super::reading::ReadingScreen;
use super::table_release::TableRelease;
use crate::app::publish::{ColumnReport, LedgerLine, Part, Proposed, ReleaseWish, RiskStatement};
use crate::gui::command::{Command, Inbox};
use crate::gui::theme::{self, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{
    DenseTable, Head, Sign, TextField, banner, button_width, caption, card, cell_ui, page_area, primary_button, rule,
};

/// The steps of a data set, and what else there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Step {
    #[default]
    Choose,
    Read,
    Judge,
    Table,
    Ledger,
}

/// The screen: remembers what was typed and chosen.
#[derive(Debug)]
pub struct PublishScreen {
    step: Step,
    reading: ReadingScreen,
    parts: Vec<(String, Part)>,
    k: String,
    l: String,
    t: String,
    ceiling: String,
    most_blanked: String,
    path: String,
    tables: TableRelease,
}

impl Default for PublishScreen {
    fn default() -> Self {
        Self {
            step: Step::Choose,
            reading: ReadingScreen::default(),
            parts: Vec::new(),
            k: "5".to_owned(),
            l: "2".to_owned(),
            t: String::new(),
            ceiling: String::new(),
            most_blanked: "10".to_owned(),
            path: String::new(),
            tables: TableRelease::default(),
        }
    }
}

/// Width of a figure of risk.
const FIGURE: f32 = 150.0;

/// What a coordinator may take a question for.
const CHOICES: [Part; 3] = [Part::Quasi, Part::Sensitive, Part::Plain];

impl PublishScreen {
    /// Proposes where the release and a table go.
    pub fn propose(&mut self, folder: PathBuf, table: PathBuf) {
        self.path = folder.display().to_string();
        self.tables.propose(&table);
    }

    /// Takes the proposal in, unless the coordinator has begun to choose.
    pub fn choose_from(&mut self, columns: &[Proposed]) {
        let is_known = columns
            .iter()
            .map(|column| &column.path)
            .eq(self.parts.iter().map(|(path, _)| path));
        if !is_known {
            self.parts = columns.iter().map(|column| (column.path.clone(), column.part)).collect();
            self.tables.choose_from(columns);
        }
    }

    /// Takes note of what came of a wish.
    pub fn hear(&mut self, news: &PublishNews) {
        match news {
            PublishNews::Choice(..) => self.reading.begin(),
            PublishNews::Decided(place, _) => self.reading.kept(*place),
            _ => {}
        }
    }

    /// Shows what was found.
    pub fn show_found(&mut self) {
        self.step = Step::Judge;
    }

    /// Draws the step.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, facts: &Publishing, inbox: &mut Inbox) {
        Frame::new()
            .inner_margin(Margin::symmetric(space::XXL as i8, space::L as i8))
            .show(ui, |ui| {
                ui.label(RichText::new(view.say("desk-publish-title")).text_style(theme::question_style()));
                if let Some(why) = &facts.empty {
                    caption(ui, view.tokens, why);
                    return;
                }
                self.steps_ui(ui, view, facts.found.is_some());
                ui.add_space(space::S);
                page_area(ui, self.step as u8, |ui| {
                    ui.set_max_width(ui.available_width().min(theme::FOLD));
                    match (self.step, &facts.found) {
                        (Step::Read, _) => self.reading.ui(ui, view, facts.reading.as_ref(), inbox),
                        (Step::Judge, Some(found)) => self.judge_ui(ui, view, facts, found, inbox),
                        (Step::Table, _) => self.tables.ui(ui, view, &facts.columns, inbox),
                        (Step::Ledger, _) => ledger_ui(ui, view, &facts.ledger),
                        (Step::Choose | Step::Judge, _) => self.choose_ui(ui, view, facts, inbox),
                    }
                });
            });
    }

    fn steps_ui(&mut self, ui: &mut Ui, view: &View<'_>, is_found: bool) {
        ui.horizontal_wrapped(|ui| {
            let steps = [
                (Step::Choose, "desk-publish-step-choose", true),
                (Step::Read, "desk-publish-step-read", true),
                (Step::Judge, "desk-publish-step-judge", is_found),
                (Step::Table, "desk-publish-table", true),
                (Step::Ledger, "desk-publish-ledger", true),
            ];
            for (step, key, is_open) in steps {
                let button = Button::selectable(self.step == step, view.say(key));
                if ui.add_enabled(is_open, button).clicked() {
                    self.step = step;
                }
            }
        });
    }

    /// The first step: what is what, and how safe.
    fn choose_ui(&mut self, ui: &mut Ui, view: &View<'_>, facts: &Publishing, inbox: &mut Inbox) {
        caption(ui, view.tokens, &view.say("desk-publish-choose-hint"));
        ui.add_space(space::S);
        self.numbers_ui(ui, view);
        ui.add_space(space::S);
        let wish = self.wish();
        ui.horizontal_wrapped(|ui| {
            if primary_button(ui, view.tokens, wish.is_some(), &view.say("desk-publish-search")).clicked()
                && let Some(wish) = wish.clone()
            {
                inbox.send(Command::Desk(DeskCommand::Publish(PublishCommand::Find(Box::new(wish)))));
            }
        });
        if wish.is_none() {
            banner(ui, view.tokens, Sign::Warn, &view.say("desk-publish-not-a-number"));
        }
        ui.add_space(space::M);
        ui.heading(view.say("desk-publish-columns"));
        let rank = |part: Part| match part {
            Part::Quasi => 0,
            Part::Sensitive => 1,
            Part::Text | Part::Told => 2,
            Part::Plain => 3,
        };
        let mut rows: Vec<_> = facts.columns.iter().zip(&mut self.parts).collect();
        rows.sort_by_key(|(column, _)| rank(column.part));
        for (column, (path, part)) in rows {
            part_ui(ui, view, column, path, part);
            rule(ui, view.tokens);
        }
        ui.add_space(space::L);
    }

    fn numbers_ui(&mut self, ui: &mut Ui, view: &View<'_>) {
        let fields: [(&str, &mut String); 5] = [
            ("desk-publish-k", &mut self.k),
            ("desk-publish-l", &mut self.l),
            ("desk-publish-t", &mut self.t),
            ("desk-publish-ceiling", &mut self.ceiling),
            ("desk-publish-blanked", &mut self.most_blanked),
        ];
        card(ui, view.tokens, |ui| {
            Grid::new("how safe").num_columns(2).spacing([space::L, space::XS]).show(ui, |ui| {
                for (key, text) in fields {
                    let name = view.say(key);
                    TextField::line(Id::unique(key), &name).width(96.0).ui(ui, view.tokens, text);
                    ui.add(Label::new(&name).wrap());
                    ui.end_row();
                }
            });
        });
    }

    /// The wish as typed; `None` where something typed is no number.
    fn wish(&self) -> Option<ReleaseWish> {
        let number = |text: &str| text.trim().replace(',', ".").parse::<f64>().ok().filter(|number| *number >= 0.0);
        let optional = |text: &str| match text.trim() {
            "" => Some(None),
            text => number(text).map(Some),
        };
        let chosen = |wanted: Part| {
            let parts = self.parts.iter().filter(|(_, part)| *part == wanted);
            parts.map(|(path, _)| path.clone()).collect::<Vec<_>>()
        };
        Some(ReleaseWish {
            quasi: Some(chosen(Part::Quasi)),
            sensitive: Some(chosen(Part::Sensitive)),
            k: self.k.trim().parse().ok().filter(|k| *k >= 2)?,
            l: self.l.trim().parse().ok().filter(|l| *l >= 1)?,
            t: optional(&self.t)?,
            ceiling: optional(&self.ceiling)?,
            most_blanked: number(&self.most_blanked).filter(|percent| *percent <= 100.0)? / 100.0,
            ..ReleaseWish::default()
        })
    }

    /// The second step: what it risks and loses; then it is written.
    fn judge_ui(&mut self, ui: &mut Ui, view: &View<'_>, facts: &Publishing, found: &RiskStatement, inbox: &mut Inbox) {
        if let Some(path) = &facts.written {
            let sentence = view.say_with("desk-publish-written", &[("path", path.display().to_string().into())]);
            banner(ui, view.tokens, Sign::Done, &sentence);
        }
        let counts = [("n", found.records.into()), ("k", found.k.into()), ("l", found.l.into())];
        ui.add(Label::new(view.say_with("publish-page-intro", &counts)).wrap());
        let lost = [
            ("cells", found.suppressed_cells.into()),
            ("records", found.suppressed_records.into()),
            ("loss", view.words.decimal(found.information_loss * 100.0, 1).into()),
        ];
        banner(ui, view.tokens, Sign::Warn, &view.say_with("publish-page-loss", &lost));
        if !found.is_search_complete {
            caption(ui, view.tokens, &view.say("publish-search-cut"));
        }
        ui.add_space(space::S);
        ui.label(view.say("desk-publish-path"));
        let name = view.say("desk-publish-path");
        let action = view.say("desk-publish-write");
        ui.horizontal(|ui| {
            let width = (ui.available_width() - button_width(ui, &action)).max(120.0);
            TextField::line(Id::unique("publish path"), &name)
                .width(width)
                .ui(ui, view.tokens, &mut self.path);
            let is_ready = !self.path.trim().is_empty();
            if primary_button(ui, view.tokens, is_ready, &action).clicked() {
                inbox.send(Command::Desk(DeskCommand::Publish(PublishCommand::Write(PathBuf::from(
                    self.path.trim(),
                )))));
            }
        });
        ui.add_space(space::M);
        let [what, before, after] = ["publish-page-risk", "publish-page-before", "publish-page-after"].map(|key| view.say(key));
        // Before and after stay side by side in sight where letters are large.
        let width = (ui.available_width() - 2.0 * FIGURE - 3.0 * space::L).clamp(220.0, 460.0);
        let heads = vec![
            Head::words(what, Column::exact(width).clip(true)),
            Head::number(before, Column::exact(FIGURE)),
            Head::number(after, Column::exact(FIGURE)),
        ];
        table_ui(ui, view, "risk", heads, &found.risk_rows(view.words));
        ui.add_space(space::M);
        let rows: Vec<Vec<String>> = found.columns.iter().map(|column| column.row(view.words)).collect();
        let [question, part, how, blanked, share] = ColumnReport::HEADS.map(|key| view.say(key));
        let heads = vec![
            Head::words(question, Column::exact(260.0).clip(true)),
            Head::words(part, Column::exact(180.0).clip(true)),
            Head::words(how, Column::exact(180.0).clip(true)),
            Head::number(blanked, Column::exact(96.0)),
            Head::number(share, Column::exact(96.0)),
        ];
        table_ui(ui, view, "lost", heads, &rows);
        let kept = [
            ("out", found.texts_let_out.into()),
            ("kept", found.texts_kept.into()),
            ("repeats", found.repeats_kept.into()),
        ];
        caption(ui, view.tokens, &view.say_with("publish-page-kept", &kept));
        if let Some(sentence) = found.repeats_left_out(view.words) {
            caption(ui, view.tokens, &sentence);
        }
    }
}

/// A question and what it is taken for. What is free text, or tells a quasi-identifier, is not for choosing.
fn part_ui(ui: &mut Ui, view: &View<'_>, column: &Proposed, path: &str, part: &mut Part) {
    ui.horizontal(|ui| {
        let width = ui.available_width();
        ui.scope(|ui| {
            ui.set_width(width * 0.6);
            ui.add(Label::new(RichText::new(&column.label).size(size::SMALL)).wrap())
                .on_hover_text(path);
        });
        let is_fixed = !column.is_codable || matches!(column.part, Part::Text | Part::Told);
        if is_fixed {
            caption(ui, view.tokens, &view.say(column.part.key()));
            return;
        }
        ComboBox::from_id_salt(path)
            .width((width * 0.4 - space::L).max(140.0))
            .selected_text(view.say(part.key()))
            .show_ui(ui, |ui| {
                for choice in CHOICES {
                    ui.selectable_value(part, choice, view.say(choice.key()));
                }
            })
            .response
            .accessible_name(&column.label);
    });
}

/// A table that is written out already; what stands at the right are numbers.
fn table_ui(ui: &mut Ui, view: &View<'_>, id: &'static str, heads: Vec<Head>, rows: &[Vec<String>]) {
    let numbers: Vec<bool> = heads.iter().map(Head::is_number).collect();
    DenseTable::new(id, heads).ui(ui, view.tokens, rows.len(), |row, index| {
        let cells = rows.get(index).map(Vec::as_slice).unwrap_or_default();
        for (cell, is_number) in cells.iter().zip(&numbers) {
            row.col(|ui| cell_ui(ui, *is_number, RichText::new(cell)));
        }
    });
}

/// What was published, the last one first.
fn ledger_ui(ui: &mut Ui, view: &View<'_>, ledger: &[LedgerLine]) {
    if ledger.is_empty() {
        caption(ui, view.tokens, &view.say("desk-publish-none"));
        return;
    }
    let wide = |key, width| Head::words(view.say(key), Column::exact(width).clip(true));
    let heads = vec![
        wide("cli-publish-when", 150.0),
        wide("cli-publish-what", 120.0),
        wide("cli-publish-file", 220.0),
        Head::number(view.say("cli-publish-records"), Column::exact(80.0)),
        Head::air(),
        wide("cli-publish-remark", 320.0),
    ];
    let row = |line: &LedgerLine| {
        let made = line.made.to_zoned(view.now.time_zone().clone());
        let kind = if line.is_table {
            "cli-publish-is-table"
        } else {
            "cli-publish-is-file"
        };
        vec![
            made.strftime("%d/%m/%Y %H:%M").to_string(),
            view.say(kind),
            line.name.clone(),
            view.words.integer(line.records as i64),
            String::new(),
            line.remark.clone(),
        ]
    };
    let rows: Vec<Vec<String>> = ledger.iter().rev().map(row).collect();
    table_ui(ui, view, "ledger of releases", heads, &rows);
}
