//! The first screen: which workspace, its passphrase, and who is asking.

use std::path::{Path, PathBuf};

use eframe::egui::{Align, Atom, Id, Key, Label, Layout, Margin, Response, RichText, Ui};
use zeroize::Zeroize as _;

use super::collect::digits::{digit_for, pressed_digit};
use super::command::{Browse, Command, Inbox};
use super::menu::menu_ui;
use super::practice::practice_ui;
use super::route::Route;
use super::theme::{self, size, space};
use super::view::View;
use super::widgets::{
    ChoiceRow, Mark, Sign, TextField, banner, button_width, caption, card, choice_row_ui, column, page_area, primary_button, quiet_button,
    tick_box,
};
use crate::app::practice::Practice;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    Open,
    Create { is_training: bool, is_master: bool },
}

/// What the fields hold while a workspace is being chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Form {
    ask: Ask,
    path: String,
    instrument: String,
    campaign: String,
    passphrase: String,
    again: String,
    is_fresh: bool,
}

/// What is known before any workspace is open.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Workspaces, the one opened last first.
    pub recent: &'a [PathBuf],
    /// Where new ones are proposed.
    pub folder: &'a Path,
    /// The folder to practise with, where there is one.
    pub practice: Option<&'a Practice>,
}

/// The screen: remembers what was typed.
#[derive(Debug, Default)]
pub struct StartScreen {
    asked: Option<Form>,
    /// Where the coordinator's way leads after opening.
    is_for_desk: bool,
    new_name: String,
}

/// The form that a new workspace holds unless another is named.
const BUILT_IN: &str = "sipas-citizen";

impl StartScreen {
    /// Asks for the passphrase of this file.
    pub fn ask(&mut self, path: &Path) {
        self.asked = Some(Form::new(Ask::Open, path.display().to_string()));
    }

    /// Where to go once the workspace is open.
    pub fn destination(&self) -> Route {
        if self.is_for_desk { Route::Merge } else { Route::Home }
    }

    /// Forgets what was typed: the workspace is open.
    pub fn clear(&mut self) {
        *self = Self {
            is_for_desk: self.is_for_desk,
            ..Self::default()
        };
    }

    /// The passphrase was wrong, or something else: it is asked for again.
    pub fn retry(&mut self) {
        if let Some(form) = &mut self.asked {
            form.is_fresh = true;
            if form.ask == Ask::Open {
                form.passphrase.zeroize();
            }
        }
    }

    /// A file found by the system's dialog.
    pub fn found(&mut self, browse: Browse, path: &Path) {
        let Some(form) = &mut self.asked else { return };
        match browse {
            Browse::Form => form.instrument = path.display().to_string(),
            _ => form.path = path.display().to_string(),
        }
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, known: &Known<'_>, inbox: &mut Inbox) {
        page_area(ui, "start", |ui| {
            eframe::egui::Frame::new()
                .inner_margin(Margin::symmetric(space::XL as i8, space::M as i8))
                .show(ui, |ui| {
                    ui.with_layout(Layout::right_to_left(Align::Min), |ui| menu_ui(ui, view, None, inbox));
                });
            column(ui, |ui| {
                if let Some(form) = &self.asked {
                    ui.label(RichText::new(view.say(form.title())).text_style(theme::question_style()));
                    self.form_ui(ui, view, inbox);
                } else {
                    let title = RichText::new(view.say("start-title")).size(size::HEADLINE * 0.7);
                    ui.label(title.family(super::fonts::semibold()).color(view.tokens.accent));
                    ui.add(Label::new(RichText::new(view.say("start-claim")).color(view.tokens.quiet)).wrap());
                    ui.add_space(space::XL);
                    self.choices_ui(ui, view, known, inbox);
                }
                ui.add_space(space::XL);
            });
        });
    }

