//! Defaults that a question cannot begin with.

use jiff::civil;

use super::cells::Cells;
use super::terms::number;
use super::values::Values;
use super::{Judgement, Report};
use crate::form::{DataType, Form};

/// Reports literal defaults that are no choice of the list or no value of the type.
pub(super) fn judge(form: &Form, values: &Values<'_>, cells: &Cells<'_>, report: &mut Report<'_>) {
    for id in form.ids() {
        let Some(question) = form.question(id) else { continue };
        let Some(default) = question.default.as_deref() else { continue };
        let node = form.node(id);
        let (name, value) = (node.name.clone(), default.to_owned());
        let judgement = match (question.data, values.list(id)) {
            (DataType::SelectOne, Some(names)) if !names.names.contains(default) => Judgement::DefaultNotAChoice {
                name,
                suggestion: names.suggestion(default),
                list: names.list.to_owned(),
                value,
            },
            (DataType::SelectMultiple | DataType::Rank, Some(names)) => {
                let Some(stray) = default.split_whitespace().find(|word| !names.names.contains(*word)) else {
                    continue;
                };
                Judgement::DefaultNotAChoice {
                    name,
                    value: stray.to_owned(),
                    suggestion: names.suggestion(stray),
                    list: names.list.to_owned(),
                }
            }
            (data, _) if !fits(data, default) => Judgement::DefaultOfWrongType {
                name,
                value,
                type_name: question.type_name.clone(),
            },
            _ => continue,
        };
        report.say(judgement, &cells.place(&node.place, "default"));
    }
}

/// Whether a text is a value of a type; of types that the program fills in or looks after itself any is.
fn fits(data: DataType, text: &str) -> bool {
    let day = |text: &str| text.len() == 10 && text.parse::<civil::Date>().is_ok();
    match data {
        DataType::Integer | DataType::Decimal | DataType::Range => number(text).is_some(),
        DataType::Date | DataType::DateTime => day(text.split_once('T').map_or(text, |(day, _)| day)),
        DataType::Time => {
            let clock = text.split(['Z', '+', '-']).next().unwrap_or_default();
            clock.parse::<civil::Time>().is_ok()
        }
        DataType::Acknowledge => text == "OK",
        _ => true,
    }
}
