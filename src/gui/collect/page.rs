//! A page with its questions: draws its parts, keeps what has the keyboard where it is, and moves the keyboard on.

use std::collections::HashMap;

use eframe::egui::{Align, Frame, Id, Layout, Margin, Panel, Rect, Ui, UiBuilder, Vec2};

use super::consent::consent_ui;
use super::matrix::MatrixScreen;
use super::names;
use super::outline::{self, Outline, Page, PageKind, Part};
use super::question::Asking;
use super::repeats::{add_ui, instance_heading_ui, summary_ui};
use super::scroll::Scroll;
use super::table::table_ui;
use super::widths::{self, Placed};
use crate::gui::command::{Command, Turn};
use crate::gui::theme::{size, space};
use crate::gui::widgets::column;
use crate::interview::{Answer, At, Missing};

/// Where the keyboard is on a page, and where everything stood in the frame before.
#[derive(Debug, Default)]
pub struct PageScreen {
    /// The page's own keys where it is a matrix.
    pub matrix: MatrixScreen,
    /// The question that has the keyboard.
    current: Option<At>,
    /// The question answered last, which stays in its place while others come and go.
    anchor: Option<At>,
    /// The question whose first field takes the keyboard next.
    focus: Option<At>,
    /// The page was just turned to: it is shown from its top.
    is_at_top: bool,
    /// The question behind which the keyboard moves on, once its answer is taken.
    onwards: Option<At>,
    /// Where each question begins, from the top of the page.
    tops: HashMap<At, f32>,
    scroll: Scroll,
}

impl PageScreen {
    /// Another page is shown. `aim` is the question that was jumped to, where it is one of several.
    pub fn begin(&mut self, page: Option<&Page>, aim: Option<At>) {
        let row = page.and_then(|page| page.items.iter().position(|at| Some(*at) == aim));
        *self = Self {
            focus: aim.filter(|_| row.is_some()),
            matrix: MatrixScreen::aimed_at(row),
            ..Self::default()
        };
    }

    /// The question that has the keyboard, or had it last.
    pub fn current(&self) -> Option<At> {
        self.current.or(self.anchor)
    }

    /// Enter on a page: the keyboard moves to the next question, after the last one the page turns.
    pub fn enter(&mut self, page: &Page) -> Option<Turn> {
        let is_several = page.kind == PageKind::FieldList && self.current.is_some();
        if is_several {
            self.onwards = self.current;
            return None;
        }
        Some(Turn::Next)
    }

    /// Draws the page. `heading` is the size of its question.
    pub fn ui(&mut self, ui: &mut Ui, asking: &mut Asking<'_>, outline: &Outline, page: &Page, heading: f32) {
        let is_fresh = asking.is_fresh;
        self.move_on(ui, asking, page, is_fresh);
        asking.current = self.current;
        asking.guidance_key(ui, &page.items);
        match page.kind {
            PageKind::Matrix => {
                if is_fresh {
                    self.matrix.begin(asking, page);
                }
                column(ui, |ui| self.matrix_ui(ui, asking, page, heading));
            }
            PageKind::FieldList => {
                self.missing_strip_ui(ui, asking, page);
                self.scrolled_ui(ui, asking, page, |this, ui, asking| this.parts_ui(ui, asking, page, heading));
            }
            PageKind::Consent => self.scrolled_ui(ui, asking, page, |_, ui, asking| consent_ui(ui, asking, page, heading)),
            PageKind::More(repeat) => {
                self.scrolled_ui(ui, asking, page, |_, ui, asking| summary_ui(ui, asking, outline, page.at, repeat));
            }
            PageKind::Question => self.scrolled_ui(ui, asking, page, |_, ui, asking| {
                asking.question_ui(ui, page.at, heading, true);
                if asking.missing_ui(ui, page.at) && is_put_off(asking) {
                    asking.inbox.send(Command::Turn(Turn::Past));
                }
            }),
        }
    }

