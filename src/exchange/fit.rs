//! Whether a value is one that its column releases.
//!
//! Asked twice: a laptop withholds what does not fit, for it could be anything, a name or a number keyed into the wrong place; a master
//! refuses a package that holds it, for no program of ours wrote that.

use std::collections::BTreeSet;

use super::ContentProblem;
use crate::dataset::{Column, ColumnType, Missing, Value};
use crate::output::{Layout, read_cell, write_cell};

/// What is wrong with a value of this column, if anything is.
pub fn problem(value: &Value, column: &Column) -> Option<ContentProblem> {
    let cell = write_cell(value, &Layout::PHIEU);
    let unfit = || ContentProblem::Type(cell.clone().into_owned());
    match value {
        Value::Missing(Missing::Later) => return Some(unfit()),
        Value::Missing(_) => return None,
        Value::Integer(_) | Value::Decimal(_) | Value::Text(_) | Value::One(_) | Value::Many(_) => {}
    }
    if read_cell(&cell, column.kind, &Layout::PHIEU).as_ref() != Ok(value) {
        return Some(unfit());
    }
    match (value, &column.choices) {
        (Value::One(name), Some(choices)) => (!choices.contains(name)).then(|| ContentProblem::Choice(name.clone())),
        (Value::Many(names), choices) => many_problem(names, column.kind, choices.as_deref()),
        _ => None,
    }
}

/// Each choice once, from the list, and unless they are ranked in the list's order: otherwise one answer would have two hashes.
fn many_problem(names: &[String], kind: ColumnType, choices: Option<&[String]>) -> Option<ContentProblem> {
    let mut seen = BTreeSet::new();
    let mut last = 0;
    for name in names {
        let unfit = || Some(ContentProblem::Choice(name.clone()));
        if name.is_empty() || !seen.insert(name) {
            return unfit();
        }
        let Some(choices) = choices else { continue };
        let Some(place) = choices.iter().position(|choice| choice == name) else {
            return unfit();
        };
        if kind == ColumnType::Many && place < last {
            return unfit();
        }
        last = place;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::NodeId;

    fn column(kind: ColumnType, choices: &[&str]) -> Column {
        Column {
            path: "q".to_owned(),
            name: "q".to_owned(),
            node: NodeId(1),
            kind,
            choices: (!choices.is_empty()).then(|| choices.iter().map(|name| (*name).to_owned()).collect()),
        }
    }

    #[test]
    fn a_value_of_another_shape_does_not_fit() {
        let integer = column(ColumnType::Integer, &[]);
        assert_eq!(problem(&Value::Integer(5), &integer), None);
        assert_eq!(problem(&Value::Missing(Missing::Refused), &integer), None);
        assert!(problem(&Value::Text("0912345678".to_owned()), &integer).is_some());
        assert!(problem(&Value::Missing(Missing::Later), &integer).is_some());
        let date = column(ColumnType::Date, &[]);
        assert_eq!(problem(&Value::Text("2026-11-22".to_owned()), &date), None);
        assert!(problem(&Value::Text("Nguyễn Văn A".to_owned()), &date).is_some());
    }

    #[test]
    fn a_choice_is_one_of_the_list() {
        let one = column(ColumnType::One, &["yes", "no"]);
        assert_eq!(problem(&Value::One("no".to_owned()), &one), None);
        assert_eq!(
            problem(&Value::One("maybe".to_owned()), &one),
            Some(ContentProblem::Choice("maybe".to_owned()))
        );
    }

    #[test]
    fn chosen_names_stand_once_and_in_order() {
        #[track_caller]
        fn case(kind: ColumnType, names: &[&str], fits: bool) {
            let value = Value::Many(names.iter().map(|name| (*name).to_owned()).collect());
            assert_eq!(problem(&value, &column(kind, &["a", "b", "c"])).is_none(), fits, "{names:?}");
        }
        case(ColumnType::Many, &["a", "c"], true);
        case(ColumnType::Many, &["c", "a"], false);
        case(ColumnType::Rank, &["c", "a"], true);
        case(ColumnType::Many, &["a", "a"], false);
        case(ColumnType::Many, &["a", "d"], false);
    }
}
