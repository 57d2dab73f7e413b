//! What happens by itself: values that are set when the form is opened, when an instance is added or when an answer changes, and places
//! that are taken then.
//!
//! A default that is an expression, and a calculation with a trigger, are what an `XLSForm` can say: they go to the question. Everything
//! else is an action of the form.

use super::super::finding::FindingKind;
use super::super::{Action, DataType, Form, Kind, Moment, NodeId, Question};
use super::Reader;
use crate::xpath::NodeIx;

/// A `setvalue` as written.
struct Written {
    target: NodeId,
    on: Vec<Moment>,
    /// The path, where it picks an instance.
    path: Option<String>,
    source: String,
}

impl Written {
    fn is_triggered(&self) -> bool {
        self.on.iter().all(|moment| matches!(moment, Moment::Change(_)))
    }
}

impl Reader<'_> {
    /// Reads all actions of a form whose nodes are known.
    pub(super) fn read_actions(&mut self, bind_ids: &[(&str, NodeId)], form: &mut Form) {
        let document = self.document;
        let Some(html) = document.root_element() else {
            return;
        };
        let is_action = |node: &NodeIx| matches!(document.local_name(*node), "setvalue" | "setgeopoint" | "recordaudio");
        let elements: Vec<NodeIx> = document.descendants(html).filter(is_action).collect();
        let mut written: Vec<Written> = Vec::new();
        for element in elements {
            let context = self.context(element);
            let path = document.attribute(element, "ref").unwrap_or_default().to_owned();
            let target = match document.attribute(element, "bind") {
                Some(id) if path.is_empty() => bind_ids.iter().find(|(bind, _)| *bind == id).map(|(_, node)| *node),
                _ => self.resolve(&path, context.unwrap_or(NodeId(0))),
            };
            let (Some(target), Some(on)) = (target, self.moments(element, context, target)) else {
                continue;
            };
            if document.local_name(element) == "setvalue" {
                let source = match document.attribute(element, "value") {
                    // An empty expression empties the answer.
                    Some(source) if source.trim().is_empty() => quoted(""),
                    Some(source) => source.to_owned(),
                    None => quoted(document.text(element).trim()),
                };
                let path = path.contains('[').then_some(path);
                written.push(Written { target, on, path, source });
            } else if let Some(question) = question_mut(form, target) {
                happen_by_itself(question, document.local_name(element), &on);
            }
        }
        let mut targets: Vec<NodeId> = written.iter().map(|written| written.target).collect();
        targets.sort_unstable();
        targets.dedup();
        for target in targets {
            let own = written.iter().filter(|written| written.target == target).collect();
            self.set(target, own, form);
        }
    }

    /// The node of the control that an element stands in; `None` in the model.
    fn context(&mut self, element: NodeIx) -> Option<NodeId> {
        let document = self.document;
        let mut holders: Vec<&str> = document
            .ancestors(element)
            .filter_map(|above| super::controls::reference(document, above))
            .collect();
        holders.reverse();
        holders
            .into_iter()
            .fold(None, |context, path| self.resolve(path, context.unwrap_or(NodeId(0))).or(context))
    }

    /// When an action happens; `None` where one of its events does not exist.
    fn moments(&mut self, element: NodeIx, context: Option<NodeId>, target: Option<NodeId>) -> Option<Vec<Moment>> {
        let events = self.document.attribute(element, "event").unwrap_or_default();
        let mut moments = Vec::new();
        for event in events.split_whitespace() {
            let innermost = context
                .or(target)
                .and_then(|node| self.skeleton.lineage(node).find(|at| self.skeleton.is_repeat(*at)));
            let moment = match event {
                "odk-instance-first-load" | "xforms-ready" => Some(Moment::FirstLoad),
                "odk-instance-load" => Some(Moment::Load),
                "odk-new-repeat" => innermost.map(Moment::NewInstance),
                "xforms-value-changed" => context.map(Moment::Change),
                _ => {
                    let place = self.place_of(event);
                    let event = event.to_owned();
                    self.findings.report(FindingKind::UnknownEvent { event }, place);
                    return None;
                }
            };
            moments.extend(moment);
        }
        Some(moments)
    }

    /// Gives a question what is written about it, in the plainest way that says it all.
    fn set(&mut self, target: NodeId, written: Vec<&Written>, form: &mut Form) {
        let (triggered, others): (Vec<&Written>, Vec<&Written>) = written.into_iter().partition(|written| written.is_triggered());
        let is_calculated = form.question(target).is_none_or(|question| question.calculate.is_some());
        let mut left: Vec<&Written> = Vec::new();
        match triggered.as_slice() {
            [first, rest @ ..] if !is_calculated && first.path.is_none() && rest.iter().all(|other| is_same(first, other)) => {
                let calculate = self.condition(&first.source, target);
                if let Some(question) = question_mut(form, target) {
                    question.calculate = calculate;
                    question.trigger = triggered
                        .iter()
                        .flat_map(|written| &written.on)
                        .filter_map(|moment| moment.node())
                        .collect();
                }
            }
            all => left.extend(all),
        }
        match others.as_slice() {
            [first, rest @ ..] if rest.iter().all(|other| is_same(first, other)) && self.is_default(target, &others) => {
                let default = self.condition(&first.source, target);
                if let Some(question) = question_mut(form, target) {
                    question.dynamic_default = default;
                }
            }
            all => left.extend(all),
        }
        for written in left {
            let picked = written.path.as_ref().and_then(|picked| self.condition(picked, target));
            if let Some(value) = self.condition(&written.source, target) {
                form.actions.push(Action {
                    on: written.on.clone(),
                    target,
                    path: picked,
                    value,
                });
            }
        }
    }

    /// Whether actions do what a default does: set the value when the form is opened, and in each instance that is added.
    fn is_default(&self, target: NodeId, written: &[&Written]) -> bool {
        let mut on: Vec<Moment> = written.iter().flat_map(|written| written.on.iter().copied()).collect();
        on.sort_unstable();
        on.dedup();
        let repeat = self.skeleton.lineage(target).skip(1).find(|at| self.skeleton.is_repeat(*at));
        let expected: Vec<Moment> = [Moment::FirstLoad].into_iter().chain(repeat.map(Moment::NewInstance)).collect();
        on == expected && written.iter().all(|written| written.path.is_none())
    }
}

fn is_same(left: &Written, right: &Written) -> bool {
    left.source == right.source && left.path == right.path
}

/// What only a device can take is metadata.
fn happen_by_itself(question: &mut Question, action: &str, on: &[Moment]) {
    let sources: Vec<NodeId> = on
        .iter()
        .filter_map(|moment| match moment {
            Moment::Change(source) => Some(*source),
            _ => None,
        })
        .collect();
    let name = match action {
        "recordaudio" => "background-audio",
        _ if sources.is_empty() => "start-geopoint",
        _ => "background-geopoint",
    };
    question.data = DataType::Metadata;
    name.clone_into(&mut question.type_name);
    question.trigger.extend(sources);
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
