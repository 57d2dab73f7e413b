//! Help and usage errors in the user's language: clap parses, the catalogue speaks.
//!
//! Every command has the message `cli-<command>`, every argument `cli-<command>-<argument>` (with `-arg` after it where the key says something else), or `cli-arg-<argument>` where several
//! commands share it.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, builder::Command};

use super::Cli;
use super::console::Console;
use crate::words::{Lang, Words};

/// The language of the environment, as every Unix program reads it; other systems say nothing here.
pub(super) fn locale() -> Option<Lang> {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok());
    set.into_iter()
        .find(|value| !value.is_empty())
        .and_then(|value| Lang::from_locale(&value))
}

/// What `--lang` says, read before the rest so that the help and the errors about the rest speak it.
pub(super) fn asked_language(arguments: &[OsString]) -> Option<Lang> {
    let mut texts = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(text) = texts.next() {
        if text == "--lang" {
            return texts.next()?.parse().ok();
        }
        if let Some(code) = text.strip_prefix("--lang=") {
            return code.parse().ok();
        }
    }
    None
}

/// The arguments with their help in words.
pub(super) fn command(words: Words) -> Command {
    let mut command = speak(Cli::command(), words, "cli-phieu").subcommand_help_heading(words.say("cli-heading-commands"));
    // Builds what clap adds by itself (help, version), so that it can be put into words too.
    command.build();
    speak_built_in(command, words)
}

fn speak_built_in(command: Command, words: Words) -> Command {
    let command = command.mut_args(|argument| {
        let key = match argument.get_id().as_str() {
            "help" => "cli-arg-help",
            "version" => "cli-arg-version",
            _ => return argument,
        };
        argument.help(words.say(key)).help_heading(words.say("cli-heading-options"))
    });
    command.mut_subcommands(|sub| speak_built_in(sub, words))
}

fn speak(command: Command, words: Words, key: &str) -> Command {
    let template = format!(
        "{{about}}\n\n{}\n{{tab}}{{usage}}\n\n{{all-args}}{{after-help}}",
        words.say("cli-heading-usage")
    );
    let own = key.to_owned();
    command
        .about(words.say(key))
        .help_template(template)
        .mut_args(move |argument| {
            let id = argument.get_id().as_str().replace('_', "-");
            let heading = if argument.is_positional() {
                "cli-heading-arguments"
            } else {
                "cli-heading-options"
            };
            let key = [format!("{own}-{id}-arg"), format!("{own}-{id}"), format!("cli-arg-{id}")]
                .into_iter()
                .find(|key| words.has(key));
            argument
                .help(key.map_or_else(String::new, |key| words.say(&key)))
                .help_heading(words.say(heading))
        })
        .mut_subcommands(|sub| {
            let key = format!("cli-{}", sub.get_name());
            speak(sub, words, &key)
        })
}

/// Says what is wrong with the arguments, or gives the help that was asked for.
pub(super) fn usage(error: &clap::Error, console: &Console) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return match console.write(&error.render().to_string()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(problem) => console.failure(&problem.into()),
        };
    }
    console.error(wording(error, console.words));
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        console.note(usage);
    }
    console.note(console.words.say("cli-usage-more"));
    ExitCode::from(2)
}

fn wording(error: &clap::Error, words: Words) -> String {
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => words.say_with("cli-usage-unknown", &[("argument", argument.into())]),
        ErrorKind::InvalidSubcommand => words.say_with("cli-usage-command", &[("command", context(ContextKind::InvalidSubcommand).into())]),
        ErrorKind::MissingRequiredArgument => words.say_with("cli-usage-missing", &[("argument", argument.into())]),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = context(ContextKind::InvalidValue);
            words.say_with("cli-usage-value", &[("value", value.into()), ("argument", argument.into())])
        }
        ErrorKind::ArgumentConflict => {
            let other = context(ContextKind::PriorArg);
            words.say_with("cli-usage-conflict", &[("argument", argument.into()), ("other", other.into())])
        }
        _ => words.say_with("cli-usage-other", &[("why", error.kind().to_string().into())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_argument_is_explained_in_both_languages() {
        for lang in Lang::ALL {
            assert_explained(&command(Words::new(lang)), lang);
        }
    }

    fn assert_explained(command: &Command, lang: Lang) {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        assert!(
            !about.is_empty() && !about.starts_with("cli-"),
            "{} has no words in {lang:?}",
            command.get_name()
        );
        for argument in command.get_arguments() {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(
                !help.is_empty(),
                "{} {} has no words in {lang:?}",
                command.get_name(),
                argument.get_id()
            );
        }
        command.get_subcommands().for_each(|sub| assert_explained(sub, lang));
    }

    #[test]
    fn the_language_is_known_before_the_arguments_are_read() {
        let of = |arguments: &[&str]| asked_language(&arguments.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(of(&["phieu", "check", "--lang", "en"]), Some(Lang::En));
        assert_eq!(of(&["phieu", "--lang=vi"]), Some(Lang::Vi));
        assert_eq!(of(&["phieu", "--lang"]), None);
        assert_eq!(of(&["phieu", "--lang", "klingon"]), None);
    }
}
