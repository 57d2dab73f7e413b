//! Work that the window lends the workspace to: each is one use case, run in a thread of its own.

use std::path::PathBuf;
use std::sync::Arc;

use super::command::{DeskCommand, IndexWish};
use super::computed::{self, Computed};
use super::material::Material;
use super::merge::MasterFacts;
use super::publishing::{self, PublishNews};
use crate::app::desk::conflicts::{self, Author, Disputed};
use crate::app::desk::duplicates::{self, Duplicates};
use crate::app::desk::grid::{self, Query};
use crate::app::desk::planned::{self, RowOfPlan};
use crate::app::desk::tally::{self, Cross};
use crate::app::desk::{files, ledger, versions};
use crate::app::export::{self, ExportReport, Preview, Seal};
use crate::app::keys;
use crate::app::merge::{self, MergeOptions, MergePlan, MergeReport};
use crate::app::publish::FoundRelease;
use crate::app::receipt::{self, Arrived};
use crate::gui::refusal::Refusal;
use crate::gui::session::Session;
use crate::words::{Lang, Progress};

/// A wish with what it takes to carry it out.
#[derive(Debug)]
pub struct Errand {
    /// What is wanted.
    pub command: DeskCommand,
    /// The plan on the table, where there is one.
    pub plan: Option<MergePlan>,
    /// The form whose records are shown.
    pub material: Option<Arc<Material>>,
    /// The release that was found, where there is one.
    pub release: Option<Arc<FoundRelease>>,
    /// What the window speaks.
    pub lang: Lang,
}

/// What came of it.
#[derive(Debug)]
pub enum News {
    /// What would leave.
    Previewed(Box<Preview>),
    /// What left, and what would leave now.
    Written(ExportReport, Box<Preview>),
    /// What the centre has.
    Arrived(Arrived),
    /// The receipt for so many laptops lies there.
    Receipted(usize, PathBuf),
    /// What packages for this master are sealed to.
    Key(String),
    /// What the master holds.
    Master(MasterFacts),
    /// What merging would do.
    Planned(MergePlan),
    /// The plan is forgotten.
    Dropped,
    /// What merging did, and what the master holds now.
    Merged(MergeReport, MasterFacts),
    /// The numbers; nothing where no form has an index.
    Indexed(Option<Box<Computed>>),
    /// What came of letting data out; nothing where there was nothing to do.
    Publish(Option<PublishNews>),
    /// The rows behind a count: the package's hash, and the rows.
    Opened(String, Vec<RowOfPlan>),
    /// The last merge is taken back, so many packages; what the master holds now.
    Undone(usize, MasterFacts),
    /// The records with two contents.
    Disputed(Vec<Disputed>),
    /// Nearly equal records.
    Alike(Vec<Duplicates>),
    /// A form's records; nothing where there is none.
    Read(Option<Arc<Material>>),
    /// The records are as they are shown already.
    Unchanged,
    /// The places of the records that fit.
    Found(Query, Vec<u32>),
    /// Two questions against one another.
    Crossed((usize, usize), Cross),
    /// A table lies there.
    Tabled(PathBuf),
}

