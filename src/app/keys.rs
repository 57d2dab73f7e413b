//! Keys: a workspace's signature, the secret behind its records' keys, and the recipient that a master has packages sealed to.

use zeroize::Zeroizing;

use super::moment::{NoChance, random};
use crate::exchange::key::Secret;
use crate::exchange::signing::SigningSecret;
use crate::exchange::{NotARecipient, Opener, Recipient};
use crate::store::{self, Workspace};

/// The setting that holds the campaign's recipient.
const RECIPIENT: &str = "recipient";
const SIGNING: &str = "signing";
const OPENING: &str = "age identity";

/// Why a key could not be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Nothing random.
    #[error(transparent)]
    NoChance(#[from] NoChance),
    /// A secret in the file is not one: a damaged file.
    #[error("the secret `{0}` in the workspace is damaged")]
    Damaged(String),
    /// The text is no recipient.
    #[error(transparent)]
    NotARecipient(#[from] NotARecipient),
}

/// The recipient that packages for this master are sealed to; made at first use.
pub fn recipient(master: &mut Workspace) -> Result<Recipient, Error> {
    let secret = master.secret_or_else::<Error>(OPENING, || {
        let secret = Opener::generate().secret();
        Ok(Zeroizing::new(secret.as_bytes().to_vec()))
    })?;
    Ok(read_opener(&secret)?.recipient())
}

/// What opens packages that are sealed to this master, if it ever gave out its recipient.
pub(super) fn opener(master: &Workspace) -> Result<Option<Opener>, Error> {
    master.secret(OPENING)?.map(|secret| read_opener(&secret)).transpose()
}

fn read_opener(secret: &[u8]) -> Result<Opener, Error> {
    let text = std::str::from_utf8(secret).ok();
    text.and_then(Opener::from_secret).ok_or_else(|| Error::Damaged(OPENING.to_owned()))
}

/// The recipient that the campaign seals exports to, if it has one.
pub fn campaign_recipient(workspace: &Workspace) -> Result<Option<Recipient>, Error> {
    let text = workspace.setting(RECIPIENT)?.filter(|text| !text.is_empty());
    Ok(text.map(|text| text.parse()).transpose()?)
}

/// Sets the recipient (`age1…`) that exports of this workspace are sealed to unless told otherwise; an empty text takes it away.
pub fn set_campaign_recipient(workspace: &Workspace, recipient: &str) -> Result<(), Error> {
    let recipient = recipient.trim();
    if !recipient.is_empty() {
        recipient.parse::<Recipient>()?;
    }
    Ok(workspace.set_setting(RECIPIENT, recipient)?)
}

/// What packages and receipts of this workspace are signed with; made at first use.
pub(super) fn signing(workspace: &mut Workspace) -> Result<SigningSecret, Error> {
    Ok(SigningSecret::from_bytes(&*secret_of_32(workspace, SIGNING)?))
}

/// What the keys of this workspace's records in its campaign are made with; made at first use.
pub(super) fn pseudonyms(workspace: &mut Workspace) -> Result<Zeroizing<Secret>, Error> {
    let name = format!("pseudonym {}", workspace.campaign()?);
    secret_of_32(workspace, &name)
}

fn secret_of_32(workspace: &mut Workspace, name: &str) -> Result<Zeroizing<[u8; 32]>, Error> {
    let bytes = workspace.secret_or_else::<Error>(name, || Ok(Zeroizing::new(random::<32>()?.to_vec())))?;
    let bytes: [u8; 32] = bytes
        .as_slice()
        .try_into()
        .map_err(|_wrong_length| Error::Damaged(name.to_owned()))?;
    Ok(Zeroizing::new(bytes))
}

/// What a workspace is called in packages and receipts: made from its random id, it names nobody.
pub fn fingerprint(workspace: &Workspace) -> String {
    let hash = blake3::Hasher::new_derive_key("phieu 2026 workspace fingerprint")
        .update(workspace.id().as_bytes())
        .finalize();
    let (half, _) = hash.as_bytes().split_at(16);
    hex::encode(half)
}
