//! Home of a workspace: what has been done at the left; the next interview, what is unfinished and the export at the right.

use std::path::{Path, PathBuf};

use eframe::egui::{Align, FontId, Key, Label, Layout, Margin, Panel, RichText, ScrollArea, Ui, Vec2};

use super::contact::ContactSheet;
use crate::gui::command::{Browse, Command, Inbox};
use crate::gui::desk::DeskCommand;
use crate::gui::fonts;
use crate::gui::menu::menu_ui;
use crate::gui::route::Route;
use crate::gui::start::file_ui;
use crate::gui::theme::{self, FOLD, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{caption, card, column, danger_button, link_button, page_area, primary_button, progress_bar, quiet_button};

/// What home shows, read from the workspace by the window.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HomeFacts {
    /// The campaign, or the file's name.
    pub name: String,
    /// Who asks.
    pub surveyor: Option<String>,
    /// Who may ask.
    pub surveyors: Vec<String>,
    /// The forms that can be asked.
    pub forms: Vec<FormFacts>,
    /// What is being filled in, the latest first.
    pub drafts: Vec<DraftFacts>,
    /// Finished records.
    pub finished: u64,
    /// Of these, finished today.
    pub today: u64,
    /// Finished or withdrawn since the last export.
    pub new_since_export: u64,
    /// Confirmed by a master.
    pub arrived: u64,
    /// Finished records by unit, the most first.
    pub units: Vec<(String, u64)>,
}

/// A form that can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormFacts {
    /// The instrument's identity.
    pub identity: String,
    /// Its title.
    pub title: String,
    /// The units that its respondents may belong to: code and name.
    pub units: Vec<(String, String)>,
    /// Contacts without an interview, by reason.
    pub contacts: Vec<(String, u64)>,
}

/// A record being filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftFacts {
    /// Its identity.
    pub id: String,
    /// What to call it; may be empty.
    pub title: String,
    /// When it was touched last, as shown.
    pub changed: String,
    /// It was finished before and is being corrected.
    pub is_correction: bool,
}

/// The screen: remembers which draft is about to be thrown away, and what is half-typed.
#[derive(Debug, Default)]
pub struct HomeScreen {
    doomed: Option<String>,
    contact: Option<ContactSheet>,
    receipt: Option<String>,
}

impl HomeScreen {
    /// A receipt chosen in the system's dialog.
    pub fn found_receipt(&mut self, path: &Path) {
        self.receipt = Some(path.display().to_string());
    }

