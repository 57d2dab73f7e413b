//! `phieu export`: what leaves, shown or written.

use std::path::PathBuf;

use clap::Args;

use super::Ending;
use super::console::Console;
use super::failure::said;
use super::passphrase::PassphraseSource;
use super::table::{Side, Table};
use crate::app::export::{ExportReport, Preview, Seal, export, preview};
use crate::app::workspace;
use crate::privacy::Fate;

/// Arguments of `export`.
#[derive(Debug, Args)]
pub(super) struct Export {
    workspace: PathBuf,
    #[arg(short, long, value_name = "PATH", required_unless_present = "preview")]
    output: Option<PathBuf>,
    #[arg(long, value_name = "RECIPIENT", conflicts_with = "open")]
    seal: Option<String>,
    #[arg(long)]
    open: bool,
    #[arg(long, conflicts_with = "json")]
    preview: bool,
    #[arg(long)]
    json: bool,
}

impl Export {
    pub(super) fn run(self, passphrase: &PassphraseSource, console: &Console) -> anyhow::Result<Ending> {
        let mut workspace = workspace::open(&self.workspace, &passphrase.read(console)?).map_err(said(console))?;
        let Some(output) = self.output.filter(|_| !self.preview) else {
            let shown = preview(&workspace).map_err(said(console))?;
            return show(&shown, console);
        };
        let seal = match self.seal {
            Some(recipient) => Seal::To(recipient),
            None if self.open => Seal::Open,
            None => Seal::Campaign,
        };
        let report = export(&mut workspace, &output, &seal, &console.bar("cli-export-bar")).map_err(said(console))?;
        if self.json {
            console.json(&report)?;
        }
        tell(&report, console);
        Ok(Ending::Done)
    }
}

fn tell(report: &ExportReport, console: &Console) {
    let words = console.words;
    for package in &report.packages {
        console.note(words.say_with(
            "cli-export-done",
            &[
                ("path", package.path.display().to_string().into()),
                ("finished", package.finished.into()),
                ("withdrawn", package.withdrawn.into()),
                ("new", package.new.into()),
            ],
        ));
        if package.withheld > 0 {
            console.warning(words.say_with("cli-export-withheld", &[("n", package.withheld.into())]));
        }
        if !package.is_sealed {
            console.warning(words.say("cli-export-open-warning"));
        }
    }
    if report.packages.is_empty() {
        console.note(words.say("cli-export-nothing"));
    }
}

fn show(preview: &Preview, console: &Console) -> anyhow::Result<Ending> {
    let words = console.words;
    for package in &preview.packages {
        let counts = [
            ("title", package.title.as_str().into()),
            ("version", package.version.as_str().into()),
            ("finished", package.finished.into()),
            ("withdrawn", package.withdrawn.into()),
            ("drafts", package.drafts.into()),
        ];
        console.print(words.say_with("cli-export-preview", &counts))?;
        let heads = ["cli-export-column", "cli-export-fate", "cli-export-why"];
        let mut table = Table::new(heads.map(|key| (words.say(key), Side::Left)));
        for column in &package.columns {
            let fate = match column.fate {
                Fate::Leaves(_) => "cli-export-leaves",
                Fate::Coarsened(..) => "cli-export-coarsened",
                Fate::Stays(_) => "cli-export-stays",
            };
            table.row([column.path.clone(), words.say(fate), column.why(words)]);
        }
        console.write(&table.to_string())?;
    }
    Ok(Ending::Done)
}
