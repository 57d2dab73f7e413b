//! Work that the window lends the workspace to: each is one use case, run in a thread of its own.

use std::path::PathBuf;

use super::command::{DeskCommand, IndexWish};
use super::computed::{self, Computed};
use super::merge::MasterFacts;
use crate::app::export::{self, ExportReport, Preview, Seal};
use crate::app::keys;
use crate::app::merge::{self, MergeOptions, MergePlan, MergeReport};
use crate::app::receipt::{self, Arrived};
use crate::gui::refusal::Refusal;
use crate::gui::session::Session;
use crate::words::Progress;

/// A wish with what it takes to carry it out.
#[derive(Debug)]
pub struct Errand {
    /// What is wanted.
    pub command: DeskCommand,
    /// The plan on the table, where there is one.
    pub plan: Option<MergePlan>,
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
}

impl Errand {
    /// Carries the wish out.
    pub fn run(self, session: &mut Session, progress: &dyn Progress) -> Result<News, Refusal> {
        let plan = self.plan;
        Ok(match self.command {
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
            DeskCommand::ComputeIndex(IndexWish { form, rule }) => {
                News::Indexed(computed::compute(&session.workspace, form.as_deref(), rule, progress)?.map(Box::new))
            }
        })
    }
}
