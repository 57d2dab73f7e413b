//! How an answer is made coarser before it leaves.
//!
//! | recode | takes | gives |
//! |---|---|---|
//! | `bands 18 25 35` | numbers, dates (their year) | one of `under_18`, `18_24`, `25_34`, `from_35`; a band begins at its bound |
//! | `top 80` | numbers | what is above becomes 80 |
//! | `bottom 10` | numbers | what is below becomes 10 |
//! | `round 5` | numbers | the nearest multiple, halves away from zero |
//! | `year` | dates, moments | a whole number |
//! | `month` | dates, moments | `2026-11` |
//! | `parent district` | select one | the choice's cell in this column of the choices sheet |
//! | `keep kinh tay` | select one | these choices; every other becomes `other` |
//!
//! Steps follow one another in one cell (`year bottom 1930 round 5`), each taking what the one before gives.

use std::sync::Arc;

use crate::dataset::{ColumnType, Missing, Value};
use crate::form::ChoiceList;

/// The steps of a `recode` cell, at least one.
#[derive(Debug, Clone, PartialEq)]
pub struct Recode {
    /// As written, spaces made single.
    pub source: String,
    /// In order.
    pub steps: Vec<RecodeStep>,
}

/// One step.
#[derive(Debug, Clone, PartialEq)]
pub enum RecodeStep {
    /// Lower bounds, rising.
    Bands(Vec<f64>),
    /// The greatest value that is told.
    Top(f64),
    /// The least value that is told.
    Bottom(f64),
    /// To a multiple of this, which is above zero.
    Round(f64),
    /// Of a date.
    Year,
    /// Of a date.
    Month,
    /// To the cell in a column of the choices sheet.
    Parent(String),
    /// Only these choices by name.
    Keep(Vec<String>),
}

/// What a column is after some steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// What it holds.
    pub kind: ColumnType,
    /// Its choices, where it has them.
    pub choices: Option<Arc<[String]>>,
}

impl Recode {
    /// Reads a cell; `None` when it is no recode.
    pub fn parse(cell: &str) -> Option<Self> {
        let words: Vec<&str> = cell.split_whitespace().collect();
        let mut steps = Vec::new();
        let mut rest = words.as_slice();
        while let Some((word, after)) = rest.split_first() {
            let arguments = after.iter().take_while(|word| !is_step(word)).count();
            let (arguments, after) = after.split_at_checked(arguments)?;
            steps.push(step(word, arguments)?);
            rest = after;
        }
        (!steps.is_empty()).then(|| Self {
            source: words.join(" "),
            steps,
        })
    }

    /// What a column becomes, or `None` when a step cannot take what it is given. `list` holds the choices that the column had.
    pub fn shape(&self, start: Shape, list: Option<&ChoiceList>) -> Option<Shape> {
        self.steps.iter().try_fold(start, |shape, step| step.shape(shape, list))
    }

    /// The coarser value. What a step cannot take becomes left empty: better nothing than the answer itself.
    pub fn apply(&self, value: &Value, list: Option<&ChoiceList>) -> Value {
        if matches!(value, Value::Missing(_)) {
            return value.clone();
        }
        let done = self.steps.iter().try_fold(value.clone(), |value, step| step.apply(&value, list));
        done.unwrap_or(Value::Missing(Missing::Empty))
    }

    /// The column of the choices sheet that a step reads.
    pub fn parent_column(&self) -> Option<&str> {
        self.steps.iter().find_map(|step| match step {
            RecodeStep::Parent(column) => Some(column.as_str()),
            _ => None,
        })
    }
}

fn is_step(word: &str) -> bool {
    matches!(word, "bands" | "top" | "bottom" | "round" | "year" | "month" | "parent" | "keep")
}

fn step(word: &str, arguments: &[&str]) -> Option<RecodeStep> {
    let number = || match arguments {
        [number] => parse_number(number),
        _ => None,
    };
    Some(match word {
        "bands" => {
            let bounds: Vec<f64> = arguments.iter().map(|word| parse_number(word)).collect::<Option<_>>()?;
            let is_rising = !bounds.is_empty() && bounds.iter().zip(bounds.iter().skip(1)).all(|(a, b)| a < b);
            RecodeStep::Bands(is_rising.then_some(bounds)?)
        }
        "top" => RecodeStep::Top(number()?),
        "bottom" => RecodeStep::Bottom(number()?),
        "round" => RecodeStep::Round(number().filter(|base| *base > 0.0)?),
        "year" if arguments.is_empty() => RecodeStep::Year,
        "month" if arguments.is_empty() => RecodeStep::Month,
        "parent" => match arguments {
            [column] => RecodeStep::Parent((*column).to_owned()),
            _ => return None,
        },
        "keep" if !arguments.is_empty() => RecodeStep::Keep(arguments.iter().map(|name| (*name).to_owned()).collect()),
        _ => return None,
    })
}

