//! The instances of an XForm: the primary one with the first values, choice lists, and files that are attached.

use memchr::memmem;

use super::element::Element;
use super::texts::{Texts, Words};
use crate::form::skeleton::attribute_name;
use crate::form::{Choice, Form, Kind, NodeId};
use crate::xpath::document::NodeKind;
use crate::xpath::{Document, NodeIx};

/// The primary instance.
pub(super) fn primary(form: &Form) -> Element<'_> {
    let mut root = Element::new(form.root.as_str());
    if let Some(namespace) = form.settings.get("instance_xmlns") {
        root.set("xmlns", namespace.as_str());
    }
    root.set("id", form.id.as_str());
    if !form.version.is_empty() {
        root.set("version", form.version.as_str());
    }
    for (setting, value) in &form.settings {
        match (setting.as_str(), setting.strip_prefix("attribute::")) {
            ("prefix" | "delimiter", _) => root.set(format!("odk:{setting}"), value.as_str()),
            (_, Some(name)) => root.set(name, value.as_str()),
            _ => {}
        }
    }
    if let Some(document) = &form.prefilled {
        for element in document.root_element().into_iter().flat_map(|root| document.elements(root)) {
            root.push(copy(document, element));
        }
    } else {
        for child in &form.in_instance_order(NodeId(0)) {
            node(form, *child, true, &mut root);
        }
    }
    Element::new("instance").holding([root])
}

/// A node with what is below it: a repeat as its template, where that is wanted, and one instance.
fn node<'a>(form: &'a Form, id: NodeId, with_template: bool, above: &mut Element<'a>) {
    let design = form.node(id);
    let whole = |is_template: bool| {
        let mut element = Element::new(design.name.as_str());
        if is_template {
            element.set("jr:template", "");
        }
        for (name, value) in design.own_attributes() {
            element.set(name, value);
        }
        if let Some(default) = form.question(id).and_then(|question| question.default.as_ref()) {
            element = element.saying(default.as_str());
        }
        for child in &form.in_instance_order(id) {
            if let Some(name) = attribute_name(&form.node(*child).name) {
                let value = form.question(*child).and_then(|question| question.default.as_deref());
                element.set(name, value.unwrap_or_default());
                continue;
            }
            node(
                form,
                *child,
                with_template && (is_template || !matches!(design.kind, Kind::Repeat { .. })),
                &mut element,
            );
        }
        element
    };
    if matches!(design.kind, Kind::Repeat { .. }) && with_template {
        above.push(whole(true));
    }
    above.push(whole(false));
}

fn copy(document: &Document, from: NodeIx) -> Element<'_> {
    let mut element = Element::new(document.name(from));
    for attribute in document.attributes(from) {
        element.set(document.name(attribute), document.text(attribute));
    }
    for child in document.children(from) {
        match document.kind(child) {
            NodeKind::Element => element.push(copy(document, child)),
            NodeKind::Text => element = element.saying(document.text(child)),
            _ => {}
        }
    }
    element
}

/// The choice lists and the attached files, in their order.
pub(super) fn secondary<'a>(form: &'a Form, texts: &mut Texts<'a>) -> Vec<Element<'a>> {
    let offered = form.lists.keys().filter(|name| !names_columns(form, name));
    let mut instances: Vec<Element<'a>> = offered.map(|name| list(form, name, texts)).collect();
    for (name, document) in &form.instances {
        if let Some(root) = document.root_element().filter(|_| is_inline(form, name)) {
            instances.push(instance(name).holding([copy(document, root)]));
        }
    }
    for (name, file) in &form.files {
        let folder = if has_extension(file, "csv") {
            "jr://file-csv/"
        } else {
            "jr://file/"
        };
        instances.push(instance(name).with("src", format!("{folder}{file}")));
    }
    if reads_last_saved(form) {
        instances.push(instance("__last-saved").with("src", "jr://instance/last-saved"));
    }
    instances
}

