//! A pack of recorded cases and the count of those that hold.

use std::path::PathBuf;

use serde_json::Value as Json;

/// The file of a pack; `None`, with a line that says so, when no packs are at hand.
pub(crate) fn file(name: &str) -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("PHIEU_CONFORMANCE") else {
        println!("{name}: skipped, PHIEU_CONFORMANCE is not set");
        return None;
    };
    Some(PathBuf::from(folder).join(name))
}

/// The rows of a pack of one JSON object a line.
pub(crate) fn rows(name: &str) -> Option<Vec<Json>> {
    let text = std::fs::read_to_string(file(name)?).unwrap();
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// A field of a row as text; empty when it has none.
pub(crate) fn field<'r>(row: &'r Json, name: &str) -> &'r str {
    row.get(name).and_then(Json::as_str).unwrap_or("")
}

/// What of a pack holds so far.
pub(crate) struct Tally {
    pack: String,
    passed: usize,
    left_out: usize,
    failures: Vec<(String, String)>,
}

impl Tally {
    pub(crate) fn of(pack: impl Into<String>) -> Self {
        Self {
            pack: pack.into(),
            passed: 0,
            left_out: 0,
            failures: Vec::new(),
        }
    }

    /// Counts a case; a failure says why.
    pub(crate) fn count(&mut self, case: &str, outcome: Result<(), String>) {
        match outcome {
            Ok(()) => self.passed += 1,
            Err(why) => self.failures.push((case.to_owned(), why)),
        }
    }

    pub(crate) fn leave_out(&mut self) {
        self.left_out += 1;
    }

    /// Prints the shares and fails when fewer of the counted cases hold than the given share, in per mille.
    #[track_caller]
    pub(crate) fn hold_to(&self, per_mille: usize) {
        let counted = self.passed + self.failures.len();
        println!("{}: {}/{counted} passed, {} left out", self.pack, self.passed, self.left_out);
        let shown = std::env::var("PHIEU_FAILURES")
            .ok()
            .and_then(|count| count.parse().ok())
            .unwrap_or(10);
        for (case, why) in self.failures.iter().take(shown) {
            println!("  {case}\n    {why}");
        }
        assert!(
            self.passed * 1000 >= counted * per_mille,
            "{} fell below {per_mille} per mille",
            self.pack
        );
    }
}
