//! `phieu publish`: a protected table, or the release with its risk report; and the ledger of both.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Ending;
use super::console::Console;
use super::failure::said;
use super::passphrase::PassphraseSource;
use super::table::{Side, Table};
use crate::app::publish::{
    CrossTable, ReleaseWish, Review, RiskStatement, TableRequest, cross_table, find_release, ledger, write_release, write_review,
    write_table,
};
use crate::app::workspace;
use crate::store::Workspace;

/// Arguments of `publish`.
#[derive(Debug, Args)]
pub(super) struct Publish {
    master: PathBuf,
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    #[arg(long, value_name = "FORM")]
    form: Option<String>,
    #[arg(long, num_args = 2, value_names = ["ROWS", "COLUMNS"])]
    table: Vec<String>,
    #[arg(long, value_name = "N", requires = "table")]
    threshold: Option<u64>,
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    #[arg(long, requires = "reason")]
    unchecked: bool,
    #[arg(long, conflicts_with_all = ["output", "table"])]
    ledger: bool,
    #[arg(long, num_args = 1.., value_name = "COLUMN")]
    quasi: Option<Vec<String>>,
    #[arg(long, num_args = 0.., value_name = "COLUMN")]
    sensitive: Option<Vec<String>>,
    #[arg(short, value_name = "K", default_value_t = 5)]
    k: u32,
    #[arg(short, value_name = "L", default_value_t = 2)]
    l: usize,
    #[arg(short, value_name = "T")]
    t: Option<f64>,
    #[arg(long, value_name = "RISK")]
    ceiling: Option<f64>,
    #[arg(long, value_name = "SHARE", default_value_t = 0.1)]
    most_blanked: f64,
    #[arg(long, value_name = "COLUMN")]
    weight: Option<String>,
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "table"])]
    review: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    reviewed: Option<PathBuf>,
    #[arg(long)]
    json: bool,
}

impl Publish {
    pub(super) fn run(self, passphrase: &PassphraseSource, console: &Console) -> anyhow::Result<Ending> {
        let mut master = workspace::open(&self.master, &passphrase.read(console)?).map_err(said(console))?;
        if self.ledger {
            return show_ledger(&master, self.json, console);
        }
        if let [rows, columns] = self.table.as_slice() {
            let request = TableRequest {
                form: self.form.clone(),
                rows: rows.clone(),
                columns: columns.clone(),
                weight: self.weight.clone(),
                threshold: self.threshold,
                allows_unchecked: self.unchecked,
                reason: self.reason.clone(),
            };
            return self.table(&mut master, &request, console);
        }
        if let Some(path) = &self.review {
            let form = self.form.as_deref();
            let rows = write_review(&master, form, path, console.words, &console.bar("cli-publish-bar")).map_err(said(console))?;
            let arguments = [("n", rows.into()), ("path", path.display().to_string().into())];
            console.note(console.words.say_with("cli-publish-review-done", &arguments));
            return Ok(Ending::Done);
        }
        self.release(&mut master, console)
    }

    /// Searches, says what it costs, and writes where a folder is named.
    fn release(&self, master: &mut Workspace, console: &Console) -> anyhow::Result<Ending> {
        let words = console.words;
        let wish = ReleaseWish {
            form: self.form.clone(),
            quasi: self.quasi.clone(),
            sensitive: self.sensitive.clone(),
            k: self.k,
            l: self.l,
            t: self.t,
            ceiling: self.ceiling,
            most_blanked: self.most_blanked,
            weight: self.weight.clone(),
            unchecked: self.unchecked.then(|| self.reason.trim().to_owned()),
        };
        let review = match &self.reviewed {
            Some(path) => Review::read(path).map_err(said(console))?,
            None => Review::of_master(master, self.form.as_deref(), words, &console.bar("cli-publish-bar")).map_err(said(console))?,
        };
        let found = find_release(master, &wish, review, words, &console.bar("cli-publish-search")).map_err(said(console))?;
        let statement = found.statement();
        if self.json {
            console.json(&statement)?;
        } else {
            show_statement(&statement, console)?;
        }
        let Some(path) = self.output.as_deref() else {
            return Ok(Ending::Done);
        };
        let written = write_release(master, &found, path).map_err(said(console))?;
        let arguments = [
            ("path", written.path.display().to_string().into()),
            ("n", written.records.into()),
            ("cells", written.suppressed_cells.into()),
        ];
        console.note(words.say_with("cli-publish-done", &arguments));
        Ok(Ending::Done)
    }