    /// Draws home.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, facts: &HomeFacts, inbox: &mut Inbox) {
        if let Some(sheet) = &mut self.contact
            && sheet.ui(ui, view, facts, inbox)
        {
            self.contact = None;
        }
        let is_folded = ui.available_width() < FOLD;
        if !is_folded {
            let frame = eframe::egui::Frame::new()
                .fill(view.tokens.surface)
                .inner_margin(Margin::same(space::XL as i8));
            Panel::left("what is done")
                .resizable(false)
                .exact_size(340.0)
                .frame(frame)
                .show(ui, |ui| done_ui(ui, view, facts, true));
        }
        eframe::egui::CentralPanel::default()
            .frame(eframe::egui::Frame::new().fill(view.tokens.paper))
            .show(ui, |ui| {
                let margin = Margin::symmetric(space::XXL as i8, space::M as i8);
                eframe::egui::Frame::new()
                    .inner_margin(margin)
                    .show(ui, |ui| top_ui(ui, view, facts, inbox));
                page_area(ui, "home", |ui| {
                    column(ui, |ui| {
                        self.next_ui(ui, view, facts, inbox);
                        if is_folded {
                            ui.add_space(space::XL);
                            done_ui(ui, view, facts, false);
                        }
                        ui.add_space(space::XL);
                    });
                });
            });
    }

    fn next_ui(&mut self, ui: &mut Ui, view: &View<'_>, facts: &HomeFacts, inbox: &mut Inbox) {
        ui.add_space(space::M);
        begin_ui(ui, view, facts, self.contact.is_none(), inbox);
        ui.add_space(space::XL);
        ui.heading(view.say("home-drafts"));
        if facts.drafts.is_empty() {
            caption(ui, view.tokens, &view.say("home-drafts-none"));
        }
        for draft in &facts.drafts {
            self.draft_ui(ui, view, draft, inbox);
        }
        ui.add_space(space::XL);
        ui.heading(view.say("home-finished"));
        self.hand_over_ui(ui, view, facts, inbox);
        ui.add_space(space::XL);
        ui.heading(view.say("home-contact"));
        let noted: u64 = facts.forms.iter().flat_map(|form| &form.contacts).map(|(_, n)| n).sum();
        let sentence = if noted == 0 {
            view.say("home-contact-none")
        } else {
            view.say_with("home-contact-noted", &[("n", noted.into())])
        };
        caption(ui, view.tokens, &sentence);
        if quiet_button(ui, !facts.forms.is_empty(), &view.say("home-contact-note")).clicked() {
            self.contact = Some(ContactSheet::default());
        }
    }

    /// The way of finished records to the coordinator, and of the receipt back.
    fn hand_over_ui(&mut self, ui: &mut Ui, view: &View<'_>, facts: &HomeFacts, inbox: &mut Inbox) {
        let has_something = facts.finished > 0 || facts.new_since_export > 0 || facts.forms.iter().any(|form| !form.contacts.is_empty());
        ui.horizontal_wrapped(|ui| {
            if quiet_button(ui, has_something, &view.say("home-export")).clicked() {
                inbox.send(Command::Go(Route::Export));
            }
            if quiet_button(ui, facts.finished > 0, &view.say("home-records")).clicked() {
                inbox.send(Command::Go(Route::Records));
            }
            if quiet_button(ui, true, &view.say("home-receipt")).clicked() {
                self.receipt = match self.receipt {
                    Some(_) => None,
                    None => Some(String::new()),
                };
            }
        });
        let Some(path) = &mut self.receipt else { return };
        caption(ui, view.tokens, &view.say("home-receipt-hint"));
        file_ui(ui, view, "home-receipt-path", path, Browse::Receipt, inbox);
        if quiet_button(ui, !path.trim().is_empty(), &view.say("home-receipt-read")).clicked() {
            inbox.send(Command::Desk(DeskCommand::ImportReceipt(PathBuf::from(path.trim()))));
            self.receipt = None;
        }
    }

    fn draft_ui(&mut self, ui: &mut Ui, view: &View<'_>, draft: &DraftFacts, inbox: &mut Inbox) {
        let is_doomed = self.doomed.as_deref() == Some(draft.id.as_str());
        card(ui, view.tokens, |ui| {
            if is_doomed {
                let key = if draft.is_correction {
                    "home-discard-correction"
                } else {
                    "home-discard-sure"
                };
                ui.add(Label::new(view.say(key)).wrap());
                ui.horizontal(|ui| {
                    if danger_button(ui, view.tokens, true, &view.say("home-discard")).clicked() {
                        inbox.send(Command::Discard(draft.id.clone()));
                        self.doomed = None;
                    }
                    if quiet_button(ui, true, &view.say("home-keep")).clicked() {
                        self.doomed = None;
                    }
                });
                return;
            }
            ui.horizontal(|ui| {
                let title = if draft.title.is_empty() {
                    view.say("home-draft-untitled")
                } else {
                    draft.title.clone()
                };
                let key = if draft.is_correction { "home-correction" } else { "home-draft" };
                let name = view.say_with(key, &[("title", title.into()), ("time", draft.changed.as_str().into())]);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let resume = quiet_button(ui, true, &view.say("home-resume"));
                    if resume.clicked() {
                        inbox.send(Command::Resume(draft.id.clone()));
                    }
                    if link_button(ui, view.tokens, &view.say("home-discard")).clicked() {
                        self.doomed = Some(draft.id.clone());
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| ui.add(Label::new(name).truncate()));
                });
            });
        });
    }
}

