//! Microaggregation: numbers replaced by the means of groups of at least k records that are near each other (MDAV).
//!
//! Columns are compared as z-scores, so that none counts more for its unit. While three groups or more are left: the record farthest
//! from the mean of those left gathers the k nearest to itself, then the record farthest from that one does. What is lost is told as
//! SSE/SST: the squared distance of the records from their groups' means, as a share of that from the mean of all.
//!
//! J. Domingo-Ferrer, V. Torra (2005), Ordinal, continuous and heterogeneous k-anonymity through microaggregation.
#![expect(clippy::indexing_slicing, reason = "records and columns number the vectors that are indexed")]

/// Groups of records, and what their means lose.
#[derive(Debug, Clone, PartialEq)]
pub struct Microaggregation {
    group_of: Vec<u32>,
    means: Vec<Vec<f64>>,
    loss: f64,
}

/// Why numbers cannot be microaggregated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MicroaggregationError {
    /// A cell without a number.
    #[error("column {column}, record {record}: no number; leave such records out")]
    NoNumber {
        /// Its column, the first is 0.
        column: usize,
        /// Its record, the first is 0.
        record: usize,
    },
    /// Columns of different lengths.
    #[error("column {column} has {found} records where the first has {expected}")]
    Length {
        /// The column.
        column: usize,
        /// Its length.
        found: usize,
        /// The length of the first.
        expected: usize,
    },
    /// Fewer records than a group needs.
    #[error("{records} records make no group of {k}")]
    TooFew {
        /// How many there are.
        records: usize,
        /// How many a group needs.
        k: usize,
    },
}

impl Microaggregation {
    /// Groups the records of some columns of numbers, at least `k` (and fewer than 2k) to a group.
    ///
    /// ```
    /// use phieu::privacy::microaggregation::Microaggregation;
    ///
    /// let income = vec![10.0, 11.0, 12.0, 90.0, 95.0, 100.0];
    /// let groups = Microaggregation::of(&[income], 3)?;
    /// assert_eq!(groups.column(0), [11.0, 11.0, 11.0, 95.0, 95.0, 95.0]);
    /// assert!(groups.loss() < 0.01);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(columns: &[Vec<f64>], k: usize) -> Result<Self, MicroaggregationError> {
        let records = columns.first().map_or(0, Vec::len);
        let k = k.max(1);
        if records < k {
            return Err(MicroaggregationError::TooFew { records, k });
        }
        for (at, column) in columns.iter().enumerate() {
            if column.len() != records {
                return Err(MicroaggregationError::Length {
                    column: at,
                    found: column.len(),
                    expected: records,
                });
            }
            if let Some(record) = column.iter().position(|number| !number.is_finite()) {
                return Err(MicroaggregationError::NoNumber { column: at, record });
            }
        }
        let points = Points::standardised(columns, records);
        let group_of = points.group(k);
        let groups = group_of.iter().max().map_or(0, |last| *last as usize + 1);
        let means = columns.iter().map(|column| means(column, &group_of, groups)).collect();
        let loss = points.loss(&group_of, groups);
        Ok(Self { group_of, means, loss })
    }

    /// The group of each record.
    pub fn groups(&self) -> &[u32] {
        &self.group_of
    }

    /// A column with every number replaced by the mean of its group.
    pub fn column(&self, column: usize) -> Vec<f64> {
        let means = self.means.get(column).map_or(&[][..], Vec::as_slice);
        self.group_of
            .iter()
            .filter_map(|group| means.get(*group as usize).copied())
            .collect()
    }

    /// SSE/SST over all z-scores, from 0 (nothing lost) to 1 (every record the same).
    pub fn loss(&self) -> f64 {
        self.loss
    }
}

/// The group of a record that has none yet.
const OPEN: u32 = u32::MAX;

/// Records as points, one after the other.
struct Points {
    width: usize,
    numbers: Vec<f64>,
}

impl Points {
    /// z-scores. A column of one value has nothing to tell and stays 0.
    fn standardised(columns: &[Vec<f64>], records: usize) -> Self {
        let width = columns.len();
        let mut numbers = vec![0.0; records * width];
        for (at, column) in columns.iter().enumerate() {
            let mean = column.iter().sum::<f64>() / records as f64;
            let variance = column.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / records as f64;
            if variance > 0.0 {
                let deviation = variance.sqrt();
                for (record, number) in column.iter().enumerate() {
                    numbers[record * width + at] = (number - mean) / deviation;
                }
            }
        }
        Self { width, numbers }
    }

    fn point(&self, record: usize) -> &[f64] {
        &self.numbers[record * self.width..][..self.width]
    }

    fn distance(&self, record: usize, to: &[f64]) -> f64 {
        self.point(record)
            .iter()
            .zip(to)
            .map(|(one, other)| (one - other) * (one - other))
            .sum()
    }

    fn records(&self) -> usize {
        self.numbers.len().checked_div(self.width).unwrap_or(0)
    }

