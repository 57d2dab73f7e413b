//! Special uniques: in how few quasi-identifiers a record is already the only one (SUDA2).
//!
//! A minimal sample unique is a set of cells that one record alone has, while every smaller set of these cells is shared. With m
//! quasi-identifiers one of size s scores (m−s)!, so a record that is unique in one cell alone scores most; a record's score is the sum
//! over its minimal sample uniques. A blank cell is in none, and a record with a blank there is no witness against one, as in sdcMicro.
//!
//! DIS-SUDA scales scores to probabilities that a unique match is right. With U uniques, P records in pairs and the sampling fraction π,
//! θ = Uπ/(Uπ + P(1−π)) is that probability for all uniques together; a record with score S has
//! 1/(1 + U(1/θ−1)/(S^Q·A)), where Q = 1+(8−m)/20 and A = Σ 1/S^Q over the uniques. U and P are counted exactly; sdcMicro counts as
//! uniques only those that are alone in their bucket of a hash table, so its DIS scores differ where buckets are shared, its scores not.
//!
//! M. J. Elliot, A. Manning, K. Mayes, J. Gurd, M. Bane (2005), SUDA: a program for detecting special uniques; C. J. Skinner,
//! M. J. Elliot (2002), A measure of disclosure risk for microdata.
#![expect(clippy::indexing_slicing, reason = "classes, columns and sets number the vectors that are indexed")]

use super::{Classes, RiskError};

/// How special uniques are sought.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SudaOptions {
    /// The largest size of a minimal sample unique; `None` for all sizes.
    pub largest: Option<usize>,
    /// π, the share of the population that was asked; 0.01 in sdcMicro.
    pub sampling_fraction: f64,
}

impl Default for SudaOptions {
    fn default() -> Self {
        Self {
            largest: None,
            sampling_fraction: 0.01,
        }
    }
}

/// Special uniques of all classes.
#[derive(Debug, Clone, PartialEq)]
pub struct Suda {
    columns: usize,
    class_of: Vec<u32>,
    /// Position among the uniques, by class.
    unique_of: Vec<Option<u32>>,
    scores: Vec<u64>,
    probabilities: Vec<f64>,
    /// Score that goes through each column, for each unique.
    shares: Vec<u64>,
    /// Minimal sample uniques of each size, for each unique.
    sizes: Vec<u32>,
}

/// Above this many columns (m−1)! no longer fits.
const MOST_COLUMNS: usize = 20;
/// Above this many bits for (sets of columns × uniques) a laptop has not the memory.
const MOST_BITS: u64 = 1 << 33;