impl Errand {
    /// Carries the wish out.
    pub fn run(self, session: &mut Session, progress: &dyn Progress) -> Result<News, Refusal> {
        let Self {
            command,
            plan,
            material,
            release,
            lang,
        } = self;
        Ok(match command {
            DeskCommand::PreviewExport => News::Previewed(Box::new(export::preview(&session.workspace)?)),
            DeskCommand::WriteExport(path) => {
                let report = export::export(&mut session.workspace, &path, &Seal::Campaign, progress)?;
                News::Written(report, Box::new(export::preview(&session.workspace)?))
            }
            DeskCommand::SealTo(recipient) => {
                keys::set_campaign_recipient(&session.workspace, &recipient)?;
                News::Previewed(Box::new(export::preview(&session.workspace)?))
            }
            DeskCommand::ImportReceipt(path) => News::Arrived(receipt::read(&mut session.workspace, &path)?),
            DeskCommand::LookAtMaster => News::Master(MasterFacts::read(&session.workspace)?),
            DeskCommand::PlanMerge(paths) => {
                // A master without any form takes those that the packages bring.
                let options = MergeOptions {
                    accept_form: session.workspace.instruments()?.is_empty(),
                    loose: true,
                };
                News::Planned(merge::plan(&mut session.workspace, &paths, options, progress)?)
            }
            DeskCommand::AcceptForms => {
                let paths: Vec<PathBuf> = plan.unwrap_or_default().packages.into_iter().map(|package| package.path).collect();
                let options = MergeOptions {
                    accept_form: true,
                    loose: true,
                };
                News::Planned(merge::plan(&mut session.workspace, &paths, options, progress)?)
            }
            DeskCommand::WriteReceipt(path) => News::Receipted(receipt::write(&mut session.workspace, &path)?, path),
            DeskCommand::ShowKey => News::Key(keys::recipient(&mut session.workspace)?.to_string()),
            DeskCommand::ApplyMerge => {
                let report = merge::apply(&mut session.workspace, progress)?;
                session.read_forms()?;
                News::Merged(report, MasterFacts::read(&session.workspace)?)
            }
            DeskCommand::DropPlan => {
                merge::discard(&mut session.workspace, &plan.unwrap_or_default())?;
                News::Dropped
            }
            DeskCommand::OpenCount { package, outcome } => {
                let plan = plan.unwrap_or_default();
                let rows = match planned::package(&plan, &package) {
                    Some(accepted) => planned::rows(&session.workspace, accepted, Some(outcome), ROWS_OPENED)?,
                    None => Vec::new(),
                };
                News::Opened(package, rows)
            }
            DeskCommand::Undo { who } => {
                let undone = ledger::undo(&mut session.workspace, &who, "")?;
                session.read_forms()?;
                News::Undone(undone.len(), MasterFacts::read(&session.workspace)?)
            }
            DeskCommand::LookAtConflicts => News::Disputed(conflicts::disputed(&session.workspace)?),
            DeskCommand::Settle { keys, choice, who, why } => {
                let author = Author { who: &who, why: &why };
                conflicts::settle(&mut session.workspace, &keys, &choice, author)?;
                News::Disputed(conflicts::disputed(&session.workspace)?)
            }
            DeskCommand::LookForDuplicates => News::Alike(duplicates::duplicates(&session.workspace, duplicates::SIMILAR, progress)?),
            DeskCommand::LookAtForm(form)
                if material
                    .as_ref()
                    .is_some_and(|material| material.is_up_to_date(&session.workspace, form.as_deref())) =>
            {
                News::Unchanged
            }
            DeskCommand::LookAtForm(form) => {
                let form = form.or_else(|| material.as_ref().map(|material| material.frame.form.clone()));
                News::Read(Material::read(&session.workspace, form.as_deref(), progress)?)
            }
            DeskCommand::Find(query) => {
                let places = match &material {
                    Some(material) if !query.is_empty() => grid::find(&material.frame, &material.snapshot, &query, lang, progress)?,
                    _ => Vec::new(),
                };
                News::Found(query, places)
            }
            DeskCommand::Cross(one, other) => {
                let cross = match &material {
                    Some(material) => tally::cross(&material.frame, &material.snapshot, (one, other), progress)?,
                    None => Cross::default(),
                };
                News::Crossed((one, other), cross)
            }
            DeskCommand::PlanWork { path, who } => {
                if let Some(material) = &material {
                    files::read_plan(&mut session.workspace, &material.frame.form, &path, &who)?;
                }
                News::Read(again(session, material.as_deref(), progress)?)
            }
            DeskCommand::KeepVersions { settlements, who } => {
                versions::settle(&mut session.workspace, &settlements, Author { who: &who, why: "" })?;
                News::Read(again(session, material.as_deref(), progress)?)
            }
            DeskCommand::WriteVersions(path, lang) => {
                files::write_versions(&session.workspace, &path, lang)?;
                News::Tabled(path)
            }
            DeskCommand::ReadVersions { path, who } => {
                files::read_versions(&mut session.workspace, &path, Author { who: &who, why: "" })?;
                News::Read(again(session, material.as_deref(), progress)?)
            }
            DeskCommand::Publish(command) => News::Publish(publishing::run(command, release, session, lang, progress)?),
            DeskCommand::ComputeIndex(IndexWish { form, rule }) => {
                News::Indexed(computed::compute(&session.workspace, form.as_deref(), rule, progress)?.map(Box::new))
            }
        })
    }
}

/// Rows behind a count that are listed.
const ROWS_OPENED: usize = 1000;

/// The form that is shown, read anew.
fn again(session: &Session, material: Option<&Material>, progress: &dyn Progress) -> Result<Option<Arc<Material>>, Refusal> {
    let form = material.map(|material| material.frame.form.as_str());
    Material::read(&session.workspace, form, progress)
}
