//! Choices of older versions and units of the old epoch: what each is now, chosen from a list or filled in as a table.

use std::collections::BTreeMap;
use std::path::PathBuf;

use eframe::egui::{ComboBox, Id, RichText, Ui};
use egui_extras::Column;

use super::DeskCommand;
use super::cells::{author_ui, page_ui, title_ui};
use super::material::Material;
use crate::app::desk::frame::{OpenChoice, UnitFate};
use crate::app::desk::versions::Settlement;
use crate::gui::command::{Command, Inbox};
use crate::gui::theme::space;
use crate::gui::view::View;
use crate::gui::widgets::{DenseTable, Head, Sign, TextField, banner, caption, cell_ui, page_area, primary_button, quiet_button, tick_box};

/// Width of what is chosen from.
const CHOICE: f32 = 320.0;

/// The screen: remembers what was chosen and not kept yet.
#[derive(Debug, Default)]
pub struct VersionsScreen {
    who: String,
    path: String,
    chosen: BTreeMap<usize, String>,
    only_open: bool,
}

impl VersionsScreen {
    /// What was chosen is kept.
    pub fn forget(&mut self) {
        self.chosen.clear();
    }

    /// Draws the choices to settle.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, material: &Material, inbox: &mut Inbox) {
        page_area(ui, "versions", |ui| {
            page_ui(ui, |ui| {
                title_ui(ui, &view.say("desk-tab-versions"));
                let frame = &material.frame;
                let about = [("n", frame.identities.len().into()), ("form", frame.title.as_str().into())];
                caption(ui, view.tokens, &view.say_with("versions-count", &about));
                caption(ui, view.tokens, &view.say("versions-hint"));
                let left = frame.open.iter().filter(|open| open.current.is_none()).count();
                if left > 0 {
                    banner(
                        ui,
                        view.tokens,
                        Sign::Warn,
                        &view.say_with("cli-versions-open", &[("n", left.into())]),
                    );
                } else {
                    banner(ui, view.tokens, Sign::Done, &view.say("versions-none"));
                }
                if frame.open.is_empty() {
                    return;
                }
                // Above the table, which may be long: what is done with it stays in one place.
                self.keep_ui(ui, view, &frame.open, inbox);
                ui.add_space(space::M);
                self.table_ui(ui, view, material);
            });
        });
    }

    fn table_ui(&mut self, ui: &mut Ui, view: &View<'_>, material: &Material) {
        let lang = view.words.lang();
        let open = material.frame.open.iter().enumerate();
        let unsettled = open.filter(|(index, open)| open.current.is_none() && !self.chosen.contains_key(index));
        let likely: Vec<(usize, &String)> = unsettled.filter_map(|(index, open)| Some((index, open.likely.as_ref()?))).collect();
        if !likely.is_empty() && quiet_button(ui, true, &view.say_with("versions-likely", &[("n", likely.len().into())])).clicked() {
            self.chosen
                .extend(likely.into_iter().map(|(index, choice)| (index, choice.clone())));
        }
        tick_box(ui, view.tokens, &mut self.only_open, &view.say("versions-only-open"));
        let open = material.frame.open.iter().enumerate();
        let shown: Vec<_> = open.filter(|(_, open)| !self.only_open || open.current.is_none()).collect();
        let heads = [
            Head::words(view.say("versions-version"), Column::exact(96.0).clip(true)),
            Head::words(view.say("versions-question"), Column::exact(128.0).clip(true)),
            Head::words(view.say("versions-former"), Column::exact(320.0).clip(true)),
            Head::words(view.say("versions-current"), Column::exact(CHOICE + space::M)),
        ];
        // A province has hundreds of old units: only those in sight are drawn.
        DenseTable::new("open choices", heads).ui(ui, view.tokens, shown.len(), |row, line| {
            let Some((index, open)) = shown.get(line).copied() else { return };
            row.col(|ui| cell_ui(ui, false, RichText::new(&open.version)));
            row.col(|ui| cell_ui(ui, false, RichText::new(&open.question)));
            row.col(|ui| cell_ui(ui, false, RichText::new(format!("{} · {}", open.former, open.label.get(lang)))));
            row.col(|ui| self.choice_ui(ui, view, material, index, open));
        });
    }

    fn choice_ui(&mut self, ui: &mut Ui, view: &View<'_>, material: &Material, index: usize, open: &OpenChoice) {
        let lang = view.words.lang();
        let Some(column) = material.frame.question(&open.question) else {
            return;
        };
        let named = |name: &str| {
            let choice = column.choices.iter().find(|choice| choice.name == name);
            format!("{name} · {}", choice.map_or("", |choice| choice.label.get(lang)))
        };
        if open.unit == Some(UnitFate::Whole) {
            cell_ui(ui, false, RichText::new(open.current.as_deref().map(named).unwrap_or_default()));
            return;
        }
        let current = self.chosen.get(&index).or(open.current.as_ref());
        let shown = match (current, open.unit) {
            (Some(current), _) => named(current),
            (None, Some(_)) => view.say_with("versions-choose-part", &[("n", open.proposed.len().into())]),
            (None, None) => view.say("versions-choose"),
        };
        let newest = column.choices.iter().filter(|choice| !choice.is_former);
        // Only units that a part went into may be chosen for an old one.
        let offered: Vec<&str> = match open.unit {
            Some(_) => open.proposed.iter().map(String::as_str).collect(),
            None => newest.map(|choice| choice.name.as_str()).collect(),
        };
        let about = [("question", open.question.as_str().into()), ("former", open.former.as_str().into())];
        let mut picked = None;
        ComboBox::from_id_salt(("choice", index))
            .width(CHOICE)
            .truncate()
            .selected_text(shown)
            .show_ui(ui, |ui| {
                for name in offered {
                    let text = if open.likely.as_deref() == Some(name) {
                        view.say_with("versions-likely-one", &[("choice", named(name).into())])
                    } else {
                        named(name)
                    };
                    if ui.selectable_label(current.is_some_and(|current| current == name), text).clicked() {
                        picked = Some(name.to_owned());
                    }
                }
            })
            .response
            .accessible_name(view.say_with("versions-choose-for", &about));
        if let Some(picked) = picked {
            self.chosen.insert(index, picked);
        }
    }

    fn keep_ui(&mut self, ui: &mut Ui, view: &View<'_>, open: &[OpenChoice], inbox: &mut Inbox) {
        let is_pressed = ui.horizontal_wrapped(|ui| {
            author_ui(ui, view, &mut self.who);
            let is_ready = !self.who.trim().is_empty() && !self.chosen.is_empty();
            primary_button(ui, view.tokens, is_ready, &view.say("versions-keep")).clicked()
        });
        let is_named = !self.who.trim().is_empty();
        if is_pressed.inner {
            let settlements = self.chosen.iter().filter_map(|(index, current)| {
                let open = open.get(*index)?;
                Some(Settlement {
                    instrument: open.instrument.clone(),
                    question: open.question.clone(),
                    former: open.former.clone(),
                    current: current.clone(),
                    is_unit: open.unit.is_some(),
                })
            });
            inbox.send(Command::Desk(DeskCommand::KeepVersions {
                settlements: settlements.collect(),
                who: self.who.trim().to_owned(),
            }));
        }
        ui.add_space(space::M);
        caption(ui, view.tokens, &view.say("versions-table-hint"));
        ui.horizontal_wrapped(|ui| {
            let name = view.say("versions-table");
            TextField::line(Id::unique("table of choices"), &name)
                .hint(&name)
                .width(360.0)
                .ui(ui, view.tokens, &mut self.path);
            let path = PathBuf::from(self.path.trim());
            let is_typed = !self.path.trim().is_empty();
            if quiet_button(ui, is_typed, &view.say("versions-table-write")).clicked() {
                inbox.send(Command::Desk(DeskCommand::WriteVersions(path.clone(), view.words.lang())));
            }
            if quiet_button(ui, is_typed && is_named, &view.say("versions-table-read")).clicked() {
                inbox.send(Command::Desk(DeskCommand::ReadVersions {
                    path,
                    who: self.who.trim().to_owned(),
                }));
            }
        });
    }
}
