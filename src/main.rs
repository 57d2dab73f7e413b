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
    use phieu::app::preferences::Preferences;
    use phieu::gui;
    use phieu::words::Words;

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
        Err(refusal) => cli::window_refused(words, &refusal.say(words)),
    }
}

#[cfg(not(feature = "gui"))]
fn open_window(request: cli::WindowRequest) -> ExitCode {
    cli::without_window(&request)
}
