//! The program `phieu`: see the library for everything that it does.

use std::process::ExitCode;

use phieu::cli::{self, Outcome};

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Outcome::Exit(code) => code,
        Outcome::Window(request) => open_window(request),
    }
}

#[cfg(feature = "gui")]
fn open_window(request: cli::WindowRequest) -> ExitCode {
    use std::io::IsTerminal as _;

    use phieu::app::preferences::Preferences;
    use phieu::gui;
    use phieu::words::Words;

    #[cfg(windows)]
    hide_console_ng::hide_console();
    let words = Words::new(request.lang.or(request.locale).unwrap_or_default());
    let shown = gui::run(gui::Request {
        workspace: request.workspace,
        practice: request.practice,
        passphrase: request.passphrase,
        lang: request.lang,
        locale: request.locale,
        preferences: Preferences::default_path(),
    });
    match shown {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            let said = refusal.say(words);
            let code = cli::window_refused(words, &said);
            gui::tell_without_a_window(&said, std::io::stderr().is_terminal());
            code
        }
    }
}

#[cfg(not(feature = "gui"))]
fn open_window(request: cli::WindowRequest) -> ExitCode {
    cli::without_window(&request)
}
