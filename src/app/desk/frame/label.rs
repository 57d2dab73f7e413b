//! What questions and choices say, in both languages of the program.

use crate::dataset::Column;
use crate::form::{Form, LanguageIx, TemplatePart, Text};
use crate::instrument::Instrument;
use crate::words::Lang;

/// A text in both languages of the program.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Label([String; 2]);

impl Label {
    /// In this language.
    pub fn get(&self, lang: Lang) -> &str {
        let [vi, en] = &self.0;
        match lang {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }

    /// The same in both.
    pub fn same(text: &str) -> Self {
        Self([text.to_owned(), text.to_owned()])
    }
}

/// The names of a column's choices, with what each says.
pub(in crate::app::desk) fn choice_labels(instrument: &Instrument, column: &Column) -> Vec<(String, Label)> {
    let form = &instrument.form;
    let itemset = form.question(column.node).and_then(|question| question.choices.as_ref());
    let list = itemset.and_then(|itemset| form.lists.get(&itemset.list));
    let names = column.choices.iter().flat_map(|choices| choices.iter());
    names
        .map(|name| {
            let choice = list.and_then(|list| list.choices.iter().find(|choice| choice.name == *name));
            let label = choice.map_or_else(|| Label::same(name), |choice| label(form, &choice.label, name));
            (name.clone(), label)
        })
        .collect()
}

/// What the question of a column asks.
pub(in crate::app::desk) fn question_label(instrument: &Instrument, column: &Column) -> Label {
    let form = &instrument.form;
    label(form, &form.node(column.node).label, &column.name)
}

/// A text of the form in the program's languages; the name where there is none.
pub(super) fn label(form: &Form, text: &Text, name: &str) -> Label {
    let in_language = |lang: Lang| {
        let language = form.languages.iter().position(|known| known.code() == Some(lang.code()));
        let language = language.map_or(form.default_language, |index| LanguageIx(index as u16));
        let found = text.in_language(language, form.default_language);
        let parts = found.map(|(template, _)| template.parts.as_slice()).unwrap_or_default();
        let literal = parts.iter().map(|part| match part {
            TemplatePart::Literal(text) => text.as_str(),
            TemplatePart::Output(_) => "…",
        });
        let written: String = literal.collect();
        if written.trim().is_empty() { name.to_owned() } else { written }
    };
    Label([in_language(Lang::Vi), in_language(Lang::En)])
}
