//! The two streams of a command: what it found (stdout) and what it has to say (stderr).

use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use serde::Serialize;

use super::bar::Bar;
use crate::words::Words;

/// Where a command writes, and in which language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Console {
    /// The catalogue.
    pub(super) words: Words,
}

#[expect(clippy::unused_self, reason = "who writes must hold the console")]
impl Console {
    pub(super) fn new(words: Words) -> Self {
        Self { words }
    }

    /// A line to stdout. A reader that has gone away (`| head`) is an error of its own kind, see [`Console::failure`].
    pub(super) fn print(&self, line: impl Display) -> io::Result<()> {
        writeln!(io::stdout().lock(), "{line}")
    }

    /// Text to stdout as it is.
    pub(super) fn write(&self, text: &str) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(text.as_bytes())?;
        stdout.flush()
    }

    /// A value to stdout as JSON with line breaks.
    pub(super) fn json(&self, value: &impl Serialize) -> anyhow::Result<()> {
        Ok(self.print(serde_json::to_string_pretty(value)?)?)
    }

    /// A line to stderr. Nobody can be told when that fails.
    pub(super) fn note(&self, line: impl Display) {
        drop(writeln!(io::stderr().lock(), "{line}"));
    }

    /// `error: …` to stderr.
    pub(super) fn error(&self, message: impl Display) {
        self.note(format_args!("error: {message}"));
    }

    /// `warning: …` to stderr.
    pub(super) fn warning(&self, message: impl Display) {
        self.note(format_args!("warning: {message}"));
    }

    /// Says why a command failed. Whoever reads stdout may stop early: that is no failure.
    pub(super) fn failure(&self, error: &anyhow::Error) -> ExitCode {
        let is_closed_pipe = error
            .chain()
            .filter_map(|cause| cause.downcast_ref::<io::Error>())
            .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe);
        if is_closed_pipe {
            return ExitCode::SUCCESS;
        }
        self.error(format_args!("{error:#}"));
        ExitCode::FAILURE
    }

    /// A bar on stderr for work that takes time; invisible where nobody watches.
    pub(super) fn bar(&self, key: &str) -> Bar {
        Bar::new(self.words.say(key), io::stderr().is_terminal())
    }
}
