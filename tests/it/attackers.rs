//! Programs of other people that judge what is released, where this machine has them: without them a test says so and passes.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::run::project;

/// A script of `tests/attackers`, and the Python that has what it imports.
pub(crate) struct Attacker {
    python: PathBuf,
    script: PathBuf,
}

impl Attacker {
    /// Looks for a Python with these modules: the one that `PHIEU_PYTHON` names, else the system's.
    #[expect(clippy::print_stdout, reason = "a skipped test says so")]
    pub(crate) fn find(script: &str, modules: &str) -> Option<Self> {
        let named = std::env::var_os("PHIEU_PYTHON").map(PathBuf::from);
        let candidates = named
            .into_iter()
            .chain([PathBuf::from("python3"), PathBuf::from("/usr/bin/python3")]);
        for python in candidates {
            let has = Command::new(&python).args(["-c", &format!("import {modules}")]).output();
            if has.is_ok_and(|output| output.status.success()) {
                let script = project("tests/attackers").join(script);
                return Some(Self { python, script });
            }
        }
        println!("{script}: skipped, no Python with {modules}: set PHIEU_PYTHON");
        None
    }

    /// What it says to this.
    pub(crate) fn ask(&self, input: &str) -> String {
        let mut child = Command::new(&self.python)
            .arg(&self.script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{} failed", self.script.display());
        String::from_utf8(output.stdout).unwrap()
    }
}
