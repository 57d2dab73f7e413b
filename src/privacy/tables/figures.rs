//! Figures that leave: means and shares of a tree's nodes by two sides, of which none may tell what a handful of persons answered.
//!
//! A figure stands on a base, the persons behind it. A small base is hidden with its figure, and so are as few others as it takes: bases
//! add up to their totals, figures times bases do too, and a node's figure is worked out from those below it. So every base and figure
//! that is hidden lies on a circle of its node's table, as in [`super::protect`], and wherever a node or one below it is hidden, another of
//! them is hidden with it. The share of answers to one question is a count in disguise: it is hidden where so few gave, or did not give,
//! the answer.

use super::protect::masks;
use super::{CountTable, TableRule};

/// A node with the bases of its figures.
#[derive(Debug, Clone)]
pub struct FigureNode {
    /// The node above, by its place in the list; it comes before this one.
    pub parent: Option<usize>,
    /// The persons behind each figure, totals not among them: those that belong to no row or column have one of their own.
    pub counts: CountTable,
    /// By position in [`CountTable::cells`], the base that is printed: as in `counts` unless persons count in several rows.
    pub bases: Vec<u64>,
    /// By position, whether there is a figure.
    pub has_figure: Vec<bool>,
    /// Where the figure is the share of one answer, the persons who gave it and those who did not.
    pub answers: Option<[CountTable; 2]>,
}

/// What is hidden of a node, by position in [`CountTable::cells`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FigureMask {
    /// Bases, and the figures on them.
    pub bases: Vec<bool>,
    /// Figures: those without a base among them.
    pub figures: Vec<bool>,
}

impl FigureMask {
    /// Whether the base at a position is hidden.
    pub fn hides_base(&self, at: usize) -> bool {
        self.bases.get(at) == Some(&true)
    }

    /// Whether the figure at a position is hidden.
    pub fn hides_figure(&self, at: usize) -> bool {
        self.figures.get(at) == Some(&true)
    }
}

/// What to hide of each node. The tables of all nodes have the same rows and columns.
pub fn protect_figures(nodes: &[FigureNode], rule: &TableRule) -> Vec<FigureMask> {
    let mut hidden: Vec<FigureMask> = Vec::with_capacity(nodes.len());
    for node in nodes {
        // What is too small for a node is too small for those below it; so all of a unit goes together.
        let above = node.parent.and_then(|parent| hidden.get(parent));
        let is_small = |at: usize, base: u64| (base > 0 && base < rule.threshold) || above.is_some_and(|above| above.hides_base(at));
        let forced: Vec<bool> = node.bases.iter().enumerate().map(|(at, base)| is_small(at, *base)).collect();
        let bases = masks(&node.counts, rule, &forced).1;
        hidden.push(FigureMask {
            figures: bases.clone(),
            bases,
        });
    }
    let mut is_settled = vec![false; nodes.len()];
    loop {
        for ((node, hidden), is_settled) in nodes.iter().zip(&mut hidden).zip(&mut is_settled) {
            if !*is_settled {
                hidden.figures = settle(node, rule, &hidden.figures);
                *is_settled = true;
            }
        }
        let more = lone_ones(nodes, &hidden);
        if more.is_empty() {
            return hidden;
        }
        for (node, at) in more {
            if let Some(place) = hidden.get_mut(node).and_then(|hidden| hidden.figures.get_mut(at)) {
                *place = true;
            }
            if let Some(is_settled) = is_settled.get_mut(node) {
                *is_settled = false;
            }
        }
    }
}

/// The figures of one node that go so that its own totals do not give back what must be hidden.
fn settle(node: &FigureNode, rule: &TableRule, forced: &[bool]) -> Vec<bool> {
    let mut hidden = masks(&node.counts, rule, forced).1;
    let Some(answers) = &node.answers else { return hidden };
    loop {
        let before = hidden.clone();
        for answers in answers {
            hidden = masks(answers, rule, &hidden).1;
        }
        hidden = masks(&node.counts, rule, &hidden).1;
        if hidden == before {
            return hidden;
        }
    }
}

