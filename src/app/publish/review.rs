//! Free text row by row: a file to read and decide in, and what was decided. What was not let out expressly stays.

use std::collections::BTreeMap;
use std::path::Path;

use super::records::{self, Absent};
use super::release::{Part, propose};
use super::{Error, instrument_of};
use crate::dataset::{ColumnIx, Value};
use crate::exchange::files::write_file;
use crate::output::{CsvWriter, Layout, read_cell};
use crate::privacy::ledger::Version;
use crate::store::Workspace;
use crate::words::{Progress, Words};

/// Texts that somebody has read and let out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Review {
    let_out: BTreeMap<(Version, String), String>,
}

const HEADS: [&str; 4] = ["RECORD", "QUESTION", "TEXT", "DECISION"];

/// What lets a text out, in either language.
const YES: [&str; 6] = ["publish", "yes", "y", "co", "cong bo", "dong y"];

/// Writes every free text of the master's records into a file with an empty column for the decision. Tells how many there are.
///
/// The file is for the coordinator's eyes: nothing in it was looked through.
pub fn write_review(master: &Workspace, form: Option<&str>, path: &Path, words: Words, progress: &dyn Progress) -> Result<u64, Error> {
    let io = |source: std::io::Error| Error::Io {
        path: path.to_path_buf(),
        source,
    };
    let instrument = instrument_of(master, form)?;
    let texts: Vec<(ColumnIx, String)> = propose(master, form, words)?
        .into_iter()
        .filter(|proposed| proposed.part == Part::Text)
        .map(|proposed| Ok((records::find(&instrument, &proposed.path)?.0, proposed.path)))
        .collect::<Result<_, Error>>()?;
    let wanted: Vec<(ColumnIx, Absent)> = texts.iter().map(|(at, _)| (*at, Absent::Blank)).collect();
    let held = records::read(master, &instrument, &wanted, None, progress)?;
    let mut writer = CsvWriter::new(Layout::PHIEU, HEADS).map_err(|error| io(error.into()))?;
    let mut rows = 0;
    for (record, version) in held.versions.iter().enumerate() {
        for (column, (_, question)) in held.columns.iter().zip(&texts) {
            if let Some(text) = column.label(record) {
                let row = [format!("{:016x}", version.0), question.clone(), text.to_owned(), String::new()];
                writer.texts(row.iter().map(String::as_str)).map_err(|error| io(error.into()))?;
                rows += 1;
            }
        }
    }
    write_file(path, &writer.finish().map_err(io)?).map_err(io)?;
    Ok(rows)
}

impl Review {
    /// Reads the file after it was decided in. A decision that is no word for yes is a no.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let io = |source: std::io::Error| Error::Io {
            path: path.to_path_buf(),
            source,
        };
        let bytes = std::fs::read(path).map_err(io)?;
        let text = bytes.strip_prefix(crate::output::csv::BOM).unwrap_or(&bytes);
        // Excel writes a semicolon where the comma is the decimal sign.
        let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let separator = if first.contains(&b';') { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text);
        let heads: Vec<String> = reader
            .headers()
            .map_err(|error| io(error.into()))?
            .iter()
            .map(|head| head.trim().to_uppercase())
            .collect();
        let places: Option<Vec<usize>> = HEADS.iter().map(|head| heads.iter().position(|own| own == head)).collect();
        let Some([record, question, text, decision]) = places.as_deref() else {
            return Err(Error::NoReview { path: path.to_path_buf() });
        };
        let mut review = Self::default();
        for row in reader.records() {
            let row = row.map_err(|error| io(error.into()))?;
            let cell = |place: &usize| row.get(*place).unwrap_or_default();
            let is_yes = YES.contains(&crate::words::fold(cell(decision).trim()).as_str());
            let version = u64::from_str_radix(cell(record), 16).ok();
            let read = read_cell(cell(text), crate::dataset::ColumnType::Text, &Layout::PHIEU);
            if let (true, Some(version), Ok(Value::Text(text))) = (is_yes, version, read) {
                review.let_out.insert((Version(version), cell(question).to_owned()), text);
            }
        }
        Ok(review)
    }

    /// Whether this very text of a record was let out.
    pub(super) fn lets_out(&self, version: Version, question: &str, text: &str) -> bool {
        let decided = self.let_out.get(&(version, question.to_owned()));
        decided.is_some_and(|own| own == text)
    }
}
