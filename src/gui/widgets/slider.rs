//! A scale to choose a point on: empty until somebody chooses, by pointer, arrows or by typing the value.

use eframe::egui::accesskit::{self, Role};
use eframe::egui::{
    Align2, CornerRadius, Event, EventFilter, FontId, Id, Key, Modifiers, Pos2, Rect, Response, Sense, Stroke, Ui, Vec2, WidgetInfo,
};

use super::choice_row::{answer_focus, focus_ring};
use crate::gui::theme::{TARGET, Tokens, size, space};

/// Radius of the handle.
const HANDLE: f32 = 11.0;
/// The widest scale: further apart, values are harder to hit, not easier.
const WIDEST: f32 = 560.0;
/// The height of an upright scale.
const TALL: f32 = 300.0;

/// A point of the scale that is marked.
#[derive(Debug, Clone)]
pub struct Tick {
    /// Its position.
    pub at: usize,
    /// What stands at it; may be empty.
    pub label: String,
}

/// A scale.
pub struct Slider<'a> {
    /// Stable identity.
    pub id: Id,
    /// What a screen reader calls it.
    pub name: &'a str,
    /// The position of its last value; the first is 0.
    pub last: usize,
    /// Chosen now.
    pub at: Option<usize>,
    /// Where the keys begin while nothing is chosen.
    pub rest: usize,
    /// How far Page Up and Page Down go.
    pub leap: usize,
    /// Marked points, in their order.
    pub ticks: &'a [Tick],
    /// Upright, the first value below.
    pub is_upright: bool,
    /// Can be changed.
    pub is_enabled: bool,
    /// The value at a position in words.
    pub say: &'a dyn Fn(usize) -> String,
    /// The position of a value that was typed.
    pub read: &'a dyn Fn(&str) -> Option<usize>,
}

/// What was done to a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slide {
    /// Nothing yet.
    None,
    /// This position was chosen.
    To(usize),
    /// The choice was taken back.
    Cleared,
}

