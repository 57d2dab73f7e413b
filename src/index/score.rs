//! From counts to figures: every node's value by unit, with its n and its rank.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::Serialize;

use super::leaves::GivenValues;
use super::scale::Scale;
use super::spread::Spread;
use super::tally::{Domain, LeafTally, ONE, Tally};
use super::tree::{IndexNode, IndexTree, Item};
use super::value::{Values, evaluate};
use super::words::ItemRule;

/// One figure: a node for the whole or for one unit. Values are unrounded; what is not there is `None`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NodeScore {
    /// The node's name.
    pub node: String,
    /// The node above.
    pub parent: Option<String>,
    /// The unit as it is coded in the records; `None` for the whole.
    pub unit: Option<String>,
    /// The combination that the figures are split by, column by column; `None` for all together.
    pub by: Option<BTreeMap<String, Option<String>>>,
    /// Answers for a leaf, respondents with an answer at or below it for any other node.
    pub n: Option<u64>,
    /// The figure; blank when there are no data, or fewer than the row's `minimum_n`.
    pub value: Option<f64>,
    /// Standard error.
    pub se: Option<f64>,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Place among the units, 1 for the highest; equals share a place.
    pub rank: Option<u64>,
    /// How many units have a value.
    pub of: Option<u64>,
}

/// Values closer than this are equal when ranks are given: sums in another order may differ in the last digit.
const TIE: f64 = 1e-9;

/// All figures of a tally: the whole first, then its splits, then unit by unit. `rule` replaces the item rule of the instrument; without
/// a [`Spread`] the figures have no standard errors.
pub fn score(tree: &IndexTree, tally: &Tally, rule: Option<ItemRule>, by_names: &[String], spread: Option<&Spread>) -> Vec<NodeScore> {
    let rule = rule.unwrap_or(tree.rule);
    let mut scores = Vec::new();
    for (domain, figures) in figures(tree, tally, rule) {
        let errors = spread.map(|spread| spread.errors(&domain));
        for (index, (node, value)) in tree.nodes.iter().zip(&figures.values.nodes).enumerate() {
            let value = value.map(|found| found.value);
            let error = errors.as_ref().and_then(|errors| errors.get(index).copied().flatten());
            let interval = value.zip(error).map(|(value, error)| error.interval(value, node.is_share(rule)));
            scores.push(NodeScore {
                n: figures.n.get(index).copied(),
                se: value.and(error).map(|error| error.se),
                low: interval.map(|(low, _)| low),
                high: interval.map(|(_, high)| high),
                ..blank(tree, node, &domain, by_names, value)
            });
        }
    }
    rank(&mut scores);
    scores
}

/// The figures of values that were given from outside.
pub fn score_given(tree: &IndexTree, given: &GivenValues) -> Vec<NodeScore> {
    let mut scores = Vec::new();
    for (unit, values) in &given.units {
        let domain = Domain {
            unit: unit.clone(),
            by: None,
        };
        let values = evaluate(tree, |index| values.get(&index).copied(), |_| false);
        for (node, value) in tree.nodes.iter().zip(values.nodes) {
            scores.push(blank(tree, node, &domain, &[], value.map(|found| found.value)));
        }
    }
    rank(&mut scores);
    scores
}

pub(super) type Groups = BTreeMap<Option<String>, Vec<LeafTally>>;

/// One row of the result in full.
pub(super) struct Figures {
    pub(super) groups: Groups,
    pub(super) n: Vec<u64>,
    pub(super) values: Values,
}

/// Every row of the result, the whole first.
pub(super) fn figures(tree: &IndexTree, tally: &Tally, rule: ItemRule) -> BTreeMap<Domain, Figures> {
    let complete = |(domain, groups): (Domain, Groups)| {
        let counts = tally.respondents.get(&domain);
        let leaf_n = leaf_counts(tree, &groups);
        let count = |index: usize| {
            let of_leaf = leaf_n.get(index).copied().flatten();
            of_leaf.or_else(|| counts?.get(index).copied()).unwrap_or(0)
        };
        let n: Vec<u64> = (0..tree.nodes.len()).map(count).collect();
        let own = leaf_values(tree, &groups, rule);
        let is_blank = |index: usize| n.get(index) < tree.nodes.get(index).map(|node| &node.minimum_n);
        let values = evaluate(tree, |index| own.get(index).copied().flatten(), is_blank);
        (domain, Figures { groups, n, values })
    };
    gather(tally).into_iter().map(complete).collect()
}

/// Sums the cells of each row of the result, group by group.
fn gather(tally: &Tally) -> BTreeMap<Domain, Groups> {
    let mut gathered: BTreeMap<Domain, Groups> = BTreeMap::new();
    gathered.entry(Domain::default()).or_default();
    for (key, leaves) in &tally.cells {
        for domain in key.domains() {
            let groups = gathered.entry(domain).or_default();
            let sums = groups
                .entry(key.group.clone())
                .or_insert_with(|| vec![LeafTally::default(); leaves.len()]);
            for (sum, leaf) in sums.iter_mut().zip(leaves) {
                sum.merge(leaf);
            }
        }
    }
    gathered
}

