//! Making and opening a workspace, and the instruments in it: what the store needs to be told of the clock and chance.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use super::moment::{NoChance, random};
use crate::instrument::{CanonicalError, Instrument, Source};
use crate::store::{self, Cost, InstrumentSource, NewWorkspace, Passphrase, Workspace};

/// What a workspace is for; chosen when it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Real interviews.
    Real,
    /// Practice, simulation and the tour: opens faster, holds nothing real, merges with its like alone.
    Training,
}

impl Purpose {
    /// The passphrase of training is not worth much, so guessing may be cheap.
    const fn cost(self) -> Cost {
        match self {
            Self::Real => Cost::Standard,
            Self::Training => Cost::Light,
        }
    }
}

/// Why a workspace could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Nothing random.
    #[error(transparent)]
    NoChance(#[from] NoChance),
    /// A newer program added the instrument, or it is damaged.
    #[error("cannot read the form in the workspace: {0}")]
    Instrument(#[from] CanonicalError),
}

/// Makes a workspace. `campaign` may be empty.
pub fn create(path: &Path, passphrase: &Passphrase, purpose: Purpose, campaign: &str) -> Result<Workspace, Error> {
    let new = NewWorkspace {
        id: Uuid::new_v4(),
        salt: random()?,
        created: Timestamp::now(),
        is_training: purpose == Purpose::Training,
        cost: purpose.cost(),
        campaign: campaign.to_owned(),
    };
    Ok(Workspace::create(path, passphrase, &new)?)
}

/// Opens a workspace.
pub fn open(path: &Path, passphrase: &Passphrase) -> Result<Workspace, Error> {
    Ok(Workspace::open(path, passphrase)?)
}

/// Adds an instrument; tells whether it was new.
pub fn add_instrument(workspace: &Workspace, instrument: &Instrument) -> Result<bool, Error> {
    let source = InstrumentSource {
        identity: &instrument.identity.0,
        form: &instrument.form.id,
        version: &instrument.form.version,
        title: &instrument.form.title,
        canonical: &instrument.canonical(),
        source_name: &instrument.source.file_name,
        source: &instrument.source.bytes,
    };
    Ok(workspace.add_instrument(&source, Timestamp::now())?)
}

/// The instrument of this identity, as it was compiled when it was added.
pub fn instrument(workspace: &Workspace, identity: &str) -> Result<Arc<Instrument>, Error> {
    let mut instrument = Instrument::from_canonical(&workspace.instrument_canonical(identity)?)?;
    let summary = workspace.instruments()?.into_iter().find(|summary| summary.identity == identity);
    if let Some(summary) = summary {
        instrument.source = Source {
            file_name: summary.source_name,
            bytes: workspace.instrument_source(identity)?.into(),
        };
    }
    Ok(Arc::new(instrument))
}
