//! A form with its privacy and index sheets, as one versioned thing with one identity.
//!
//! The identity is the SHA-256 of the canonical JSON of what was compiled, never of the file: Excel changes the bytes of a workbook at
//! each save. The file's bytes are kept too.

mod built_in;
mod canonical;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::dataset::{Codebook, Schema};
use crate::form::{self, Attachments, Finding, Form, Severity, sheet};
use crate::index::IndexTree;
use crate::privacy::{self, ExportPlan, Fate, Privacy};

pub use built_in::built_in_names;
pub use canonical::CanonicalError;

/// SHA-256 of the canonical JSON, in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Identity(pub String);

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The file that an instrument was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name, without folders.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

/// A questionnaire, what may leave of it, and the index that comes of it.
#[derive(Debug, Clone)]
pub struct Instrument {
    /// The questionnaire.
    pub form: Arc<Form>,
    /// Its tables, as a laptop keeps them.
    pub schema: Schema,
    /// Its privacy sheet.
    pub privacy: Privacy,
    /// What leaves, column by column.
    pub plan: ExportPlan,
    /// Its index sheet, where it has one.
    pub index: Option<IndexTree>,
    /// Two instruments are the same when this is.
    pub identity: Identity,
    /// Where it was read from; the canonical JSON itself for one that a package brought.
    pub source: Source,
    /// The pictures, sounds and films that it shows, by name: on the way into a workspace, no part of the identity.
    pub media: BTreeMap<String, Vec<u8>>,
}

impl Instrument {
    /// Reads a workbook, CSV, Markdown or XForm. All that is wrong with any of its sheets comes at once; with an error there is no
    /// instrument.
    pub fn read(file_name: &str, bytes: &[u8], attachments: &dyn Attachments) -> (Option<Self>, Vec<Finding>) {
        let (form, mut findings) = form::examine(file_name, bytes, attachments);
        let Some(form) = form else { return (None, findings) };
        let source = Source {
            file_name: file_name.to_owned(),
            bytes: bytes.into(),
        };
        let instrument = Self::compile(form, source).map_err(|more| findings.extend(more)).ok();
        if let Some(read) = &instrument {
            findings.extend(privacy::doubts(&read.form, &read.schema, &read.plan));
        }
        (
            instrument.filter(|_| !findings.iter().any(|finding| finding.kind.severity() == Severity::Error)),
            findings,
        )
    }

    /// The instrument of this name that comes with the program.
    pub fn built_in(name: &str) -> Option<Self> {
        let (file_name, text) = built_in::find(name)?;
        Self::read(&file_name, text.as_bytes(), &form::NoAttachments).0
    }

    /// Compiles the sheets of a form that was read.
    pub fn compile(form: Form, source: Source) -> Result<Self, Vec<Finding>> {
        match (Privacy::compile(&form), IndexTree::compile(&form)) {
            (Ok(privacy), Ok(index)) => Ok(Self::assemble(form, privacy, index, source)),
            (privacy, index) => Err(privacy.err().into_iter().chain(index.err()).flatten().collect()),
        }
    }

    fn assemble(form: Form, privacy: Privacy, index: Option<IndexTree>, source: Source) -> Self {
        let schema = Schema::of(&form);
        let plan = ExportPlan::of(&form, &schema, &privacy);
        let identity = canonical::identity(&canonical::text(&form, &privacy, index.as_ref()));
        Self {
            form: Arc::new(form),
            schema,
            privacy,
            plan,
            index,
            identity,
            source,
            media: BTreeMap::new(),
        }
    }

    /// The canonical JSON: what packages carry and identities are made of.
    pub fn canonical(&self) -> String {
        canonical::text(&self.form, &self.privacy, self.index.as_ref())
    }

    /// The instrument again, from its canonical JSON.
    pub fn from_canonical(json: &str) -> Result<Self, CanonicalError> {
        canonical::read(json)
    }

    /// The workbook that Excel edits; reading it back gives the same identity. `None` when the instrument came as an XForm or in a package,
    /// and so has no sheets.
    pub fn to_workbook(&self) -> Option<Result<Vec<u8>, rust_xlsxwriter::XlsxError>> {
        if self.form.workbook.sheets.is_empty() {
            let workbook = sheet::read(&self.source.bytes).ok()?;
            return Some(sheet::to_xlsx(&workbook));
        }
        Some(sheet::to_xlsx(&self.form.workbook))
    }

    /// What the columns that leave mean.
    pub fn released_codebook(&self) -> Codebook {
        let treatment = |node| {
            self.plan
                .column(node)
                .map_or("stays", |column| Fate::treatment(&column.fate))
                .to_owned()
        };
        Codebook::of(&self.form, &self.plan.released, treatment)
    }
}

#[cfg(test)]
mod tests {
    use super::{Instrument, built_in_names};
    use crate::form::NoAttachments;

    #[test]
    fn every_built_in_instrument_reads_without_a_finding() {
        for name in built_in_names() {
            let (file_name, text) = super::built_in::find(name).unwrap();
            let (instrument, findings) = Instrument::read(&file_name, text.as_bytes(), &NoAttachments);
            assert!(instrument.is_some() && findings.is_empty(), "{name}: {findings:?}");
        }
    }

    #[test]
    fn the_identity_is_the_same_in_markdown_in_excel_and_from_a_package() {
        for name in built_in_names() {
            let instrument = Instrument::built_in(name).unwrap();
            let workbook = instrument.to_workbook().unwrap().unwrap();
            let (again, findings) = Instrument::read("saved by Excel.xlsx", &workbook, &NoAttachments);
            assert_eq!(again.unwrap_or_else(|| panic!("{findings:?}")).identity, instrument.identity);
            let received = Instrument::from_canonical(&instrument.canonical()).unwrap();
            assert_eq!(received.identity, instrument.identity);
            assert_eq!(received.canonical(), instrument.canonical());
            assert_eq!(received.schema, instrument.schema);
            assert_eq!(received.plan.released, instrument.plan.released);
        }
    }

    #[test]
    fn another_privacy_sheet_makes_another_instrument() {
        let (_, text) = super::built_in::find("sipas-citizen").unwrap();
        let other = text.replace("| | sex | quasi |", "| | sex | sensitive |");
        let (changed, _) = Instrument::read("sipas-citizen.md", other.as_bytes(), &NoAttachments);
        assert_ne!(changed.unwrap().identity, Instrument::built_in("sipas-citizen").unwrap().identity);
    }
}
