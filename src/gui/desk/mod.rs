//! At the desk: packages into the master, the numbers out of it; and the package that leaves a laptop.

mod command;
mod computed;
mod errand;
pub mod export_preview;
pub mod figures;
pub mod index;
pub mod merge;
mod tabs;

use std::path::{Path, PathBuf};

use eframe::egui::Ui;
use jiff::Zoned;

pub use command::{DeskCommand, IndexWish};
pub use computed::Computed;
pub use errand::{Errand, News};

use crate::app::export::{ExportReport, Preview};
use crate::gui::command::{Browse, Inbox};
use crate::gui::route::Route;
use crate::gui::view::View;
use crate::words::{Lang, Words};
use export_preview::ExportScreen;
use figures::Figures;
use index::IndexScreen;
use merge::{MergeFacts, MergeScreen};

/// The desk's screens and what they show.
#[derive(Default)]
pub struct Desk {
    export: ExportScreen,
    preview: Option<Preview>,
    written: Option<ExportReport>,
    merge: MergeScreen,
    merging: MergeFacts,
    index: IndexScreen,
    computed: Option<Box<Computed>>,
    /// `computed` in the language of the moment.
    figures: Option<Figures>,
}

impl Desk {
    /// The desk of a workspace that was just opened.
    pub fn open(workspace: &Path, now: &Zoned) -> Self {
        let mut desk = Self::default();
        let stem = workspace.with_extension("");
        let dated = |ending: &str| PathBuf::from(format!("{}-{}{ending}", stem.display(), now.strftime("%Y%m%d")));
        desk.export.propose(dated(".zip"));
        desk.merging.receipt = dated("-receipt.json");
        desk
    }

    /// A wish made ready to be carried out; nothing where it makes no sense any more.
    pub fn errand(&mut self, command: DeskCommand) -> Option<Errand> {
        let plan = self.merging.plan.clone();
        let needs_plan = matches!(command, DeskCommand::ApplyMerge | DeskCommand::DropPlan | DeskCommand::AcceptForms);
        (plan.is_some() || !needs_plan).then_some(Errand { command, plan })
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
            News::Planned(plan) => {
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
        }
        None
    }

    /// Writes what is shown in another language.
    pub fn relabel(&mut self, lang: Lang) {
        let figures = self.computed.as_ref().map(|computed| Figures::of(computed, lang.code()));
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
            Route::Export => self.export.ui(ui, view, self.preview.as_ref(), self.written.as_ref(), inbox),
            _ => self.merge.ui(ui, view, &self.merging, inbox),
        }
    }
}
