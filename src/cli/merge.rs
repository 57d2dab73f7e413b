//! `phieu merge`: the plan, then the merge. What is refused is said with its reason while the rest goes in; the command then ends with 1.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use serde::Serialize;

use super::Ending;
use super::console::Console;
use super::failure::said;
use super::passphrase::PassphraseSource;
use super::table::{Side, Table};
use crate::app::desk::planned;
use crate::app::merge::{self, Accepted, MergeOptions, MergePlan, MergeReport, SignerStanding, Verdict};
use crate::app::receipt;
use crate::store::Outcome;

/// Rows set aside that are printed for one file; all of them are in the JSON.
const LISTED: usize = 10;

/// Arguments of `merge`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct Merge {
    master: PathBuf,
    #[arg(required = true)]
    input: Vec<PathBuf>,
    #[arg(long)]
    dry_run: bool,
    #[arg(long)]
    accept_form: bool,
    #[arg(long)]
    loose: bool,
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    receipt: Option<PathBuf>,
    #[arg(long, value_name = "OUTCOME", requires = "dry_run", value_parser = outcomes(), hide_possible_values = true)]
    rows: Option<Outcome>,
    #[arg(long)]
    json: bool,
}

fn outcomes() -> impl clap::builder::TypedValueParser<Value = Outcome> {
    let words = planned::OUTCOMES.map(|(_, word)| word);
    PossibleValuesParser::new(words).map(|word| {
        let found = planned::OUTCOMES.into_iter().find(|(_, known)| *known == word);
        found.map_or(Outcome::New, |(outcome, _)| outcome)
    })
}

/// What `merge --json` prints.
#[derive(Serialize)]
struct Printed<'a> {
    plan: &'a MergePlan,
    /// Absent in a dry run.
    report: Option<&'a MergeReport>,
}

impl Merge {
    pub(super) fn run(self, passphrase: &PassphraseSource, console: &Console) -> anyhow::Result<Ending> {
        let is_new = !self.master.exists();
        let options = MergeOptions {
            accept_form: self.accept_form,
            loose: self.loose,
        };
        if is_new && self.dry_run {
            let plan = merge::plan_afresh(&self.input, options, &console.bar("cli-merge-reading")).map_err(said(console))?;
            return self.end(&plan, None, console);
        }
        let passphrase = if is_new {
            passphrase.choose(console)?
        } else {
            passphrase.read(console)?
        };
        let mut master = merge::open_or_create(&self.master, &passphrase, &self.input).map_err(said(console))?;
        let plan = merge::plan(&mut master, &self.input, options, &console.bar("cli-merge-reading")).map_err(said(console))?;
        if let Some(outcome) = self.rows {
            for (package, accepted) in plan.accepted() {
                for row in planned::rows(&master, accepted, Some(outcome), usize::MAX).map_err(said(console))? {
                    console.print(format_args!(
                        "{}  {}  {}  {}",
                        package.path.display(),
                        row.key,
                        row.revision,
                        row.outcome
                    ))?;
                }
            }
        }
        if self.dry_run {
            merge::discard(&mut master, &plan).map_err(said(console))?;
            return self.end(&plan, None, console);
        }
        let report = merge::apply(&mut master, &console.bar("cli-merge-bar")).map_err(said(console))?;
        if let Some(path) = &self.receipt {
            receipt::write(&mut master, path).map_err(said(console))?;
        }
        self.end(&plan, Some(&report), console)
    }

    /// Tells what was planned and done.
    fn end(&self, plan: &MergePlan, report: Option<&MergeReport>, console: &Console) -> anyhow::Result<Ending> {
        if self.json {
            console.json(&Printed { plan, report })?;
        } else {
            show(plan, console)?;
            report.map_or(Ok(()), |report| tell(report, console))?;
        }
        let is_refused = plan.refused().next().is_some();
        Ok(if is_refused { Ending::Refused } else { Ending::Done })
    }
}

fn show(plan: &MergePlan, console: &Console) -> anyhow::Result<()> {
    let words = console.words;
    let numbers = [
        "merge-count-new",
        "merge-count-same",
        "merge-count-newer",
        "merge-count-older",
        "merge-count-conflict",
    ];
    let head = [
        ("cli-merge-package", Side::Left),
        ("cli-merge-verdict", Side::Left),
        ("cli-merge-signer", Side::Left),
    ];
    let head = head.into_iter().chain(numbers.map(|key| (key, Side::Right)));
    let mut table = Table::new(head.map(|(key, side)| (words.say(key), side)));
    for package in &plan.packages {
        let path = package.path.display().to_string();
        match &package.verdict {
            Verdict::Accepted(accepted) => {
                let Accepted { counts, .. } = accepted.as_ref();
                let counts = [counts.new, counts.same, counts.newer, counts.older, counts.conflict];
                let counts = counts.map(|count| words.integer(count as i64));
                let standing = match accepted.standing {
                    SignerStanding::FirstUse => "cli-merge-signer-first",
                    SignerStanding::Known => "cli-merge-signer-known",
                    SignerStanding::Unsigned => "merge-signer-none",
                    SignerStanding::Changed { .. } => "cli-merge-signer-changed",
                };
                let signer = match &accepted.standing {
                    SignerStanding::Unsigned => words.say(standing),
                    _ => format!("{} ({})", merge::short_key(&accepted.signer), words.say(standing)),
                };
                table.row(
                    [path.clone(), words.say("merge-verdict-accepted"), signer]
                        .into_iter()
                        .chain(counts),
                );
                for line in accepted.doubts.lines(words, LISTED) {
                    console.warning(format_args!("{path}: {line}"));
                }
                if let Some(report) = &accepted.loose {
                    for line in report.lines(words, LISTED) {
                        console.warning(format_args!("{path}: {line}"));
                    }
                }
                if matches!(accepted.standing, SignerStanding::Changed { .. }) {
                    console.warning(format_args!("{}: {}", package.path.display(), words.say("merge-signer-changed")));
                }
            }
            Verdict::AlreadyMerged { .. } => table.row([path, words.say("merge-verdict-already")]),
            Verdict::Refused(refusal) => {
                table.row([path, words.say("merge-verdict-refused")]);
                console.error(format_args!("{}: {}", refusal.say(words), package.path.display()));
            }
        }
    }
    Ok(console.write(&table.to_string())?)
}

fn tell(report: &MergeReport, console: &Console) -> anyhow::Result<()> {
    for form in &report.forms {
        let counts = [
            ("form", form.form.as_str().into()),
            ("version", form.version.as_str().into()),
            ("records", form.records.into()),
            ("withdrawn", form.withdrawn.into()),
            ("conflicts", form.conflicts.into()),
            ("packages", form.packages.into()),
        ];
        console.print(console.words.say_with("cli-merge-done", &counts))?;
    }
    Ok(())
}
