//! How a record's quasi-identifiers become one number: a field of bits for each column, 0 in it for a blank.
//!
//! So blanking a cell is clearing a field, the cells that two records share are the fields that both masks have, and agreeing on some
//! columns is equality under a mask.

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
        for (field, column) in self.fields.iter().zip(columns) {
            let codes = microdata.column(*column).map_or(&[][..], |column| column.codes());
            for (key, code) in keys.iter_mut().zip(codes) {
                if *code != BLANK {
                    *key |= (Key::from(*code) + 1) << field.shift;
                }
            }
        }
        keys
    }

    /// How many columns.
    pub(crate) fn len(&self) -> usize {
        self.fields.len()
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
