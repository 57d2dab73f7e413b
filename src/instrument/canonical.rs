//! The canonical JSON of an instrument: what it says, without where it stood.
//!
//! Only what carries meaning is in it: filled-in cells by column, in the order of the rows. So a workbook, the same in Markdown, and
//! either saved again have one identity.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Identity, Instrument};
use crate::form::annex::{BareSheet, bare, dressed};
use crate::form::sheet::to_xlsx;
use crate::form::{Form, NoAttachments, Workbook};
use crate::index::IndexTree;
use crate::privacy::Privacy;

/// Why a canonical JSON was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CanonicalError {
    /// Not the JSON of an instrument.
    #[error("not an instrument: {0}")]
    Json(#[from] serde_json::Error),
    /// It was written by a version that this one does not know, or by hand: it does not compile.
    #[error("the instrument cannot be compiled")]
    DoesNotCompile,
}

#[derive(Serialize, Deserialize)]
struct Canonical {
    form: CanonicalForm,
    privacy: BareSheet,
    index: BareSheet,
}

#[derive(Serialize, Deserialize)]
struct CanonicalForm {
    id: String,
    sheets: Vec<(String, BareSheet)>,
}

/// The sheets of the standard, in its own order.
const STANDARD: [&str; 5] = ["settings", "survey", "choices", "external_choices", "entities"];

pub(super) fn text(form: &Form, privacy: &Privacy, index: Option<&IndexTree>) -> String {
    let sheets = STANDARD
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), bare(form.workbook.sheet(name)?))));
    let canonical = Canonical {
        form: CanonicalForm {
            id: form.id.clone(),
            sheets: sheets.collect(),
        },
        privacy: privacy.bare().clone(),
        index: index.map_or_else(BareSheet::default, |tree| tree.bare().clone()),
    };
    serde_json::to_string(&canonical).unwrap_or_default()
}

pub(super) fn identity(canonical: &str) -> Identity {
    Identity(hex::encode(Sha256::digest(canonical.as_bytes())))
}

pub(super) fn read(json: &str) -> Result<Instrument, CanonicalError> {
    let canonical: Canonical = serde_json::from_str(json)?;
    let mut sheets = canonical.form.sheets;
    sheets.extend([("privacy".to_owned(), canonical.privacy), ("index".to_owned(), canonical.index)]);
    let filled = sheets.iter().filter(|(_, sheet)| !sheet.columns.is_empty());
    let workbook = Workbook {
        sheets: filled.map(|(name, sheet)| dressed(name, sheet)).collect(),
    };
    let bytes = to_xlsx(&workbook).map_err(|_refused| CanonicalError::DoesNotCompile)?;
    let (instrument, _findings) = Instrument::read(&format!("{}.xlsx", canonical.form.id), &bytes, &NoAttachments);
    instrument.ok_or(CanonicalError::DoesNotCompile)
}