    fn mean(&self, of: &[u32]) -> Vec<f64> {
        let mut sum = vec![0.0; self.width];
        for record in of {
            for (sum, number) in sum.iter_mut().zip(self.point(*record as usize)) {
                *sum += number;
            }
        }
        sum.iter().map(|sum| sum / of.len().max(1) as f64).collect()
    }

    /// The farthest record from a point; of several the first.
    fn farthest(&self, of: &[u32], from: &[f64]) -> Option<u32> {
        let distances = of.iter().map(|record| (self.distance(*record as usize, from), *record));
        distances
            .reduce(|best, next| if next.0 > best.0 { next } else { best })
            .map(|(_, record)| record)
    }

    fn group(&self, k: usize) -> Vec<u32> {
        let mut group_of = vec![OPEN; self.records()];
        let mut left: Vec<u32> = (0..self.records() as u32).collect();
        let mut next = 0;
        while left.len() >= 3 * k {
            let Some(first) = self.farthest(&left, &self.mean(&left)) else {
                break;
            };
            let from = self.point(first as usize);
            let Some(second) = self.farthest(&left, from) else { break };
            self.gather(first, k, &mut left, &mut group_of, &mut next);
            // The opposite record is taken from those that the first did not gather.
            let second = if left.contains(&second) {
                Some(second)
            } else {
                self.farthest(&left, from)
            };
            if let Some(second) = second {
                self.gather(second, k, &mut left, &mut group_of, &mut next);
            }
        }
        if left.len() >= 2 * k
            && let Some(first) = self.farthest(&left, &self.mean(&left))
        {
            self.gather(first, k, &mut left, &mut group_of, &mut next);
        }
        for record in left {
            group_of[record as usize] = next;
        }
        group_of
    }

    /// Makes the k records nearest to one, itself among them, the next group.
    fn gather(&self, around: u32, k: usize, left: &mut Vec<u32>, group_of: &mut [u32], next: &mut u32) {
        let centre = self.point(around as usize);
        let mut nearest: Vec<(f64, u32)> = left
            .iter()
            .map(|record| (self.distance(*record as usize, centre), *record))
            .collect();
        let order = |one: &(f64, u32), other: &(f64, u32)| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1));
        nearest.select_nth_unstable_by(k - 1, order);
        for (_, record) in nearest.into_iter().take(k) {
            group_of[record as usize] = *next;
        }
        left.retain(|record| group_of[*record as usize] == OPEN);
        *next += 1;
    }

    fn loss(&self, group_of: &[u32], groups: usize) -> f64 {
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); groups];
        for (record, group) in group_of.iter().enumerate() {
            members[*group as usize].push(record as u32);
        }
        let within = |members: &Vec<u32>| {
            let mean = self.mean(members);
            members.iter().map(|record| self.distance(*record as usize, &mean)).sum::<f64>()
        };
        let total: f64 = self.numbers.iter().map(|number| number * number).sum();
        if total > 0.0 {
            members.iter().map(within).sum::<f64>() / total
        } else {
            0.0
        }
    }
}

fn means(column: &[f64], group_of: &[u32], groups: usize) -> Vec<f64> {
    let mut sums = vec![(0.0, 0_u32); groups];
    for (number, group) in column.iter().zip(group_of) {
        let sum = &mut sums[*group as usize];
        *sum = (sum.0 + number, sum.1 + 1);
    }
    sums.into_iter().map(|(sum, count)| sum / f64::from(count.max(1))).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cell_without_a_number_is_named() {
        let error = Microaggregation::of(&[vec![1.0, 2.0], vec![1.0, f64::NAN]], 2).unwrap_err();
        assert_eq!(error.to_string(), "column 1, record 1: no number; leave such records out");
        assert_eq!(
            Microaggregation::of(&[vec![1.0]], 2).unwrap_err().to_string(),
            "1 records make no group of 2"
        );
    }

    #[test]
    fn records_that_are_alike_lose_nothing() {
        let groups = Microaggregation::of(&[vec![7.0; 9]], 3).unwrap();
        assert!(groups.loss().abs() < 1e-12);
        assert_eq!(groups.column(0), [7.0; 9]);
    }

    proptest! {
        #[test]
        fn every_group_is_large_enough_and_keeps_its_mean(numbers in proptest::collection::vec(-1e6..1e6, 3..60), k in 1..8_usize) {
            prop_assume!(numbers.len() >= k);
            let groups = Microaggregation::of(std::slice::from_ref(&numbers), k).unwrap();
            let mut sizes = std::collections::BTreeMap::<u32, usize>::new();
            for group in groups.groups() {
                *sizes.entry(*group).or_default() += 1;
            }
            prop_assert!(sizes.values().all(|size| (k..2 * k).contains(size)));
            let (before, after): (f64, f64) = (numbers.iter().sum(), groups.column(0).iter().sum());
            prop_assert!((before - after).abs() < 1e-3);
            prop_assert!((0.0..=1.0 + 1e-9).contains(&groups.loss()));
        }
    }
}
