//! `manifest.json`: what a package says of itself, signed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Refusal;
use super::members::{MANIFEST, Members};
use super::signing::{SigningSecret, is_signed_by};

/// What `format` says in each manifest.
pub const FORMAT: &str = "phieu-package";
/// The format version written, and the newest read.
pub const FORMAT_VERSION: u32 = 1;
/// What a field package is and is not, said in it: identifiers are gone, but anonymity cannot be judged on one laptop's records.
pub const TIER: &str = "gói khử định danh, không để công bố · de-identified, not for publication";

/// What a package says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always [`FORMAT`].
    pub format: String,
    /// Never above [`FORMAT_VERSION`] here.
    pub format_version: u32,
    /// The program and version that wrote it.
    pub app: String,
    /// The campaign's name; empty where the workspace has none.
    pub campaign: String,
    /// Whether the answers are made up.
    pub training: bool,
    /// How anonymous it is, always [`TIER`]; packages of older programs do not say.
    #[serde(default)]
    pub tier: String,
    /// Which workspace wrote it: a fingerprint that names nobody.
    pub workspace: String,
    /// Counts up with each package of the workspace whose content differs.
    pub number: u64,
    /// Whether it was made for the road under seal, and so carries the columns that leave only then.
    pub sealed: bool,
    /// The instrument's name and the instrument itself.
    pub instrument: InstrumentEntry,
    /// What is inside.
    pub counts: RecordCounts,
    /// Which member holds which table.
    pub tables: Vec<TableEntry>,
    /// What was done to each column of the form, those that stayed included.
    pub columns: Vec<ColumnEntry>,
    /// Every member but this one.
    pub members: BTreeMap<String, MemberEntry>,
    /// The Ed25519 public key that checks the signature, hexadecimal.
    pub signer: String,
}

/// The instrument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstrumentEntry {
    /// SHA-256 of `canonical`, hexadecimal.
    pub identity: String,
    /// The form's id.
    pub form: String,
    /// The form's version.
    pub version: String,
    /// The form's title.
    pub title: String,
    /// The compiled instrument as canonical JSON, as a text.
    pub canonical: String,
    /// The workbook as its author saved it.
    pub source: SourceEntry,
}

/// A file inside the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceEntry {
    /// Its file name.
    pub name: String,
    /// Its bytes: zstd, then base64.
    pub zstd_base64: String,
}

/// How much is inside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordCounts {
    /// Finished records.
    pub finished: u64,
    /// Withdrawn records, which have a key and no content.
    pub tombstones: u64,
    /// Refusals and non-contacts.
    pub dispositions: u64,
}

/// A table and its member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableEntry {
    /// The repeat's path, joined by `-`; empty for the form's own table.
    pub table: String,
    /// The member's name.
    pub member: String,
    /// Rows, the header not counted.
    pub rows: u64,
}

/// What was done to a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnEntry {
    /// The table, as in [`TableEntry::table`].
    pub table: String,
    /// The question's path.
    pub path: String,
    /// `leaves`, `coarsened` or `stays`.
    pub fate: String,
    /// How it was coarsened; empty otherwise.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub how: String,
    /// The rule that decided.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// A member's size and sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberEntry {
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
}

impl MemberEntry {
    /// Of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            bytes: bytes.len() as u64,
            sha256: sha256_hex(bytes),
        }
    }
}

impl Manifest {
    /// The signed file.
    pub fn sign(&self, secret: &SigningSecret) -> serde_json::Result<Vec<u8>> {
        secret.sign_json(self)
    }

    /// The manifest among these members, once its signature and the sums of all the others are checked.
    ///
    /// The format version is looked at first: a later format may sign otherwise.
    pub fn verify(members: &Members) -> Result<(Self, String), Refusal> {
        let bytes = members.get(MANIFEST).ok_or(Refusal::NotAPackage)?;
        let unreadable = |error: serde_json::Error| Refusal::ManifestUnreadable(error.to_string());
        let head: Head = serde_json::from_slice(bytes).map_err(unreadable)?;
        if head.format != FORMAT {
            return Err(Refusal::NotAPackage);
        }
        if head.format_version > FORMAT_VERSION {
            return Err(Refusal::FormatTooNew {
                found: head.format_version,
                ours: FORMAT_VERSION,
            });
        }
        let manifest: Self = serde_json::from_slice(bytes).map_err(unreadable)?;
        if !is_signed_by(bytes, &manifest.signer) {
            return Err(Refusal::SignatureWrong);
        }
        manifest.check_members(members)?;
        Ok((manifest, sha256_hex(bytes)))
    }

    fn check_members(&self, members: &Members) -> Result<(), Refusal> {
        for (name, _) in members.iter() {
            if name != MANIFEST && !self.members.contains_key(name) {
                return Err(Refusal::MemberUnlisted(name.to_owned()));
            }
        }
        for (name, entry) in &self.members {
            let bytes = members.get(name).ok_or_else(|| Refusal::MemberMissing(name.clone()))?;
            if MemberEntry::of(bytes) != *entry {
                return Err(Refusal::MemberChanged(name.clone()));
            }
        }
        Ok(())
    }
}

/// What every version of the format begins with.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    format: String,
    #[serde(default)]
    format_version: u32,
}

/// SHA-256, hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
