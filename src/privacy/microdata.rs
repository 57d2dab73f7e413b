//! A table of coded columns: what disclosure risk is measured on, and what is recoded and blanked for a release.
//!
//! A code is a position in its column's labels, so codes of ordered answers rise as the answers do. A cell without a value has the code
//! [`BLANK`], whether it was missing from the start or was blanked since: whoever reads the released file cannot tell the two apart.

/// The code of a cell without a value.
pub const BLANK: u32 = u32::MAX;

/// How many persons a record stands for, in millionths, so that sums are exact in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Weight(pub u64);

/// A column as codes with their labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodedColumn {
    name: String,
    labels: Vec<String>,
    codes: Vec<u32>,
}

/// Columns of one length, with a weight for each record where there are weights.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Microdata {
    rows: usize,
    columns: Vec<CodedColumn>,
    weights: Option<Vec<Weight>>,
}

/// Why columns make no table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MicrodataError {
    /// A code that the column has no label for.
    #[error("column `{column}`, record {record}: no label for code {code}")]
    UnknownCode {
        /// Its column.
        column: String,
        /// Its record, the first is 0.
        record: usize,
        /// The code.
        code: u32,
    },
    /// Columns, or weights, of another length than the first column.
    #[error("{what} has {found} records where the first column has {expected}")]
    Length {
        /// The column's name, or `weights`.
        what: String,
        /// Its length.
        found: usize,
        /// The length of the first column.
        expected: usize,
    },
    /// More records than record numbers, or weights whose sum has no room.
    #[error("too many records, or too large weights, to be counted")]
    TooLarge,
}

impl Weight {
    /// A record that stands for itself.
    pub const ONE: Self = Self(1_000_000);

    /// To the nearest millionth; `None` for what is below zero or no number.
    ///
    /// ```
    /// use phieu::privacy::microdata::Weight;
    /// assert_eq!(Weight::of(45.5), Some(Weight(45_500_000)));
    /// assert_eq!(Weight::of(-1.0), None);
    /// ```
    pub fn of(persons: f64) -> Option<Self> {
        let millionths = (persons * 1e6).round();
        (0.0..9e18).contains(&millionths).then_some(Self(millionths as u64))
    }

