//! `briefcase_csv/`: forms, a submission of each, and the files that ODK Briefcase made of both.
//!
//! The mapping: `FORM.csv.expected` is the form's own table, `FORM-REPEAT.csv.expected` a repeat's, `FORM-no-subs.csv.expected` the own table
//! without submissions. The submission is `FORM-submission.xml`; where there is a template `FORM-submission.xml.tpl` instead, its places are
//! filled with what the expected file says, row by row, so that what is tested is how that is written again. The file's head tells with
//! which of Briefcase's two options (choices in columns, heads without groups) it was written.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use phieu::dataset::{Record, Schema};
use phieu::form::{Form, NoAttachments, read};
use phieu::output::tables::offered;
use phieu::output::{CsvWriter, Entry, Facts, FormTables, Layout, Split};
use phieu::xpath::Document;

use crate::pack::{self, Tally};

#[test]
fn submissions_as_briefcase_exports_them() {
    let Some(folder) = pack::file("briefcase_csv") else { return };
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let mut tally = Tally::of("briefcase csv");
    for name in &names {
        if let Some(stem) = name.strip_suffix(".csv.expected") {
            tally.count(stem, check(&folder, &names, stem));
        }
    }
    tally.hold_to(1000);
}

fn check(folder: &Path, names: &[String], stem: &str) -> Result<(), String> {
    let text = |name: &str| fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"));
    let is_form = |name: &&str| names.contains(&format!("{name}.xml")) && (*name == stem || stem.starts_with(&format!("{name}-")));
    let forms = names.iter().filter_map(|name| name.strip_suffix(".xml")).filter(is_form);
    let name = forms.max_by_key(|name| name.len()).ok_or("no form")?;
    let (form, findings) = read("form.xml", text(&format!("{name}.xml"))?.as_bytes(), &NoAttachments);
    let form = form.ok_or_else(|| format!("form refused: {findings:?}"))?;
    let expected = text(&format!("{stem}.csv.expected"))?;
    let variant = stem.strip_prefix(name).unwrap_or_default().trim_start_matches('-');
    let submissions = match variant {
        "no-subs" => Vec::new(),
        _ => match (text(&format!("{stem}-submission.xml")), text(&format!("{name}-submission.xml"))) {
            (Ok(own), _) | (_, Ok(own)) => vec![own],
            _ => from_template(&text(&format!("{name}-submission.xml.tpl"))?, &expected)?,
        },
    };
    let written = exported(&form, &submissions, variant, expected.lines().next().unwrap_or_default())?;
    if written == expected {
        Ok(())
    } else {
        Err(format!("{written}for\n{expected}"))
    }
}

/// One instance for each row: its places stand for the instance's id, the moment twice, and the one answer.
fn from_template(template: &str, expected: &str) -> Result<Vec<String>, String> {
    let mut reader = csv::Reader::from_reader(expected.as_bytes());
    let mut instances = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| error.to_string())?;
        let [date, .., answer, key] = row.iter().collect::<Vec<_>>()[..] else {
            return Err("too few columns".to_owned());
        };
        let moment = jiff::civil::DateTime::strptime("%b %d, %Y %I:%M:%S %p", date).map_err(|error| error.to_string())?;
        let moment = format!("{moment}.000Z");
        let mut places = [key, &moment, &moment, answer].into_iter();
        let mut parts = template.split("%s");
        let mut instance = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let place = places.next().unwrap_or_default();
            instance.push_str(&place.replace('&', "&amp;").replace('<', "&lt;"));
            instance.push_str(part);
        }
        instances.push(instance);
    }
    Ok(instances)
}

/// The table that the variant names, else the form's own, under the options that give this head.
fn exported(form: &Form, submissions: &[String], variant: &str, head: &str) -> Result<String, String> {
    let schema = Schema::of_elements(form);
    let splits = [Split::new(), offered(form)];
    let options = splits.iter().flat_map(|split| [true, false].map(|has_groups| (split, has_groups)));
    let mut heads = Vec::new();
    for (split, has_groups) in options {
        let layout = Layout {
            has_groups,
            ..Layout::BRIEFCASE
        };
        let tables = FormTables::of_form(form, &schema, layout, split);
        let table = tables
            .tables()
            .iter()
            .position(|table| !variant.is_empty() && (table.name == variant || numbered(&tables, table, variant)));
        let table = table.unwrap_or(0);
        let mut writer = CsvWriter::new(layout, &tables.tables()[table].heads).unwrap();
        for submission in submissions {
            let instance = Document::parse(submission).map_err(|error| error.to_string())?;
            let record = Record::of_submission(form, &schema, &instance);
            let write = |found: usize, entries: &[Entry<'_>]| if found == table { writer.entries(entries) } else { Ok(()) };
            tables.lay_out(&facts(&instance), Some(&record), write).unwrap();
        }
        let text = String::from_utf8(writer.finish().unwrap()).unwrap();
        if text.lines().next() == Some(head) {
            return Ok(text);
        }
        heads.push(text);
    }
    Err(format!("none of the heads is\n{head}\n{}", heads.concat()))
}

/// Whether a variant names one of several repeats of one name: `child~2`.
fn numbered(tables: &FormTables, table: &phieu::output::tables::FormTable, variant: &str) -> bool {
    let names: BTreeMap<String, &str> = tables
        .file_names("f")
        .into_iter()
        .zip(tables.tables().iter().map(|table| table.path.as_str()))
        .collect();
    names.get(&format!("f-{variant}")) == Some(&table.path.as_str())
}

/// What an instance pulled from a server says of itself.
fn facts(instance: &Document) -> Facts {
    let root = instance.root_element().unwrap();
    let attribute = |name: &str| instance.attribute(root, name).unwrap_or_default();
    let own = instance.descendants(root).find(|node| instance.local_name(*node) == "instanceID");
    let own = own.map(|node| instance.text(node).trim().to_owned()).filter(|id| !id.is_empty());
    Facts {
        key: own.unwrap_or_else(|| attribute("instanceID").to_owned()),
        revision: 1,
        finished: attribute("submissionDate").parse().ok(),
        ..Facts::default()
    }
}
