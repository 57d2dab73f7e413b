//! The body of an XForm: what is asked, in which words, and what happens when it is answered.

use indexmap::IndexMap;
use smallvec::SmallVec;

use super::super::{Media, NodeId, Text};
use super::Reader;
use super::attributes::{attribute as named, bears, meant};
use crate::xpath::{Document, NodeIx};

/// A control as written.
#[derive(Debug, Clone, Default)]
pub(super) struct Control<'a> {
    /// Its element's local name.
    pub(super) tag: &'a str,
    pub(super) label: Text,
    pub(super) hint: Text,
    pub(super) guidance: Text,
    pub(super) media: Media,
    pub(super) appearance: &'a str,
    pub(super) media_type: &'a str,
    pub(super) parameters: IndexMap<String, String>,
    /// Attributes of the author's own, by the XLSForm's column for them.
    pub(super) extra: IndexMap<String, String>,
    /// `query`: where a question's choices come from, as it was before there were item sets.
    pub(super) query: Option<&'a str>,
    /// `jr:count` of a repeat.
    pub(super) count: Option<&'a str>,
    /// `jr:noAddRemove`: the instances given are all that there are.
    pub(super) is_fixed: bool,
    /// Which of all controls it is.
    pub(super) place: usize,
    /// The element, for its choices.
    pub(super) element: Option<NodeIx>,
}

/// Attributes that an XLSForm gives as parameters.
pub(super) const PARAMETERS: [(&str, &str); 9] = [
    ("start", "start"),
    ("end", "end"),
    ("step", "step"),
    ("odk:tick-interval", "tick_interval"),
    ("odk:placeholder", "placeholder"),
    ("rows", "rows"),
    ("accuracyThreshold", "capture-accuracy"),
    ("unacceptableAccuracyThreshold", "warning-accuracy"),
    ("incremental", "incremental"),
];

/// The paths of all repeats in a body.
pub(super) fn repeats(document: &Document, body: NodeIx) -> Vec<&str> {
    let elements = document.descendants(body).filter(|node| document.local_name(*node) == "repeat");
    let path = |element| {
        document
            .attribute(element, "nodeset")
            .or_else(|| document.attribute(element, "ref"))
    };
    elements.filter_map(path).map(str::trim).collect()
}

impl Reader<'_> {
    /// Reads all controls below the body.
    pub(super) fn read_controls(&mut self, body: NodeIx) {
        self.read_children(body, NodeId(0));
    }

    fn read_children(&mut self, parent: NodeIx, context: NodeId) {
        let document = self.document;
        for element in document.elements(parent) {
            match document.local_name(element) {
                "group" | "repeat" => {
                    let reference = reference(document, element);
                    let node = reference.and_then(|path| self.resolve(path, context));
                    if let Some(node) = node {
                        self.add(element, node);
                    }
                    self.read_children(element, node.unwrap_or(context));
                }
                "input" | "secret" | "select1" | "select" | "rank" | "upload" | "range" | "trigger" => {
                    let node = reference(document, element).and_then(|path| self.resolve(path, context));
                    if let Some(node) = node {
                        self.add(element, node);
                    }
                }
                _ => {}
            }
        }
    }

    /// Notes a control; the group around a repeat lends it its label.
    fn add(&mut self, element: NodeIx, node: NodeId) {
        let document = self.document;
        let slot = self.controls.get_mut(node.0 as usize).and_then(Option::take);
        let place = self.controls_read;
        let mut control = slot.unwrap_or_else(|| {
            Box::new(Control {
                place,
                ..Control::default()
            })
        });
        self.controls_read += 1;
        control.tag = document.local_name(element);
        control.element = Some(element);
        (control.media_type, control.query) = ("", None);
        let mut accepted = "";
        let mut unknown: SmallVec<[NodeIx; 4]> = SmallVec::new();
        for at in document.attributes(element) {
            let value = document.own_text(at);
            let (prefix, local) = meant(document, at);
            match (prefix, local) {
                ("", "ref" | "nodeset" | "bind" | "class") => {}
                ("", "appearance") if value.is_empty() => {}
                ("", "appearance") => control.appearance = value,
                ("", "mediatype") => control.media_type = value,
                ("", "query") => control.query = Some(value),
                ("jr", "count") => control.count = Some(value),
                ("jr", "noAddRemove") => control.is_fixed |= value == "true()",
                ("", "intent") if control.tag == "upload" => {
                    control.parameters.insert("app".to_owned(), value.to_owned());
                }
                ("", "intent" | "autoplay") => {
                    control.extra.insert(local.to_owned(), value.to_owned());
                }
                _ => {
                    if (prefix, local) == ("", "accept") {
                        accepted = value;
                    }
                    unknown.push(at);
                    continue;
                }
            }
            // Under a prefix of the author's own it is also kept as written.
            if !bears(document.name(at), prefix) {
                unknown.push(at);
            }
        }
        // What is accepted says more than the kind of picker.
        if !accepted.is_empty() {
            control.media_type = accepted;
        }
        for (name, parameter) in PARAMETERS.iter().filter(|_| !unknown.is_empty()) {
            if let Some(value) = named(document, element, name) {
                control.parameters.insert((*parameter).to_owned(), value.to_owned());
            }
        }
        for at in unknown {
            let name = document.name(at);
            if PARAMETERS.iter().all(|(known, _)| *known != name) {
                control.extra.insert(format!("body::{name}"), document.own_text(at).to_owned());
            }
        }
        for child in document.elements(element) {
            match document.local_name(child) {
                // A repeat goes by the label of the group around it.
                "label" if control.tag != "repeat" => {
                    let text = self.text(child, node);
                    control.label = text.label;
                    control.media = text.media;
                }
                "hint" => {
                    let text = self.text(child, node);
                    control.hint = text.label;
                    control.guidance = text.guidance;
                }
                _ => {}
            }
        }
        if let Some(slot) = self.controls.get_mut(node.0 as usize) {
            *slot = Some(control);
        }
    }
}

/// The node that an element is about, as written.
pub(super) fn reference(document: &Document, element: NodeIx) -> Option<&str> {
    document
        .attribute(element, "ref")
        .or_else(|| document.attribute(element, "nodeset"))
}
