//! `phieu versions`: what choices of older versions and split units are now, as a table to fill in.

use std::path::PathBuf;

use clap::Args;

use super::Ending;
use super::console::Console;
use super::failure::said;
use super::passphrase::PassphraseSource;
use crate::app::desk::conflicts::Author;
use crate::app::desk::files::read_versions;
use crate::app::desk::versions::{frames, table};
use crate::app::workspace;

/// Arguments of `versions`.
#[derive(Debug, Args)]
pub(super) struct Versions {
    master: PathBuf,
    #[arg(long, value_name = "FILE", requires = "who")]
    fill: Option<PathBuf>,
    #[arg(long, value_name = "NAME", requires = "fill")]
    who: Option<String>,
    #[arg(long, value_name = "REASON", requires = "fill", default_value = "", hide_default_value = true)]
    why: String,
}

impl Versions {
    pub(super) fn run(self, passphrase: &PassphraseSource, console: &Console) -> anyhow::Result<Ending> {
        let mut master = workspace::open(&self.master, &passphrase.read(console)?).map_err(said(console))?;
        let mut found = frames(&master).map_err(said(console))?;
        if let (Some(path), Some(who)) = (&self.fill, &self.who) {
            let author = Author { who, why: &self.why };
            let count = read_versions(&mut master, path, author).map_err(said(console))?;
            console.note(console.words.say_with("cli-versions-done", &[("n", count.into())]));
            found = frames(&master).map_err(said(console))?;
        }
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in table(&found, console.words.lang()) {
            writer.write_record(row)?;
        }
        console.write(&String::from_utf8(writer.into_inner().map_err(csv::IntoInnerError::into_error)?)?)?;
        let left = found
            .iter()
            .flat_map(|frame| &frame.open)
            .filter(|open| open.current.is_none())
            .count();
        if left > 0 {
            console.warning(console.words.say_with("cli-versions-open", &[("n", left.into())]));
        }
        Ok(Ending::Done)
    }
}
