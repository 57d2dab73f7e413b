//! The cells of an outlined form as conditions and texts, node by node.

use std::ops::Range;

use indexmap::IndexMap;

use super::super::finding::{Excerpt, FindingKind, Findings, nearest};
use super::super::{
    Appearance, Attachments, Choice, ChoiceList, Condition, DataType, Form, Kind, Media, MissingReason, Node, NodeId, Place, Question,
    Template, TemplatePart, Text, Workbook, condition, instances,
};
use super::choices::RawChoice;
use super::default::is_dynamic;
use super::languages::Languages;
use super::outline::{DraftKind, Outline};
use super::parameters;
use super::reference::{self, From, Malformed, Replaced};
use super::row::{Entry, Row};
use super::settings::Settings;
use super::types::PlainType;

/// Columns of the survey sheet that the model has no field for; other readers of the form may want them.
const KEPT_AS_WRITTEN: [&str; 3] = ["autoplay", "save_to", "intent"];

/// Compiles one form.
pub(super) struct Compiler<'a> {
    pub(super) outline: &'a Outline,
    pub(super) languages: &'a Languages,
    pub(super) lists: &'a IndexMap<String, Vec<RawChoice>>,
    pub(super) workbook: &'a Workbook,
    pub(super) findings: &'a mut Findings,
}

/// A text with expressions in it, at its place: a cell, or a part of one.
#[derive(Clone, Copy)]
struct Written<'a> {
    cell: &'a str,
    start: usize,
    end: usize,
    place: &'a Place,
}

impl<'a> Written<'a> {
    fn whole(cell: &'a str, place: &'a Place) -> Self {
        let (start, end) = (0, cell.len());
        Self { cell, start, end, place }
    }

    fn source(self) -> &'a str {
        self.cell.get(self.start..self.end).unwrap_or_default()
    }

    /// Bytes of the part, pointed at in the whole cell.
    fn excerpt(self, range: Range<usize>) -> Excerpt {
        Excerpt::of(self.cell, self.start + range.start..self.start + range.end)
    }
}

