//! The tree with an entity put into each container that was given one.

use std::collections::HashMap;

use super::super::super::{NodeId, Place};
use super::super::outline::{Draft, DraftKind, Outline};
use super::super::row::Row;
use super::super::types::plain;
use super::placing::Allocated;
use super::{Declaration, Declarations};

/// A tree as it was, with the entities; ids are those of the new tree.
pub(super) fn graft(outline: Outline, declarations: &Declarations, allocated: &Allocated) -> Outline {
    if allocated.is_empty() {
        return outline;
    }
    let mut grafting = Grafting {
        declarations,
        allocated,
        grown: Outline::default(),
        moved: HashMap::new(),
        from: outline,
    };
    grafting.node(NodeId(0), None);
    let Grafting {
        mut grown, moved, from, ..
    } = grafting;
    grown.names = from.names;
    for id in grown.names.values_mut().flatten() {
        *id = moved.get(id).copied().unwrap_or(*id);
    }
    grown.externals = from.externals;
    grown.misunderstood = from.misunderstood;
    grown
}

struct Grafting<'a> {
    declarations: &'a Declarations,
    allocated: &'a Allocated,
    grown: Outline,
    /// From ids of the old tree to those of the new.
    moved: HashMap<NodeId, NodeId>,
    from: Outline,
}

impl Grafting<'_> {
    fn push(&mut self, name: &str, parent: Option<NodeId>, draft: Draft) -> NodeId {
        let id = self.grown.skeleton.push(name, parent, matches!(draft.kind, DraftKind::Repeat));
        self.grown.drafts.push(draft);
        id
    }

    fn node(&mut self, id: NodeId, parent: Option<NodeId>) {
        let Some(draft) = self.from.drafts.get(id.0 as usize).cloned() else {
            return;
        };
        let name = self.from.skeleton.name(id).to_owned();
        let is_root = parent.is_none();
        let grown = self.push(&name, parent, draft);
        self.moved.insert(id, grown);
        let mut entity = self.allocated.get(&id).and_then(|list| self.declarations.get_key_value(list));
        for child in self.from.skeleton.children(id).to_vec() {
            // The form itself may have a `meta` already, which the entity joins.
            if is_root && self.from.skeleton.name(child) == "meta" {
                self.meta(child, grown, entity.take());
            } else {
                self.node(child, Some(grown));
            }
        }
        if let Some((list, declaration)) = entity {
            let meta = self.container("meta", grown, declaration);
            self.entity(list, declaration, meta);
        }
    }

    /// The form's own `meta`: the entity comes first.
    fn meta(&mut self, id: NodeId, parent: NodeId, entity: Option<(&String, &Declaration)>) {
        let Some(draft) = self.from.drafts.get(id.0 as usize).cloned() else {
            return;
        };
        let meta = self.push("meta", Some(parent), draft);
        self.moved.insert(id, meta);
        if let Some((list, declaration)) = entity {
            self.entity(list, declaration, meta);
        }
        for child in self.from.skeleton.children(id).to_vec() {
            self.node(child, Some(meta));
        }
    }

    fn container(&mut self, name: &str, parent: NodeId, declaration: &Declaration) -> NodeId {
        let row = Row::made(&declaration.row.place, &[("name", name)]);
        let kind = DraftKind::Group;
        self.push(name, Some(parent), Draft { kind, row })
    }

    /// `entity` with its attributes, and what it is called.
    fn entity(&mut self, list: &str, declaration: &Declaration, meta: NodeId) {
        let entity = self.container("entity", meta, declaration);
        let place = &declaration.row.place;
        self.fixed("@dataset", list, entity, place);
        if declaration.creates() {
            self.decided("@create", declaration.cell("create_if"), entity, place);
        }
        let Some((id, id_place)) = declaration.cell("entity_id").filter(|_| declaration.updates()) else {
            self.given_once("@id", "uuid()", entity, place);
            return self.label(declaration, entity);
        };
        self.decided("@update", declaration.cell("update_if"), entity, place);
        // What the entity was when the form was filled in, so that the server sees what two of them change at once.
        for (name, column) in [
            ("@baseVersion", "__version"),
            ("@trunkVersion", "__trunkVersion"),
            ("@branchId", "__branchId"),
        ] {
            let known = format!("instance('{list}')/root/item[name={id}]/{column}");
            self.computed(name, &known, entity, id_place);
        }
        self.computed("@id", &id, entity, id_place);
        self.label(declaration, entity);
    }

    fn label(&mut self, declaration: &Declaration, entity: NodeId) {
        if let Some((label, place)) = declaration.cell("label") {
            self.computed("label", &label, entity, place);
        }
    }

    /// `1` as it stands, or while a condition holds.
    fn decided(&mut self, name: &str, condition: Option<(String, &Place)>, entity: NodeId, place: &Place) {
        let Some((condition, place)) = condition else {
            return self.fixed(name, "1", entity, place);
        };
        let row = Row::made(place, &[("name", name), ("calculation", &condition), ("read_only", "yes")]);
        let kind = DraftKind::Fixed("1".to_owned());
        self.push(name, Some(entity), Draft { kind, row });
    }

    fn fixed(&mut self, name: &str, value: &str, entity: NodeId, place: &Place) {
        let row = Row::made(place, &[("name", name)]);
        let kind = DraftKind::Fixed(value.to_owned());
        self.push(name, Some(entity), Draft { kind, row });
    }

    fn computed(&mut self, name: &str, source: &str, entity: NodeId, place: &Place) {
        self.plain(
            "calculate",
            name,
            &[("name", name), ("calculation", source), ("read_only", "yes")],
            entity,
            place,
        );
    }

    fn given_once(&mut self, name: &str, source: &str, entity: NodeId, place: &Place) {
        self.plain(
            "hidden",
            name,
            &[("name", name), ("default", source), ("read_only", "yes")],
            entity,
            place,
        );
    }

    fn plain(&mut self, type_name: &str, name: &str, cells: &[(&str, &str)], entity: NodeId, place: &Place) {
        if let Some(plain) = plain(type_name) {
            let (kind, row) = (DraftKind::Plain(plain), Row::made(place, cells));
            self.push(name, Some(entity), Draft { kind, row });
        }
    }
}
