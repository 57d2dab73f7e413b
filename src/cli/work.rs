//! `phieu work`: what was planned, done and refused; `phieu quality`: what deserves a look, with the rule behind it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Ending;
use super::console::Console;
use super::failure::said;
use super::passphrase::PassphraseSource;
use super::table::{Side, Table};
use crate::app::desk::files::read_plan;
use crate::app::desk::frame::Frame;
use crate::app::desk::quality::{Rule, board};
use crate::app::desk::work::{By, map};
use crate::app::workspace;
use crate::store::{Snapshot, Workspace};

/// Arguments of `work`.
#[derive(Debug, Args)]
pub(super) struct Work {
    master: PathBuf,
    #[arg(long, value_name = "FORM")]
    form: Option<String>,
    #[arg(
        long,
        value_name = "COLUMN",
        default_value = "unit",
        hide_default_value = true,
        hide_possible_values = true
    )]
    by: Word,
    #[arg(long, value_name = "FILE", requires = "who")]
    plan: Option<PathBuf>,
    #[arg(long, value_name = "NAME", requires = "plan")]
    who: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Word {
    Unit,
    Group,
    Surveyor,
    Week,
}

/// Arguments of `quality`.
#[derive(Debug, Args)]
pub(super) struct Quality {
    master: PathBuf,
    #[arg(long, value_name = "FORM")]
    form: Option<String>,
}

/// The form that was asked for, else the newest.
fn frame(master: &Workspace, wanted: Option<&str>, console: &Console) -> anyhow::Result<(Frame, Snapshot)> {
    let forms = Frame::forms(master).map_err(said(console))?;
    let form = match wanted {
        Some(form) => Some(form.to_owned()),
        None => forms.into_iter().next().map(|(form, _)| form),
    };
    let found = match form {
        Some(form) => Frame::of(master, &form).map_err(said(console))?,
        None => None,
    };
    let frame = found.ok_or_else(|| anyhow::Error::msg(console.words.say("refused-nothing-merged")))?;
    let snapshot = master.snapshot(&frame.identities).map_err(said(console))?;
    Ok((frame, snapshot))
}

impl Work {
    pub(super) fn run(self, passphrase: &PassphraseSource, console: &Console) -> anyhow::Result<Ending> {
        let mut master = workspace::open(&self.master, &passphrase.read(console)?).map_err(said(console))?;
        let (frame, snapshot) = frame(&master, self.form.as_deref(), console)?;
        let words = console.words;
        if let (Some(path), Some(who)) = (&self.plan, &self.who) {
            read_plan(&mut master, &frame.form, path, who).map_err(said(console))?;
        }
        let found = map(&master, &frame, &snapshot, &console.bar("cli-work-bar")).map_err(said(console))?;
        let by = match self.by {
            Word::Unit => By::Unit,
            Word::Group => By::Group,
            Word::Surveyor => By::Surveyor,
            Word::Week => By::Week,
        };
        let heads = ["work-code", "work-name", "work-planned", "work-done", "work-refused"];
        let sides = [Side::Left, Side::Left, Side::Right, Side::Right, Side::Right];
        let mut table = Table::new(heads.iter().zip(sides).map(|(key, side)| (words.say(key), side)));
        for row in found.rows.get(&by).into_iter().flatten() {
            table.row([
                row.code.clone(),
                row.label.get(words.lang()).to_owned(),
                row.planned.map_or_else(String::new, |planned| words.integer(planned.into())),
                words.integer(row.done as i64),
                words.integer(row.refused as i64),
            ]);
        }
        console.write(&table.to_string())?;
        frame.shares(&snapshot, words).iter().for_each(|line| console.note(line));
        Ok(Ending::Done)
    }
}

impl Quality {
    pub(super) fn run(self, passphrase: &PassphraseSource, console: &Console) -> anyhow::Result<Ending> {
        let master = workspace::open(&self.master, &passphrase.read(console)?).map_err(said(console))?;
        let (frame, snapshot) = frame(&master, self.form.as_deref(), console)?;
        let words = console.words;
        let board = board(&frame, &snapshot, &console.bar("cli-quality-bar")).map_err(said(console))?;
        for rule in Rule::ALL {
            let count = board.flags.get(&rule).map_or(0, |(count, _)| *count);
            console.print(format_args!("{}: {}", words.say(rule.key()), words.integer(count as i64)))?;
            console.print(format_args!("    {}", rule.say(words)))?;
        }
        let heads = [
            "work-by-surveyor",
            "work-done",
            "quality-minutes",
            "quality-mean",
            "quality-distance",
        ];
        let side = |at: usize| if at == 0 { Side::Left } else { Side::Right };
        let mut table = Table::new(heads.iter().enumerate().map(|(at, key)| (words.say(key), side(at))));
        let written = |value: Option<f64>, digits| value.map_or_else(String::new, |value| words.decimal(value, digits));
        for row in &board.surveyors {
            table.row([
                row.code.clone(),
                words.integer(row.records as i64),
                written(row.minutes, 0),
                written(row.mean, 2),
                written(row.distance, 1),
            ]);
        }
        console.write(&table.to_string())?;
        frame.shares(&snapshot, words).iter().for_each(|line| console.note(line));
        Ok(Ending::Done)
    }
}
