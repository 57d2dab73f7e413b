//! Reading free texts before they are published: one at a time, let out, let out with words hidden, or kept. The keys suffice.

use std::collections::{BTreeMap, BTreeSet};

use eframe::egui::{Id, Key, Label, Modifiers, RichText, TextStyle, Ui};

use super::DeskCommand;
use super::cells::author_ui;
use super::publishing::{PublishCommand, ReadDecision};
use crate::app::publish::{ReadText, Reading, Verdict, hide, words};
use crate::gui::command::{Command, Inbox};
use crate::gui::theme::space;
use crate::gui::view::View;
use crate::gui::widgets::{Sign, WordText, WordTouch, banner, caption, primary_button, progress_bar, quiet_button};

/// The screen: remembers which text it shows, and the words that are struck out and not decided yet.
#[derive(Debug, Default)]
pub struct ReadingScreen {
    who: String,
    /// The text that is shown.
    at: usize,
    /// The text that `struck` and `word` are of.
    of: Option<usize>,
    struck: BTreeSet<u32>,
    word: u32,
    /// Decided, not yet kept.
    pending: BTreeMap<usize, Verdict>,
    /// The texts were asked for.
    is_asked: bool,
    /// The texts are here, and the first unread one was turned to.
    is_begun: bool,
}

fn text_id() -> Id {
    Id::unique("text to read")
}

impl ReadingScreen {
    /// Begins anew with the texts that are to come.
    pub fn begin(&mut self) {
        let who = std::mem::take(&mut self.who);
        *self = Self { who, ..Self::default() };
    }

    /// A decision was kept.
    pub fn kept(&mut self, place: usize) {
        self.pending.remove(&place);
    }

