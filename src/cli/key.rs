//! `phieu key`: the recipient that packages for a master are sealed to.

use std::path::PathBuf;

use clap::Args;

use super::Ending;
use super::console::Console;
use super::failure::said;
use super::passphrase::PassphraseSource;
use crate::app::{keys, workspace};

/// Arguments of `key`.
#[derive(Debug, Args)]
pub(super) struct Key {
    master: PathBuf,
}

impl Key {
    pub(super) fn run(self, passphrase: &PassphraseSource, console: &Console) -> anyhow::Result<Ending> {
        let mut master = workspace::open(&self.master, &passphrase.read(console)?).map_err(said(console))?;
        console.print(keys::recipient(&mut master).map_err(said(console))?)?;
        Ok(Ending::Done)
    }
}
