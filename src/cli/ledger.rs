//! `phieu ledger`: every package that was merged, every decision; and taking the last merge back.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::Ending;
use super::console::Console;
use super::failure::said;
use super::passphrase::PassphraseSource;
use super::table::{Side, Table};
use crate::app::desk::ledger::{DecisionRow, decisions, undo};
use crate::app::merge::{self, LedgerRow};
use crate::app::workspace;

/// Arguments of `ledger`.
#[derive(Debug, Args)]
pub(super) struct Ledger {
    master: PathBuf,
    #[arg(long, requires = "who")]
    undo: bool,
    #[arg(long, value_name = "NAME", requires = "undo")]
    who: Option<String>,
    #[arg(long, value_name = "REASON", requires = "undo", default_value = "", hide_default_value = true)]
    why: String,
    #[arg(long)]
    json: bool,
}

/// What `ledger --json` prints.
#[derive(Serialize)]
struct Printed {
    packages: Vec<LedgerRow>,
    decisions: Vec<DecisionRow>,
}

impl Ledger {
    pub(super) fn run(self, passphrase: &PassphraseSource, console: &Console) -> anyhow::Result<Ending> {
        let mut master = workspace::open(&self.master, &passphrase.read(console)?).map_err(said(console))?;
        if let (true, Some(who)) = (self.undo, &self.who) {
            let undone = undo(&mut master, who, &self.why).map_err(said(console))?;
            for row in &undone {
                let path = row.path.display().to_string();
                let about = [("path", path.into()), ("hash", merge::short_key(&row.hash).into())];
                console.note(console.words.say_with("cli-ledger-undone", &about));
            }
            if undone.is_empty() {
                console.error(console.words.say("cli-ledger-nothing"));
                return Ok(Ending::Refused);
            }
        }
        let printed = Printed {
            packages: merge::ledger(&master).map_err(said(console))?,
            decisions: decisions(&master).map_err(said(console))?,
        };
        if self.json {
            console.json(&printed)?;
        } else {
            tell(&printed, console)?;
        }
        Ok(Ending::Done)
    }
}

fn tell(printed: &Printed, console: &Console) -> anyhow::Result<()> {
    let words = console.words;
    let heads = [
        ("desk-ledger-when", Side::Left),
        ("cli-merge-package", Side::Left),
        ("cli-ledger-hash", Side::Left),
        ("desk-ledger-signer", Side::Left),
        ("desk-ledger-finished", Side::Right),
        ("desk-ledger-withdrawn", Side::Right),
    ];
    let mut table = Table::new(heads.map(|(key, side)| (words.say(key), side)));
    for row in &printed.packages {
        let signer = row.signer.as_deref().map_or_else(String::new, merge::short_key);
        table.row([
            row.merged_at.to_string(),
            row.path.display().to_string(),
            merge::short_key(&row.hash),
            signer,
            words.integer(i64::from(row.finished)),
            words.integer(i64::from(row.withdrawn)),
        ]);
    }
    console.write(&table.to_string())?;
    for decision in &printed.decisions {
        let about = [
            ("at", decision.at.to_string().into()),
            ("who", decision.who.as_str().into()),
            ("act", words.say(&format!("desk-act-{}", decision.act)).into()),
            ("subject", decision.subject.as_str().into()),
            ("why", decision.why.as_str().into()),
        ];
        console.print(words.say_with("cli-ledger-decision", &about))?;
    }
    Ok(())
}