fn top_ui(ui: &mut Ui, view: &View<'_>, facts: &HomeFacts, inbox: &mut Inbox) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            menu_ui(ui, view, Some(Route::Home), inbox);
            if quiet_button(ui, true, &view.say("home-desk")).clicked() {
                inbox.send(Command::Go(Route::Merge));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                if let Some(name) = &facts.surveyor {
                    caption(ui, view.tokens, &view.say_with("home-surveyor", &[("name", name.as_str().into())]));
                    if link_button(ui, view.tokens, &view.say("home-change")).clicked() {
                        inbox.send(Command::SignOut);
                    }
                }
            });
        });
    });
}

/// One form has one big button; several have one each, the first of them primary.
fn begin_ui(ui: &mut Ui, view: &View<'_>, facts: &HomeFacts, has_keys: bool, inbox: &mut Inbox) {
    let is_enter = has_keys && ui.memory(|memory| memory.focused().is_none()) && ui.input(|input| input.key_pressed(Key::Enter));
    let is_single = facts.forms.len() == 1;
    if facts.forms.is_empty() {
        caption(ui, view.tokens, &view.say("home-no-form"));
    }
    for (index, form) in facts.forms.iter().enumerate() {
        let text = if is_single {
            view.say("home-new")
        } else {
            view.say_with("home-new-with", &[("title", form.title.as_str().into())])
        };
        let button = if index == 0 {
            ui.scope(|ui| {
                ui.spacing_mut().button_padding = Vec2::new(space::XXL, space::L);
                primary_button(ui, view.tokens, true, &text)
            })
            .inner
        } else {
            quiet_button(ui, true, &text)
        };
        if is_single {
            caption(ui, view.tokens, &form.title);
        }
        if button.clicked() || (index == 0 && is_enter) {
            inbox.send(Command::Begin(form.identity.clone()));
        }
    }
}

fn done_ui(ui: &mut Ui, view: &View<'_>, facts: &HomeFacts, has_name: bool) {
    if has_name {
        ui.add(Label::new(RichText::new(&facts.name).text_style(theme::question_style())).wrap());
        ui.add_space(space::L);
    }
    ui.label(
        RichText::new(view.words.integer(facts.finished as i64))
            .font(FontId::new(size::HEADLINE, fonts::semibold()))
            .color(view.tokens.ink),
    );
    ui.label(RichText::new(view.say("home-finished")).color(view.tokens.quiet));
    ui.add_space(space::M);
    for (number, key, colour) in [
        (facts.today, "home-today", view.tokens.ink),
        (facts.new_since_export, "home-new-since", view.tokens.accent),
        (facts.arrived, "home-arrived", view.tokens.done),
    ] {
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = space::XL;
            ui.label(
                RichText::new(view.words.integer(number as i64))
                    .font(theme::strong_font())
                    .color(colour),
            );
            ui.label(RichText::new(view.say(key)).color(view.tokens.quiet));
        });
    }
    ui.add_space(space::XL);
    ui.label(RichText::new(view.say("home-wards")).font(theme::strong_font()));
    if facts.units.is_empty() {
        caption(ui, view.tokens, &view.say("home-wards-none"));
    }
    let most = facts.units.first().map_or(1, |(_, count)| (*count).max(1));
    ScrollArea::vertical().id_salt("units").auto_shrink([false, true]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        ui.spacing_mut().interact_size.y = 20.0;
        for (name, count) in &facts.units {
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.label(
                        RichText::new(view.words.integer(*count as i64))
                            .size(size::SMALL)
                            .color(view.tokens.quiet),
                    );
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.add(Label::new(RichText::new(name).size(size::SMALL)).truncate());
                    });
                });
            });
            let said = format!("{name}: {count}");
            progress_bar(ui, view.tokens, *count as f32 / most as f32, view.tokens.accent, &said);
            ui.add_space(space::XS);
        }
    });
}
