//! Standard errors: the second pass over the records.
//!
//! A node is a function of the means of its leaves, linear as long as the same nodes have data, so it is linearised as a whole: each
//! answer moves the node by `z = slope · w (y − p) / Σw`. The variance is that of the totals of `z` by cluster within stratum,
//! `Σ_h n_h / (n_h − 1) Σ_c (z_hc − z̄_h)²`; a row of the result keeps all clusters of its strata, with `z = 0` outside it. A cluster is
//! what the index sheet declares, else a record; so is a stratum, else the unit, where a record is about one unit. A stratum with one
//! cluster is measured from the mean of all. No finite population correction is made.
//!
//! Sums are kept in integers, so the order of the records does not matter.

use std::collections::{BTreeMap, BTreeSet};

use statrs::distribution::{ContinuousCDF as _, StudentsT};

use super::binding::Binding;
use super::scale::Scale;
use super::score::{Figures, figures, leaf_value};
use super::tally::{Domain, ONE, Scored, Tally, TallyRow};
use super::tree::{IndexNode, IndexTree};
use super::words::ItemRule;
use crate::dataset::{ColumnIx, Damaged, Glimpse};

/// `z` as an integer: this many to one.
const FINE: f64 = 1e12;

/// What the second pass sums up.
#[derive(Debug, Clone)]
pub struct Spread {
    leaves: Vec<LeafGain>,
    domains: BTreeMap<Domain, Slopes>,
    nodes: usize,
    /// Σz and Σz² over finished clusters.
    sums: BTreeMap<(Domain, String), Vec<(i128, i128)>>,
    /// Σz of declared clusters, which go on from record to record.
    open: BTreeMap<(Domain, String, String), Vec<i128>>,
    /// How many records, or which declared clusters, each stratum has.
    records: BTreeMap<String, u64>,
    clusters: BTreeMap<String, BTreeSet<String>>,
}

/// What the answers of a leaf gain.
#[derive(Debug, Clone)]
enum LeafGain {
    Options(Vec<f64>),
    Linear(f64, f64),
}

/// How the answers of one row of the result move its nodes.
#[derive(Debug, Clone)]
struct Slopes {
    /// By leaf: each node that it moves, with its slope.
    paths: Vec<Vec<(usize, f64)>>,
    /// By group and leaf: the mean, and what an answer's deviation from it is multiplied by.
    means: BTreeMap<Option<String>, Vec<Option<(f64, f64)>>>,
}

/// A standard error with its degrees of freedom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct StandardError {
    pub(super) se: f64,
    pub(super) freedom: f64,
}

impl Spread {
    /// Prepares the second pass over the same records, under the same rule as the figures.
    pub fn new(tree: &IndexTree, tally: &Tally, rule: Option<ItemRule>) -> Self {
        let rule = rule.unwrap_or(tree.rule);
        let gain = |(index, item): (usize, &super::tree::Item)| {
            let node = tree.nodes.get(index)?;
            let rule = node.own_rule.unwrap_or(rule);
            Some(match &item.scale {
                Scale::Choices(_) => {
                    let gains = item.scale.gains(rule, node.max, node.is_reversed);
                    LeafGain::Options(gains.into_iter().map(|gain| gain.unwrap_or(0.0)).collect())
                }
                Scale::Number => {
                    let (factor, offset) = Scale::linear(rule, node.min, node.max, node.is_reversed);
                    LeafGain::Linear(factor / ONE as f64, offset)
                }
            })
        };
        Self {
            leaves: tree.leaves().filter_map(gain).collect(),
            domains: figures(tree, tally, rule)
                .into_iter()
                .map(|(domain, figures)| (domain, Slopes::new(tree, &figures, rule)))
                .collect(),
            nodes: tree.nodes.len(),
            sums: BTreeMap::new(),
            open: BTreeMap::new(),
            records: BTreeMap::new(),
            clusters: BTreeMap::new(),
        }
    }

    /// Looks at one packed record again.
    pub fn add(&mut self, binding: &Binding, packed: &[u8]) -> Result<(), Damaged> {
        let glimpse = binding.interest.glimpse(packed)?;
        let mut moves: BTreeMap<Domain, Vec<f64>> = BTreeMap::new();
        for table in &binding.tables {
            for row in 0..glimpse.row_count(*table) {
                if let Some(row) = binding.row(&glimpse, *table, row) {
                    self.row(&row, &mut moves);
                }
            }
        }
        if !moves.is_empty() {
            self.cluster(binding, &glimpse, moves);
        }
        Ok(())
    }

