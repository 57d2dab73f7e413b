//! What the answers of an item score.
//!
//! Scores come from the column `score` of the choices sheet; a choice whose cell is blank does not count, as if it was not answered. A
//! list without any score is scored by position, 1 for the first, except for `value`, which takes names that are numbers.

use super::words::ItemRule;
use crate::dataset::ColumnType;
use crate::form::{AnnexProblem, ChoiceList, Form, NodeId};

/// How an item's answers become numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scale {
    /// Chosen from a list: the score of each choice by name, where it has one.
    Choices(Vec<(String, Option<f64>)>),
    /// The answer is the number.
    Number,
}

impl Scale {
    /// The scale of a question under a rule.
    pub(super) fn of(form: &Form, node: NodeId, kind: ColumnType, rule: ItemRule) -> Result<Self, AnnexProblem> {
        let name = || form.node(node).name.clone();
        let not_scorable = || AnnexProblem::NotScorable {
            name: name(),
            type_name: kind.word().to_owned(),
        };
        let question = form.question(node).ok_or_else(not_scorable)?;
        match kind {
            ColumnType::Integer | ColumnType::Decimal => {}
            // A calculation is text that may be a number.
            ColumnType::Text if question.calculate.is_some() => {}
            ColumnType::One => {
                let itemset = question.choices.as_ref().ok_or_else(not_scorable)?;
                let list = form.lists.get(&itemset.list).ok_or_else(not_scorable)?;
                return scores(&itemset.list, list, rule).and_then(|scores| {
                    let has_any = scores.iter().any(|(_, score)| score.is_some());
                    has_any.then_some(Self::Choices(scores)).ok_or_else(|| AnnexProblem::NoScores {
                        name: name(),
                        list: itemset.list.clone(),
                    })
                });
            }
            _ => return Err(not_scorable()),
        }
        // Two highest points of what has no points.
        if matches!(rule, ItemRule::Top2 | ItemRule::Share) {
            Err(not_scorable())
        } else {
            Ok(Self::Number)
        }
    }

    /// The distinct scores, falling.
    fn points(&self) -> Vec<f64> {
        let Self::Choices(choices) = self else { return Vec::new() };
        let mut points: Vec<f64> = choices.iter().filter_map(|(_, score)| *score).collect();
        points.sort_by(|a, b| b.total_cmp(a));
        points.dedup();
        points
    }

    /// What each choice gives under a rule: the leaf's value is the weighted mean of these. `max` is the row's own.
    pub(super) fn gains(&self, rule: ItemRule, max: Option<f64>, is_reversed: bool) -> Vec<Option<f64>> {
        let points = self.points();
        let (Self::Choices(choices), Some(top), Some(bottom)) = (self, points.first().copied(), points.last().copied()) else {
            return Vec::new();
        };
        let is_turned = is_reversed && rule != ItemRule::Value;
        // Turned round, the second highest score is the second lowest.
        let second = if is_turned {
            points.iter().rev().nth(1).map(|point| top + bottom - point)
        } else {
            points.get(1).copied()
        };
        let second = second.unwrap_or(top);
        let gain = |score: f64| {
            let score = if is_turned { top + bottom - score } else { score };
            match rule {
                ItemRule::Top2 => share(score >= second),
                ItemRule::Share => share(score >= top),
                ItemRule::Mean => 100.0 * score / top,
                ItemRule::Points => max.unwrap_or(top) * score / top,
                ItemRule::Value => score,
            }
        };
        choices.iter().map(|(_, score)| score.map(gain)).collect()
    }

    /// What a numeric answer gives under a rule, as factor and offset.
    pub(super) fn linear(rule: ItemRule, min: Option<f64>, max: Option<f64>, is_reversed: bool) -> (f64, f64) {
        let factor = if rule == ItemRule::Mean {
            100.0 / max.unwrap_or(100.0)
        } else {
            1.0
        };
        if is_reversed && rule != ItemRule::Value {
            (-factor, factor * (min.unwrap_or(0.0) + max.unwrap_or(0.0)))
        } else {
            (factor, 0.0)
        }
    }
}

fn share(is_counted: bool) -> f64 {
    if is_counted { 100.0 } else { 0.0 }
}

fn scores(list_name: &str, list: &ChoiceList, rule: ItemRule) -> Result<Vec<(String, Option<f64>)>, AnnexProblem> {
    let cell = |extra: &indexmap::IndexMap<String, String>| {
        extra
            .get("score")
            .map(|cell| cell.trim().to_owned())
            .filter(|cell| !cell.is_empty())
    };
    let has_scores = list.choices.iter().any(|choice| cell(&choice.extra).is_some());
    let mut scores = Vec::new();
    for (index, choice) in list.choices.iter().enumerate() {
        let score = match cell(&choice.extra) {
            Some(text) => Some(super::value::number(&text).ok_or_else(|| AnnexProblem::BadScore {
                list: list_name.to_owned(),
                choice: choice.name.clone(),
                found: text.clone(),
            })?),
            None if has_scores => None,
            None if rule == ItemRule::Value => super::value::number(&choice.name),
            None => Some(index as f64 + 1.0),
        };
        scores.push((choice.name.clone(), score));
    }
    Ok(scores)
}
