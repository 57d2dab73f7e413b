//! `phieu index`: the index of a master, or the tree of a form evaluated from given values.
//!
//! The table and the JSON of a master are for its coordinator, every figure of every node; a file and the CSV are tables that leave.

mod tables;

use std::path::PathBuf;

use clap::Args;

use super::Ending;
use super::console::Console;
use super::failure::{not_read, said};
use super::passphrase::PassphraseSource;
use crate::app::index::{IndexReport, IndexRequest, index_of_leaves, index_of_master};
use crate::app::publish::{IndexTableRequest, index_table, print_index, write_index};
use crate::app::{index, instrument, workspace};
use crate::instrument::Instrument;
use crate::privacy::tables::TableRule;

/// Arguments of `index`.
#[derive(Debug, Args)]
pub(super) struct Index {
    source: PathBuf,
    #[arg(long, num_args = 1.., value_name = "COLUMN")]
    by: Vec<String>,
    #[arg(long, value_name = "NAME")]
    rule: Option<String>,
    #[arg(long, value_name = "FILE", conflicts_with_all = ["by", "rule"])]
    leaves: Option<PathBuf>,
    #[arg(long, value_name = "FORM", conflicts_with = "leaves")]
    form: Option<String>,
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    #[arg(long)]
    json: bool,
    #[arg(short, long, value_name = "FILE", conflicts_with_all = ["leaves", "csv"])]
    output: Option<PathBuf>,
    #[arg(long, value_name = "N", conflicts_with = "leaves")]
    threshold: Option<u64>,
    #[arg(long, requires = "reason", conflicts_with = "leaves")]
    unchecked: bool,
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

impl Index {
    pub(super) fn run(self, passphrase: &PassphraseSource, console: &Console) -> anyhow::Result<Ending> {
        if self.leaves.is_none() && (self.csv || self.output.is_some()) {
            return self.let_out(passphrase, console);
        }
        let (instrument, report) = match &self.leaves {
            Some(leaves) => self.of_leaves(leaves, console)?,
            None => self.of_master(passphrase, console)?,
        };
        if self.json {
            console.json(&report)?;
            if self.leaves.is_none() && report.stands_on_fewer_than(TableRule::THRESHOLD) {
                console.warning(console.words.say("cli-index-own-eyes"));
            }
        } else if self.csv {
            console.write(&csv(&report)?)?;
        } else if let Some(tree) = &instrument.index {
            tables::print(&report, &instrument.form, tree, console)?;
        }
        if !self.json {
            report.origin.say(console.words).into_iter().for_each(|line| console.note(line));
        }
        Ok(Ending::Done)
    }

    /// A table that leaves: withheld where it stands on a few persons, and held against everything that left before.
    fn let_out(&self, passphrase: &PassphraseSource, console: &Console) -> anyhow::Result<Ending> {
        let mut master = workspace::open(&self.source, &passphrase.read(console)?).map_err(said(console))?;
        let request = IndexTableRequest {
            form: self.form.clone(),
            index: self.request(),
            threshold: self.threshold,
            allows_unchecked: self.unchecked,
            reason: self.reason.clone(),
        };
        let index = index_table(&master, &request, &console.bar("cli-index-bar")).map_err(said(console))?;
        let hidden = [
            ("bases", index.hidden_bases.into()),
            ("figures", index.hidden_figures.into()),
            ("small", index.on_small_base.into()),
        ];
        if let Some(path) = &self.output {
            let written = write_index(&mut master, &index, path).map_err(said(console))?;
            if self.json {
                console.json(&written)?;
            }
            console.note(
                console
                    .words
                    .say_with("cli-written", &[("path", written.path.display().to_string().into())]),
            );
        } else {
            console.write(&print_index(&mut master, &index).map_err(said(console))?)?;
        }
        console.note(console.words.say_with("cli-index-withheld", &hidden));
        index
            .report
            .origin
            .say(console.words)
            .into_iter()
            .for_each(|line| console.note(line));
        Ok(Ending::Done)
    }

    fn request(&self) -> IndexRequest {
        IndexRequest {
            by: self.by.clone(),
            rule: self.rule.clone(),
        }
    }

    fn of_leaves(&self, leaves: &PathBuf, console: &Console) -> anyhow::Result<(Instrument, IndexReport)> {
        let instrument = instrument::named(&self.source.to_string_lossy()).map_err(said(console))?;
        let given = std::fs::read_to_string(leaves).map_err(not_read(console, leaves))?;
        let report = index_of_leaves(&instrument.form, instrument.index.as_ref(), &given).map_err(said(console))?;
        Ok((instrument, report))
    }

    fn of_master(&self, passphrase: &PassphraseSource, console: &Console) -> anyhow::Result<(Instrument, IndexReport)> {
        let master = workspace::open(&self.source, &passphrase.read(console)?).map_err(said(console))?;
        let report =
            index_of_master(&master, self.form.as_deref(), &self.request(), &console.bar("cli-index-bar")).map_err(said(console))?;
        let frame = report.origin.frame().ok_or(index::Error::NoInstrument).map_err(said(console))?;
        Ok((instrument::of_workspace(&master, frame).map_err(said(console))?, report))
    }
}

/// Every node of given values for another program: unrounded, never localised.
fn csv(report: &IndexReport) -> anyhow::Result<String> {
    let lines = report.csv();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&lines.head)?;
    lines.rows.iter().try_for_each(|row| writer.write_record(row))?;
    Ok(String::from_utf8(writer.into_inner().map_err(csv::IntoInnerError::into_error)?)?)
}
