//! `phieu new`: a workspace with its forms. The forms are read first: one that cannot be used leaves no half-made workspace behind.

use std::path::PathBuf;

use clap::Args;

use super::Ending;
use super::console::Console;
use super::failure::said;
use super::passphrase::PassphraseSource;
use crate::app::workspace::{self, Purpose};
use crate::app::{instrument, keys};
use crate::instrument::Instrument;

/// Arguments of `new`.
#[derive(Debug, Args)]
pub(super) struct New {
    workspace: PathBuf,
    #[arg(long, required = true, num_args = 1..)]
    form: Vec<String>,
    #[arg(long)]
    training: bool,
    #[arg(long, default_value = "", value_name = "NAME")]
    campaign: String,
    #[arg(long, value_name = "RECIPIENT")]
    seal: Option<String>,
}

impl New {
    pub(super) fn run(self, passphrase: &PassphraseSource, console: &Console) -> anyhow::Result<Ending> {
        let instruments: Vec<Instrument> = self
            .form
            .iter()
            .map(|name| instrument::named(name))
            .collect::<Result<_, _>>()
            .map_err(said(console))?;
        let purpose = if self.training { Purpose::Training } else { Purpose::Real };
        let passphrase = passphrase.choose(console)?;
        let workspace = workspace::create(&self.workspace, &passphrase, purpose, &self.campaign).map_err(said(console))?;
        for instrument in &instruments {
            instrument::add(&workspace, instrument).map_err(said(console))?;
        }
        if let Some(recipient) = &self.seal {
            keys::set_campaign_recipient(&workspace, recipient).map_err(said(console))?;
        }
        let path = self.workspace.display().to_string();
        console.note(
            console
                .words
                .say_with("cli-new-done", &[("path", path.into()), ("forms", instruments.len().into())]),
        );
        Ok(Ending::Done)
    }
}
