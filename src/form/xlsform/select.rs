//! Where a question's choices come from: a list of the workbook, an attached file, or earlier answers.

use indexmap::IndexMap;

use super::super::finding::{FindingKind, Findings, nearest};
use super::super::{Condition, Itemset, NodeId, Place, Question};
use super::choices::RawChoice;
use super::compile::Compiler;
use super::parameters::bad;
use super::reference::{self, From};
use super::row::Row;
use super::types::SelectType;

impl Compiler<'_> {
    /// The choices of a select or rank question.
    pub(super) fn itemset(&mut self, select: &SelectType, row: &Row, id: NodeId, parameters: &IndexMap<String, String>) -> Option<Itemset> {
        let mut itemset = Itemset::of_list(&select.list);
        itemset.is_randomized = parameters.get("randomize").is_some_and(|value| value == "true");
        if let Some(seed) = parameters.get("seed") {
            itemset.seed = self.condition_at(seed, &row.place_of("parameters"), "parameters", id, From::Node);
        }
        let mut filter = row.get("choice_filter").map(|(text, place)| (text, place.clone()));
        if let Some(name) = reference::sole_reference(&select.list) {
            itemset.list.clear();
            let nodeset = self.earlier_answers(&name, row, id, &mut itemset)?;
            let place = row.place_of("choice_filter");
            filter = Some(match filter {
                None => (format!("./{} != ''", itemset.value), place),
                Some((text, place)) => (text, place),
            });
            let (text, place) = filter?;
            let compiled = self.condition_at(&text, &place, "choice_filter", id, From::Current);
            itemset.filter = compiled.and_then(|filter| self.seen_from_choice(&filter.expression.source, &nodeset, &place));
            return Some(itemset);
        }
        if let Some((text, place)) = filter {
            itemset.filter = self.condition_at(&text, &place, "choice_filter", id, From::Current);
        }
        if select.is_from_file || has_list_file(&select.list) {
            self.file(select, row, parameters, &mut itemset);
        } else {
            self.list(select, row);
        }
        if select.has_other {
            let name = format!("{}_other", self.outline.skeleton.name(id));
            let parent = self.outline.skeleton.parent(id);
            itemset.other = parent.and_then(|parent| self.outline.skeleton.child(parent, &name));
        }
        Some(itemset)
    }

    /// Choices that are the answers to an earlier question of a repeat; gives back the path to the repeat.
    fn earlier_answers(&mut self, name: &str, row: &Row, id: NodeId, itemset: &mut Itemset) -> Option<String> {
        let place = row.place_of("type");
        let target = self.target(name, "type", &place, None)?;
        let (nodeset, value) = reference::path_to_instances(&self.outline.skeleton, id, target);
        itemset.value.clone_from(&value);
        itemset.label = value;
        itemset.nodeset = self.condition_at(&nodeset, &place, "type", id, From::Node);
        Some(nodeset)
    }

    /// A filter over earlier answers names them by their path; seen from one of them that is `.`.
    fn seen_from_choice(&mut self, filter: &str, nodeset: &str, place: &Place) -> Option<Condition> {
        let filter = filter.replace(&format!("current()/{nodeset}"), ".").replace(nodeset, ".");
        self.condition_at(&filter, place, "choice_filter", NodeId(0), From::Node)
    }

    fn file(&mut self, select: &SelectType, row: &Row, parameters: &IndexMap<String, String>, itemset: &mut Itemset) {
        if row.text("appearance").contains("search(") {
            let kind = FindingKind::ForbiddenCell {
                column: "appearance".to_owned(),
                type_name: select.name.to_owned(),
            };
            self.findings.report(kind, row.place_of("appearance"));
        }
        let (stem, extension) = select.list.rsplit_once('.').unwrap_or((&select.list, ""));
        let (value, label) = match extension {
            "csv" | "xml" => ("name", "label"),
            "geojson" => ("id", "title"),
            _ => {
                let file = select.list.clone();
                self.findings.report(FindingKind::UnknownFileKind { file }, row.place_of("type"));
                return;
            }
        };
        stem.clone_into(&mut itemset.list);
        itemset.is_external = true;
        itemset.file = Some(select.list.clone());
        let mut column = |key: &str, usual: &str| {
            let name = parameters.get(key).map_or(usual, String::as_str);
            if !super::is_name(name) || name.contains(':') {
                let kind = FindingKind::InvalidName {
                    name: name.to_owned(),
                    column: format!("parameters ({key})"),
                };
                self.findings.report(kind, row.place_of("parameters"));
            }
            name.to_owned()
        };
        itemset.value = column("value", value);
        itemset.label = column("label", label);
    }

    fn list(&mut self, select: &SelectType, row: &Row) {
        let sheet = if select.is_external { "external_choices" } else { "choices" };
        let has_sheet = self.workbook.sheet(sheet).is_some_and(|sheet| !sheet.header.is_empty());
        if self.lists.contains_key(&select.list) && (has_sheet || !select.is_external) {
            return;
        }
        let kind = if has_sheet {
            FindingKind::UnknownList {
                suggestion: nearest(&select.list, self.lists.keys().map(String::as_str)),
                list: select.list.clone(),
            }
        } else {
            FindingKind::MissingSheet {
                suggestion: nearest(sheet, self.workbook.sheets.iter().map(|sheet| sheet.name.as_str())),
                sheet: sheet.to_owned(),
            }
        };
        self.findings.report(kind, row.place_of("type"));
    }
}

