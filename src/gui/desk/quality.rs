//! The quality board: how many records each rule flags and which, with the rule beside it; the surveyors beside one another.

use eframe::egui::{Button, Label, RichText, Ui};
use egui_extras::Column;

use super::cells::{count_ui, page_ui, shares_ui, title_ui};
use super::material::Material;
use crate::app::desk::quality::{Board, ENOUGH, FAR, Rule};
use crate::gui::theme::{size, space};
use crate::gui::view::View;
use crate::gui::widgets::{DenseTable, Head, Sign, caption, cell_ui, page_area, sign_ui};

/// The screen: remembers whose records are listed.
#[derive(Debug, Default)]
pub struct QualityScreen {
    open: Option<Rule>,
}

impl QualityScreen {
    /// Draws the board.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, material: &Material) {
        let board = &material.board;
        page_area(ui, "quality", |ui| {
            page_ui(ui, |ui| {
                title_ui(ui, &view.say("desk-tab-quality"));
                caption(ui, view.tokens, &view.say_with("quality-records", &[("n", board.records.into())]));
                caption(ui, view.tokens, &view.say("quality-hint"));
                shares_ui(ui, view, material);
                ui.add_space(space::S);
                for rule in Rule::ALL {
                    self.rule_ui(ui, view, board, rule);
                }
                missing_ui(ui, view, material);
                ui.add_space(space::L);
                surveyors_ui(ui, view, board);
            });
        });
    }

    fn rule_ui(&mut self, ui: &mut Ui, view: &View<'_>, board: &Board, rule: Rule) {
        let (count, flags) = board
            .flags
            .get(&rule)
            .map_or((0, &[][..]), |(count, flags)| (*count, flags.as_slice()));
        ui.horizontal_wrapped(|ui| {
            let is_unknown = rule == Rule::Fast && board.middle_minutes.is_none();
            let sign = match count {
                _ if is_unknown => Sign::Open,
                0 => Sign::Done,
                _ => Sign::Warn,
            };
            sign_ui(ui, view.tokens, sign);
            let text = format!("{}: {}", view.say(rule.key()), view.words.integer(count as i64));
            let is_open = self.open == Some(rule);
            if ui.add(Button::selectable(is_open, RichText::new(text))).clicked() {
                self.open = Some(rule).filter(|_| !is_open);
            }
            let mut sentence = rule.say(view.words);
            if rule == Rule::Fast {
                let middle = board.middle_minutes.map(|minutes| view.words.decimal(minutes, 0));
                sentence.push_str(" · ");
                sentence.push_str(&match middle {
                    Some(middle) => view.say_with("quality-middle", &[("minutes", middle.into())]),
                    None => view.say("quality-no-minutes"),
                });
            }
            caption(ui, view.tokens, &sentence);
        });
        if self.open != Some(rule) {
            return;
        }
        let is_share = rule != Rule::Fast;
        let digits = usize::from(is_share);
        for flag in flags {
            let measure = if is_share { flag.measure * 100.0 } else { flag.measure };
            let unit = if is_share { "%" } else { "′" };
            ui.horizontal(|ui| {
                ui.add_space(space::XL);
                ui.label(RichText::new(&flag.key).monospace());
                let text = format!("{} {unit} · {}", view.words.decimal(measure, digits), flag.surveyor);
                ui.label(RichText::new(text).size(size::SMALL).color(view.tokens.quiet));
            });
        }
        if count > flags.len() as u64 {
            let more = count - flags.len() as u64;
            caption(ui, view.tokens, &view.say_with("desk-more", &[("n", more.into())]));
        }
    }
}

/// Questions that are often left without an answer.
fn missing_ui(ui: &mut Ui, view: &View<'_>, material: &Material) {
    const LISTED: usize = 8;
    let mut questions: Vec<(f64, usize)> = material
        .frequencies
        .iter()
        .enumerate()
        .filter(|(_, counts)| counts.asked > 0)
        .map(|(index, counts)| ((counts.asked - counts.answered) as f64 / counts.asked as f64, index))
        .filter(|(share, _)| *share > 0.0)
        .collect();
    questions.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    if questions.is_empty() {
        return;
    }
    ui.add_space(space::L);
    ui.heading(view.say("quality-unanswered"));
    for (share, index) in questions.into_iter().take(LISTED) {
        let Some(column) = material.frame.columns.get(index) else {
            continue;
        };
        ui.horizontal_top(|ui| {
            // As wide as the widest, so that the shares stand one below the other.
            ui.label(RichText::new(format!("{:>7}", super::cells::percent(view, share))).monospace());
            ui.add(Label::new(column.label.get(view.words.lang())).wrap());
        });
    }
}

fn surveyors_ui(ui: &mut Ui, view: &View<'_>, board: &Board) {
    ui.heading(view.say("quality-surveyors"));
    let about = [("n", ENOUGH.into()), ("far", view.words.decimal(FAR, 0).into())];
    caption(ui, view.tokens, &view.say_with("quality-far-rule", &about));
    let code = Head::words(view.say("work-by-surveyor"), Column::exact(140.0).clip(true));
    let measures = [
        "work-done",
        "quality-minutes",
        "quality-fast",
        "quality-straight",
        "quality-evasive",
        "quality-empty",
        "quality-mean",
        "quality-distance",
    ];
    let measures = measures.map(|key| Head::number(view.say(key), Column::exact(112.0).clip(true)));
    let heads = std::iter::once(code).chain(measures);
    DenseTable::new("surveyors", heads).ui(ui, view.tokens, board.surveyors.len(), |row, index| {
        let Some(surveyor) = board.surveyors.get(index) else { return };
        let code = if surveyor.code.is_empty() { "–" } else { &surveyor.code };
        let written = |value: Option<f64>, digits| value.map_or_else(|| "–".to_owned(), |value| view.words.decimal(value, digits));
        row.col(|ui| cell_ui(ui, false, RichText::new(code)));
        row.col(|ui| count_ui(ui, view, surveyor.records));
        row.col(|ui| cell_ui(ui, true, RichText::new(written(surveyor.minutes, 0)).monospace()));
        for count in surveyor.flags {
            row.col(|ui| count_ui(ui, view, count));
        }
        row.col(|ui| cell_ui(ui, true, RichText::new(written(surveyor.mean, 2)).monospace()));
        let colour = if surveyor.is_far() { view.tokens.warn } else { view.tokens.ink };
        row.col(|ui| cell_ui(ui, true, RichText::new(written(surveyor.distance, 1)).monospace().color(colour)));
    });
}
