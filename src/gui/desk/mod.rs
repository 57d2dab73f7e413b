//! At the desk: packages into the master, the numbers out of it; and the package that leaves a laptop.

mod cells;
mod command;
mod computed;
pub mod conflicts;
mod errand;
pub mod export_preview;
pub mod figures;
pub mod grid;
pub mod index;
pub mod material;
pub mod merge;
pub mod publish;
pub mod publishing;
pub mod quality;
pub mod reading;
pub mod table_release;
pub mod tables;
mod tabs;
pub mod versions;
pub mod work;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::Ui;
use jiff::Zoned;

pub use command::{DeskCommand, IndexWish};
pub use computed::Computed;
pub use errand::{Errand, News};
pub use publishing::{PublishCommand, PublishNews};

use crate::app::desk::conflicts::Disputed;
use crate::app::desk::duplicates::Duplicates;
use crate::app::export::{ExportReport, Preview};
use crate::gui::command::{Browse, Inbox};
use crate::gui::route::Route;
use crate::gui::view::View;
use crate::words::{Lang, Words};
use conflicts::ConflictScreen;
use export_preview::ExportScreen;
use figures::Figures;
use grid::GridScreen;
use index::IndexScreen;
use material::{Asked, Material};
use merge::{MergeFacts, MergeScreen, Opened};
use publish::PublishScreen;
use publishing::Publishing;
use quality::QualityScreen;
use tables::TablesScreen;
use versions::VersionsScreen;
use work::WorkScreen;

/// The desk's screens and what they show.
#[derive(Default)]
pub struct Desk {
    export: ExportScreen,
    preview: Option<Preview>,
    written: Option<ExportReport>,
    merge: MergeScreen,
    merging: MergeFacts,
    conflicts: ConflictScreen,
    disputed: Option<Vec<Disputed>>,
    duplicates: Option<Vec<Duplicates>>,
    work: WorkScreen,
    quality: QualityScreen,
    grid: GridScreen,
    tables: TablesScreen,
    versions: VersionsScreen,
    material: Option<Arc<Material>>,
    asked: Asked,
    index: IndexScreen,
    computed: Option<Box<Computed>>,
    /// `computed` in the language of the moment.
    figures: Option<Figures>,
    publish: PublishScreen,
    publishing: Publishing,
}

impl Desk {
    /// The desk of a workspace that was just opened.
    pub fn open(workspace: &Path, now: &Zoned) -> Self {
        let mut desk = Self::default();
        let stem = workspace.with_extension("");
        let dated = |ending: &str| PathBuf::from(format!("{}-{}{ending}", stem.display(), now.strftime("%Y%m%d")));
        desk.export.propose(dated(".zip"));
        desk.merging.receipt = dated("-receipt.json");
        desk.publish.propose(dated("-open"), dated("-table.xlsx"));
        desk
    }

    /// A wish made ready to be carried out; nothing where it makes no sense any more.
    pub fn errand(&mut self, command: DeskCommand, lang: Lang) -> Option<Errand> {
        let plan = self.merging.plan.clone();
        let needs_plan = matches!(command, DeskCommand::ApplyMerge | DeskCommand::DropPlan | DeskCommand::AcceptForms);
        (plan.is_some() || !needs_plan).then(|| Errand {
            command,
            plan,
            material: self.material.clone(),
            release: self.publishing.release(),
            lang,
        })
    }