/// Whether an instance stands in the form itself without being a list of choices.
fn is_inline(form: &Form, name: &str) -> bool {
    let mut itemsets = form.ids().filter_map(|id| form.question(id)?.choices.as_ref());
    let is_made_of_a_file = itemsets.any(|itemset| itemset.list == name && itemset.is_external);
    !form.lists.contains_key(name) && !form.files.contains_key(name) && !is_made_of_a_file
}

/// Whether a list is there for look-ups alone: it stands in their controls.
fn names_columns(form: &Form, list: &str) -> bool {
    let searches = form.ids().filter_map(|id| form.question(id)?.choices.as_ref()?.search.as_ref());
    searches.into_iter().any(|search| search.list == list)
}

fn instance(id: &str) -> Element<'_> {
    Element::new("instance").with("id", id)
}

fn has_extension(file: &str, extension: &str) -> bool {
    file.rsplit_once('.')
        .is_some_and(|(_, found)| found.eq_ignore_ascii_case(extension))
}

fn reads_last_saved(form: &Form) -> bool {
    let conditions = form.nodes.iter().flat_map(|node| node.conditions());
    let mut sources = conditions.map(|condition| &condition.expression.source);
    sources.any(|source| memmem::find(source.as_bytes(), b"instance('__last-saved')").is_some())
}

/// A list as the document that expressions read, its labels as texts or as what translations call them.
fn list<'a>(form: &'a Form, name: &'a str, texts: &mut Texts<'a>) -> Element<'a> {
    let choices: &[Choice] = form.lists.get(name).map_or(&[], |list| &list.choices);
    let is_translated = texts.has_translated_choices(name);
    let mut root = Element::new("root");
    let document = form.instances.get(name);
    let items: Vec<NodeIx> = document
        .and_then(|document| Some(document.elements(document.root_element()?).collect()))
        .unwrap_or_default();
    let mut named = items
        .iter()
        .copied()
        .filter(|item| document.is_some_and(|document| is_named(document, *item)));
    for (at, choice) in choices.iter().enumerate() {
        let written = document.zip(named.next());
        let own_id = written.and_then(|(document, item)| Some(document.text(document.child(item, "itextId")?).trim().to_owned()));
        let id = own_id.unwrap_or_else(|| format!("{name}-{at}"));
        let value = written.map_or("name", |(document, item)| value_name(document, item));
        let mut item = Element::new("item");
        let words = Words {
            text: &choice.label,
            guidance: None,
            media: Some(&choice.media),
        };
        if is_translated {
            texts.translate(&id, words);
            item.push(Element::new("itextId").saying(id));
        }
        item.push(Element::new(value).saying(choice.name.as_str()));
        if !is_translated && let Some(label) = choice.label.by_language.iter().flatten().next() {
            item.push(Element::new("label").saying(label.literal()));
        }
        for (column, text) in choice.extra.iter().filter(|(column, _)| is_element_name(column)) {
            item.push(Element::new(column.as_str()).saying(text.as_str()));
        }
        root.push(item);
    }
    instance(name).holding([root])
}

/// Whether a choice was made of an item.
fn is_named(document: &Document, item: NodeIx) -> bool {
    let name = document.child(item, "name").or_else(|| document.child(item, "value"));
    name.is_some_and(|name| !document.text(name).trim().is_empty())
}

/// What an item calls its value.
fn value_name(document: &Document, item: NodeIx) -> &'static str {
    let is_value = |child: &NodeIx| matches!(document.local_name(*child), "name" | "value");
    match document.elements(item).find(is_value).map(|child| document.local_name(child)) {
        Some("value") => "value",
        _ => "name",
    }
}

/// Whether a column's header can be the name of an element.
pub(super) fn is_element_name(header: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    header.starts_with(|c: char| c.is_alphabetic() || c == '_') && header.chars().all(is_part)
}
