//! Packages on their way from the laptops to the master: writing, sealing, signing, reading, planning and applying a merge.
//!
//! A package is refused whole or taken whole. Whatever it says of itself is checked: the sums, the signature, the instrument's identity,
//! and each value against what the instrument releases. `assets/docs/package-format.md` is the format's specification.

pub mod archive;
pub mod dispositions;
pub mod files;
pub mod fit;
pub mod key;
pub mod loose;
pub mod manifest;
pub mod members;
pub mod merge;
pub mod package;
pub mod receipt;
pub mod refusal;
pub mod rules;
pub mod seal;
pub mod signing;
pub mod tables;

pub use merge::{Accepted, Counts, MergePlan, PlannedPackage, SignerStanding, Verdict};
pub use package::Package;
pub use receipt::ReceiptError;
pub use refusal::{ContentProblem, Refusal};
pub use seal::{NotARecipient, Opener, Recipient};
