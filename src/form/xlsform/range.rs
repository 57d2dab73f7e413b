//! The scale of a range question: numbers that fit each other, and labels of ticks that lie on it.

use indexmap::IndexMap;

use super::super::finding::Findings;
use super::super::{Itemset, Place, Question};
use super::choices::RawChoice;
use super::parameters::Complaints;

/// Gives a range question its whole scale; what does not fit is reported.
pub(super) fn settle(
    question: &mut Question,
    appearance: &str,
    lists: &IndexMap<String, Vec<RawChoice>>,
    place: &Place,
    findings: &mut Findings,
) {
    let mut complaints = Complaints {
        type_name: "range",
        place,
        findings,
    };
    let number = |key: &str, usual: Option<f64>, complaints: &mut Complaints<'_>| -> Option<f64> {
        let Some(text) = question.parameters.get(key) else {
            return usual;
        };
        let number = decimal(text);
        if number.is_none() {
            complaints.bad(key, text, "1, 0.5, …");
        }
        number
    };
    let (start, end) = (
        number("start", Some(1.0), &mut complaints),
        number("end", Some(10.0), &mut complaints),
    );
    let step = number("step", Some(1.0), &mut complaints);
    let (tick, placeholder) = (
        number("tick_interval", None, &mut complaints),
        number("placeholder", None, &mut complaints),
    );
    let is_plain = appearance.is_empty() || appearance.contains("vertical") || appearance.contains("no-ticks");
    let with_ticks = ["tick_interval", "placeholder", "tick_labelset"];
    if !is_plain && with_ticks.iter().any(|key| question.parameters.contains_key(*key)) {
        complaints.bad(
            &with_ticks.join(", "),
            appearance,
            "appearance: vertical, no-ticks, vertical no-ticks",
        );
    }
    for (key, usual) in [("start", "1"), ("end", "10"), ("step", "1")] {
        question.parameters.entry(key.to_owned()).or_insert_with(|| usual.to_owned());
    }
    if let (Some(start), Some(end), Some(step)) = (start, end, step) {
        let scale = Scale { start, end, step, tick };
        scale.check(placeholder, &mut complaints);
        if let Some(list) = question.parameters.get("tick_labelset") {
            scale.check_labels(list, appearance.contains("no-ticks"), lists, &mut complaints);
        }
    }
    if let Some(list) = question.parameters.get("tick_labelset").filter(|list| lists.contains_key(*list)) {
        question.choices = Some(Box::new(Itemset::of_list(list)));
    }
}

/// As the decimal arithmetic of other readers has it: no infinity, no words.
fn decimal(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}

#[derive(Clone, Copy)]
struct Scale {
    start: f64,
    end: f64,
    step: f64,
    tick: Option<f64>,
}

impl Scale {
    fn width(self) -> f64 {
        (self.end - self.start).abs()
    }

    fn holds(self, value: f64) -> bool {
        value >= self.start.min(self.end) && value <= self.start.max(self.end)
    }

    fn bounds(self) -> String {
        format!("start … end ({} … {})", self.start, self.end)
    }

    fn check(self, placeholder: Option<f64>, complaints: &mut Complaints<'_>) {
        for (key, value) in [("step", Some(self.step)), ("tick_interval", self.tick)] {
            let Some(value) = value else { continue };
            if value == 0.0 {
                complaints.bad(key, value, "≠ 0");
            } else if value > self.width() {
                complaints.bad(key, value, format!("≤ |end - start| ({})", self.width()));
            }
        }
        if let Some(tick) = self.tick
            && !is_multiple(tick, self.step)
        {
            complaints.bad("tick_interval", tick, format!("n × step ({})", self.step));
        }
        if let Some(placeholder) = placeholder {
            if !is_multiple(placeholder - self.start, self.step) {
                complaints.bad(
                    "placeholder",
                    placeholder,
                    format!("start + n × step ({} + n × {})", self.start, self.step),
                );
            } else if !self.holds(placeholder) {
                complaints.bad("placeholder", placeholder, self.bounds());
            }
        }
    }

    fn check_labels(self, list: &str, has_no_ticks: bool, lists: &IndexMap<String, Vec<RawChoice>>, complaints: &mut Complaints<'_>) {
        let Some(choices) = lists.get(list) else {
            let names: Vec<&str> = lists.keys().map(String::as_str).collect();
            complaints.bad("tick_labelset", list, format!("list_name: {}", names.join(", ")));
            return;
        };
        let (interval, name) = match self.tick {
            Some(tick) => (tick, "tick_interval"),
            None => (self.step, "step"),
        };
        let mut labelled: Vec<f64> = Vec::new();
        for choice in choices {
            let Some(value) = decimal(&choice.name) else {
                complaints.bad("tick_labelset", &choice.name, "1, 0.5, …");
                continue;
            };
            labelled.push(value);
            if !self.holds(value) {
                complaints.bad("tick_labelset", &choice.name, self.bounds());
            } else if !is_multiple(value - self.start, interval) {
                complaints.bad(
                    "tick_labelset",
                    &choice.name,
                    format!("start + n × {name} ({} + n × {interval})", self.start),
                );
            }
        }
        let is_end = |value: &f64| (value - self.start).abs() < f64::EPSILON || (value - self.end).abs() < f64::EPSILON;
        let are_both_ends = labelled.len() == choices.len() && labelled.len() == 2 && labelled.iter().all(is_end);
        if has_no_ticks && !are_both_ends {
            complaints.bad(
                "tick_labelset",
                list,
                format!("appearance no-ticks: 2 choices, start and end ({}, {})", self.start, self.end),
            );
        }
    }
}

/// Whether `value` is a whole number of `unit`s, as far as decimals written in a cell can tell.
fn is_multiple(value: f64, unit: f64) -> bool {
    unit != 0.0 && ((value / unit) - (value / unit).round()).abs() < 1e-9
}
