//! From the sheets of a workbook to a [`Form`].
//!
//! Headers are understood first ([`header`]), rows become a tree ([`outline`]), and only then are expressions and texts compiled, because a
//! `${name}` may point ahead. Everything that is wrong is reported; nothing stops at the first problem.

mod cells;
mod choices;
mod compile;
mod default;
mod entities;
mod header;
mod languages;
mod loops;
mod outline;
mod parameters;
mod question;
mod range;
mod reference;
mod row;
mod select;
mod settings;
mod types;

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use super::finding::{FindingKind, Findings, alike, nearest};
use super::{Attachments, Form, Place, Sheet, Skeleton, Workbook};
use choices::RawChoice;
use compile::Compiler;
use languages::Languages;
use outline::Builder;
pub(super) use reference::without_references;
use row::Row;
pub(super) use row::plain;
use settings::Settings;

/// Compiles a workbook; with the form come the names of its nodes. The stem of the file's name is the form's id where the settings give none.
pub(super) fn compile(stem: &str, workbook: Workbook, attachments: &dyn Attachments, findings: &mut Findings) -> Option<(Form, Skeleton)> {
    let mut settings = Settings::read(&workbook, findings);
    let Some(survey) = sheet(&workbook, "survey") else {
        let alike = sheets_like("survey", &workbook);
        let sheet = "survey".to_owned();
        findings.report(FindingKind::MissingSheet { sheet, alike }, Place::default());
        return None;
    };
    let survey_columns = header::SURVEY.read(survey, findings);
    if !survey_columns.iter().any(|column| column.key == "type") {
        let suggestion = nearest("type", survey.header.iter().map(|head| head.text.as_str()));
        let column = "type".to_owned();
        findings.report(FindingKind::MissingColumn { column, suggestion }, survey.whole());
        return None;
    }
    report_misspelt_sheets(&workbook, findings);
    let mut lists = read_lists(&workbook, "choices", &settings, findings);
    for (name, choices) in read_lists(&workbook, "external_choices", &settings, findings) {
        lists.entry(name).or_insert(choices);
    }
    let choice_columns = sheet(&workbook, "choices").map(|sheet| header::CHOICES.read(sheet, &mut Findings::default()));
    let wanted = settings.get("default_language").map(|(name, place)| (name, place.clone()));
    let columns: Vec<_> = [survey_columns.clone()].into_iter().chain(choice_columns).collect();
    let mut languages = Languages::of(&columns, wanted, findings);
    languages.columns = cell_columns(&workbook);

    let root = Some(settings.text("name"))
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "data".to_owned());
    let cleans_spaces = !settings.is_off("clean_text_values");
    let mut builder = Builder::new(&root, &mut lists, &languages.list, &mut settings, findings);
    for mut row in Row::all(survey, &survey_columns) {
        if cleans_spaces {
            row.collapse_spaces();
        }
        builder.row(row);
    }
    let outline = builder.finish();
    let outline = entities::declare(&workbook, outline, findings);
    let compiler = Compiler {
        outline: &outline,
        languages: &languages,
        lists: &lists,
        workbook: &workbook,
        expressions: FxHashMap::default(),
        findings,
    };
    let mut form = compiler.form(stem, &settings, attachments);
    form.workbook = workbook;
    Some((form, outline.skeleton))
}

/// The sheet of this name that has a header; an empty one counts as missing.
fn sheet<'a>(workbook: &'a Workbook, name: &str) -> Option<&'a Sheet> {
    let named = workbook.sheet(name).or_else(|| only_sheet(workbook).filter(|_| name == "survey"));
    named.filter(|sheet| !sheet.header.is_empty())
}

/// The sheet of a workbook that has no other, and that nobody gave a name that says something else.
fn only_sheet(workbook: &Workbook) -> Option<&Sheet> {
    let [only] = workbook.sheets.as_slice() else {
        return None;
    };
    let is_other = READ.iter().any(|name| only.name.eq_ignore_ascii_case(name));
    let has_types = only.header.iter().any(|head| head.text.trim().eq_ignore_ascii_case("type"));
    (!is_other && has_types).then_some(only)
}

/// The sheets that are read.
pub(super) const READ: [&str; 7] = ["survey", "choices", "settings", "external_choices", "entities", "privacy", "index"];

/// Reports sheets that are not read, and whose names are one slip away from one that would be.
fn report_misspelt_sheets(workbook: &Workbook, findings: &mut Findings) {
    for sheet in &workbook.sheets {
        // An underscore marks what is not meant for readers of forms.
        let is_read = sheet.name.starts_with('_') || READ.iter().any(|name| sheet.name.eq_ignore_ascii_case(name));
        let missing = READ.into_iter().filter(|name| workbook.sheet(name).is_none());
        if let (false, Some(suggestion)) = (is_read, nearest(&sheet.name, missing)) {
            let kind = FindingKind::UnknownSheet {
                sheet: sheet.name.clone(),
                suggestion: Some(suggestion),
            };
            findings.report(kind, sheet.whole());
        }
    }
}

/// The sheets whose names look like that of one that is missing.
fn sheets_like(name: &str, workbook: &Workbook) -> Vec<String> {
    let names = workbook.sheets.iter().map(|sheet| sheet.name.as_str());
    alike(name, names.filter(|name| !name.starts_with('_') && !READ.contains(name)))
}

fn read_lists(workbook: &Workbook, name: &str, settings: &Settings, findings: &mut Findings) -> IndexMap<String, Vec<RawChoice>> {
    match sheet(workbook, name) {
        // Towns of one name lie in several provinces: which are offered together, an outer list's filter says.
        Some(sheet) => {
            let allows_duplicates = name == "external_choices" || settings.is_on("allow_choice_duplicates");
            choices::read(sheet, allows_duplicates, findings)
        }
        None => IndexMap::new(),
    }
}

/// A column that the standard knows, in a sheet that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CellColumn {
    /// The sheet's name as written.
    pub(super) sheet: String,
    /// 1-based.
    pub(super) number: u32,
    /// The standard's name.
    pub(super) key: String,
    /// The language of its texts, where it has one.
    pub(super) language: Option<String>,
}

/// The columns of the survey and choices sheets, in their order.
pub(super) fn cell_columns(workbook: &Workbook) -> Vec<CellColumn> {
    let vocabularies = [("survey", &header::SURVEY), ("choices", &header::CHOICES)];
    let sheets = vocabularies
        .into_iter()
        .filter_map(|(name, vocabulary)| Some((sheet(workbook, name)?, vocabulary)));
    let columns = sheets.flat_map(|(sheet, vocabulary)| {
        let columns = vocabulary.read(sheet, &mut Findings::default());
        let known = sheet.header.iter().zip(columns).filter(|(_, column)| column.is_known);
        let known = known.map(|(head, column)| CellColumn {
            sheet: sheet.name.clone(),
            number: head.column,
            key: column.key,
            language: column.language,
        });
        known.collect::<Vec<_>>()
    });
    columns.collect()
}

/// Whether XML allows the name for an element: a letter or `_`, then letters, digits, `_`, `-`, `.`; perhaps with a prefix.
fn is_name(text: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && part
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '\u{b7}') || is_combining(c))
    };
    match text.split_once(':') {
        Some((prefix, name)) => is_part(prefix) && is_part(name),
        None => is_part(text),
    }
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

#[cfg(test)]
mod tests;
