//! Choosing from a long list by typing: accents do not matter, and what begins with the words typed comes first.

use eframe::egui::text::LayoutJob;
use eframe::egui::{CornerRadius, FontId, Id, Key, Modifiers, Pos2, Response, ScrollArea, Sense, Ui, Vec2, WidgetInfo, accesskit::Role};

use super::{Sign, TextField, caption};
use crate::gui::theme::{CORNER, Tokens, size, space};
use crate::words::{Words, fold};

/// A row in points, where every label fits on one line.
const ROW: f32 = 40.0;
/// A row in points, where some label needs a second line.
const TALL_ROW: f32 = 60.0;

/// What was done in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchOutcome {
    /// Nothing.
    None,
    /// The entry at this index was chosen.
    Chosen(usize),
    /// Enter on what is already chosen: go on.
    GoOn,
}

/// A searchable list: remembers what was typed and which row the keys are on.
#[derive(Debug, Clone, Default)]
pub struct SearchList {
    typed: String,
    at: usize,
}

impl SearchList {
    #[expect(clippy::too_many_arguments, reason = "a field, its surroundings and its list, named at each call")]
    /// Draws the field and the rows that match. `chosen` are the indices chosen now.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        tokens: &Tokens,
        words: Words,
        id: Id,
        name: &str,
        labels: &[String],
        chosen: &[usize],
    ) -> (SearchOutcome, Response) {
        let hint = words.say("field-search-hint");
        let field = TextField::line(id, name).hint(&hint).ui(ui, tokens, &mut self.typed);
        if field.changed() {
            self.at = 0;
        }
        let found = matching(&self.typed, labels);
        let mut outcome = if field.has_focus() || field.lost_focus() {
            self.keys(ui, &found, chosen)
        } else {
            SearchOutcome::None
        };
        caption(
            ui,
            tokens,
            &words.say_with("field-search-found", &[("n", found.len().into()), ("of", labels.len().into())]),
        );
        let row_height = row_height(ui, labels);
        let height = (ui.available_height() - space::S).clamp(row_height * 3.0, ROW * 8.5);
        ScrollArea::vertical()
            .id_salt(id)
            .max_height(height)
            .auto_shrink([false, true])
            .show_rows(ui, row_height, found.len(), |ui, rows| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for row in rows {
                    let Some(&index) = found.get(row) else { continue };
                    let Some(label) = labels.get(index) else { continue };
                    if row_ui(
                        ui,
                        tokens,
                        row_height,
                        label,
                        chosen.contains(&index),
                        row == self.at && field.has_focus(),
                    )
                    .clicked()
                    {
                        self.at = row;
                        outcome = SearchOutcome::Chosen(index);
                    }
                }
            });
        (outcome, field)
    }

    fn keys(&mut self, ui: &mut Ui, found: &[usize], chosen: &[usize]) -> SearchOutcome {
        let (down, up, enter) = ui.input_mut(|input| {
            let down = input.count_and_consume_key(Modifiers::NONE, Key::ArrowDown);
            let up = input.count_and_consume_key(Modifiers::NONE, Key::ArrowUp);
            (down, up, input.key_pressed(Key::Enter))
        });
        self.at = (self.at + down).saturating_sub(up).min(found.len().saturating_sub(1));
        if !enter {
            return SearchOutcome::None;
        }
        let Some(&index) = found.get(self.at) else {
            return SearchOutcome::None;
        };
        let is_untouched = self.typed.is_empty() && !chosen.is_empty();
        if is_untouched || chosen.contains(&index) {
            return SearchOutcome::GoOn;
        }
        SearchOutcome::Chosen(index)
    }
}

/// Indices of the labels that hold every word typed, those that begin with what was typed first, otherwise in the list's own order.
fn matching(typed: &str, labels: &[String]) -> Vec<usize> {
    let wanted = fold(typed.trim());
    let parts: Vec<&str> = wanted.split_whitespace().collect();
    let mut found: Vec<(u8, usize)> = labels
        .iter()
        .enumerate()
        .filter_map(|(index, label)| {
            let label = fold(label);
            let holds_all = parts.iter().all(|part| label.contains(part));
            let rank = match () {
                () if label.starts_with(&wanted) => 0,
                () if label.contains(&format!(" {wanted}")) => 1,
                () => 2,
            };
            holds_all.then_some((rank, index))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, index)| index).collect()
}

fn row_height(ui: &Ui, labels: &[String]) -> f32 {
    // An average letter is half as wide as the type is high: near enough to decide between one line and two.
    let letters = (ui.available_width() - space::XXL) / (size::BODY * 0.5);
    let is_long = labels.iter().any(|label| label.chars().count() as f32 > letters);
    if is_long { TALL_ROW } else { ROW }
}

fn row_ui(ui: &mut Ui, tokens: &Tokens, height: f32, label: &str, is_chosen: bool, is_current: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, label));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let fill = if is_chosen {
        Some(tokens.accent)
    } else if is_current {
        Some(tokens.accent_wash)
    } else if response.hovered() {
        Some(tokens.hover)
    } else {
        None
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, CornerRadius::same(CORNER), fill);
    }
    let colour = if is_chosen { tokens.on_accent } else { tokens.ink };
    let mut job = LayoutJob::simple(
        label.to_owned(),
        FontId::proportional(size::BODY),
        colour,
        rect.width() - space::XXL,
    );
    job.wrap.max_rows = 2;
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    ui.painter().galley(
        Pos2::new(rect.left() + space::M, rect.center().y - galley.size().y / 2.0),
        galley,
        colour,
    );
    if is_current && !is_chosen {
        Sign::Here.paint(ui.painter(), Pos2::new(rect.right() - space::L, rect.center().y), tokens);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wards_are_found_without_accents_and_the_nearest_comes_first() {
        #[track_caller]
        fn case(labels: &[String], typed: &str, expected: &[usize]) {
            assert_eq!(matching(typed, labels), expected, "{typed}");
        }
        let labels: Vec<String> = ["Phường Hoàn Kiếm", "Phường Ba Đình", "Xã Ba Vì", "Đông Anh", "Xã Đại Thanh"]
            .map(str::to_owned)
            .into();
        case(&labels, "ba dinh", &[1]);
        case(&labels, "ba", &[1, 2]);
        case(&labels, "dong", &[3]);
        case(&labels, "đ", &[3, 1, 4]);
        case(&labels, "", &[0, 1, 2, 3, 4]);
        case(&labels, "zzz", &[]);
    }
}
