//! The canonical JSON of an instrument: what it says, without where it stood.
//!
//! The compiled form and the filled-in cells of the two sheets of ours, their columns in a fixed order. So a workbook, the same in
//! Markdown, and either saved again have one identity. Reading compiles everything again: what does not compile is refused.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Identity, Instrument, Source};
use crate::form::annex::{BareSheet, dressed};
use crate::form::{Finding, Form};
use crate::index::IndexTree;
use crate::privacy::Privacy;

/// Why a canonical JSON was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CanonicalError {
    /// Not the JSON of an instrument.
    #[error("not an instrument: {0}")]
    Json(#[from] serde_json::Error),
    /// It was written by hand or by a version that this one does not know: its sheets do not fit its form.
    #[error("the instrument cannot be compiled: {} problems", .0.len())]
    DoesNotCompile(Vec<Finding>),
}

#[derive(Serialize, Deserialize)]
struct Canonical<'a> {
    form: Cow<'a, Form>,
    privacy: Cow<'a, BareSheet>,
    index: Cow<'a, BareSheet>,
}

pub(super) fn text(form: &Form, privacy: &Privacy, index: Option<&IndexTree>) -> String {
    let canonical = Canonical {
        form: Cow::Borrowed(form),
        privacy: Cow::Borrowed(privacy.bare()),
        index: index.map_or_else(Cow::default, |tree| Cow::Borrowed(tree.bare())),
    };
    // Maps with text keys and plain values: nothing that JSON could refuse.
    serde_json::to_string(&canonical).unwrap_or_default()
}

pub(super) fn identity(canonical: &str) -> Identity {
    Identity(hex::encode(Sha256::digest(canonical.as_bytes())))
}

pub(super) fn read(json: &str) -> Result<Instrument, CanonicalError> {
    let Canonical { form, privacy, index } = serde_json::from_str(json)?;
    let privacy = Privacy::of_sheet(&form, &dressed("privacy", &privacy)).map_err(CanonicalError::DoesNotCompile)?;
    let tree = || IndexTree::of_sheet(&form, &dressed("index", &index)).map_err(CanonicalError::DoesNotCompile);
    let index = if index.rows.is_empty() { None } else { Some(tree()?) };
    let source = Source {
        file_name: format!("{}.json", form.id),
        bytes: json.as_bytes().into(),
    };
    Ok(Instrument::assemble(form.into_owned(), privacy, index, source))
}
