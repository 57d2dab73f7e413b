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
use element::Element;
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
        let paths: Vec<String> = self.ids().map(|id| self.path(id)).collect();
        let Events { of_model, inside } = Events::of(self, &paths);
        let mut writer = Writer {
            form: self,
            paths: &paths,
            texts: Texts::of(self),
            inside,
        };
        let body = writer.body();
        let model = writer.model(of_model);
        let head = Element::new("h:head").holding([Element::new("h:title").saying(self.title.as_str()), model]);
        let content = Element::new("").holding([head, body]);
        let mut xml = String::from("<?xml version=\"1.0\"?>\n");
        self.html(content).write(0, &mut xml);
        xml.push('\n');
        xml
    }

    /// The root element around a head and a body, with every prefix declared that they use.
    fn html<'a>(&self, content: Element<'a>) -> Element<'a> {
        let mut used: Vec<&str> = Vec::new();
        content.prefixes(&mut used);
        let used: Vec<String> = used.into_iter().map(str::to_owned).collect();
        let uses = |prefix: &str| used.iter().any(|used| used == prefix);
        let mut html = Element::new("h:html").with("xmlns", XFORMS);
        let known = DECLARED.iter().chain(&NAMESPACES);
        for (prefix, namespace) in known.clone().filter(|(prefix, _)| *prefix == "h" || uses(prefix)) {
            html.set(format!("xmlns:{prefix}"), *namespace);
        }
        for prefix in used.iter().filter(|prefix| known.clone().all(|(known, _)| known != prefix)) {
            if !matches!(prefix.as_str(), "xml" | "xmlns") {
                html.set(format!("xmlns:{prefix}"), self.namespace(prefix));
            }
        }
        html.holding(content.into_elements())
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
    /// The path of each node.
    paths: &'a [String],
    texts: Texts<'a>,
    /// The actions that stand in a control or repeat.
    inside: BTreeMap<NodeId, Vec<Element<'a>>>,
}

/// The path of a node among those of all.
fn path_of(paths: &[String], id: NodeId) -> &str {
    paths.get(id.0 as usize).map_or("", String::as_str)
}

impl<'a> Writer<'a> {
    /// The model, once the body has said which translations there are.
    fn model(mut self, actions: Vec<Element<'a>>) -> Element<'a> {
        let binds = self.binds();
        let secondary = instances::secondary(self.form, &mut self.texts);
        for (id, text) in &self.form.texts {
            self.texts.translate_once(id, Words::of(text));
        }
        let mut model = Element::new("model")
            .with("odk:xforms-version", "1.0.0")
            .with_some("entities:entities-version", specification(self.form));
        model = model.holding(self.submission()).holding(self.texts.into_element());
        model.push(instances::primary(self.form));
        model.holding(secondary).holding(binds).holding(actions)
    }

    /// Where records go, if the settings say so.
    fn submission(&self) -> Option<Element<'a>> {
        let mut submission = Element::new("submission");
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
        is_said.then_some(submission)
    }
}

#[cfg(test)]
mod tests;
