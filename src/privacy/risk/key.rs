//! How a record's quasi-identifiers become one number: a field of bits for each column, 0 in it for a blank.
//!
//! So blanking a cell is clearing a field, the cells that two records share are the fields that both masks have, and agreeing on some
//! columns is equality under a mask.

use rustc_hash::FxHashMap;

use super::RiskError;
use crate::privacy::microdata::{BLANK, Microdata};

/// The quasi-identifiers of a record, packed.
pub(crate) type Key = u128;

/// Which bits hold which column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyLayout {
    fields: Vec<Field>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Field {
    shift: u32,
    mask: Key,
}

impl KeyLayout {
    /// Room for columns with so many labels each; the first column has the highest bits, so keys sort as their columns do.
    pub(crate) fn new(labels: &[usize]) -> Result<Self, RiskError> {
        let widths: Vec<u32> = labels.iter().map(|count| usize::BITS - count.leading_zeros()).collect();
        let bits = widths.iter().sum();
        if bits > Key::BITS {
            return Err(RiskError::TooWide { bits });
        }
        let mut shift = bits;
        let fields = widths.into_iter().map(|width| {
            shift -= width;
            let mask = if width == 0 {
                0
            } else {
                (Key::MAX >> (Key::BITS - width)) << shift
            };
            Field { shift, mask }
        });
        Ok(Self { fields: fields.collect() })
    }

    /// The keys of all records.
    pub(crate) fn pack(&self, microdata: &Microdata, columns: &[usize]) -> Vec<Key> {
        let mut keys = vec![0; microdata.rows()];
        for (field, column) in columns.iter().enumerate() {
            let codes = microdata.column(*column).map_or(&[][..], |column| column.codes());
            for (key, code) in keys.iter_mut().zip(codes) {
                *key |= self.field(field, *code);
            }
        }
        keys
    }

    /// The bits that a code sets in a column; none for a blank.
    pub(crate) fn field(&self, field: usize, code: u32) -> Key {
        let filled = self.fields.get(field).filter(|_| code != BLANK);
        filled.map_or(0, |field| (Key::from(code) + 1) << field.shift)
    }

    /// How many columns.
    pub(crate) fn len(&self) -> usize {
        self.fields.len()
    }

    /// The bits of one column.
    pub(crate) fn mask(&self, field: usize) -> Key {
        self.fields.get(field).map_or(0, |field| field.mask)
    }

    /// The bits of some columns, given as a set of their numbers.
    pub(crate) fn mask_of(&self, fields: u64) -> Key {
        let chosen = self.fields.iter().enumerate().filter(|(at, _)| fields >> at & 1 == 1);
        chosen.fold(0, |mask, (_, field)| mask | field.mask)
    }

    /// The bits of the columns in which a key has a value.
    pub(crate) fn present(&self, key: Key) -> Key {
        let filled = self.fields.iter().filter(|field| key & field.mask != 0);
        filled.fold(0, |mask, field| mask | field.mask)
    }

    /// A column's code in a key; `None` when blank.
    pub(crate) fn code(&self, key: Key, field: usize) -> Option<u32> {
        let field = self.fields.get(field)?;
        (((key & field.mask) >> field.shift) as u32).checked_sub(1)
    }
}

/// Distinct keys in rising order, and for each key its number among them.
pub(crate) fn number(keys: &[Key]) -> (Vec<Key>, Vec<u32>) {
    let mut seen: FxHashMap<Key, u32> = FxHashMap::default();
    let mut distinct: Vec<Key> = Vec::new();
    let mut class_of: Vec<u32> = Vec::with_capacity(keys.len());
    for key in keys {
        let next = distinct.len() as u32;
        let class = *seen.entry(*key).or_insert(next);
        if class == next {
            distinct.push(*key);
        }
        class_of.push(class);
    }
    let mut order: Vec<u32> = (0..distinct.len() as u32).collect();
    order.sort_unstable_by_key(|class| distinct.get(*class as usize));
    let mut rank = vec![0_u32; order.len()];
    for (place, class) in order.iter().enumerate() {
        if let Some(rank) = rank.get_mut(*class as usize) {
            *rank = place as u32;
        }
    }
    for class in &mut class_of {
        *class = rank.get(*class as usize).copied().unwrap_or_default();
    }
    distinct.sort_unstable();
    (distinct, class_of)
}
