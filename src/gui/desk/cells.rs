//! What the desk's tables and fields share: heads, cells, bars, the name of whoever decides.

use eframe::egui::{CornerRadius, Id, Label, Margin, Pos2, Rect, Response, RichText, Sense, Ui, Vec2, WidgetInfo, accesskit::Role};

use super::material::Material;
use crate::gui::theme::{self, DENSE_ROW, FOLD, space};
use crate::gui::view::View;
use crate::gui::widgets::{TextField, caption, cell_ui, follow_focus};

/// The air around a screen of the desk.
pub(super) fn page_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let sides = if ui.available_width() < FOLD { space::L } else { space::XXL };
    let margin = Margin::symmetric(sides as i8, space::L as i8);
    eframe::egui::Frame::new().inner_margin(margin).show(ui, add);
    follow_focus(ui);
}

/// The title of a screen.
pub(super) fn title_ui(ui: &mut Ui, text: &str) {
    ui.add(Label::new(RichText::new(text).text_style(theme::question_style())).wrap());
}

/// A count.
pub(super) fn count_ui(ui: &mut Ui, view: &View<'_>, count: u64) {
    cell_ui(ui, true, RichText::new(view.words.integer(count as i64)).monospace());
}

/// A bar from zero; `said` is what a screen reader says of it.
pub(super) fn bar_ui(ui: &mut Ui, view: &View<'_>, share: f64, said: &str) {
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), DENSE_ROW - 8.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Meter, true, said));
    let end = rect.left() + rect.width() * share.clamp(0.0, 1.0) as f32;
    let bar = Rect::from_min_max(rect.min + Vec2::new(0.0, 3.0), Pos2::new(end, rect.bottom() - 3.0));
    ui.painter()
        .rect_filled(bar, CornerRadius::same(2), view.tokens.accent.gamma_multiply(0.75));
}

/// Who decides: nothing is settled without a name.
pub(super) fn author_ui(ui: &mut Ui, view: &View<'_>, who: &mut String) -> Response {
    let name = view.say("desk-who");
    TextField::line(Id::unique("who"), &name)
        .hint(&name)
        .width(280.0)
        .ui(ui, view.tokens, who)
}

/// A share as a percentage.
pub(super) fn percent(view: &View<'_>, share: f64) -> String {
    format!("{} %", view.words.decimal(share * 100.0, 1))
}

/// Where the records come from, line by line; the first of many.
pub(super) fn notes_ui(ui: &mut Ui, view: &View<'_>, lines: &[String]) {
    const SHOWN: usize = 4;
    for line in lines.iter().take(SHOWN) {
        caption(ui, view.tokens, line);
    }
    if lines.len() > SHOWN {
        let more = (lines.len() - SHOWN).into();
        caption(ui, view.tokens, &view.say_with("desk-more", &[("n", more)]))
            .on_hover_text(lines.get(SHOWN..).unwrap_or_default().join("\n"));
    }
}

/// How many of the records shown are of which version of the form; nothing where all are of the newest.
pub(super) fn shares_ui(ui: &mut Ui, view: &View<'_>, material: &Material) {
    let shares = material.frame.shares(&material.snapshot, view.words);
    if !shares.is_empty() {
        caption(ui, view.tokens, &shares.join(" · "));
    }
}
