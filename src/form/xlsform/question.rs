//! The cells of a question: its rules, its first value, its parameters, what makes it run.

use indexmap::IndexMap;

use super::super::finding::{Excerpt, FindingKind};
use super::super::{DataType, MissingReason, NodeId, Place, Question};
use super::cells::Written;
use super::compile::Compiler;
use super::default::is_dynamic;
use super::outline::DraftKind;
use super::parameters::{self, Complaints};
use super::reference::{self, From, Malformed};
use super::row::Row;
use super::types::PlainType;

impl Compiler<'_> {
    pub(super) fn plain_question(&mut self, plain: &PlainType, row: &Row, id: NodeId) -> Question {
        let mut question = self.question(plain.data, plain.name, row, id);
        let is_computed = row.has("calculation") || row.has("trigger");
        let is_shown = row.has("label") || row.has("hint");
        question.is_asked = plain.is_asked && (is_shown || !is_computed);
        if plain.name == "calculate" && !row.has("calculation") && question.dynamic_default.is_none() {
            let name = self.outline.skeleton.name(id).to_owned();
            self.findings.report(FindingKind::MissingCalculation { name }, row.place.clone());
        }
        if let (Some(constraint), None) = (plain.constraint, &question.constraint) {
            question.constraint = self.condition_at(constraint, &row.place, "constraint", id, From::Node);
        }
        if !question.trigger.is_empty() && question.calculate.is_none() && plain.data != DataType::Metadata {
            question.calculate = self.condition_at("''", &row.place_of("trigger"), "calculation", id, From::Node);
        }
        if plain.data == DataType::Range {
            let place = row.place_of("parameters");
            super::range::settle(&mut question, &row.text("appearance"), self.lists, &place, self.findings);
        }
        if let Some(geometry) = question.parameters.get("reference-geometry") {
            question.choices = self.reference_geometry(geometry, plain.name, row, id).map(Box::new);
        }
        self.require_words(&question, row);
        question
    }

    /// A value that the form itself says.
    pub(super) fn fixed(&mut self, value: &str, row: &Row, id: NodeId) -> Question {
        let mut question = self.question(DataType::Text, "hidden", row, id);
        question.default = Some(value.to_owned());
        question.is_asked = false;
        question
    }

    /// What is asked must be asked in some words, or with a picture or sound. Questions that the standard adds need none.
    pub(super) fn require_words(&mut self, question: &Question, row: &Row) {
        let has_words = ["label", "hint", "image", "audio", "video", "big-image"]
            .iter()
            .any(|key| row.has(key));
        if question.is_asked && !has_words && row.ordinal > 0 {
            let name = row.text("name");
            self.findings.report(FindingKind::MissingLabel { name }, row.place.clone());
        }
    }

    pub(super) fn question(&mut self, data: DataType, type_name: &'static str, row: &Row, id: NodeId) -> Question {
        let parameters = self.parameters(type_name, data, row);
        if row.has("big-image") && !row.has("image") {
            let kind = FindingKind::MissingCell {
                column: "image".to_owned(),
                type_name: type_name.to_owned(),
            };
            self.findings.report(kind, row.place_of("big-image"));
        }
        let default = row.get("default").map(|(text, place)| (text, place.clone()));
        let (default, dynamic) = match default {
            Some((text, place)) if is_dynamic(&text, data) => (None, Some((text, place))),
            Some((text, _)) => (Some(default_value(text, data)), None),
            None => (None, None),
        };
        Question {
            data,
            hint: self.text(row, "hint", Some(id)),
            guidance: self.text(row, "guidance_hint", Some(id)),
            required: self.condition(row, "required", id),
            required_message: self.text(row, "required_message", Some(id)),
            constraint: self.condition(row, "constraint", id),
            constraint_message: self.text(row, "constraint_message", Some(id)),
            soft_constraint: self.condition(row, "soft_constraint", id),
            soft_constraint_message: self.text(row, "soft_constraint_message", Some(id)),
            minimum_seconds: self.seconds(row, "minimum_seconds"),
            missing_reasons: self.missing_reasons(row),
            calculate: self.condition(row, "calculation", id),
            trigger: self.trigger(row),
            default,
            dynamic_default: dynamic.and_then(|(text, place)| self.condition_at(&text, &place, "default", id, From::Node)),
            choices: None,
            parameters,
            is_asked: true,
            type_name: type_name.to_owned(),
        }
    }

    fn parameters(&mut self, type_name: &'static str, data: DataType, row: &Row) -> IndexMap<String, String> {
        let rows = row.get("rows").map(|(rows, _)| ("rows".to_owned(), rows));
        let Some((cell, place)) = row.get("parameters") else {
            return rows.into_iter().collect();
        };
        let Ok(mut pairs) = parameters::parse(&cell) else {
            self.findings
                .report(FindingKind::MalformedParameters { found: cell }, place.clone());
            return IndexMap::new();
        };
        parameters::settle(type_name, data, &mut pairs, &row.text("appearance"));
        let mut complaints = Complaints {
            type_name,
            place,
            findings: self.findings,
        };
        complaints.check(data, &pairs);
        pairs.extend(rows);
        pairs
    }

    /// The questions whose answering makes a calculation run.
    fn trigger(&mut self, row: &Row) -> Vec<NodeId> {
        let Some((cell, place)) = row.get("trigger") else {
            return Vec::new();
        };
        let mut targets = Vec::new();
        for part in cell.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let Some(name) = reference::sole_reference(part) else {
                self.malformed(Malformed(part.to_owned()), "trigger", Written::whole(&cell, place));
                continue;
            };
            let start = cell.find(part).unwrap_or_default();
            let excerpt = Excerpt::of(&cell, start..start + part.len());
            let Some(target) = self.target(&name, "trigger", place, Some(excerpt)) else {
                continue;
            };
            if !self.is_shown(target) {
                self.findings.report(FindingKind::HiddenTrigger { name }, place.clone());
            }
            targets.push(target);
        }
        targets
    }

    fn is_shown(&self, id: NodeId) -> bool {
        let Some(draft) = self.outline.drafts.get(id.0 as usize) else {
            return false;
        };
        match &draft.kind {
            DraftKind::Plain(plain) => {
                let has_text = draft.row.has("label") || draft.row.has("hint");
                plain.is_asked && (has_text || !draft.row.has("calculation"))
            }
            DraftKind::Select(_) => true,
            DraftKind::Root | DraftKind::Group | DraftKind::Repeat | DraftKind::Fixed(_) => false,
        }
    }

    /// A number of seconds in a cell.
    fn seconds(&mut self, row: &Row, column: &str) -> Option<u32> {
        let (text, place) = row.get(column)?;
        let seconds = text.trim().parse().ok();
        if seconds.is_none() {
            self.bad_cell(column, text, "0, 1, 2, …".to_owned(), place);
        }
        seconds
    }

    /// Why the question may be left without an answer.
    fn missing_reasons(&mut self, row: &Row) -> Option<Vec<MissingReason>> {
        let (text, place) = row.get("missing_reasons")?;
        let known = |word: &str| {
            MissingReason::NAMES
                .iter()
                .find(|(name, _)| *name == word)
                .map(|(_, reason)| *reason)
        };
        let words: Vec<String> = text
            .split_whitespace()
            .map(|word| word.trim_end_matches(',').to_lowercase())
            .collect();
        if words == ["none"] {
            return Some(Vec::new());
        }
        if let Some(unknown) = words.iter().find(|word| known(word).is_none()) {
            let names: Vec<&str> = MissingReason::NAMES.iter().map(|(name, _)| *name).chain(["none"]).collect();
            self.bad_cell("missing_reasons", unknown.clone(), names.join(", "), place);
        }
        let mut reasons: Vec<MissingReason> = words.iter().filter_map(|word| known(word)).collect();
        reasons.sort_unstable();
        reasons.dedup();
        Some(reasons)
    }

    fn bad_cell(&mut self, column: &str, found: String, expected: String, place: &Place) {
        let column = column.to_owned();
        self.findings
            .report(FindingKind::BadCell { column, found, expected }, place.clone());
    }
}

/// A literal default as it is stored.
fn default_value(text: String, data: DataType) -> String {
    match data {
        DataType::Image if !text.contains("jr://") => format!("jr://images/{text}"),
        _ => text,
    }
}
