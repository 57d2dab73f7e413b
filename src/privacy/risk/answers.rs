//! What a sensitive item's answers give away within a class: l-diversity and t-closeness.
//!
//! A missing answer counts as a value of its own, as sdcMicro and pycanon count it. Only answers that some record gives count as values;
//! an attacker knows no others.

use super::wildcard::matching_sums;
use super::{Classes, ItemRequirement, Reading};
use crate::privacy::microdata::{BLANK, CodedColumn};

/// How a sensitive item is answered by the records that match each class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// Values that are answered, a missing answer last where there is one.
    values: usize,
    /// Counts of each value, for each class.
    counts: Vec<u64>,
    overall: Overall,
}

/// How all records answer an item: counts of the values that are answered, a missing answer last where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Overall {
    pub(crate) counts: Vec<u64>,
    pub(crate) has_missing: bool,
}

/// The answers of all records as positions among the values that are answered.
pub(crate) fn dense(item: &CodedColumn) -> (Vec<u32>, Overall) {
    let mut counts = vec![0_u64; item.labels().len() + 1];
    let place = |code: u32| if code == BLANK { item.labels().len() } else { code as usize };
    for code in item.codes() {
        if let Some(count) = counts.get_mut(place(*code)) {
            *count += 1;
        }
    }
    let has_missing = counts.last().is_some_and(|count| *count > 0);
    let mut next = 0;
    let position = |count: &u64| {
        let at = next;
        next += u32::from(*count > 0);
        at
    };
    let positions: Vec<u32> = counts.iter().map(position).collect();
    let codes = item
        .codes()
        .iter()
        .map(|code| positions.get(place(*code)).copied().unwrap_or_default())
        .collect();
    counts.retain(|count| *count > 0);
    (codes, Overall { counts, has_missing })
}

/// How far two distributions of answers are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Distance {
    /// Answers in an order (Likert): earth mover's distance, 1/(m−1) Σ |cumulative difference|, from 0 to 1.
    Ordered,
    /// Answers without an order: half the sum of absolute differences, from 0 to 1.
    Equal,
}

impl Answers {
    /// Counts the answers of `item`, which is no quasi-identifier, by class.
    pub fn of(classes: &Classes, item: &CodedColumn, reading: Reading) -> Self {
        let (codes, overall) = dense(item);
        let values = overall.counts.len();
        let mut counts = vec![0_u64; values * classes.len()];
        for (code, class) in codes.into_iter().zip(&classes.class_of) {
            if let Some(count) = counts.get_mut(*class as usize * values + code as usize) {
                *count += 1;
            }
        }
        if reading == Reading::Wildcard && classes.has_blanks() {
            counts = matching_sums(&classes.layout, &classes.keys, &classes.keys, &counts, values);
        }
        Self { values, counts, overall }
    }

    /// How many different values are answered in all.
    pub fn values(&self) -> usize {
        self.values
    }

    /// The counts of a class by value.
    fn class(&self, class: usize) -> &[u64] {
        self.counts.get(class * self.values..(class + 1) * self.values).unwrap_or_default()
    }

    fn classes(&self) -> impl Iterator<Item = &[u64]> {
        self.counts.chunks_exact(self.values.max(1))
    }

    /// Whether a class's answers meet what an item must satisfy.
    pub(super) fn meets(&self, class: usize, item: &ItemRequirement) -> bool {
        item.shortfall(self.class(class), &self.overall) <= 0.0
    }

    /// Different values in a class: distinct l-diversity.
    pub fn distinct(&self, class: usize) -> usize {
        distinct(self.class(class))
    }

    /// The l of the whole table, distinct values; 0 for a table without records.
    pub fn least_distinct(&self) -> usize {
        self.classes().map(distinct).min().unwrap_or(0)
    }

    /// exp(entropy) of a class: entropy l-diversity. As many as the distinct values where these are equally frequent, less elsewhere.
    pub fn entropy(&self, class: usize) -> f64 {
        entropy(self.class(class))
    }

    /// The l of the whole table by entropy; 0 for a table without records.
    pub fn least_entropy(&self) -> f64 {
        self.classes().map(entropy).min_by(f64::total_cmp).unwrap_or(0.0)
    }

    /// Recursive (c, l)-diversity of a class: the greatest l for which the most frequent value is rarer than c times the l-th and all
    /// rarer ones together; 1 when there is none.
    pub fn recursive(&self, class: usize, c: f64) -> usize {
        recursive(self.class(class), c)
    }

    /// The l of the whole table, recursive; 0 for a table without records.
    pub fn least_recursive(&self, c: f64) -> usize {
        self.classes().map(|counts| recursive(counts, c)).min().unwrap_or(0)
    }

    /// How far a class's answers are from those of all records: t-closeness.
    pub fn distance(&self, class: usize, kind: Distance) -> f64 {
        distance(self.class(class), &self.overall.counts, kind, self.overall.has_missing)
    }

    /// The t of the whole table; 0 for a table without records.
    pub fn greatest_distance(&self, kind: Distance) -> f64 {
        let distances = self
            .classes()
            .map(|counts| distance(counts, &self.overall.counts, kind, self.overall.has_missing));
        distances.fold(0.0, f64::max)
    }
}

/// How many counts are above zero.
pub(crate) fn distinct(counts: &[u64]) -> usize {
    counts.iter().filter(|count| **count > 0).count()
}

