//! Making and opening a workspace: what the store needs to be told of the clock and chance.

use std::path::Path;

use jiff::Timestamp;
use uuid::Uuid;

use super::moment::{NoChance, random};
use crate::store::{self, Cost, NewWorkspace, Passphrase, Workspace};

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