impl Suda {
    /// Finds the minimal sample uniques of all records.
    ///
    /// ```
    /// use phieu::privacy::microdata::{CodedColumn, Microdata};
    /// use phieu::privacy::risk::{Classes, Suda, SudaOptions};
    ///
    /// let table = Microdata::new(vec![
    ///     CodedColumn::from_texts("a", ["2", "1", "1"]),
    ///     CodedColumn::from_texts("b", ["0", "3", "0"]),
    ///     CodedColumn::from_texts("c", ["0", "6", "0"]),
    /// ])?;
    /// let suda = Suda::of(&Classes::of(&table, &[0, 1, 2])?, SudaOptions::default())?;
    /// assert_eq!((0..3).map(|record| suda.score(record)).collect::<Vec<_>>(), [2, 4, 2]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(classes: &Classes, options: SudaOptions) -> Result<Self, RiskError> {
        let columns = classes.columns();
        if columns > MOST_COLUMNS {
            return Err(RiskError::TooManyColumns {
                columns,
                most: MOST_COLUMNS,
            });
        }
        let largest = options.largest.unwrap_or(columns).min(columns);
        let mut uniques = 0;
        let unique_of: Vec<Option<u32>> = classes
            .sizes
            .iter()
            .map(|size| {
                (*size == 1).then(|| {
                    uniques += 1;
                    uniques - 1
                })
            })
            .collect();
        let bits = (1_u64 << columns) * u64::from(uniques);
        if bits > MOST_BITS {
            return Err(RiskError::TooManyColumns {
                columns,
                most: (MOST_BITS / u64::from(uniques)).ilog2() as usize,
            });
        }
        let mut search = Search::new(classes, unique_of, uniques as usize, largest);
        let everybody = (0..classes.len() as u32).collect::<Vec<u32>>();
        search.refine(0, 0, &everybody, &[everybody.len() as u32]);
        Ok(search.scored(classes, options.sampling_fraction))
    }

    fn unique(&self, record: usize) -> Option<usize> {
        let class = *self.class_of.get(record)? as usize;
        self.unique_of.get(class).copied().flatten().map(|unique| unique as usize)
    }

    /// A record's score; 0 when it is no sample unique.
    pub fn score(&self, record: usize) -> u64 {
        self.unique(record).map_or(0, |unique| self.scores[unique])
    }

    /// The probability that a match with the record is right (DIS-SUDA); 0 when it is no sample unique.
    pub fn probability(&self, record: usize) -> f64 {
        self.unique(record).map_or(0.0, |unique| self.probabilities[unique])
    }

    /// How many minimal sample uniques of a size the record has.
    pub fn count(&self, record: usize, size: usize) -> u32 {
        let unique = self.unique(record).filter(|_| (1..=self.columns).contains(&size));
        unique.map_or(0, |unique| self.sizes[unique * self.columns + size - 1])
    }

    /// The share of a record's score that goes through minimal sample uniques with this column, 0 to 1.
    pub fn contribution(&self, record: usize, column: usize) -> f64 {
        let unique = self
            .unique(record)
            .filter(|unique| column < self.columns && self.scores[*unique] > 0);
        unique.map_or(0.0, |unique| {
            self.shares[unique * self.columns + column] as f64 / self.scores[unique] as f64
        })
    }

    /// The same over all records: which column makes records special.
    pub fn contributions(&self) -> Vec<f64> {
        let total = self.scores.iter().map(|score| *score as f64).sum::<f64>().max(1.0);
        let through = |column: usize| {
            self.shares
                .iter()
                .skip(column)
                .step_by(self.columns)
                .map(|share| *share as f64)
                .sum::<f64>()
        };
        (0..self.columns).map(|column| through(column) / total).collect()
    }

    /// How many records have a score above 0.
    pub fn special(&self) -> u64 {
        self.scores.iter().filter(|score| **score > 0).count() as u64
    }

    /// The highest score.
    pub fn highest(&self) -> u64 {
        self.scores.iter().copied().max().unwrap_or(0)
    }
}

/// Walks through the sets of columns, each reached once by adding columns in order, and notes which uniques are unique in each.
struct Search<'a> {
    unique_of: Vec<Option<u32>>,
    sizes: &'a [u32],
    /// Field by field, the code of each class, 0 for blank.
    codes: Vec<Vec<u32>>,
    largest: usize,
    /// Words of bits in one set of uniques.
    words: usize,
    /// For each set of columns, the uniques that are unique in it.
    found: Vec<u64>,
    /// By code: records that were met, and where the code's classes go.
    met: Vec<u32>,
}

impl<'a> Search<'a> {
    fn new(classes: &'a Classes, unique_of: Vec<Option<u32>>, uniques: usize, largest: usize) -> Self {
        let fields = 0..classes.columns();
        let column = |field: usize| {
            let codes = classes
                .keys
                .iter()
                .map(|key| classes.layout.code(*key, field).map_or(0, |code| code + 1));
            codes.collect::<Vec<u32>>()
        };
        let codes: Vec<Vec<u32>> = fields.map(column).collect();
        let most = codes.iter().flatten().copied().max().unwrap_or(0);
        let words = uniques.div_ceil(64);
        Self {
            unique_of,
            sizes: &classes.sizes,
            largest,
            words,
            found: vec![0; words << codes.len()],
            met: vec![0; most as usize + 1],
            codes,
        }
    }

    /// `rows` are the classes that are not unique in the columns of `set`, in groups that agree there; `ends` says where each group ends.
    fn refine(&mut self, set: usize, first: usize, rows: &[u32], ends: &[u32]) {
        if set.count_ones() as usize == self.largest {
            return;
        }
        let mut inner = Vec::with_capacity(rows.len());
        let mut inner_ends = Vec::new();
        for column in first..self.codes.len() {
            let next = set | 1 << column;
            self.found.copy_within(set * self.words..(set + 1) * self.words, next * self.words);
            inner.clear();
            inner_ends.clear();
            let mut from = 0;
            for end in ends {
                self.split(next, column, &rows[from..*end as usize], &mut inner, &mut inner_ends);
                from = *end as usize;
            }
            // What the deeper call gets is its own: the buffers here are for the next column.
            self.refine(next, column + 1, &inner.clone(), &inner_ends.clone());
        }
    }

