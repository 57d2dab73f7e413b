//! The tree of names alone: what the paths of expressions are resolved against while the form is still being compiled.

use std::hash::{Hash, Hasher};

use indexmap::{Equivalent, IndexMap};
use rustc_hash::FxBuildHasher;
use smallvec::SmallVec;
use smol_str::SmolStr;

use super::{Form, Kind, NodeId};

/// Names and kinship of a form's nodes, in document order; the ids are those of the finished [`Form`].
#[derive(Debug, Clone, Default)]
pub struct Skeleton {
    bones: Vec<Bone>,
    /// By parent and name without prefix: a form may have a thousand questions side by side, each asked for by name.
    by_name: IndexMap<Called, SmallVec<[NodeId; 1]>, FxBuildHasher>,
}

#[derive(Debug, Clone)]
struct Bone {
    /// Most names are short: they stand here.
    name: SmolStr,
    parent: Option<NodeId>,
    children: Vec<NodeId>,
    is_repeat: bool,
}

/// A parent and a child's name without prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Called(NodeId, SmolStr);

/// The same, to look it up.
#[derive(PartialEq, Eq)]
struct Sought<'a>(NodeId, &'a str);

impl Hash for Called {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Sought(self.0, &self.1).hash(state);
    }
}

impl Hash for Sought<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
        self.1.hash(state);
    }
}

impl Equivalent<Called> for Sought<'_> {
    fn equivalent(&self, key: &Called) -> bool {
        self.0 == key.0 && *self.1 == *key.1
    }
}

#[expect(clippy::indexing_slicing, reason = "ids are made by `push` alone")]
impl Skeleton {
    /// The skeleton of a finished form.
    pub fn of(form: &Form) -> Self {
        let mut skeleton = Self::default();
        for node in &form.nodes {
            skeleton.push(&node.name, node.parent, matches!(node.kind, Kind::Repeat { .. }));
        }
        skeleton
    }

    /// Appends a node; parents come before children, the root first.
    pub fn push(&mut self, name: &str, parent: Option<NodeId>, is_repeat: bool) -> NodeId {
        let id = NodeId(self.bones.len() as u32);
        let name = SmolStr::new(name);
        if let Some(parent) = parent {
            self.bones[parent.0 as usize].children.push(id);
            let local = local(&name);
            let local = if local.len() == name.len() { name.clone() } else { local.into() };
            self.by_name.entry(Called(parent, local)).or_default().push(id);
        }
        self.bones.push(Bone {
            name,
            parent,
            children: Vec::new(),
            is_repeat,
        });
        id
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.bones.len()
    }

    /// Whether there is not even a root.
    pub fn is_empty(&self) -> bool {
        self.bones.is_empty()
    }

    /// All ids in document order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (0..self.bones.len() as u32).map(NodeId)
    }

    /// The element's name.
    pub fn name(&self, id: NodeId) -> &str {
        &self.bones[id.0 as usize].name
    }

    /// The node above; `None` for the root.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.bones[id.0 as usize].parent
    }

    /// In order.
    pub fn children(&self, id: NodeId) -> &[NodeId] {
        &self.bones[id.0 as usize].children
    }

    /// Whether the node is a repeat.
    pub fn is_repeat(&self, id: NodeId) -> bool {
        self.bones[id.0 as usize].is_repeat
    }

    /// The child of this name.
    pub fn child(&self, id: NodeId, name: &str) -> Option<NodeId> {
        let mut namesakes = self.children_called(id, local(name)).iter().copied();
        namesakes.find(|child| self.name(*child) == name)
    }

    /// The children of this name, whatever their prefix.
    pub fn children_called(&self, id: NodeId, local_name: &str) -> &[NodeId] {
        self.by_name.get(&Sought(id, local_name)).map_or(&[], SmallVec::as_slice)
    }

    /// Whether the node is an attribute of the one above it: its name begins with `@`.
    pub fn is_attribute(&self, id: NodeId) -> bool {
        attribute_name(self.name(id)).is_some()
    }

    /// The node and all above it, nearest first.
    pub fn lineage(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(Some(id), |at| self.parent(*at))
    }

    /// `/data/group/question`, without positions.
    pub fn path(&self, id: NodeId) -> String {
        let names: SmallVec<[&str; 16]> = self.lineage(id).map(|at| self.name(at)).collect();
        let mut path = String::with_capacity(names.iter().map(|name| name.len() + 1).sum());
        for name in names.into_iter().rev() {
            path.push('/');
            path.push_str(name);
        }
        path
    }

    /// The node behind an absolute path without positions.
    pub fn find(&self, path: &str) -> Option<NodeId> {
        let mut names = path.strip_prefix('/')?.split('/');
        let root = self.ids().next()?;
        if names.next()? != self.name(root) {
            return None;
        }
        names.try_fold(root, |at, name| self.child(at, name))
    }
}

/// The name of an attribute by the name of its node, `@id`; `None` for an element.
pub fn attribute_name(node_name: &str) -> Option<&str> {
    node_name.strip_prefix('@')
}

/// A name without its prefix.
pub(crate) fn local(name: &str) -> &str {
    // Names are short: this is quicker than a search made for long texts.
    let colon = name.bytes().rposition(|byte| byte == b':');
    colon.and_then(|colon| name.get(colon + 1..)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::Skeleton;

    #[test]
    fn a_path_leads_back_to_its_node() {
        let mut skeleton = Skeleton::default();
        let root = skeleton.push("data", None, false);
        let visits = skeleton.push("v", Some(root), true);
        let score = skeleton.push("s", Some(visits), false);
        assert_eq!(skeleton.path(score), "/data/v/s");
        assert_eq!(skeleton.find("/data/v/s"), Some(score));
        assert_eq!(skeleton.find("/data/s"), None);
    }

    #[test]
    fn a_prefix_tells_children_apart_only_where_it_is_asked_for() {
        let mut skeleton = Skeleton::default();
        let root = skeleton.push("data", None, false);
        let plain = skeleton.push("meta", Some(root), false);
        let prefixed = skeleton.push("orx:meta", Some(root), false);
        assert_eq!(skeleton.child(root, "meta"), Some(plain));
        assert_eq!(skeleton.child(root, "orx:meta"), Some(prefixed));
        assert_eq!(skeleton.children_called(root, "meta"), [plain, prefixed]);
        assert_eq!(skeleton.child(root, "other:meta"), None);
    }
}
