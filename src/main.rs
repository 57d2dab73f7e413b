//! The program `phieu`: see the library for everything that it does.

use std::process::ExitCode;

use phieu::cli::{self, Outcome};

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Outcome::Exit(code) => code,
        Outcome::Window(request) => cli::without_window(&request),
    }
}
