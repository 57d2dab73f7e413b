//! Where a passphrase comes from: a file, the environment, or the keyboard, in this order.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use zeroize::Zeroizing;

use super::console::Console;
use super::failure::not_read;
use crate::store::Passphrase;

/// Read by scripts and tests.
const VARIABLE: &str = "PHIEU_PASSPHRASE";

/// The arguments that say where the passphrase is.
#[derive(Debug, Args)]
pub(super) struct PassphraseSource {
    #[arg(long, global = true, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl PassphraseSource {
    /// The passphrase of a file that exists.
    pub(super) fn read(&self, console: &Console) -> anyhow::Result<Passphrase> {
        let typed = self.given(console)?.map_or_else(|| ask(console, "cli-passphrase"), Ok)?;
        Ok(Passphrase::new(&typed))
    }

    /// A passphrase for a file to be made: typed twice, since nobody sees what is typed.
    pub(super) fn choose(&self, console: &Console) -> anyhow::Result<Passphrase> {
        if let Some(given) = self.given(console)? {
            return Ok(Passphrase::new(&given));
        }
        let first = ask(console, "cli-passphrase-new")?;
        if ask(console, "cli-passphrase-again")? != first {
            bail!(console.words.say("cli-passphrase-differs"));
        }
        Ok(Passphrase::new(&first))
    }

    fn given(&self, console: &Console) -> anyhow::Result<Option<Zeroizing<String>>> {
        let Some(path) = &self.passphrase_file else {
            return Ok(from_environment().map(Zeroizing::new));
        };
        let text = std::fs::read_to_string(path).map(Zeroizing::new).map_err(not_read(console, path))?;
        Ok(Some(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned())))
    }
}

/// The passphrase in the environment, for scripts, tests and the window.
pub(super) fn from_environment() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|passphrase| !passphrase.is_empty())
}

fn ask(console: &Console, key: &str) -> anyhow::Result<Zeroizing<String>> {
    let typed = rpassword::prompt_password(console.words.say(key)).map(Zeroizing::new);
    let typed = typed.with_context(|| console.words.say("cli-passphrase-nobody"))?;
    if typed.is_empty() {
        bail!(console.words.say("cli-passphrase-empty"));
    }
    Ok(typed)
}