/// By node, the answers of each leaf; `None` for what is no leaf.
fn leaf_counts(tree: &IndexTree, groups: &Groups) -> Vec<Option<u64>> {
    let mut counts = vec![None; tree.nodes.len()];
    for (position, (index, _)) in tree.leaves().enumerate() {
        if let Some(count) = counts.get_mut(index) {
            *count = Some(groups.values().filter_map(|leaves| leaves.get(position)).map(|leaf| leaf.n).sum());
        }
    }
    counts
}

/// By node, the value of each leaf with data.
fn leaf_values(tree: &IndexTree, groups: &Groups, rule: ItemRule) -> Vec<Option<f64>> {
    let mut values = vec![None; tree.nodes.len()];
    for (position, (index, item)) in tree.leaves().enumerate() {
        let Some(node) = tree.nodes.get(index) else { continue };
        let by_group = groups.iter().filter_map(|(group, leaves)| {
            let value = leaf_value(node, item, leaves.get(position)?, node.own_rule.unwrap_or(rule))?;
            Some((tree.group_weight(group.as_deref()), value))
        });
        let (weight, sum) = by_group.fold((0.0, 0.0), |(weights, sum), (weight, value)| {
            (weights + weight, sum + weight * value)
        });
        if let Some(place) = values.get_mut(index) {
            *place = (weight > 0.0).then(|| sum / weight);
        }
    }
    values
}

/// The weighted mean of what the answers gain.
pub(super) fn leaf_value(node: &IndexNode, item: &Item, leaf: &LeafTally, rule: ItemRule) -> Option<f64> {
    if leaf.w == 0 {
        return None;
    }
    let total = leaf.w as f64;
    let value = match &item.scale {
        Scale::Choices(_) => {
            let gains = item.scale.gains(rule, node.max, node.is_reversed);
            let gained = leaf
                .options
                .iter()
                .zip(gains)
                .map(|(weight, gain)| *weight as f64 * gain.unwrap_or(0.0));
            gained.sum::<f64>() / total
        }
        Scale::Number => {
            let (factor, offset) = Scale::linear(rule, node.min, node.max, node.is_reversed);
            factor * (leaf.wx as f64 / ONE as f64 / total) + offset
        }
    };
    value.is_finite().then_some(value)
}

fn blank(tree: &IndexTree, node: &IndexNode, domain: &Domain, by_names: &[String], value: Option<f64>) -> NodeScore {
    NodeScore {
        node: node.name.clone(),
        parent: node
            .parent
            .and_then(|parent| tree.nodes.get(parent))
            .map(|parent| parent.name.clone()),
        unit: domain.unit.clone(),
        by: domain
            .by
            .as_ref()
            .map(|values| by_names.iter().cloned().zip(values.iter().cloned()).collect()),
        n: None,
        value,
        se: None,
        low: None,
        high: None,
        rank: None,
        of: None,
    }
}

/// Gives every unit with a value its place, node by node and split by split.
pub fn rank(scores: &mut [NodeScore]) {
    for score in &mut *scores {
        (score.rank, score.of) = (None, None);
    }
    let mut contests: BTreeMap<(String, String), Vec<(usize, f64)>> = BTreeMap::new();
    for (index, score) in scores.iter().enumerate() {
        if let (Some(_), Some(value)) = (&score.unit, score.value) {
            contests
                .entry((score.node.clone(), format!("{:?}", score.by)))
                .or_default()
                .push((index, value));
        }
    }
    for mut contest in contests.into_values() {
        contest.sort_by(|(_, a), (_, b)| b.partial_cmp(a).unwrap_or(Ordering::Equal));
        let of = contest.len() as u64;
        let mut last: Option<(u64, f64)> = None;
        for (place, (index, value)) in contest.into_iter().enumerate() {
            let rank = match last {
                Some((rank, above)) if above - value < TIE => rank,
                _ => place as u64 + 1,
            };
            last = Some((rank, value));
            if let Some(score) = scores.get_mut(index) {
                (score.rank, score.of) = (Some(rank), Some(of));
            }
        }
    }
}

impl IndexTree {
    /// The leaves that score a question, in the order of the tree; a tally keeps them in this order.
    pub(super) fn leaves(&self) -> impl Iterator<Item = (usize, &Item)> {
        self.nodes
            .iter()
            .enumerate()
            .filter_map(|(index, node)| Some((index, node.item.as_ref()?)))
    }

    /// What a respondent group counts for; all the same where the choices give no weights.
    pub(super) fn group_weight(&self, group: Option<&str>) -> f64 {
        let Some(weights) = self
            .group
            .as_ref()
            .map(|group| &group.weights)
            .filter(|weights| !weights.is_empty())
        else {
            return 1.0;
        };
        weights
            .iter()
            .find(|(name, _)| Some(name.as_str()) == group)
            .map_or(0.0, |(_, weight)| *weight)
    }
}
