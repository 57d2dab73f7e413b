//! `phieu duplicates`: nearly equal records under different keys.

use std::path::PathBuf;

use clap::Args;

use super::Ending;
use super::console::Console;
use super::failure::said;
use super::passphrase::PassphraseSource;
use crate::app::desk::duplicates::{SIMILAR, duplicates};
use crate::app::workspace;

/// Arguments of `duplicates`.
#[derive(Debug, Args)]
pub(super) struct DuplicatesCommand {
    master: PathBuf,
    #[arg(long, value_name = "SHARE", default_value_t = SIMILAR, hide_default_value = true, value_parser = share)]
    at_least: f64,
    #[arg(long)]
    json: bool,
}

fn share(text: &str) -> Result<f64, String> {
    let share: Option<f64> = text.parse().ok();
    share.filter(|share| (0.5..=1.0).contains(share)).ok_or_else(|| text.to_owned())
}

impl DuplicatesCommand {
    pub(super) fn run(self, passphrase: &PassphraseSource, console: &Console) -> anyhow::Result<Ending> {
        let master = workspace::open(&self.master, &passphrase.read(console)?).map_err(said(console))?;
        let found = duplicates(&master, self.at_least, &console.bar("cli-duplicates-bar")).map_err(said(console))?;
        if self.json {
            console.json(&found)?;
            return Ok(Ending::Done);
        }
        let words = console.words;
        for of_form in &found {
            let about = [("form", of_form.form.as_str().into()), ("n", of_form.count.into())];
            console.print(words.say_with("cli-duplicates-form", &about))?;
            for pair in &of_form.pairs {
                let [one, other] = &pair.keys;
                let about = [
                    ("one", one.as_str().into()),
                    ("other", other.as_str().into()),
                    ("share", words.decimal(pair.similarity * 100.0, 1).into()),
                    ("different", pair.different.into()),
                    ("compared", pair.compared.into()),
                ];
                console.print(words.say_with("cli-duplicates-pair", &about))?;
            }
            if of_form.is_partial {
                console.warning(words.say("cli-duplicates-partial"));
            }
        }
        if found.is_empty() {
            console.print(words.say("cli-duplicates-none"))?;
        }
        Ok(Ending::Done)
    }
}
