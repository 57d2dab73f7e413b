//! From a [`Form`] to an ODK XForm that reads as the same form.
//!
//! What XForms do not know stays behind: places, sheets and columns of other tools, and how an XLSForm called a type that has several
//! names. What only this program knows goes along in a namespace of its own, which other tools pass over.

mod binds;
mod controls;
mod element;
mod events;
mod instances;
mod texts;

use std::collections::BTreeMap;

use super::attributes::NAMESPACES;
use crate::form::entity::specification;
use crate::form::{Form, NodeId};
use element::{Tag, Xml};
use events::Events;
use texts::{Texts, Words};

const XFORMS: &str = "http://www.w3.org/2002/xforms";

/// Namespaces that every XForm declares, by their prefixes.
const DECLARED: [(&str, &str); 3] = [
    ("h", "http://www.w3.org/1999/xhtml"),
    ("ev", "http://www.w3.org/2001/xml-events"),
    ("xsd", "http://www.w3.org/2001/XMLSchema"),
];

impl Form {
    /// The form as an ODK XForm: reading it back gives the same form, up to what an XForm carries. Attached files stay attached, under their
    /// names.
    pub fn to_xform(&self) -> String {
        let paths = Paths::of(self);
        let Events { of_model, inside } = Events::of(self, &paths);
        let mut writer = Writer {
            form: self,
            paths: &paths,
            texts: Texts::of(self),
            inside,
            body: Xml::at(1),
            binds: Xml::at(3),
        };
        writer.body();
        writer.binds();
        writer.document(&of_model)
    }

    /// The start tag of the root element, with every prefix declared that is used inside.
    fn html(&self, used: &[&str]) -> Tag<'_> {
        let mut html = Tag::new("h:html").with("xmlns", XFORMS);
        let known = DECLARED.iter().chain(&NAMESPACES);
        for (prefix, namespace) in known.clone().filter(|(prefix, _)| *prefix == "h" || used.contains(prefix)) {
            html.set(format!("xmlns:{prefix}"), *namespace);
        }
        for prefix in used.iter().filter(|prefix| known.clone().all(|(known, _)| known != *prefix)) {
            if !matches!(*prefix, "xml" | "xmlns") {
                html.set(format!("xmlns:{prefix}"), self.namespace(prefix));
            }
        }
        html
    }

    /// What the settings bind a prefix to, `prefix="address" …`; else an address that nobody else uses.
    fn namespace(&self, prefix: &str) -> String {
        let declared = self.settings.get("namespaces").map_or("", String::as_str);
        let of_prefix = |part: &str| {
            let (name, address) = part.split_once('=')?;
            (name == prefix).then(|| address.trim_matches('"').to_owned())
        };
        let found = declared.split_whitespace().find_map(of_prefix);
        found.unwrap_or_else(|| format!("urn:phieu:prefix:{prefix}"))
    }
}

/// A form being written.
struct Writer<'a> {
    form: &'a Form,
    paths: &'a Paths,
    texts: Texts<'a>,
    /// The actions that stand in a control or repeat.
    inside: BTreeMap<NodeId, Vec<Tag<'a>>>,
    body: Xml,
    binds: Xml,
}

/// The path of each node, all in one text.
struct Paths {
    text: String,
    /// Where each ends and the next begins.
    ends: Vec<usize>,
}

impl Paths {
    fn of(form: &Form) -> Self {
        let mut paths = Self {
            text: String::new(),
            ends: Vec::with_capacity(form.nodes.len()),
        };
        // Parents come before their children.
        for node in &form.nodes {
            if let Some(parent) = node.parent {
                paths.text.extend_from_within(paths.range(parent));
            }
            paths.text.push('/');
            paths.text.push_str(&node.name);
            paths.ends.push(paths.text.len());
        }
        paths
    }

    fn range(&self, id: NodeId) -> std::ops::Range<usize> {
        let end = |at: usize| self.ends.get(at).copied();
        let at = id.0 as usize;
        let start = at.checked_sub(1).and_then(end).unwrap_or_default();
        start..end(at).unwrap_or(start)
    }

    /// The path of a node.
    fn get(&self, id: NodeId) -> &str {
        self.text.get(self.range(id)).unwrap_or_default()
    }
}

impl<'a> Writer<'a> {
    /// The whole, once the body and the binds have said which translations there are.
    fn document(mut self, actions: &[Tag<'a>]) -> String {
        let form = self.form;
        let mut head = Xml::at(1);
        head.begin(&Tag::new("h:head"));
        head.saying(&Tag::new("h:title"), &form.title);
        let model = Tag::new("model").with("odk:xforms-version", "1.0.0");
        head.begin(&model.with_some("entities:entities-version", specification(form)));
        self.submission(&mut head);
        let mut secondary = Xml::at(3);
        instances::secondary(form, &mut self.texts, &mut secondary);
        for (id, text) in &form.texts {
            self.texts.translate_once(id, Words::of(text));
        }
        let mut model = Xml::at(3);
        self.texts.itext(&mut model);
        instances::primary(form, &mut model);
        let mut happening = Xml::at(3);
        for action in actions {
            happening.empty(action);
        }
        let parts = [head, model, secondary, self.binds, happening];
        let used: Vec<&str> = parts.iter().chain([&self.body]).flat_map(Xml::prefixes).collect();
        let html = form.html(&used);
        let length: usize = parts.iter().chain([&self.body]).map(Xml::len).sum();
        let mut xml = Xml::document(length + 1024);
        xml.begin(&html);
        for part in parts {
            xml.join(part);
        }
        xml.end();
        xml.end();
        xml.join(self.body);
        xml.end();
        xml.into_text()
    }

    /// Where records go, if the settings say so.
    fn submission(&self, xml: &mut Xml) {
        let mut submission = Tag::new("submission");
        let mut is_said = false;
        for (attribute, setting) in super::settings::OF_SUBMISSION {
            if let Some(value) = self.form.settings.get(setting) {
                submission.set(attribute, value.as_str());
                if attribute == "action" {
                    submission.set("method", "post");
                }
                is_said = true;
            }
        }
        if is_said {
            xml.empty(&submission);
        }
    }
}

#[cfg(test)]
mod tests;
