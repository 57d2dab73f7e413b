//! One question with its answer: label, hint, the control that fits its type, what is wrong with it, and the ways not to answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{FontId, Id, Key, Label, Modifiers, RichText, Ui};

use super::draft::{self, Drafts};
use super::outline;
use crate::form::{Appearance, DataType};
use crate::gui::command::{Command, Inbox, Turn, missing_key};
use crate::gui::theme::{size, space};
use crate::gui::view::View;
use crate::gui::widgets::{
    ChoiceRow, DateField, Mark, SearchList, SearchOutcome, Sign, TextField, TimeField, banner, caption, choice_row_ui, markdown_ui,
    quiet_button,
};
use crate::gui::{fonts, theme};
use crate::interview::{Answer, At, Interview, Missing, Offered, Violation};

/// More choices than this are searched rather than listed.
const LISTED: usize = 12;

/// What a question's control reads, remembers and sends.
pub struct Asking<'a> {
    /// Words and colours.
    pub view: &'a View<'a>,
    /// The answers.
    pub interview: &'a Interview,
    /// Half-typed text.
    pub drafts: &'a mut Drafts,
    /// What was searched, by reference.
    pub lists: &'a mut BTreeMap<String, SearchList>,
    /// Where commands go.
    pub inbox: &'a mut Inbox,
    /// Whether the user tried to go on: what is missing is said only then.
    pub has_tried: bool,
    /// Whether this page was shown for the first time: its first field takes the keyboard.
    pub is_fresh: bool,
    /// Nothing that floats over the page has the keyboard.
    pub has_keys: bool,
}

