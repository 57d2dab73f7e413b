//! Tables: CSV files beside one another, or the sheets of a workbook.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::source::{Holding, Keeper, Version, holdings};
use super::{Error, Look, Request, WrittenFile};
use crate::app::canary;
use crate::dataset::{Codebook, ColumnType, Value};
use crate::exchange::files::{FileInMaking, write_file};
use crate::form::NodeId;
use crate::instrument::Instrument;
use crate::output::layout::Guard;
use crate::output::tables::{FormTable, offered};
use crate::output::{Cell, CsvWriter, Entry, Facts, FormTables, Layout, Split, Table, WorkbookWriter};
use crate::privacy::canary::Sightings;
use crate::store::{Order, Workspace};
use crate::words::Progress;

/// The endings of files that are written.
pub const ENDINGS: [&str; 3] = ["csv", "xlsx", "sqlite"];

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tables {
    /// The files: with several forms one set for each, repeats behind their form.
    pub files: Vec<WrittenFile>,
    /// Whether any of it comes from a laptop, and so is not anonymised.
    pub is_identifying: bool,
    /// Records that were left out because two contents contradict each other.
    pub conflicts: u64,
    /// Cells that a spreadsheet program may run as formulas: other programs' layouts do not guard them.
    pub formulas: u64,
}

impl Tables {
    /// What can be said of them before any is written.
    pub(super) fn of(holdings: &[Holding]) -> Self {
        Self {
            files: Vec::new(),
            is_identifying: holdings.iter().any(|holding| holding.keeper == Keeper::Laptop),
            conflicts: holdings.iter().map(|holding| holding.conflicts).sum(),
            formulas: 0,
        }
    }
}

/// Writes the newest version of every record. The path's ending says what is written; a form's repeats become files beside it.
pub fn tables(workspace: &Workspace, path: &Path, request: &Request, progress: &dyn Progress) -> Result<Tables, Error> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if !ENDINGS.contains(&ending.as_str()) {
        return Err(Error::Ending {
            found: ending,
            path: path.to_path_buf(),
        });
    }
    let holdings = holdings(workspace, request.form.as_deref())?;
    let mut columns: Vec<String> = holdings.iter().flat_map(Holding::identifying).collect();
    columns.dedup();
    if Tables::of(&holdings).is_identifying && !request.allows_identifying && !workspace.is_training() {
        return Err(Error::Identifying { columns });
    }
    let instruments: Vec<&Instrument> = holdings.iter().map(|holding| &holding.instrument).collect();
    let mut found = Sightings::default();
    canary::of_path(&canary::of_workspace(workspace, &instruments)?, path, &mut found);
    canary::pass(found)?;
    if ending == "sqlite" {
        return super::sqlite::write(workspace, &holdings, path, progress);
    }
    let mut report = Tables::of(&holdings);
    for holding in &holdings {
        let path = if holdings.len() == 1 {
            path.to_path_buf()
        } else {
            tagged(path, &holding.tag())
        };
        let job = Job {
            workspace,
            holding,
            request,
            progress,
        };
        match ending.as_str() {
            "csv" => job.csv(&path, &mut report)?,
            _ => job.workbook(&path, &mut report)?,
        }
    }
    Ok(report)
}

/// `out-sipas.csv` for `out.csv`.
fn tagged(path: &Path, tag: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}-{tag}.{ending}"))
}

/// One form version being written.
struct Job<'a> {
    workspace: &'a Workspace,
    holding: &'a Holding,
    request: &'a Request,
    progress: &'a dyn Progress,
}

