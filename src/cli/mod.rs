//! The command line: arguments in, text and an exit code out. One file for each command.
//!
//! What a command found goes to stdout, what it has to say about it to stderr. Exit codes: 0 done, 1 refused or failed, 2 wrong usage.

mod bar;
mod check;
mod conflicts;
mod console;
mod convert;
mod duplicates;
mod export;
mod failure;
mod help;
mod index;
mod instrument;
mod key;
mod ledger;
mod log;
mod merge;
mod new;
mod passphrase;
mod practice;
mod publish;
mod simulate;
mod table;
mod try_form;
mod versions;
mod work;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{FromArgMatches as _, Parser, Subcommand};

use crate::words::{Lang, Words};
use check::Check;
use conflicts::Conflicts;
use console::Console;
use convert::Convert;
use duplicates::DuplicatesCommand;
use export::Export;
use index::Index;
use instrument::InstrumentCommand;
use key::Key;
use ledger::Ledger;
use merge::Merge;
use new::New;
use passphrase::PassphraseSource;
use practice::PracticeCommand;
use publish::Publish;
use simulate::Simulate;
use try_form::Try;
use versions::Versions;
use work::{Quality, Work};

/// Arguments of the program.
#[derive(Debug, Parser)]
#[command(name = "phieu", version, subcommand_precedence_over_arg = true, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// The workspace to open in the window.
    workspace: Option<PathBuf>,
    #[command(flatten)]
    passphrase: PassphraseSource,
    #[arg(long, global = true, value_name = "vi|en")]
    lang: Option<Lang>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(Check),
    Try(Try),
    New(New),
    Simulate(Simulate),
    Export(Export),
    Merge(Merge),
    Conflicts(Conflicts),
    Duplicates(DuplicatesCommand),
    Ledger(Ledger),
    Versions(Versions),
    Work(Work),
    Quality(Quality),
    Index(Index),
    Publish(Publish),
    Convert(Convert),
    Instrument(InstrumentCommand),
    Key(Key),
    Practice(PracticeCommand),
}

impl Command {
    /// For the log.
    fn name(&self) -> &'static str {
        match self {
            Self::Check(_) => "check",
            Self::Try(_) => "try",
            Self::New(_) => "new",
            Self::Simulate(_) => "simulate",
            Self::Export(_) => "export",
            Self::Merge(_) => "merge",
            Self::Conflicts(_) => "conflicts",
            Self::Duplicates(_) => "duplicates",
            Self::Ledger(_) => "ledger",
            Self::Versions(_) => "versions",
            Self::Work(_) => "work",
            Self::Quality(_) => "quality",
            Self::Index(_) => "index",
            Self::Publish(_) => "publish",
            Self::Convert(_) => "convert",
            Self::Instrument(_) => "instrument",
            Self::Key(_) => "key",
            Self::Practice(_) => "practice",
        }
    }

    fn run(self, passphrase: &PassphraseSource, console: &Console) -> anyhow::Result<Ending> {
        match self {
            Self::Check(command) => command.run(console),
            Self::Try(command) => command.run(console),
            Self::New(command) => command.run(passphrase, console),
            Self::Simulate(command) => command.run(passphrase, console),
            Self::Export(command) => command.run(passphrase, console),
            Self::Merge(command) => command.run(passphrase, console),
            Self::Conflicts(command) => command.run(passphrase, console),
            Self::Duplicates(command) => command.run(passphrase, console),
            Self::Ledger(command) => command.run(passphrase, console),
            Self::Versions(command) => command.run(passphrase, console),
            Self::Work(command) => command.run(passphrase, console),
            Self::Quality(command) => command.run(passphrase, console),
            Self::Index(command) => command.run(passphrase, console),
            Self::Publish(command) => command.run(passphrase, console),
            Self::Convert(command) => command.run(passphrase, console),
            Self::Instrument(command) => command.run(console),
            Self::Key(command) => command.run(passphrase, console),
            Self::Practice(command) => command.run(console),
        }
    }
}

/// What is left to do when the command line is through.
pub enum Outcome {
    /// Nothing: the process ends with this code.
    Exit(ExitCode),
    /// The window is to be opened.
    Window(WindowRequest),
}

/// What the window is to start with.
#[derive(Clone, PartialEq, Eq)]
pub struct WindowRequest {
    /// A workspace named on the command line.
    pub workspace: Option<PathBuf>,
    /// A folder to practise with.
    pub practice: Option<PathBuf>,
    /// A passphrase that was given beforehand.
    pub passphrase: Option<String>,
    /// A language named on the command line; without one the settings decide.
    pub lang: Option<Lang>,
    /// The language of the locale, for whoever has no settings yet.
    pub locale: Option<Lang>,
}

/// How a command ended that did not fail.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Ending {
    /// It did what was asked.
    Done,
    /// It said what is wrong and leaves with 1.
    Refused,
    /// It made a folder to practise with, and the window is to open on it.
    Practise(PathBuf),
}

/// Reads the arguments and runs the command; a request for the window is handed back.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Outcome {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let locale = help::locale();
    let asked = help::asked_language(&arguments);
    let console = Console::new(Words::new(asked.or(locale).unwrap_or_default()));
    let cli = match help::command(console.words)
        .try_get_matches_from(&arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches))
    {
        Ok(cli) => cli,
        Err(error) => return Outcome::Exit(help::usage(&error, &console)),
    };
    let Some(command) = cli.command else {
        if let Some(missing) = cli.workspace.as_deref().filter(|path| !path.exists()) {
            let name = missing.display().to_string();
            console.error(console.words.say_with("cli-no-such", &[("name", name.into())]));
            return Outcome::Exit(ExitCode::FAILURE);
        }
        return Outcome::Window(WindowRequest {
            workspace: cli.workspace,
            practice: None,
            passphrase: passphrase::from_environment(),
            lang: cli.lang,
            locale,
        });
    };
    let _log = log::start();
    let name = command.name();
    tracing::info!(command = name, version = env!("CARGO_PKG_VERSION"), "started");
    let ending = command.run(&cli.passphrase, &console);
    tracing::info!(
        command = name,
        ok = matches!(ending, Ok(Ending::Done | Ending::Practise(_))),
        "ended"
    );
    Outcome::Exit(match ending {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::Refused) => ExitCode::FAILURE,
        Ok(Ending::Practise(folder)) => {
            return Outcome::Window(WindowRequest {
                workspace: None,
                practice: Some(folder),
                passphrase: None,
                lang: cli.lang,
                locale,
            });
        }
        Err(error) => console.failure(&error),
    })
}

/// Says that this build opens no window.
pub fn without_window(request: &WindowRequest) -> ExitCode {
    let console = Console::new(Words::new(request.lang.or(request.locale).unwrap_or_default()));
    console.error(console.words.say("cli-no-window"));
    ExitCode::FAILURE
}

/// Says why the window could not be opened, with the ways out.
pub fn window_refused(words: Words, what: &str) -> ExitCode {
    Console::new(words).error(what);
    ExitCode::FAILURE
}
