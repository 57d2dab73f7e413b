//! Cells as conditions and texts, with `${name}` replaced by paths.

use std::ops::Range;
use std::sync::Arc;

use smallvec::SmallVec;
use smol_str::SmolStr;

use super::super::finding::{Excerpt, FindingKind, nearest};
use super::super::instances::LAST_SAVED;
use super::super::{Condition, Media, NodeId, Place, Template, TemplatePart, Text, condition};
use super::compile::Compiler;
use super::reference::{self, From, Malformed, Reference, Replaced};
use super::row::{Entry, Row};

/// A text with expressions in it, at its place: a cell, or a part of one.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    cell: &'a str,
    start: usize,
    end: usize,
    place: &'a Place,
}

impl<'a> Written<'a> {
    pub(super) fn whole(cell: &'a str, place: &'a Place) -> Self {
        let (start, end) = (0, cell.len());
        Self { cell, start, end, place }
    }

    pub(super) fn source(self) -> &'a str {
        self.cell.get(self.start..self.end).unwrap_or_default()
    }

    /// Bytes of the part, pointed at in the whole cell.
    pub(super) fn excerpt(self, range: Range<usize>) -> Excerpt {
        Excerpt::of(self.cell, self.start + range.start..self.start + range.end)
    }
}

impl Compiler<'_> {
    /// The condition of a cell; `None` for an empty one, for one that always holds or never does, whichever is the same as empty.
    pub(super) fn condition(&mut self, row: &Row, column: &str, context: NodeId) -> Option<Condition> {
        let (text, place) = row.cell(column)?;
        let is_one_of = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
        let source = match column {
            "relevant" if is_one_of(&["yes", "true", "true()"]) => return None,
            "required" | "read_only" if is_one_of(&["no", "false", "false()"]) => return None,
            "required" | "read_only" | "constraint" | "soft_constraint" | "calculation" if is_one_of(&["yes", "true"]) => "true()",
            "relevant" | "constraint" | "soft_constraint" | "calculation" if is_one_of(&["no", "false"]) => "false()",
            _ => &text,
        };
        self.condition_at(source, place, column, context, From::Node)
    }

    /// The condition of an expression written at a place.
    pub(super) fn condition_at(&mut self, source: &str, place: &Place, column: &str, context: NodeId, from: From) -> Option<Condition> {
        self.condition_of(Written::whole(source, place), column, Some(context), from)
    }

    pub(super) fn condition_of(&mut self, written: Written<'_>, column: &str, context: Option<NodeId>, from: From) -> Option<Condition> {
        let replaced = self.replaced(written, column, context, from)?;
        if let Some(known) = self.expressions.get(&*replaced.text) {
            return Some(Condition::unresolved(known.clone(), written.place));
        }
        let condition = condition::parse(&replaced.text, written.place, &mut |error| {
            let at = |byte: u32| replaced.original(byte as usize);
            let (start, end) = (at(error.span.start), at(error.span.end));
            let kind = FindingKind::BadExpression {
                source: written.source().to_owned(),
                reason: error.kind,
            };
            let excerpt = written.excerpt(start..end.max(start));
            self.findings.point_at(kind, written.place.clone(), excerpt);
        })?;
        let expression = condition.expression.clone();
        self.expressions.insert(Arc::clone(&expression.source), expression);
        Some(condition)
    }

    /// A text with its references replaced by paths; `None` when one of them is wrong.
    pub(super) fn replaced(&mut self, written: Written<'_>, column: &str, context: Option<NodeId>, from: From) -> Option<Replaced> {
        let source = written.source();
        let references = match reference::references(source) {
            Ok(references) if references.is_empty() => return Some(Replaced::new(source, &[])),
            Ok(references) => references,
            Err(malformed) => {
                self.malformed(malformed, column, written);
                return None;
            }
        };
        let surroundings = reference::surroundings(source, &references);
        let mut replacements: SmallVec<[(Reference<'_>, String); 4]> = SmallVec::new();
        let mut is_whole = true;
        for (reference, around) in references.into_iter().zip(surroundings) {
            let target = self.named(reference.name).or_else(|| {
                self.report_target(
                    reference.name,
                    column,
                    written.place,
                    Some(written.excerpt(reference.range.clone())),
                );
                None
            });
            let Some(target) = target else {
                is_whole = false;
                continue;
            };
            let skeleton = &self.outline.skeleton;
            let path = if reference.is_last_saved {
                format!("instance('{LAST_SAVED}'){}", skeleton.path(target))
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

    /// The only node of a name.
    fn named(&self, name: &str) -> Option<NodeId> {
        match self.outline.names.get(name).map(SmallVec::as_slice) {
            Some([only]) => Some(*only),
            _ => None,
        }
    }

    /// The node that a name in `${}` stands for.
    pub(super) fn target(&mut self, name: &str, column: &str, place: &Place, excerpt: Option<Excerpt>) -> Option<NodeId> {
        let found = self.named(name);
        if found.is_none() {
            self.report_target(name, column, place, excerpt);
        }
        found
    }

    /// Says why a name stands for no node.
    fn report_target(&mut self, name: &str, column: &str, place: &Place, excerpt: Option<Excerpt>) {
        let (name_owned, column) = (name.to_owned(), column.to_owned());
        let kind = match self.outline.names.get(name).map(SmallVec::as_slice) {
            None if self.outline.misunderstood.contains(name) => return,
            Some([_, _, ..]) => FindingKind::AmbiguousReference { name: name_owned, column },
            Some(_) | None => FindingKind::UnknownReference {
                suggestion: nearest(name, self.outline.names.keys().map(SmolStr::as_str)),
                name: name_owned,
                column,
            },
        };
        match excerpt {
            Some(excerpt) => self.findings.point_at(kind, place.clone(), excerpt),
            None => self.findings.report(kind, place.clone()),
        }
    }

    /// Reports references of a text that lead nowhere, where nothing more is made of it.
    pub(super) fn check_references(&mut self, entry: &Entry) {
        let column = &entry.column.key;
        match reference::references(&entry.text) {
            Ok(references) => {
                for reference in references {
                    self.target(reference.name, column, &entry.place, None);
                }
            }
            Err(malformed) => self.malformed(malformed, column, Written::whole(&entry.text, &entry.place)),
        }
    }

    pub(super) fn malformed(&mut self, Malformed(found): Malformed, column: &str, written: Written<'_>) {
        let start = written.source().find(&found).unwrap_or_default();
        let excerpt = written.excerpt(start..start + found.len());
        let column = column.to_owned();
        self.findings
            .point_at(FindingKind::MalformedReference { found, column }, written.place.clone(), excerpt);
    }

    /// The cells under a column as a text in each language.
    pub(super) fn text(&mut self, row: &Row, column: &str, context: Option<NodeId>) -> Text {
        if !row.has(column) {
            return Text::default();
        }
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
        let mut parts = Vec::with_capacity(2 * outputs.len() + 1);
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
            parts.extend(output.map(Box::new).map(TemplatePart::Output));
        }
        let literal = entry.text.get(from..).unwrap_or_default();
        if !literal.is_empty() {
            parts.push(TemplatePart::Literal(literal.to_owned()));
        }
        Template { parts }
    }

    pub(super) fn media(&mut self, row: &Row) -> Media {
        let mut files = |key: &str| -> Vec<Option<String>> {
            if !row.has(key) {
                return Vec::new();
            }
            let cells = self.languages.cells(row, key);
            for entry in cells.iter().flatten() {
                self.check_references(entry);
            }
            cells.into_iter().map(|cell| cell.map(|entry| entry.text.to_string())).collect()
        };
        Media {
            image: files("image"),
            big_image: files("big-image"),
            audio: files("audio"),
            video: files("video"),
        }
    }
}
