//! The README's commands are those that work: each is run as it stands there.

use std::fs;

use crate::run::{Test, project};

fn readme() -> String {
    fs::read_to_string(project("README.md")).unwrap()
}

/// The lines of the README's blocks for a shell, without their comments.
fn commands(readme: &str) -> Vec<String> {
    let blocks = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let lines = blocks
        .flat_map(str::lines)
        .map(|line| line.split(" #").next().unwrap().trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

#[test]
fn a_round_as_the_readme_writes_it_down() {
    let test = Test::new();
    let mut rounds = 0;
    for line in commands(&readme()) {
        if let Some(script) = line.strip_prefix(".ci/") {
            assert!(project(".ci").join(script).is_file(), "{line}");
            continue;
        }
        if let Some(folder) = line.strip_prefix("mkdir ") {
            fs::create_dir(test.path(folder)).unwrap();
            continue;
        }
        let command = line
            .strip_prefix("phieu ")
            .unwrap_or_else(|| panic!("not a command of ours: {line}"));
        let (command, file) = command
            .split_once(" > ")
            .map_or((command, None), |(command, file)| (command, Some(file)));
        // Two hundred interviews say no more than twenty here.
        let said = test.run(command.replace("--count 200", "--count 20").split(' ')).success();
        if let Some(file) = file {
            test.file(file, &said.stdout);
            assert!(said.stdout.lines().count() > 10, "{line}: {}", said.stdout);
        }
        rounds += 1;
    }
    assert!(rounds >= 6, "the README walks through a round");
    assert!(test.path("receipt.json").is_file() && test.path("city.phieu").is_file());
}

#[test]
fn every_command_is_in_the_readme_and_every_command_there_exists() {
    let readme = readme();
    let help = Test::new().run(["--help"]).success().stdout;
    let listed = readme.lines().filter_map(|line| line.strip_prefix("| `phieu "));
    for name in listed.filter_map(|rest| rest.split([' ', '`']).next()) {
        let is_there = name == "[WORKSPACE]" || help.lines().any(|line| line.split_whitespace().next() == Some(name));
        assert!(is_there, "`phieu {name}` is in the README and not in: {help}");
    }
    // A command stands two blanks from the edge; what a long line goes on with stands further in.
    let commands = help.lines().skip_while(|line| !line.contains("Commands")).skip(1);
    for line in commands.take_while(|line| !line.is_empty()).filter(|line| !line.starts_with("   ")) {
        let name = line.split_whitespace().next().unwrap();
        assert!(readme.contains(&format!("| `phieu {name}")), "`phieu {name}` is not in the README");
    }
}

#[test]
fn what_the_readme_links_to_is_there() {
    let readme = readme();
    let mut found = 0;
    for target in readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        if !target.starts_with("http") {
            assert!(project(target).is_file(), "{target}");
            found += 1;
        }
    }
    assert!(found > 5);
}
