//! `pyxform_cases.jsonl`: one XLSForm a row, with the XForm that its reference compiler makes of it, or its rejection.
//!
//! A form that is accepted must have all that the XForm has; a form that is rejected must be rejected at the same sheet and row, in a
//! message that names the same things. A form is given as Markdown or as the cells of a workbook.

use phieu::form::{Finding, Form, NoAttachments, Severity, read, sheet};
use serde_json::Value as Json;

use crate::complaint::Complaint;
use crate::pack::{self, Tally, field};
use crate::shape::Shape;

/// Rows that are left out, by the start of their names, with the reason.
const LEFT_OUT: [(&str, &str); 4] = [
    (
        "tests.test_external_instances.ExternalInstanceTests.test_external_instance_pulldata_relevant",
        "a question that is asked depending on its own answer is a circle",
    ),
    ("tests.test_validate_unicode_exception.", "what no engine can evaluate is refused"),
    (
        "tests.test_settings.TestSettings.test_name__from_file__invalid_characters__error",
        "the wrong name is given outside the form",
    ),
    ("tests.test_j2x_question.", "the form is given as objects of the compiler's own"),
];

#[test]
fn forms_that_the_reference_compiler_accepts() {
    let Some(rows) = pack::rows("pyxform_cases.jsonl") else { return };
    let mut tally = Tally::of("pyxform (accepted)");
    for row in rows.iter().filter(|row| row["xform"].is_string()) {
        count(&mut tally, row, agrees);
    }
    tally.hold_to(985);
}

#[test]
fn forms_that_the_reference_compiler_rejects() {
    let Some(rows) = pack::rows("pyxform_cases.jsonl") else { return };
    let mut tally = Tally::of("pyxform (rejected)");
    for row in rows.iter().filter(|row| argument(row, "errored") == Some(&Json::Bool(true))) {
        count(&mut tally, row, rejects);
    }
    tally.hold_to(990);
}

fn count(tally: &mut Tally, row: &Json, check: fn(&Json, &[u8]) -> Result<(), String>) {
    let test = field(row, "test");
    if LEFT_OUT.iter().any(|(start, _)| test.starts_with(start)) {
        return tally.leave_out();
    }
    let outcome = match (argument(row, "md"), argument(row, "ss_structure")) {
        (Some(Json::String(markdown)), _) => check(row, markdown.as_bytes()),
        (_, Some(cells)) => check(row, &sheet::to_xlsx(&workbook(cells)).unwrap()),
        _ => Err("no form".to_owned()),
    };
    tally.count(test, outcome);
}

fn argument<'r>(row: &'r Json, name: &str) -> Option<&'r Json> {
    row.get("args")?.get(name)
}

/// A workbook from its sheets: by name the rows, each a cell for each column.
fn workbook(sheets: &Json) -> sheet::Workbook {
    let sheets = sheets.as_object().unwrap().iter().map(|(name, rows)| {
        let mut header: Vec<&str> = Vec::new();
        let rows: Vec<&Json> = rows.as_array().unwrap().iter().collect();
        for column in rows.iter().flat_map(|row| row.as_object().unwrap().keys()) {
            if !header.contains(&column.as_str()) {
                header.push(column);
            }
        }
        let texts = |row: &Json| header.iter().map(|column| field(row, column).to_owned()).collect();
        sheet::Sheet {
            name: name.clone(),
            rows: (2..).zip(rows.iter().map(|row| texts(row))).collect(),
            header: (1..)
                .zip(&header)
                .map(|(column, text)| sheet::Cell {
                    text: (*text).to_owned(),
                    column,
                })
                .collect(),
        }
    });
    sheet::Workbook { sheets: sheets.collect() }
}

fn agrees(row: &Json, source: &[u8]) -> Result<(), String> {
    let ours = compiled("data", source)?;
    let reference = compiled("data", field(row, "xform").as_bytes())?;
    Shape::of(&ours, &reference).agrees_with(&Shape::of(&reference, &reference))
}

fn compiled(name: &str, source: &[u8]) -> Result<Form, String> {
    let (form, findings) = read(name, source, &NoAttachments);
    form.ok_or_else(|| format!("refused: {:?}", errors(&findings)))
}

fn errors(findings: &[Finding]) -> Vec<&Finding> {
    findings
        .iter()
        .filter(|finding| finding.kind.severity() == Severity::Error)
        .collect()
}

fn rejects(row: &Json, source: &[u8]) -> Result<(), String> {
    let (form, findings) = read("data", source, &NoAttachments);
    if form.is_some() {
        return Err("accepted".to_owned());
    }
    let expected = argument(row, "error__contains")
        .and_then(Json::as_array)
        .cloned()
        .unwrap_or_default();
    let expected: Vec<&str> = expected.iter().filter_map(Json::as_str).collect();
    let complaint = Complaint::read(&expected.join(" "));
    let workbook = sheet::read(source).unwrap_or_default();
    let findings = errors(&findings);
    let misses: Vec<Vec<String>> = findings.iter().map(|finding| complaint.misses(finding, &workbook)).collect();
    if misses.iter().any(Vec::is_empty) {
        return Ok(());
    }
    let found: Vec<String> = findings
        .iter()
        .zip(misses)
        .map(|(finding, misses)| format!("{finding:?} lacks {misses:?}"))
        .collect();
    Err(format!("{expected:?}\n      {}", found.join("\n      ")))
}
