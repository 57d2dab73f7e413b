//! A form's records held in memory, with what was made of them: the desk's screens draw from it, in any language.

use std::sync::Arc;

use crate::app::desk::frame::Frame;
use crate::app::desk::grid::Query;
use crate::app::desk::quality::{self, Board};
use crate::app::desk::tally::{self, Cross, Frequencies};
use crate::app::desk::work::{self, WorkMap};
use crate::gui::refusal::Refusal;
use crate::store::{Snapshot, Workspace};
use crate::words::Progress;

/// A form with its records.
#[derive(Debug)]
pub struct Material {
    /// How much had been written to the workspace when it was read.
    written: u64,
    /// The forms to choose from: id and title.
    pub forms: Vec<(String, String)>,
    /// The form with all its versions.
    pub frame: Frame,
    /// Its current records.
    pub snapshot: Snapshot,
    /// What was planned, done and refused.
    pub work: WorkMap,
    /// What deserves a look.
    pub board: Board,
    /// The answers to every question.
    pub frequencies: Vec<Frequencies>,
}

/// What was asked of the material.
#[derive(Debug, Default)]
pub struct Asked {
    /// What was looked for, and the places of the records that fit.
    pub found: Option<(Query, Vec<u32>)>,
    /// Two questions and their table.
    pub crossed: Option<((usize, usize), Cross)>,
}

impl Material {
    /// Whether this is the form that is asked for (any one without a name), with nothing written since it was read.
    pub(super) fn is_up_to_date(&self, master: &Workspace, form: Option<&str>) -> bool {
        form.is_none_or(|form| form == self.frame.form) && self.written == master.rows_written()
    }

    /// Reads the records of a form, the newest without a name. Nothing where there is none.
    pub(super) fn read(master: &Workspace, form: Option<&str>, progress: &dyn Progress) -> Result<Option<Arc<Self>>, Refusal> {
        let forms = Frame::forms(master)?;
        let wanted = form.map(str::to_owned).or_else(|| forms.first().map(|(form, _)| form.clone()));
        let Some(wanted) = wanted else { return Ok(None) };
        let Some(frame) = Frame::of(master, &wanted)? else {
            return Ok(None);
        };
        let snapshot = master.snapshot(&frame.identities)?;
        let work = work::map(master, &frame, &snapshot, progress)?;
        let board = quality::board(&frame, &snapshot, progress)?;
        let frequencies = tally::frequencies(&frame, &snapshot, progress)?;
        Ok(Some(Arc::new(Self {
            written: master.rows_written(),
            forms,
            frame,
            snapshot,
            work,
            board,
            frequencies,
        })))
    }
}
