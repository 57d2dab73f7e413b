//! References: `/data/v[2]/s` leads to a node and back.

use super::Interview;
use super::layout::ScopeIx;
use super::tree::{At, RowIx};
use crate::form::{Kind, NodeId};

impl Interview {
    /// The reference with positions on repeats: `/data/v[1]/s`.
    pub fn reference(&self, at: At) -> String {
        let mut steps = Vec::new();
        let mut here = Some(at);
        while let Some(at) = here {
            let name = &self.plan.form.node(self.node(at)).name;
            steps.push(match self.position(at) {
                Some(position) => format!("/{name}[{position}]"),
                None => format!("/{name}"),
            });
            here = self.parent(at);
        }
        steps.reverse();
        steps.concat()
    }

    /// The node behind a reference; a missing position means 1.
    pub fn find(&self, reference: &str) -> Option<At> {
        let mut steps = steps(reference.strip_prefix('/')?);
        let (name, position) = step(steps.next()?)?;
        if name != self.plan.form.node(NodeId(0)).name || position.is_some_and(|position| position != 1) {
            return None;
        }
        steps.try_fold(self.root(), |at, text| {
            let (name, position) = step(text)?;
            self.down(at, self.child_node(at, name)?, position)
        })
    }

    /// The node around a repeat and the repeat, for a reference such as `/data/v` or `/data/v[2]/w`; a position on the last step is
    /// ignored.
    pub(super) fn find_repeat(&self, reference: &str) -> Option<(At, NodeId)> {
        let (above, last) = reference.rsplit_once('/')?;
        let above = self.find(above)?;
        let (name, _) = step(last)?;
        let repeat = self.child_node(above, name)?;
        matches!(self.plan.form.node(repeat).kind, Kind::Repeat { .. }).then_some((above, repeat))
    }

    fn child_node(&self, at: At, name: &str) -> Option<NodeId> {
        self.plan.settled.skeleton.child(self.node(at), name)
    }

    fn down(&self, at: At, child: NodeId, position: Option<usize>) -> Option<At> {
        if matches!(self.plan.form.node(child).kind, Kind::Repeat { .. }) {
            let instance = self.rows(at, child).get(position.unwrap_or(1).checked_sub(1)?)?;
            return Some(self.tree.first(*instance));
        }
        if position.is_some_and(|position| position != 1) {
            return None;
        }
        Some(self.tree.at(self.tree.cell(at).row, self.plan.layout.place(child).slot))
    }

    /// 1-based position among the instances of its repeat, for a repeat instance.
    pub fn position(&self, at: At) -> Option<u32> {
        let cell = self.tree.cell(at);
        let row = self.tree.row(cell.row);
        let is_instance = row.base == at.0 && row.scope != ScopeIx::WHOLE;
        is_instance.then(|| u32::try_from(row.number + 1).unwrap_or(u32::MAX))
    }

    /// The instances of a repeat under one parent instance.
    pub fn instances(&self, parent: At, repeat: NodeId) -> Vec<At> {
        self.rows(parent, repeat).iter().map(|&row| self.tree.first(row)).collect()
    }

    fn rows(&self, parent: At, repeat: NodeId) -> &[RowIx] {
        let place = self.plan.layout.place(repeat);
        let number = self.plan.layout.scope(place.scope).number;
        let above = self.tree.row(self.tree.cell(parent).row);
        above.repeats.get(number).map_or(&[], Vec::as_slice)
    }
}

/// `name` or `name[3]`.
fn step(text: &str) -> Option<(&str, Option<usize>)> {
    match text.bytes().position(|byte| byte == b'[') {
        None => Some((text, None)),
        Some(at) => {
            let (name, rest) = (text.get(..at)?, text.get(at + 1..)?);
            Some((name, Some(rest.strip_suffix(']')?.trim().parse().ok()?)))
        }
    }
}

/// The parts between the slashes of a short text.
fn steps(mut rest: &str) -> impl Iterator<Item = &str> {
    let mut is_over = false;
    std::iter::from_fn(move || {
        if is_over {
            return None;
        }
        let (step, behind) = if let Some(at) = rest.bytes().position(|byte| byte == b'/') {
            (rest.get(..at)?, rest.get(at + 1..)?)
        } else {
            is_over = true;
            (rest, "")
        };
        rest = behind;
        Some(step)
    })
}