impl Job<'_> {
    fn csv(&self, path: &Path, report: &mut Tables) -> Result<(), Error> {
        let layout = self.layout();
        let tables = self.form_tables(layout)?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let beside = |name: String| path.with_file_name(format!("{name}.csv"));
        let repeats = tables.file_names(&stem).into_iter().skip(1).map(beside);
        let paths: Vec<PathBuf> = std::iter::once(path.to_path_buf()).chain(repeats).collect();
        let open = |(path, table): (&PathBuf, &FormTable)| {
            let file = FileInMaking::begin(path).map_err(Error::io(path))?;
            CsvWriter::into_writer(file, layout, &table.heads).map_err(|error| Error::io(path)(error.into()))
        };
        let mut writers = paths.iter().zip(tables.tables()).map(open).collect::<Result<Vec<_>, _>>()?;
        self.lay_out(&tables, |table, entries| {
            report.formulas += entries
                .iter()
                .filter(|entry| layout.guard == Guard::None && entry.looks_like_a_formula())
                .count() as u64;
            match (writers.get_mut(table), paths.get(table)) {
                (Some(writer), Some(path)) => writer.entries(entries).map_err(|error| Error::io(path)(error.into())),
                _ => Ok(()),
            }
        })?;
        for (writer, path) in writers.into_iter().zip(paths) {
            let rows = writer.rows();
            writer.into_inner().and_then(FileInMaking::finish).map_err(Error::io(&path))?;
            report.files.push(self.written(path, rows));
        }
        Ok(())
    }

    fn workbook(&self, path: &Path, report: &mut Tables) -> Result<(), Error> {
        // A text of a workbook is never a formula.
        let layout = Layout {
            guard: Guard::None,
            ..self.layout()
        };
        let too_much = |error: rust_xlsxwriter::XlsxError| Error::TooMuch {
            path: path.to_path_buf(),
            reason: error.to_string(),
        };
        let tables = self.form_tables(layout)?;
        let mut writer = WorkbookWriter::default();
        for table in tables.tables() {
            let title = if table.path.is_empty() {
                &self.holding.form().id
            } else {
                &table.path
            };
            writer.sheet(title, &table.heads).map_err(too_much)?;
        }
        let mut rows = 0;
        self.lay_out(&tables, |table, entries| {
            rows += u64::from(table == 0);
            writer.row(table, entries).map_err(too_much)
        })?;
        writer.add(&self.codebook()).map_err(too_much)?;
        write_file(path, &writer.finish().map_err(too_much)?).map_err(Error::io(path))?;
        report.files.push(self.written(path.to_path_buf(), rows));
        Ok(())
    }

    fn written(&self, path: PathBuf, rows: u64) -> WrittenFile {
        WrittenFile {
            path,
            form: self.holding.summary.form.clone(),
            rows,
        }
    }

    fn layout(&self) -> Layout {
        Layout {
            has_groups: !self.request.omits_groups,
            ..self.request.look.layout()
        }
    }

    fn form_tables(&self, layout: Layout) -> Result<FormTables, Error> {
        let form = self.holding.form();
        let split = match self.request.look {
            Look::Central if self.request.splits_choices => self.chosen()?,
            Look::Briefcase if self.request.splits_choices => offered(form),
            _ => Split::new(),
        };
        Ok(FormTables::of_form(form, self.holding.schema(), layout, &split))
    }

    /// The choices that were made at all, in the order of their names: what Central gives columns to.
    fn chosen(&self) -> Result<Split, Error> {
        let mut chosen: BTreeMap<NodeId, BTreeSet<String>> = BTreeMap::new();
        let several: Vec<_> = self
            .holding
            .schema()
            .columns()
            .filter(|(_, column)| column.kind == ColumnType::Many)
            .map(|(at, column)| (at, column.node))
            .collect();
        self.for_each_newest(|version| {
            for (at, node) in &several {
                let names = chosen.entry(*node).or_default();
                for cells in version.content.tables.get(at.table).into_iter().flat_map(|rows| &rows.cells) {
                    let text = cells.get(at.column).map(Value::text).unwrap_or_default();
                    names.extend(text.split_whitespace().map(str::to_owned));
                }
            }
            Ok(())
        })?;
        Ok(chosen
            .into_iter()
            .map(|(node, names)| (node, names.into_iter().collect()))
            .collect())
    }

    fn lay_out(&self, tables: &FormTables, mut take: impl FnMut(usize, &[Entry<'_>]) -> Result<(), Error>) -> Result<(), Error> {
        let mut done = 0;
        self.for_each_newest(|version| {
            self.progress.step(done, self.holding.records);
            done += 1;
            let is_ours = self.request.look == Look::Phieu;
            let facts = Facts {
                key: if is_ours { version.key } else { version.root },
                // Elsewhere the column tells of trouble with the submission.
                status: if is_ours { version.facts.status } else { String::new() },
                ..version.facts
            };
            tables.lay_out(&facts, Some(&version.content), &mut take)
        })
    }

    fn for_each_newest(&self, mut take: impl FnMut(Version) -> Result<(), Error>) -> Result<(), Error> {
        let order = match self.request.look {
            Look::Central => Order::NewestFirst,
            Look::Phieu | Look::Briefcase => Order::OldestFirst,
        };
        self.holding.for_each(self.workspace, order, |version| {
            if self.progress.is_cancelled() {
                return Err(Error::Cancelled);
            }
            if version.is_newest { take(version) } else { Ok(()) }
        })
    }

    /// What the columns mean, as a sheet.
    fn codebook(&self) -> Table {
        let book = match self.holding.keeper {
            Keeper::Laptop => Codebook::of(self.holding.form(), self.holding.schema(), |_| "as answered".to_owned()),
            Keeper::Master => self.holding.instrument.released_codebook(),
        };
        Table {
            title: "codebook".to_owned(),
            heads: book.header(),
            rows: book
                .rows()
                .into_iter()
                .map(|row| row.into_iter().map(Cell::Text).collect())
                .collect(),
        }
    }
}
