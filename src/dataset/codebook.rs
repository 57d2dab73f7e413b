//! What each variable means: the question, its labels, its choices, and what was done to it before it left.

use std::collections::BTreeMap;

use super::{ColumnIx, ColumnType, Schema};
use crate::form::{Form, LanguageIx, NodeId, Template, TemplatePart, Text};

/// The book that belongs to a data set: an entry for each column, and for each of its choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codebook {
    /// The form's languages, in its own order: the columns of labels.
    pub languages: Vec<String>,
    /// In the order of the schema.
    pub variables: Vec<Variable>,
}

/// One column explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// The table's name; empty for the form's own.
    pub table: String,
    /// The question by path.
    pub path: String,
    /// The question's name.
    pub name: String,
    /// What the column holds.
    pub kind: ColumnType,
    /// The question's label by language; empty where there is none.
    pub labels: Vec<String>,
    /// Its choices.
    pub choices: Vec<ChoiceLabel>,
    /// What was done to it, in the words of the privacy sheet: `as answered`, `bands 18 25 35`, `stays: direct`.
    pub treatment: String,
}

/// One choice explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceLabel {
    /// As stored.
    pub name: String,
    /// By language; empty where there is none.
    pub labels: Vec<String>,
}

impl Codebook {
    /// Explains the columns of a schema of the form: its own, or the released one, whose coarsened columns have choices of their own.
    pub fn of(form: &Form, schema: &Schema, treatment: impl Fn(NodeId) -> String) -> Self {
        let variable = |(at, column): (ColumnIx, &super::Column)| Variable {
            table: schema.tables.get(at.table).map_or_else(String::new, |table| table.name.clone()),
            path: column.path.clone(),
            name: column.name.clone(),
            kind: column.kind,
            labels: labels(form, &form.node(column.node).label),
            choices: column
                .choices
                .iter()
                .flat_map(|names| choice_labels(form, column.node, names))
                .collect(),
            treatment: treatment(column.node),
        };
        Self {
            languages: form.languages.iter().map(|language| language.name.clone()).collect(),
            variables: schema.columns().map(variable).collect(),
        }
    }

    /// The header of [`Codebook::rows`].
    pub fn header(&self) -> Vec<String> {
        let fixed = ["table", "path", "name", "type", "choice"].map(str::to_owned);
        let labels = self.languages.iter().map(|language| format!("label::{language}"));
        fixed.into_iter().chain(labels).chain(["treatment".to_owned()]).collect()
    }

    /// One row a variable, its `choice` empty, followed by one row for each of its choices.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for variable in &self.variables {
            let row = |choice: &str, labels: &[String], treatment: &str| {
                let fixed = [&variable.table, &variable.path, &variable.name, variable.kind.word(), choice].map(str::to_owned);
                fixed
                    .into_iter()
                    .chain(labels.iter().cloned())
                    .chain([treatment.to_owned()])
                    .collect()
            };
            rows.push(row("", &variable.labels, &variable.treatment));
            rows.extend(variable.choices.iter().map(|choice| row(&choice.name, &choice.labels, "")));
        }
        rows
    }
}

fn choice_labels(form: &Form, node: NodeId, names: &[String]) -> Vec<ChoiceLabel> {
    let itemset = form.question(node).and_then(|question| question.choices.as_ref());
    let list = itemset.and_then(|itemset| form.lists.get(&itemset.list));
    let known: BTreeMap<&str, &Text> = list
        .iter()
        .flat_map(|list| &list.choices)
        .map(|choice| (choice.name.as_str(), &choice.label))
        .collect();
    let label = |name: &String| ChoiceLabel {
        name: name.clone(),
        labels: known
            .get(name.as_str())
            .map_or_else(|| vec![band_label(name); form.languages.len()], |text| labels(form, text)),
    };
    names.iter().map(label).collect()
}

/// A made-up choice reads the same in every language: `18_24` as `18–24`, `under_18` as `< 18`, `from_61` as `≥ 61`.
fn band_label(name: &str) -> String {
    if let Some(bound) = name.strip_prefix("under_") {
        return format!("< {bound}");
    }
    if let Some(bound) = name.strip_prefix("from_") {
        return format!("≥ {bound}");
    }
    match name.split_once('_') {
        Some((from, to)) if from.parse::<f64>().is_ok() && to.parse::<f64>().is_ok() => format!("{from}–{to}"),
        _ => name.to_owned(),
    }
}

/// A text in each language of the form, with `…` where an answer would stand.
pub fn labels(form: &Form, text: &Text) -> Vec<String> {
    let label = |index: usize| match text.by_language.get(index) {
        Some(Some(template)) => plain(template),
        _ => String::new(),
    };
    (0..form.languages.len()).map(label).collect()
}

/// The label of a node in one language, or the one that it falls back to, or its name.
pub fn label(form: &Form, node: NodeId, language: LanguageIx) -> String {
    let node = form.node(node);
    node.label
        .in_language(language, form.default_language)
        .map_or_else(|| node.name.clone(), |(template, _fell_back)| plain(template))
}

fn plain(template: &Template) -> String {
    let part = |part: &TemplatePart| match part {
        TemplatePart::Literal(text) => text.clone(),
        TemplatePart::Output(_) => "…".to_owned(),
    };
    template.parts.iter().map(part).collect()
}