    /// Draws the text that is to be read.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, reading: Option<&Reading>, inbox: &mut Inbox) {
        let Some(reading) = reading else {
            // Once by itself; again when somebody has stopped it.
            if quiet_button(ui, true, &view.say("desk-read-begin")).clicked() || !self.is_asked {
                self.is_asked = true;
                inbox.send(Command::Desk(DeskCommand::Publish(PublishCommand::ReadTexts)));
            }
            return;
        };
        if !self.is_begun {
            self.is_begun = true;
            self.at = reading.next_unread(reading.texts.len().saturating_sub(1)).unwrap_or(0);
        }
        caption(ui, view.tokens, &view.say("desk-read-hint"));
        if reading.texts.is_empty() {
            caption(ui, view.tokens, &view.say("desk-read-none"));
            return;
        }
        self.counts_ui(ui, view, reading);
        let name = author_ui(ui, view, &mut self.who);
        if name.lost_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter)) {
            ui.memory_mut(|memory| memory.request_focus(text_id()));
        }
        self.steps_ui(ui, view, reading);
        if let Some(text) = reading.texts.get(self.at) {
            self.text_ui(ui, view, reading, text, inbox);
        }
    }

    fn verdict<'a>(&'a self, reading: &'a Reading, place: usize) -> Option<&'a Verdict> {
        let kept = || reading.texts.get(place)?.verdict.as_ref();
        self.pending.get(&place).or_else(kept)
    }

    fn counts_ui(&self, ui: &mut Ui, view: &View<'_>, reading: &Reading) {
        let all = reading.texts.len();
        let verdicts = (0..all).filter_map(|place| self.verdict(reading, place));
        let (out, kept): (Vec<_>, Vec<_>) = verdicts.partition(|verdict| matches!(verdict, Verdict::LetOut(_)));
        let read = out.len() + kept.len();
        let counts = [
            ("read", read.into()),
            ("all", all.into()),
            ("out", out.len().into()),
            ("kept", kept.len().into()),
        ];
        let sentence = view.say_with("desk-read-counts", &counts);
        caption(ui, view.tokens, &sentence);
        progress_bar(ui, view.tokens, read as f32 / all as f32, view.tokens.done, &sentence);
        if !self.pending.is_empty() {
            caption(ui, view.tokens, &view.say("desk-read-saving"));
        }
        ui.add_space(space::S);
    }

    fn steps_ui(&mut self, ui: &mut Ui, view: &View<'_>, reading: &Reading) {
        let all = reading.texts.len();
        ui.horizontal_wrapped(|ui| {
            if quiet_button(ui, self.at > 0, &view.say("desk-read-back")).clicked() {
                self.at -= 1;
            }
            ui.label(view.say_with("desk-read-place", &[("at", (self.at + 1).into()), ("all", all.into())]));
            if quiet_button(ui, self.at + 1 < all, &view.say("desk-read-on")).clicked() {
                self.at += 1;
            }
            let next = self.next_unread(reading);
            if quiet_button(ui, next.is_some(), &view.say("desk-read-next")).clicked() {
                self.at = next.unwrap_or(self.at);
            }
        });
    }

    fn next_unread(&self, reading: &Reading) -> Option<usize> {
        let all = reading.texts.len();
        let mut places = (1..all).map(|step| (self.at + step) % all);
        places.find(|place| self.verdict(reading, *place).is_none())
    }

    fn text_ui(&mut self, ui: &mut Ui, view: &View<'_>, reading: &Reading, text: &ReadText, inbox: &mut Inbox) {
        if self.of != Some(self.at) {
            self.of = Some(self.at);
            self.word = 0;
            self.struck = match self.verdict(reading, self.at) {
                Some(Verdict::LetOut(hidden)) => hidden.clone(),
                Some(Verdict::Keep) | None => BTreeSet::new(),
            };
        }
        ui.add_space(space::S);
        ui.add(Label::new(RichText::new(&text.label).text_style(TextStyle::Heading)).wrap());
        if text.count() > 1 {
            caption(ui, view.tokens, &view.say_with("desk-read-same", &[("n", text.count().into())]));
        }
        if let Some(telltale) = &text.telltale {
            let what = view.say_with(telltale.key(), &[("column", telltale.column().into())]);
            banner(
                ui,
                view.tokens,
                Sign::Warn,
                &view.say_with("desk-read-telltale", &[("what", what.into())]),
            );
        }
        let found = words(&text.text);
        self.keys(ui, reading, found.len(), inbox);
        let drawn = WordText {
            id: text_id(),
            text: &text.text,
            words: &found,
            struck: &self.struck,
            at: self.word,
        };
        let (_, touch) = drawn.ui(ui, view.tokens);
        match touch {
            WordTouch::Went(word) => self.word = word,
            WordTouch::Struck(word) => {
                self.word = word;
                if !self.struck.remove(&word) {
                    self.struck.insert(word);
                }
            }
            WordTouch::None => {}
        }
        if !self.struck.is_empty() {
            let left = hide(&text.text, &self.struck);
            ui.add(Label::new(view.say_with("desk-read-leaves", &[("text", left.into())])).wrap());
        }
        self.decide_ui(ui, view, reading, found.len(), inbox);
    }

    fn decide_ui(&mut self, ui: &mut Ui, view: &View<'_>, reading: &Reading, words: usize, inbox: &mut Inbox) {
        let (sign, key) = match self.verdict(reading, self.at) {
            None => (Sign::Open, "desk-read-unread"),
            Some(Verdict::Keep) => (Sign::Stop, "desk-read-is-kept"),
            Some(Verdict::LetOut(hidden)) if hidden.is_empty() => (Sign::Done, "desk-read-is-out"),
            Some(Verdict::LetOut(_)) => (Sign::Done, "desk-read-is-out-hidden"),
        };
        banner(ui, view.tokens, sign, &view.say(key));
        let is_named = !self.who.trim().is_empty();
        let out = match self.struck.len() {
            0 => view.say("desk-read-out"),
            n => view.say_with("desk-read-out-hidden", &[("n", n.into())]),
        };
        ui.horizontal_wrapped(|ui| {
            if primary_button(ui, view.tokens, is_named, &out).clicked() {
                self.let_out(ui, reading, words, inbox);
            }
            if quiet_button(ui, is_named, &view.say("desk-read-keep")).clicked() {
                self.decide(ui, reading, Verdict::Keep, inbox);
            }
        });
        caption(
            ui,
            view.tokens,
            &view.say(if is_named { "desk-read-keys" } else { "desk-read-who" }),
        );
    }

    /// The keys that decide and go on; the arrows and Enter only while the text has the keyboard.
    fn keys(&mut self, ui: &Ui, reading: &Reading, words: usize, inbox: &mut Inbox) {
        if ui.ctx().text_edit_focused() {
            return;
        }
        let has_keys = ui.memory(|memory| memory.has_focus(text_id()));
        let (out, keep, up, down, next) = ui.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            let decides = (pressed(Key::Num1), pressed(Key::Num2));
            let mut walks = |key| has_keys && pressed(key);
            (decides.0, decides.1, walks(Key::ArrowUp), walks(Key::ArrowDown), walks(Key::Enter))
        });
        let is_named = !self.who.trim().is_empty();
        if out && is_named {
            self.let_out(ui, reading, words, inbox);
        } else if keep && is_named {
            self.decide(ui, reading, Verdict::Keep, inbox);
        } else if up {
            self.at = self.at.saturating_sub(1);
        } else if down {
            self.at = (self.at + 1).min(reading.texts.len().saturating_sub(1));
        } else if next {
            self.at = self.next_unread(reading).unwrap_or(self.at);
        }
    }

    /// A text of which every word is hidden stays.
    fn let_out(&mut self, ui: &Ui, reading: &Reading, words: usize, inbox: &mut Inbox) {
        let verdict = if self.struck.len() < words {
            Verdict::LetOut(std::mem::take(&mut self.struck))
        } else {
            Verdict::Keep
        };
        self.decide(ui, reading, verdict, inbox);
    }

    fn decide(&mut self, ui: &Ui, reading: &Reading, verdict: Verdict, inbox: &mut Inbox) {
        let Some(text) = reading.texts.get(self.at) else { return };
        inbox.send(Command::Desk(DeskCommand::Publish(PublishCommand::Decide(Box::new(
            ReadDecision {
                instrument: reading.instrument.clone(),
                place: self.at,
                text: text.clone(),
                verdict: verdict.clone(),
                who: self.who.trim().to_owned(),
            },
        )))));
        self.pending.insert(self.at, verdict);
        self.at = self.next_unread(reading).unwrap_or(self.at);
        self.of = None;
        ui.memory_mut(|memory| memory.request_focus(text_id()));
    }
}