    fn choices_ui(&mut self, ui: &mut Ui, view: &View<'_>, known: &Known<'_>, inbox: &mut Inbox) {
        if known.practice.is_some() {
            practice_ui(ui, view, known.practice, inbox);
            ui.add_space(space::L);
        }
        ui.heading(view.say("start-recent"));
        if known.recent.is_empty() {
            caption(ui, view.tokens, &view.say("start-recent-none"));
        }
        for path in known.recent {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let place = path.parent().unwrap_or(Path::new("")).display().to_string();
            let text = format!("{name}\n{place}");
            let button = eframe::egui::Button::new((text, Atom::grow()))
                .min_size(eframe::egui::vec2(ui.available_width(), theme::TARGET))
                .wrap();
            if ui.add(button).clicked() {
                self.ask(path);
            }
        }
        ui.add_space(space::L);
        let file = |name: &str| known.folder.join(name).display().to_string();
        card(ui, view.tokens, |ui| {
            ui.heading(view.say("start-field"));
            caption(ui, view.tokens, &view.say("start-field-hint"));
            ui.horizontal_wrapped(|ui| {
                let create = |is_training| Ask::Create {
                    is_training,
                    is_master: false,
                };
                self.choice_ui(ui, view, "start-open", Ask::Open, false, String::new());
                self.choice_ui(ui, view, "start-new", create(false), false, file("khao-sat.phieu"));
                self.choice_ui(ui, view, "start-training", create(true), false, file("luyen-tap.phieu"));
            });
        });
        ui.add_space(space::S);
        card(ui, view.tokens, |ui| {
            ui.heading(view.say("start-desk"));
            caption(ui, view.tokens, &view.say("start-desk-hint"));
            ui.horizontal_wrapped(|ui| {
                self.choice_ui(ui, view, "start-open-master", Ask::Open, true, String::new());
                let create = Ask::Create {
                    is_training: false,
                    is_master: true,
                };
                self.choice_ui(ui, view, "start-new-master", create, true, file("tong-hop.phieu"));
            });
        });
        if known.practice.is_none() {
            ui.add_space(space::S);
            practice_ui(ui, view, None, inbox);
        }
    }

    fn choice_ui(&mut self, ui: &mut Ui, view: &View<'_>, key: &str, ask: Ask, is_for_desk: bool, path: String) {
        if quiet_button(ui, true, &view.say(key)).clicked() {
            self.is_for_desk = is_for_desk;
            self.asked = Some(Form::new(ask, path));
        }
    }

    fn form_ui(&mut self, ui: &mut Ui, view: &View<'_>, inbox: &mut Inbox) {
        let Some(form) = &mut self.asked else { return };
        let is_entered = form.ui(ui, view, inbox);
        ui.add_space(space::M);
        let is_back = ui
            .horizontal(|ui| {
                let key = if form.ask == Ask::Open {
                    "start-do-open"
                } else {
                    "start-do-create"
                };
                let is_pressed = primary_button(ui, view.tokens, form.is_whole(), &view.say(key)).clicked();
                if (is_pressed || is_entered) && form.is_whole() {
                    inbox.send(form.command());
                }
                quiet_button(ui, true, &view.say("start-back")).clicked()
            })
            .inner;
        if is_back {
            self.asked = None;
        }
    }

    /// Who is asking? Names known, and a field for another.
    pub fn surveyor_ui(&mut self, ui: &mut Ui, view: &View<'_>, names: &[String], inbox: &mut Inbox) {
        column(ui, |ui| {
            ui.add_space(space::HUGE);
            ui.label(RichText::new(view.say("start-surveyor")).text_style(theme::question_style()));
            caption(ui, view.tokens, &view.say("start-surveyor-hint"));
            ui.add_space(space::L);
            let digit = pressed_digit(ui);
            for (index, name) in names.iter().enumerate() {
                let row = ChoiceRow {
                    key: digit_for(index),
                    label: name,
                    mark: Mark::One,
                    is_chosen: false,
                    is_enabled: true,
                    ..ChoiceRow::default()
                };
                let is_pressed = digit.is_some() && digit == row.key;
                let row = choice_row_ui(ui, view.tokens, &row);
                let is_entered = row.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
                if row.clicked() || is_pressed || is_entered {
                    inbox.send(Command::SignIn(name.clone()));
                }
            }
            ui.add_space(space::M);
            let key = if names.is_empty() {
                "start-surveyor-name"
            } else {
                "start-surveyor-new"
            };
            let label = view.say(key);
            let field = TextField::line(Id::unique("surveyor"), &label)
                .hint(&label)
                .ui(ui, view.tokens, &mut self.new_name);
            let name = self.new_name.trim().to_owned();
            let is_entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if names.is_empty() && ui.memory(|memory| memory.focused().is_none()) {
                field.request_focus();
            }
            let is_pressed = primary_button(ui, view.tokens, !name.is_empty(), &view.say("start-surveyor-go")).clicked();
            if (is_entered || is_pressed) && !name.is_empty() {
                self.new_name.clear();
                inbox.send(Command::SignIn(name));
            }
        });
    }
}

