//! Before anything leaves: each column, whether it leaves, how and why; then the package.

use std::path::PathBuf;

use eframe::egui::{Id, Label, Margin, RichText, Ui};

use super::DeskCommand;
use crate::app::export::{ExportReport, PackagePreview, Preview, PreviewColumn};
use crate::gui::command::{Browse, Command, Inbox};
use crate::gui::menu::menu_ui;
use crate::gui::route::Route;
use crate::gui::start::file_ui;
use crate::gui::theme::{self, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{Sign, TextField, banner, button_width, caption, card, page_area, primary_button, quiet_button, rule, sign_ui};
use crate::privacy::Fate;

/// The screen: remembers where the package goes, and the key being typed.
#[derive(Debug, Default)]
pub struct ExportScreen {
    path: String,
    recipient: String,
}

impl ExportScreen {
    /// Proposes a file for the package.
    pub fn propose(&mut self, path: PathBuf) {
        self.path = path.display().to_string();
    }

    /// Shows the key that packages are sealed to.
    pub fn seal_to(&mut self, recipient: Option<&str>) {
        recipient.unwrap_or_default().clone_into(&mut self.recipient);
    }

    /// Draws the preview, and what was written once it was.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, preview: Option<&Preview>, written: Option<&ExportReport>, inbox: &mut Inbox) {
        eframe::egui::Frame::new()
            .inner_margin(Margin::symmetric(space::XXL as i8, space::L as i8))
            .show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.with_layout(eframe::egui::Layout::right_to_left(eframe::egui::Align::Center), |ui| {
                        menu_ui(ui, view, Some(Route::Home), inbox);
                        if quiet_button(ui, true, &view.say("menu-home")).clicked() {
                            inbox.send(Command::Go(Route::Home));
                        }
                        ui.with_layout(eframe::egui::Layout::left_to_right(eframe::egui::Align::Center), |ui| {
                            ui.label(RichText::new(view.say("desk-export-title")).text_style(theme::question_style()));
                        });
                    });
                });
                let Some(preview) = preview else { return };
                page_area(ui, "export", |ui| {
                    ui.set_max_width(ui.available_width().min(theme::FOLD));
                    for package in &preview.packages {
                        package_ui(ui, view, package);
                    }
                    ui.add_space(space::M);
                    self.write_ui(ui, view, preview, written, inbox);
                    ui.add_space(space::XL);
                    for package in &preview.packages {
                        columns_ui(ui, view, package);
                    }
                });
            });
    }

    fn write_ui(&mut self, ui: &mut Ui, view: &View<'_>, preview: &Preview, written: Option<&ExportReport>, inbox: &mut Inbox) {
        if let Some(report) = written {
            for package in &report.packages {
                let sentence = view.say_with(
                    "desk-export-written",
                    &[
                        ("n", package.finished.into()),
                        ("new", package.new.into()),
                        ("path", package.path.display().to_string().into()),
                    ],
                );
                banner(ui, view.tokens, Sign::Done, &sentence);
            }
            ui.add_space(space::M);
        }
        caption(ui, view.tokens, &view.say("desk-export-tier"));
        match &preview.recipient {
            Some(_) => banner(ui, view.tokens, Sign::Done, &view.say("desk-export-sealed")),
            None => banner(ui, view.tokens, Sign::Warn, &view.say("desk-export-open")),
        };
        self.seal_ui(ui, view, preview, inbox);
        ui.add_space(space::S);
        file_ui(ui, view, "desk-export-path", &mut self.path, Browse::Package, inbox);
        let is_ready = !self.path.trim().is_empty() && !preview.packages.is_empty();
        if primary_button(ui, view.tokens, is_ready, &view.say("desk-export-write")).clicked() {
            inbox.send(Command::Desk(DeskCommand::WriteExport(PathBuf::from(self.path.trim()))));
        }
    }

    /// The coordinator's key, as it came by mail or on paper.
    fn seal_ui(&mut self, ui: &mut Ui, view: &View<'_>, preview: &Preview, inbox: &mut Inbox) {
        let name = view.say("desk-export-key");
        let action = view.say("desk-export-use-key");
        ui.label(&name);
        ui.horizontal(|ui| {
            let width = ui.available_width() - button_width(ui, &action);
            TextField::line(Id::unique("recipient"), &name)
                .hint("age1…")
                .width(width)
                .ui(ui, view.tokens, &mut self.recipient);
            let typed = self.recipient.trim();
            let is_other = typed != preview.recipient.as_deref().unwrap_or_default();
            if quiet_button(ui, is_other, &action).clicked() {
                inbox.send(Command::Desk(DeskCommand::SealTo(typed.to_owned())));
            }
        });
    }
}

fn package_ui(ui: &mut Ui, view: &View<'_>, package: &PackagePreview) {
    card(ui, view.tokens, |ui| {
        ui.add(Label::new(RichText::new(&package.title).font(theme::strong_font())).wrap());
        let sentence = view.say_with(
            "desk-export-counts",
            &[
                ("finished", package.finished.into()),
                ("new", package.new.into()),
                ("withdrawn", package.withdrawn.into()),
                ("drafts", package.drafts.into()),
            ],
        );
        caption(ui, view.tokens, &sentence);
    });
}

/// Three lists: what stays first, because that is what one looks for.
fn columns_ui(ui: &mut Ui, view: &View<'_>, package: &PackagePreview) {
    let stays = |column: &&PreviewColumn| matches!(column.fate, Fate::Stays(_));
    let coarsened = |column: &&PreviewColumn| matches!(column.fate, Fate::Coarsened(..));
    let leaves = |column: &&PreviewColumn| matches!(column.fate, Fate::Leaves(_));
    let columns = &package.columns;
    list_ui(ui, view, "desk-export-stays", Sign::Stop, columns.iter().filter(stays).collect());
    list_ui(
        ui,
        view,
        "desk-export-coarsened",
        Sign::Warn,
        columns.iter().filter(coarsened).collect(),
    );
    list_ui(ui, view, "desk-export-leaves", Sign::Done, columns.iter().filter(leaves).collect());
}

fn list_ui(ui: &mut Ui, view: &View<'_>, key: &str, sign: Sign, columns: Vec<&PreviewColumn>) {
    if columns.is_empty() {
        return;
    }
    ui.heading(view.say_with(key, &[("n", columns.len().into())]));
    for column in columns {
        ui.horizontal_top(|ui| {
            sign_ui(ui, view.tokens, sign);
            let width = ui.available_width();
            ui.scope(|ui| {
                ui.set_width(width * 0.55);
                ui.add(Label::new(RichText::new(column.name(view.words)).size(size::SMALL)).wrap())
                    .on_hover_text(&column.path);
            });
            let how = match &column.fate {
                Fate::Coarsened(recode, _) => view.say_with("export-fate-coarsened", &[("how", recode.source.as_str().into())]),
                Fate::Leaves(_) | Fate::Stays(_) => column.why(view.words),
            };
            caption(ui, view.tokens, &how);
        });
        rule(ui, view.tokens);
    }
    ui.add_space(space::L);
}
