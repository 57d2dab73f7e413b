//! The axes: which nodes lie in a direction, nearest first.

use super::ast::Axis;
use super::document::{Document, NodeIx, NodeKind};

/// Calls `see` with each node of an axis, in the axis' own order: reverse axes from the nearest back.
pub(super) fn walk(document: &Document, node: NodeIx, axis: Axis, see: &mut dyn FnMut(NodeIx)) {
    match axis {
        Axis::SelfNode => see(node),
        Axis::Child => document.children(node).for_each(see),
        Axis::Parent => document.parent(node).into_iter().for_each(see),
        Axis::Attribute => document.attributes(node).for_each(see),
        Axis::Descendant => document.descendants(node).for_each(see),
        Axis::DescendantOrSelf => {
            see(node);
            document.descendants(node).for_each(see);
        }
        Axis::Ancestor => document.ancestors(node).for_each(see),
        Axis::AncestorOrSelf => {
            see(node);
            document.ancestors(node).for_each(see);
        }
        Axis::FollowingSibling => following_siblings(document, node).for_each(see),
        Axis::PrecedingSibling => preceding_siblings(document, node).for_each(see),
        Axis::Following => following(document, node, see),
        Axis::Preceding => preceding(document, node, see),
        // Namespaces are kept with the names that use them, not as nodes.
        Axis::Namespace => {}
    }
}

fn following_siblings(document: &Document, node: NodeIx) -> impl Iterator<Item = NodeIx> {
    std::iter::successors(document.next_sibling(node), |&at| document.next_sibling(at))
}

fn preceding_siblings(document: &Document, node: NodeIx) -> impl Iterator<Item = NodeIx> {
    std::iter::successors(document.previous_sibling(node), |&at| document.previous_sibling(at))
}

fn following(document: &Document, node: NodeIx, see: &mut dyn FnMut(NodeIx)) {
    let owner = owner(document, node);
    if owner != node {
        document.descendants(owner).for_each(&mut *see);
    }
    for at in std::iter::once(owner).chain(document.ancestors(owner)) {
        for sibling in following_siblings(document, at) {
            see(sibling);
            document.descendants(sibling).for_each(&mut *see);
        }
    }
}

fn preceding(document: &Document, node: NodeIx, see: &mut dyn FnMut(NodeIx)) {
    let owner = owner(document, node);
    for at in std::iter::once(owner).chain(document.ancestors(owner)) {
        for sibling in preceding_siblings(document, at) {
            let below: Vec<NodeIx> = document.descendants(sibling).collect();
            below.into_iter().rev().for_each(&mut *see);
            see(sibling);
        }
    }
}

/// The element of an attribute; any other node itself.
fn owner(document: &Document, node: NodeIx) -> NodeIx {
    match document.kind(node) {
        NodeKind::Attribute => document.parent(node).unwrap_or(node),
        _ => node,
    }
}