impl Asking<'_> {
    /// A question with everything around it. `has_digits`: the digit keys are its own.
    pub fn question_ui(&mut self, ui: &mut Ui, at: At, heading: f32, has_digits: bool) {
        self.label_ui(ui, at, heading);
        self.answer_ui(ui, at, has_digits);
        self.violation_ui(ui, at);
    }

    /// The question in words, and its hint.
    pub fn label_ui(&self, ui: &mut Ui, at: At, heading: f32) {
        let (interview, tokens) = (self.interview, self.view.tokens);
        let question = interview.form().question(interview.node(at));
        let is_note = question.is_some_and(|question| question.data == DataType::Note);
        let font = if is_note {
            FontId::proportional(size::HEADING - 2.0)
        } else {
            FontId::new(heading, fonts::semibold())
        };
        markdown_ui(ui, tokens, &interview.label(at), font, tokens.ink);
        let hint = interview.hint(at);
        if !hint.is_empty() {
            markdown_ui(ui, tokens, &hint, FontId::proportional(size::BODY), tokens.quiet);
        }
        ui.add_space(space::S);
    }

    /// The control alone.
    pub fn answer_ui(&mut self, ui: &mut Ui, at: At, has_digits: bool) {
        let id = self.interview.node(at);
        let form = Arc::clone(self.interview.form());
        let Some(question) = form.question(id) else { return };
        let appearance = &form.node(id).appearance;
        match question.data {
            DataType::SelectOne | DataType::SelectMultiple if is_long(self.interview, at, appearance) => self.search_ui(ui, at),
            DataType::SelectOne => self.choices_ui(ui, at, Mark::One, has_digits, appearance.has("quick")),
            DataType::SelectMultiple | DataType::Rank => self.choices_ui(ui, at, Mark::Many, has_digits, false),
            DataType::Acknowledge => self.acknowledge_ui(ui, at, has_digits),
            DataType::Note | DataType::Metadata => {}
            DataType::Date | DataType::Time | DataType::DateTime => self.moment_ui(ui, at, question.data),
            DataType::Integer | DataType::Decimal | DataType::Range | DataType::Text | DataType::Barcode => {
                self.typed_ui(ui, at, question.data, appearance.has("multiline"));
            }
            DataType::Geopoint
            | DataType::Geotrace
            | DataType::Geoshape
            | DataType::Image
            | DataType::Audio
            | DataType::Video
            | DataType::File => {
                caption(ui, self.view.tokens, &self.view.say("field-cannot-answer-here"));
            }
        }
    }

    fn choices_ui(&mut self, ui: &mut Ui, at: At, mark: Mark, has_digits: bool, is_quick: bool) {
        let offered = self.interview.choices(at).unwrap_or_default();
        let chosen = chosen_names(self.interview, at);
        let is_enabled = !self.interview.is_read_only(at);
        let digit = if has_digits && self.has_keys { pressed_digit(ui) } else { None };
        for (index, choice) in offered.iter().enumerate() {
            let key = has_digits.then(|| digit_for(index)).flatten();
            let is_chosen = chosen.contains(&choice.name);
            let row = ChoiceRow {
                key,
                label: &choice.label,
                mark,
                is_chosen,
                is_enabled,
            };
            let response = choice_row_ui(ui, self.view.tokens, &row);
            let is_pressed = response.clicked() || (key.is_some() && key == digit);
            if is_pressed && is_enabled {
                self.choose(at, mark, &choice.name, &chosen, &offered);
                if is_quick {
                    self.inbox.send(Command::Turn(Turn::Next));
                }
            }
        }
    }

    fn choose(&mut self, at: At, mark: Mark, name: &str, chosen: &[String], offered: &[Offered]) {
        let is_rank = self
            .interview
            .form()
            .question(self.interview.node(at))
            .is_some_and(|question| question.data == DataType::Rank);
        let value = match mark {
            Mark::One => name.to_owned(),
            Mark::Many if is_rank => toggled(chosen, name).join(" "),
            Mark::Many => {
                let kept = toggled(chosen, name);
                let in_order: Vec<&str> = offered
                    .iter()
                    .map(|choice| choice.name.as_str())
                    .filter(|name| kept.iter().any(|kept| kept == name))
                    .collect();
                in_order.join(" ")
            }
        };
        self.send_text(at, value);
    }

    fn search_ui(&mut self, ui: &mut Ui, at: At) {
        let offered = self.interview.choices(at).unwrap_or_default();
        let names = chosen_names(self.interview, at);
        let labels: Vec<String> = offered.iter().map(|choice| choice.label.clone()).collect();
        let chosen: Vec<usize> = offered
            .iter()
            .enumerate()
            .filter(|(_, choice)| names.contains(&choice.name))
            .map(|(index, _)| index)
            .collect();
        let reference = self.interview.reference(at);
        let said: Vec<&str> = chosen.iter().filter_map(|index| labels.get(*index).map(String::as_str)).collect();
        if !said.is_empty() {
            let sentence = self.view.say_with("field-search-chosen", &[("name", said.join(", ").into())]);
            banner(ui, self.view.tokens, Sign::Done, &sentence);
        }
        let id = field_id(&reference);
        let name = self.interview.label(at);
        let list = self.lists.entry(reference).or_default();
        let (outcome, field) = list.ui(ui, self.view.tokens, self.view.words, id, &name, &labels, &chosen);
        if self.is_fresh {
            field.request_focus();
        }
        match outcome {
            SearchOutcome::GoOn if self.has_keys => self.inbox.send(Command::Turn(Turn::Next)),
            SearchOutcome::None | SearchOutcome::GoOn => {}
            SearchOutcome::Chosen(index) => {
                let is_many = self
                    .interview
                    .form()
                    .question(self.interview.node(at))
                    .is_some_and(|question| question.data == DataType::SelectMultiple);
                if let Some(choice) = offered.get(index) {
                    self.choose(at, if is_many { Mark::Many } else { Mark::One }, &choice.name, &names, &offered);
                    field.request_focus();
                }
            }
        }
    }

    fn acknowledge_ui(&mut self, ui: &mut Ui, at: At, has_digits: bool) {
        let is_chosen = self.interview.value(at) == "OK";
        let label = self.view.say("field-acknowledge");
        let key = has_digits.then_some('1');
        let row = ChoiceRow {
            key,
            label: &label,
            mark: Mark::Many,
            is_chosen,
            is_enabled: !self.interview.is_read_only(at),
        };
        let is_pressed = has_digits && self.has_keys && pressed_digit(ui) == Some('1');
        if choice_row_ui(ui, self.view.tokens, &row).clicked() || is_pressed {
            self.send_text(at, if is_chosen { String::new() } else { "OK".to_owned() });
        }
    }

    fn typed_ui(&mut self, ui: &mut Ui, at: At, data: DataType, is_multiline: bool) {
        let reference = self.interview.reference(at);
        let id = field_id(&reference);
        let label = self.interview.label(at);
        let is_number = matches!(data, DataType::Integer | DataType::Decimal | DataType::Range);
        let mut field = TextField::line(id, &label);
        field.is_enabled = !self.interview.is_read_only(at);
        field.rows = if is_multiline { 4 } else { 1 };
        if is_number {
            field.width = 220.0;
        }
        let draft = self.drafts.of(&reference, data, self.interview.value(at), self.view.words.lang());
        let response = field.ui(ui, self.view.tokens, &mut draft.text);
        draft.is_typed |= response.changed();
        self.after_field(ui, at, &reference, data, response.lost_focus());
        if self.is_fresh && field.is_enabled {
            response.request_focus();
        }
        if !is_multiline && response.lost_focus() && self.has_keys && ui.input(|input| input.key_pressed(Key::Enter)) {
            self.inbox.send(Command::Turn(Turn::Next));
            response.request_focus();
        }
    }

    fn moment_ui(&mut self, ui: &mut Ui, at: At, data: DataType) {
        let reference = self.interview.reference(at);
        let id = field_id(&reference);
        let label = self.interview.label(at);
        let is_enabled = !self.interview.is_read_only(at);
        let today = self.view.now.date();
        let draft = self.drafts.of(&reference, data, self.interview.value(at), self.view.words.lang());
        let before = (draft.text.clone(), draft.time.clone());
        let (lost, first) = ui
            .horizontal_wrapped(|ui| {
                let (tokens, words) = (self.view.tokens, self.view.words);
                let date = DateField {
                    id,
                    name: &label,
                    today,
                    is_enabled,
                };
                let time_name = words.say_with("field-time-of", &[("label", label.as_str().into())]);
                let time = |id: Id, name| TimeField { id, name, is_enabled };
                match data {
                    DataType::Time => {
                        let response = time(id, label.as_str()).ui(ui, tokens, words, &mut draft.text);
                        (response.lost_focus(), response)
                    }
                    DataType::DateTime => {
                        let day = date.ui(ui, tokens, words, &mut draft.text);
                        let hour = time(id.with("time"), time_name.as_str()).ui(ui, tokens, words, &mut draft.time);
                        (day.lost_focus() || day.changed() && !day.has_focus() || hour.lost_focus(), day)
                    }
                    _ => {
                        let response = date.ui(ui, tokens, words, &mut draft.text);
                        (response.lost_focus() || response.changed() && !response.has_focus(), response)
                    }
                }
            })
            .inner;
        draft.is_typed |= before != (draft.text.clone(), draft.time.clone());
        self.after_field(ui, at, &reference, data, lost);
        if self.is_fresh && is_enabled {
            first.request_focus();
        }
        if lost && self.has_keys && ui.input(|input| input.key_pressed(Key::Enter)) {
            self.inbox.send(Command::Turn(Turn::Next));
        }
    }

    /// Confirms the draft when the field was left, and says what is wrong with it.
    fn after_field(&mut self, ui: &mut Ui, at: At, reference: &str, data: DataType, is_left: bool) {
        let Some((_, draft)) = self.drafts.typed().find(|(typed, _)| *typed == reference) else {
            return;
        };
        match draft::stored(data, draft, self.view.now) {
            Ok(value) if is_left => {
                self.drafts.confirm(reference);
                self.send_text(at, value);
            }
            Err(key) if is_left || self.has_tried => {
                banner(ui, self.view.tokens, Sign::Block, &self.view.say(key));
            }
            Ok(_) | Err(_) => {}
        }
    }

    /// What is wrong, in the author's words or ours. What is merely missing is said after the user tried to go on.
    pub fn violation_ui(&self, ui: &mut Ui, at: At) {
        let Some(violation) = self.interview.violation(at) else { return };
        if violation == Violation::Required && !self.has_tried {
            return;
        }
        let own = self.interview.violation_message(at).filter(|message| !message.is_empty());
        let message = own.unwrap_or_else(|| {
            self.view.say(match violation {
                Violation::Required => "field-required",
                Violation::Constraint => "field-constraint",
            })
        });
        banner(ui, self.view.tokens, Sign::Block, &message);
    }

    /// Don't know, refused, come back later: by key and by pointer. `true` when one was pressed.
    pub fn missing_ui(&mut self, ui: &mut Ui, at: At) -> bool {
        if !outline::is_asking(self.interview, at) {
            return false;
        }
        let said = self.interview.missing(at);
        let mut is_pressed = false;
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            for missing in [Missing::DontKnow, Missing::Refused, Missing::Later] {
                let Some(letter) = missing_key(missing) else { continue };
                let label = format!("{letter}  {}", self.view.say(word(missing)));
                let mut text = RichText::new(&label).size(size::SMALL);
                if said == Some(missing) {
                    text = text.color(self.view.tokens.on_accent);
                }
                let mut button = eframe::egui::Button::new(text).selected(said == Some(missing));
                if said == Some(missing) {
                    button = button.fill(self.view.tokens.accent);
                }
                let is_key = self.has_keys && key_of(letter).is_some_and(|key| letter_pressed(ui, key));
                if ui.add(button).clicked() || is_key {
                    is_pressed = true;
                    self.say_missing(at, missing, said);
                }
            }
        });
        is_pressed
    }

    /// Gives a missing answer, or takes it back when it is already given. Putting off goes on.
    pub fn say_missing(&mut self, at: At, missing: Missing, said: Option<Missing>) {
        let reference = self.interview.reference(at);
        self.drafts.confirm(&reference);
        let answer = if said == Some(missing) {
            Answer::Text(String::new())
        } else {
            Answer::Missing(missing)
        };
        self.inbox.send(Command::Answer { at: reference, answer });
    }

    /// Sends an answer, unless nothing changed.
    pub fn send_text(&mut self, at: At, value: String) {
        if self.interview.value(at) != value || self.interview.missing(at).is_some() {
            self.inbox.send(Command::Answer {
                at: self.interview.reference(at),
                answer: Answer::Text(value),
            });
        }
    }
}

