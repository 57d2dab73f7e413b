//! The numbers: tree at the left, the chosen node's number largest, its units as a league with bars.

use eframe::egui::{
    Align, Atom, Button, Color32, ComboBox, CornerRadius, Label, Layout, Margin, Panel, Pos2, Rect, RichText, ScrollArea, Sense, Stroke,
    TextStyle, Ui, Vec2, WidgetInfo, accesskit::Role,
};
use egui_extras::Column;

use super::cells::notes_ui;
use super::figures::{Figure, Figures, NodeFigures, UnitFigure};
use super::{DeskCommand, IndexWish};
use crate::gui::command::{Command, Inbox};
use crate::gui::theme::{self, DENSE_ROW, TARGET, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{DenseTable, Head, caption, cell_ui, headline, page_area, quiet_button};

/// Under this width, in points, what stands beside the number stands under it.
const NARROW: f32 = 860.0;

/// The screen: remembers the chosen node.
#[derive(Debug, Default)]
pub struct IndexScreen {
    node: usize,
}

impl IndexScreen {
    /// Draws the figures.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, figures: Option<&Figures>, inbox: &mut Inbox) {
        let Some(figures) = figures.filter(|figures| !figures.nodes.is_empty()) else {
            eframe::egui::Frame::new()
                .inner_margin(Margin::same(space::XXL as i8))
                .show(ui, |ui| {
                    ui.label(RichText::new(view.say("desk-index-title")).text_style(theme::question_style()));
                    caption(ui, view.tokens, &view.say("desk-index-none"));
                });
            return;
        };
        self.node = self.node.min(figures.nodes.len() - 1);
        if ui.available_width() < theme::FOLD {
            self.folded_ui(ui, view, figures, inbox);
            return;
        }
        let frame = eframe::egui::Frame::new()
            .fill(view.tokens.surface)
            .inner_margin(Margin::same(space::M as i8));
        Panel::left("tree").resizable(false).exact_size(400.0).frame(frame).show(ui, |ui| {
            theme::make_dense(ui);
            ScrollArea::vertical()
                .auto_shrink([false, false])
                .show(ui, |ui| self.tree_ui(ui, view, figures));
        });
        let Some(node) = figures.nodes.get(self.node) else { return };
        eframe::egui::Frame::new()
            .inner_margin(Margin::symmetric(space::XL as i8, space::L as i8))
            .show(ui, |ui| {
                ui.add(Label::new(RichText::new(&node.label).text_style(theme::question_style())).wrap());
                head_ui(ui, view, figures, node, inbox);
                notes_ui(ui, view, &figures.origin);
                ui.add_space(space::M);
                league_ui(ui, view, node, true);
            });
    }

    /// On a narrow screen the tree folds into the heading, and everything scrolls together.
    fn folded_ui(&mut self, ui: &mut Ui, view: &View<'_>, figures: &Figures, inbox: &mut Inbox) {
        let margin = Margin::symmetric(space::L as i8, space::S as i8);
        page_area(ui, "index page", |ui| {
            eframe::egui::Frame::new().inner_margin(margin).show(ui, |ui| {
                let Some(node) = figures.nodes.get(self.node) else { return };
                let width = ui.available_width();
                ComboBox::from_id_salt("tree")
                    .width(width)
                    .height(TARGET * 5.0)
                    .truncate()
                    .selected_text(RichText::new(&node.label).text_style(TextStyle::Heading))
                    .show_ui(ui, |ui| {
                        ui.set_width(width - space::XL);
                        theme::make_dense(ui);
                        self.tree_ui(ui, view, figures);
                    })
                    .response
                    .accessible_name(view.say("desk-index-title"));
                head_ui(ui, view, figures, node, inbox);
                notes_ui(ui, view, &figures.origin);
                ui.add_space(space::S);
                league_ui(ui, view, node, false);
            });
        });
    }

    fn tree_ui(&mut self, ui: &mut Ui, view: &View<'_>, figures: &Figures) {
        for (index, node) in figures.nodes.iter().enumerate() {
            ui.horizontal(|ui| {
                ui.add_space(space::M * node.depth as f32);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.label(RichText::new(written(view, node.whole.value, node.digits)).monospace());
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let mut text = RichText::new(&node.label);
                        if node.depth == 0 {
                            text = text.family(crate::gui::fonts::semibold());
                        }
                        let button = Button::selectable(self.node == index, (text, Atom::grow()))
                            .truncate()
                            .min_size(Vec2::new(ui.available_width(), DENSE_ROW));
                        if ui.add(button).on_hover_text(&node.label).clicked() {
                            self.node = index;
                        }
                    });
                });
            });
        }
    }
}

fn head_ui(ui: &mut Ui, view: &View<'_>, figures: &Figures, node: &NodeFigures, inbox: &mut Inbox) {
    let is_narrow = ui.available_width() < NARROW;
    let beneath_ui = |ui: &mut Ui| {
        caption(ui, view.tokens, &beneath(view, node.whole, node.digits));
        let rule = view.say(&format!("desk-rule-{}", figures.rule));
        caption(ui, view.tokens, &view.say_with("desk-index-rule", &[("rule", rule.into())]));
    };
    ui.horizontal(|ui| {
        headline(ui, view.tokens, &written(view, node.whole.value, node.digits));
        ui.vertical(|ui| {
            ui.add_space(space::L);
            beneath_ui(ui);
        });
        if !is_narrow {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| wishes_ui(ui, view, figures, inbox));
        }
    });
    if is_narrow {
        ui.horizontal_wrapped(|ui| wishes_ui(ui, view, figures, inbox));
    }
}

