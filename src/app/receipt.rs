//! The way back: the master's receipt, and home learning from it what has arrived.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::keys;
use crate::exchange::files::write_file;
use crate::exchange::receipt::{Receipt, ReceiptError};
use crate::store::{self, Workspace};

/// The setting that remembers who signed the first receipt.
const MASTER: &str = "receipt signer";

/// A receipt is small: a key and a number for each record of each laptop.
const MAX_BYTES: u64 = 256 << 20;

/// Why a receipt could not be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// No key to sign with.
    #[error(transparent)]
    Keys(#[from] keys::Error),
    /// The file cannot be read or written.
    #[error("{source}: {path:?}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no receipt, or was changed.
    #[error("{source}: {path:?}")]
    Refused {
        /// Which.
        path: PathBuf,
        /// Why.
        source: ReceiptError,
    },
    /// A receipt for another campaign.
    #[error("the receipt is of campaign `{theirs}`, this workspace collects for `{ours}`")]
    OtherCampaign {
        /// The workspace's.
        ours: String,
        /// The receipt's.
        theirs: String,
    },
    /// Training and real data do not confirm each other.
    #[error("the receipt is of a training master and this workspace is not for training, or the other way round")]
    OtherPurpose,
    /// Another master signed than the first time: it may be an impostor.
    #[error("the receipt is signed by another master than before: ask the coordinator")]
    OtherMaster,
}

/// What a receipt told a laptop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrived {
    /// Record versions of this workspace that the receipt lists.
    pub listed: u64,
    /// Of these, those that were not known to have arrived.
    pub new: u64,
}

/// Writes the receipt of everything that the master has merged; tells how many workspaces it speaks to.
pub fn write(master: &mut Workspace, path: &Path) -> Result<usize, Error> {
    let mut arrived: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for package in master.packages()? {
        arrived.entry(package.header.workspace).or_default();
    }
    master.for_each_received(|workspace, key, revision| {
        if let Some(keys) = arrived.get_mut(workspace) {
            let highest = keys.entry(key.to_owned()).or_default();
            *highest = revision.max(*highest);
        }
    })?;
    let workspaces = arrived.len();
    let secret = keys::signing(master)?;
    let receipt = Receipt::new(
        master.campaign()?,
        master.is_training(),
        keys::fingerprint(master),
        arrived,
        &secret,
    );
    let io = |source| Error::Io {
        path: path.to_path_buf(),
        source,
    };
    let bytes = receipt.sign(&secret).map_err(|error| io(error.into()))?;
    write_file(path, &bytes).map_err(io)?;
    Ok(workspaces)
}

/// Reads a master's receipt into the laptop, so that home shows what has arrived. The first master is remembered.
pub fn read(workspace: &mut Workspace, path: &Path) -> Result<Arrived, Error> {
    let io = |source| Error::Io {
        path: path.to_path_buf(),
        source,
    };
    let refused = |source| Error::Refused {
        path: path.to_path_buf(),
        source,
    };
    if fs::metadata(path).map_err(io)?.len() > MAX_BYTES {
        return Err(refused(ReceiptError::NotAReceipt));
    }
    let receipt = Receipt::read(&fs::read(path).map_err(io)?).map_err(refused)?;
    if receipt.training != workspace.is_training() {
        return Err(Error::OtherPurpose);
    }
    let campaign = workspace.campaign()?;
    if receipt.campaign != campaign {
        return Err(Error::OtherCampaign {
            ours: campaign,
            theirs: receipt.campaign,
        });
    }
    match workspace.setting(MASTER)? {
        Some(signer) if signer != receipt.signer => return Err(Error::OtherMaster),
        Some(_) => {}
        None => workspace.set_setting(MASTER, &receipt.signer)?,
    }
    let empty = BTreeMap::new();
    let own = receipt.arrived.get(&keys::fingerprint(workspace)).unwrap_or(&empty);
    let versions = own.iter().map(|(key, revision)| (key.as_str(), *revision));
    let new = workspace.add_receipts(&receipt.master, jiff::Timestamp::now(), versions)?;
    Ok(Arrived {
        listed: own.len() as u64,
        new,
    })
}
