//! `phieu try`: an interview without a window, from a script.

use std::path::PathBuf;

use clap::Args;

use super::Ending;
use super::console::Console;
use super::failure::said;
use crate::app::try_form::{Options, run_files};

/// Arguments of `try`.
#[derive(Debug, Args)]
pub(super) struct Try {
    form: PathBuf,
    #[arg(long, value_name = "FILE")]
    script: PathBuf,
    #[arg(long)]
    lenient: bool,
    #[arg(long)]
    timing: bool,
}

impl Try {
    pub(super) fn run(self, console: &Console) -> anyhow::Result<Ending> {
        let options = Options {
            is_lenient: self.lenient,
            has_timing: self.timing,
        };
        let outcome = run_files(&self.form, &self.script, options).map_err(said(console))?;
        console.json(&outcome)?;
        Ok(Ending::Done)
    }
}