/// The other item rules, and the other forms where the master has several.
fn wishes_ui(ui: &mut Ui, view: &View<'_>, figures: &Figures, inbox: &mut Inbox) {
    for rule in figures.rules.iter().filter(|rule| **rule != figures.rule) {
        let name = view.say_with("desk-index-other-rule", &[("rule", view.say(&format!("desk-rule-{rule}")).into())]);
        if quiet_button(ui, true, &name).clicked() {
            inbox.send(Command::Desk(DeskCommand::ComputeIndex(IndexWish {
                form: Some(figures.form.clone()),
                rule: Some(rule.clone()),
            })));
        }
    }
    if figures.forms.len() < 2 {
        return;
    }
    let shown = figures.forms.iter().find(|(form, _)| *form == figures.form);
    ComboBox::from_id_salt("forms with an index")
        .selected_text(shown.map(|(_, title)| title.as_str()).unwrap_or_default())
        .show_ui(ui, |ui| {
            for (form, title) in &figures.forms {
                if ui.selectable_label(*form == figures.form, title).clicked() {
                    inbox.send(Command::Desk(DeskCommand::ComputeIndex(IndexWish {
                        form: Some(form.clone()),
                        rule: None,
                    })));
                }
            }
        })
        .response
        .accessible_name(view.say("desk-index-form"));
}

/// The interval and the number of answers, which stand under every headline.
fn beneath(view: &View<'_>, figure: Figure, digits: usize) -> String {
    let n = figure.n.into();
    match figure.interval {
        Some((low, high)) => {
            let (low, high) = (view.words.decimal(low, digits), view.words.decimal(high, digits));
            view.say_with("desk-index-interval", &[("low", low.into()), ("high", high.into()), ("n", n)])
        }
        None => view.say_with("desk-index-n", &[("n", n)]),
    }
}

/// The units by rank. `scrolls`: under a head that stays where it is.
fn league_ui(ui: &mut Ui, view: &View<'_>, node: &NodeFigures, scrolls: bool) {
    if node.units.is_empty() {
        caption(ui, view.tokens, &view.say("desk-index-no-units"));
        return;
    }
    let ceiling = ceiling(node);
    let heads = [
        Head::number(view.say("desk-index-rank"), Column::exact(48.0)),
        Head::words(view.say("desk-index-unit"), Column::exact(200.0).clip(true)),
        Head::number(view.say("desk-index-value"), Column::exact(76.0)),
        Head::number(view.say("desk-index-count"), Column::exact(56.0)),
        Head::air(),
        Head::words(view.say("desk-index-chart"), Column::remainder().at_least(120.0)),
    ];
    let table = DenseTable::new("league", heads).scrolling(scrolls);
    table.ui(ui, view.tokens, node.units.len(), |row, index| {
        let Some(unit) = node.units.get(index) else { return };
        let rank = unit.rank.map(|rank| rank.to_string()).unwrap_or_default();
        row.col(|ui| cell_ui(ui, true, RichText::new(rank).monospace()));
        row.col(|ui| cell_ui(ui, false, RichText::new(&unit.name)));
        row.col(|ui| cell_ui(ui, true, RichText::new(written(view, unit.figure.value, node.digits)).monospace()));
        let n = RichText::new(view.words.integer(unit.figure.n as i64)).monospace();
        row.col(|ui| cell_ui(ui, true, n.color(view.tokens.quiet)));
        row.col(|_| {});
        row.col(|ui| bar_ui(ui, view, unit, node, ceiling));
    });
}

/// Where all bars of a league end: 100 for percentages, else the greatest value or interval.
fn ceiling(node: &NodeFigures) -> f64 {
    let reach = |figure: &Figure| figure.interval.map_or(0.0, |(_, high)| high).max(figure.value.unwrap_or(0.0));
    let values = node.units.iter().filter_map(|unit| unit.figure.value).fold(0.0, f64::max);
    // A sum of shares may be a hair above 100.
    if (10.0..100.000_001).contains(&values) {
        return 100.0;
    }
    node.units.iter().map(|unit| reach(&unit.figure)).fold(f64::EPSILON, f64::max)
}

/// A bar from zero with its interval as a whisker and the whole as a line: position, not colour, carries the number.
fn bar_ui(ui: &mut Ui, view: &View<'_>, unit: &UnitFigure, node: &NodeFigures, ceiling: f64) {
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), DENSE_ROW - 8.0), Sense::hover());
    let said = format!("{}: {}", unit.name, written(view, unit.figure.value, node.digits));
    response.widget_info(|| WidgetInfo::labeled(Role::Meter, true, &said));
    let Some(value) = unit.figure.value else { return };
    let at = |value: f64| rect.left() + rect.width() * (value / ceiling).clamp(0.0, 1.0) as f32;
    let bar = Rect::from_min_max(rect.min + Vec2::new(0.0, 3.0), Pos2::new(at(value), rect.bottom() - 3.0));
    ui.painter()
        .rect_filled(bar, CornerRadius::same(2), view.tokens.accent.gamma_multiply(0.75));
    if let Some((low, high)) = unit.figure.interval {
        let ink: Color32 = view.tokens.ink;
        ui.painter().hline(at(low)..=at(high), rect.center().y, Stroke::new(1.5, ink));
    }
    if let Some(whole) = node.whole.value {
        ui.painter().vline(at(whole), rect.y_range(), Stroke::new(1.0, view.tokens.warn));
    }
    response
        .on_hover_text(beneath(view, unit.figure, node.digits))
        .on_hover_text(RichText::new(said).size(size::SMALL));
}

fn written(view: &View<'_>, value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| "–".to_owned(), |value| view.words.decimal(value, digits))
}
