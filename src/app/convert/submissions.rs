//! Submissions as ODK sends them: a folder for each finished version, so that data can go on to a server.
//!
//! An answer that left the laptops coarser than it was given is none that the form's question takes: it is left out.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde::Serialize;

use super::Error;
use super::notes::Notes;
use super::source::{Holding, Keeper, Names, Version, holdings};
use crate::dataset::{ColumnIx, Identity, Missing, Value};
use crate::exchange::files::FolderInMaking;
use crate::form::{bare, bare_file, sheet};
use crate::privacy::{ColumnPlan, Fate};
use crate::store::{Order, RecordId, Workspace};
use crate::words::Progress;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Submissions {
    /// Records.
    pub records: u64,
    /// Submissions: each record's versions.
    pub submissions: u64,
    /// Whether any of it comes from a laptop, and so is not anonymised.
    pub is_identifying: bool,
    /// Records that were left out because two contents contradict each other.
    pub conflicts: u64,
    /// Files that answers name, beside the submissions.
    pub files: u64,
    /// Files that answers name and that are not there: an older version's, or a master's.
    pub files_missing: u64,
    /// Questions that left the laptops coarser than they were answered, by path: no submission has them.
    pub left_out: Vec<String>,
}

/// Writes every finished version into a folder that is not there yet or is empty. With several forms each has a folder in it.
pub fn submissions(workspace: &Workspace, folder: &Path, form: Option<&str>, progress: &dyn Progress) -> Result<Submissions, Error> {
    let holdings = holdings(workspace, form)?;
    let fresh = FolderInMaking::begin(folder).map_err(|error| match error.kind() {
        std::io::ErrorKind::DirectoryNotEmpty => Error::NotEmpty {
            path: folder.to_path_buf(),
        },
        _ => Error::io(folder)(error),
    })?;
    let mut report = Submissions {
        records: 0,
        submissions: 0,
        is_identifying: holdings.iter().any(|holding| holding.keeper == Keeper::Laptop),
        conflicts: holdings.iter().map(|holding| holding.conflicts).sum(),
        files: 0,
        files_missing: 0,
        left_out: Vec::new(),
    };
    for holding in &holdings {
        let place = if holdings.len() == 1 {
            fresh.place().to_path_buf()
        } else {
            fresh.place().join(plain(&holding.tag()))
        };
        fs::create_dir_all(&place).map_err(Error::io(folder))?;
        write_form(workspace, holding, &place, &mut report, progress).map_err(|error| match error {
            // The folder's final name, not the one it bears while it is filled.
            Error::Io { source, .. } => Error::io(folder)(source),
            other => other,
        })?;
    }
    fresh.finish().map_err(Error::io(folder))?;
    Ok(report)
}

fn write_form(
    workspace: &Workspace,
    holding: &Holding,
    place: &Path,
    report: &mut Submissions,
    progress: &dyn Progress,
) -> Result<(), Error> {
    for (name, bytes) in designs(holding, &workspace.instrument_source(&holding.summary.identity)?) {
        fs::write(place.join(name), bytes).map_err(Error::io(place))?;
    }
    let notes = Notes::of(holding);
    let media = Names::of(holding.form(), holding.schema());
    let coarsened = coarsened(holding);
    report.left_out.extend(coarsened.iter().map(|(_, path)| path.clone()));
    let mut names = BTreeSet::new();
    holding.for_each(workspace, Order::OldestFirst, |mut version| {
        progress.step(report.records, holding.records);
        if progress.is_cancelled() {
            return Err(Error::Cancelled);
        }
        for (at, _) in &coarsened {
            leave_out(&mut version, *at);
        }
        let identity = Identity {
            instance: &version.instance,
            replaces: version.replaces.as_deref(),
        };
        let xml = notes.written(holding, &version, identity);
        let folder = place.join(unlike(&folder_name(&version), &mut names));
        fs::create_dir(&folder).map_err(Error::io(&folder))?;
        fs::write(folder.join("submission.xml"), xml).map_err(Error::io(&folder))?;
        for name in media.files(&version.content) {
            let is_there = version
                .record
                .map_or(Ok(false), |record| put_beside(workspace, record, &name, &folder))?;
            *(if is_there { &mut report.files } else { &mut report.files_missing }) += 1;
        }
        report.submissions += 1;
        report.records += u64::from(version.is_newest);
        Ok(())
    })
}

/// The form as servers take it, for one that does not have it yet: an XForm, which every program of the field reads, and the workbook where
/// it came as sheets.
fn designs(holding: &Holding, source: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    if sheet::Format::of(source) == Some(sheet::Format::Xml) {
        return vec![("form.xml", bare_file("form.xml", source).1)];
    }
    let workbook = sheet::read(source).ok().and_then(|workbook| sheet::to_xlsx(&bare(&workbook)).ok());
    let xform = ("form.xml", holding.form().to_xform().into_bytes());
    [xform]
        .into_iter()
        .chain(workbook.map(|workbook| ("form.xlsx", workbook)))
        .collect()
}

/// Puts a file that an answer names into a submission's folder; whether it is there.
fn put_beside(workspace: &Workspace, record: RecordId, name: &str, folder: &Path) -> Result<bool, Error> {
    if Path::new(name).file_name() != Some(OsStr::new(name)) || name == "submission.xml" {
        return Ok(false);
    }
    let path = folder.join(name);
    let mut file = None;
    let is_there = workspace.for_each_part(record, name, |part| {
        let file = match &mut file {
            Some(file) => file,
            none => none.insert(fs::File::create(&path).map_err(Error::io(&path))?),
        };
        file.write_all(part).map_err(Error::io(&path))
    })?;
    if is_there && file.is_none() {
        fs::File::create(&path).map_err(Error::io(&path))?;
    }
    Ok(is_there)
}

/// The columns whose answers were made coarser, with their paths.
fn coarsened(holding: &Holding) -> Vec<(ColumnIx, String)> {
    if holding.keeper == Keeper::Laptop {
        return Vec::new();
    }
    let plan = &holding.instrument.plan;
    let is_coarser = |column: &&ColumnPlan| matches!(column.fate, Fate::Coarsened(..));
    let place = |column: &ColumnPlan| Some((plan.released.find(column.node)?, column.path.clone()));
    plan.columns.iter().filter(is_coarser).filter_map(place).collect()
}

fn leave_out(version: &mut Version, at: ColumnIx) {
    let rows = version.content.tables.get(at.table).map_or(0, |rows| rows.cells.len());
    for row in 0..rows {
        version.content.set(at, row, Value::Missing(Missing::NotAsked));
    }
}

/// The record's id, and behind it the revision of a correction: in the order of names each follows what it replaces.
fn folder_name(version: &Version) -> String {
    let root = plain(version.root.strip_prefix("uuid:").unwrap_or(&version.root));
    match version.replaces {
        None => root,
        Some(_) => format!("{root}-{}", version.facts.revision),
    }
}

/// What every file system takes for a name.
fn plain(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    text.chars().take(100).map(|c| if is_plain(c) { c } else { '_' }).collect()
}

fn unlike(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut candidate = name.to_owned();
    let mut number = 2;
    while !taken.insert(candidate.to_lowercase()) {
        candidate = format!("{name}_{number}");
        number += 1;
    }
    candidate
}
