//! The order in which a body asks, where it is not that of the instance.
//!
//! The ids of nodes follow the instance, children follow the body: an interview goes by children, what is submitted by ids.

use super::super::NodeId;
use super::Reader;

/// Where in the body each node comes, the first of what is below it for one without a control.
pub(super) struct Order {
    places: Vec<Option<usize>>,
}

impl Reader<'_> {
    pub(super) fn order_of_body(&self) -> Order {
        let mut places: Vec<Option<usize>> = self
            .controls
            .iter()
            .map(|control| control.as_ref().map(|control| control.place))
            .collect();
        for id in self.skeleton.ids().rev() {
            let below = self
                .skeleton
                .children(id)
                .iter()
                .filter_map(|child| places.get(child.0 as usize).copied().flatten());
            let first = below.min();
            if let Some(place) = places.get_mut(id.0 as usize) {
                *place = place.or(first);
            }
        }
        Order { places }
    }
}

impl Order {
    /// Puts siblings in the order of the body; what is not in it stays behind what it followed.
    pub(super) fn put(&self, siblings: &mut Vec<NodeId>) {
        let mut last = None;
        let mut placed: Vec<(Option<usize>, NodeId)> = siblings
            .iter()
            .map(|&id| {
                last = self.places.get(id.0 as usize).copied().flatten().or(last);
                (last, id)
            })
            .collect();
        if placed.is_sorted_by_key(|(place, _)| *place) {
            return;
        }
        placed.sort_by_key(|(place, _)| *place);
        *siblings = placed.into_iter().map(|(_, id)| id).collect();
    }
}
