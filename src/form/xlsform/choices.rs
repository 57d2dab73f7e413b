//! The sheet `choices`: lists of choices with their texts, pictures and further columns.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::super::Place;
use super::super::Sheet;
use super::super::finding::{FindingKind, Findings, nearest};
use super::header::CHOICES;
use super::row::Row;

/// A choice before its texts are compiled.
#[derive(Debug, Clone)]
pub(super) struct RawChoice {
    pub(super) name: String,
    pub(super) row: Row,
}

/// Reads the lists of a sheet in file order.
pub(super) fn read(sheet: &Sheet, allows_duplicates: bool, findings: &mut Findings) -> IndexMap<String, Vec<RawChoice>> {
    let columns = CHOICES.read(sheet, findings);
    for required in ["list_name", "name"] {
        if !sheet.header.is_empty() && !columns.iter().any(|column| column.key == required) {
            let suggestion = nearest(required, sheet.header.iter().map(|head| head.text.as_str()));
            let column = required.to_owned();
            findings.report(FindingKind::MissingColumn { column, suggestion }, header_place(sheet));
        }
    }
    if findings.has_errors() && !columns.iter().any(|column| column.key == "name") {
        return IndexMap::new();
    }
    let mut lists: IndexMap<String, Vec<RawChoice>> = IndexMap::new();
    // A list may have every commune of the country.
    let mut seen: FxHashSet<(usize, SmolStr)> = FxHashSet::default();
    for row in Row::all(sheet, &columns) {
        let Some((list, _)) = row.cell("list_name").filter(|(list, _)| !list.is_empty()) else {
            continue;
        };
        let Some((name, place)) = row.cell("name") else {
            let list = list.into_owned();
            findings.report(FindingKind::MissingChoiceName { list }, row.place.clone());
            continue;
        };
        if ["label", "image", "audio", "video"].iter().all(|key| !row.has(key)) {
            let kind = FindingKind::MissingChoiceLabel {
                list: list.clone().into_owned(),
                name: name.clone().into_owned(),
            };
            findings.report(kind, row.place.clone());
        }
        let known = lists.get_index_of(&*list);
        let at = known.unwrap_or_else(|| lists.insert_full(list.clone().into_owned(), Vec::new()).0);
        if !allows_duplicates && !seen.insert((at, name.as_ref().into())) {
            let (list, name) = (list.into_owned(), name.into_owned());
            findings.report(FindingKind::DuplicateChoice { list, name }, place.clone());
            continue;
        }
        let name = name.into_owned();
        if let Some((_, choices)) = lists.get_index_mut(at) {
            choices.push(RawChoice { name, row });
        }
    }
    lists
}

/// Reports the names of a list that several answers joined by spaces could not hold.
pub(super) fn refuse_spaces(list: &str, choices: &[RawChoice], findings: &mut Findings) {
    for choice in choices.iter().filter(|choice| choice.name.contains(' ')) {
        let kind = FindingKind::ChoiceNameWithSpace {
            list: list.to_owned(),
            name: choice.name.clone(),
        };
        findings.report(kind, choice.row.place_of("name"));
    }
}

/// Adds the choice `other` to a list that has none, in each language that the list speaks.
pub(super) fn add_other(choices: &mut Vec<RawChoice>) {
    if choices.iter().any(|choice| choice.name == "other") {
        return;
    }
    let Some(last) = choices.last() else {
        return;
    };
    let place = last.row.place.clone();
    let columns: Vec<_> = choices
        .iter()
        .flat_map(|choice| choice.row.texts("label").map(|entry| Arc::clone(&entry.column)))
        .collect();
    let mut row = Row::made(&place, &[("name", "other")]);
    let mut seen = BTreeSet::new();
    for column in columns {
        if seen.insert(column.language.clone()) {
            let text = other_label(column.language.as_deref()).into();
            let place = place.clone();
            row.extend([super::row::Entry { column, text, place }]);
        }
    }
    choices.push(RawChoice {
        name: "other".to_owned(),
        row,
    });
}

/// What the added choice is called; a form in Vietnamese speaks Vietnamese here too.
fn other_label(language: Option<&str>) -> &'static str {
    if is_vietnamese(language) { "Khác" } else { "Other" }
}

/// What the added question is called.
pub(super) fn specify_label(language: Option<&str>) -> &'static str {
    if is_vietnamese(language) { "Ghi rõ." } else { "Specify other." }
}

fn is_vietnamese(language: Option<&str>) -> bool {
    language.is_some_and(|name| name.ends_with("(vi)") || name.eq_ignore_ascii_case("vi") || name.to_lowercase().starts_with("tiếng việt"))
}

fn header_place(sheet: &Sheet) -> Place {
    sheet.whole()
}