    /// As a number of persons.
    pub fn persons(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl CodedColumn {
    /// A column of given codes, each a position in `labels` or [`BLANK`].
    pub fn new(name: impl Into<String>, labels: Vec<String>, codes: Vec<u32>) -> Result<Self, MicrodataError> {
        let name = name.into();
        let known = labels.len() as u64;
        let stranger = codes.iter().position(|code| *code != BLANK && u64::from(*code) >= known);
        if let Some((record, code)) = stranger.and_then(|record| Some((record, *codes.get(record)?))) {
            return Err(MicrodataError::UnknownCode {
                column: name,
                record,
                code,
            });
        }
        Ok(Self { name, labels, codes })
    }

    /// A column of texts, coded in rising order: as numbers where all of them are numbers, else as text. An empty text is blank.
    ///
    /// ```
    /// use phieu::privacy::microdata::{BLANK, CodedColumn};
    /// let age = CodedColumn::from_texts("age", ["30", "9", "", "30"]);
    /// assert_eq!(age.labels(), ["9", "30"]);
    /// assert_eq!(age.codes(), [1, 0, BLANK, 1]);
    /// ```
    pub fn from_texts<'a>(name: impl Into<String>, texts: impl IntoIterator<Item = &'a str>) -> Self {
        let texts: Vec<&str> = texts.into_iter().collect();
        let mut labels: Vec<&str> = texts.iter().copied().filter(|text| !text.is_empty()).collect();
        labels.sort_unstable();
        labels.dedup();
        let numbers: Option<Vec<f64>> = labels
            .iter()
            .map(|label| label.parse().ok().filter(|n: &f64| !n.is_nan()))
            .collect();
        let code_of: std::collections::BTreeMap<&str, u32> = if let Some(numbers) = numbers {
            let mut pairs: Vec<(f64, &str)> = numbers.into_iter().zip(labels).collect();
            pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
            labels = pairs.into_iter().map(|(_, label)| label).collect();
            labels.iter().copied().zip(0..).collect()
        } else {
            labels.iter().copied().zip(0..).collect()
        };
        let codes = texts.iter().map(|text| code_of.get(text).copied().unwrap_or(BLANK)).collect();
        Self {
            name: name.into(),
            labels: labels.into_iter().map(str::to_owned).collect(),
            codes,
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its codes mean.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// A code for each record.
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// The label of a record's cell; `None` where it is blank.
    pub fn label(&self, record: usize) -> Option<&str> {
        self.labels.get(*self.codes.get(record)? as usize).map(String::as_str)
    }

    /// How many cells have no value.
    pub fn blanks(&self) -> usize {
        self.codes.iter().filter(|code| **code == BLANK).count()
    }

    /// The column with other codes and their labels, which the caller has made to fit.
    pub(super) fn with(&self, labels: Vec<String>, codes: Vec<u32>) -> Self {
        Self {
            name: self.name.clone(),
            labels,
            codes,
        }
    }

    /// Takes the value out of a cell.
    pub(super) fn blank(&mut self, record: usize) {
        if let Some(code) = self.codes.get_mut(record) {
            *code = BLANK;
        }
    }
}

impl Microdata {
    /// A table without weights: every record stands for itself.
    pub fn new(columns: Vec<CodedColumn>) -> Result<Self, MicrodataError> {
        let rows = columns.first().map_or(0, |column| column.codes.len());
        if let Some(other) = columns.iter().find(|column| column.codes.len() != rows) {
            return Err(MicrodataError::Length {
                what: other.name.clone(),
                found: other.codes.len(),
                expected: rows,
            });
        }
        if u32::try_from(rows).is_err() {
            return Err(MicrodataError::TooLarge);
        }
        Ok(Self {
            rows,
            columns,
            weights: None,
        })
    }

    /// The table with a weight for each record.
    pub fn with_weights(mut self, weights: Vec<Weight>) -> Result<Self, MicrodataError> {
        if weights.len() != self.rows {
            return Err(MicrodataError::Length {
                what: "weights".to_owned(),
                found: weights.len(),
                expected: self.rows,
            });
        }
        let sum = weights.iter().try_fold(0_u64, |sum, weight| sum.checked_add(weight.0));
        sum.ok_or(MicrodataError::TooLarge)?;
        self.weights = Some(weights);
        Ok(self)
    }

    /// How many records.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Its columns.
    pub fn columns(&self) -> &[CodedColumn] {
        &self.columns
    }

    /// The column at a position.
    pub fn column(&self, at: usize) -> Option<&CodedColumn> {
        self.columns.get(at)
    }

    /// The position of a column by name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// Weights by record; `None` when every record stands for itself.
    pub fn weights(&self) -> Option<&[Weight]> {
        self.weights.as_deref()
    }

    /// Whether records stand for more than themselves.
    pub fn is_weighted(&self) -> bool {
        self.weights.is_some()
    }

    pub(super) fn column_mut(&mut self, at: usize) -> Option<&mut CodedColumn> {
        self.columns.get_mut(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_without_a_label_is_named_with_its_place() {
        let error = CodedColumn::new("ward", vec!["Hoàn Kiếm".to_owned()], vec![0, BLANK, 7]).unwrap_err();
        assert_eq!(error.to_string(), "column `ward`, record 2: no label for code 7");
    }

    #[test]
    fn columns_and_weights_of_other_lengths_are_refused() {
        let ward = CodedColumn::from_texts("ward", ["a", "b"]);
        let sex = CodedColumn::from_texts("sex", ["f"]);
        let error = Microdata::new(vec![ward.clone(), sex]).unwrap_err();
        assert_eq!(error.to_string(), "sex has 1 records where the first column has 2");
        let error = Microdata::new(vec![ward]).unwrap().with_weights(vec![Weight::ONE]).unwrap_err();
        assert_eq!(error.to_string(), "weights has 1 records where the first column has 2");
    }

    #[test]
    fn words_are_coded_as_words_and_numbers_as_numbers() {
        assert_eq!(CodedColumn::from_texts("q", ["10", "9"]).labels(), ["9", "10"]);
        assert_eq!(CodedColumn::from_texts("q", ["10", "9", "x"]).labels(), ["10", "9", "x"]);
    }
}
