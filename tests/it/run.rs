//! `Test`: a folder of its own in which the program is run; `Run`: one run with what is expected of it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The passphrase of everything that a story makes, unless it says otherwise.
pub(crate) const PASSPHRASE: &str = "một hai ba";

/// A folder in which a story happens; it goes away with it.
pub(crate) struct Test {
    folder: TempDir,
}

impl Test {
    pub(crate) fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    /// Where `name` is in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a file into the folder, with the folders above it.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// Prepares a run of the program in the folder: in English, asked nothing.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_phieu"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("PHIEU_PASSPHRASE", PASSPHRASE)
            .env("PHIEU_LOG", "off")
            .env("XDG_STATE_HOME", self.folder.path().join("state"))
            .env("LC_ALL", "en_US.UTF-8");
        Run {
            command,
            stdout: None,
            stderr: None,
        }
    }
}

/// One run of the program and what it is expected to say.
pub(crate) struct Run {
    command: Command,
    stdout: Option<String>,
    stderr: Option<String>,
}

impl Run {
    /// Sets an environment variable.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Exactly this goes to stdout.
    pub(crate) fn stdout(mut self, expected: &str) -> Self {
        self.stdout = Some(expected.to_owned());
        self
    }

    /// Exactly this goes to stderr.
    pub(crate) fn stderr(mut self, expected: &str) -> Self {
        self.stderr = Some(expected.to_owned());
        self
    }

    /// Runs it; it does what was asked.
    #[track_caller]
    pub(crate) fn success(self) -> Said {
        self.exit(0)
    }

    /// Runs it; it refuses or fails.
    #[track_caller]
    pub(crate) fn failure(self) -> Said {
        self.exit(1)
    }

    /// Runs it; it was called wrongly.
    #[track_caller]
    pub(crate) fn wrong_usage(self) -> Said {
        self.exit(2)
    }

    #[track_caller]
    fn exit(mut self, code: i32) -> Said {
        let said = Said::from(self.command.output().unwrap());
        assert_eq!(
            said.code,
            Some(code),
            "{:?}\nstdout: {}\nstderr: {}",
            self.command,
            said.stdout,
            said.stderr
        );
        if let Some(expected) = &self.stdout {
            assert_eq!(&said.stdout, expected, "stdout; stderr was: {}", said.stderr);
        }
        if let Some(expected) = &self.stderr {
            assert_eq!(&said.stderr, expected, "stderr");
        }
        said
    }
}

/// What a run said.
pub(crate) struct Said {
    code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Said {
    /// Stdout as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("no JSON ({error}): {}", self.stdout))
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A file of the project.
pub(crate) fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
