//! The instances of an XForm: the primary one with the first values, choice lists, and files that are attached.

use super::element::{Tag, Xml};
use super::texts::{Texts, Words};
use crate::form::instances::LAST_SAVED;
use crate::form::skeleton::attribute_name;
use crate::form::{Choice, Form, Kind, NodeId};
use crate::xpath::document::NodeKind;
use crate::xpath::{Document, NodeIx};

/// Writes the primary instance.
pub(super) fn primary(form: &Form, xml: &mut Xml) {
    let mut root = Tag::new(form.root.as_str());
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
    xml.begin(&Tag::new("instance"));
    xml.begin(&root);
    if let Some(document) = &form.prefilled {
        for element in document.root_element().into_iter().flat_map(|root| document.elements(root)) {
            copy(document, element, xml);
        }
    } else {
        for child in form.in_instance_order(NodeId(0)) {
            node(form, child, true, xml);
        }
    }
    xml.end();
    xml.end();
}

/// Writes a node with what is below it: a repeat as its template, where that is wanted, and one instance.
fn node(form: &Form, id: NodeId, with_template: bool, xml: &mut Xml) {
    let is_repeat = matches!(form.node(id).kind, Kind::Repeat { .. });
    if is_repeat && with_template {
        instance_of(form, id, true, true, xml);
    }
    instance_of(form, id, false, with_template && !is_repeat, xml);
}

/// Writes one instance of a node; `with_templates` says whether the repeats in it have theirs.
fn instance_of(form: &Form, id: NodeId, is_template: bool, with_templates: bool, xml: &mut Xml) {
    let design = form.node(id);
    let default = |id: NodeId| form.question(id).and_then(|question| question.default.as_deref());
    let mut tag = Tag::new(design.name.as_str());
    if is_template {
        tag.set("jr:template", "");
    }
    for (name, value) in design.own_attributes() {
        tag.set(name, value);
    }
    let children = form.in_instance_order(id);
    for child in &children {
        if let Some(name) = attribute_name(&form.node(*child).name) {
            tag.set(name, default(*child).unwrap_or_default());
        }
    }
    match default(id).filter(|default| !default.is_empty()) {
        Some(default) => {
            xml.begin_text(&tag);
            xml.say(default);
        }
        None => xml.begin(&tag),
    }
    for child in children {
        if !form.is_attribute(child) {
            node(form, child, with_templates, xml);
        }
    }
    xml.end();
}

fn copy(document: &Document, from: NodeIx, xml: &mut Xml) {
    let mut tag = Tag::new(document.name(from));
    for attribute in document.attributes(from) {
        tag.set(document.name(attribute), document.text(attribute));
    }
    let is_text = |child: NodeIx| document.kind(child) == NodeKind::Text && !document.text(child).is_empty();
    if document.children(from).any(is_text) {
        xml.begin_text(&tag);
    } else {
        xml.begin(&tag);
    }
    for child in document.children(from) {
        match document.kind(child) {
            NodeKind::Element => copy(document, child, xml),
            NodeKind::Text => xml.say(&document.text(child)),
            _ => {}
        }
    }
    xml.end();
}

/// Writes the choice lists and the attached files, in their order.
pub(super) fn secondary<'a>(form: &'a Form, texts: &mut Texts<'a>, xml: &mut Xml) {
    for name in form.lists.keys().filter(|name| !names_columns(form, name)) {
        list(form, name, texts, xml);
    }
    for (name, document) in &form.instances {
        if let Some(root) = document.root_element().filter(|_| is_inline(form, name)) {
            xml.begin(&instance(name));
            copy(document, root, xml);
            xml.end();
        }
    }
    for (name, file) in &form.files {
        let folder = if has_extension(file, "csv") {
            "jr://file-csv/"
        } else {
            "jr://file/"
        };
        xml.empty(&instance(name).with("src", format!("{folder}{file}")));
    }
    if reads_last_saved(form) {
        xml.empty(&instance(LAST_SAVED).with("src", "jr://instance/last-saved"));
    }
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

fn instance(id: &str) -> Tag<'_> {
    Tag::new("instance").with("id", id)
}

fn has_extension(file: &str, extension: &str) -> bool {
    file.rsplit_once('.')
        .is_some_and(|(_, found)| found.eq_ignore_ascii_case(extension))
}

fn reads_last_saved(form: &Form) -> bool {
    let mut reads = false;
    let call = format!("instance('{LAST_SAVED}')");
    for node in &form.nodes {
        node.each_condition(&mut |condition| reads |= condition.expression.may_call(&call));
    }
    reads
}

/// Writes a list as the document that expressions read, its labels as texts or as what translations call them.
fn list<'a>(form: &'a Form, name: &'a str, texts: &mut Texts<'a>, xml: &mut Xml) {
    let choices: &[Choice] = form.lists.get(name).map_or(&[], |list| &list.choices);
    let is_translated = texts.has_translated_choices(name);
    let document = form.instances.get(name);
    let root = document.and_then(|document| Some((document, document.root_element()?)));
    let items = root
        .into_iter()
        .flat_map(|(document, root)| document.elements(root).map(move |item| (document, item)));
    let mut named = items.filter(|(document, item)| is_named(document, *item));
    xml.begin(&instance(name));
    xml.begin(&Tag::new("root"));
    for (at, choice) in choices.iter().enumerate() {
        let written = named.next();
        let words = Words {
            text: &choice.label,
            guidance: None,
            media: Some(&choice.media),
        };
        xml.begin(&Tag::new("item"));
        if is_translated {
            let own_id = written.and_then(|(document, item)| Some(document.text(document.child(item, "itextId")?).trim().to_owned()));
            let id = own_id.unwrap_or_else(|| format!("{name}-{at}"));
            texts.translate(&id, words);
            xml.saying(&Tag::new("itextId"), &id);
        }
        let value = written.map_or("name", |(document, item)| value_name(document, item));
        xml.saying(&Tag::new(value), &choice.name);
        if !is_translated && let Some(label) = choice.label.by_language.iter().flatten().next() {
            xml.saying(&Tag::new("label"), &label.literal());
        }
        for (column, text) in choice.extra.iter().filter(|(column, _)| is_element_name(column)) {
            xml.saying(&Tag::new(column.as_str()), text);
        }
        xml.end();
    }
    xml.end();
    xml.end();
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