/// For each hidden figure that the node above and the others below it give back, the one to hide with it: the one on the smallest base.
fn lone_ones(nodes: &[FigureNode], hidden: &[FigureMask]) -> Vec<(usize, usize)> {
    let mut families: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (place, node) in nodes.iter().enumerate() {
        if let Some(family) = node.parent.and_then(|parent| families.get_mut(parent)) {
            family.push(place);
        }
    }
    let mut found = Vec::new();
    for (parent, children) in families.iter().enumerate().filter(|(_, children)| !children.is_empty()) {
        let positions = nodes.get(parent).map_or(0, |node| node.bases.len());
        for at in 0..positions {
            let has_figure = |place: &usize| nodes.get(*place).is_some_and(|node| node.has_figure.get(at) == Some(&true));
            let is_hidden = |place: &usize| hidden.get(*place).is_some_and(|mask| mask.hides_figure(at));
            let of: Vec<usize> = children.iter().copied().filter(has_figure).collect();
            let is_lone = has_figure(&parent) && !of.is_empty() && of.iter().chain([&parent]).filter(|place| is_hidden(place)).count() == 1;
            if !is_lone {
                continue;
            }
            let base = |place: &usize| nodes.get(*place).and_then(|node| node.bases.get(at)).copied().unwrap_or(0);
            let victim = of
                .iter()
                .copied()
                .filter(|place| !is_hidden(place))
                .min_by_key(|place| (base(place), *place));
            found.push((victim.unwrap_or(parent), at));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::recovered;
    use super::*;

    fn table(rows: usize, columns: usize, counts: Vec<u64>) -> CountTable {
        CountTable::new(vec![String::new(); rows], vec![String::new(); columns], counts).unwrap()
    }

    fn node(parent: Option<usize>, rows: usize, counts: Vec<u64>) -> FigureNode {
        let counts = table(rows, counts.len() / rows, counts);
        FigureNode {
            parent,
            bases: counts.cells().to_vec(),
            has_figure: counts.cells().iter().map(|count| *count > 0).collect(),
            counts,
            answers: None,
        }
    }

    /// Three units, one column: positions 0, 2, 4 are the units, 6 is all of them.
    fn units(hidden: &[bool]) -> Vec<bool> {
        hidden.iter().copied().step_by(2).collect()
    }

    #[test]
    fn the_others_and_the_whole_do_not_give_a_small_unit_back() {
        let masks = protect_figures(&[node(None, 3, vec![4, 50, 60])], &TableRule::default());
        assert_eq!(
            units(&masks[0].figures),
            [true, true, false, false],
            "the next smallest goes with it"
        );
        assert_eq!(masks[0].bases, masks[0].figures);
    }

    #[test]
    fn a_figure_is_not_worked_out_from_the_one_above_and_those_beside_it() {
        // Few of the first unit were asked the second item.
        let all = vec![40, 50, 60];
        let nodes = [
            node(None, 3, all.clone()),
            node(Some(0), 3, vec![39, 50, 60]),
            node(Some(0), 3, vec![4, 50, 60]),
            node(Some(0), 3, all),
        ];
        let masks = protect_figures(&nodes, &TableRule::default());
        assert_eq!(units(&masks[2].bases), [true, true, false, false]);
        assert_eq!(units(&masks[0].figures), [false; 4], "the index itself can be shown");
        assert_eq!(units(&masks[1].figures), [true, true, false, false], "one beside it hides with it");
        assert_eq!(units(&masks[1].bases), [false; 4], "its base is no secret");
        assert_eq!(units(&masks[3].figures), [false; 4]);
    }

    #[test]
    fn a_share_that_counts_a_few_persons_is_hidden() {
        let mut satisfied = node(None, 3, vec![60, 70, 80]);
        satisfied.answers = Some([table(3, 1, vec![57, 40, 50]), table(3, 1, vec![3, 30, 30])]);
        let masks = protect_figures(&[satisfied], &TableRule::default());
        assert_eq!(
            units(&masks[0].figures),
            [true, true, false, false],
            "three of the first unit were not satisfied"
        );
        assert_eq!(units(&masks[0].bases), [false; 4]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_table_and_no_node_gives_a_hidden_figure_back(
            rows in 2..6_usize,
            columns in 1..4_usize,
            counts in prop::collection::vec(prop::collection::vec(prop_oneof![3 => 10..60_u64, 1 => 0..10_u64], 18), 6),
        ) {
            let parents = [None, Some(0), Some(0), Some(1), Some(1), Some(2)];
            let nodes: Vec<FigureNode> = parents
                .into_iter()
                .zip(counts)
                .map(|(parent, mut counts)| {
                    counts.truncate(rows * columns);
                    node(parent, rows, counts)
                })
                .collect();
            let rule = TableRule::default();
            let masks = protect_figures(&nodes, &rule);
            for (node, mask) in nodes.iter().zip(&masks) {
                for hidden in [&mask.bases, &mask.figures] {
                    let is_all = hidden.iter().all(|hidden| *hidden);
                    prop_assert!(is_all || recovered(&node.counts, hidden).is_empty());
                }
                for (at, base) in node.bases.iter().enumerate() {
                    prop_assert!(mask.hides_base(at) || *base == 0 || *base >= rule.threshold);
                    prop_assert!(mask.hides_figure(at) || !mask.hides_base(at));
                }
            }
            for parent in 0..3 {
                for at in 0..nodes[parent].bases.len() {
                    let family = (0..nodes.len()).filter(|place| *place == parent || parents[*place] == Some(parent));
                    let family: Vec<usize> = family.filter(|place| nodes[*place].has_figure[at]).collect();
                    let is_known = family.contains(&parent);
                    let hidden = family.iter().filter(|place| masks[**place].hides_figure(at)).count();
                    prop_assert!(!is_known || family.len() == 1 || hidden != 1, "node {parent} at {at}");
                }
            }
        }
    }
}
