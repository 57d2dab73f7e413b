//! Words of a form in its languages.

use serde::{Deserialize, Serialize};

use super::Condition;

/// Index into [`Form::languages`](super::Form::languages).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LanguageIx(pub u16);

/// A language of the form's texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Language {
    /// As written in the header after `::`, for example `Tiếng Việt (vi)`; `default` where a column bears none.
    pub name: String,
}

impl Language {
    /// The code in the brackets, for example `vi`.
    pub fn code(&self) -> Option<&str> {
        let (_, rest) = self.name.rsplit_once('(')?;
        rest.strip_suffix(')').map(str::trim)
    }
}

/// A text in each language of the form; `None` where the translation is missing.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text {
    /// By [`LanguageIx`]; may be shorter than the list of languages.
    pub by_language: Vec<Option<Template>>,
}

/// Literal text with expressions in it.
#[derive(Debug, Clone, Default)]
pub struct Template {
    /// In order; adjacent literals are joined.
    pub parts: Vec<TemplatePart>,
}

/// A part of a template.
#[derive(Debug, Clone)]
pub enum TemplatePart {
    /// As written (Markdown allowed).
    Literal(String),
    /// `${name}` or an `<output>`: replaced by its value.
    Output(Box<Condition>),
}

impl Template {
    /// What is written, without the outputs.
    pub fn literal(&self) -> String {
        let literals = self.parts.iter().filter_map(|part| match part {
            TemplatePart::Literal(text) => Some(text.as_str()),
            TemplatePart::Output(_) => None,
        });
        literals.collect()
    }
}

impl Text {
    /// The outputs in all languages.
    pub fn outputs(&self) -> impl Iterator<Item = &Condition> {
        let parts = self.by_language.iter().flatten().flat_map(|template| &template.parts);
        parts.filter_map(|part| match part {
            TemplatePart::Output(condition) => Some(&**condition),
            TemplatePart::Literal(_) => None,
        })
    }

    /// Whether no language has a text.
    pub fn is_empty(&self) -> bool {
        self.by_language.iter().all(Option::is_none)
    }

    /// The text in `language`, else in the form's default language, else in the first that has one; the flag tells that it fell back.
    pub fn in_language(&self, language: LanguageIx, default: LanguageIx) -> Option<(&Template, bool)> {
        let text_in = |language: LanguageIx| self.by_language.get(usize::from(language.0))?.as_ref();
        let fallen_back = || text_in(default).or_else(|| self.by_language.iter().flatten().next());
        match text_in(language) {
            Some(template) => Some((template, false)),
            None => fallen_back().map(|template| (template, true)),
        }
    }
}
