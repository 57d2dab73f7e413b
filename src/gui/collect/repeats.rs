//! The instances of a repeat: the page that sums them up, the strip over an instance, and instances in the middle of a page.

use eframe::egui::{Align, Layout, accesskit::Role};
use eframe::egui::{
    Align2, Button, CornerRadius, FontId, Id, Label, Pos2, Rect, RichText, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
};

use super::digits::{digit_for, pressed_digit};
use super::names::{instance_name, instance_summary, repeat_name};
use super::outline::{self, Outline, Page, PageKind, Part, repeat_reference, state};
use super::question::{Asking, Wish};
use super::sidebar::sign;
use crate::form::{Kind, NodeId};
use crate::gui::command::{Command, Turn};
use crate::gui::fonts;
use crate::gui::theme::{self, CORNER, size, space};
use crate::gui::widgets::{answer_focus, caption, focus_ring, link_button, quiet_button};
use crate::interview::{At, Interview};

/// A line for an instance: its name, and below what was answered first.
const ROW: f32 = 60.0;

/// Sums a repeat up: its instances to open and remove, and one more.
pub fn summary_ui(ui: &mut Ui, asking: &mut Asking<'_>, outline: &Outline, above: At, repeat: NodeId) {
    let (view, interview) = (asking.view, asking.interview);
    let instances: Vec<At> = asked(interview, above, repeat);
    let name = repeat_name(interview, repeat);
    let arguments = [("name", name.as_str().into()), ("n", instances.len().to_string().into())];
    let title = view.say_with(
        if instances.is_empty() {
            "field-more-none"
        } else {
            "field-more-title"
        },
        &arguments,
    );
    ui.add(Label::new(RichText::new(title).text_style(theme::question_style())).wrap());
    caption(ui, view.tokens, &view.say("field-more-hint"));
    ui.add_space(space::S);
    if quiet_button(ui, true, &view.say_with("field-more-add", &[("name", name.as_str().into())])).clicked() {
        let repeat = repeat_reference(interview, above, repeat);
        asking.inbox.send(Command::Add { repeat });
    }
    ui.add_space(space::M);
    let digit = if asking.has_keys { pressed_digit(ui) } else { None };
    for (index, &at) in instances.iter().enumerate() {
        let is_pressed = digit.is_some() && digit_for(index) == digit;
        if instance_row_ui(ui, asking, outline, at, digit_for(index)) || is_pressed {
            asking.inbox.send(Command::Turn(Turn::To(interview.reference(at))));
        }
    }
}

/// The instances of a repeat that are asked.
pub fn asked(interview: &Interview, above: At, repeat: NodeId) -> Vec<At> {
    let mut instances = interview.instances(above, repeat);
    instances.retain(|at| interview.is_relevant(*at));
    instances
}

