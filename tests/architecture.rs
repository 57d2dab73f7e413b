//! Holds the code to the table of layers in `src/lib.rs`, and to the few promises that the compiler does not keep.
#![expect(clippy::unwrap_used, reason = "a file that cannot be read fails the test, which is right")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A source file of the library: its layer, its path, and its code without comments and without its tests.
struct Source {
    layer: String,
    path: PathBuf,
    lines: Vec<(usize, String)>,
}

#[test]
fn a_layer_uses_only_layers_above_it_in_the_table() {
    let rank = layers();
    let mut wrong = Vec::new();
    for source in sources() {
        for (number, line) in &source.lines {
            for used in layers_named(line) {
                let (Some(own), Some(other)) = (rank.get(&source.layer), rank.get(&used)) else {
                    continue;
                };
                if other > own {
                    wrong.push(format!(
                        "{}:{number}: `{}` uses `{used}`, which is below it",
                        source.path.display(),
                        source.layer
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_window_and_the_command_line_do_not_know_each_other() {
    for source in sources() {
        let stranger = match source.layer.as_str() {
            "gui" => "cli",
            "cli" => "gui",
            _ => continue,
        };
        for (number, line) in &source.lines {
            assert!(
                !layers_named(line).contains(&stranger.to_owned()),
                "{}:{number}: {line}",
                source.path.display()
            );
        }
    }
}

#[test]
fn every_module_is_in_the_table_and_every_row_is_a_module() {
    let table = layers();
    for source in sources() {
        assert!(
            table.contains_key(&source.layer),
            "`{}` is not in the table of src/lib.rs",
            source.layer
        );
    }
    let root = root().join("src");
    for layer in table.keys() {
        assert!(root.join(layer).join("mod.rs").is_file(), "no module `{layer}`");
    }
}

#[test]
fn only_the_command_line_writes_to_the_terminal() {
    forbid(
        &["println!", "print!(", "eprintln!", "eprint!(", "io::stdout", "io::stderr"],
        |layer| layer == "cli",
    );
}

#[test]
fn only_the_store_speaks_sql() {
    forbid(&["rusqlite", "SELECT ", "INSERT ", "DELETE FROM", "PRAGMA "], |layer| {
        layer == "store"
    });
}

#[test]
fn only_the_use_cases_know_the_clock_and_chance() {
    forbid(
        &["Zoned::now", "Timestamp::now", "SystemTime::now", "getrandom::", "Uuid::new_v4"],
        |layer| {
            // The window reads the clock for what it shows, the terminal for nothing; the store and the packages draw keys and salts.
            matches!(layer, "app" | "store" | "exchange" | "gui")
        },
    );
}

#[test]
fn every_file_opens_by_saying_what_it_decides() {
    for path in files(&root().join("src")) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{} does not open with a sentence", path.display());
    }
}

#[test]
fn without_its_feature_no_window_is_in_the_tree() {
    let tree = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO"))
            .args(["tree", "--offline", "-e", "normal", "--prefix", "none"])
            .args(arguments)
            .current_dir(root())
            .output()
            .expect("cargo is there, it runs this test");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let window = |tree: &str| {
        tree.lines()
            .any(|line| ["egui", "eframe", "winit"].iter().any(|name| line.starts_with(name)))
    };
    assert!(window(&tree(&[])), "the default has a window");
    assert!(!window(&tree(&["--no-default-features"])), "`--no-default-features` must have none");
}

/// No line of a layer outside `allowed` holds one of `words`.
fn forbid(words: &[&str], allowed: impl Fn(&str) -> bool) {
    let mut wrong = Vec::new();
    for source in sources().into_iter().filter(|source| !allowed(&source.layer)) {
        for (number, line) in &source.lines {
            if let Some(word) = words.iter().find(|word| line.contains(**word)) {
                wrong.push(format!("{}:{number}: `{word}` in `{}`", source.path.display(), source.layer));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Layer → rank, from the table in the library's own documentation.
fn layers() -> BTreeMap<String, usize> {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | `")?.split_once('`'));
    let table: BTreeMap<_, _> = rows.enumerate().map(|(rank, (layer, _))| (layer.to_owned(), rank)).collect();
    assert!(table.len() > 10, "the table of src/lib.rs was not found");
    table
}

fn sources() -> Vec<Source> {
    let root = root().join("src");
    let in_layers = files(&root).into_iter().filter(|path| path.parent() != Some(root.as_path()));
    in_layers.map(|path| read(&root, path)).collect()
}

fn read(root: &Path, path: PathBuf) -> Source {
    let layer = path
        .strip_prefix(root)
        .unwrap()
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_string_lossy()
        .into_owned();
    let text = fs::read_to_string(&path).unwrap();
    let is_test_file = path.file_stem().is_some_and(|stem| stem == "tests") || path.components().any(|part| part.as_os_str() == "tests");
    let code = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    // Unit tests stand at the end of a file; what they use is their own affair.
    let lines = code
        .take_while(|(_, line)| !is_test_file && !matches!(*line, "mod tests {" | "mod tests;"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(number, line)| (number, line.to_owned()))
        .collect();
    Source { layer, path, lines }
}

/// The layers that a line names: `crate::form::…`, `crate::{form, words}`.
fn layers_named(line: &str) -> Vec<String> {
    let mut named = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = line.get(at + "crate::".len()..).unwrap_or_default();
        match rest.strip_prefix('{') {
            Some(list) => named.extend(list.split([',', '}']).map(first_word)),
            None => named.push(first_word(rest)),
        }
    }
    named
}

fn first_word(text: &str) -> String {
    text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
