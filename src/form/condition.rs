//! Makes conditions: parsed here, resolved to fields by [`expression::resolve`](super::expression::resolve) when the form is whole.

use super::{Condition, Place};
use crate::xpath::{Error, Expression};

/// Parses an expression; everything wrong with it goes to `report`.
pub(super) fn parse(source: &str, place: &Place, report: &mut dyn FnMut(Error)) -> Option<Condition> {
    let expression = Expression::parse(source).map_err(&mut *report).ok()?;
    let errors = expression.check();
    if errors.is_empty() {
        return Some(Condition::unresolved(expression, place));
    }
    errors.into_iter().for_each(report);
    None
}

/// `true()`, for what the standard says without an expression.
pub(super) fn always(place: &Place) -> Option<Condition> {
    Expression::parse("true()")
        .ok()
        .map(|expression| Condition::unresolved(expression, place))
}
