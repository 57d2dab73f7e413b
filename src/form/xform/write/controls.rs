//! What is asked, in which order and in which words.

use std::borrow::Cow;

use super::Writer;
use super::element::Tag;
use super::events::is_shown;
use super::texts::Words;
use crate::form::{Condition, DataType, Itemset, Kind, Node, NodeId, Question};

impl<'a> Writer<'a> {
    /// The body.
    pub(super) fn body(&mut self) {
        let style = Some(self.form.style.as_str()).filter(|style| !style.is_empty());
        self.body.begin(&Tag::new("h:body").with_some("class", style));
        self.children(NodeId(0));
        self.body.end();
    }

    fn children(&mut self, above: NodeId) {
        let form = self.form;
        for child in &form.node(above).children {
            if is_shown(form, *child) {
                self.control(*child);
            }
        }
    }

    /// What happens in a control or repeat.
    fn actions(&mut self, id: NodeId) {
        for action in self.inside.remove(&id).unwrap_or_default() {
            self.body.empty(&action);
        }
    }

    fn control(&mut self, id: NodeId) {
        let form = self.form;
        let node = form.node(id);
        let path = self.paths.get(id);
        match &node.kind {
            Kind::Question(question) => self.question(id, node, question, path),
            Kind::Repeat { count } => self.repeat(id, node, count.as_ref(), path),
            Kind::Root | Kind::Group => {
                self.body.begin(&dressed(Tag::new("group").with("ref", path), node));
                self.label(node, path);
                self.children(id);
                self.actions(id);
                self.body.end();
            }
        }
    }

    fn repeat(&mut self, id: NodeId, node: &'a Node, count: Option<&'a Condition>, path: &'a str) {
        self.body.begin(&Tag::new("group").with("ref", path));
        self.label(node, path);
        let count = count.map(|count| &*count.expression.source);
        let repeat = Tag::new("repeat").with("nodeset", path).with_some("jr:count", count);
        self.body.begin(&dressed(repeat, node));
        self.children(id);
        self.actions(id);
        self.body.end();
        self.body.end();
    }

    fn label(&mut self, node: &'a Node, path: &str) {
        let words = Words {
            text: &node.label,
            guidance: None,
            media: Some(&node.media),
        };
        self.texts.element(&mut self.body, "label", || format!("{path}:label"), words);
    }

    fn question(&mut self, id: NodeId, node: &'a Node, question: &'a Question, path: &'a str) {
        let is_queried = question.choices.as_ref().is_some_and(|itemset| is_queried(question, itemset));
        let mut control = Tag::new(tag(question, is_queried)).with("ref", path);
        match question.data {
            DataType::Image => control.set("mediatype", "image/*"),
            DataType::Audio => control.set("mediatype", "audio/*"),
            DataType::Video => control.set("mediatype", "video/*"),
            DataType::File => control.set("mediatype", "application/*"),
            _ => {}
        }
        for (attribute, parameter) in super::super::controls::PARAMETERS {
            if let Some(value) = question.parameters.get(parameter) {
                control.set(attribute, value.as_str());
            }
        }
        if let Some(app) = question.parameters.get("app") {
            control.set("intent", app.as_str());
        }
        let mut control = dressed(control, node);
        let itemset = question.choices.as_deref();
        if let Some(itemset) = itemset.filter(|_| is_queried) {
            control.set("query", nodeset(itemset));
        }
        self.body.begin(&control);
        self.label(node, path);
        let hint = Words {
            text: &question.hint,
            guidance: Some(&question.guidance),
            media: None,
        };
        self.texts.element(&mut self.body, "hint", || format!("{path}:hint"), hint);
        match itemset.filter(|_| !is_queried) {
            Some(Itemset { search: Some(search), .. }) => self.items(&search.list),
            Some(itemset) => self.itemset(itemset),
            None => {}
        }
        self.actions(id);
        self.body.end();
    }

    /// Choices that stand in the control itself.
    fn items(&mut self, list: &'a str) {
        let choices = self.form.lists.get(list).map_or(&[][..], |list| &list.choices);
        for (at, choice) in choices.iter().enumerate() {
            let words = Words {
                text: &choice.label,
                guidance: None,
                media: Some(&choice.media),
            };
            self.body.begin(&Tag::new("item"));
            self.texts.element(&mut self.body, "label", || format!("{list}-{at}"), words);
            self.body.saying(&Tag::new("value"), &choice.name);
            self.body.end();
        }
    }

    fn itemset(&mut self, itemset: &'a Itemset) {
        let is_inline = itemset.nodeset.is_none() && self.form.lists.contains_key(&itemset.list);
        let is_translated = is_inline && self.texts.has_translated_choices(&itemset.list);
        let label = if is_translated {
            "jr:itext(itextId)"
        } else {
            itemset.label.as_str()
        };
        self.body.begin(&Tag::new("itemset").with("nodeset", nodeset(itemset)));
        self.body.empty(&Tag::new("value").with("ref", itemset.value.as_str()));
        self.body.empty(&Tag::new("label").with("ref", label));
        self.body.end();
    }
}

/// A control with its appearance and the author's own attributes.
fn dressed<'a>(mut control: Tag<'a>, node: &'a Node) -> Tag<'a> {
    match node.appearance.words.as_slice() {
        [] => {}
        [word] => control.set("appearance", word.as_str()),
        words => control.set("appearance", words.join(" ")),
    }
    for (column, value) in &node.extra {
        let own = column.strip_prefix("body::").or_else(|| column.strip_prefix("control::"));
        match (own, column.as_str()) {
            (Some(attribute), _) => control.set(attribute, value.as_str()),
            (None, "intent" | "autoplay") => control.set(column.as_str(), value.as_str()),
            _ => {}
        }
    }
    control
}

/// Choices that are asked for as they were before there were item sets: from one table for all.
fn is_queried(question: &Question, itemset: &Itemset) -> bool {
    question.type_name == "select_one_external" && itemset.is_external
}

fn tag(question: &Question, is_queried: bool) -> &'static str {
    match question.data {
        DataType::SelectOne if is_queried => "input",
        DataType::SelectOne => "select1",
        DataType::SelectMultiple => "select",
        DataType::Rank => "odk:rank",
        DataType::Range => "range",
        DataType::Acknowledge => "trigger",
        DataType::Image | DataType::Audio | DataType::Video | DataType::File => "upload",
        _ => "input",
    }
}

/// The path to the choices: filtered, then put in a random order.
fn nodeset(itemset: &Itemset) -> Cow<'_, str> {
    let mut nodeset = match &itemset.nodeset {
        Some(nodeset) => Cow::Borrowed(&*nodeset.expression.source),
        None => format!("instance('{}')/root/item", itemset.list).into(),
    };
    if let Some(filter) = &itemset.filter {
        nodeset = format!("{nodeset}[{}]", filter.expression.source).into();
    }
    match (&itemset.seed, itemset.is_randomized) {
        (Some(seed), true) => format!("randomize({nodeset}, {})", seed.expression.source).into(),
        (None, true) => format!("randomize({nodeset})").into(),
        (_, false) => nodeset,
    }
}
