//! Work that the window lends the workspace to: each is one use case, run in a thread of its own.

use std::path::{Path, PathBuf};

use super::desk::Figures;
use super::refusal::Refusal;
use super::session::Session;
use crate::app::export::{self, ExportReport, Preview, Seal};
use crate::app::index::{self, IndexRequest};
use crate::app::instrument;
use crate::app::merge::{self, MergeOptions, MergePlan, MergeReport};
use crate::app::receipt::{self, Arrived};
use crate::words::Progress;

/// What came of it.
#[derive(Debug)]
pub enum Errand {
    /// What would leave.
    Previewed(Box<Preview>),
    /// What left, and what would leave now.
    Written(ExportReport, Box<Preview>),
    /// What the centre has.
    Arrived(Arrived),
    /// What merging would do.
    Planned(MergePlan),
    /// What merging did.
    Merged(MergeReport),
    /// The numbers.
    Indexed(Figures),
    /// Done, and nothing to show.
    Nothing,
}

/// Says column by column what would leave.
pub fn preview(session: &mut Session, _progress: &dyn Progress) -> Result<Errand, Refusal> {
    Ok(Errand::Previewed(Box::new(export::preview(&session.workspace)?)))
}

/// Writes the package.
pub fn write(session: &mut Session, path: &Path, progress: &dyn Progress) -> Result<Errand, Refusal> {
    let report = export::export(&mut session.workspace, path, &Seal::Campaign, progress)?;
    Ok(Errand::Written(report, Box::new(export::preview(&session.workspace)?)))
}

/// Takes in what the centre says has arrived.
pub fn import_receipt(session: &mut Session, path: &Path) -> Result<Errand, Refusal> {
    let arrived = receipt::read(&mut session.workspace, path).map_err(|error| Refusal::Said(error.to_string()))?;
    Ok(Errand::Arrived(arrived))
}

/// Reads packages and plans their merge. A master without any form takes those that the packages bring.
pub fn plan(session: &mut Session, paths: &[PathBuf], progress: &dyn Progress) -> Result<Errand, Refusal> {
    let options = MergeOptions {
        accept_form: session.workspace.instruments()?.is_empty(),
    };
    Ok(Errand::Planned(merge::plan(&mut session.workspace, paths, options, progress)?))
}

/// Does what the plan says.
pub fn apply(session: &mut Session, progress: &dyn Progress) -> Result<Errand, Refusal> {
    let report = merge::apply(&mut session.workspace, progress)?;
    session.read_forms()?;
    Ok(Errand::Merged(report))
}

/// Leaves everything as it was.
pub fn drop_plan(session: &mut Session, plan: &MergePlan) -> Result<Errand, Refusal> {
    merge::discard(&mut session.workspace, plan)?;
    Ok(Errand::Nothing)
}

/// Computes the index of the newest form that has one; `language` is a code of the form's languages.
pub fn index(session: &mut Session, rule: &str, language: &str, progress: &dyn Progress) -> Result<Errand, Refusal> {
    let master = &session.workspace;
    let Some(newest) = master.instruments()?.pop() else {
        return Ok(Errand::Indexed(Figures::default()));
    };
    let loaded = instrument::of_workspace(master, &newest.identity)?;
    if loaded.index.is_none() {
        return Ok(Errand::Indexed(Figures::default()));
    }
    let request = IndexRequest {
        by: Vec::new(),
        rule: (!rule.is_empty()).then(|| rule.to_owned()),
    };
    let report = index::index_of_master(master, Some(&newest.identity), &request, progress)?;
    Ok(Errand::Indexed(Figures::of(&report, &loaded, language)))
}