    fn table(&self, master: &mut Workspace, request: &TableRequest, console: &Console) -> anyhow::Result<Ending> {
        let cross = cross_table(master, request, console.words, &console.bar("cli-publish-bar")).map_err(said(console))?;
        for warning in cross.warnings(console.words) {
            console.warning(warning);
        }
        let Some(path) = self.output.as_deref() else {
            return show_table(&cross, console);
        };
        write(master, &cross, path, self.json, console)
    }
}

fn write(master: &mut Workspace, cross: &CrossTable, path: &Path, is_json: bool, console: &Console) -> anyhow::Result<Ending> {
    let written = write_table(master, cross, path, console.words).map_err(said(console))?;
    if is_json {
        console.json(&written)?;
    }
    console.note(console.words.say_with(
        "cli-publish-table-done",
        &[
            ("path", written.path.display().to_string().into()),
            ("primary", written.primary.into()),
            ("hidden", written.hidden.into()),
        ],
    ));
    Ok(Ending::Done)
}

fn show_table(cross: &CrossTable, console: &Console) -> anyhow::Result<Ending> {
    let shown = cross.to_table(console.words);
    let sides = std::iter::once(Side::Left).chain(std::iter::repeat(Side::Right));
    let mut table = Table::new(shown.heads.into_iter().zip(sides));
    for row in shown.rows {
        table.row(row.iter().map(|cell| cell.say(console.words)));
    }
    console.write(&table.to_string())?;
    Ok(Ending::Done)
}

/// Risk before and after, and what became of each column.
fn show_statement(statement: &RiskStatement, console: &Console) -> anyhow::Result<()> {
    let words = console.words;
    let heads = [
        ("publish-page-risk", Side::Left),
        ("publish-page-before", Side::Right),
        ("publish-page-after", Side::Right),
    ];
    let mut table = Table::new(heads.map(|(key, side)| (words.say(key), side)));
    for row in statement.risk_rows(words) {
        table.row(row);
    }
    console.write(&format!("{table}\n"))?;
    let heads = [
        ("publish-page-question", Side::Left),
        ("publish-page-part", Side::Left),
        ("publish-page-how", Side::Left),
        ("publish-page-blanked", Side::Right),
    ];
    let mut table = Table::new(heads.map(|(key, side)| (words.say(key), side)));
    for column in &statement.columns {
        table.row([
            column.question.clone(),
            words.say(column.part.key()),
            column.how_in(words),
            words.integer(column.blanked as i64),
        ]);
    }
    console.write(&table.to_string())?;
    let lost = [
        ("cells", statement.suppressed_cells.into()),
        ("records", statement.suppressed_records.into()),
        ("loss", words.decimal(statement.information_loss * 100.0, 1).into()),
    ];
    console.note(words.say_with("publish-page-loss", &lost));
    if let Some(sentence) = statement.repeats_left_out(words) {
        console.warning(sentence);
    }
    if !statement.is_search_complete {
        console.note(words.say("publish-search-cut"));
    }
    Ok(())
}

fn show_ledger(master: &Workspace, is_json: bool, console: &Console) -> anyhow::Result<Ending> {
    let lines = ledger(master).map_err(said(console))?;
    if is_json {
        console.json(&lines)?;
        return Ok(Ending::Done);
    }
    let words = console.words;
    let heads = [
        ("cli-publish-when", Side::Left),
        ("cli-publish-what", Side::Left),
        ("cli-publish-file", Side::Left),
        ("cli-publish-records", Side::Right),
        ("cli-publish-remark", Side::Left),
    ];
    let mut table = Table::new(heads.map(|(key, side)| (words.say(key), side)));
    for line in lines {
        let kind = if line.is_table {
            "cli-publish-is-table"
        } else {
            "cli-publish-is-file"
        };
        table.row([
            line.made.to_string(),
            words.say(kind),
            line.name,
            words.integer(line.records as i64),
            line.remark,
        ]);
    }
    console.write(&table.to_string())?;
    Ok(Ending::Done)
}