impl Form {
    fn new(ask: Ask, path: String) -> Self {
        let instrument = if matches!(ask, Ask::Create { is_master: false, .. }) {
            BUILT_IN.to_owned()
        } else {
            String::new()
        };
        Self {
            ask,
            path,
            instrument,
            campaign: String::new(),
            passphrase: String::new(),
            again: String::new(),
            is_fresh: true,
        }
    }

    /// The key of what is done here.
    fn title(&self) -> &'static str {
        match self.ask {
            Ask::Open => "start-title-open",
            Ask::Create { is_master: true, .. } => "start-title-master",
            Ask::Create { is_master: false, .. } => "start-title-new",
        }
    }

    /// Whether everything that is needed was typed.
    fn is_whole(&self) -> bool {
        let is_repeated = self.ask == Ask::Open || self.passphrase == self.again;
        !self.path.trim().is_empty() && !self.passphrase.is_empty() && is_repeated
    }

    fn command(&self) -> Command {
        let path = PathBuf::from(self.path.trim());
        let passphrase = self.passphrase.clone();
        match self.ask {
            Ask::Open => Command::OpenWorkspace { path, passphrase },
            Ask::Create { is_training, .. } => Command::CreateWorkspace {
                path,
                passphrase,
                is_training,
                form: self.instrument.trim().to_owned(),
                campaign: self.campaign.trim().to_owned(),
            },
        }
    }

    /// Draws the fields; `true` when Enter was pressed in one of them.
    fn ui(&mut self, ui: &mut Ui, view: &View<'_>, inbox: &mut Inbox) -> bool {
        let browse = if self.ask == Ask::Open {
            Browse::Workspace
        } else {
            Browse::NewWorkspace
        };
        let mut is_left = file_ui(ui, view, "start-path", &mut self.path, browse, inbox).lost_focus();
        if matches!(self.ask, Ask::Create { is_master: false, .. }) {
            is_left |= file_ui(ui, view, "start-form", &mut self.instrument, Browse::Form, inbox).lost_focus();
        }
        is_left |= self.purpose_ui(ui, view);
        let name = view.say("start-passphrase");
        ui.label(&name);
        let field = TextField::line(Id::unique("passphrase"), &name)
            .secret()
            .ui(ui, view.tokens, &mut self.passphrase);
        if std::mem::take(&mut self.is_fresh) && !self.path.is_empty() {
            field.request_focus();
        }
        is_left |= field.lost_focus();
        if self.ask != Ask::Open {
            caption(ui, view.tokens, &view.say("start-passphrase-hint"));
            let name = view.say("start-passphrase-again");
            ui.label(&name);
            let again = TextField::line(Id::unique("passphrase again"), &name)
                .secret()
                .ui(ui, view.tokens, &mut self.again);
            if !self.again.is_empty() && self.again != self.passphrase && !again.has_focus() {
                banner(ui, view.tokens, Sign::Block, &view.say("start-passphrase-differs"));
            }
            is_left |= again.lost_focus();
        }
        is_left && ui.input(|input| input.key_pressed(Key::Enter))
    }

    /// What a new workspace belongs to: a campaign, and training or not. What is merged must agree in both. `true` when its field was left.
    fn purpose_ui(&mut self, ui: &mut Ui, view: &View<'_>) -> bool {
        let Ask::Create { is_training, .. } = &mut self.ask else {
            return false;
        };
        let name = view.say("start-campaign");
        ui.label(&name);
        let campaign = TextField::line(Id::unique("campaign"), &name).ui(ui, view.tokens, &mut self.campaign);
        caption(ui, view.tokens, &view.say("start-campaign-hint"));
        tick_box(ui, view.tokens, is_training, &view.say("start-is-training"));
        ui.add_space(space::S);
        campaign.lost_focus()
    }
}

/// A typed path with a button for the system's own dialog beside it. The response is that of the path.
pub(super) fn file_ui(ui: &mut Ui, view: &View<'_>, key: &str, path: &mut String, browse: Browse, inbox: &mut Inbox) -> Response {
    let name = view.say(key);
    ui.label(&name);
    ui.horizontal(|ui| {
        let action = view.say("start-browse");
        let label = format!("{name}: {action}");
        let width = ui.available_width() - button_width(ui, &action);
        let field = TextField::line(Id::unique(("path", key)), &name)
            .width(width.max(120.0))
            .ui(ui, view.tokens, path);
        if quiet_button(ui, true, &action).accessible_name(label).clicked() {
            inbox.send(Command::Browse(browse));
        }
        field
    })
    .inner
}

impl Drop for Form {
    fn drop(&mut self) {
        self.passphrase.zeroize();
        self.again.zeroize();
    }
}
