//! Entities: things that a server keeps a list of, and what a record says of them.
//!
//! A declaration is the group `meta/entity` of the form, of a group or of a repeat; here it is read from the tree.

use super::model::{Condition, Kind};
use super::skeleton::local;
use super::{Form, NodeId};

/// The declaration of an entity.
#[derive(Debug, Clone)]
pub struct Entity<'f> {
    /// The group `entity`.
    pub node: NodeId,
    /// The server's list.
    pub list: &'f str,
    /// When it is created; `None` for never.
    pub create: Option<When<'f>>,
    /// When it is updated; `None` for never.
    pub update: Option<When<'f>>,
    /// The questions that are saved to its properties, with the properties' names.
    pub properties: Vec<(NodeId, &'f str)>,
}

/// When something happens to an entity.
#[derive(Debug, Clone, Copy)]
pub enum When<'f> {
    /// With every record, or instance of its repeat.
    Always,
    /// When this holds.
    If(&'f Condition),
}

impl Form {
    /// The entities that records of the form create or update, in document order.
    pub fn entities(&self) -> Vec<Entity<'_>> {
        let found = self.ids().filter(|&id| self.is_entity(id));
        let mut entities: Vec<Entity<'_>> = found.filter_map(|id| self.entity(id)).collect();
        for id in self.ids() {
            let Some(property) = self.node(id).extra.get("save_to") else {
                continue;
            };
            if let Some(entity) = self.entity_around(id, &entities)
                && let Some(entity) = entities.get_mut(entity)
            {
                entity.properties.push((id, property));
            }
        }
        entities
    }

    /// Whether a node declares an entity.
    pub fn is_entity(&self, id: NodeId) -> bool {
        let node = self.node(id);
        let is_in_meta = node.parent.is_some_and(|above| local(&self.node(above).name) == "meta");
        matches!(node.kind, Kind::Group) && local(&node.name) == "entity" && is_in_meta
    }

    fn entity(&self, node: NodeId) -> Option<Entity<'_>> {
        let attribute = |name: &str| {
            let mut children = self.node(node).children.iter();
            children.find_map(|&child| self.question(child).filter(|_| self.node(child).name == name))
        };
        let when = |name: &str| {
            let attribute = attribute(name)?;
            let is_never = attribute.calculate.is_none() && matches!(attribute.default.as_deref(), None | Some("" | "0" | "false"));
            (!is_never).then(|| attribute.calculate.as_ref().map_or(When::Always, When::If))
        };
        Some(Entity {
            node,
            list: attribute("@dataset")?.default.as_deref()?,
            create: when("@create"),
            update: when("@update"),
            properties: Vec::new(),
        })
    }

    /// The entity in the nearest group, repeat or form around a question.
    fn entity_around(&self, question: NodeId, entities: &[Entity<'_>]) -> Option<usize> {
        let mut around = std::iter::successors(self.node(question).parent, |&at| self.node(at).parent);
        around.find_map(|container| entities.iter().position(|entity| self.container_of(entity) == Some(container)))
    }

    fn container_of(&self, entity: &Entity<'_>) -> Option<NodeId> {
        self.node(self.node(entity.node).parent?).parent
    }
}

/// The version of the specification of entities that declarations need, where there are some.
pub(super) fn specification(form: &Form) -> Option<&'static str> {
    match form.entities().as_slice() {
        [] => None,
        [only] if form.repeat_above(only.node).is_none() => Some("2024.1.0"),
        _ => Some("2025.1.0"),
    }
}