fn has_list_file(list: &str) -> bool {
    [".csv", ".xml", ".geojson"].iter().any(|extension| list.ends_with(extension))
}

/// The scale of a range question: numbers that fit each other, and labels of ticks that lie on it.
pub(super) fn check_range(question: &mut Question, row: &Row, lists: &IndexMap<String, Vec<RawChoice>>, findings: &mut Findings) {
    let place = row.place_of("parameters");
    let mut number = |key: &str, usual: Option<f64>| -> Option<f64> {
        let Some(text) = question.parameters.get(key) else {
            return usual;
        };
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        if number.is_none() {
            bad(key, text, "1, 0.5, …", &place, findings);
        }
        number
    };
    let (start, end, step) = (number("start", Some(1.0)), number("end", Some(10.0)), number("step", Some(1.0)));
    let (tick, placeholder) = (number("tick_interval", None), number("placeholder", None));
    let (Some(start), Some(end), Some(step)) = (start, end, step) else {
        return;
    };
    for (key, usual) in [("start", "1"), ("end", "10"), ("step", "1")] {
        question.parameters.entry(key.to_owned()).or_insert_with(|| usual.to_owned());
    }
    let scale = Scale { start, end, step };
    let mut refuse = |key: &str, value: f64, expected: String| bad(key, &value.to_string(), &expected, &place, findings);
    for (key, value) in [("step", Some(step)), ("tick_interval", tick)] {
        let Some(value) = value else { continue };
        if value == 0.0 {
            refuse(key, value, "≠ 0".to_owned());
        } else if value.abs() > scale.width() {
            refuse(key, value, format!("≤ {}", scale.width()));
        }
    }
    if let Some(tick) = tick
        && !is_multiple(tick, step)
    {
        refuse("tick_interval", tick, format!("× {step}"));
    }
    if let Some(placeholder) = placeholder {
        if !is_multiple(placeholder - start, step) {
            refuse("placeholder", placeholder, format!("{start} + × {step}"));
        } else if !scale.holds(placeholder) {
            refuse("placeholder", placeholder, scale.to_string());
        }
    }
    let appearance = row.text("appearance");
    let is_plain = appearance.is_empty() || appearance.contains("vertical") || appearance.contains("no-ticks");
    let has_ticks = ["tick_interval", "placeholder", "tick_labelset"]
        .iter()
        .any(|key| question.parameters.contains_key(*key));
    if has_ticks && !is_plain {
        bad("appearance", &appearance, "vertical, no-ticks", &place, findings);
    }
    if let Some(name) = question.parameters.get("tick_labelset") {
        question.choices = Some(Itemset::of_list(name));
        check_ticks(
            name,
            scale,
            tick.unwrap_or(step),
            appearance.contains("no-ticks"),
            lists,
            &place,
            findings,
        );
    }
}

#[derive(Clone, Copy)]
struct Scale {
    start: f64,
    end: f64,
    step: f64,
}

impl Scale {
    fn width(self) -> f64 {
        (self.end - self.start).abs()
    }

    fn holds(self, value: f64) -> bool {
        value >= self.start.min(self.end) && value <= self.start.max(self.end)
    }
}

impl std::fmt::Display for Scale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} … {} × {}", self.start, self.end, self.step)
    }
}

/// Whether `value` is a whole number of `unit`s, as far as decimals written in a cell can tell.
fn is_multiple(value: f64, unit: f64) -> bool {
    unit != 0.0 && ((value / unit) - (value / unit).round()).abs() < 1e-9
}

fn check_ticks(
    name: &str,
    scale: Scale,
    interval: f64,
    has_no_ticks: bool,
    lists: &IndexMap<String, Vec<RawChoice>>,
    place: &Place,
    findings: &mut Findings,
) {
    let Some(choices) = lists.get(name) else {
        let kind = FindingKind::UnknownList {
            suggestion: nearest(name, lists.keys().map(String::as_str)),
            list: name.to_owned(),
        };
        findings.report(kind, place.clone());
        return;
    };
    for choice in choices {
        let value = choice.name.parse::<f64>().ok().filter(|value| value.is_finite());
        let is_end = |value: f64| (value - scale.start).abs() < f64::EPSILON || (value - scale.end).abs() < f64::EPSILON;
        let fits = |value: f64| scale.holds(value) && is_multiple(value - scale.start, interval) && (!has_no_ticks || is_end(value));
        if !value.is_some_and(fits) {
            bad("tick_labelset", &choice.name, &scale.to_string(), place, findings);
        }
    }
}
