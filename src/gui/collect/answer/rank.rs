//! Choices in order of preference: picked one after the other, then moved by keys, by buttons or by dragging. Nothing has a rank until
//! the person begins, and only a complete ranking is an answer.

use std::sync::Arc;

use eframe::egui::{EventFilter, Id, Key, Memory, Modifiers, Rect, Response, Stroke, Ui};

use super::field::field_id;
use crate::gui::collect::digits::{digit_for, pressed_digit};
use crate::gui::collect::entry::Entry;
use crate::gui::collect::question::{Asking, Tried};
use crate::gui::collect::ranking::Ranking;
use crate::gui::widgets::{RankRow, Sign, banner, caption, quiet_button, rank_row_ui};
use crate::interview::{At, Offered};

/// A ranking on the screen.
struct Board {
    at: At,
    offered: Arc<[Offered]>,
    ranking: Ranking,
    id: Id,
    is_enabled: bool,
    /// No other question is on the page: digits are its own.
    is_alone: bool,
}

impl Board {
    /// Rows are known by their choice, so that the keyboard stays with one that moves.
    fn row_id(&self, row: usize) -> Id {
        let position = self.ranking.rows().get(row).copied().unwrap_or(row);
        self.id.with(("row", position))
    }

    fn label(&self, row: usize) -> &str {
        let position = self.ranking.rows().get(row);
        position
            .and_then(|position| self.offered.get(*position))
            .map_or("", |choice| choice.label.as_str())
    }
}