fn instance_row_ui(ui: &mut Ui, asking: &mut Asking<'_>, outline: &Outline, at: At, key: Option<char>) -> bool {
    let (view, interview) = (asking.view, asking.interview);
    let mut is_opened = false;
    ui.horizontal(|ui| {
        let remove = 92.0;
        let width = (ui.available_width() - remove - space::S).max(120.0);
        let (_, rect) = ui.allocate_space(Vec2::new(width, ROW));
        if !ui.is_rect_visible(rect) {
            // A roster of hundreds: what is out of sight costs nothing.
            return;
        }
        let id = Id::unique(("instance", interview.reference(at)));
        let response = ui.interact(rect, id, Sense::click());
        let (name, summary) = (instance_name(view, interview, at), instance_summary(view, interview, at));
        let words = if summary.is_empty() {
            name.clone()
        } else {
            format!("{name}: {summary}")
        };
        response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &words));
        let tokens = view.tokens;
        let fill = if response.hovered() { tokens.hover } else { tokens.surface };
        ui.painter().rect(
            rect,
            CornerRadius::same(CORNER),
            fill,
            Stroke::new(1.0, tokens.line),
            StrokeKind::Inside,
        );
        if response.has_focus() {
            focus_ring(ui.painter(), rect, tokens);
            ui.data_mut(|data| data.insert_temp(answer_focus(), id));
        }
        if let Some(key) = key {
            let at = Pos2::new(rect.left() + 22.0, rect.center().y);
            let font = FontId::monospace(size::SMALL);
            ui.painter().text(at, Align2::CENTER_CENTER, key, font, tokens.quiet);
        }
        let items = items_of(outline, at);
        sign(state(interview, &items)).paint(ui.painter(), Pos2::new(rect.left() + 52.0, rect.center().y), tokens);
        let text = Rect::from_min_max(Pos2::new(rect.left() + 72.0, rect.top()), rect.max - Vec2::new(space::M, 0.0));
        let strong = RichText::new(name)
            .font(FontId::new(size::BODY, fonts::semibold()))
            .color(tokens.ink);
        let quiet = if summary.is_empty() {
            view.say("field-instance-empty")
        } else {
            summary.clone()
        };
        let quiet = RichText::new(quiet).size(size::SMALL).color(tokens.quiet);
        let mut inner = ui.new_child(
            eframe::egui::UiBuilder::new()
                .scope_id(id.with("words"))
                .max_rect(text.shrink2(Vec2::new(0.0, 8.0)))
                .layout(Layout::top_down(Align::Min)),
        );
        inner.spacing_mut().item_spacing.y = 2.0;
        inner.add(Label::new(strong).truncate());
        inner.add(Label::new(quiet).truncate());
        let response = if summary.is_empty() {
            response
        } else {
            response.on_hover_text(summary)
        };
        is_opened = response.clicked();
        remove_button_ui(ui, asking, at);
    });
    is_opened
}

/// The questions of an instance, as far as it is laid out in pages.
fn items_of(outline: &Outline, at: At) -> Vec<At> {
    let Some(start) = outline.page_with(at) else { return Vec::new() };
    let stretch = outline.stretches_around(start).find(|stretch| stretch.at == at);
    let pages = stretch.map_or(start..start + 1, |stretch| stretch.pages.clone());
    let pages = outline.pages.get(pages).unwrap_or_default();
    pages.iter().flat_map(|page| page.items.iter().copied()).collect()
}

fn remove_button_ui(ui: &mut Ui, asking: &mut Asking<'_>, at: At) {
    let name = instance_name(asking.view, asking.interview, at);
    let is_possible = may_change(asking.interview, at);
    let words = asking.view.say("field-remove");
    let response = ui.add_enabled(is_possible, Button::new(RichText::new(words).size(size::SMALL)));
    let said = asking.view.say_with("field-remove-named", &[("name", name.into())]);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_possible, &said));
    if response.clicked() {
        asking.wish = Some(Wish::Remove(at));
    }
}

/// An instance in the middle of a page.
pub fn instance_heading_ui(ui: &mut Ui, asking: &mut Asking<'_>, at: At) {
    let name = instance_name(asking.view, asking.interview, at);
    ui.horizontal(|ui| {
        let text = RichText::new(name).font(FontId::new(size::HEADING - 2.0, fonts::semibold()));
        ui.add(Label::new(text.color(asking.view.tokens.ink)).wrap());
        if may_change(asking.interview, at) {
            remove_button_ui(ui, asking, at);
        }
    });
}

/// One more, in the middle of a page.
pub fn add_ui(ui: &mut Ui, asking: &mut Asking<'_>, above: At, repeat: NodeId) {
    let name = repeat_name(asking.interview, repeat);
    if quiet_button(ui, true, &asking.view.say_with("field-more-add", &[("name", name.into())])).clicked() {
        let repeat = repeat_reference(asking.interview, above, repeat);
        asking.inbox.send(Command::Add { repeat });
    }
}

