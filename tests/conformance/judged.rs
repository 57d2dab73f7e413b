//! What is said of forms that run: the warnings of the reference compiler, and nothing that is not so.

use std::collections::BTreeSet;

use phieu::form::{Finding, FindingKind, Judgement, NoAttachments, Severity, examine, sheet};
use phieu::words::{Lang, Words};
use serde_json::Value as Json;

use crate::pack::{self, Tally, field};

/// What the reference compiler warns of and is not so here.
const LEFT_OUT: [(&str, &str); 4] = [
    (
        "This form uses or_other and translations",
        "the added texts are there in Vietnamese and English",
    ),
    ("simserial is no longer supported", "told as a feature that a laptop does not have"),
    ("subscriberid is no longer supported", "likewise"),
    ("A string.", "a test of the reference suite itself"),
];

/// Tests where a column without a language stands beside columns with one: here it holds for all languages.
const SPEAKS_ALL: [&str; 4] = [
    "test_missing_translation__issue_157__warn__default",
    "test_missing_translation__one_lang_simple__warn__default",
    "test_missing_translation__one_lang_overlap__warn__default",
    "test_missing_translation__one_lang_simple__warn__no_default",
];

#[test]
fn forms_that_the_reference_compiler_warns_of() {
    let Some(rows) = pack::rows("pyxform_cases.jsonl") else { return };
    let mut tally = Tally::of("pyxform (warned of)");
    for row in &rows {
        let markdown = row["args"]["md"].as_str();
        let warnings = row["args"]["warnings__contains"].as_array();
        let (Some(markdown), Some(warnings)) = (markdown, warnings) else {
            continue;
        };
        let findings = examine("data.md", markdown.as_bytes(), &NoAttachments).1;
        for warning in warnings.iter().filter_map(Json::as_str) {
            let speaks_all = SPEAKS_ALL.iter().any(|test| field(row, "test").ends_with(test));
            if speaks_all || LEFT_OUT.iter().any(|(part, _)| warning.contains(part)) {
                tally.leave_out();
            } else {
                tally.count(field(row, "test"), is_told(warning, markdown, &findings));
            }
        }
    }
    tally.hold_to(1000);
}

/// Whether a warning of the reference compiler is among our findings: the row, the sheet, the language that it names.
fn is_told(warning: &str, markdown: &str, findings: &[Finding]) -> Result<(), String> {
    let told: Vec<String> = findings.iter().map(|finding| finding.say(Words::new(Lang::En))).collect();
    let missing = |what: String| Err(format!("{what}\n    {told:#?}"));
    if let Some(row) = warning
        .strip_prefix("[row : ")
        .and_then(|rest| rest.split_once(']')?.0.parse::<usize>().ok())
    {
        let workbook = sheet::read(markdown.as_bytes()).unwrap_or_default();
        let line = workbook
            .sheet("survey")
            .and_then(|sheet| sheet.rows.get(row - 2))
            .map(|(line, _)| *line);
        let is_there = findings
            .iter()
            .any(|finding| finding.place.sheet == "survey" && Some(finding.place.row) == line);
        return if is_there { Ok(()) } else { missing(format!("row {row}")) };
    }
    let lines: Vec<&str> = warning.lines().filter(|line| line.starts_with("Language '")).collect();
    if lines.is_empty() {
        let names: Vec<&str> = quoted(warning);
        let code = warning
            .rsplit_once("codes: ")
            .map(|(_, rest)| rest.split(['.', ',']).next().unwrap_or_default());
        // What names nothing is there to introduce the next.
        let Some(name) = code.or_else(|| names.last().copied()) else {
            return Ok(());
        };
        let is_there = told.iter().any(|text| text.contains(&format!("`{name}`")));
        return if is_there { Ok(()) } else { missing(name.to_owned()) };
    }
    for line in lines {
        let language = quoted(line).first().copied().unwrap_or_default();
        let columns = line
            .rsplit_once(" columns ")
            .map(|(_, columns)| columns)
            .or_else(|| line.rsplit(' ').nth(1));
        for column in columns
            .unwrap_or_default()
            .split([',', '.'])
            .map(str::trim)
            .filter(|column| !column.is_empty())
        {
            let is_it = |finding: &Finding| match &finding.kind {
                FindingKind::MissingTranslation { language: l, column: c } => l == language && c == column,
                _ => false,
            };
            if !findings.iter().any(is_it) {
                return missing(format!("{language} {column}"));
            }
        }
    }
    Ok(())
}

fn quoted(text: &str) -> Vec<&str> {
    text.split('\'').skip(1).step_by(2).collect()
}

/// Judgements on recorded forms that were looked at and are so: by a part of the form's name.
const SO: [(&str, &str); 9] = [
    ("judge-never-asked", "TriggerableDagTest.java"),
    ("judge-never-asked", "static `false()` expression"),
    ("judge-never-asked", "grandparent relevance set to false"),
    ("judge-never-asked", "static non-relevant state"),
    ("judge-not-a-choice", "who-va.test.ts"),
    ("judge-unknown-choice-column", "test_multiple_translations"),
    ("judge-unknown-choice-column", "test_select1__dynamic_choices__no_lang__all_columns"),
    ("judge-choice-not-asked-for", "test_rank_filter"),
    ("judge-default-of-wrong-type", "test_static_defaults"),
];

/// Judgements that say that something is missing: true of any form that was written for a test.
fn is_of_absence(judgement: &Judgement) -> bool {
    matches!(
        judgement,
        Judgement::MissingLabel { .. }
            | Judgement::MissingRepeatLabel { .. }
            | Judgement::LanguageWithoutCode { .. }
            | Judgement::UnusedList { .. }
    )
}

#[test]
fn forms_that_run_are_not_complained_about() {
    let mut tally = Tally::of("forms judged");
    let mut forms: Vec<(String, &str, String)> = Vec::new();
    let (Some(cases), Some(traces)) = (pack::rows("pyxform_cases.jsonl"), pack::rows("scenario_traces.jsonl")) else {
        return;
    };
    for row in cases.iter().filter(|row| row["xform"].is_string()) {
        let name = field(row, "test");
        forms.extend(
            row["args"]["md"]
                .as_str()
                .map(|markdown| (name.to_owned(), "data.md", markdown.to_owned())),
        );
        forms.push((format!("{name} (XForm)"), "data.xml", field(row, "xform").to_owned()));
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for row in traces
        .iter()
        .filter(|row| field(row, "op") == "init" && seen.insert(field(row, "form")))
    {
        forms.push((
            format!("{}: {}", field(row, "file"), field(row, "test")),
            "data.xml",
            field(row, "form").to_owned(),
        ));
    }
    for (name, file, source) in &forms {
        let (form, findings) = examine(file, source.as_bytes(), &NoAttachments);
        if form.is_none() {
            tally.leave_out();
            continue;
        }
        let surprising = findings.iter().filter(|finding| match &finding.kind {
            FindingKind::Judged(judgement) => {
                !is_of_absence(judgement) && !SO.iter().any(|(key, part)| judgement.key() == *key && name.contains(part))
            }
            other => other.severity() == Severity::Error,
        });
        let told: Vec<String> = surprising
            .map(|finding| format!("{} {}", finding.place.row, finding.say(Words::new(Lang::En))))
            .collect();
        let outcome = if told.is_empty() { Ok(()) } else { Err(told.join("\n    ")) };
        tally.count(name, outcome);
    }
    tally.hold_to(1000);
}