    fn row(&self, row: &TallyRow, moves: &mut BTreeMap<Domain, Vec<f64>>) {
        for domain in row.key.domains() {
            let Some(slopes) = self.domains.get(&domain) else { continue };
            let Some(means) = slopes.means.get(&row.key.group) else { continue };
            if row.answers.is_empty() {
                continue;
            }
            let totals = moves.entry(domain).or_insert_with(|| vec![0.0; self.nodes]);
            for (leaf, answer) in &row.answers {
                let (Some(gain), Some(Some((mean, factor))), Some(path)) =
                    (self.leaves.get(*leaf), means.get(*leaf), slopes.paths.get(*leaf))
                else {
                    continue;
                };
                let z = factor * row.weight as f64 * (gain.of(*answer) - mean);
                for (node, slope) in path {
                    if let Some(total) = totals.get_mut(*node) {
                        *total += slope * z;
                    }
                }
            }
        }
    }

    fn cluster(&mut self, binding: &Binding, glimpse: &Glimpse<'_>, moves: BTreeMap<Domain, Vec<f64>>) {
        let is_of_rows = |at: Option<ColumnIx>| at.is_some_and(|at| at.table != 0);
        if is_of_rows(binding.stratum) || is_of_rows(binding.cluster) {
            // A record in several strata is no design that the formula knows: better no error than a wrong one.
            return;
        }
        let text = |at: Option<ColumnIx>| {
            at.filter(|at| at.table == 0)
                .and_then(|at| binding.text(at, glimpse.cell(at, 0)))
                .unwrap_or_default()
        };
        let stratum = text(binding.stratum.or(binding.unit));
        let fixed = |z: f64| (z * FINE).round() as i128;
        if binding.cluster.is_some() {
            let cluster = text(binding.cluster);
            for (domain, totals) in moves {
                let open = self
                    .open
                    .entry((domain, stratum.clone(), cluster.clone()))
                    .or_insert_with(|| vec![0; self.nodes]);
                for (sum, z) in open.iter_mut().zip(totals) {
                    *sum += fixed(z);
                }
            }
            self.clusters.entry(stratum).or_default().insert(cluster);
            return;
        }
        for (domain, totals) in moves {
            let totals: Vec<i128> = totals.into_iter().map(fixed).collect();
            add_cluster(&mut self.sums, (domain, stratum.clone()), &totals);
        }
        *self.records.entry(stratum).or_default() += 1;
    }

    /// The standard errors of one row of the result, by node; none where the sample does not give one.
    pub(super) fn errors(&self, domain: &Domain) -> Vec<Option<StandardError>> {
        let mut sums: BTreeMap<(Domain, String), Vec<(i128, i128)>> = BTreeMap::new();
        for ((of, stratum, _), totals) in self.open.iter().filter(|((of, _, _), _)| of == domain) {
            add_cluster(&mut sums, (of.clone(), stratum.clone()), totals);
        }
        let first = (domain.clone(), String::new());
        let finished = self.sums.range(first..).take_while(|((of, _), _)| of == domain);
        sums.extend(finished.map(|(key, sums)| (key.clone(), sums.clone())));
        let strata: Vec<(f64, &Vec<(i128, i128)>)> = sums.iter().map(|((_, stratum), sums)| (self.size(stratum), sums)).collect();
        (0..self.nodes).map(|node| standard_error(&strata, node)).collect()
    }

    /// How many clusters a stratum has: declared ones, and records of versions that declare none.
    fn size(&self, stratum: &str) -> f64 {
        let declared = self.clusters.get(stratum).map_or(0, |clusters| clusters.len() as u64);
        (declared + self.records.get(stratum).copied().unwrap_or(0)) as f64
    }
}

fn add_cluster(sums: &mut BTreeMap<(Domain, String), Vec<(i128, i128)>>, key: (Domain, String), totals: &[i128]) {
    let places = sums.entry(key).or_insert_with(|| vec![(0, 0); totals.len()]);
    for ((sum, squares), z) in places.iter_mut().zip(totals) {
        *sum += z;
        *squares += z * z;
    }
}

