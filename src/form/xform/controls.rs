//! The body of an XForm: what is asked, in which words, and what happens when it is answered.

use indexmap::IndexMap;

use super::super::{Media, NodeId, Text};
use super::Reader;
use super::attributes::{attribute as named, others};
use crate::xpath::{Document, NodeIx};

/// A control as written.
#[derive(Debug, Clone, Default)]
pub(super) struct Control {
    /// Its element's local name.
    pub(super) tag: String,
    pub(super) label: Text,
    pub(super) hint: Text,
    pub(super) guidance: Text,
    pub(super) media: Media,
    pub(super) appearance: String,
    pub(super) media_type: String,
    pub(super) parameters: IndexMap<String, String>,
    /// Attributes of the author's own, by the XLSForm's column for them.
    pub(super) extra: IndexMap<String, String>,
    /// `query`: where a question's choices come from, as it was before there were item sets.
    pub(super) query: Option<String>,
    /// `jr:count` of a repeat.
    pub(super) count: Option<String>,
    /// `jr:noAddRemove`: the instances given are all that there are.
    pub(super) is_fixed: bool,
    /// Which of all controls it is.
    pub(super) place: usize,
    /// The element, for its choices.
    pub(super) element: Option<NodeIx>,
}

/// Attributes that are read apart.
const KNOWN: [&str; 11] = [
    "ref",
    "nodeset",
    "bind",
    "appearance",
    "mediatype",
    "query",
    "jr:count",
    "jr:noAddRemove",
    "intent",
    "autoplay",
    "class",
];

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
pub(super) fn repeats(document: &Document, body: NodeIx) -> Vec<String> {
    let elements = document.descendants(body).filter(|node| document.local_name(*node) == "repeat");
    let path = |element| {
        document
            .attribute(element, "nodeset")
            .or_else(|| document.attribute(element, "ref"))
    };
    elements.filter_map(path).map(|path| path.trim().to_owned()).collect()
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
                tag @ ("group" | "repeat") => {
                    let reference = reference(document, element);
                    let node = reference.and_then(|path| self.resolve(path, context));
                    if let Some(node) = node {
                        self.add(tag, element, node);
                    }
                    self.read_children(element, node.unwrap_or(context));
                }
                tag @ ("input" | "secret" | "select1" | "select" | "rank" | "upload" | "range" | "trigger") => {
                    let node = reference(document, element).and_then(|path| self.resolve(path, context));
                    if let Some(node) = node {
                        self.add(tag, element, node);
                    }
                }
                _ => {}
            }
        }
    }

    /// Notes a control; the group around a repeat lends it its label.
    fn add(&mut self, tag: &str, element: NodeIx, node: NodeId) {
        let document = self.document;
        let path = self.skeleton.path(node);
        let attribute = |name: &str| document.attribute(element, name).unwrap_or_default().to_owned();
        let slot = self.controls.get_mut(node.0 as usize).and_then(Option::take);
        let mut control = slot.unwrap_or(Control {
            place: self.controls_read,
            ..Control::default()
        });
        self.controls_read += 1;
        tag.clone_into(&mut control.tag);
        control.element = Some(element);
        let appearance = attribute("appearance");
        if !appearance.is_empty() {
            control.appearance = appearance;
        }
        // What is accepted says more than the kind of picker.
        control.media_type = Some(attribute("accept"))
            .filter(|accepted| !accepted.is_empty())
            .unwrap_or_else(|| attribute("mediatype"));
        if let Some(count) = named(document, element, "jr:count") {
            control.count = Some(count.to_owned());
        }
        control.query = document.attribute(element, "query").map(str::to_owned);
        control.is_fixed |= named(document, element, "jr:noAddRemove") == Some("true()");
        for (name, parameter) in PARAMETERS {
            if let Some(value) = named(document, element, name) {
                control.parameters.insert(parameter.to_owned(), value.to_owned());
            }
        }
        for name in ["intent", "autoplay"] {
            let Some(value) = document.attribute(element, name) else { continue };
            if tag == "upload" && name == "intent" {
                control.parameters.insert("app".to_owned(), value.to_owned());
            } else {
                control.extra.insert(name.to_owned(), value.to_owned());
            }
        }
        let unknown = others(document, element, &KNOWN).filter(|(name, _)| PARAMETERS.iter().all(|(known, _)| known != name));
        control
            .extra
            .extend(unknown.map(|(name, value)| (format!("body::{name}"), value.to_owned())));
        for child in document.elements(element) {
            match document.local_name(child) {
                // A repeat goes by the label of the group around it.
                "label" if tag != "repeat" => {
                    let text = self.text(child, &path);
                    control.label = text.label;
                    control.media = text.media;
                }
                "hint" => {
                    let text = self.text(child, &path);
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