    fn matrix_ui(&mut self, ui: &mut Ui, asking: &mut Asking<'_>, page: &Page, heading: f32) {
        let stand_in = names::note_as_title(asking.interview, page);
        // Rows need the room more than the heading does.
        let heading = if heading < size::QUESTION {
            size::BODY
        } else {
            size::HEADING + 2.0
        };
        asking.label_ui(ui, stand_in.unwrap_or(page.at), heading);
        for part in &page.parts {
            if let Part::Question(at) = part
                && outline::is_note(asking.interview, *at)
                && Some(*at) != stand_in
            {
                asking.label_ui(ui, *at, size::BODY);
            }
        }
        self.matrix.ui(ui, asking, page);
    }

    /// A page that scrolls when it is long. What was answered last stays in its place whatever appears above it.
    fn scrolled_ui(&mut self, ui: &mut Ui, asking: &mut Asking<'_>, page: &Page, add: impl FnOnce(&mut Self, &mut Ui, &mut Asking<'_>)) {
        let salt = ("page", asking.interview.reference(page.at), page.kind == PageKind::Question);
        let before = self.anchor.and_then(|at| Some((at, *self.tops.get(&at)?)));
        let mut scroll = std::mem::take(&mut self.scroll);
        let has_keys = asking.has_keys;
        scroll.ui(ui, salt, has_keys, |ui| {
            ui.add_space(space::S);
            add(self, ui, asking);
            ui.add_space(space::XL);
        });
        self.scroll = scroll;
        if let Some((at, before)) = before
            && let Some(now) = self.tops.get(&at)
            && (now - before).abs() > 0.5
        {
            self.scroll.follow(ui, now - before);
        }
    }

    fn parts_ui(&mut self, ui: &mut Ui, asking: &mut Asking<'_>, page: &Page, heading: f32) {
        let origin = ui.min_rect().top();
        let sent = asking.inbox.len();
        let mut current = None;
        if asking.interview.position(page.at).is_none() || !asking.interview.label(page.at).trim().is_empty() {
            asking.label_ui(ui, page.at, heading);
        }
        let mut parts = page.parts.as_slice();
        while let Some((part, rest)) = parts.split_first() {
            let line = widths::first_line(asking.interview, parts, ui.available_width());
            if line.len() > 1 {
                current = current.or(self.line_ui(ui, asking, &line, origin, sent));
                parts = parts.get(line.len()..).unwrap_or_default();
                continue;
            }
            parts = rest;
            match part {
                Part::Heading(at) => {
                    asking.label_ui(ui, *at, size::HEADING);
                }
                Part::Instance(at) => instance_heading_ui(ui, asking, *at),
                Part::More { above, repeat } => {
                    add_ui(ui, asking, *above, *repeat);
                    ui.add_space(space::L);
                }
                Part::Question(at) => current = current.or(self.question_ui(ui, asking, *at, origin, sent)),
                Part::Rows { head, rows } => {
                    let row = self.rows_ui(ui, asking, *head, rows, origin);
                    current = current.or(row);
                }
            }
        }
        if asking.inbox.len() > sent {
            self.anchor = answered_last(asking).or(self.anchor);
        }
        self.current = current;
    }

    /// Questions that stand side by side; the one that has the keyboard.
    fn line_ui(&mut self, ui: &mut Ui, asking: &mut Asking<'_>, line: &[Placed], origin: f32, sent: usize) -> Option<At> {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = widths::AIR;
            let mut current = None;
            for &(at, width) in line {
                let column = Layout::top_down(Align::Min);
                ui.allocate_ui_with_layout(Vec2::new(width, 0.0), column, |ui| {
                    ui.spacing_mut().item_spacing = Vec2::splat(space::S);
                    ui.set_width(width);
                    current = current.or(self.question_ui(ui, asking, at, origin, sent));
                });
            }
            current
        })
        .inner
    }

    /// A question on a page of several; itself when it has the keyboard.
    fn question_ui(&mut self, ui: &mut Ui, asking: &mut Asking<'_>, at: At, origin: f32, sent: usize) -> Option<At> {
        asking.is_fresh = self.focus == Some(at);
        let drawn = ui.scope(|ui| {
            asking.question_ui(ui, at, size::BODY, false);
            asking.reason_ui(ui, at);
        });
        let rect = drawn.response.rect;
        if asking.is_fresh {
            if !std::mem::take(&mut self.is_at_top) {
                ui.scroll_to_rect(rect.expand2(Vec2::new(0.0, space::L)), None);
            }
            self.focus = None;
            asking.is_fresh = false;
        }
        if asking.inbox.len() > sent && asking.inbox.last() == Some(&Command::Turn(Turn::Next)) {
            // A control that goes on goes on to the next question of its page.
            asking.inbox.take_back();
            self.onwards = Some(at);
            ui.ctx().request_repaint();
        }
        ui.add_space(space::L);
        self.tops.insert(at, rect.top() - origin);
        has_keyboard(ui, rect).then_some(at)
    }

    fn rows_ui(&mut self, ui: &mut Ui, asking: &mut Asking<'_>, head: Option<At>, rows: &[At], origin: f32) -> Option<At> {
        let first = *rows.first()?;
        asking.is_fresh = self.focus.is_some_and(|focus| rows.contains(&focus));
        if asking.is_fresh {
            asking.current = self.focus;
        }
        let own = UiBuilder::new().scope_id(Id::unique(("table", asking.interview.reference(first))));
        let drawn = ui.scope_builder(own, |ui| table_ui(ui, asking, head, rows));
        if asking.is_fresh {
            ui.scroll_to_rect(drawn.response.rect, None);
            self.focus = None;
            asking.is_fresh = false;
        }
        let top = drawn.response.rect.top() - origin;
        self.tops.extend(rows.iter().map(|at| (*at, top)));
        ui.add_space(space::L);
        drawn.inner
    }

    /// Where the keyboard goes: on a page just turned to, to what waits first; after Enter, to the next question.
    fn move_on(&mut self, ui: &Ui, asking: &mut Asking<'_>, page: &Page, is_fresh: bool) {
        if page.kind != PageKind::FieldList {
            return;
        }
        let asks = |at: &&At| outline::is_asking(asking.interview, **at);
        if is_fresh && self.focus.is_none() {
            self.is_at_top = true;
            let is_open = |at: &&At| asks(at) && !outline::is_answered(asking.interview, **at);
            self.focus = page.items.iter().find(is_open).or_else(|| page.items.iter().find(asks)).copied();
        }
        asking.is_fresh = false;
        let Some(done) = self.onwards.take() else { return };
        if asking.drafts.typed_into(&asking.interview.reference(done)).is_some() {
            // What was typed is no answer yet: the keyboard stays with it.
            self.focus = Some(done);
            return;
        }
        let rest = page.items.iter().skip_while(|at| **at != done).skip(1);
        self.focus = rest.into_iter().find(asks).copied();
        if self.focus.is_none() {
            asking.inbox.send(Command::Turn(Turn::Next));
        }
        ui.ctx().request_repaint();
    }

    /// Under a page of several questions, the ways not to answer the one that has the keyboard.
    fn missing_strip_ui(&mut self, ui: &mut Ui, asking: &mut Asking<'_>, page: &Page) {
        let is_here = |at: &At| page.items.contains(at) && outline::is_asking(asking.interview, *at);
        let at = self.current().filter(is_here);
        let frame = Frame::new().inner_margin(Margin::symmetric(0, space::XS as i8));
        Panel::bottom("ways not to answer")
            .frame(frame)
            .resizable(false)
            .show_separator_line(false)
            .show(ui, |ui| {
                column(ui, |ui| {
                    ui.set_min_height(44.0);
                    let Some(at) = at else { return };
                    if asking.missing_ui(ui, at) {
                        self.onwards = Some(at);
                        ui.ctx().request_repaint();
                    }
                });
            });
    }
}

fn is_put_off(asking: &Asking<'_>) -> bool {
    matches!(
        asking.inbox.last(),
        Some(Command::Answer {
            answer: Answer::Missing(Missing::Later),
            ..
        })
    )
}

/// The question of the last answer sent.
fn answered_last(asking: &Asking<'_>) -> Option<At> {
    match asking.inbox.last() {
        Some(Command::Answer { at, .. }) => asking.interview.find(at),
        _ => None,
    }
}

/// Whether what has the keyboard stands inside.
fn has_keyboard(ui: &Ui, rect: Rect) -> bool {
    let Some(id) = ui.memory(eframe::egui::Memory::focused) else {
        return false;
    };
    ui.ctx()
        .read_response(id)
        .is_some_and(|response| rect.contains(response.rect.center()))
}