impl Slider<'_> {
    /// Draws the scale.
    pub fn ui(&self, ui: &mut Ui, tokens: &Tokens) -> (Slide, Response) {
        let size = self.size(ui);
        let sense = if self.is_enabled { Sense::click_and_drag() } else { Sense::hover() };
        let (_, rect) = ui.allocate_space(size);
        let mut response = ui.interact(rect, self.id, sense);
        let rail = self.rail(rect);
        let held: Option<usize> = self.pointed(&response, rail);
        let shown = held.or(self.at);
        let mut slide = match held {
            Some(at) if response.clicked() || response.drag_stopped() => Slide::To(at),
            _ => Slide::None,
        };
        if response.clicked() || response.drag_started() {
            response.request_focus();
        }
        if response.has_focus() && self.is_enabled {
            ui.data_mut(|data| data.insert_temp(answer_focus(), response.id));
            let keys = EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                ..EventFilter::default()
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, keys));
            slide = match self.keyed(ui) {
                Slide::None => slide,
                keyed => keyed,
            };
        } else {
            ui.data_mut(|data| data.remove::<String>(self.id));
        }
        if let Slide::To(at) = slide
            && Some(at) != self.at
        {
            response.mark_changed();
        }
        self.announce(ui, &response);
        if ui.is_rect_visible(rect) {
            self.paint(ui, tokens, rail, shown, &response);
        }
        (slide, response)
    }

    fn size(&self, ui: &Ui) -> Vec2 {
        if self.is_upright {
            // On a low screen the question above stays in sight.
            let height = (ui.clip_rect().height() * 0.5).clamp(TARGET * 3.0, TALL);
            return Vec2::new(ui.available_width().min(WIDEST), height);
        }
        let labels = if self.ticks.iter().any(|tick| !tick.label.is_empty()) {
            24.0
        } else {
            0.0
        };
        Vec2::new(ui.available_width().min(WIDEST), TARGET + labels)
    }

    /// From the first value to the last.
    fn rail(&self, rect: Rect) -> (Pos2, Pos2) {
        let inset = HANDLE + space::XS;
        if self.is_upright {
            let x = rect.left() + TARGET / 2.0;
            (Pos2::new(x, rect.bottom() - inset), Pos2::new(x, rect.top() + inset))
        } else {
            let y = rect.top() + TARGET / 2.0;
            (Pos2::new(rect.left() + inset, y), Pos2::new(rect.right() - inset, y))
        }
    }

    fn place(&self, (from, to): (Pos2, Pos2), at: usize) -> Pos2 {
        from + (to - from) * (at as f32 / self.last.max(1) as f32)
    }

    /// The position under the pointer while it presses or lets go.
    fn pointed(&self, response: &Response, (from, to): (Pos2, Pos2)) -> Option<usize> {
        let is_pressed = response.clicked() || response.dragged() || response.drag_stopped();
        let pointer = response.interact_pointer_pos().filter(|_| is_pressed)?;
        let along = to - from;
        let share = ((pointer - from).dot(along) / along.length_sq()).clamp(0.0, 1.0);
        Some((share * self.last as f32).round() as usize)
    }

    fn keyed(&self, ui: &mut Ui) -> Slide {
        let id = self.id;
        let (arrow, page, end, is_cleared, typed) = ui.input_mut(|input| {
            let mut count = |key| input.count_and_consume_key(Modifiers::NONE, key) as i64;
            let arrow = count(Key::ArrowRight) + count(Key::ArrowUp) - count(Key::ArrowLeft) - count(Key::ArrowDown);
            let page = count(Key::PageUp) - count(Key::PageDown);
            let end = (count(Key::Home) > 0, count(Key::End) > 0);
            let is_cleared = count(Key::Delete) + count(Key::Backspace) > 0;
            let texts = input.events.iter().filter_map(|event| match event {
                Event::Text(text) => Some(text.as_str()),
                _ => None,
            });
            (arrow, page, end, is_cleared, texts.collect::<String>())
        });
        let asked = ui.input(|input| {
            input.num_accesskit_action_requests(id, accesskit::Action::Increment) as i64
                - input.num_accesskit_action_requests(id, accesskit::Action::Decrement) as i64
        });
        let typed: String = typed
            .chars()
            .filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-'))
            .collect();
        if !typed.is_empty() {
            return self.typed(ui, &typed);
        }
        let by = arrow + asked + page * self.leap as i64;
        let to = match end {
            (true, _) => Some(0),
            (_, true) => Some(self.last),
            _ if by == 0 => None,
            _ => Some(self.at.map_or(self.rest, |at| (at as i64 + by).clamp(0, self.last as i64) as usize)),
        };
        if to.is_some() || is_cleared {
            ui.data_mut(|data| data.remove::<String>(id));
        }
        match to {
            Some(to) => Slide::To(to),
            None if is_cleared && self.at.is_some() => Slide::Cleared,
            None => Slide::None,
        }
    }

    /// Digits add up to a value while they make one on the scale, or may still; else the last one begins anew.
    fn typed(&self, ui: &Ui, typed: &str) -> Slide {
        let before = ui.data(|data| data.get_temp::<String>(self.id)).unwrap_or_default();
        let whole = format!("{before}{typed}").replace(',', ".");
        let found = [whole.as_str(), typed]
            .into_iter()
            .find_map(|text| (self.read)(text).map(|at| (text.to_owned(), at)));
        let longest = (self.say)(self.last).len().max((self.say)(0).len()) + 3;
        let (kept, slide) = match found {
            Some((text, at)) => (text, Slide::To(at)),
            None if whole.len() <= longest => (whole, Slide::None),
            None => (typed.to_owned(), Slide::None),
        };
        ui.data_mut(|data| data.insert_temp(self.id, kept));
        slide
    }

    fn announce(&self, ui: &Ui, response: &Response) {
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::Slider, self.is_enabled, self.name);
            info.current_text_value = self.at.map(self.say);
            info
        });
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_min_numeric_value(0.0);
            node.set_max_numeric_value(self.last as f64);
            if let Some(at) = self.at {
                node.set_numeric_value(at as f64);
                node.set_value((self.say)(at));
            }
            if self.is_enabled {
                node.add_action(accesskit::Action::Increment);
                node.add_action(accesskit::Action::Decrement);
            }
        });
    }

    fn paint(&self, ui: &Ui, tokens: &Tokens, rail: (Pos2, Pos2), shown: Option<usize>, response: &Response) {
        let painter = ui.painter();
        let bar = |from: Pos2, to: Pos2| Rect::from_two_pos(from, to).expand(3.0);
        painter.rect_filled(bar(rail.0, rail.1), CornerRadius::same(3), tokens.line);
        for tick in self.ticks {
            let at = self.place(rail, tick.at);
            let across = if self.is_upright {
                Vec2::new(9.0, 0.0)
            } else {
                Vec2::new(0.0, 9.0)
            };
            painter.line_segment([at - across, at + across], Stroke::new(1.5, tokens.quiet));
        }
        self.paint_labels(ui, tokens, rail);
        if let Some(at) = shown {
            let handle = self.place(rail, at);
            painter.rect_filled(bar(rail.0, handle), CornerRadius::same(3), tokens.accent);
            painter.circle_filled(handle, HANDLE, tokens.accent);
            painter.circle_filled(handle, HANDLE - 7.0, tokens.on_accent);
        }
        if response.has_focus() {
            focus_ring(painter, bar(rail.0, rail.1).expand(HANDLE - 3.0), tokens);
        }
    }

    /// All labels where they fit; else those of the ends alone.
    fn paint_labels(&self, ui: &Ui, tokens: &Tokens, rail: (Pos2, Pos2)) {
        let labelled: Vec<&Tick> = self.ticks.iter().filter(|tick| !tick.label.is_empty()).collect();
        let room = if self.is_upright {
            f32::INFINITY
        } else {
            (rail.1.x - rail.0.x) / (labelled.len().saturating_sub(1).max(1)) as f32 - space::S
        };
        let font = FontId::proportional(size::SMALL);
        let galleys: Vec<_> = labelled
            .iter()
            .map(|tick| ui.painter().layout_no_wrap(tick.label.clone(), font.clone(), tokens.ink))
            .collect();
        let is_crowded = !self.is_upright && galleys.iter().any(|galley| galley.size().x > room);
        for (tick, galley) in labelled.iter().zip(galleys) {
            let is_end = tick.at == 0 || tick.at == self.last;
            if is_crowded && !is_end {
                continue;
            }
            let at = self.place(rail, tick.at);
            let align = match tick.at {
                _ if self.is_upright => Align2::LEFT_CENTER,
                0 => Align2::LEFT_TOP,
                last if last == self.last => Align2::RIGHT_TOP,
                _ => Align2::CENTER_TOP,
            };
            let anchor = match tick.at {
                _ if self.is_upright => at + Vec2::new(TARGET / 2.0 + space::S, 0.0),
                0 => at + Vec2::new(-HANDLE, TARGET / 2.0 - space::XS),
                last if last == self.last => at + Vec2::new(HANDLE, TARGET / 2.0 - space::XS),
                _ => at + Vec2::new(0.0, TARGET / 2.0 - space::XS),
            };
            let rect = align.anchor_size(anchor, galley.size());
            ui.painter().galley(rect.min, galley, tokens.ink);
        }
    }
}
