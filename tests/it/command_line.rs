//! The program as someone meets it at a prompt: help, languages, wrong usage.

use crate::run::Test;

#[test]
fn a_newcomer_is_told_in_vietnamese_unless_the_machine_speaks_english() {
    let test = Test::new();
    let vietnamese = test.run(["--help"]).env("LC_ALL", "C.UTF-8").success();
    assert!(vietnamese.stdout.contains("Cách dùng:"), "{}", vietnamese.stdout);
    let english = test.run(["--help"]).success();
    assert!(english.stdout.contains("Usage:"), "{}", english.stdout);
    let asked = test.run(["--help", "--lang", "vi"]).success();
    assert!(asked.stdout.contains("Cách dùng:"), "{}", asked.stdout);
}

#[test]
fn a_wrong_argument_is_named_and_leaves_with_two() {
    let said = Test::new().run(["city.phieu", "--colour"]).wrong_usage();
    assert!(said.stderr.starts_with("error: no such argument: `--colour`\n"), "{}", said.stderr);
}

#[test]
fn a_language_that_is_not_there_is_refused() {
    let said = Test::new().run(["--lang", "fr"]).wrong_usage();
    assert!(
        said.stderr.starts_with("error: `fr` does not fit --lang <vi|en>\n"),
        "{}",
        said.stderr
    );
}
