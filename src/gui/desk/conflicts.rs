//! Records with two contents: what differs, side by side, and settling it field by field, by a content, or all by rule.

use std::collections::BTreeMap;

use eframe::egui::{Grid, Label, RichText, ScrollArea, Ui};

use super::DeskCommand;
use super::cells::{author_ui, page_ui, title_ui};
use crate::app::desk::conflicts::{Choice, Disputed, Rule};
use crate::app::desk::duplicates::Duplicates;
use crate::gui::command::{Command, Inbox};
use crate::gui::theme::{self, space};
use crate::gui::view::View;
use crate::gui::widgets::{Sign, banner, caption, card, circle, page_area, primary_button, quiet_button};

/// Records that are drawn at a time; the others come when these are settled.
const SHOWN: usize = 20;

/// The least width of a content, in points: its button must not be broken.
const CONTENT: f32 = 160.0;
/// The most that a question takes.
const QUESTION: f32 = 360.0;

/// The screen: remembers who decides, why, and what is chosen so far.
#[derive(Debug, Default)]
pub struct ConflictScreen {
    who: String,
    why: String,
    /// By key: for each field, the content that it is taken from.
    chosen: BTreeMap<String, BTreeMap<usize, usize>>,
}

impl ConflictScreen {
    /// Draws the conflicts and the near duplicates.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        disputed: Option<&[Disputed]>,
        duplicates: Option<&[Duplicates]>,
        inbox: &mut Inbox,
    ) {
        page_area(ui, "conflicts", |ui| {
            page_ui(ui, |ui| {
                title_ui(ui, &view.say("desk-tab-conflicts"));
                match disputed {
                    None => {}
                    Some([]) => {
                        banner(ui, view.tokens, Sign::Done, &view.say("conflicts-none"));
                    }
                    Some(disputed) => self.disputed_ui(ui, view, disputed, inbox),
                }
                ui.add_space(space::XL);
                duplicates_ui(ui, view, duplicates, inbox);
            });
        });
    }

    fn disputed_ui(&mut self, ui: &mut Ui, view: &View<'_>, disputed: &[Disputed], inbox: &mut Inbox) {
        caption(ui, view.tokens, &view.say_with("conflicts-count", &[("n", disputed.len().into())]));
        ui.horizontal_wrapped(|ui| {
            author_ui(ui, view, &mut self.who);
            let why = view.say("desk-why");
            crate::gui::widgets::TextField::line(eframe::egui::Id::unique("why"), &why)
                .hint(&why)
                .width(360.0)
                .ui(ui, view.tokens, &mut self.why);
        });
        let is_named = !self.who.trim().is_empty();
        if !is_named {
            caption(ui, view.tokens, &view.say("conflicts-who-hint"));
        }
        ui.horizontal_wrapped(|ui| {
            for (rule, key) in [(Rule::Newest, "conflicts-all-newest"), (Rule::Fullest, "conflicts-all-fullest")] {
                if quiet_button(ui, is_named, &view.say(key)).clicked() {
                    self.send(Vec::new(), Choice::Rule(rule), inbox);
                }
            }
        });
        for one in disputed.iter().take(SHOWN) {
            ui.add_space(space::M);
            card(ui, view.tokens, |ui| self.record_ui(ui, view, one, is_named, inbox));
        }
        if disputed.len() > SHOWN {
            caption(
                ui,
                view.tokens,
                &view.say_with("desk-more", &[("n", (disputed.len() - SHOWN).into())]),
            );
        }
    }

    fn record_ui(&mut self, ui: &mut Ui, view: &View<'_>, disputed: &Disputed, is_named: bool, inbox: &mut Inbox) {
        ui.add(Label::new(RichText::new(&disputed.key).monospace()).truncate());
        caption(ui, view.tokens, &disputed.form);
        let chosen = self.chosen.entry(disputed.key.clone()).or_default();
        let mut kept = None;
        ScrollArea::horizontal().id_salt(&disputed.key).show(ui, |ui| {
            Grid::new(&disputed.key)
                .striped(true)
                .min_col_width(CONTENT)
                .spacing([space::XL, space::XS])
                .show(ui, |ui| {
                    ui.label(RichText::new(view.say("conflicts-field")).color(view.tokens.quiet));
                    for (number, content) in disputed.contents.iter().enumerate() {
                        let files = content.files.iter().map(|file| super::merge::file_name(file.as_ref()));
                        let name = files.collect::<Vec<_>>().join(", ");
                        ui.vertical(|ui| {
                            ui.label(RichText::new(name).font(theme::strong_font()));
                            caption(ui, view.tokens, &content.week);
                            let keep = view.say_with("conflicts-keep", &[("n", (number + 1).into())]);
                            if quiet_button(ui, is_named, &keep).clicked() {
                                kept = Some(number);
                            }
                        });
                    }
                    ui.end_row();
                    for (index, field) in disputed.fields.iter().enumerate() {
                        ui.vertical(|ui| {
                            ui.set_max_width(QUESTION);
                            ui.label(&field.path);
                            caption(ui, view.tokens, field.label.get(view.words.lang()));
                        });
                        for (content, value) in field.said.iter().enumerate() {
                            let is_chosen = chosen.get(&index).copied().unwrap_or(0) == content;
                            let value = value.get(view.words.lang());
                            let shown = if value.is_empty() { "–" } else { value };
                            if circle(ui, view.tokens, is_chosen, shown).clicked() {
                                chosen.insert(index, content);
                            }
                        }
                        ui.end_row();
                    }
                });
        });
        let fields = Choice::Fields(chosen.clone());
        if disputed.fields.is_empty() {
            caption(ui, view.tokens, &view.say("conflicts-whole"));
        } else if primary_button(ui, view.tokens, is_named, &view.say("conflicts-settle")).clicked() {
            self.send(vec![disputed.key.clone()], fields, inbox);
        }
        if let Some(number) = kept {
            self.send(vec![disputed.key.clone()], Choice::Content(number), inbox);
        }
    }

    fn send(&self, keys: Vec<String>, choice: Choice, inbox: &mut Inbox) {
        inbox.send(Command::Desk(DeskCommand::Settle {
            keys,
            choice,
            who: self.who.trim().to_owned(),
            why: self.why.trim().to_owned(),
        }));
    }
}