    /// Takes in what came of an errand; tells what the window should say of it.
    pub fn take_in(&mut self, news: News, words: Words) -> Option<String> {
        match news {
            News::Previewed(preview) => {
                self.export.seal_to(preview.recipient.as_deref());
                self.preview = Some(*preview);
            }
            News::Written(report, preview) => {
                self.written = Some(report);
                self.preview = Some(*preview);
            }
            News::Arrived(arrived) => {
                let counts = [("n", arrived.listed.into()), ("new", arrived.new.into())];
                return Some(words.say_with("desk-receipt-read", &counts));
            }
            News::Receipted(laptops, path) => {
                let arguments = [("n", laptops.into()), ("path", path.display().to_string().into())];
                return Some(words.say_with("desk-receipt-written", &arguments));
            }
            News::Key(key) => self.merging.key = Some(key),
            News::Master(facts) => self.merging.master = facts,
            News::Opened(package, rows) => self.merging.opened = Some(Opened { package, rows }),
            News::Undone(packages, facts) => {
                self.merging.report = None;
                self.merging.master = facts;
                self.disputed = None;
                return Some(words.say_with("desk-undone", &[("n", packages.into())]));
            }
            News::Disputed(disputed) => self.disputed = Some(disputed),
            News::Alike(duplicates) => self.duplicates = Some(duplicates),
            News::Read(material) => {
                self.material = material;
                self.asked = Asked::default();
                self.versions.forget();
            }
            News::Found(query, places) => self.asked.found = Some((query, places)).filter(|(query, _)| !query.is_empty()),
            News::Crossed(questions, cross) => self.asked.crossed = Some((questions, cross)),
            News::Tabled(path) => return Some(words.say_with("versions-table-written", &[("path", path.display().to_string().into())])),
            News::Planned(plan) => {
                self.merging.opened = None;
                self.merging.report = None;
                self.merging.plan = Some(plan);
            }
            News::Dropped => self.merging.plan = None,
            News::Merged(report, facts) => {
                self.merging.plan = None;
                self.merging.report = Some(report);
                self.merging.master = facts;
            }
            News::Indexed(computed) => {
                self.computed = computed;
                self.relabel(words.lang());
            }
            News::Unchanged | News::Publish(None) => {}
            News::Publish(Some(news)) => {
                let is_found = matches!(news, PublishNews::Found(_));
                self.publish.hear(&news);
                let said = self.publishing.take_in(news, words);
                self.publish.choose_from(&self.publishing.columns);
                if is_found {
                    self.publish.show_found();
                }
                return said;
            }
        }
        None
    }

    /// Writes what is shown in another language.
    pub fn relabel(&mut self, lang: Lang) {
        let figures = self.computed.as_ref().map(|computed| Figures::of(computed, Words::new(lang)));
        self.figures = Some(figures.unwrap_or_default());
    }

    /// A path chosen in the system's dialog; `false` when no screen here asked for it.
    pub fn found(&mut self, browse: Browse, path: &Path) -> bool {
        if browse == Browse::Package {
            self.export.propose(path.to_path_buf());
        }
        browse == Browse::Package
    }

    /// Draws the screen of the route.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, route: Route, inbox: &mut Inbox) {
        if route.is_desk() {
            tabs::tabs_ui(ui, view, route, inbox);
        }
        match route {
            Route::Index => self.index.ui(ui, view, self.figures.as_ref(), inbox),
            Route::Publish => self.publish.ui(ui, view, &self.publishing, inbox),
            Route::Export => self.export.ui(ui, view, self.preview.as_ref(), self.written.as_ref(), inbox),
            Route::Conflicts => self
                .conflicts
                .ui(ui, view, self.disputed.as_deref(), self.duplicates.as_deref(), inbox),
            route if route.needs_material() => self.material_ui(ui, view, route, inbox),
            _ => self.merge.ui(ui, view, &self.merging, inbox),
        }
    }

    /// The screens that show the records of a form.
    fn material_ui(&mut self, ui: &mut Ui, view: &View<'_>, route: Route, inbox: &mut Inbox) {
        let Some(material) = self.material.clone() else {
            cells::page_ui(ui, |ui| {
                crate::gui::widgets::caption(ui, view.tokens, &view.say("desk-no-records"));
            });
            return;
        };
        if material.forms.len() > 1 {
            forms_ui(ui, view, &material, inbox);
        }
        match route {
            Route::Work => self.work.ui(ui, view, &material, inbox),
            Route::Quality => self.quality.ui(ui, view, &material),
            Route::Grid => self.grid.ui(ui, view, &material, &self.asked, inbox),
            Route::Tables => self.tables.ui(ui, view, &material, &self.asked, inbox),
            _ => self.versions.ui(ui, view, &material, inbox),
        }
    }
}

/// Which form, where the master has several.
fn forms_ui(ui: &mut Ui, view: &View<'_>, material: &Material, inbox: &mut Inbox) {
    let shown = material.forms.iter().find(|(form, _)| *form == material.frame.form);
    eframe::egui::ComboBox::from_id_salt("forms with records")
        .selected_text(shown.map_or("", |(_, title)| title.as_str()))
        .show_ui(ui, |ui| {
            for (form, title) in &material.forms {
                if ui.selectable_label(*form == material.frame.form, title).clicked() {
                    inbox.send(crate::gui::command::Command::Desk(DeskCommand::LookAtForm(Some(form.clone()))));
                }
            }
        })
        .response
        .accessible_name(view.say("desk-index-form"));
}