/// One more, or none more, of a repeat.
pub fn more_ui(ui: &mut Ui, view: &View<'_>, interview: &Interview, parent: At, repeat: crate::form::NodeId, inbox: &mut Inbox) {
    let instances = interview.instances(parent, repeat);
    let name = instances.first().map(|at| interview.label(*at)).filter(|label| !label.is_empty());
    let name = name.unwrap_or_else(|| interview.form().node(repeat).name.clone());
    ui.add(
        Label::new(
            RichText::new(view.say_with("field-more-title", &[("name", name.as_str().into()), ("n", instances.len().into())]))
                .text_style(theme::question_style()),
        )
        .wrap(),
    );
    caption(ui, view.tokens, &view.say("field-more-hint"));
    ui.add_space(space::L);
    for at in &instances {
        let position = interview.position(*at).unwrap_or(0);
        ui.horizontal(|ui| {
            ui.label(view.say_with("field-more-instance", &[("name", name.as_str().into()), ("n", position.into())]));
            if quiet_button(ui, true, &view.say_with("field-more-remove", &[("n", position.into())])).clicked() {
                inbox.send(Command::Remove {
                    at: interview.reference(*at),
                });
            }
        });
    }
    ui.add_space(space::M);
    if quiet_button(ui, true, &view.say_with("field-more-add", &[("name", name.as_str().into())])).clicked() {
        let repeat = format!("{}/{}", interview.reference(parent), interview.form().node(repeat).name);
        inbox.send(Command::Add { repeat });
    }
}

