//! What belongs to each node of a form, all in one piece of memory: most nodes have little or nothing.
#![expect(clippy::indexing_slicing, reason = "nodes are those of the form that the groups were made for")]

use crate::form::NodeId;

/// Things by node.
#[derive(Debug)]
pub(super) struct Grouped<T> {
    /// By node: where its things begin; one more for the end.
    starts: Vec<u32>,
    all: Vec<T>,
}

impl<T> Grouped<T> {
    /// Groups pairs by their nodes, of which there are so many; those of one node stay in the order given.
    pub(super) fn of(nodes: usize, mut pairs: Vec<(NodeId, T)>) -> Self {
        pairs.sort_by_key(|(node, _)| *node);
        let mut starts = vec![0; nodes + 1];
        for (node, _) in &pairs {
            starts[node.0 as usize + 1] += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let all = pairs.into_iter().map(|(_, thing)| thing).collect();
        Self { starts, all }
    }

    /// What belongs to a node.
    pub(super) fn get(&self, node: NodeId) -> &[T] {
        let node = node.0 as usize;
        &self.all[self.starts[node] as usize..self.starts[node + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::{Grouped, NodeId};

    #[test]
    fn things_stay_in_order_within_their_node() {
        let grouped = Grouped::of(4, vec![(NodeId(2), 'a'), (NodeId(0), 'b'), (NodeId(2), 'c')]);
        let all: Vec<&[char]> = (0..4).map(|node| grouped.get(NodeId(node))).collect();
        assert_eq!(all, [&['b'][..], &[], &['a', 'c'], &[]]);
    }
}
