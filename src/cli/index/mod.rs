//! `phieu index`: the index of a master as table, CSV or JSON; or the tree of a form evaluated from given values.

mod tables;

use std::path::PathBuf;

use clap::Args;

use super::Ending;
use super::console::Console;
use super::failure::{not_read, said};
use super::passphrase::PassphraseSource;
use crate::app::index::{IndexReport, IndexRequest, index_of_leaves, index_of_master};
use crate::app::{index, instrument, workspace};
use crate::instrument::Instrument;

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
}

impl Index {
    pub(super) fn run(self, passphrase: &PassphraseSource, console: &Console) -> anyhow::Result<Ending> {
        let (instrument, report) = match &self.leaves {
            Some(leaves) => self.of_leaves(leaves, console)?,
            None => self.of_master(passphrase, console)?,
        };
        if self.json {
            console.json(&report)?;
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

    fn of_leaves(&self, leaves: &PathBuf, console: &Console) -> anyhow::Result<(Instrument, IndexReport)> {
        let instrument = instrument::named(&self.source.to_string_lossy()).map_err(said(console))?;
        let given = std::fs::read_to_string(leaves).map_err(not_read(console, leaves))?;
        let report = index_of_leaves(&instrument.form, instrument.index.as_ref(), &given).map_err(said(console))?;
        Ok((instrument, report))
    }

    fn of_master(&self, passphrase: &PassphraseSource, console: &Console) -> anyhow::Result<(Instrument, IndexReport)> {
        let master = workspace::open(&self.source, &passphrase.read(console)?).map_err(said(console))?;
        let request = IndexRequest {
            by: self.by.clone(),
            rule: self.rule.clone(),
        };
        let report = index_of_master(&master, self.form.as_deref(), &request, &console.bar("cli-index-bar")).map_err(said(console))?;
        let frame = report.origin.frame().ok_or(index::Error::NoInstrument).map_err(said(console))?;
        Ok((instrument::of_workspace(&master, frame).map_err(said(console))?, report))
    }
}

/// Every node of every unit for another program: unrounded, never localised.
fn csv(report: &IndexReport) -> anyhow::Result<String> {
    let lines = report.csv();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&lines.head)?;
    lines.rows.iter().try_for_each(|row| writer.write_record(row))?;
    Ok(String::from_utf8(writer.into_inner().map_err(csv::IntoInnerError::into_error)?)?)
}
