//! `phieu check`: every problem of a form, each on a line that an editor can follow.

use std::path::PathBuf;

use clap::Args;

use super::Ending;
use super::console::Console;
use super::failure::not_read;
use crate::app::check::check;

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct Check {
    form: PathBuf,
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) fn run(self, console: &Console) -> anyhow::Result<Ending> {
        let checked = check(&self.form).map_err(not_read(console, &self.form))?;
        if self.json {
            console.json(&checked.report(console.words))?;
        } else {
            for finding in &checked.findings {
                console.print(checked.lines(finding, console.words))?;
            }
            if checked.findings.is_empty() {
                console.note(console.words.say("cli-check-clean"));
            }
        }
        Ok(if checked.is_usable() { Ending::Done } else { Ending::Refused })
    }
}
