//! `phieu practice`: a folder to practise with, and the window on it.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::Ending;
use super::console::Console;
use super::failure::said;
use crate::app::practice::{self, PASSPHRASE, Size};
use crate::instrument::Instrument;

/// Arguments of `practice`.
#[derive(Debug, Args)]
pub(super) struct PracticeCommand {
    folder: PathBuf,
    #[arg(long)]
    open: bool,
    #[arg(long, default_value = "sipas-citizen", value_name = "NAME")]
    instrument: String,
}

impl PracticeCommand {
    /// Makes the folder; with `--open` the window shows the steps of the practice.
    pub(super) fn run(self, console: &Console) -> anyhow::Result<Ending> {
        let words = console.words;
        let unknown = || words.say_with("refused-no-form", &[("path", self.instrument.as_str().into())]);
        let instrument = Instrument::built_in(&self.instrument).with_context(unknown)?;
        let bar = console.bar("cli-practice-bar");
        let practice = practice::make(&self.folder, &instrument, Size::default(), &bar).map_err(said(console))?;
        drop(bar);
        let places = [
            ("laptop", practice.laptop.display().to_string().into()),
            ("packages", practice.to_merge.display().to_string().into()),
            ("master", practice.master.display().to_string().into()),
            ("passphrase", PASSPHRASE.into()),
        ];
        console.note(words.say_with("cli-practice-done", &places));
        Ok(if self.open { Ending::Practise(self.folder) } else { Ending::Done })
    }
}
