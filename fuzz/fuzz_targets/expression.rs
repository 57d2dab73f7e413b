//! Any text as an expression: what is read prints to a text that reads the same, and evaluates to something or to an error.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use phieu::form::{self, Form, NoAttachments};
use phieu::xpath::Expression;
use phieu_fuzz::ask;

/// A form whose answers expressions may read: `/data/a`, a repeat `/data/v` with `s`, a list `c`.
static FORM: LazyLock<Form> = LazyLock::new(|| {
    let rows = "| survey |\n| | type | name | label |\n| | integer | a | A |\n| | begin_repeat | v | V |\n| | select_one c | s | S |\n\
                | | end_repeat | | |\n| choices |\n| | list_name | name | label | k |\n| | c | x | X | 1 |\n| | c | y | Y | 2 |\n";
    form::read("fuzz.md", rows.as_bytes(), &NoAttachments).0.expect("a form")
});

fuzz_target!(|source: &str| {
    let Ok(expression) = Expression::parse(source) else { return };
    let printed = expression.ast.to_string();
    let again = Expression::parse(&printed).unwrap_or_else(|error| panic!("`{printed}` of `{source}`: {error}"));
    assert_eq!(again.ast.to_string(), printed, "{source}");
    if expression.check().is_empty() {
        ask(&FORM, &expression);
    }
});
