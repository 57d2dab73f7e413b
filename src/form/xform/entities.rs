//! Attributes of the primary instance that are more than decoration: those of a `meta/entity`, and those that a bind or an action names.
//!
//! Each is a node of its own below its element, called `@name`.

use std::collections::HashSet;

use memchr::memmem;

use super::super::skeleton::local;
use super::super::{NodeId, Place, Skeleton};
use super::Reader;
use super::attributes::meant;
use crate::xpath::{Document, NodeIx};

/// The paths of attributes that binds and actions name.
pub(super) fn bound_attributes<'d>(xml: &str, document: &'d Document) -> HashSet<&'d str> {
    if memmem::find(xml.as_bytes(), b"/@").is_none() {
        return HashSet::new();
    }
    let Some(html) = document.root_element() else {
        return HashSet::new();
    };
    let elements = document
        .descendants(html)
        .filter(|&node| matches!(document.local_name(node), "bind" | "setvalue"));
    let paths = elements.filter_map(|element| super::controls::reference(document, element));
    paths.map(str::trim).filter(|path| path.contains("/@")).collect()
}

/// Whether a node has nothing below it but attributes, and is no declaration of an entity.
pub(super) fn is_leaf(skeleton: &Skeleton, id: NodeId) -> bool {
    !is_entity(skeleton, id) && skeleton.children(id).iter().all(|&child| skeleton.is_attribute(child))
}

fn is_entity(skeleton: &Skeleton, id: NodeId) -> bool {
    let above = skeleton.parent(id);
    local(skeleton.name(id)) == "entity" && above.is_some_and(|above| local(skeleton.name(above)) == "meta")
}

impl Reader<'_> {
    /// The attributes of a node's element that are decoration, by their names with the specification's prefixes.
    pub(super) fn decoration(&self, id: NodeId) -> Vec<(String, String)> {
        let Some(&element) = self.elements.get(id.0 as usize) else {
            return Vec::new();
        };
        if self.skeleton.parent(id).is_none() || is_entity(&self.skeleton, id) || self.skeleton.is_attribute(id) {
            return Vec::new();
        }
        let document = self.document;
        let own = document.attributes(element).filter_map(|attribute| {
            let (prefix, local) = meant(document, attribute);
            let is_plain = prefix.is_empty() && self.skeleton.child(id, &format!("@{local}")).is_none() && local != "xmlns";
            let is_foreign = !prefix.is_empty() && prefix != "xmlns" && (prefix, local) != ("jr", "template");
            let name = if prefix.is_empty() {
                local.to_owned()
            } else {
                format!("{prefix}:{local}")
            };
            (is_plain || is_foreign).then(|| (name, document.text(attribute).into_owned()))
        });
        own.collect()
    }

    /// Makes nodes of the attributes that count of the element with a path. Those of the root say what the form is.
    pub(super) fn grow_attributes(&mut self, element: NodeIx, id: NodeId, path: &str) {
        if self.skeleton.parent(id).is_none() {
            return;
        }
        let counts = is_entity(&self.skeleton, id);
        let document = self.document;
        for attribute in document.attributes(element) {
            let name = document.name(attribute);
            let is_plain = !name.contains(':') && name != "xmlns";
            if is_plain
                && (counts || !self.bound_attributes.is_empty() && self.bound_attributes.contains(format!("{path}/@{name}").as_str()))
            {
                self.skeleton.push(&format!("@{name}"), Some(id), false);
                self.elements.push(attribute);
                self.controls.push(None);
                self.binds.push(None);
                let line = self.mentions.line_of(&format!("{path}/@{name}"), attribute);
                self.places.push(line.map_or_else(Place::default, super::line));
            }
        }
    }
}
