//! A number on a scale: a slider, stars, or a list of the values.

use eframe::egui::{RichText, Ui};

use super::field::field_id;
use crate::form::{Appearance, Question};
use crate::gui::collect::digits::{digit_for, pressed_digit};
use crate::gui::collect::question::Asking;
use crate::gui::collect::steps::Steps;
use crate::gui::theme;
use crate::gui::widgets::{
    DropDown, SearchList, SearchOutcome, Slide, Slider, Tick, caption, number_as_stored, number_as_typed, quiet_button, stars_ui,
};
use crate::interview::At;

/// Up to so many steps each value has its tick, where the form does not say.
const TICKED: usize = 20;
/// Up to so many stars stand in a row; more are a slider.
const STARS: usize = 10;

impl Asking<'_> {
    /// A range. Where its parameters make no scale, the number is typed.
    pub(super) fn range_ui(&mut self, ui: &mut Ui, at: At, question: &Question, appearance: &Appearance, is_alone: bool) {
        let Some(steps) = Steps::of(question) else {
            self.number_ui(ui, at, question, appearance);
            return;
        };
        match () {
            () if appearance.has("rating") && steps.last() <= STARS => self.rating_ui(ui, at, question, steps, is_alone),
            () if appearance.has("picker") => self.picker_ui(ui, at, steps),
            () => self.slider_ui(ui, at, question, appearance, steps),
        }
    }

    fn slider_ui(&mut self, ui: &mut Ui, at: At, question: &Question, appearance: &Appearance, steps: Steps) {
        let lang = self.view.words.lang();
        let reference = self.interview.reference(at);
        let label = self.interview.label(at);
        let chosen = steps.position(self.interview.value(at));
        let ticks = if appearance.has("no-ticks") {
            self.ends(at, question, steps)
        } else {
            self.ticks(at, question, steps)
        };
        let slider = Slider {
            id: field_id(&reference),
            name: &label,
            last: steps.last(),
            at: chosen,
            rest: steps.rest(),
            leap: steps.between_ticks().unwrap_or_else(|| (steps.last() / 10).max(1)),
            ticks: &ticks,
            is_upright: appearance.has("vertical") || appearance.has("distress"),
            is_enabled: !self.interview.is_read_only(at),
            say: &|position| number_as_typed(&steps.value(position), lang),
            read: &|typed| steps.position(&number_as_stored(typed)?),
        };
        let (slide, response) = slider.ui(ui, self.view.tokens);
        if self.is_fresh && slider.is_enabled {
            response.request_focus();
        }
        match slide {
            Slide::To(position) => self.send_text(at, steps.value(position)),
            Slide::Cleared => self.send_text(at, String::new()),
            Slide::None => {}
        }
        self.chosen_ui(ui, at, question, steps, slider.is_enabled);
        if slider.is_enabled {
            caption(ui, self.view.tokens, &self.view.say("answer-range-hint"));
        }
    }

    /// What is chosen, large, with a way to take it back.
    fn chosen_ui(&mut self, ui: &mut Ui, at: At, question: &Question, steps: Steps, is_enabled: bool) {
        let chosen = steps.position(self.interview.value(at));
        ui.horizontal(|ui| {
            let Some(position) = chosen else {
                caption(ui, self.view.tokens, &self.view.say("answer-range-empty"));
                return;
            };
            let value = number_as_typed(&steps.value(position), self.view.words.lang());
            ui.label(RichText::new(value).text_style(theme::question_style()));
            if let Some(words) = self.words_of(at, question, steps, position) {
                ui.label(words);
            }
            if quiet_button(ui, is_enabled, &self.view.say("answer-clear")).clicked() {
                self.send_text(at, String::new());
            }
        });
    }

    fn rating_ui(&mut self, ui: &mut Ui, at: At, question: &Question, steps: Steps, is_alone: bool) {
        let lang = self.view.words.lang();
        let is_enabled = !self.interview.is_read_only(at);
        let chosen = steps.position(self.interview.value(at));
        // Nothing of something is no star: a scale that begins with zero has one star less than it has values.
        let first = usize::from(steps.value(0) == "0");
        let best = number_as_typed(&steps.value(steps.last()), lang);
        let names: Vec<String> = (first..=steps.last())
            .map(|position| {
                let value = number_as_typed(&steps.value(position), lang);
                let arguments = [("n", value.into()), ("of", best.clone().into())];
                self.view.say_with("answer-stars", &arguments)
            })
            .collect();
        let given = chosen.map_or(0, |position| position + 1 - first);
        let pressed = stars_ui(ui, self.view.tokens, &names, given, is_enabled);
        let digit = if is_alone && self.has_keys { pressed_digit(ui) } else { None };
        let by_key = digit.and_then(|digit| (0..names.len()).find(|index| digit_for(*index) == Some(digit)));
        if let Some(star) = pressed.or(by_key).filter(|_| is_enabled) {
            self.send_text(at, steps.value(star + first));
        }
        ui.horizontal(|ui| {
            let said = match chosen {
                None => self.view.say("answer-stars-empty"),
                Some(position) if position < first => self.view.say("answer-stars-none"),
                Some(position) => names.get(position - first).cloned().unwrap_or_default(),
            };
            ui.label(said);
            if let Some(words) = chosen.and_then(|position| self.words_of(at, question, steps, position)) {
                ui.label(words);
            }
            if first == 1 && chosen != Some(0) && quiet_button(ui, is_enabled, &self.view.say("answer-stars-none")).clicked() {
                self.send_text(at, steps.value(0));
            }
            if chosen.is_some() && quiet_button(ui, is_enabled, &self.view.say("answer-clear")).clicked() {
                self.send_text(at, String::new());
            }
        });
    }

    fn picker_ui(&mut self, ui: &mut Ui, at: At, steps: Steps) {
        let lang = self.view.words.lang();
        let reference = self.interview.reference(at);
        let label = self.interview.label(at);
        let chosen = steps.position(self.interview.value(at));
        let shown = chosen.map(|position| number_as_typed(&steps.value(position), lang));
        let drop_down = DropDown {
            id: field_id(&reference).with("box"),
            name: &label,
            shown: &shown.clone().unwrap_or_else(|| self.view.say("answer-choose")),
            is_empty: chosen.is_none(),
            is_enabled: !self.interview.is_read_only(at),
            width: 220.0,
        };
        let response = drop_down.ui(ui, self.view.tokens, |ui, is_opened| {
            let list: &mut SearchList = &mut self.lists.entry(reference.clone()).or_default().list;
            if list.labels().len() != steps.last() + 1 {
                let values = (0..=steps.last()).map(|position| number_as_typed(&steps.value(position), lang));
                list.offer(values.collect());
            }
            if is_opened {
                list.begin_at(chosen.unwrap_or(steps.rest()));
            }
            let marked: Vec<usize> = chosen.into_iter().collect();
            let (outcome, field) = list.ui(ui, self.view.tokens, self.view.words, field_id(&reference), &label, &marked);
            if is_opened {
                field.request_focus();
            }
            if let SearchOutcome::Chosen(position) = outcome {
                self.send_text(at, steps.value(position));
            }
            outcome != SearchOutcome::None
        });
        if self.is_fresh && drop_down.is_enabled {
            response.request_focus();
        }
    }

    /// The marked points: as often as the form says, else each value of a short scale, else tenths of a long one.
    fn ticks(&self, at: At, question: &Question, steps: Steps) -> Vec<Tick> {
        let usual = if steps.last() <= TICKED { 1 } else { (steps.last() / 10).max(1) };
        let every = steps.between_ticks().unwrap_or(usual);
        let lang = self.view.words.lang();
        let is_numbered = steps.between_ticks().is_some() || steps.last() <= TICKED;
        let has_words = has_words(question);
        (0..=steps.last())
            .filter(|position| position.is_multiple_of(every) || *position == steps.last())
            .map(|position| {
                let number = || number_as_typed(&steps.value(position), lang);
                let is_end = position == 0 || position == steps.last();
                let label = match self.words_of(at, question, steps, position) {
                    Some(words) => words,
                    None if (is_numbered || is_end) && !has_words => number(),
                    None => String::new(),
                };
                Tick { at: position, label }
            })
            .collect()
    }

    /// The two ends alone.
    fn ends(&self, at: At, question: &Question, steps: Steps) -> Vec<Tick> {
        let mut ends = self.ticks(at, question, steps);
        ends.retain(|tick| tick.at == 0 || tick.at == steps.last());
        ends
    }

    /// What the form calls a value: the label of the choice of this name in the list of ticks.
    fn words_of(&self, at: At, question: &Question, steps: Steps, position: usize) -> Option<String> {
        let named = |name: &str| steps.position(name) == Some(position);
        if let Some(list) = question.parameters.get("tick_labelset") {
            let choices = &self.interview.form().lists.get(list)?.choices;
            let choice = choices.iter().find(|choice| named(&choice.name))?;
            return Some(self.interview.words(&choice.label, at)).filter(|words| !words.is_empty());
        }
        let offered = self.interview.choices(at)?;
        offered.iter().find(|choice| named(&choice.name)).map(|choice| choice.label.clone())
    }
}

/// Whether the form names values of its scale.
fn has_words(question: &Question) -> bool {
    question.parameters.contains_key("tick_labelset") || question.choices.is_some()
}
