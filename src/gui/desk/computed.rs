//! An index that was computed, with what it takes to label it in any language.

use crate::app::desk::frame::Frame;
use crate::app::index::{self, IndexReport, IndexRequest};
use crate::app::instrument;
use crate::gui::refusal::Refusal;
use crate::instrument::Instrument;
use crate::store::Workspace;
use crate::words::Progress;

/// An index and where it comes from.
#[derive(Debug)]
pub struct Computed {
    /// The newest version of the form that has an index.
    pub instrument: Instrument,
    /// Its figures.
    pub report: IndexReport,
    /// The forms with an index: id and title.
    pub forms: Vec<(String, String)>,
}

/// Computes the index of a form, of all its versions; without one, of the form with an index that was added last. Nothing where no form
/// has one.
pub(super) fn compute(
    master: &Workspace,
    form: Option<&str>,
    rule: Option<String>,
    progress: &dyn Progress,
) -> Result<Option<Computed>, Refusal> {
    let summaries = master.instruments()?;
    let mut forms = Vec::new();
    for (form, title) in Frame::forms(master)? {
        for summary in summaries.iter().filter(|summary| summary.form == form) {
            if instrument::of_workspace(master, &summary.identity)?.index.is_some() {
                forms.push((form, title));
                break;
            }
        }
    }
    let chosen = forms.iter().find(|(id, _)| form.is_none_or(|form| form == id));
    let Some((form, _)) = chosen else { return Ok(None) };
    let request = IndexRequest { by: Vec::new(), rule };
    let report = index::index_of_master(master, Some(form), &request, progress)?;
    let Some(frame) = report.origin.frame() else { return Ok(None) };
    Ok(Some(Computed {
        instrument: instrument::of_workspace(master, frame)?,
        report,
        forms,
    }))
}
