//! What an expression reads: its paths resolved to fields of the form, and the order in which expressions settle.
//!
//! An absolute path seen from inside a repeat means the nearest instance that both share: `/data/person/age` asked from `/data/person/name`
//! is the age of the same person. So a path that names exactly one field is answered by the interview without walking the tree.

mod fields;
mod order;
mod reading;
mod settled;

#[cfg(test)]
mod tests;

pub use order::{Rule, RuleKind, choices, rules};
pub use reading::{Reach, Read, Reading, Standpoint, read};
pub use settled::Settled;
#[cfg(test)]
pub(crate) use settled::has_circles_among_instances;

use std::sync::Arc;

use super::{Condition, Form, Kind, NodeId, Skeleton, TemplatePart, Text};

/// Resolves the paths of a condition in place and sets what it reads and whether it is volatile. Doing it twice changes nothing.
pub fn resolve(condition: &mut Condition, standpoint: Standpoint, skeleton: &Skeleton) {
    let reading = read(Arc::make_mut(&mut condition.expression.ast), standpoint, skeleton);
    condition.readings = Some(reading.reads.as_slice().into());
    condition.is_volatile = reading.is_volatile;
}

/// Resolves the outputs in a text; each stands at `node`.
pub fn resolve_text(text: &mut Text, node: NodeId, skeleton: &Skeleton) {
    let templates = text.by_language.iter_mut().flatten();
    for part in templates.flat_map(|template| &mut template.parts) {
        if let TemplatePart::Output(condition) = part {
            resolve(condition, Standpoint::Field(node), skeleton);
        }
    }
}

fn resolve_some(condition: &mut Option<Condition>, standpoint: Standpoint, skeleton: &Skeleton) {
    if let Some(condition) = condition {
        resolve(condition, standpoint, skeleton);
    }
}

/// Resolves every expression of a form: conditions, calculations, filters, and outputs in texts.
pub fn resolve_all(form: &mut Form, skeleton: &Skeleton) {
    for (number, node) in form.nodes.iter_mut().enumerate() {
        let id = NodeId(u32::try_from(number).unwrap_or(u32::MAX));
        let here = Standpoint::Field(id);
        resolve_text(&mut node.label, id, skeleton);
        resolve_some(&mut node.relevant, here, skeleton);
        resolve_some(&mut node.read_only, here, skeleton);
        match &mut node.kind {
            Kind::Root | Kind::Group => {}
            Kind::Repeat { count } => resolve_some(count, here, skeleton),
            Kind::Question(question) => {
                for text in [
                    &mut question.hint,
                    &mut question.guidance,
                    &mut question.required_message,
                    &mut question.constraint_message,
                    &mut question.soft_constraint_message,
                ] {
                    resolve_text(text, id, skeleton);
                }
                resolve_some(&mut question.required, here, skeleton);
                resolve_some(&mut question.constraint, here, skeleton);
                resolve_some(&mut question.soft_constraint, here, skeleton);
                resolve_some(&mut question.calculate, here, skeleton);
                resolve_some(&mut question.dynamic_default, here, skeleton);
                if let Some(itemset) = &mut question.choices {
                    resolve_some(&mut itemset.nodeset, here, skeleton);
                    resolve_some(&mut itemset.filter, Standpoint::Choice(id), skeleton);
                    resolve_some(&mut itemset.seed, here, skeleton);
                }
            }
        }
    }
    for action in &mut form.actions {
        let here = Standpoint::Field(action.target);
        resolve_some(&mut action.path, here, skeleton);
        resolve(&mut action.value, here, skeleton);
    }
    for list in form.lists.values_mut() {
        for choice in &mut list.choices {
            resolve_text(&mut choice.label, NodeId(0), skeleton);
        }
    }
    for text in form.texts.values_mut() {
        resolve_text(text, NodeId(0), skeleton);
    }
    resolve_some(&mut form.instance_name, Standpoint::Field(NodeId(0)), skeleton);
}
