//! `central_csv_cases.jsonl`: a form, submissions with what the server knows of them, and the files that ODK Central made of both.
//!
//! The mapping: `form` is read as any XForm, without the white space around it; each row's `xml` is read by the names of its elements; what
//! the row says beside it becomes the facts of a record. Of `extra`, the arguments behind the form's id, the first maps paths to the choices
//! that get columns, the third asks for the form's own table alone, the fourth may keep groups out of heads. `xml` that is `missing` or
//! null is a submission that could not be decrypted. An element that an instance leaves open ends with the one around it.

use std::collections::BTreeMap;

use phieu::dataset::{Record, Schema};
use phieu::form::{Form, NoAttachments, read};
use phieu::output::{CsvWriter, Facts, FormTables, Layout, Split};
use phieu::xpath::Document;
use serde_json::Value as Json;

use crate::pack::{self, Tally, field};

#[test]
fn submissions_as_central_exports_them() {
    let Some(rows) = pack::rows("central_csv_cases.jsonl") else {
        return;
    };
    let mut tally = Tally::of("central csv");
    for row in &rows {
        tally.count(field(row, "test"), check(row));
    }
    tally.hold_to(1000);
}

fn check(case: &Json) -> Result<(), String> {
    let (form, findings) = read("form.xml", field(case, "form").trim().as_bytes(), &NoAttachments);
    let form = form.ok_or_else(|| format!("form refused: {findings:?}"))?;
    let files = exported(case, &form)?;
    let asserts = case["asserts"].as_array().ok_or("no assertions")?;
    asserts.iter().try_for_each(|assertion| holds(assertion, &files))
}

/// The files by name.
fn exported(case: &Json, form: &Form) -> Result<BTreeMap<String, String>, String> {
    let extra = &case["extra"];
    let has_groups = extra[3]["groupPaths"] != Json::Bool(false);
    let layout = Layout {
        has_groups,
        ..Layout::CENTRAL
    };
    let schema = Schema::of_elements(form);
    let tables = FormTables::of_form(form, &schema, layout, &split(form, &extra[0])?);
    let open = |table: &phieu::output::tables::FormTable| CsvWriter::new(layout, &table.heads).unwrap();
    let mut writers: Vec<CsvWriter> = tables.tables().iter().map(open).collect();
    for row in case["rows"].as_array().ok_or("no rows")? {
        let (facts, xml) = submission(row);
        let record = match xml {
            Some(xml) => {
                let instance = Document::parse(&closed(xml)).map_err(|error| format!("{xml}: {error}"))?;
                Some(Record::of_submission(form, &schema, &instance))
            }
            None => None,
        };
        let write = |table: usize, entries: &[phieu::output::Entry<'_>]| writers[table].entries(entries);
        tables.lay_out(&facts, record.as_ref(), write).unwrap();
    }
    let wanted = if extra[2] == Json::Bool(true) { 1 } else { writers.len() };
    let names = tables.file_names(field(case, "id"));
    let text = |writer: CsvWriter| String::from_utf8(writer.finish().unwrap()).unwrap();
    let files = names.into_iter().zip(writers.into_iter().map(text)).take(wanted);
    Ok(files.map(|(name, text)| (format!("{name}.csv"), text)).collect())
}

fn split(form: &Form, values: &Json) -> Result<Split, String> {
    let mut split = Split::new();
    for (path, choices) in values.as_object().into_iter().flatten() {
        let whole = format!("/{}{path}", form.root);
        let node = form.ids().find(|id| form.path(*id) == whole).ok_or_else(|| format!("no {path}"))?;
        let choices = choices.as_array().ok_or("no choices")?.iter().filter_map(Json::as_str);
        split.insert(node, choices.map(str::to_owned).collect());
    }
    Ok(split)
}

/// What the server knows of a submission, and its instance.
fn submission(row: &Json) -> (Facts, Option<&str>) {
    let aux = &row["aux"];
    let text = |value: &Json| match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    let count = |value: &Json| value.as_u64().unwrap_or(0) as u32;
    let xml = row["xml"].as_str();
    let status = match xml {
        Some("missing") => "missing encrypted form data",
        None => "not decrypted",
        Some(_) => "",
    };
    let facts = Facts {
        key: text(&row["instanceId"]),
        revision: count(&aux["edit"]["count"]) + 1,
        status: status.to_owned(),
        finished: field(row, "createdAt").parse().ok(),
        surveyor_code: Some(text(&aux["submitter"]["id"])),
        surveyor_name: Some(text(&aux["submitter"]["displayName"])),
        attachments_present: count(&aux["attachment"]["present"]),
        attachments_expected: count(&aux["attachment"]["expected"]),
        review_state: text(&row["reviewState"]),
        device: text(&row["deviceId"]),
        form_version: text(&aux["exports"]["formVersion"]),
        ..Facts::default()
    };
    (facts, xml.filter(|_| status.is_empty()))
}

/// The instance with what it leaves open closed where the element around it ends: the server's reader goes on there.
fn closed(xml: &str) -> String {
    let mut out = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = xml;
    while let Some((text, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        out.push_str(text);
        let name = tag
            .trim_start_matches('/')
            .split_whitespace()
            .next()
            .unwrap_or("")
            .trim_end_matches('/');
        if tag.starts_with('/') {
            while let Some(inner) = open.pop().filter(|inner| *inner != name) {
                out.extend(["</", inner, ">"]);
            }
        } else if !tag.ends_with('/') && !tag.starts_with(['?', '!']) {
            open.push(name);
        }
        out.extend(["<", tag, ">"]);
        rest = after;
    }
    out.push_str(rest);
    out.extend(open.iter().rev().map(|inner| format!("</{inner}>")));
    out
}

/// An assertion is `[subject, verb, expected]`.
fn holds(assertion: &Json, files: &BTreeMap<String, String>) -> Result<(), String> {
    let (subject, verb, expected) = (
        assertion[0].as_str().unwrap_or(""),
        assertion[1].as_str().unwrap_or(""),
        &assertion[2],
    );
    if subject == "filenames" {
        let listed = expected.as_array().into_iter().flatten().chain(expected.as_str().map(|_| expected));
        let mut wanted: Vec<&str> = listed.filter_map(Json::as_str).collect();
        wanted.sort_unstable();
        let found: Vec<&str> = files.keys().map(String::as_str).collect();
        let is_met = match verb {
            "eql" | "equal" => found == wanted,
            "containDeep" | "containEql" => wanted.iter().all(|name| found.contains(name)),
            other => return Err(format!("unknown verb `{other}`")),
        };
        return if is_met { Ok(()) } else { Err(format!("{found:?} for {wanted:?}")) };
    }
    let named = subject.strip_prefix("file:").map(|name| files.get(name));
    // Without a name it is the one file that there is.
    let found = named
        .unwrap_or_else(|| files.values().next())
        .ok_or_else(|| format!("no {subject}"))?;
    let wanted = expected.as_str().ok_or("no text to compare with")?;
    let is_met = match verb {
        "equal" | "eql" => found == wanted,
        "startWith" => found.starts_with(wanted),
        "endWith" => found.ends_with(wanted),
        "containEql" => found.contains(wanted),
        other => return Err(format!("unknown verb `{other}`")),
    };
    if is_met {
        Ok(())
    } else {
        Err(format!("{subject}\n{found}for\n{wanted}"))
    }
}
