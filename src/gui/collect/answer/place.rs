//! Places: typed or pasted, one or a line of text each, with an echo in words and a sketch of what was understood.

use eframe::egui::{CornerRadius, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, accesskit::Role};

use super::field::field_id;
use crate::form::{Appearance, Question};
use crate::gui::collect::entry::Entry;
use crate::gui::collect::place::{self, Place};
use crate::gui::collect::question::Asking;
use crate::gui::theme::{CORNER, Tokens, space};
use crate::gui::widgets::{Sign, TextField, banner, caption, number_as_typed};
use crate::interview::At;

/// Lines of a field for many places.
const ROWS: usize = 5;

impl Asking<'_> {
    /// A place, a line of places, or an outline.
    pub(super) fn place_ui(&mut self, ui: &mut Ui, at: At, question: &Question, appearance: &Appearance) {
        let reference = self.interview.reference(at);
        let label = self.interview.label(at);
        let entry = Entry::of(question, appearance).unwrap_or(Entry::Place);
        let is_one = entry == Entry::Place;
        let mut field = TextField::line(field_id(&reference), &label).hint("21.0285 105.8542");
        field.is_enabled = !self.interview.is_read_only(at);
        field.is_monospace = true;
        field.rows = if is_one { 1 } else { ROWS };
        if is_one {
            field.width = 420.0;
        }
        let response = self.field_ui(ui, at, entry, &field, |_| {});
        if field.is_enabled {
            let hint = if is_one { "answer-place-hint" } else { "answer-places-hint" };
            caption(ui, self.view.tokens, &self.view.say(hint));
        }
        let draft = self.drafts.typed_into(&reference);
        let text = draft.map_or_else(|| place::shown(self.interview.value(at)), |draft| draft.text.clone());
        if is_one {
            if let Ok(place) = Place::parse(&text) {
                banner(ui, self.view.tokens, Sign::Here, &self.in_words(place));
            }
        } else {
            self.sketch_ui(ui, &place::sketched(&text), entry == Entry::Outline);
        }
        self.after_field(ui, at, &response, is_one);
    }

    fn in_words(&self, place: Place) -> String {
        let lang = self.view.words.lang();
        let number = |number: f64| number_as_typed(&number.to_string(), lang);
        let side = |is_positive: bool, keys: [&str; 2]| self.view.say(if is_positive { keys[0] } else { keys[1] });
        let mut said = self.view.say_with(
            "answer-place-echo",
            &[
                ("latitude", number(place.latitude.abs()).into()),
                ("ns", side(place.latitude >= 0.0, ["answer-north", "answer-south"]).into()),
                ("longitude", number(place.longitude.abs()).into()),
                ("ew", side(place.longitude >= 0.0, ["answer-east", "answer-west"]).into()),
            ],
        );
        for (key, metres) in [("answer-place-altitude", place.altitude), ("answer-place-accuracy", place.accuracy)] {
            if metres != 0.0 {
                said.push_str(" · ");
                said.push_str(&self.view.say_with(key, &[("m", number(metres).into())]));
            }
        }
        said
    }

    /// How many places were understood, and their shape: a slip of a digit sticks out.
    fn sketch_ui(&self, ui: &mut Ui, places: &[Place], is_outline: bool) {
        let said = self.view.say_with("answer-places-count", &[("n", places.len().into())]);
        if places.len() > 1 {
            let size = Vec2::new(ui.available_width().min(280.0), 160.0);
            let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &said));
            paint(ui, self.view.tokens, rect, places, is_outline);
        }
        if !places.is_empty() {
            caption(ui, self.view.tokens, &said);
        }
    }
}

fn paint(ui: &Ui, tokens: &Tokens, rect: Rect, places: &[Place], is_outline: bool) {
    let painter = ui.painter();
    let corner = CornerRadius::same(CORNER);
    painter.rect(rect, corner, tokens.surface, Stroke::new(1.0, tokens.line), StrokeKind::Inside);
    let mut points = projected(places, rect.shrink(space::L));
    if is_outline {
        points.extend(points.first().copied());
    }
    painter.line(points.clone(), Stroke::new(2.0, tokens.accent));
    for (index, point) in points.iter().enumerate() {
        let colour = if index == 0 { tokens.done } else { tokens.accent };
        painter.circle_filled(*point, if index == 0 { 5.0 } else { 3.5 }, colour);
    }
}

/// The places on a flat piece of paper, north up, the same scale in both directions.
fn projected(places: &[Place], paper: Rect) -> Vec<Pos2> {
    let squeeze = places.first().map_or(1.0, |first| first.latitude.to_radians().cos());
    let flat: Vec<Pos2> = places
        .iter()
        .map(|place| Pos2::new((place.longitude * squeeze) as f32, -place.latitude as f32))
        .collect();
    let bounds = Rect::from_points(&flat);
    let scale = (paper.width() / bounds.width().max(1e-9)).min(paper.height() / bounds.height().max(1e-9));
    flat.iter()
        .map(|point| paper.center() + (*point - bounds.center()) * scale)
        .collect()
}