fn duplicates_ui(ui: &mut Ui, view: &View<'_>, duplicates: Option<&[Duplicates]>, inbox: &mut Inbox) {
    ui.heading(view.say("duplicates-title"));
    caption(ui, view.tokens, &view.say("duplicates-hint"));
    if quiet_button(ui, true, &view.say("duplicates-look")).clicked() {
        inbox.send(Command::Desk(DeskCommand::LookForDuplicates));
    }
    let Some(duplicates) = duplicates else { return };
    if duplicates.is_empty() {
        banner(ui, view.tokens, Sign::Done, &view.say("duplicates-none"));
    }
    for of_form in duplicates {
        let about = [("form", of_form.form.as_str().into()), ("n", of_form.count.into())];
        ui.label(view.say_with("cli-duplicates-form", &about));
        for pair in of_form.pairs.iter().take(SHOWN * 5) {
            let about = [
                ("share", view.words.decimal(pair.similarity * 100.0, 1).into()),
                ("different", pair.different.into()),
                ("compared", pair.compared.into()),
            ];
            let [one, other] = &pair.keys;
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(format!("{one} · {other}")).monospace());
                let mut text = view.say_with("duplicates-pair", &about);
                if pair.is_same_surveyor == Some(true) {
                    text = format!("{text} · {}", view.say("duplicates-same-surveyor"));
                }
                caption(ui, view.tokens, &text);
            });
        }
        if of_form.is_partial {
            banner(ui, view.tokens, Sign::Warn, &view.say("cli-duplicates-partial"));
        }
    }
}
