//! Gathering: packages into the master, undo, the ledger, and the receipt that goes back to the laptops.

use std::path::PathBuf;

use serde::Serialize;

pub use crate::exchange::{Accepted, Counts, MergePlan, PlannedPackage, Refusal, SignerStanding, Verdict};

/// What a merge is told beforehand.
#[derive(Debug, Clone, Default)]
pub struct MergeOptions {
    /// Takes forms that the master does not know.
    pub accept_form: bool,
}

/// What a merge did.
#[derive(Debug, Clone, Serialize)]
pub struct MergeReport {
    /// The plan as applied.
    pub plan: MergePlan,
    /// Records in the master now, withdrawn ones not counted.
    pub records: u64,
    /// Records whose current revision exists with different content.
    pub conflicts: u64,
}

/// One package that the master has merged.
#[derive(Debug, Clone, Serialize)]
pub struct LedgerRow {
    /// SHA-256 of its manifest.
    pub hash: String,
    /// When it was merged.
    pub merged_at: String,
    /// The file or folder that it came from.
    pub path: PathBuf,
    /// The form's id.
    pub form: String,
    /// Which workspace wrote it.
    pub workspace: String,
    /// Its number there.
    pub number: u64,
    /// The public key that signed it, hexadecimal.
    pub signer: String,
    /// Record versions in it.
    pub records: u64,
    /// Which merge it belongs to: undo takes back the greatest.
    pub merge: u64,
}