/// The strip over a page inside an instance: which one it is, its neighbours, one more, and away with it.
pub fn strip_ui(ui: &mut Ui, asking: &mut Asking<'_>, at: At) {
    let (view, interview) = (asking.view, asking.interview);
    let (before, after) = neighbours(interview, at);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = 28.0;
        ui.spacing_mut().button_padding.y = 2.0;
        for (neighbour, key) in [(before, "field-instance-before"), (after, "field-instance-after")] {
            let Some(neighbour) = neighbour else { continue };
            let name = instance_name(view, interview, neighbour);
            if link_button(ui, view.tokens, &view.say_with(key, &[("name", name.into())])).clicked() {
                asking.inbox.send(Command::Turn(Turn::To(interview.reference(neighbour))));
            }
        }
        if may_change(interview, at) {
            let name = repeat_name(interview, interview.node(at));
            if link_button(ui, view.tokens, &view.say_with("field-more-add", &[("name", name.into())])).clicked() {
                asking.inbox.send(Command::Add {
                    repeat: repeat_of(interview, at),
                });
            }
            let name = instance_name(view, interview, at);
            if link_button(ui, view.tokens, &view.say_with("field-remove-key", &[("name", name.into())])).clicked() {
                asking.wish = Some(Wish::Remove(at));
            }
        }
    });
}

/// The instances before and after one, among those that are asked.
pub fn neighbours(interview: &Interview, at: At) -> (Option<At>, Option<At>) {
    let Some(above) = interview.parent(at) else { return (None, None) };
    let instances = asked(interview, above, interview.node(at));
    let Some(place) = instances.iter().position(|instance| *instance == at) else {
        return (None, None);
    };
    let before = place.checked_sub(1).and_then(|before| instances.get(before)).copied();
    (before, instances.get(place + 1).copied())
}

/// The reference of an instance's repeat.
pub fn repeat_of(interview: &Interview, at: At) -> String {
    interview
        .parent(at)
        .map(|above| repeat_reference(interview, above, interview.node(at)))
        .unwrap_or_default()
}

/// Whether the user may add to a repeat and take this instance away.
pub fn may_change(interview: &Interview, at: At) -> bool {
    let repeat = interview.node(at);
    let is_repeat = matches!(interview.form().node(repeat).kind, Kind::Repeat { .. });
    is_repeat && !interview.is_counted(repeat) && !interview.is_read_only(at)
}

/// The repeat that "one more" means on a page, by reference: that of the innermost instance, else the one that the page sums up or holds.
pub fn repeat_to_grow(interview: &Interview, outline: &Outline, index: usize, page: &Page) -> Option<String> {
    if let PageKind::More(repeat) = page.kind {
        return Some(repeat_reference(interview, page.at, repeat));
    }
    let inside = page.parts.iter().find_map(|part| match part {
        Part::More { above, repeat } => Some(repeat_reference(interview, *above, *repeat)),
        _ => None,
    });
    inside.or_else(|| {
        let innermost = outline.stretches_around(index).last()?.at;
        may_change(interview, innermost).then(|| repeat_of(interview, innermost))
    })
}

/// The instance that a page shows or lies in.
pub fn instance_here(interview: &Interview, outline: &Outline, index: usize, current: Option<At>) -> Option<At> {
    let above = |at: At| std::iter::successors(Some(at), |at| interview.parent(*at)).find(|at| interview.position(*at).is_some());
    let around = outline.stretches_around(index).last().map(|stretch| stretch.at);
    current.filter(|at| interview.exists(*at)).and_then(above).or(around)
}

/// Whether anything in an instance was said.
pub fn is_begun(interview: &Interview, at: At) -> bool {
    let mut left = vec![at];
    while let Some(at) = left.pop() {
        if interview.is_asked_for(at) && (!interview.kept_value(at).is_empty() || outline::is_answered(interview, at)) {
            return true;
        }
        left.extend(interview.children(at));
    }
    false
}
