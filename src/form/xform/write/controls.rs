//! What is asked, in which order and in which words.

use super::Writer;
use super::element::Element;
use super::events::is_shown;
use super::texts::Words;
use crate::form::{Choice, Condition, DataType, Itemset, Kind, Node, NodeId, Question};

impl<'a> Writer<'a> {
    /// The body.
    pub(super) fn body(&mut self) -> Element<'a> {
        let style = Some(self.form.style.as_str()).filter(|style| !style.is_empty());
        let shown = self.children(NodeId(0));
        Element::new("h:body").with_some("class", style).holding(shown)
    }

    fn children(&mut self, above: NodeId) -> Vec<Element<'a>> {
        let form = self.form;
        let shown = form.node(above).children.iter().filter(|child| is_shown(form, **child));
        shown.map(|child| self.control(*child)).collect()
    }

    fn control(&mut self, id: NodeId) -> Element<'a> {
        let form = self.form;
        let node = form.node(id);
        let path = super::path_of(self.paths, id);
        match &node.kind {
            Kind::Question(question) => self.question(id, node, question, path),
            Kind::Repeat { count } => self.repeat(id, node, count.as_ref(), path),
            Kind::Root | Kind::Group => {
                let mut group = dressed(Element::new("group").with("ref", path), node);
                group = group.holding(self.label(node, path));
                group
                    .holding(self.children(id))
                    .holding(self.inside.remove(&id).unwrap_or_default())
            }
        }
    }

    fn repeat(&mut self, id: NodeId, node: &'a Node, count: Option<&'a Condition>, path: &'a str) -> Element<'a> {
        let count = count.map(|count| &*count.expression.source);
        let repeat = Element::new("repeat").with("nodeset", path).with_some("jr:count", count);
        let mut repeat = dressed(repeat, node);
        repeat = repeat
            .holding(self.children(id))
            .holding(self.inside.remove(&id).unwrap_or_default());
        let group = Element::new("group").with("ref", path);
        group.holding(self.label(node, path)).holding([repeat])
    }

    fn label(&mut self, node: &'a Node, path: &str) -> Option<Element<'a>> {
        let words = Words {
            text: &node.label,
            guidance: None,
            media: Some(&node.media),
        };
        self.texts.element("label", || format!("{path}:label"), words)
    }

    fn question(&mut self, id: NodeId, node: &'a Node, question: &'a Question, path: &'a str) -> Element<'a> {
        let is_queried = question.choices.as_ref().is_some_and(|itemset| is_queried(question, itemset));
        let mut control = Element::new(tag(question, is_queried)).with("ref", path);
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
        let mut control = dressed(control, node).holding(self.label(node, path));
        let hint = Words {
            text: &question.hint,
            guidance: Some(&question.guidance),
            media: None,
        };
        control = control.holding(self.texts.element("hint", || format!("{path}:hint"), hint));
        match question.choices.as_deref() {
            Some(itemset) if is_queried => control.set("query", nodeset(itemset)),
            Some(Itemset { search: Some(search), .. }) => control = control.holding(self.items(&search.list)),
            Some(itemset) => {
                let itemset = self.itemset(itemset);
                control.push(itemset);
            }
            None => {}
        }
        control.holding(self.inside.remove(&id).unwrap_or_default())
    }

    /// Choices that stand in the control itself.
    fn items(&mut self, list: &'a str) -> Vec<Element<'a>> {
        let form = self.form;
        let choices = form.lists.get(list).map_or(&[][..], |list| &list.choices);
        let item = |(at, choice): (usize, &'a Choice)| {
            let words = Words {
                text: &choice.label,
                guidance: None,
                media: Some(&choice.media),
            };
            let label = self.texts.element("label", || format!("{list}-{at}"), words);
            Element::new("item")
                .holding(label)
                .holding([Element::new("value").saying(choice.name.as_str())])
        };
        choices.iter().enumerate().map(item).collect()
    }

    fn itemset(&mut self, itemset: &'a Itemset) -> Element<'a> {
        let is_inline = itemset.nodeset.is_none() && self.form.lists.contains_key(&itemset.list);
        let is_translated = is_inline && self.texts.has_translated_choices(&itemset.list);
        let label = if is_translated {
            "jr:itext(itextId)"
        } else {
            itemset.label.as_str()
        };
        Element::new("itemset").with("nodeset", nodeset(itemset)).holding([
            Element::new("value").with("ref", itemset.value.as_str()),
            Element::new("label").with("ref", label),
        ])
    }
}

/// A control with its appearance and the author's own attributes.
fn dressed<'a>(mut control: Element<'a>, node: &'a Node) -> Element<'a> {
    if !node.appearance.is_empty() {
        control.set("appearance", node.appearance.words.join(" "));
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
fn nodeset(itemset: &Itemset) -> String {
    let mut nodeset = match &itemset.nodeset {
        Some(nodeset) => nodeset.expression.source.to_string(),
        None => format!("instance('{}')/root/item", itemset.list),
    };
    if let Some(filter) = &itemset.filter {
        nodeset = format!("{nodeset}[{}]", filter.expression.source);
    }
    match (&itemset.seed, itemset.is_randomized) {
        (Some(seed), true) => format!("randomize({nodeset}, {})", seed.expression.source),
        (None, true) => format!("randomize({nodeset})"),
        (_, false) => nodeset,
    }
}
