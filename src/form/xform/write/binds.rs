//! What is stored for each node and under which conditions.

use super::Writer;
use super::element::Tag;
use crate::form::{Condition, DataType, MissingReason, Node, NodeId, Question};

impl<'a> Writer<'a> {
    /// The binds of all nodes of which there is something to say.
    pub(super) fn binds(&mut self) {
        self.form.ids().for_each(|id| self.bind(id));
    }

    fn bind(&mut self, id: NodeId) {
        let form = self.form;
        let node = form.node(id);
        let path = self.paths.get(id);
        let mut bind = Tag::new("bind").with("nodeset", path);
        let question = form.question(id);
        if let Some(question) = question {
            bind.add("type", bound_type(question));
        }
        let mut condition = |name: &'static str, condition: Option<&'a Condition>| {
            if let Some(condition) = condition {
                bind.add(name, &*condition.expression.source);
            }
        };
        condition("readonly", node.read_only.as_ref());
        condition("relevant", node.relevant.as_ref());
        if let Some(question) = question {
            condition("required", question.required.as_ref());
            condition("constraint", question.constraint.as_ref());
            condition("phieu:softConstraint", question.soft_constraint.as_ref());
            condition("calculate", question.calculate.as_ref().filter(|_| question.trigger.is_empty()));
            self.say_more(path, question, &mut bind);
        }
        extra(node, &mut bind);
        // An attribute that nothing happens to is the instance's alone.
        let is_plain_attribute = form.is_attribute(id) && question.is_some_and(|question| question.calculate.is_none());
        let is_bare =
            (question.is_none() || is_plain_attribute) && node.relevant.is_none() && node.read_only.is_none() && node.extra.is_empty();
        if !is_bare {
            self.binds.empty(&bind);
        }
    }

    /// Messages, what the program fills in, and parameters.
    fn say_more(&mut self, path: &str, question: &'a Question, bind: &mut Tag<'a>) {
        let messages = [
            ("jr:requiredMsg", "jr:requiredMsg", &question.required_message),
            ("jr:constraintMsg", "jr:constraintMsg", &question.constraint_message),
            ("phieu:softConstraintMsg", "softConstraintMsg", &question.soft_constraint_message),
        ];
        for (attribute, name, text) in messages {
            if let Some(message) = self.texts.message(|| format!("{path}:{name}"), text) {
                bind.add(attribute, message);
            }
        }
        if let Some((preload, parameters)) = preload(&question.type_name).filter(|_| question.data == DataType::Metadata) {
            bind.add("jr:preload", preload);
            if !parameters.is_empty() {
                bind.add("jr:preloadParams", parameters);
            }
        }
        if let Some(seconds) = question.minimum_seconds {
            bind.add("phieu:minimumSeconds", seconds.to_string());
        }
        if let Some(reasons) = &question.missing_reasons {
            let words: Vec<&str> = reasons.iter().copied().map(MissingReason::name).collect();
            bind.add("phieu:missingReasons", words.join(" "));
        }
        for (attribute, parameter) in super::super::binds::PARAMETERS {
            if let Some(value) = question.parameters.get(parameter) {
                bind.set(attribute, value.as_str());
            }
        }
    }
}

/// Attributes of the author's own.
fn extra<'a>(node: &'a Node, bind: &mut Tag<'a>) {
    for (column, value) in &node.extra {
        if let Some(attribute) = column.strip_prefix("bind::") {
            bind.set(attribute, value.as_str());
        } else if column == "save_to" {
            bind.set("entities:saveto", value.as_str());
        }
    }
}

/// What XForms call the type of a value.
fn bound_type(question: &Question) -> &'static str {
    match question.data {
        DataType::Integer => "int",
        DataType::Decimal => "decimal",
        DataType::Range if question.parameters.values().any(|value| value.contains('.')) => "decimal",
        DataType::Range if question.is_asked => "int",
        DataType::Date => "date",
        DataType::Time => "time",
        DataType::DateTime => "dateTime",
        DataType::SelectOne if !question.is_asked => "select1",
        DataType::SelectMultiple if !question.is_asked => "select",
        DataType::Rank => "odk:rank",
        DataType::Barcode => "barcode",
        DataType::Geopoint => "geopoint",
        DataType::Geotrace => "geotrace",
        DataType::Geoshape => "geoshape",
        DataType::Image | DataType::Audio | DataType::Video | DataType::File => "binary",
        DataType::Metadata => match question.type_name.as_str() {
            "start" | "end" => "dateTime",
            "today" => "date",
            "audit" | "background-audio" => "binary",
            "start-geopoint" | "background-geopoint" => "geopoint",
            _ => "string",
        },
        DataType::Text | DataType::Note | DataType::Acknowledge | DataType::SelectOne | DataType::SelectMultiple | DataType::Range => {
            "string"
        }
    }
}

/// What fills in metadata, with its parameter.
fn preload(type_name: &str) -> Option<(&'static str, &str)> {
    match type_name {
        "start" | "end" => Some(("timestamp", type_name)),
        "today" => Some(("date", type_name)),
        "instanceID" => Some(("uid", "")),
        "audit" | "start-geopoint" | "background-geopoint" | "background-audio" => None,
        _ => Some(("property", type_name)),
    }
}