/// From Σz and Σz² by stratum. No variation at all is no evidence of certainty, so it gives none.
fn standard_error(strata: &[(f64, &Vec<(i128, i128)>)], node: usize) -> Option<StandardError> {
    let clusters: f64 = strata.iter().map(|(size, _)| size).sum();
    let freedom = clusters - strata.len() as f64;
    let of = |sums: &Vec<(i128, i128)>| sums.get(node).map_or((0.0, 0.0), |(sum, squares)| (*sum as f64, *squares as f64));
    let grand_mean = strata.iter().map(|(_, sums)| of(sums).0).sum::<f64>() / clusters;
    let within = |(size, sums): &(f64, &Vec<(i128, i128)>)| {
        let (sum, squares) = of(sums);
        if *size > 1.0 {
            size / (size - 1.0) * (squares - sum * sum / size)
        } else {
            (sum - grand_mean).powi(2)
        }
    };
    let se = strata.iter().map(within).sum::<f64>().max(0.0).sqrt() / FINE;
    (freedom >= 1.0 && se > 0.0).then_some(StandardError { se, freedom })
}

impl StandardError {
    /// The 95 % interval around a value: by Student's t, for a share on the logit scale, which keeps it within 0 and 100.
    pub(super) fn interval(self, value: f64, is_share: bool) -> (f64, f64) {
        let reach = self.se * StudentsT::new(0.0, 1.0, self.freedom).map_or(f64::INFINITY, |t| t.inverse_cdf(0.975));
        let share = value / 100.0;
        if !is_share || share <= 0.0 || share >= 1.0 {
            return (value - reach, value + reach);
        }
        let logit = (share / (1.0 - share)).ln();
        let width = reach / 100.0 / (share * (1.0 - share));
        let back = |at: f64| 100.0 / (1.0 + (-at).exp());
        (back(logit - width), back(logit + width))
    }
}

impl Slopes {
    fn new(tree: &IndexTree, figures: &Figures, rule: ItemRule) -> Self {
        let path = |(leaf, _): (usize, &super::tree::Item)| {
            let mut path = Vec::new();
            let mut slope = 1.0;
            for node in tree.lineage(leaf) {
                path.push((node, slope));
                slope *= figures.values.slopes.get(node).copied().unwrap_or(0.0);
                if slope == 0.0 {
                    break;
                }
            }
            path
        };
        // The share of each group in the mean of a leaf: of those that have answered it.
        let weight_of = |position: usize| -> f64 {
            let answered = figures
                .groups
                .iter()
                .filter(|(_, leaves)| leaves.get(position).is_some_and(|leaf| leaf.w > 0));
            answered.map(|(group, _)| tree.group_weight(group.as_deref())).sum()
        };
        let totals: Vec<f64> = (0..tree.leaves().count()).map(weight_of).collect();
        let mean = |group: Option<&str>, leaves: &[super::tally::LeafTally]| {
            let positions = tree.leaves().zip(leaves).zip(&totals);
            let mean = |(((index, item), leaf), total): (((usize, &super::tree::Item), &super::tally::LeafTally), &f64)| {
                let node = tree.nodes.get(index)?;
                let value = leaf_value(node, item, leaf, node.own_rule.unwrap_or(rule))?;
                Some((value, tree.group_weight(group) / total / leaf.w as f64))
            };
            positions.map(mean).collect()
        };
        Self {
            paths: tree.leaves().map(path).collect(),
            means: figures
                .groups
                .iter()
                .map(|(group, leaves)| (group.clone(), mean(group.as_deref(), leaves)))
                .collect(),
        }
    }
}

impl LeafGain {
    fn of(&self, answer: Scored) -> f64 {
        match (self, answer) {
            (Self::Options(gains), Scored::Option(option)) => gains.get(option).copied().unwrap_or(0.0),
            (Self::Linear(factor, offset), Scored::Number(number)) => factor * number as f64 + offset,
            _ => 0.0,
        }
    }
}

impl IndexNode {
    /// Whether its value is the share of answers of one question.
    pub(super) fn is_share(&self, rule: ItemRule) -> bool {
        let rule = self.own_rule.unwrap_or(rule);
        self.item.is_some() && matches!(rule, ItemRule::Top2 | ItemRule::Share)
    }
}
