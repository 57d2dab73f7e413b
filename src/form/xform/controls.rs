//! The body of an XForm: what is asked, in which words, and what happens when it is answered.

use indexmap::IndexMap;

use super::super::{DataType, Form, Kind, Media, NodeId, Question, Text};
use super::Reader;
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
    /// `jr:count` of a repeat.
    pub(super) count: Option<String>,
    /// The element, for its choices.
    pub(super) element: Option<NodeIx>,
}

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
        let mut control = slot.unwrap_or_default();
        tag.clone_into(&mut control.tag);
        control.element = Some(element);
        let appearance = attribute("appearance");
        if !appearance.is_empty() {
            control.appearance = appearance;
        }
        control.media_type = attribute("mediatype");
        if let Some(count) = document.attribute(element, "jr:count") {
            control.count = Some(count.to_owned());
        }
        for name in ["start", "end", "step", "rows", "odk:tick-interval", "odk:placeholder"] {
            if let Some(value) = document.attribute(element, name) {
                let key = name.trim_start_matches("odk:").replace('-', "_");
                control.parameters.insert(key, value.to_owned());
            }
        }
        for child in document.elements(element) {
            match document.local_name(child) {
                "label" => {
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

    /// What happens by itself: values that are set when the form or a repeat instance is made or when a question is answered, and places
    /// that are taken then.
    pub(super) fn read_actions(&mut self, model: NodeIx, bind_ids: &[(String, NodeId)], form: &mut Form) {
        let document = self.document;
        let Some(html) = document.root_element() else {
            return;
        };
        let is_action = |node: &NodeIx| matches!(document.local_name(*node), "setvalue" | "setgeopoint" | "recordaudio");
        let actions: Vec<NodeIx> = document.descendants(html).filter(is_action).collect();
        for action in actions {
            let holder = document.parent(action).filter(|parent| *parent != model);
            let context = holder.and_then(|holder| reference(document, holder));
            let context = context.and_then(|path| self.resolve(path, NodeId(0)));
            let target = match (document.attribute(action, "ref"), document.attribute(action, "bind")) {
                (Some(path), _) => self.resolve(path, context.unwrap_or(NodeId(0))),
                (None, Some(id)) => bind_ids.iter().find(|(bind, _)| bind == id).map(|(_, node)| *node),
                (None, None) => None,
            };
            if let Some(target) = target {
                self.act(action, target, context, form);
            }
        }
    }

    fn act(&mut self, action: NodeIx, target: NodeId, context: Option<NodeId>, form: &mut Form) {
        let document = self.document;
        let events = document.attribute(action, "event").unwrap_or_default();
        let is_triggered = events.contains("xforms-value-changed");
        let by_itself = match document.local_name(action) {
            "setgeopoint" if is_triggered => Some("background-geopoint"),
            "setgeopoint" => Some("start-geopoint"),
            "recordaudio" => Some("background-audio"),
            _ => None,
        };
        let source = match document.attribute(action, "value") {
            Some(source) => source.to_owned(),
            None => quoted(document.text(action).trim()),
        };
        let path = self.skeleton.path(target);
        let condition = if by_itself.is_none() {
            self.condition(&source, &path)
        } else {
            None
        };
        let Some(question) = question_mut(form, target) else {
            return;
        };
        if is_triggered {
            question.trigger.extend(context);
        }
        match by_itself {
            Some(name) => {
                question.data = DataType::Metadata;
                name.clone_into(&mut question.type_name);
            }
            None if is_triggered => question.calculate = condition,
            None => question.dynamic_default = condition,
        }
    }
}

fn reference(document: &Document, element: NodeIx) -> Option<&str> {
    document
        .attribute(element, "ref")
        .or_else(|| document.attribute(element, "nodeset"))
}

fn question_mut(form: &mut Form, id: NodeId) -> Option<&mut Question> {
    match &mut form.nodes.get_mut(id.0 as usize)?.kind {
        Kind::Question(question) => Some(question),
        Kind::Root | Kind::Group | Kind::Repeat { .. } => None,
    }
}

/// A literal as an expression.
fn quoted(text: &str) -> String {
    if text.contains('\'') {
        format!("\"{text}\"")
    } else {
        format!("'{text}'")
    }
}
