//! Which languages a form speaks, and the cells of a row as texts in them.
//!
//! A column without a language (`hint` beside `label::Tiếng Việt (vi)`) holds for all languages, unless the same column comes with
//! languages too: then it is the default language's.

use smallvec::{SmallVec, smallvec};

use super::super::finding::{FindingKind, Findings, nearest};
use super::super::{Language, LanguageIx, Place};
use super::CellColumn;
use super::header::Column;
use super::row::{Entry, Row};

/// The languages of a form, in the order in which its columns name them.
#[derive(Debug, Clone, Default)]
pub(super) struct Languages {
    pub(super) list: Vec<Language>,
    pub(super) default: LanguageIx,
    /// Where each column is, for what is missing under it.
    pub(super) columns: Vec<CellColumn>,
}

impl Languages {
    /// Collects the languages of the columns of the survey and choices sheets.
    pub(super) fn of(sheets: &[Vec<Column>], wanted: Option<(String, Place)>, findings: &mut Findings) -> Self {
        let mut names: Vec<String> = Vec::new();
        for columns in sheets {
            for column in columns.iter().filter(|column| column.is_known) {
                let name = match &column.language {
                    Some(language) => language.clone(),
                    None if has_languages(columns, &column.key) => default_name(wanted.as_ref().map(|(name, _)| name.as_str())),
                    None => continue,
                };
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        if names.is_empty() {
            names.push(default_name(wanted.as_ref().map(|(name, _)| name.as_str())));
        }
        let list: Vec<Language> = names.into_iter().map(|name| Language { name }).collect();
        let default = match wanted {
            None => list.iter().position(|language| language.name == "default"),
            Some((wanted, place)) => {
                let found = position(&list, &wanted);
                if found.is_none() && wanted != "default" {
                    let suggestion = nearest(&wanted, list.iter().map(|language| language.name.as_str()));
                    findings.report(FindingKind::UnknownLanguage { found: wanted, suggestion }, place);
                }
                found
            }
        };
        Self {
            default: LanguageIx(default.unwrap_or_default() as u16),
            list,
            columns: Vec::new(),
        }
    }

    /// The cells of a row under one column, one for each language; what holds for all languages is there for each.
    pub(super) fn cells<'a>(&self, row: &'a Row, key: &'a str) -> SmallVec<[Option<&'a Entry>; 4]> {
        let mut cells: SmallVec<[Option<&Entry>; 4]> = smallvec![None; self.list.len()];
        let has_others = row.texts(key).any(|entry| entry.column.language.is_some());
        for entry in row.texts(key) {
            let at = match &entry.column.language {
                Some(language) => self.list.iter().position(|known| known.name == *language),
                None if has_others => Some(usize::from(self.default.0)),
                None => {
                    cells.fill(Some(entry));
                    continue;
                }
            };
            if let Some(cell) = at.and_then(|at| cells.get_mut(at)) {
                *cell = Some(entry);
            }
        }
        while cells.last().is_some_and(Option::is_none) {
            cells.pop();
        }
        cells
    }

    /// Warns where some languages have a text and others have none.
    pub(super) fn warn_missing(&self, row: &Row, key: &str, findings: &mut Findings) {
        // What is there at all is there in the only language.
        if self.list.len() == 1 || !row.has(key) {
            return;
        }
        let cells = self.cells(row, key);
        for (at, language) in self.list.iter().enumerate() {
            if cells.get(at).is_none_or(Option::is_none) {
                let kind = FindingKind::MissingTranslation {
                    language: language.name.clone(),
                    column: key.to_owned(),
                };
                findings.report(kind, self.cell(row, key, at));
            }
        }
    }

    /// The cell of a row under a column in a language; the row where there is no such column.
    fn cell(&self, row: &Row, key: &str, language: usize) -> Place {
        let name = self.list.get(language).map(|language| language.name.as_str());
        let is_default = language == usize::from(self.default.0);
        let is_meant = |column: &&CellColumn| {
            let is_in_language = match &column.language {
                Some(own) => Some(own.as_str()) == name,
                None => is_default,
            };
            is_in_language && column.key == key && column.sheet == row.place.sheet.as_str()
        };
        Place {
            column: self.columns.iter().find(is_meant).map_or(0, |column| column.number),
            ..row.place.clone()
        }
    }
}

fn has_languages(columns: &[Column], key: &str) -> bool {
    columns
        .iter()
        .any(|column| column.is_known && column.key == key && column.language.is_some())
}

fn default_name(wanted: Option<&str>) -> String {
    wanted.unwrap_or("default").to_owned()
}

/// By name, else by code.
fn position(list: &[Language], wanted: &str) -> Option<usize> {
    let by_name = list.iter().position(|language| language.name == wanted);
    by_name.or_else(|| {
        list.iter()
            .position(|language| language.code() == Some(wanted) || language.name.eq_ignore_ascii_case(wanted))
    })
}
