//! What a merge would do, package by package, before anything is done.

use std::path::PathBuf;

use serde::Serialize;

use super::doubts::Doubts;
use crate::exchange::Refusal;
use crate::exchange::loose::LooseReport;

/// What a merge would do. Made from what is staged in the master: what the packages said.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MergePlan {
    /// In the order of their paths.
    pub packages: Vec<PlannedPackage>,
}

/// One input and what becomes of it.
#[derive(Debug, Clone, Serialize)]
pub struct PlannedPackage {
    /// The file, or the folder with the members in it.
    pub path: PathBuf,
    /// Taken or refused.
    pub verdict: Verdict,
}

/// What becomes of an input.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Goes in when the plan is applied.
    Accepted(Box<Accepted>),
    /// This very package has been merged before: nothing to do.
    AlreadyMerged {
        /// Its hash.
        hash: String,
    },
    /// Stays out whole, with the reason.
    Refused(Refusal),
}

/// A package that is whole and fits the master.
#[derive(Debug, Clone, Serialize)]
pub struct Accepted {
    /// SHA-256 of its manifest: the package's name in the master.
    pub hash: String,
    /// The identity of its instrument.
    pub instrument: String,
    /// The form's id.
    pub form: String,
    /// The form's version.
    pub version: String,
    /// The campaign; empty where the laptop has none.
    pub campaign: String,
    /// Counts up with each package of one workspace whose content differs.
    pub number: u64,
    /// Which workspace wrote it.
    pub workspace: String,
    /// The public key that signed it, hexadecimal.
    pub signer: String,
    /// Whether the master has met the signer.
    pub standing: SignerStanding,
    /// Whether it came sealed.
    pub is_sealed: bool,
    /// Whether the master learns the package's form with it.
    pub brings_form: bool,
    /// What its records are to the master.
    pub counts: Counts,
    /// Refusals and non-contacts that it lists.
    pub dispositions: u64,
    /// What it holds that its form would not have allowed.
    pub doubts: Doubts,
    /// For a loose file: what was repaired and what was set aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loose: Option<LooseReport>,
}

/// Whether the master has met the signer of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignerStanding {
    /// Nothing from this workspace was merged before: the signer is remembered.
    FirstUse,
    /// The same signer as before.
    Known,
    /// A loose file: nobody signs it.
    Unsigned,
    /// Another key signed for this workspace before: ask the surveyor before applying.
    Changed {
        /// The key remembered, hexadecimal.
        before: String,
    },
}

/// What records are to the master: each record version of a package counts once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// The key is not in the master.
    pub new: u64,
    /// This very version is there.
    pub same: u64,
    /// A later revision than the master's.
    pub newer: u64,
    /// An earlier revision than the master's, kept as history.
    pub older: u64,
    /// The same revision as the master's with other content: both are kept until someone settles it.
    pub conflict: u64,
    /// Of all these, withdrawals.
    pub withdrawn: u64,
}

impl Counts {
    /// All record versions.
    pub fn total(&self) -> u64 {
        self.new + self.same + self.newer + self.older + self.conflict
    }

    /// The sum of two.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            new: self.new + other.new,
            same: self.same + other.same,
            newer: self.newer + other.newer,
            older: self.older + other.older,
            conflict: self.conflict + other.conflict,
            withdrawn: self.withdrawn + other.withdrawn,
        }
    }
}

impl MergePlan {
    /// The packages that go in.
    pub fn accepted(&self) -> impl Iterator<Item = (&PlannedPackage, &Accepted)> {
        self.packages.iter().filter_map(|package| match &package.verdict {
            Verdict::Accepted(accepted) => Some((package, accepted.as_ref())),
            Verdict::AlreadyMerged { .. } | Verdict::Refused(_) => None,
        })
    }

    /// The packages that stay out.
    pub fn refused(&self) -> impl Iterator<Item = (&PlannedPackage, &Refusal)> {
        self.packages.iter().filter_map(|package| match &package.verdict {
            Verdict::Refused(refusal) => Some((package, refusal)),
            Verdict::Accepted(_) | Verdict::AlreadyMerged { .. } => None,
        })
    }

    /// What all packages that go in would add up to, each counted against the master as it is now.
    pub fn counts(&self) -> Counts {
        self.accepted()
            .fold(Counts::default(), |sum, (_, accepted)| sum.plus(accepted.counts))
    }
}
