//! `phieu conflicts`: records with two contents, and settling them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};

use super::Ending;
use super::console::Console;
use super::failure::said;
use super::passphrase::PassphraseSource;
use crate::app::desk::conflicts::{Author, Choice, Disputed, Rule, disputed, settle};
use crate::app::workspace;

/// Arguments of `conflicts`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("choice").args(["rule", "prefer", "keep", "field"])))]
pub(super) struct Conflicts {
    master: PathBuf,
    #[arg(long, value_name = "KEY")]
    key: Vec<String>,
    #[arg(long, value_name = "RULE", hide_possible_values = true)]
    rule: Option<Word>,
    #[arg(long, value_name = "PACKAGE")]
    prefer: Option<String>,
    #[arg(long, value_name = "NUMBER", requires = "key")]
    keep: Option<usize>,
    #[arg(long, value_name = "QUESTION=NUMBER", requires = "key", value_parser = field)]
    field: Vec<(String, usize)>,
    #[arg(long, value_name = "NAME", requires = "choice")]
    who: Option<String>,
    #[arg(long, value_name = "REASON", requires = "choice", default_value = "", hide_default_value = true)]
    why: String,
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Word {
    Newest,
    Fullest,
}

fn field(text: &str) -> Result<(String, usize), String> {
    let parsed = text
        .rsplit_once('=')
        .and_then(|(path, number)| Some((path.to_owned(), number.parse().ok()?)));
    parsed.ok_or_else(|| text.to_owned())
}

impl Conflicts {
    pub(super) fn run(self, passphrase: &PassphraseSource, console: &Console) -> anyhow::Result<Ending> {
        let mut master = workspace::open(&self.master, &passphrase.read(console)?).map_err(said(console))?;
        let found = disputed(&master).map_err(said(console))?;
        let Some(choice) = self.choice(&found, console)? else {
            return self.list(&found, console);
        };
        let Some(who) = self.who.as_deref().filter(|who| !who.trim().is_empty()) else {
            console.error(console.words.say("cli-conflicts-nobody"));
            return Ok(Ending::Refused);
        };
        let author = Author { who, why: &self.why };
        let report = settle(&mut master, &self.key, &choice, author).map_err(said(console))?;
        if self.json {
            console.json(&report)?;
        } else {
            let counts = [("settled", report.settled.len().into()), ("left", report.left.len().into())];
            console.print(console.words.say_with("cli-conflicts-done", &counts))?;
        }
        Ok(if report.left.is_empty() { Ending::Done } else { Ending::Refused })
    }

    fn list(&self, found: &[Disputed], console: &Console) -> anyhow::Result<Ending> {
        let is_wanted = |disputed: &&Disputed| self.key.is_empty() || self.key.contains(&disputed.key);
        let wanted: Vec<&Disputed> = found.iter().filter(is_wanted).collect();
        if self.json {
            console.json(&wanted)?;
            return Ok(Ending::Done);
        }
        let words = console.words;
        for disputed in &wanted {
            let about = [
                ("key", disputed.key.as_str().into()),
                ("form", disputed.form.as_str().into()),
                ("revision", disputed.revision.into()),
            ];
            console.print(words.say_with("cli-conflicts-record", &about))?;
            for (number, content) in (1_usize..).zip(&disputed.contents) {
                let about = [
                    ("n", number.into()),
                    ("files", content.files.join(", ").into()),
                    ("week", content.week.as_str().into()),
                    ("answered", content.answered.into()),
                ];
                console.print(words.say_with("cli-conflicts-content", &about))?;
            }
            for field in &disputed.fields {
                console.print(format_args!("    {}: {}", field.path, field.values.join(" | ")))?;
            }
        }
        console.print(words.say_with("cli-conflicts-count", &[("n", wanted.len().into())]))?;
        Ok(Ending::Done)
    }

    /// What is to be done; `None` where only a list is wanted.
    fn choice(&self, found: &[Disputed], console: &Console) -> anyhow::Result<Option<Choice>> {
        if let Some(word) = self.rule {
            return Ok(Some(Choice::Rule(match word {
                Word::Newest => Rule::Newest,
                Word::Fullest => Rule::Fullest,
            })));
        }
        if let Some(package) = &self.prefer {
            return Ok(Some(Choice::Rule(Rule::Package(package.clone()))));
        }
        let number = |given: usize| {
            let unknown = || anyhow::Error::msg(console.words.say_with("cli-conflicts-no-content", &[("n", given.into())]));
            let most = found
                .iter()
                .filter(|disputed| self.key.contains(&disputed.key))
                .map(|disputed| disputed.contents.len());
            given
                .checked_sub(1)
                .filter(|index| *index < most.min().unwrap_or(0))
                .ok_or_else(unknown)
        };
        if let Some(keep) = self.keep {
            return Ok(Some(Choice::Content(number(keep)?)));
        }
        if self.field.is_empty() {
            return Ok(None);
        }
        let fields = found
            .iter()
            .filter(|disputed| self.key.contains(&disputed.key))
            .flat_map(|disputed| &disputed.fields);
        let paths: Vec<&str> = fields.map(|field| field.path.as_str()).collect();
        let mut chosen = BTreeMap::new();
        for (path, given) in &self.field {
            let Some(index) = paths.iter().position(|known| known == path) else {
                let unknown = console.words.say_with("cli-conflicts-no-field", &[("name", path.as_str().into())]);
                return Err(anyhow::Error::msg(unknown));
            };
            chosen.insert(index, number(*given)?);
        }
        Ok(Some(Choice::Fields(chosen)))
    }
}
