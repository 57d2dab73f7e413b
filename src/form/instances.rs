//! Secondary instances: choice lists and attached files as documents that expressions read.
//!
//! A list becomes `root/item` with the choice's columns as elements, as in an XForm, so a filter reads the same from either source.

mod csv;
mod geojson;

use std::collections::BTreeSet;

use super::finding::{FindingKind, Findings};
use super::{Attachments, ChoiceList, Condition, Form, Place};
use crate::xpath::Document;
use crate::xpath::ast::Ast;

/// What an attached file that is too large for a list would hold: larger ones are refused.
const MAX_BYTES: usize = 64 << 20;

/// Makes a document of each choice list.
pub(super) fn add_lists(form: &mut Form) {
    for (name, list) in &form.lists {
        form.instances.insert(name.clone(), of_list(list));
    }
}

/// A choice list as a document. Labels are those of the form's languages and stay in the list; the element holds the first one's text.
fn of_list(list: &ChoiceList) -> Document {
    let mut document = Document::new("root");
    let Some(root) = document.root_element() else {
        return document;
    };
    for choice in &list.choices {
        let item = document.append_element(root, "item");
        let mut column = |name: &str, text: &str| {
            let element = document.append_element(item, name);
            document.append_text(element, text);
        };
        column("name", &choice.name);
        if let Some(label) = choice.label.by_language.iter().flatten().next() {
            column("label", &label.literal());
        }
        for (name, text) in &choice.extra {
            if !name.is_empty() && !name.contains(char::is_whitespace) {
                column(name, text);
            }
        }
    }
    document
}

/// Reads an attached file as the instance of a name; what is not there yet is a warning and an empty document.
pub(super) fn add_file(form: &mut Form, name: &str, file: &str, place: &Place, attachments: &dyn Attachments, findings: &mut Findings) {
    let document = match attachments.bytes(file) {
        None => {
            findings.report(FindingKind::MissingAttachment { file: file.to_owned() }, place.clone());
            Document::new("root")
        }
        Some(bytes) => read(file, &bytes).unwrap_or_else(|reason| {
            let file = file.to_owned();
            findings.report(FindingKind::BadAttachment { file, reason }, place.clone());
            Document::new("root")
        }),
    };
    form.instances.insert(name.to_owned(), document);
}

/// The table that the lists of `external_choices` are attached as.
const EXTERNAL_CHOICES: &str = "itemsets.csv";

/// Reads one list of the table that external choices are attached as.
pub(super) fn add_external_choices(form: &mut Form, list: &str, place: &Place, attachments: &dyn Attachments, findings: &mut Findings) {
    add_file(form, list, EXTERNAL_CHOICES, place, attachments, findings);
    if let Some(document) = form.instances.get_mut(list)
        && let Some(root) = document.root_element()
    {
        let of_others: Vec<_> = document
            .elements(root)
            .filter(|&item| document.child(item, "list_name").is_none_or(|name| document.text(name) != list))
            .collect();
        for item in of_others {
            document.remove(item);
        }
    }
}

/// Reads the files that questions choose from and that expressions name in `pulldata`; `taken` are the files of instances that have a
/// row of their own.
pub(super) fn add_named_files(form: &mut Form, taken: &[(&str, &str)], attachments: &dyn Attachments, findings: &mut Findings) {
    let mut wanted: BTreeSet<(String, String, Place)> = BTreeSet::new();
    for id in form.ids() {
        let node = form.node(id);
        for condition in node.conditions() {
            for name in pulled(condition) {
                wanted.insert((name.clone(), format!("{name}.csv"), condition.place.clone()));
            }
        }
        let itemset = form.question(id).and_then(|question| question.choices.as_ref());
        if let Some(itemset) = itemset.filter(|itemset| itemset.is_external && itemset.nodeset.is_none()) {
            let place = node.place.clone();
            let file = itemset.file.clone().unwrap_or_else(|| format!("{}.csv", itemset.list));
            wanted.insert((itemset.list.clone(), file, place));
        }
    }
    for (name, file, place) in wanted {
        if let Some((_, other)) = taken.iter().find(|(taken, other)| *taken == name && *other != file) {
            let (first, second) = ((*other).to_owned(), file.clone());
            findings.report(
                FindingKind::InstanceConflict {
                    name: name.clone(),
                    first,
                    second,
                },
                place.clone(),
            );
        }
        if !form.instances.contains_key(&name) {
            add_file(form, &name, &file, &place, attachments, findings);
        }
    }
}

/// The tables that an expression looks values up in.
fn pulled(condition: &Condition) -> Vec<String> {
    let mut names = Vec::new();
    condition.expression.ast.visit(&mut |ast| {
        if let Ast::Call(call) = ast
            && call.callee.name() == "pulldata"
            && let Some(Ast::Text(name)) = call.arguments.first()
        {
            names.push(name.to_string());
        }
    });
    names
}

/// A file as a document, by its extension.
fn read(file: &str, bytes: &[u8]) -> Result<Document, String> {
    if bytes.len() > MAX_BYTES {
        return Err(format!("> {} MB", MAX_BYTES >> 20));
    }
    let text = super::sheet::text_of(bytes).ok_or("UTF-8?")?;
    match file.rsplit_once('.').map(|(_, extension)| extension) {
        Some("csv") => csv::read(text),
        Some("geojson") => geojson::read(text),
        Some("xml") => Document::parse(text).map_err(|error| error.to_string()),
        _ => Err("csv, xml, geojson".to_owned()),
    }
}
