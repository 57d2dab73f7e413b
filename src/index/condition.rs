//! The `when` column: a condition over the record in the form's own expression language.

use crate::form::expression::{Standpoint, resolve};
use crate::form::{AnnexProblem, Condition, Form, Kind, NodeId, Place, Skeleton};
use crate::xpath::Expression;

/// Parses a condition as seen from `home`, a question of the rows that it selects.
pub(super) fn compile(form: &Form, source: &str, home: NodeId, place: Place) -> Result<Condition, AnnexProblem> {
    let refuse = |reason: String| AnnexProblem::BadCondition { source: source.to_owned(), reason };
    let expression = Expression::parse(&with_paths(form, source)?).map_err(|error| refuse(error.to_string()))?;
    let mut condition = Condition { expression, reads: Vec::new(), is_volatile: false, place };
    resolve(&mut condition, Standpoint::Field(home), &Skeleton::of(form));
    if condition.is_volatile {
        return Err(refuse("it reads the clock or chance".to_owned()));
    }
    match condition.reads.iter().find(|read| !matches!(form.node(**read).kind, Kind::Question(_))) {
        Some(group) => Err(refuse(format!("`{}` is no question", form.node(*group).name))),
        None => Ok(condition),
    }
}

/// `${name}` → `/data/group/name`.
fn with_paths(form: &Form, source: &str) -> Result<String, AnnexProblem> {
    let mut out = String::new();
    let mut rest = source;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let mut bearers = form.ids().filter(|id| form.node(*id).name == name.trim());
        let node = bearers.next().ok_or_else(|| AnnexProblem::UnknownQuestion { name: name.to_owned() })?;
        if bearers.next().is_some() {
            return Err(AnnexProblem::AmbiguousQuestion { name: name.to_owned() });
        }
        out.push_str(before);
        out.push_str(&form.path(node));
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}
