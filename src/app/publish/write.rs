//! Writing a release: data, codebook, risk in figures and on a page, in a folder of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::release::{FoundRelease, Part};
use super::report::WITHHELD;
use super::{Error, ledger};
use crate::app::canary;
use crate::app::moment::random;
use crate::dataset::codebook::{ChoiceLabel, Codebook};
use crate::exchange::files::FolderInMaking;
use crate::output::{CsvWriter, Layout, write_text};
use crate::privacy::Role;
use crate::privacy::canary::Sightings;
use crate::privacy::ledger::{Content, FileColumn, FileRelease, Person};
use crate::privacy::microdata::{CodedColumn, Microdata};
use crate::store::Workspace;
use crate::words::Lang;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrittenRelease {
    /// The folder.
    pub path: PathBuf,
    /// Records in it.
    pub records: u64,
    /// Cells that were blanked.
    pub suppressed_cells: u64,
}

/// The members of a release.
pub(super) const DATA: &str = "data.csv";
const CODEBOOK: &str = "codebook.csv";
const FIGURES: &str = "risk.json";

/// A column that leaves: its place in the table, and its head.
struct Leaving<'a> {
    place: usize,
    part: Part,
    head: &'a str,
    is_number: bool,
}

impl FoundRelease {
    fn leaving(&self) -> Vec<Leaving<'_>> {
        let leaves = |place: usize| {
            let number = self.plan.quasi().iter().position(|quasi| quasi.column == place);
            let is_withheld = number.is_some_and(|number| self.level_name(number) == WITHHELD);
            let column = self.column(place).filter(|_| !is_withheld)?;
            let part = self.part(place);
            let has_text = part != Part::Text || self.has_text(place);
            has_text.then_some(Leaving {
                place,
                part,
                head: &column.path,
                is_number: column.kind.is_numeric(),
            })
        };
        (0..self.held.len()).filter_map(leaves).collect()
    }

    /// A text of a record that may leave.
    fn text(&self, place: usize, record: usize) -> Option<&str> {
        let text = self.microdata.column(place)?.label(record)?;
        let question = &self.column(place)?.path;
        let version = *self.versions.get(record)?;
        self.review.lets_out(version, question, text)
    }

    fn has_text(&self, place: usize) -> bool {
        (0..self.versions.len()).any(|record| self.text(place, record).is_some())
    }

    /// How many texts are let out, and how many stay.
    pub(super) fn texts(&self) -> (u64, u64) {
        let places = (0..self.held.len()).filter(|place| self.part(*place) == Part::Text);
        let texts = places.flat_map(|place| (0..self.versions.len()).map(move |record| (place, record)));
        let is_text = |(place, record): &(usize, usize)| {
            let label = self.microdata.column(*place).and_then(|column| column.label(*record));
            label.is_some_and(|label| !matches!(label, "." | ".d" | ".r" | ".l"))
        };
        let (out, kept): (Vec<_>, Vec<_>) = texts
            .filter(is_text)
            .partition(|(place, record)| self.text(*place, *record).is_some());
        (out.len() as u64, kept.len() as u64)
    }

    /// The data: a fresh random key for each record, and the records in the order of their keys, so that nothing of the master's order and
    /// keys is left.
    fn data(&self, released: &Microdata) -> Result<Vec<u8>, Error> {
        let io = |source: std::io::Error| Error::Io {
            path: PathBuf::from(DATA),
            source,
        };
        let leaving = self.leaving();
        let layout = Layout::PHIEU;
        let mut keyed = Vec::with_capacity(released.rows());
        for record in 0..released.rows() {
            keyed.push((hex::encode(random::<12>()?), record));
        }
        keyed.sort_unstable();
        let heads = std::iter::once("KEY").chain(leaving.iter().map(|column| column.head));
        let mut writer = CsvWriter::new(layout, heads).map_err(|error| io(error.into()))?;
        for (key, record) in &keyed {
            let cell = |column: &Leaving<'_>| -> String {
                let label = match column.part {
                    Part::Text => self.text(column.place, *record),
                    _ => released.column(column.place).and_then(|coded| coded.label(*record)),
                };
                match label {
                    None => String::new(),
                    Some(code @ ("." | ".d" | ".r" | ".l")) => code.to_owned(),
                    Some(number) if column.is_number => number.to_owned(),
                    Some(text) => write_text(text, &layout).into_owned(),
                }
            };
            let cells: Vec<String> = leaving.iter().map(cell).collect();
            let row = std::iter::once(key.as_str()).chain(cells.iter().map(String::as_str));
            writer.row(row, []).map_err(|error| io(error.into()))?;
        }
        writer.finish().map_err(io)
    }

    /// What the columns mean, the recoded ones with their new answers.
    fn codebook(&self) -> Codebook {
        let mut book = self.instrument.released_codebook();
        let languages = book.languages.len();
        let mut by_path: BTreeMap<&str, (usize, Part)> = BTreeMap::new();
        for column in self.leaving() {
            by_path.insert(column.head, (column.place, column.part));
        }
        book.variables
            .retain(|variable| variable.table.is_empty() && by_path.contains_key(variable.path.as_str()));
        for variable in &mut book.variables {
            let Some((place, part)) = by_path.get(variable.path.as_str()) else {
                continue;
            };
            let number = self.plan.quasi().iter().position(|quasi| quasi.column == *place);
            variable.treatment = match (part, number) {
                (Part::Text, _) => "read row by row".to_owned(),
                (_, Some(number)) => self.level_name(number),
                _ => variable.treatment.clone(),
            };
            let Some(number) = number.filter(|number| self.plan.levels().get(*number).is_some_and(|level| *level > 0)) else {
                continue;
            };
            let (Some(quasi), Some(level)) = (self.plan.quasi().get(number), self.plan.levels().get(number)) else {
                continue;
            };
            let known: BTreeMap<String, Vec<String>> = variable.choices.drain(..).map(|choice| (choice.name, choice.labels)).collect();
            let choice = |name: &String| ChoiceLabel {
                labels: known.get(name).cloned().unwrap_or_else(|| vec![name.clone(); languages]),
                name: name.clone(),
            };
            variable.choices = quasi.hierarchy.labels(*level).iter().map(choice).collect();
        }
        book
    }

    /// What the ledger remembers: what each person's quasi-identifiers became.
    fn content(&self, released: &Microdata) -> FileRelease {
        let mut columns = Vec::new();
        let mut codes: Vec<Vec<u32>> = Vec::new();
        for (quasi, level) in self.plan.quasi().iter().zip(self.plan.levels()) {
            let labels = quasi.hierarchy.labels(*level);
            let (Some(column), Some(coded)) = (self.column(quasi.column), released.column(quasi.column)) else {
                continue;
            };
            if labels.is_empty() {
                continue;
            }
            let answered = quasi.hierarchy.labels(0);
            let became = |code: u32| labels.get(quasi.hierarchy.code(*level, code) as usize).cloned();
            let column = FileColumn {
                question: column.path.clone(),
                is_quasi: true,
                released_as: answered
                    .iter()
                    .zip(0..)
                    .filter_map(|(answer, code)| Some((answer.clone(), became(code)?)))
                    .collect(),
            };
            codes.push(positions(&column, coded));
            columns.push(column);
        }
        // What the coordinator let out as it was, although the privacy sheet calls it a quasi-identifier.
        for place in (0..self.held.len()).filter(|place| self.part(*place) != Part::Quasi) {
            let (Some(column), Some(coded)) = (self.column(place), released.column(place)) else {
                continue;
            };
            let plan = self.instrument.plan.column(column.node);
            if plan.is_some_and(|plan| plan.role == Some(Role::Quasi)) {
                let column = FileColumn {
                    question: column.path.clone(),
                    is_quasi: false,
                    released_as: coded.labels().iter().map(|label| (label.clone(), label.clone())).collect(),
                };
                codes.push(positions(&column, coded));
                columns.push(column);
            }
        }
        let person = |record: usize| Person(codes.iter().map(|codes| codes.get(record).copied().unwrap_or(0)).collect());
        FileRelease {
            columns,
            k: self.wish.k,
            persons: (0..released.rows()).map(person).collect(),
        }
    }
}