impl Compiler<'_> {
    /// The whole form, without its workbook.
    pub(super) fn form(mut self, stem: &str, settings: &Settings, attachments: &dyn Attachments) -> Form {
        let nodes: Vec<Node> = self.outline.skeleton.ids().map(|id| self.node(id)).collect();
        let lists = self.choice_lists();
        let id = Some(settings.text("form_id"))
            .filter(|id| !id.is_empty())
            .unwrap_or_else(|| stem.to_owned());
        let title = Some(settings.text("form_title"))
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| id.clone());
        let instance_name = settings.get("instance_name").map(|(source, place)| (source, place.clone()));
        let root = NodeId(0);
        let instance_name = instance_name.and_then(|(source, place)| self.condition_at(&source, &place, "instance_name", root, From::Node));
        let mut form = Form {
            id,
            version: settings.text("version"),
            title,
            root: self.outline.skeleton.name(root).to_owned(),
            languages: self.languages.list.clone(),
            default_language: self.languages.default,
            nodes,
            lists,
            instances: IndexMap::new(),
            workbook: Workbook::default(),
            style: settings.text("style"),
            instance_name,
            settings: settings.others(),
            actions: Vec::new(),
            prefilled: None,
        };
        instances::add_lists(&mut form);
        for external in &self.outline.externals {
            instances::add_file(
                &mut form,
                &external.name,
                &external.file,
                &external.place,
                attachments,
                self.findings,
            );
        }
        let taken: Vec<_> = self
            .outline
            .externals
            .iter()
            .map(|external| (external.name.as_str(), external.file.as_str()))
            .collect();
        instances::add_named_files(&mut form, &taken, attachments, self.findings);
        form
    }

    fn choice_lists(&mut self) -> IndexMap<String, ChoiceList> {
        let lists = self.lists;
        let compiled = lists.iter().map(|(name, choices)| {
            let choices = choices.iter().map(|raw| self.choice(raw)).collect();
            (name.clone(), ChoiceList { choices })
        });
        compiled.collect()
    }

    fn choice(&mut self, raw: &RawChoice) -> Choice {
        self.languages.warn_missing(&raw.row, "label", self.findings);
        Choice {
            name: raw.name.clone(),
            label: self.text(&raw.row, "label", None),
            media: self.media(&raw.row),
            extra: raw.row.extra().collect(),
            place: raw.row.place.clone(),
        }
    }

    #[expect(clippy::indexing_slicing, reason = "an outline has one draft for each node of its skeleton")]
    fn node(&mut self, id: NodeId) -> Node {
        let outline = self.outline;
        let draft = &outline.drafts[id.0 as usize];
        let row = &draft.row;
        let kind = match &draft.kind {
            DraftKind::Root => Kind::Root,
            DraftKind::Group => Kind::Group,
            DraftKind::Repeat => Kind::Repeat {
                count: self.condition(row, "repeat_count", id),
            },
            DraftKind::Plain(plain) => Kind::Question(Box::new(self.plain_question(plain, row, id))),
            DraftKind::Select(select) => {
                let mut question = self.question(select.data, select.name, row, id);
                question.choices = self.itemset(select, row, id, &question.parameters);
                Kind::Question(Box::new(question))
            }
        };
        for key in ["label", "hint", "required_message", "constraint_message", "soft_constraint_message"] {
            self.languages.warn_missing(row, key, self.findings);
        }
        let is_note = matches!(&kind, Kind::Question(question) if question.data == DataType::Note);
        let extra = self.extra(row, id);
        Node {
            name: outline.skeleton.name(id).to_owned(),
            parent: outline.skeleton.parent(id),
            children: outline.skeleton.children(id).to_vec(),
            kind,
            label: self.text(row, "label", Some(id)),
            media: self.media(row),
            relevant: self.condition(row, "relevant", id),
            read_only: if is_note {
                condition::always(&row.place)
            } else {
                self.condition(row, "read_only", id)
            },
            appearance: Appearance {
                words: row.text("appearance").split_whitespace().map(str::to_owned).collect(),
            },
            place: row.place.clone(),
            extra,
        }
    }

    /// Columns without a field of their own. In the attributes of binds and controls references stand for paths, as everywhere.
    fn extra(&mut self, row: &Row, id: NodeId) -> IndexMap<String, String> {
        let mut extra = IndexMap::new();
        for entry in row.entries.iter().filter(|entry| !entry.column.is_known) {
            let key = &entry.column.key;
            let is_attribute = ["bind::", "body::", "instance::"].iter().any(|prefix| key.starts_with(prefix));
            let replaced = is_attribute.then(|| self.replaced(Written::whole(&entry.text, &entry.place), key, Some(id), From::Node));
            let text = replaced.flatten().map_or_else(|| entry.text.clone(), |replaced| replaced.text);
            extra.insert(key.clone(), text);
        }
        extra.extend(KEPT_AS_WRITTEN.iter().filter_map(|key| Some(((*key).to_owned(), row.get(key)?.0))));
        extra
    }

    fn plain_question(&mut self, plain: &PlainType, row: &Row, id: NodeId) -> Question {
        let mut question = self.question(plain.data, plain.name, row, id);
        let is_computed = row.get("calculation").is_some() || row.get("trigger").is_some();
        let is_shown = row.texts("label").next().is_some() || row.texts("hint").next().is_some();
        question.is_asked = plain.is_asked && (is_shown || !is_computed);
        if plain.name == "calculate" && row.get("calculation").is_none() && question.dynamic_default.is_none() {
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
            super::select::check_range(&mut question, row, self.lists, self.findings);
        }
        question
    }

    fn question(&mut self, data: DataType, type_name: &str, row: &Row, id: NodeId) -> Question {
        let parameters = self.parameters(type_name, data, row);
        if row.get("big-image").is_some() && row.get("image").is_none() {
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

    fn parameters(&mut self, type_name: &str, data: DataType, row: &Row) -> IndexMap<String, String> {
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
        parameters::check(type_name, data, &pairs, place, self.findings);
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
                let has_text = draft.row.texts("label").next().is_some() || draft.row.texts("hint").next().is_some();
                plain.is_asked && (has_text || draft.row.get("calculation").is_none())
            }
            DraftKind::Select(_) => true,
            DraftKind::Root | DraftKind::Group | DraftKind::Repeat => false,
        }
    }

    /// The condition of a cell; `None` for an empty one, for one that always holds or never does, whichever is the same as empty.
    fn condition(&mut self, row: &Row, column: &str, context: NodeId) -> Option<Condition> {
        let (text, place) = row.get(column)?;
        let place = place.clone();
        let source = match (text.to_lowercase().as_str(), column) {
            ("yes" | "true" | "true()", "relevant") | ("no" | "false" | "false()", "required" | "read_only") => return None,
            ("yes" | "true", "required" | "read_only" | "constraint" | "soft_constraint") => "true()",
            ("no" | "false", "relevant" | "constraint" | "soft_constraint") => "false()",
            _ => &text,
        };
        self.condition_at(source, &place, column, context, From::Node)
    }

    /// The condition of an expression written at a place.
    pub(super) fn condition_at(&mut self, source: &str, place: &Place, column: &str, context: NodeId, from: From) -> Option<Condition> {
        self.condition_of(Written::whole(source, place), column, Some(context), from)
    }

    fn condition_of(&mut self, written: Written<'_>, column: &str, context: Option<NodeId>, from: From) -> Option<Condition> {
        let replaced = self.replaced(written, column, context, from)?;
        condition::parse(&replaced.text, written.place, &mut |error| {
            let at = |byte: u32| replaced.original(byte as usize);
            let (start, end) = (at(error.span.start), at(error.span.end));
            let kind = FindingKind::BadExpression {
                source: written.source().to_owned(),
                reason: error.kind,
            };
            let excerpt = written.excerpt(start..end.max(start));
            self.findings.point_at(kind, written.place.clone(), excerpt);
        })
    }

    /// A text with its references replaced by paths; `None` when one of them is wrong.
    fn replaced(&mut self, written: Written<'_>, column: &str, context: Option<NodeId>, from: From) -> Option<Replaced> {
        let source = written.source();
        let references = match reference::references(source) {
            Ok(references) => references,
            Err(malformed) => {
                self.malformed(malformed, column, written);
                return None;
            }
        };
        let surroundings = reference::surroundings(source, &references);
        let mut replacements = Vec::new();
        let mut is_whole = true;
        for (reference, around) in references.into_iter().zip(surroundings) {
            let Some(target) = self.target(
                &reference.name,
                column,
                written.place,
                Some(written.excerpt(reference.range.clone())),
            ) else {
                is_whole = false;
                continue;
            };
            let skeleton = &self.outline.skeleton;
            let path = if reference.is_last_saved {
                format!("instance('__last-saved'){}", skeleton.path(target))
            } else if around.is_indexed_repeat_name {
                skeleton.path(target)
            } else {
                let from = if around.is_in_instance_predicate { From::Current } else { from };
                reference::path(skeleton, context, target, from)
            };
            replacements.push((reference, path));
        }
        is_whole.then(|| Replaced::new(source, &replacements))
    }

    /// The node that a name in `${}` stands for.
    pub(super) fn target(&mut self, name: &str, column: &str, place: &Place, excerpt: Option<Excerpt>) -> Option<NodeId> {
        let (name_owned, column) = (name.to_owned(), column.to_owned());
        let kind = match self.outline.names.get(name).map(Vec::as_slice) {
            Some([only]) => return Some(*only),
            Some([_, _, ..]) => FindingKind::AmbiguousReference { name: name_owned, column },
            Some([]) | None => FindingKind::UnknownReference {
                suggestion: nearest(name, self.outline.names.keys().map(String::as_str)),
                name: name_owned,
                column,
            },
        };
        match excerpt {
            Some(excerpt) => self.findings.point_at(kind, place.clone(), excerpt),
            None => self.findings.report(kind, place.clone()),
        }
        None
    }

    fn malformed(&mut self, Malformed(found): Malformed, column: &str, written: Written<'_>) {
        let start = written.source().find(&found).unwrap_or_default();
        let excerpt = written.excerpt(start..start + found.len());
        let column = column.to_owned();
        self.findings
            .point_at(FindingKind::MalformedReference { found, column }, written.place.clone(), excerpt);
    }

    /// The cells under a column as a text in each language.
    fn text(&mut self, row: &Row, column: &str, context: Option<NodeId>) -> Text {
        let cells = self.languages.cells(row, column);
        let by_language = cells
            .into_iter()
            .map(|cell| cell.map(|entry| self.template(entry, column, context)))
            .collect();
        Text { by_language }
    }

    fn template(&mut self, entry: &Entry, column: &str, context: Option<NodeId>) -> Template {
        let outputs = match reference::outputs(&entry.text) {
            Ok(outputs) => outputs,
            Err(malformed) => {
                self.malformed(malformed, column, Written::whole(&entry.text, &entry.place));
                Vec::new()
            }
        };
        let mut parts = Vec::new();
        let mut from = 0;
        for range in outputs {
            let literal = entry.text.get(from..range.start).unwrap_or_default();
            if !literal.is_empty() {
                parts.push(TemplatePart::Literal(literal.to_owned()));
            }
            from = range.end;
            let written = Written {
                cell: &entry.text,
                start: range.start,
                end: range.end,
                place: &entry.place,
            };
            let output = self.condition_of(written, column, context, From::Node);
            parts.extend(output.map(TemplatePart::Output));
        }
        let literal = entry.text.get(from..).unwrap_or_default();
        if !literal.is_empty() {
            parts.push(TemplatePart::Literal(literal.to_owned()));
        }
        Template { parts }
    }

    fn media(&mut self, row: &Row) -> Media {
        let mut files = |key: &str| -> Vec<Option<String>> {
            let cells = self.languages.cells(row, key);
            for entry in cells.iter().flatten() {
                if let Ok(references) = reference::references(&entry.text) {
                    for reference in references {
                        let excerpt = Excerpt::of(&entry.text, reference.range);
                        self.target(&reference.name, key, &entry.place, Some(excerpt));
                    }
                }
            }
            cells.into_iter().map(|cell| cell.map(|entry| entry.text.clone())).collect()
        };
        Media {
            image: files("image"),
            big_image: files("big-image"),
            audio: files("audio"),
            video: files("video"),
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
