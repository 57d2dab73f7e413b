//! What a master knows that loose files are held against: its forms, and the files that it has taken already. None of it changes while
//! packages are staged, so many files are held against it side by side.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::doubts::Doubts;
use super::loose_files::Group;
use super::plan::{Accepted, Counts, SignerStanding, Verdict};
use super::task::{Rows, Step, Task, settled};
use crate::exchange::Refusal;
use crate::exchange::loose::Released;
use crate::instrument::Instrument;
use crate::store::{self, PackageHeader, Stage, Workspace};

/// A form of the master that a loose file may be of.
pub(super) struct KnownForm {
    pub(super) identity: String,
    pub(super) form: String,
    pub(super) version: String,
    /// Without rows.
    pub(super) stage: Stage,
    pub(super) released: Released,
}

/// What loose files are held against.
#[derive(Default)]
pub(super) struct Known {
    /// The newest first.
    pub(super) forms: Vec<Arc<KnownForm>>,
    /// Hashes of what was merged.
    merged: FxHashSet<String>,
    campaign: String,
    is_training: bool,
    now: jiff::Timestamp,
}

impl Known {
    pub(super) fn of(master: &Workspace, now: jiff::Timestamp) -> Result<Self, store::Error> {
        let mut forms = Vec::new();
        for known in master.instruments()?.into_iter().rev() {
            let canonical = master.instrument_canonical(&known.identity)?;
            let instrument = Instrument::from_canonical(&canonical).map_err(|error| store::Error::Unreadable(error.to_string()))?;
            forms.push(Arc::new(KnownForm {
                released: Released::of(&instrument),
                stage: master.stage_for(&known.identity)?,
                identity: known.identity,
                form: known.form,
                version: known.version,
            }));
        }
        Ok(Self {
            forms,
            merged: master.packages()?.into_iter().map(|package| package.header.hash).collect(),
            campaign: master.campaign()?,
            is_training: master.is_training(),
            now,
        })
    }

    /// Whether files of one folder may belong together.
    pub(super) fn has_repeats(&self) -> bool {
        self.forms.iter().any(|known| known.released.has_repeats())
    }

    /// A loose file, with those beside it that hold its repeats.
    pub(super) fn step(&self, group: Group) -> Step {
        let path = group.path.clone();
        if self.merged.contains(&group.hash) {
            return Step::Settled(settled(&path, Verdict::AlreadyMerged { hash: group.hash }));
        }
        match self.task(group) {
            Ok(task) => Step::Task(Box::new(task)),
            Err(refusal) => Step::Settled(settled(&path, Verdict::Refused(refusal))),
        }
    }

    fn task(&self, group: Group) -> Result<Task, Refusal> {
        let Group {
            path,
            hash,
            known,
            alike,
            own,
            beside,
        } = group;
        let known = self.forms.get(known?).ok_or(Refusal::NoForm)?;
        let header = PackageHeader {
            hash: hash.clone(),
            instrument: known.identity.clone(),
            signer: None,
            signer_name: String::new(),
            workspace: String::new(),
            campaign: self.campaign.clone(),
            number: 0,
            created: self.now,
            is_training: self.is_training,
            file_name: path.display().to_string(),
        };
        let accepted = Accepted {
            hash,
            instrument: known.identity.clone(),
            form: known.form.clone(),
            version: known.version.clone(),
            campaign: self.campaign.clone(),
            number: 0,
            workspace: String::new(),
            signer: String::new(),
            standing: SignerStanding::Unsigned,
            is_sealed: false,
            brings_form: false,
            counts: Counts::default(),
            dispositions: 0,
            doubts: Doubts::default(),
            loose: None,
        };
        Ok(Task {
            path,
            header,
            accepted,
            rows: Rows::Loose {
                own,
                beside,
                known: Arc::clone(known),
                alike: alike.iter().filter_map(|other| self.forms.get(*other)).map(Arc::clone).collect(),
            },
        })
    }
}
