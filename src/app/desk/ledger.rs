//! Everything that was merged and decided, and taking the last merge back.

use serde::Serialize;

use crate::app::merge::{self, LedgerRow, MergeError};
use crate::store::{Decision, Workspace};

/// A decision, for those who read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DecisionRow {
    /// When.
    pub at: jiff::Timestamp,
    /// Who.
    pub who: String,
    /// `settle`, `undo`, `map`, `unit`, `plan`.
    pub act: String,
    /// A record's key, a package's hash, a question, a unit.
    pub subject: String,
    /// Why.
    pub why: String,
    /// How.
    pub detail: serde_json::Value,
}

/// All decisions, the last one first.
pub fn decisions(master: &Workspace) -> Result<Vec<DecisionRow>, MergeError> {
    let rows = master.decisions()?.into_iter().rev().map(|decision| DecisionRow {
        at: decision.at,
        who: decision.who,
        act: decision.act,
        subject: decision.subject,
        why: decision.why,
        detail: serde_json::from_str(&decision.detail).unwrap_or_default(),
    });
    Ok(rows.collect())
}

/// Takes back the last merge, or the settling that came after it; tells which packages went.
pub fn undo(master: &mut Workspace, who: &str, why: &str) -> Result<Vec<LedgerRow>, MergeError> {
    master.batch(|master| {
        let undone = merge::undo(master)?;
        for row in &undone {
            master.keep_decision(&Decision {
                at: jiff::Timestamp::now(),
                who: who.to_owned(),
                act: "undo".to_owned(),
                subject: row.hash.clone(),
                why: why.to_owned(),
                detail: serde_json::json!({ "file": row.path, "records": row.finished }).to_string(),
            })?;
        }
        Ok(undone)
    })
}
