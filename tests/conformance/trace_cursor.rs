//! Where a filling stands: the places that a person passes on the way through a form, one after the other.

use phieu::form::Kind;
use phieu::interview::{At, Interview};
use serde_json::Value as Json;

use crate::pack::field;
use crate::trace_state::text;

/// A place: its kind as recorded (`QUESTION`, `GROUP`, `REPEAT`, …) and its reference.
type Stop = (&'static str, String);

/// Where a filling stands.
pub(crate) struct Cursor {
    kind: String,
    reference: String,
}

impl Default for Cursor {
    fn default() -> Self {
        Self {
            kind: "BEGINNING_OF_FORM".to_owned(),
            reference: String::new(),
        }
    }
}

impl Cursor {
    /// Stands where a row says that its step led.
    pub(crate) fn jump(&mut self, row: &Json) {
        if let Some([kind, reference]) = row["pos"].as_array().map(Vec::as_slice) {
            self.kind = text(Some(kind));
            self.reference = text(Some(reference));
        }
    }

    /// Goes on, back or to the start; the place must be the recorded one.
    pub(crate) fn go(&mut self, op: &str, interview: &Interview, row: &Json) -> Result<(), String> {
        let stops = stops(interview);
        let here = stops
            .iter()
            .position(|(kind, reference)| *kind == self.kind && *reference == self.reference);
        let next = match op {
            "refAtIndex" => return self.is_at(row),
            "jumpToBeginningOfForm" => Some(0),
            "next" => Some(here.map_or(1, |here| here + 1)),
            _ => here.and_then(|here| here.checked_sub(1)),
        };
        let Some((kind, reference)) = next.and_then(|next| stops.get(next)).cloned() else {
            return Err("there is nothing further on".to_owned());
        };
        let (wanted, named) = (kind_of(field(&row["result"], "cls")), text(row["args"].get(0)));
        wanted.unwrap_or(kind).clone_into(&mut self.kind);
        self.reference.clone_from(if named.is_empty() { &reference } else { &named });
        let is_there = wanted.is_none_or(|wanted| wanted == kind) && (named.is_empty() || named == reference);
        if is_there {
            Ok(())
        } else {
            Err(format!("expected {wanted:?} {named}, found {kind} {reference}"))
        }
    }

    fn is_at(&self, row: &Json) -> Result<(), String> {
        let recorded: Json = serde_json::from_str(field(&row["result"], "json")).unwrap_or_default();
        let expected = field(&recorded, "xpathReference");
        if expected == self.reference {
            Ok(())
        } else {
            Err(format!("expected {expected}, found {}", self.reference))
        }
    }
}

fn kind_of(class: &str) -> Option<&'static str> {
    match class {
        "GroupEvent" => Some("GROUP"),
        "RepeatInstanceEvent" => Some("REPEAT"),
        "PromptNewRepeatEvent" => Some("PROMPT_NEW_REPEAT"),
        "EndOfFormEvent" => Some("END_OF_FORM"),
        _ if class.ends_with("QuestionEvent") => Some("QUESTION"),
        _ => None,
    }
}

/// All places in order.
fn stops(interview: &Interview) -> Vec<Stop> {
    let mut stops = vec![("BEGINNING_OF_FORM", String::new())];
    pass(interview, interview.root(), &mut stops);
    stops.push(("END_OF_FORM", String::new()));
    stops
}

fn pass(interview: &Interview, above: At, stops: &mut Vec<Stop>) {
    let form = interview.form();
    for &child in &form.node(interview.node(above)).children {
        let design = form.node(child);
        if form.is_attribute(child) {
            continue;
        }
        if matches!(design.kind, Kind::Repeat { .. }) {
            for instance in interview.instances(above, child) {
                if interview.is_relevant(instance) {
                    stops.push(("REPEAT", interview.reference(instance)));
                    pass(interview, instance, stops);
                }
            }
            if !interview.is_counted(child) && interview.is_relevant(above) {
                let around = interview.reference(above);
                stops.push(("PROMPT_NEW_REPEAT", format!("{around}/{}", design.name)));
            }
            continue;
        }
        let Some(at) = interview.find(&format!("{}/{}", interview.reference(above), design.name)) else {
            continue;
        };
        if !interview.is_relevant(at) {
            continue;
        }
        match &design.kind {
            Kind::Question(question) if question.is_asked => stops.push(("QUESTION", interview.reference(at))),
            Kind::Question(_) => {}
            _ => {
                if design.name != "meta" {
                    stops.push(("GROUP", interview.reference(at)));
                }
                pass(interview, at, stops);
            }
        }
    }
}
