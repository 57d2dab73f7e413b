//! `phieu instrument`: the built-in forms, listed, or one of them as the workbook that Excel edits.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;

use super::Ending;
use super::console::Console;
use super::failure::not_written;
use super::table::{Side, Table};
use crate::instrument::{Instrument, built_in_names};

/// Arguments of `instrument`.
#[derive(Debug, Args)]
pub(super) struct InstrumentCommand {
    #[arg(requires = "output")]
    name: Option<String>,
    #[arg(short, long, value_name = "FILE", requires = "name")]
    output: Option<PathBuf>,
}

impl InstrumentCommand {
    pub(super) fn run(self, console: &Console) -> anyhow::Result<Ending> {
        let (Some(name), Some(output)) = (self.name, self.output) else {
            return list(console);
        };
        let Some(instrument) = Instrument::built_in(&name) else {
            let known = built_in_names().collect::<Vec<_>>().join(", ");
            bail!(
                console
                    .words
                    .say_with("cli-instrument-unknown", &[("name", name.into()), ("known", known.into())])
            );
        };
        let no_sheets = || console.words.say("refused-no-sheets");
        let workbook = instrument.to_workbook().with_context(no_sheets)??;
        std::fs::write(&output, workbook).map_err(not_written(console, &output))?;
        let path = output.display().to_string();
        console.note(console.words.say_with("cli-instrument-done", &[("path", path.into())]));
        Ok(Ending::Done)
    }
}

fn list(console: &Console) -> anyhow::Result<Ending> {
    let head = ["cli-instrument-name", "cli-instrument-version", "cli-instrument-title"];
    let mut table = Table::new(head.map(|key| (console.words.say(key), Side::Left)));
    for instrument in built_in_names().filter_map(Instrument::built_in) {
        let form = &instrument.form;
        table.row([form.id.clone(), form.version.clone(), form.title.clone()]);
    }
    console.write(&table.to_string())?;
    Ok(Ending::Done)
}
