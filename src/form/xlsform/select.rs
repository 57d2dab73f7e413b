//! Where a question's choices come from: a list of the workbook, an attached file, or earlier answers.

use indexmap::IndexMap;

use super::super::finding::{FindingKind, nearest};
use super::super::{Condition, Itemset, NodeId, Place};
use super::compile::Compiler;
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
            if select.has_other {
                let name = row.text("name");
                self.findings.report(FindingKind::OrOtherWithoutList { name }, row.place_of("type"));
            }
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

    /// What a place is shown beside: a list, an attached file, or the places of a repeat.
    pub(super) fn reference_geometry(&mut self, value: &str, type_name: &'static str, row: &Row, id: NodeId) -> Option<Itemset> {
        let place = row.place_of("parameters");
        let mut itemset = Itemset::of_list(value);
        let filter = row.get("choice_filter").map(|(text, place)| (text, place.clone()));
        if let Some(name) = reference::sole_reference(value) {
            let target = self.target(&name, "parameters", &place, None)?;
            if self.outline.skeleton.is_repeat(target) {
                itemset.list.clear();
                "geometry".clone_into(&mut itemset.value);
                "geometry".clone_into(&mut itemset.label);
                let path = reference::path_to_answers(&self.outline.skeleton, id, target);
                itemset.nodeset = self.condition_at(&path, &place, "parameters", id, From::Node);
                let (text, place) = filter.unwrap_or_else(|| ("./geometry != ''".to_owned(), place));
                let compiled = self.condition_at(&text, &place, "choice_filter", id, From::Current);
                itemset.filter = compiled.and_then(|filter| self.seen_from_choice(&filter.expression.source, &path, &place));
                return Some(itemset);
            }
        }
        let is_list = self.lists.contains_key(value);
        let file = self.outline.file_of_instance(value).filter(|_| !is_list);
        if !is_list && file.is_none() {
            let mut complaints = super::parameters::Complaints {
                type_name,
                place: &place,
                findings: self.findings,
            };
            complaints.bad("reference-geometry", value, "list_name, file, ${repeat}");
            return None;
        }
        itemset.is_external = !is_list;
        itemset.file = file.map(str::to_owned);
        if let Some((text, place)) = filter {
            itemset.filter = self.condition_at(&text, &place, "choice_filter", id, From::Current);
        }
        Some(itemset)
    }

    /// A filter over earlier answers names them by their path; seen from one of them that is `.`.
    fn seen_from_choice(&mut self, filter: &str, nodeset: &str, place: &Place) -> Option<Condition> {
        let filter = filter.replace(&format!("current()/{nodeset}"), ".").replace(nodeset, ".");
        self.condition_at(&filter, place, "choice_filter", NodeId(0), From::Node)
    }

    fn file(&mut self, select: &SelectType, row: &Row, parameters: &IndexMap<String, String>, itemset: &mut Itemset) {
        if row.text("appearance").contains("search(") {
            let name = row.text("name");
            self.findings.report(FindingKind::SearchInFile { name }, row.place_of("appearance"));
        }
        let (stem, extension) = select.list.rsplit_once('.').unwrap_or((&select.list, ""));
        let (value, label) = match extension {
            "csv" | "xml" => ("name", "label"),
            "geojson" => ("id", "title"),
            _ => {
                // With its type, because a slip of the keys can make one type another.
                let file = format!("{} {}", select.name, select.list);
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
                alike: super::sheets_like(sheet, self.workbook),
                sheet: sheet.to_owned(),
            }
        };
        self.findings.report(kind, row.place_of("type"));
    }
}

fn has_list_file(list: &str) -> bool {
    [".csv", ".xml", ".geojson"].iter().any(|extension| list.ends_with(extension))
}
