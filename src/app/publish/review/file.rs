//! A file to read free texts and decide in.

use std::path::Path;

use super::{Error, LetOut, Review};
use crate::app::publish::instrument_of;
use crate::app::publish::records::{self, Absent};
use crate::app::publish::release::{Part, propose};
use crate::dataset::{ColumnIx, Value};
use crate::exchange::files::write_file;
use crate::exchange::loose::FilledTable;
use crate::output::{CsvWriter, Layout, read_cell};
use crate::privacy::ledger::Version;
use crate::store::Workspace;
use crate::words::{Progress, Words};

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
        let table = FilledTable::of(&bytes);
        let mut reader = table.reader();
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
                let let_out = LetOut {
                    leaves: text.clone(),
                    text,
                };
                review.let_out.insert((Version(version), cell(question).to_owned()), let_out);
            }
        }
        Ok(review)
    }
}
