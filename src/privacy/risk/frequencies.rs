//! How many records of the sample, and how many persons of the population, share a record's quasi-identifiers.

use super::Classes;
use super::wildcard::matching_sums;
use crate::privacy::microdata::Weight;

/// How a blank cell is read. A release must hold in both.
///
/// A class of the strict reading always lies within the records that match it in the wildcard reading, so what is k-anonymous in the
/// strict reading is so in the wildcard reading too; not so for distances between distributions, which can grow when records join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reading {
    /// A blank matches any value (sdcMicro; the international household survey network).
    Wildcard,
    /// A blank is a value of its own (ARX, pycanon).
    Strict,
}

/// Frequencies of all classes in one reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frequencies {
    reading: Reading,
    sizes: Vec<u32>,
    sample: Vec<u64>,
    population: Vec<Weight>,
}

impl Reading {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Wildcard, Self::Strict];
}

impl Frequencies {
    /// Counts the records and adds up the weights that match each class.
    pub fn of(classes: &Classes, reading: Reading) -> Self {
        let (sample, population) = match reading {
            Reading::Wildcard if classes.has_blanks() => matching(classes),
            _ => (classes.sizes.iter().map(|size| u64::from(*size)).collect(), classes.weights.clone()),
        };
        Self {
            reading,
            sizes: classes.sizes.clone(),
            sample,
            population,
        }
    }

    /// How blanks were read.
    pub fn reading(&self) -> Reading {
        self.reading
    }

    /// f: records of the sample that match a class, its own among them.
    pub fn sample(&self, class: usize) -> u64 {
        self.sample.get(class).copied().unwrap_or(0)
    }

    /// F: persons that they stand for.
    pub fn population(&self, class: usize) -> Weight {
        self.population.get(class).copied().unwrap_or_default()
    }

    /// The least f: the k that the table has. 0 for a table without records.
    pub fn least(&self) -> u64 {
        self.sample.iter().copied().min().unwrap_or(0)
    }

    /// How many records have f below k.
    pub fn below(&self, k: u64) -> u64 {
        let classes = self.sizes.iter().zip(&self.sample).filter(|(_, f)| **f < k);
        classes.map(|(size, _)| u64::from(*size)).sum()
    }

    /// How many records match no other.
    pub fn uniques(&self) -> u64 {
        self.below(2)
    }

    /// Size, f and F of each class.
    pub(super) fn classes(&self) -> impl Iterator<Item = (u32, u64, Weight)> {
        self.sizes
            .iter()
            .zip(&self.sample)
            .zip(&self.population)
            .map(|((size, f), population)| (*size, *f, *population))
    }
}

fn matching(classes: &Classes) -> (Vec<u64>, Vec<Weight>) {
    let values: Vec<u64> = classes
        .sizes
        .iter()
        .zip(&classes.weights)
        .flat_map(|(size, weight)| [u64::from(*size), weight.0])
        .collect();
    let sums = matching_sums(&classes.layout, &classes.keys, &classes.keys, &values, 2);
    let pairs = sums.as_chunks::<2>().0;
    pairs.iter().map(|[f, population]| (*f, Weight(*population))).unzip()
}
