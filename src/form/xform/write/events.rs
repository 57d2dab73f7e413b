//! What happens by itself: where in an XForm each action stands, so that it happens when it should.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Paths;
use super::element::Tag;
use crate::form::{DataType, Form, Kind, Moment, NodeId};

/// The actions of a form by where they stand.
#[derive(Debug, Default)]
pub(super) struct Events<'a> {
    /// In the model: at the beginning.
    pub(super) of_model: Vec<Tag<'a>>,
    /// In the control of a question, or in a repeat.
    pub(super) inside: BTreeMap<NodeId, Vec<Tag<'a>>>,
}

impl<'a> Events<'a> {
    pub(super) fn of(form: &'a Form, paths: &'a Paths) -> Self {
        let mut events = Self::default();
        for id in form.ids() {
            events.add_question(form, id, paths.get(id));
        }
        for action in &form.actions {
            let reference = match &action.path {
                Some(path) => &*path.expression.source,
                None => paths.get(action.target),
            };
            let moments = words(&action.on);
            let element = setvalue(reference, moments, &action.value.expression.source);
            let context = action.on.iter().find_map(|moment| match moment {
                Moment::Change(node) => Some(*node),
                _ => None,
            });
            let repeat = action.on.iter().find_map(|moment| match moment {
                Moment::NewInstance(repeat) => Some(*repeat),
                _ => None,
            });
            events.add(context.or(repeat), element);
        }
        events
    }

    fn add(&mut self, context: Option<NodeId>, tag: Tag<'a>) {
        match context {
            Some(node) => self.inside.entry(node).or_default().push(tag),
            None => self.of_model.push(tag),
        }
    }

    /// What an XLSForm says of a question: a default that is computed, a calculation that is triggered, what a device takes by itself.
    fn add_question(&mut self, form: &'a Form, id: NodeId, path: &'a str) {
        let Some(question) = form.question(id) else { return };
        if let Some(default) = &question.dynamic_default {
            let source = &default.expression.source;
            match form.repeat_above(id) {
                Some(repeat) => self.add(Some(repeat), setvalue(path, "odk-instance-first-load odk-new-repeat", source)),
                None => self.add(None, setvalue(path, "odk-instance-first-load", source)),
            }
        }
        if question.data == DataType::Metadata {
            self.add_device(path, &question.type_name, &question.trigger, question.parameters.get("quality"));
            return;
        }
        for trigger in &question.trigger {
            if let Some(calculate) = &question.calculate {
                let element = setvalue(path, "xforms-value-changed", &calculate.expression.source);
                self.add(Some(*trigger), element);
            }
        }
    }

    fn add_device(&mut self, path: &'a str, type_name: &str, triggers: &[NodeId], quality: Option<&'a String>) {
        let action = |name: &'static str, event: &'static str| Tag::new(name).with("event", event).with("ref", path);
        match type_name {
            "start-geopoint" => self.add(None, action("odk:setgeopoint", "odk-instance-first-load")),
            "background-geopoint" => {
                for trigger in triggers {
                    self.add(Some(*trigger), action("odk:setgeopoint", "xforms-value-changed"));
                }
            }
            "background-audio" => {
                let record = action("odk:recordaudio", "odk-instance-load");
                self.add(None, record.with_some("odk:quality", quality.map(String::as_str)));
            }
            _ => {}
        }
    }
}

fn setvalue<'a>(reference: &'a str, event: impl Into<Cow<'a, str>>, value: &'a str) -> Tag<'a> {
    Tag::new("setvalue")
        .with("event", event)
        .with("ref", reference)
        .with("value", value)
}

/// The events of moments, each once.
fn words(moments: &[Moment]) -> String {
    let mut words: Vec<&str> = Vec::new();
    for moment in moments {
        let word = match moment {
            Moment::FirstLoad => "odk-instance-first-load",
            Moment::Load => "odk-instance-load",
            Moment::NewInstance(_) => "odk-new-repeat",
            Moment::Change(_) => "xforms-value-changed",
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(" ")
}

/// Whether something is asked in a node, so that the body shows it.
pub(super) fn is_shown(form: &Form, id: NodeId) -> bool {
    let node = form.node(id);
    match &node.kind {
        Kind::Question(question) => question.is_asked,
        Kind::Repeat { .. } => true,
        Kind::Root | Kind::Group => {
            let is_leaf = node.children.is_empty();
            is_leaf || !node.label.is_empty() || !node.media.is_empty() || node.children.iter().any(|child| is_shown(form, *child))
        }
    }
}
