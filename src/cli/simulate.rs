//! `phieu simulate`: interviews that nobody gave, for a training workspace.

use std::path::PathBuf;

use clap::Args;

use super::Ending;
use super::console::Console;
use super::failure::said;
use super::passphrase::PassphraseSource;
use crate::app::{training, workspace};

/// Arguments of `simulate`.
#[derive(Debug, Args)]
pub(super) struct Simulate {
    workspace: PathBuf,
    #[arg(long, value_name = "N")]
    count: u64,
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

impl Simulate {
    pub(super) fn run(self, passphrase: &PassphraseSource, console: &Console) -> anyhow::Result<Ending> {
        let mut workspace = workspace::open(&self.workspace, &passphrase.read(console)?).map_err(said(console))?;
        let bar = console.bar("cli-simulate-bar");
        let done = training::simulate(&mut workspace, self.count, self.seed, &bar).map_err(said(console))?;
        drop(bar);
        console.note(console.words.say_with("cli-simulate-done", &[("n", done.into())]));
        Ok(Ending::Done)
    }
}