/// The words of a missing answer.
pub fn word(missing: Missing) -> &'static str {
    match missing {
        Missing::DontKnow => "field-dont-know",
        Missing::Refused => "field-refused",
        Missing::Later => "field-later",
        Missing::NotAsked | Missing::Empty => "field-empty",
    }
}

/// The stored names of what is chosen.
pub fn chosen_names(interview: &Interview, at: At) -> Vec<String> {
    interview.value(at).split_whitespace().map(str::to_owned).collect()
}

/// The digit key of the choice at `index`: the first nine have one.
pub fn digit_for(index: usize) -> Option<char> {
    u32::try_from(index + 1)
        .ok()
        .filter(|digit| *digit <= 9)
        .and_then(|digit| char::from_digit(digit, 10))
}

/// The digit pressed in this frame, unless a text field has the keyboard.
pub fn pressed_digit(ui: &Ui) -> Option<char> {
    if ui.ctx().text_edit_focused() {
        return None;
    }
    let keys = [
        Key::Num1,
        Key::Num2,
        Key::Num3,
        Key::Num4,
        Key::Num5,
        Key::Num6,
        Key::Num7,
        Key::Num8,
        Key::Num9,
    ];
    ui.input(|input| keys.iter().position(|key| input.key_pressed(*key) && input.modifiers.is_none()))
        .and_then(digit_for)
}

/// A letter pressed alone; while a text field has the keyboard, together with Alt.
fn letter_pressed(ui: &Ui, key: Key) -> bool {
    let is_typing = ui.ctx().text_edit_focused();
    ui.input_mut(|input| {
        if is_typing {
            input.consume_key(Modifiers::ALT, key)
        } else {
            input.modifiers.is_none() && input.key_pressed(key)
        }
    })
}

fn key_of(letter: char) -> Option<Key> {
    Key::from_name(&letter.to_string())
}

fn field_id(reference: &str) -> Id {
    Id::unique(("answer", reference))
}

fn is_long(interview: &Interview, at: At, appearance: &Appearance) -> bool {
    ["minimal", "autocomplete", "search"].iter().any(|word| appearance.has(word))
        || interview.choices(at).is_some_and(|choices| choices.len() > LISTED)
}

fn toggled(chosen: &[String], name: &str) -> Vec<String> {
    let mut kept: Vec<String> = chosen.iter().filter(|chosen| *chosen != name).cloned().collect();
    if kept.len() == chosen.len() {
        kept.push(name.to_owned());
    }
    kept
}