fn parse_number(word: &str) -> Option<f64> {
    word.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// The name that `keep` gives to all the others.
const OTHER: &str = "other";

impl RecodeStep {
    fn shape(&self, shape: Shape, list: Option<&ChoiceList>) -> Option<Shape> {
        let is_number = shape.kind.is_numeric();
        let is_date = matches!(shape.kind, ColumnType::Date | ColumnType::DateTime);
        let plain = |kind| Some(Shape { kind, choices: None });
        match self {
            Self::Bands(bounds) if is_number || is_date => {
                let is_whole = shape.kind != ColumnType::Decimal;
                let choices = (0..=bounds.len()).map(|band| band_name(bounds, band, is_whole)).collect();
                Some(Shape {
                    kind: ColumnType::One,
                    choices: Some(choices),
                })
            }
            Self::Top(bound) | Self::Bottom(bound) | Self::Round(bound) if is_number => {
                (shape.kind == ColumnType::Decimal || bound.fract() == 0.0).then_some(shape)
            }
            Self::Year if is_date => plain(ColumnType::Integer),
            Self::Month if is_date => plain(ColumnType::Text),
            Self::Parent(column) if shape.kind == ColumnType::One => {
                let mut names: Vec<String> = Vec::new();
                for choice in &list?.choices {
                    let parent = choice.extra.get(column).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())?;
                    if !names.iter().any(|name| name == parent) {
                        names.push(parent.to_owned());
                    }
                }
                Some(Shape {
                    kind: ColumnType::One,
                    choices: Some(names.into()),
                })
            }
            Self::Keep(names) if shape.kind == ColumnType::One => {
                let choices = shape.choices?;
                let kept = choices.iter().filter(|choice| names.contains(choice) && *choice != OTHER);
                let all_known = names.iter().all(|name| choices.contains(name));
                let kept = kept.cloned().chain([OTHER.to_owned()]).collect();
                all_known.then_some(Shape {
                    kind: ColumnType::One,
                    choices: Some(kept),
                })
            }
            _ => None,
        }
    }

    fn apply(&self, value: &Value, list: Option<&ChoiceList>) -> Option<Value> {
        Some(match self {
            Self::Bands(bounds) => {
                let is_whole = !matches!(value, Value::Decimal(_));
                let number = if matches!(value, Value::Text(_)) {
                    year(value)? as f64
                } else {
                    number(value)?
                };
                let band = bounds.iter().take_while(|bound| number >= **bound).count();
                Value::One(band_name(bounds, band, is_whole))
            }
            Self::Top(bound) => like(value, number(value)?.min(*bound))?,
            Self::Bottom(bound) => like(value, number(value)?.max(*bound))?,
            Self::Round(base) => like(value, (number(value)? / base).round() * base)?,
            Self::Year => Value::Integer(year(value)?),
            Self::Month => {
                year(value)?;
                Value::Text(
                    text_of(value)?
                        .get(..7)
                        .filter(|month| month.as_bytes().get(4) == Some(&b'-'))?
                        .to_owned(),
                )
            }
            Self::Parent(column) => {
                let choice = list?
                    .choices
                    .iter()
                    .find(|choice| matches!(value, Value::One(name) if *name == choice.name))?;
                Value::One(choice.extra.get(column)?.trim().to_owned())
            }
            Self::Keep(names) => match value {
                Value::One(name) if names.contains(name) => value.clone(),
                Value::One(_) => Value::One(OTHER.to_owned()),
                _ => return None,
            },
        })
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Decimal(text) => parse_number(text),
        _ => None,
    }
}

fn like(value: &Value, number: f64) -> Option<Value> {
    Some(match value {
        Value::Integer(_) => Value::Integer(number as i64),
        Value::Decimal(_) => Value::Decimal(tidy(number)),
        _ => return None,
    })
}

fn text_of(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// The year of ISO 8601 text.
fn year(value: &Value) -> Option<i64> {
    let (year, rest) = text_of(value)?.split_once('-')?;
    let month = rest.get(..2)?.parse::<u8>().ok()?;
    (1..=12).contains(&month).then(|| year.parse().ok()).flatten()
}

/// Shortest text of a number, free of the noise of `0.1 * 3`.
fn tidy(number: f64) -> String {
    let rounded = (number * 1e9).round() / 1e9;
    format!("{rounded}")
}

/// `under_18`, `18_24`, `from_61`; for decimals a band is named by where the next begins (`1.5_3`).
fn band_name(bounds: &[f64], band: usize, is_whole: bool) -> String {
    let from = band.checked_sub(1).and_then(|index| bounds.get(index));
    match (from, bounds.get(band)) {
        (None, Some(next)) => format!("under_{}", tidy(*next)),
        (Some(from), Some(next)) if is_whole && *next - 1.0 > *from => format!("{}_{}", tidy(*from), tidy(*next - 1.0)),
        (Some(from), Some(_)) if is_whole => tidy(*from),
        (Some(from), Some(next)) => format!("{}_{}", tidy(*from), tidy(*next)),
        (Some(from), None) => format!("from_{}", tidy(*from)),
        (None, None) => OTHER.to_owned(),
    }
}
