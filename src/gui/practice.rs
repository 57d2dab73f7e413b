//! Practising: three ways into the practice folder, from the question to the index.

use eframe::egui::{Atom, Button, Ui, vec2};

use super::command::{Command, Inbox};
use super::desk::DeskCommand;
use super::route::Route;
use super::theme::{self, space};
use super::view::View;
use super::widgets::{caption, card, primary_button};
use crate::app::practice::{PASSPHRASE, Practice};

/// What can be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lesson {
    /// Interview somebody.
    Ask,
    /// Merge packages that have just come in.
    Merge,
    /// Read the index.
    Index,
}

impl Lesson {
    /// In the order of the work.
    const ALL: [Self; 3] = [Self::Ask, Self::Merge, Self::Index];

    /// What brings the user there.
    fn begin(self, practice: &Practice, inbox: &mut Inbox) {
        let (workspace, route) = match self {
            Self::Ask => (&practice.laptop, Route::Home),
            Self::Merge => (&practice.master, Route::Merge),
            Self::Index => (&practice.master, Route::Index),
        };
        inbox.send(Command::OpenWorkspace {
            path: workspace.clone(),
            passphrase: PASSPHRASE.to_owned(),
        });
        inbox.send(Command::Go(route));
        if self == Self::Merge {
            inbox.send(Command::Desk(DeskCommand::PlanMerge(vec![practice.to_merge.clone()])));
        }
    }

    /// Its name and what it is about, in the catalogue.
    fn keys(self) -> [&'static str; 2] {
        match self {
            Self::Ask => ["practice-ask", "practice-ask-hint"],
            Self::Merge => ["practice-merge", "practice-merge-hint"],
            Self::Index => ["practice-index", "practice-index-hint"],
        }
    }
}

/// Draws the steps; the one button that makes the folder where there is none.
pub fn practice_ui(ui: &mut Ui, view: &View<'_>, practice: Option<&Practice>, inbox: &mut Inbox) {
    card(ui, view.tokens, |ui| {
        ui.heading(view.say("practice-title"));
        let Some(practice) = practice else {
            caption(ui, view.tokens, &view.say("practice-none"));
            if primary_button(ui, view.tokens, true, &view.say("practice-make")).clicked() {
                inbox.send(Command::MakePractice);
            }
            return;
        };
        caption(ui, view.tokens, &view.say("practice-hint"));
        ui.add_space(space::XS);
        for (number, lesson) in (1..).zip(Lesson::ALL) {
            let [name, hint] = lesson.keys().map(|key| view.say(key));
            let button = Button::new((format!("{number}. {name}\n{hint}"), Atom::grow()))
                .min_size(vec2(ui.available_width(), theme::TARGET))
                .wrap();
            if ui.add(button).clicked() {
                lesson.begin(practice, inbox);
            }
        }
    });
}
