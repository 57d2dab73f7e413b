//! Questions without words, texts without translation, languages without code.

use super::cells::Cells;
use super::{Judgement, Report};
use crate::form::finding::FindingKind;
use crate::form::{DataType, Form, Kind, Language, Node, Place, Text};

/// Reports what a respondent would not be able to read.
pub(super) fn judge(form: &Form, cells: &Cells<'_>, report: &mut Report<'_>) {
    // The reader of a workbook knows the cell that is empty.
    let is_xform = form.workbook.sheets.is_empty();
    for node in &form.nodes {
        judge_label(node, is_xform, report);
    }
    judge_languages(form, cells, report);
    if is_xform {
        judge_translations(form, report);
    }
}

fn judge_label(node: &Node, is_xform: bool, report: &mut Report<'_>) {
    let is_blank = node.label.is_empty() && node.media.is_empty();
    let name = node.name.clone();
    match &node.kind {
        Kind::Repeat { .. } if is_blank => report.say(Judgement::MissingRepeatLabel { name }, &node.place),
        Kind::Question(question) if is_xform => {
            // The head of a table shows the list's labels alone.
            let is_head = node.appearance.has("label");
            let is_asked = question.is_asked && question.data != DataType::Metadata && !is_head;
            if is_asked && is_blank && question.hint.is_empty() && question.guidance.is_empty() {
                report.say(Judgement::MissingLabel { name }, &node.place);
            }
        }
        _ => {}
    }
}

fn judge_languages(form: &Form, cells: &Cells<'_>, report: &mut Report<'_>) {
    let is_lone = form.languages.len() == 1;
    for language in &form.languages {
        let name = &language.name;
        let has_code = is_code(name) || language.code().is_some_and(is_code);
        if !has_code && name != "default" && !(is_lone && name.is_empty()) {
            report.say(Judgement::LanguageWithoutCode { language: name.clone() }, &cells.language(name));
        }
    }
}

/// `vi`, `zh-Hans`, `pt-BR`.
fn is_code(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_word = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let has_language = parts
        .next()
        .is_some_and(|part| (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase()));
    has_language && parts.all(|part| (2..=8).contains(&part.len()) && is_word(part))
}

fn judge_translations(form: &Form, report: &mut Report<'_>) {
    for node in &form.nodes {
        let mut texts = vec![("label", &node.label)];
        if let Kind::Question(question) = &node.kind {
            texts.extend([
                ("hint", &question.hint),
                ("guidance_hint", &question.guidance),
                ("required_message", &question.required_message),
                ("constraint_message", &question.constraint_message),
                ("soft_constraint_message", &question.soft_constraint_message),
            ]);
        }
        for (column, text) in texts {
            missing(&form.languages, column, text, &node.place, report);
        }
    }
    for choice in form.lists.values().flat_map(|list| &list.choices) {
        missing(&form.languages, "label", &choice.label, &choice.place, report);
    }
}

fn missing(languages: &[Language], column: &str, text: &Text, place: &Place, report: &mut Report<'_>) {
    if text.is_empty() {
        return;
    }
    for (at, language) in languages.iter().enumerate() {
        if text.by_language.get(at).is_none_or(Option::is_none) {
            let kind = FindingKind::MissingTranslation {
                language: language.name.clone(),
                column: column.to_owned(),
            };
            report.find(kind, place);
        }
    }
}
