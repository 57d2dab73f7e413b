//! Equivalence classes: records that no quasi-identifier tells apart, a blank taken as a value of its own.

use super::RiskError;
use super::key::{Key, KeyLayout, number};
use crate::privacy::microdata::{Microdata, Weight};

/// The classes of a table under some quasi-identifiers, in the order of their keys; the order of the records does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classes {
    pub(crate) layout: KeyLayout,
    pub(crate) keys: Vec<Key>,
    pub(crate) sizes: Vec<u32>,
    pub(crate) weights: Vec<Weight>,
    pub(crate) class_of: Vec<u32>,
    pub(crate) is_weighted: bool,
}

impl Classes {
    /// Groups the records by the columns at these positions.
    ///
    /// ```
    /// use phieu::privacy::microdata::{CodedColumn, Microdata};
    /// use phieu::privacy::risk::Classes;
    ///
    /// let table = Microdata::new(vec![
    ///     CodedColumn::from_texts("sex", ["f", "f", "m", "f"]),
    ///     CodedColumn::from_texts("age", ["30", "30", "30", ""]),
    /// ])?;
    /// let classes = Classes::of(&table, &[0, 1])?;
    /// assert_eq!(classes.len(), 3, "a blank age is an age of its own here");
    /// assert_eq!(classes.size(classes.class_of(0).unwrap()), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(microdata: &Microdata, columns: &[usize]) -> Result<Self, RiskError> {
        let labels = columns.iter().map(|at| {
            let column = microdata.column(*at).ok_or(RiskError::NoSuchColumn { position: *at })?;
            Ok(column.labels().len())
        });
        let layout = KeyLayout::new(&labels.collect::<Result<Vec<_>, _>>()?)?;
        let keys = layout.pack(microdata, columns);
        Ok(Self::group(layout, &keys, microdata.weights()))
    }

    /// Groups records by their keys.
    pub(crate) fn group(layout: KeyLayout, keys: &[Key], weights: Option<&[Weight]>) -> Self {
        let (distinct, class_of) = number(keys);
        let mut sizes = vec![0_u32; distinct.len()];
        let mut sums = vec![Weight(0); distinct.len()];
        for (record, class) in class_of.iter().enumerate() {
            let weight = weights.map_or(Some(Weight::ONE), |weights| weights.get(record).copied());
            if let (Some(size), Some(sum), Some(weight)) = (sizes.get_mut(*class as usize), sums.get_mut(*class as usize), weight) {
                *size += 1;
                sum.0 += weight.0;
            }
        }
        Self {
            layout,
            keys: distinct,
            sizes,
            weights: sums,
            class_of,
            is_weighted: weights.is_some(),
        }
    }

    /// How many classes.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are no records.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// How many records.
    pub fn records(&self) -> usize {
        self.class_of.len()
    }

    /// How many quasi-identifiers.
    pub fn columns(&self) -> usize {
        self.layout.len()
    }

    /// The class of a record.
    pub fn class_of(&self, record: usize) -> Option<usize> {
        self.class_of.get(record).map(|class| *class as usize)
    }

    /// How many records a class has; 0 for a class that is not there.
    pub fn size(&self, class: usize) -> u32 {
        self.sizes.get(class).copied().unwrap_or(0)
    }

    /// The weights of a class's records together.
    pub fn weight(&self, class: usize) -> Weight {
        self.weights.get(class).copied().unwrap_or_default()
    }

    /// A class's code in a quasi-identifier, counted from 0 in the order given; `None` when blank.
    pub fn code(&self, class: usize, column: usize) -> Option<u32> {
        self.layout.code(*self.keys.get(class)?, column)
    }

    /// Whether some class has a blank cell; without one both readings are the same.
    pub fn has_blanks(&self) -> bool {
        let all = self.layout.present(Key::MAX);
        self.keys.iter().any(|key| self.layout.present(*key) != all)
    }

    /// The least size of a class: the k that the table has in the strict reading. 0 for a table without records.
    pub fn least(&self) -> u32 {
        self.sizes.iter().copied().min().unwrap_or(0)
    }
}
