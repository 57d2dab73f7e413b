//! What suppression moves about: records that it need not tell apart, counted.

use crate::privacy::microdata::{Microdata, Weight};
use crate::privacy::risk::key::{Key, KeyLayout, number};
use crate::privacy::risk::{Overall, Requirement, RiskError, dense};

/// Units of one or more records each, with all that a requirement looks at: the key, the answers to sensitive items, and the weight of
/// each record where risk has a ceiling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Units {
    pub(crate) layout: KeyLayout,
    pub(crate) keys: Vec<Key>,
    pub(crate) sizes: Vec<u32>,
    /// Of one record.
    pub(crate) weights: Vec<Weight>,
    /// For each item, the answer of each unit.
    pub(crate) answers: Vec<Vec<u32>>,
    /// For each item, how all records answer.
    pub(crate) overall: Vec<Overall>,
}

impl Units {
    /// Every record a unit.
    pub(crate) fn of(microdata: &Microdata, columns: &[usize], requirement: &Requirement) -> Result<Self, RiskError> {
        let column = |at: usize| microdata.column(at).ok_or(RiskError::NoSuchColumn { position: at });
        let labels = columns
            .iter()
            .map(|at| Ok(column(*at)?.labels().len()))
            .collect::<Result<Vec<_>, RiskError>>()?;
        let layout = KeyLayout::new(&labels)?;
        let keys = layout.pack(microdata, columns);
        let items = requirement.items.iter().map(|item| Ok(dense(column(item.column)?)));
        let (answers, overall) = items.collect::<Result<Vec<_>, RiskError>>()?.into_iter().unzip();
        let weights = match (requirement.ceiling, microdata.weights()) {
            (Some(_), Some(weights)) => weights.to_vec(),
            _ => vec![Weight::ONE; keys.len()],
        };
        Ok(Self {
            layout,
            sizes: vec![1; keys.len()],
            keys,
            weights,
            answers,
            overall,
        })
    }

    /// Units that are alike made one, in the order of their keys; and for each unit the one that it became part of.
    pub(crate) fn merged(&self) -> (Self, Vec<u32>) {
        let (_, mut unit_of) = number(&self.keys);
        let weights: Vec<u32> = if self.weights.windows(2).all(|pair| pair.first() == pair.last()) {
            Vec::new()
        } else {
            number(&self.weights.iter().map(|weight| Key::from(weight.0)).collect::<Vec<_>>()).1
        };
        for codes in self.answers.iter().chain((!weights.is_empty()).then_some(&weights)) {
            let pairs: Vec<Key> = unit_of
                .iter()
                .zip(codes)
                .map(|(unit, code)| Key::from(*unit) << 32 | Key::from(*code))
                .collect();
            unit_of = number(&pairs).1;
        }
        let count = unit_of.iter().max().map_or(0, |last| *last as usize + 1);
        let mut first = vec![usize::MAX; count];
        let mut sizes = vec![0; count];
        for (at, unit) in unit_of.iter().enumerate() {
            if let (Some(first), Some(size)) = (first.get_mut(*unit as usize), sizes.get_mut(*unit as usize)) {
                *first = (*first).min(at);
                *size += self.sizes.get(at).copied().unwrap_or_default();
            }
        }
        let merged = Self {
            layout: self.layout.clone(),
            keys: pick(&self.keys, &first),
            sizes,
            weights: pick(&self.weights, &first),
            answers: self.answers.iter().map(|codes| pick(codes, &first)).collect(),
            overall: self.overall.clone(),
        };
        (merged, unit_of)
    }

    /// The same records with coarser keys: `code` gives for each column and each code the code that it becomes.
    pub(crate) fn recoded(&self, labels: &[usize], code: impl Fn(usize, u32) -> u32) -> Result<Self, RiskError> {
        let layout = KeyLayout::new(labels)?;
        let recode = |key: &Key| {
            let fields = (0..labels.len()).filter_map(|field| Some((field, self.layout.code(*key, field)?)));
            fields.fold(0, |coarse, (field, own)| coarse | layout.field(field, code(field, own)))
        };
        Ok(Self {
            keys: self.keys.iter().map(recode).collect(),
            layout,
            ..self.clone()
        })
    }

    /// Where each class begins among units in the order of their keys, and where the last one ends.
    pub(crate) fn class_starts(&self) -> Vec<u32> {
        let changes = self
            .keys
            .windows(2)
            .zip(1..)
            .filter(|(pair, _)| pair.first() != pair.last())
            .map(|(_, at)| at);
        let end = (!self.keys.is_empty()).then_some(self.keys.len() as u32);
        std::iter::once(0).chain(changes).chain(end).collect()
    }
}

fn pick<T: Copy>(from: &[T], at: &[usize]) -> Vec<T> {
    at.iter().filter_map(|at| from.get(*at).copied()).collect()
}
