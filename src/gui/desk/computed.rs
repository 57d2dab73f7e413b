//! An index that was computed, with what it takes to label it in any language.

use crate::app::index::{self, IndexReport, IndexRequest};
use crate::app::instrument;
use crate::gui::refusal::Refusal;
use crate::instrument::Instrument;
use crate::store::Workspace;
use crate::words::Progress;

/// An index and where it comes from.
#[derive(Debug)]
pub struct Computed {
    /// The form that it is of.
    pub instrument: Instrument,
    /// Its figures.
    pub report: IndexReport,
    /// The forms with an index: identity and title, the newest first.
    pub forms: Vec<(String, String)>,
}

/// Computes the index of a form; without one, of the newest that has an index. Nothing where no form has one.
pub(super) fn compute(
    master: &Workspace,
    form: Option<&str>,
    rule: Option<String>,
    progress: &dyn Progress,
) -> Result<Option<Computed>, Refusal> {
    let mut forms = Vec::new();
    let mut chosen = None;
    for summary in master.instruments()?.into_iter().rev() {
        let instrument = instrument::of_workspace(master, &summary.identity)?;
        if instrument.index.is_none() {
            continue;
        }
        let is_chosen = form.is_none_or(|form| form == summary.identity);
        if is_chosen && chosen.is_none() {
            chosen = Some((summary.identity.clone(), instrument));
        }
        forms.push((summary.identity, format!("{} · {}", summary.title, summary.version)));
    }
    let Some((identity, instrument)) = chosen else { return Ok(None) };
    let request = IndexRequest { by: Vec::new(), rule };
    let report = index::index_of_master(master, Some(&identity), &request, progress)?;
    Ok(Some(Computed { instrument, report, forms }))
}
