//! `phieu convert`: records as tables in another program's layout or as submissions for a server, and forms as servers take them.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{ArgGroup, Args};

use super::Ending;
use super::console::Console;
use super::failure::said;
use super::passphrase::PassphraseSource;
use crate::app::convert::{Look, Request, Submissions, Tables, form, is_form, submissions, tables};
use crate::app::workspace;

/// Arguments of `convert`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(group(ArgGroup::new("target").required(true).args(["output", "odk"])))]
pub(super) struct Convert {
    source: PathBuf,
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    odk: Option<PathBuf>,
    #[arg(long, value_name = "LAYOUT", default_value = "phieu", conflicts_with = "odk", value_parser = looks(), hide_default_value = true, hide_possible_values = true)]
    layout: Look,
    #[arg(long, requires = "layout", conflicts_with = "odk")]
    split: bool,
    #[arg(long, requires = "layout", conflicts_with = "odk")]
    no_groups: bool,
    #[arg(long, value_name = "FORM")]
    form: Option<String>,
    #[arg(long, conflicts_with = "odk")]
    identifying: bool,
    #[arg(long)]
    json: bool,
}

fn looks() -> impl clap::builder::TypedValueParser<Value = Look> {
    PossibleValuesParser::new(Look::ALL.map(Look::word))
        .map(|word| Look::ALL.into_iter().find(|look| look.word() == word).unwrap_or_default())
}

impl Convert {
    pub(super) fn run(self, passphrase: &PassphraseSource, console: &Console) -> anyhow::Result<Ending> {
        let words = console.words;
        if let Some(output) = self.output.as_deref().filter(|output| is_form(output)) {
            let written = form(&self.source, output).map_err(said(console))?;
            if self.json {
                console.json(&written)?;
            }
            let arguments = [("path", output.display().to_string().into()), ("form", written.form.into())];
            console.note(words.say_with("cli-convert-form-done", &arguments));
            return Ok(Ending::Done);
        }
        if self.layout == Look::Phieu && (self.split || self.no_groups) {
            console.error(words.say("cli-convert-options"));
            return Ok(Ending::Refused);
        }
        let workspace = workspace::open(&self.source, &passphrase.read(console)?).map_err(said(console))?;
        let bar = console.bar("cli-convert-bar");
        if let Some(folder) = &self.odk {
            let written = submissions(&workspace, folder, self.form.as_deref(), &bar).map_err(said(console))?;
            drop(bar);
            if self.json {
                console.json(&written)?;
            }
            let arguments = [
                ("path", folder.display().to_string().into()),
                ("records", written.records.into()),
                ("n", written.submissions.into()),
            ];
            console.note(words.say_with("cli-convert-submissions", &arguments));
            warn_of_submissions(&written, console);
        } else if let Some(output) = &self.output {
            let request = Request {
                look: self.layout,
                splits_choices: self.split,
                omits_groups: self.no_groups,
                form: self.form.clone(),
                allows_identifying: self.identifying,
            };
            let written = tables(&workspace, output, &request, &bar).map_err(said(console))?;
            drop(bar);
            if self.json {
                console.json(&written)?;
            }
            for file in &written.files {
                let arguments = [("path", file.path.display().to_string().into()), ("n", file.rows.into())];
                console.note(words.say_with("cli-convert-done", &arguments));
            }
            warn_of_tables(&written, console);
        }
        Ok(Ending::Done)
    }
}

fn warn_of_tables(written: &Tables, console: &Console) {
    warn(written.is_identifying, written.conflicts, console);
    if written.formulas > 0 {
        console.warning(console.words.say_with("cli-convert-formulas", &[("n", written.formulas.into())]));
    }
}

fn warn_of_submissions(written: &Submissions, console: &Console) {
    warn(written.is_identifying, written.conflicts, console);
    if written.files_missing > 0 {
        let arguments = [("n", written.files_missing.into())];
        console.warning(console.words.say_with("cli-convert-files-missing", &arguments));
    }
    if !written.left_out.is_empty() {
        let names = written.left_out.join(", ");
        console.warning(console.words.say_with("cli-convert-coarser", &[("names", names.into())]));
    }
}

fn warn(is_identifying: bool, conflicts: u64, console: &Console) {
    if is_identifying {
        console.warning(console.words.say("cli-convert-identifying"));
    }
    if conflicts > 0 {
        console.warning(console.words.say_with("cli-convert-conflicts", &[("n", conflicts.into())]));
    }
}
