//! Where a passphrase comes from: a file, the environment, or the keyboard, in this order.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use zeroize::Zeroizing;

use super::console::Console;

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
    pub(super) fn read(&self, console: &Console) -> anyhow::Result<Zeroizing<String>> {
        match self.given(console)? {
            Some(passphrase) => Ok(passphrase),
            None => ask(console, "cli-passphrase"),
        }
    }

    /// A passphrase for a file to be made: typed twice, since nobody sees what is typed.
    pub(super) fn choose(&self, console: &Console) -> anyhow::Result<Zeroizing<String>> {
        if let Some(passphrase) = self.given(console)? {
            return Ok(passphrase);
        }
        let first = ask(console, "cli-passphrase-new")?;
        if *ask(console, "cli-passphrase-again")? != *first {
            bail!(console.words.say("cli-passphrase-differs"));
        }
        Ok(first)
    }

    fn given(&self, console: &Console) -> anyhow::Result<Option<Zeroizing<String>>> {
        if let Some(path) = &self.passphrase_file {
            let text = std::fs::read_to_string(path).map(Zeroizing::new).with_context(|| {
                console
                    .words
                    .say_with("cli-unreadable", &[("path", path.display().to_string().into())])
            })?;
            return Ok(Some(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned())));
        }
        Ok(std::env::var(VARIABLE)
            .ok()
            .filter(|passphrase| !passphrase.is_empty())
            .map(Zeroizing::new))
    }
}

fn ask(console: &Console, key: &str) -> anyhow::Result<Zeroizing<String>> {
    let typed = rpassword::prompt_password(console.words.say(key)).map(Zeroizing::new);
    let typed = typed.with_context(|| console.words.say("cli-passphrase-nobody"))?;
    if typed.is_empty() {
        bail!(console.words.say("cli-passphrase-empty"));
    }
    Ok(typed)
}