/// exp(−Σ p ln p); 0 when nothing is counted.
pub(crate) fn entropy(counts: &[u64]) -> f64 {
    let total: u64 = counts.iter().sum();
    if total == 0 {
        return 0.0;
    }
    let shares = counts.iter().filter(|count| **count > 0).map(|count| *count as f64 / total as f64);
    (-shares.map(|share| share * share.ln()).sum::<f64>()).exp()
}

pub(crate) fn recursive(counts: &[u64], c: f64) -> usize {
    let mut falling: Vec<u64> = counts.iter().copied().filter(|count| *count > 0).collect();
    falling.sort_unstable_by(|a, b| b.cmp(a));
    let Some(most) = falling.first().copied() else { return 0 };
    let mut tail: u64 = falling.iter().sum();
    let holds = |before: u64| {
        tail -= before;
        (most as f64) < c * tail as f64
    };
    // `before` is the value that leaves the tail as l rises by one.
    1 + falling.iter().copied().map(holds).take_while(|holds| *holds).count()
}

/// The distance of two distributions given as counts.
///
/// A missing answer (the last count, if `has_missing`) has no place in an order: it is taken to be at distance 1 from every answer, and
/// the answers proper are compared among those who gave one. That is a way to turn one distribution into the other, so the figure is
/// never below the true earth mover's distance.
///
/// N. Li, T. Li, S. Venkatasubramanian (2007), t-closeness: privacy beyond k-anonymity and l-diversity.
pub(crate) fn distance(class: &[u64], overall: &[u64], kind: Distance, has_missing: bool) -> f64 {
    let shares = |counts: &[u64]| {
        let total = counts.iter().sum::<u64>().max(1) as f64;
        counts.iter().map(|count| *count as f64 / total).collect::<Vec<f64>>()
    };
    match kind {
        Distance::Equal => {
            let (class, overall) = (shares(class), shares(overall));
            class.iter().zip(&overall).map(|(p, q)| (p - q).abs()).sum::<f64>() / 2.0
        }
        Distance::Ordered if has_missing => {
            let silent = |counts: &[u64]| {
                let total = counts.iter().sum::<u64>().max(1) as f64;
                counts.last().map_or(0.0, |missing| *missing as f64 / total)
            };
            let (p, q) = (silent(class), silent(overall));
            let spoken = |counts: &[u64]| counts.split_last().map(|(_, spoken)| shares(spoken)).unwrap_or_default();
            let moved = 1.0 - p.max(q);
            let among = if moved > 0.0 {
                ordered(&spoken(class), &spoken(overall))
            } else {
                0.0
            };
            (p - q).abs() + moved * among
        }
        Distance::Ordered => ordered(&shares(class), &shares(overall)),
    }
}

fn ordered(class: &[f64], overall: &[f64]) -> f64 {
    let steps = class.len().saturating_sub(1);
    if steps == 0 {
        return 0.0;
    }
    let differences = class.iter().zip(overall).map(|(p, q)| p - q);
    let cumulative = differences.scan(0.0, |sum, difference| {
        *sum += difference;
        Some(f64::abs(*sum))
    });
    cumulative.sum::<f64>() / steps as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_all_alike_are_not_diverse() {
        assert_eq!(distinct(&[4, 0, 0]), 1);
        assert!((entropy(&[4, 0, 0]) - 1.0).abs() < 1e-12);
        assert_eq!(recursive(&[4, 0, 0], 2.0), 1);
    }

    #[test]
    fn equally_frequent_answers_are_as_diverse_as_they_are_many() {
        assert!((entropy(&[2, 2, 2, 2]) - 4.0).abs() < 1e-12);
        assert_eq!(recursive(&[2, 2, 2, 2], 2.0), 4);
    }

    #[test]
    fn the_recursive_measure_asks_whether_the_commonest_answer_stands_out() {
        #[track_caller]
        fn case(counts: &[u64], c: f64, expected: usize) {
            assert_eq!(recursive(counts, c), expected);
        }
        // 6 < 2·(3+2+1), not < 2·(2+1): l = 2 holds, l = 3 does not.
        case(&[6, 3, 2, 1], 2.0, 2);
        case(&[6, 3, 2, 1], 3.0, 3);
        case(&[9, 1], 2.0, 1);
        case(&[], 2.0, 0);
    }

    #[test]
    fn an_ordered_distance_knows_how_far_answers_moved() {
        // Li, Li and Venkatasubramanian's example: nine salaries 3k…11k, three records in the class.
        let overall = [1; 9];
        let low = [1, 1, 1, 0, 0, 0, 0, 0, 0];
        let spread = [0, 0, 0, 1, 0, 1, 0, 0, 1];
        assert!((distance(&low, &overall, Distance::Ordered, false) - 0.375).abs() < 1e-12);
        assert!((distance(&spread, &overall, Distance::Ordered, false) - 1.0 / 6.0).abs() < 1e-12);
        assert!((distance(&low, &overall, Distance::Equal, false) - distance(&spread, &overall, Distance::Equal, false)).abs() < 1e-12);
    }

    #[test]
    fn a_class_that_keeps_silent_is_as_far_as_it_is_silent() {
        let overall = [5, 5, 10];
        assert!((distance(&[0, 0, 3], &overall, Distance::Ordered, true) - 0.5).abs() < 1e-12);
        assert!(distance(&[1, 1, 2], &overall, Distance::Ordered, true).abs() < 1e-12);
    }
}
