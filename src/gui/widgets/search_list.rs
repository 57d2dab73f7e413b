//! Choosing from a long list by typing: accents do not matter, and what begins with the words typed comes first.

use eframe::egui::text::LayoutJob;
use eframe::egui::{
    Align2, CornerRadius, FontId, Id, Key, Modifiers, Pos2, Response, ScrollArea, Sense, Ui, Vec2, WidgetInfo, accesskit::Role,
};

use super::choice_row::tick;
use super::{TextField, caption};
use crate::gui::theme::{CORNER, Tokens, size, space};
use crate::words::{Words, fold};

/// A row in points, where every label fits on one line.
const ROW: f32 = 40.0;
/// A row in points, where some label needs a second line.
const TALL_ROW: f32 = 60.0;
/// Rows that Page Up and Page Down pass.
const PAGE: i64 = 8;

/// What was done in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchOutcome {
    /// Nothing.
    None,
    /// The entry at this index was chosen.
    Chosen(usize),
    /// Enter with nothing typed and nothing walked over: go on.
    GoOn,
}

/// A searchable list: remembers what was typed, which row the keys are on, and what was found.
#[derive(Debug, Clone, Default)]
pub struct SearchList {
    labels: Vec<String>,
    /// The labels as they are searched: lower case, without accents.
    folded: Vec<String>,
    typed: String,
    at: usize,
    /// Something was typed or walked over since the last choice: only then does Enter choose.
    is_touched: bool,
    /// What matches what was typed; `None` when it has to be looked for again.
    found: Option<Vec<usize>>,
    /// The letters of the longest label.
    longest: usize,
}

impl SearchList {
    /// Offers these labels from now on; what was typed stays.
    pub fn offer(&mut self, labels: Vec<String>) {
        self.folded = labels.iter().map(|label| fold(label)).collect();
        self.longest = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
        self.labels = labels;
        self.found = None;
    }

    /// The labels offered.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// Puts the keys on an entry, and forgets what was typed. Enter chooses at once: whoever opens a list wants to.
    pub fn begin_at(&mut self, index: usize) {
        self.typed.clear();
        self.found = None;
        self.is_touched = true;
        self.at = index;
    }

    /// Draws the field and the rows that match. `chosen` are the indices chosen now.
    pub fn ui(&mut self, ui: &mut Ui, tokens: &Tokens, words: Words, id: Id, name: &str, chosen: &[usize]) -> (SearchOutcome, Response) {
        let hint = words.say("field-search-hint");
        let field = TextField::line(id, name).hint(&hint).ui(ui, tokens, &mut self.typed);
        if field.changed() {
            self.at = 0;
            self.found = None;
            self.is_touched = true;
        }
        let found = self.found.take().unwrap_or_else(|| matching(&self.typed, &self.folded));
        let mut outcome = SearchOutcome::None;
        let is_moved = if field.has_focus() || field.lost_focus() {
            let before = self.at;
            outcome = self.keys(ui, &found);
            before != self.at
        } else {
            false
        };
        caption(
            ui,
            tokens,
            &words.say_with("field-search-found", &[("n", found.len().into()), ("of", self.labels.len().into())]),
        );
        let row_height = row_height(ui, self.longest);
        let height = (ui.available_height() - space::S).clamp(row_height * (found.len() as f32).clamp(3.0, 5.0), ROW * 8.5);
        let mut area = ScrollArea::vertical().id_salt(id).max_height(height).auto_shrink([false, true]);
        if is_moved {
            area = area.vertical_scroll_offset((self.at as f32 - 3.0).max(0.0) * row_height);
        }
        area.show_rows(ui, row_height, found.len(), |ui, rows| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for row in rows {
                let Some(&index) = found.get(row) else { continue };
                let Some(label) = self.labels.get(index) else { continue };
                let is_current = row == self.at && field.has_focus();
                if row_ui(ui, tokens, row_height, label, chosen.contains(&index), is_current).clicked() {
                    self.at = row;
                    outcome = SearchOutcome::Chosen(index);
                }
            }
        });
        self.found = Some(found);
        (outcome, field)
    }

    fn keys(&mut self, ui: &mut Ui, found: &[usize]) -> SearchOutcome {
        let (by, enter) = ui.input_mut(|input| {
            let mut count = |key| input.count_and_consume_key(Modifiers::NONE, key) as i64;
            let by = count(Key::ArrowDown) - count(Key::ArrowUp) + PAGE * (count(Key::PageDown) - count(Key::PageUp));
            (by, input.key_pressed(Key::Enter))
        });
        let last = found.len().saturating_sub(1);
        self.at = (self.at.min(last) as i64 + by).clamp(0, last as i64) as usize;
        self.is_touched |= by != 0;
        if !enter {
            return SearchOutcome::None;
        }
        if !self.is_touched {
            return SearchOutcome::GoOn;
        }
        let Some(&index) = found.get(self.at) else {
            return SearchOutcome::None;
        };
        self.is_touched = false;
        SearchOutcome::Chosen(index)
    }
}

/// Indices of the folded labels that hold every word typed, those that begin with what was typed first, otherwise in the list's own order.
fn matching(typed: &str, folded: &[String]) -> Vec<usize> {
    let wanted = fold(typed.trim());
    let parts: Vec<&str> = wanted.split_whitespace().collect();
    let inside = format!(" {wanted}");
    let mut found: Vec<(u8, usize)> = folded
        .iter()
        .enumerate()
        .filter(|(_, label)| parts.iter().all(|part| label.contains(part)))
        .map(|(index, label)| match label {
            _ if label.starts_with(&wanted) => (0, index),
            _ if label.contains(&inside) => (1, index),
            _ => (2, index),
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, index)| index).collect()
}

fn row_height(ui: &Ui, longest: usize) -> f32 {
    // An average letter is half as wide as the type is high: near enough to decide between one line and two.
    let letters = (ui.available_width() - space::XXL - space::XL) / (size::BODY * 0.5);
    if longest as f32 > letters { TALL_ROW } else { ROW }
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
        rect.width() - space::XXL - space::XL,
    );
    job.wrap.max_rows = 2;
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    ui.painter().galley(
        Pos2::new(rect.left() + space::M, rect.center().y - galley.size().y / 2.0),
        galley,
        colour,
    );
    let end = Pos2::new(rect.right() - space::M, rect.center().y);
    if is_chosen {
        tick(ui.painter(), end - Vec2::new(space::S, 0.0), colour);
    } else if is_current {
        // The key that chooses it: a dot would say that it is chosen already.
        let font = FontId::proportional(size::SMALL);
        ui.painter().text(end, Align2::RIGHT_CENTER, "Enter", font, tokens.quiet);
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
            .map(fold)
            .into();
        case(&labels, "ba dinh", &[1]);
        case(&labels, "ba", &[1, 2]);
        case(&labels, "dong", &[3]);
        case(&labels, "đ", &[3, 1, 4]);
        case(&labels, "", &[0, 1, 2, 3, 4]);
        case(&labels, "zzz", &[]);
    }
}
