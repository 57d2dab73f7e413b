//! Secondary instances: choice lists and attached files as documents that expressions read.
//!
//! A list becomes `root/item` with the choice's columns as elements, as in an XForm, so a filter reads the same from either source.

mod csv;
mod geojson;

use indexmap::IndexMap;

use super::finding::{AttachmentFault, FindingKind, Findings};
use super::{Attachments, ChoiceList, Condition, Form, Kind, NodeId, Place};
use crate::xpath::Document;
use crate::xpath::ast::Ast;

/// The record saved before this one: an instance without a file.
pub(super) const LAST_SAVED: &str = "__last-saved";

/// What an attached file that is too large for a list would hold: larger ones are refused.
const MAX_BYTES: usize = 64 << 20;

/// What a workbook calls the element that holds a choice's value.
const VALUE: &str = "name";

/// Makes a document of each choice list.
pub(super) fn add_lists(form: &mut Form) {
    add_lists_with_values(form, &IndexMap::new());
}

/// Makes a document of each choice list; values stand in the elements named for the list.
pub(super) fn add_lists_with_values(form: &mut Form, names: &IndexMap<String, String>) {
    for (name, list) in &form.lists {
        let value = names.get(name).map_or(VALUE, String::as_str);
        form.instances.insert(name.clone(), of_list(list, value));
    }
}

/// The elements that hold the values of lists, where they are not called as in a workbook.
pub(super) fn names_of_values(form: &Form) -> IndexMap<String, String> {
    let name = |list: &String| {
        let document = form.instances.get(list)?;
        let item = document.elements(document.root_element()?).next()?;
        let mut columns = document.elements(item).map(|column| document.local_name(column));
        let own = columns.find(|name| matches!(*name, VALUE | "value"))?;
        (own != VALUE).then(|| (list.clone(), own.to_owned()))
    };
    form.lists.keys().filter_map(name).collect()
}

/// A choice list as a document. Labels are those of the form's languages and stay in the list; the element holds the first one's text.
fn of_list(list: &ChoiceList, value: &str) -> Document {
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
        column(value, &choice.name);
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
    let document = open(file, place, attachments, findings);
    form.instances.insert(name.to_owned(), document);
    form.files.insert(name.to_owned(), file.to_owned());
}

/// An attached file as a document.
fn open(file: &str, place: &Place, attachments: &dyn Attachments, findings: &mut Findings) -> Document {
    let Some(bytes) = attachments.bytes(file) else {
        findings.report(FindingKind::MissingAttachment { file: file.to_owned() }, place.clone());
        return Document::new("root");
    };
    read(file, &bytes).unwrap_or_else(|fault| {
        let file = file.to_owned();
        findings.report(FindingKind::BadAttachment { file, fault }, place.clone());
        Document::new("root")
    })
}

/// The table that the lists of `external_choices` are attached as.
const EXTERNAL_CHOICES: &str = "itemsets.csv";

/// Reads one list of the table that external choices are attached as.
pub(super) fn add_external_choices(form: &mut Form, list: &str, place: &Place, attachments: &dyn Attachments, findings: &mut Findings) {
    let mut document = open(EXTERNAL_CHOICES, place, attachments, findings);
    if let Some(root) = document.root_element() {
        let of_others: Vec<_> = document
            .elements(root)
            .filter(|&item| document.child(item, "list_name").is_none_or(|name| document.text(name) != list))
            .collect();
        for item in of_others {
            document.remove(item);
        }
    }
    form.instances.insert(list.to_owned(), document);
}

/// An instance of a name, and what it is to be read from.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) name: String,
    pub(super) file: String,
    /// What asks for it: `external`, `pulldata`, `file`.
    pub(super) asked_by: &'static str,
    pub(super) place: Place,
}

impl Wanted {
    /// Where other programs would look for it, and why.
    fn source(&self) -> String {
        let is_table = self.file.rsplit_once('.').is_some_and(|(_, extension)| extension == "csv");
        let folder = if is_table { "file-csv" } else { "file" };
        format!("jr://{folder}/{} ({})", self.file, self.asked_by)
    }
}

/// Reads the files that questions choose from and that expressions name in `pulldata`, and those that have a row of their own. Of two
/// files for one name the first in the form is read, and the other reported.
pub(super) fn add_named_files(form: &mut Form, files: Vec<Wanted>, attachments: &dyn Attachments, findings: &mut Findings) {
    let mut wanted = files;
    for id in form.ids() {
        add_wanted(form, id, &mut wanted);
    }
    wanted.sort_by_key(|wanted| (wanted.place.row, wanted.place.column));
    let mut known: IndexMap<String, Wanted> = IndexMap::new();
    for next in wanted {
        let mut conflict = |first: String, second: String| {
            let name = next.name.clone();
            findings.report(FindingKind::InstanceConflict { name, first, second }, next.place.clone());
        };
        if let Some(first) = known.get(&next.name) {
            if first.file != next.file {
                conflict(first.source(), next.source());
            }
        } else if form.lists.contains_key(&next.name) {
            conflict(next.source(), "choices (choice)".to_owned());
        } else {
            if !form.instances.contains_key(&next.name) {
                add_file(form, &next.name, &next.file, &next.place, attachments, findings);
            }
            known.insert(next.name.clone(), next);
        }
    }
    name_files(form);
}

/// Adds the files that a node's choices and expressions come from.
fn add_wanted(form: &Form, id: NodeId, wanted: &mut Vec<Wanted>) {
    let node = form.node(id);
    node.each_condition(&mut |condition| {
        let pulled = pulled(condition).into_iter();
        wanted.extend(pulled.map(|name| Wanted {
            file: format!("{name}.csv"),
            name,
            asked_by: "pulldata",
            place: condition.place.clone(),
        }));
    });
    let itemset = form.question(id).and_then(|question| question.choices.as_ref());
    wanted.extend(itemset.and_then(|itemset| {
        Some(Wanted {
            name: itemset.list.clone(),
            file: itemset.file.clone()?,
            asked_by: "file",
            place: node.place.clone(),
        })
    }));
}

/// Tells the questions that choose from a file which file it is.
fn name_files(form: &mut Form) {
    for node in &mut form.nodes {
        if let Kind::Question(question) = &mut node.kind
            && let Some(itemset) = &mut question.choices
            && itemset.is_external
            && itemset.file.is_none()
        {
            itemset.file = form.files.get(&itemset.list).cloned();
        }
    }
}

/// The tables that an expression looks values up in.
fn pulled(condition: &Condition) -> Vec<String> {
    let mut names = Vec::new();
    // Few expressions look anything up: their text tells them.
    if !condition.expression.may_call("pulldata") {
        return names;
    }
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
fn read(file: &str, bytes: &[u8]) -> Result<Document, AttachmentFault> {
    if bytes.len() > MAX_BYTES {
        return Err(AttachmentFault::TooLarge {
            megabytes: MAX_BYTES >> 20,
        });
    }
    let text = super::sheet::text_of(bytes).ok_or(AttachmentFault::Encoding)?;
    match file.rsplit_once('.').map(|(_, extension)| extension) {
        Some("csv") => csv::read(text),
        Some("geojson") => geojson::read(text),
        Some("xml") => Document::parse(text).map_err(AttachmentFault::Xml),
        _ => Err(AttachmentFault::Kind),
    }
}