    /// Splits a group by the values of a column. Values of one record make it unique; the others become groups.
    fn split(&mut self, set: usize, column: usize, group: &[u32], rows: &mut Vec<u32>, ends: &mut Vec<u32>) {
        let codes = &self.codes[column];
        let mut values: Vec<u32> = Vec::new();
        for class in group {
            let code = codes[*class as usize];
            if code != 0 {
                let met = &mut self.met[code as usize];
                if *met == 0 {
                    values.push(code);
                }
                *met += self.sizes[*class as usize].min(2);
            }
        }
        // From counts to groups: each value that is shared gets its stretch of `rows`, in the order in which values were met.
        let mut place = rows.len() as u32;
        let mut end = place;
        let mut starts: Vec<u32> = Vec::with_capacity(values.len());
        let mut classes_with: Vec<u32> = vec![0; values.len()];
        for (at, value) in values.iter().enumerate() {
            let met = self.met[*value as usize];
            // 0 marks a value of one record, other values carry their number, counted from 1.
            self.met[*value as usize] = if met == 1 { 0 } else { at as u32 + 1 };
        }
        for class in group {
            let code = codes[*class as usize];
            if code == 0 {
                continue;
            }
            match self.met[code as usize] {
                0 => {
                    if let Some(unique) = self.unique_of[*class as usize] {
                        self.found[set * self.words + unique as usize / 64] |= 1 << (unique % 64);
                    }
                }
                at => classes_with[at as usize - 1] += 1,
            }
        }
        for count in &classes_with {
            starts.push(place);
            place += count;
        }
        rows.resize(place as usize, 0);
        for class in group {
            let code = codes[*class as usize];
            if code != 0 && self.met[code as usize] != 0 {
                let start = &mut starts[self.met[code as usize] as usize - 1];
                rows[*start as usize] = *class;
                *start += 1;
            }
        }
        for (value, count) in values.iter().zip(&classes_with) {
            self.met[*value as usize] = 0;
            if *count > 0 {
                end += count;
                ends.push(end);
            }
        }
    }

    /// Adds up what was found.
    fn scored(self, classes: &Classes, sampling_fraction: f64) -> Suda {
        let columns = self.codes.len();
        let uniques = self.unique_of.iter().flatten().count();
        let mut suda = Suda {
            columns,
            class_of: classes.class_of.clone(),
            unique_of: self.unique_of,
            scores: vec![0; uniques],
            probabilities: vec![0.0; uniques],
            shares: vec![0; uniques * columns],
            sizes: vec![0; uniques * columns],
        };
        let members = |set: usize| (0..columns).filter(move |column| set >> column & 1 == 1);
        for set in 1..1_usize << columns {
            let size = set.count_ones() as usize;
            if size > self.largest {
                continue;
            }
            let points: u64 = (1..=(columns - size) as u64).product();
            for word in 0..self.words {
                let smaller = members(set).fold(0, |smaller, column| {
                    smaller | self.found[(set & !(1 << column)) * self.words + word]
                });
                let mut minimal = self.found[set * self.words + word] & !smaller;
                while minimal != 0 {
                    let unique = word * 64 + minimal.trailing_zeros() as usize;
                    minimal &= minimal - 1;
                    suda.scores[unique] += points;
                    suda.sizes[unique * columns + size - 1] += 1;
                    for column in members(set) {
                        suda.shares[unique * columns + column] += points;
                    }
                }
            }
        }
        suda.weigh(classes, sampling_fraction);
        suda
    }
}

impl Suda {
    /// DIS-SUDA: scores as probabilities.
    fn weigh(&mut self, classes: &Classes, sampling_fraction: f64) {
        let unique = self.scores.len() as f64;
        let paired = classes.sizes.iter().filter(|size| **size == 2).count() as f64 * 2.0;
        let theta = unique * sampling_fraction / (unique * sampling_fraction + paired * (1.0 - sampling_fraction));
        let power = 1.0 + (8.0 - self.columns as f64) / 20.0;
        let powers: Vec<f64> = self.scores.iter().map(|score| (*score as f64).powf(power)).collect();
        let scale: f64 = powers.iter().filter(|power| **power > 0.0).map(|power| 1.0 / power).sum();
        for (probability, power) in self.probabilities.iter_mut().zip(powers) {
            if power > 0.0 {
                *probability = 1.0 / (1.0 + unique * (1.0 / theta - 1.0) / (power * scale));
            }
        }
    }
}