/// For each record the position of its label among what answers became, counted from 1; 0 where it is blank.
fn positions(column: &FileColumn, coded: &CodedColumn) -> Vec<u32> {
    let values = column.values();
    let position = |label: &String| values.iter().position(|value| value == label).map_or(0, |at| at as u32 + 1);
    let by_code: Vec<u32> = coded.labels().iter().map(position).collect();
    coded
        .codes()
        .iter()
        .map(|code| by_code.get(*code as usize).copied().unwrap_or(0))
        .collect()
}

/// Writes a release into a new folder, once the ledger and the canary have nothing against it.
pub fn write_release(master: &mut Workspace, found: &FoundRelease, path: &Path) -> Result<WrittenRelease, Error> {
    let io = |source: std::io::Error| Error::Io {
        path: path.to_path_buf(),
        source,
    };
    let released = found.plan.apply(&found.microdata);
    let data = found.data(&released)?;
    let book = found.codebook();
    let mut codebook = CsvWriter::new(Layout::PHIEU, book.header()).map_err(|error| io(error.into()))?;
    for row in book.rows() {
        codebook.texts(row.iter().map(String::as_str)).map_err(|error| io(error.into()))?;
    }
    let codebook = codebook.finish().map_err(io)?;
    let statement = found.statement();
    let figures = serde_json::to_vec_pretty(&statement).map_err(|error| Error::Ledger(error.to_string()))?;
    let page = |lang: Lang| {
        (
            format!("risk.{}.html", lang.code()),
            statement.page(found.title(), lang).into_bytes(),
        )
    };
    let looked = canary::of_workspace(master, &[&found.instrument])?;
    let mut sightings = Sightings::default();
    canary::of_path(&looked, path, &mut sightings);
    for (name, bytes) in [(DATA, &data), (CODEBOOK, &codebook)] {
        canary::of_csv(&looked, name, bytes, &found.instrument.plan.released, &mut sightings);
    }
    canary::of_json(&looked, FIGURES, &figures, &mut sightings);
    canary::pass(sightings)?;
    let release = ledger::release(path, &found.versions, Content::File(found.content(&released)));
    let remark = ledger::check(master, &release, found.wish.unchecked.as_deref(), "")?;
    let members = [
        (DATA.to_owned(), data),
        (CODEBOOK.to_owned(), codebook),
        (FIGURES.to_owned(), figures),
        page(Lang::Vi),
        page(Lang::En),
    ];
    ledger::publish(master, &found.instrument, &release, &remark, path, || {
        let folder = FolderInMaking::begin(path)?;
        for (name, bytes) in &members {
            crate::exchange::files::write_file(&folder.place().join(name), bytes)?;
        }
        folder.finish()
    })?;
    Ok(WrittenRelease {
        path: path.to_path_buf(),
        records: found.records,
        suppressed_cells: found.plan.loss.cells,
    })
}
