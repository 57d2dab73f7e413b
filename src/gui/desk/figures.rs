//! An index report as the screen shows it: the tree with the figures of the whole, and the units of each node in the order of rank.

use std::collections::BTreeMap;

use super::computed::Computed;
use crate::form::{LanguageIx, TemplatePart};
use crate::index::NodeScore;
use crate::instrument::Instrument;
use crate::words::Words;

/// Everything that the index screen shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    /// The form's id.
    pub form: String,
    /// What a reader must know of the records behind the figures.
    pub origin: Vec<String>,
    /// The forms to choose from: id and title.
    pub forms: Vec<(String, String)>,
    /// The rule that was used.
    pub rule: String,
    /// The rules that can be asked for.
    pub rules: Vec<String>,
    /// The tree, parents before children.
    pub nodes: Vec<NodeFigures>,
}

/// A node of the tree with its figures.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeFigures {
    /// In words.
    pub label: String,
    /// How deep it is; the root is 0.
    pub depth: usize,
    /// How many decimals are shown.
    pub digits: usize,
    /// The whole.
    pub whole: Figure,
    /// Unit by unit, the best first, those without a value last.
    pub units: Vec<UnitFigure>,
}

/// A figure with its interval and its number of answers.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figure {
    /// The value, unrounded.
    pub value: Option<f64>,
    /// Both ends of the 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// Answers, or respondents.
    pub n: u64,
}

/// A unit's figure.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitFigure {
    /// The unit's name.
    pub name: String,
    /// Its place, 1 the highest.
    pub rank: Option<u64>,
    /// Its figure.
    pub figure: Figure,
}

impl Figures {
    /// Lays a report out along its instrument's tree, in a language of the form.
    pub fn of(computed: &Computed, words: Words) -> Self {
        let (report, instrument) = (&computed.report, &computed.instrument);
        let Some(tree) = &instrument.index else { return Self::default() };
        let form = &instrument.form;
        let language = form
            .languages
            .iter()
            .position(|known| known.code() == Some(words.lang().code()))
            .unwrap_or(usize::from(form.default_language.0));
        let names = unit_names(instrument, language);
        let mut nodes = Vec::new();
        for node in &tree.nodes {
            let own: Vec<&NodeScore> = report
                .nodes
                .iter()
                .filter(|score| score.node == node.name && score.by.is_none())
                .collect();
            let whole = own
                .iter()
                .find(|score| score.unit.is_none())
                .map(|score| figure(score))
                .unwrap_or_default();
            let mut units: Vec<UnitFigure> = own.iter().filter_map(|score| unit(score, &names)).collect();
            units.sort_by(|a, b| {
                a.rank
                    .unwrap_or(u64::MAX)
                    .cmp(&b.rank.unwrap_or(u64::MAX))
                    .then_with(|| crate::words::compare(&a.name, &b.name))
            });
            let depth = std::iter::successors(node.parent, |at| tree.nodes.get(*at).and_then(|node| node.parent)).count();
            nodes.push(NodeFigures {
                label: node.label(language).to_owned(),
                depth,
                digits: node.digits,
                whole,
                units,
            });
        }
        Self {
            form: report.form.clone(),
            origin: report.origin.say(words),
            forms: computed.forms.clone(),
            rule: report.rule.clone(),
            rules: tree.rules().into_iter().map(|rule| rule.word().to_owned()).collect(),
            nodes,
        }
    }
}

fn figure(score: &NodeScore) -> Figure {
    Figure {
        value: score.value,
        interval: score.low.zip(score.high),
        n: score.n.unwrap_or(0),
    }
}

fn unit(score: &NodeScore, names: &BTreeMap<String, String>) -> Option<UnitFigure> {
    let code = score.unit.as_ref()?;
    let name = names.get(code).cloned().unwrap_or_else(|| code.clone());
    Some(UnitFigure {
        name,
        rank: score.rank,
        figure: figure(score),
    })
}

/// The names of units by their codes, from the choices of the unit question.
fn unit_names(instrument: &Instrument, language: usize) -> BTreeMap<String, String> {
    let form = &instrument.form;
    let question = instrument
        .index
        .as_ref()
        .and_then(|tree| tree.unit)
        .and_then(|unit| form.question(unit));
    let list = question
        .and_then(|question| question.choices.as_ref())
        .and_then(|itemset| form.lists.get(&itemset.list));
    let language = LanguageIx(language as u16);
    let label = |choice: &crate::form::Choice| {
        let (template, _) = choice.label.in_language(language, form.default_language)?;
        Some(
            template
                .parts
                .iter()
                .map(|part| {
                    if let TemplatePart::Literal(text) = part {
                        text.as_str()
                    } else {
                        ""
                    }
                })
                .collect::<String>(),
        )
    };
    list.map(|list| {
        list.choices
            .iter()
            .map(|choice| (choice.name.clone(), label(choice).unwrap_or_else(|| choice.name.clone())))
            .collect()
    })
    .unwrap_or_default()
}