impl Asking<'_> {
    /// The whole ranking.
    pub(super) fn rank_ui(&mut self, ui: &mut Ui, at: At, is_alone: bool) {
        let offered = self.interview.choices(at).unwrap_or_default();
        if offered.is_empty() {
            return;
        }
        let reference = self.interview.reference(at);
        let board = Board {
            at,
            ranking: self.ranking(at, &offered),
            offered,
            id: field_id(&reference),
            is_enabled: !self.interview.is_read_only(at),
            is_alone,
        };
        if board.is_enabled {
            let complete = if board.ranking.is_complete() {
                "answer-rank-move"
            } else {
                "answer-rank-pick"
            };
            caption(ui, self.view.tokens, &self.view.say(complete));
        }
        let mut after = if board.is_enabled { self.rank_keys(ui, &board) } else { None };
        let rows: Vec<Response> = (0..board.ranking.rows().len())
            .map(|row| {
                let (response, changed) = self.rank_row(ui, &board, row);
                after = after.take().or(changed);
                response
            })
            .collect();
        if self.is_fresh
            && board.is_enabled
            && let Some(first) = rows.first()
        {
            first.request_focus();
        }
        after = after.or_else(|| self.drag_ui(ui, &board, &rows));
        if let Some(ranking) = after {
            self.rank(&board, &ranking);
        }
        self.left_ui(ui, &board);
    }

    /// The ranking as it is stored, or as far as it has come.
    fn ranking(&mut self, at: At, offered: &[Offered]) -> Ranking {
        let reference = self.interview.reference(at);
        let entry = Entry::Ranking { of: offered.len() };
        let lang = self.view.words.lang();
        let draft = self.drafts.of(&reference, entry, self.interview.value(at), lang);
        let names = draft.text.split_whitespace();
        let positions = names.filter_map(|name| offered.iter().position(|choice| choice.name == name));
        Ranking::of(positions, offered.len())
    }

    fn rank_row(&self, ui: &mut Ui, board: &Board, row: usize) -> (Response, Option<Ranking>) {
        let label = board.label(row);
        let rank = board.ranking.rank(row);
        let name = match rank {
            Some(rank) => self
                .view
                .say_with("answer-rank-row", &[("n", rank.into()), ("label", label.into())]),
            None => label.to_owned(),
        };
        let [up, down] = ["answer-rank-up", "answer-rank-down"].map(|key| self.view.say_with(key, &[("label", label.into())]));
        let position = board.ranking.rows().get(row).copied().unwrap_or(row);
        let is_lowest = row + 1 >= board.ranking.ranked().len();
        let shown = RankRow {
            id: board.row_id(row),
            label,
            name: &name,
            rank,
            key: (board.is_alone && board.is_enabled).then(|| digit_for(position)).flatten(),
            is_enabled: board.is_enabled,
            up: (rank.is_some() && row > 0).then_some(up.as_str()),
            down: (rank.is_some() && !is_lowest).then_some(down.as_str()),
        };
        let done = rank_row_ui(ui, self.view.tokens, &shown);
        let is_pressed = done.response.clicked() && !ui.input(|input| input.key_pressed(Key::Enter));
        let changed = match (done.moved, rank) {
            (by @ (-1 | 1), _) => Some(board.ranking.moved(row, row.saturating_add_signed(by as isize))),
            (_, None) if is_pressed => Some(board.ranking.picked(row)),
            (_, Some(_)) if is_pressed && !board.ranking.is_complete() => Some(board.ranking.dropped(row)),
            _ => None,
        };
        if is_pressed {
            done.response.request_focus();
        }
        (done.response, changed)
    }

    /// ↑ and ↓ walk, with Alt they move the row; a digit picks while there is something to pick, then gives the row that rank.
    fn rank_keys(&self, ui: &mut Ui, board: &Board) -> Option<Ranking> {
        let rows = board.ranking.rows().len();
        let focused = ui.memory(Memory::focused);
        let current = (0..rows).find(|row| Some(board.row_id(*row)) == focused);
        let digit = if (board.is_alone && self.has_keys) || current.is_some() {
            pressed_digit(ui)
        } else {
            None
        };
        let position = digit.and_then(|digit| (0..rows).find(|position| digit_for(*position) == Some(digit)));
        if let Some(position) = position {
            let row = board.ranking.rows().iter().position(|other| *other == position);
            return match (board.ranking.is_complete(), current) {
                (true, Some(row)) => Some(board.ranking.moved(row, position)),
                (false, _) => row.map(|row| board.ranking.picked(row)),
                (true, None) => None,
            };
        }
        let current = current?;
        let filter = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(board.row_id(current), filter));
        let (moved, walked) = ui.input_mut(|input| {
            let mut count = |modifiers, key| input.count_and_consume_key(modifiers, key) as isize;
            let moved = count(Modifiers::ALT, Key::ArrowDown) - count(Modifiers::ALT, Key::ArrowUp);
            let walked = count(Modifiers::NONE, Key::ArrowDown) - count(Modifiers::NONE, Key::ArrowUp);
            (moved, walked)
        });
        if walked != 0 {
            let to = current.saturating_add_signed(walked).min(rows - 1);
            ui.memory_mut(|memory| memory.request_focus(board.row_id(to)));
        }
        (moved != 0).then(|| board.ranking.moved(current, current.saturating_add_signed(moved)))
    }

    /// A row that is dragged shows where it would land, and lands there when it is let go.
    fn drag_ui(&self, ui: &Ui, board: &Board, rows: &[Response]) -> Option<Ranking> {
        let dragged = rows.iter().position(|row| row.dragged() || row.drag_stopped())?;
        let pointer = rows.get(dragged)?.interact_pointer_pos()?;
        let rects: Vec<Rect> = rows.iter().map(|row| row.rect).collect();
        let above = rects.iter().filter(|rect| rect.center().y < pointer.y).count();
        let to = if above > dragged { above - 1 } else { above };
        let is_over = rows.get(dragged)?.drag_stopped();
        if !is_over {
            let y = match rects.get(above) {
                Some(rect) => rect.top() - ui.spacing().item_spacing.y / 2.0,
                None => rects.last()?.bottom() + ui.spacing().item_spacing.y / 2.0,
            };
            let stroke = Stroke::new(3.0, self.view.tokens.accent);
            ui.painter().hline(rects.first()?.x_range(), y, stroke);
        }
        (is_over && to != dragged).then(|| board.ranking.moved(dragged, to))
    }

    /// A complete ranking becomes the answer; one that was taken apart waits as a draft.
    fn rank(&mut self, board: &Board, ranking: &Ranking) {
        let names: Vec<&str> = ranking
            .ranked()
            .iter()
            .filter_map(|position| board.offered.get(*position).map(|choice| choice.name.as_str()))
            .collect();
        let text = names.join(" ");
        let reference = self.interview.reference(board.at);
        if ranking.is_complete() || names.is_empty() {
            self.drafts.confirm(&reference);
            self.send_text(board.at, text);
            return;
        }
        let entry = Entry::Ranking { of: board.offered.len() };
        let draft = self
            .drafts
            .of(&reference, entry, self.interview.value(board.at), self.view.words.lang());
        draft.text = text;
        draft.is_typed = true;
    }

    /// What is left to rank, and the way to begin anew.
    fn left_ui(&mut self, ui: &mut Ui, board: &Board) {
        let is_begun = !board.ranking.ranked().is_empty();
        if is_begun && !board.ranking.is_complete() && self.tried != Tried::No {
            let left = board.ranking.rows().len() - board.ranking.ranked().len();
            let said = self.view.say_with("answer-wrong-ranking", &[("n", left.into())]);
            banner(ui, self.view.tokens, Sign::Block, &said);
        }
        if is_begun && board.is_enabled && quiet_button(ui, true, &self.view.say("answer-rank-clear")).clicked() {
            let nothing = Ranking::of([], board.offered.len());
            self.rank(board, &nothing);
        }
    }
}
